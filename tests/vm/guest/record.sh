# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Recording this machine, as tests/machines/README.md says, with the tools of everybody. Sourced by
# jobs after lib.sh.

# What is told of a device that a card is, or has, or sits on. The rest is about power and the like.
attributes='afg|bAlternateSetting|bConfigurationValue|bInterface[A-Z][A-Za-z]+|busnum|chip_name'
attributes+='|descriptors|devnum|devpath|(driver|init|user)_pin_configs|id|idProduct|idVendor|interface'
attributes+='|manufacturer|mfg|modelname|number|product|(revision|subsystem|vendor)_id|serial|vendor_name'

# list_sysfs: the links to cards, codecs and USB devices, and the attributes at their ends.
list_sysfs() {
    local link device
    for link in sys/class/sound/* sys/bus/hdaudio/devices/* sys/bus/usb/devices/*; do
        [ -L "$link" ] || continue
        device=$(realpath --relative-to=/ "$link")
        echo "$link"
        find "$device" -maxdepth 1 -regextype egrep -type f -regex ".*/($attributes)"
        find "$device" -maxdepth 1 -regextype egrep -type l -regex '.*/card[0-9]+/device'
        [ ! -d "$device/widgets" ] || find "$device/widgets" -type f
    done
}

# list_proc: without the state of open streams, and what other systems' programs are told.
list_proc() {
    find proc/asound -path '*/sub[0-9]*' -prune -o -path proc/asound/oss -prune -o \
        -path proc/asound/seq -prune -o \( -type f -o -type l \) -print
}

# record_machine DIR: with PipeWire's part when it runs.
record_machine() (
    cd /
    mkdir -p "$1/var/lib/alsa"
    { list_proc && list_sysfs; } | sort -u |
        xargs --delimiter='\n' cp --no-dereference --parents --target-directory="$1"
    chmod -R u+w "$1"
    alsactl --file "$1/var/lib/alsa/asound.state" store
    [ ! -S "${XDG_RUNTIME_DIR:-/nowhere}/pipewire-0" ] || {
        mkdir -p "$1/pipewire"
        pw-dump >"$1/pipewire/pw-dump.json"
    }
)
