# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The machine's cards. Their hardware is there from the start; a card is once its driver is loaded, so
# a job has those that it asks for, in that order. Sourced by lib.sh.
#
#   KIND      card id        what it is
#   hda       Intel          one HDA controller with two codecs
#   usb       Audio          a USB card that can be plugged
#   ac97      I82801AAICH    an AC'97 codec
#   ens1370   AudioPCI       a card with an AK4531 mixer
#   aloop     Loopback       what is played on device 0 is captured from device 1
#   dummy     Dummy          a card that is only a driver
# shellcheck disable=SC2034 # for the jobs
all_cards=(hda usb ac97 ens1370 aloop dummy)

declare -rA card_ids=([hda]=Intel [usb]=Audio [ac97]=I82801AAICH [ens1370]=AudioPCI
    [aloop]=Loopback [dummy]=Dummy)
declare -rA card_drivers=([hda]='snd-hda-intel' [usb]='snd-usb-audio xhci-pci'
    [ac97]='snd-intel8x0' [ens1370]='snd-ens1370' [aloop]='snd-aloop' [dummy]='snd-dummy')

# card_is_there ID
card_is_there() {
    [ -e "/proc/asound/$1/id" ]
}

# card_number KIND
card_number() {
    local card
    card=$(readlink "/proc/asound/${card_ids[$1]}")
    echo "${card#card}"
}

# load_cards KIND…: returns once they are there.
load_cards() {
    local kind driver
    for kind in "$@"; do
        for driver in ${card_drivers[$kind]}; do
            modprobe "$driver"
        done
        wait_for 60 card_is_there "${card_ids[$kind]}" ||
            give_up "no card ${card_ids[$kind]} within 60 s"
    done
}

# unload_cards KIND…: nobody may be using them.
unload_cards() {
    local kind driver
    for kind in "$@"; do
        for driver in ${card_drivers[$kind]}; do
            modprobe --remove "$driver"
        done
    done
}

# ask_monitor COMMAND ARGUMENTS: of QEMU, as in QMP; the arguments are JSON. Prints what it refuses.
ask_monitor() {
    local id=$EPOCHREALTIME line
    # The answer has the same id; what else comes, it said before.
    {
        echo '{"execute":"qmp_capabilities"}' >&9
        echo "{\"execute\":\"$1\",\"arguments\":$2,\"id\":\"$id\"}" >&9
        while read -r -t 10 -u 9 line; do
            [[ $line == *"$id"* ]] || continue
            [[ $line == *'"error"'* ]] || return 0
            echo "$line"
            return 1
        done
    } 9<>"$VM_MONITOR"
    echo "no answer from the monitor"
    return 1
}

# hotplug add|remove usb: returns when it is plugged or pulled; the kernel takes its time to see that.
hotplug() {
    case "$1 $2" in
    'add usb') ask_monitor device_add "$VM_USB_CARD" ;;
    'remove usb') ask_monitor device_del '{"id":"usb"}' ;;
    *) give_up "no such hotplug: $*" ;;
    esac
}
