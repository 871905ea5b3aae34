# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # "run" takes and gives these
# What silences a sound that flows: one fact of a recorded machine is changed at a time, and just that
# is named, with what repairs it.

open=$(realpath "${case_file%/*}/../machines/open")
codec=proc/asound/card0/codec#0
display=proc/asound/card0/codec#2
elements=var/lib/alsa/asound.state
server=pipewire/pw-dump.json

# The ways that flow, part by part.
machine_arguments=(--machine "$open")
jack why Player
jack why Player 'Internal Speaker'
jack why Film
jack why 'Microphone (pink'

# seed WHAT FILE SED [FILE SED]…: the open machine, but for that.
seed() {
    echo "# $1"
    shift
    rm -rf seeded
    cp -r "$open" seeded
    while [ $# -gt 0 ]; do
        sed -i -E "$2" "seeded/$1"
        ! cmp -s "$open/$1" "seeded/$1" || echo "NOTHING CHANGED in $1"
        shift 2
    done
    machine_arguments=(--machine seeded)
}

# why ARGUMENT…: what is found, without the way, and that it is one thing.
why() {
    mask '/^  [^ ]/d'
    jack why "$@"
    mask
    [ "$(grep -Ec '^ {4}(!!|\?\?) ' "$work/out")" -eq 1 ] || echo 'NOT ONE FINDING'
}

# element NAME: the lines of one element.
element() {
    echo "/name '$1'/,/comment/"
}

# object ID: the lines of one object of the server.
object() {
    echo "/\"id\": $1,\$/,/^  \\},?\$/"
}

# gone ID…: makes objects of the server something that is not looked at.
gone() {
    local id
    for id in "$@"; do
        echo "$(object "$id")s/Interface:[A-Z][a-z]*/Interface:None/;"
    done
}

# ---- the server ----------------------------------------------------------------------------------------

seed 'no link' $server "$(gone 90 91)"
why Player
why Player Headphones
seed 'no link to who records' $server "$(gone 94 95)"
why 'Microphone (pink' Recorder
seed 'a profile without the node' $server "$(gone 45 70 71 90 91)
    /\"Profile\": \[/,/\"description/s/(\"name\": \")[^\"]*/\1off/"
why Player Headphones

seed 'a link in error' $server "$(object 90)s/(\"state\": )\"active\"/\1\"error\"/;
    $(object 90)s/(\"error\": )null/\1\"no common format\"/"
why Player
seed 'a link that is paused' $server "$(object 90)s/\"active\"/\"paused\"/"
why Player
seed 'a stream that is muted' $server "$(object 60)s/(\"mute\": )false/\1true/"
why Player
seed 'a stream at zero' $server "$(object 60)s/(\"channelVolumes\": )\[1.0, 1.0\]/\1[0.0, 0.0]/"
why Player
seed 'a node that is muted' $server "$(object 45)s/(\"mute\": )false/\1true/"
why Player
seed 'a node that is suspended' $server "$(object 45)s/\"running\"/\"suspended\"/"
why Player
seed 'the wrong default sink: the stream is at another' $server \
    "$(object 9[01])s/(\"(input-node-id|link.input.node)\": )45/\146/
     $(object 90)s/(\"(input-port-id|link.input.port)\": )70/\172/
     $(object 91)s/(\"(input-port-id|link.input.port)\": )71/\173/"
why Player Headphones
seed 'a route that leads elsewhere' $elements \
    "$(element 'Speaker Playback Switch')s/true/false/"
why Player 'Internal Speaker'
seed 'the same switch, where the route is right' $elements \
    "$(element 'Headphone Playback Switch')s/true/false/"
why Player Headphones
seed 'a route that is not available' $server \
    "/\"Route\":/,/\"mask/{/\"Headphones\"/,/info/s/(\"available\": )\"yes\"/\1\"no\"/}"
why Player

# ---- jacks and monitors --------------------------------------------------------------------------------

seed 'nothing in the jack' $elements "$(element 'Headphone Jack')s/true/false/"
why Player
seed 'a jack of which nothing is told' $elements "/name 'Headphone Jack'/s/Jack/Socket/" \
    $codec '/"Headphone Jack"/d'
why Player
seed 'a monitor that is not there' 'proc/asound/card0/eld#2.0' 's/^(monitor_present|eld_valid)(\t+)1/\1\20/' \
    $elements "$(element 'HDMI.DP,pcm=3 Jack')s/true/false/"
why Film
seed 'a monitor that takes no sound' 'proc/asound/card0/eld#2.0' \
    's/^(eld_valid\t+)1/\10/; /^(monitor_name|connection|eld_ver|edid|manu|product|port|support|audio|speakers|sad)/d'
why Film

# ---- the codec -----------------------------------------------------------------------------------------

seed 'a switch of the hardware' $elements "$(element 'Headphone Playback Switch')s/true/false/"
why Player
seed 'a level at its minimum' $elements "$(element 'Headphone Playback Volume')s/(value.. )71/\10/
    /name 'Headphone Playback Volume'/,/name '/s/(dbvalue.. )-1200/\1-6525/"
why Player
seed 'the input of a mixer' $codec '/^Node 0x05/,/Connection/s/\[0x00 0x00\]/[0x80 0x80]/'
why Player
seed 'a selector of the hardware' $codec '/^Node 0x10/,/^Node 0x11/s/0x05\* 0x07/0x05 0x07*/'
why Player Headphones
seed 'a source that is not recorded' $codec 's/0x12\* 0x13/0x12 0x13*/' \
    $elements "$(element 'Capture Source')s/value Mic/value 'Internal Mic'/"
why 'Microphone (pink' Recorder
seed 'a pin that is no output' $codec '/^Node 0x10/,/^Node 0x11/s/Pin-ctls: 0xc0: OUT HP/Pin-ctls: 0x00:/'
why Player
seed 'a pin that is no input' $codec 's/Pin-ctls: 0x24: IN VREF_80/Pin-ctls: 0x00: VREF_HIZ/'
why 'Microphone (pink' Recorder
seed 'an amplifier that is off' $codec '/^Node 0x10/,/^Node 0x11/s/EAPD 0x2: EAPD/EAPD 0x0:/'
why Player
seed 'a converter without a stream' $codec '/^Node 0x02/,/^Node 0x03/s/stream=5/stream=0/'
why Player
seed 'no stream at all, for the one that shares it' $codec 's/stream=5/stream=0/'
why Player 'Internal Speaker'
seed 'a converter without power' $codec '/^Node 0x02/,/^Node 0x03/s/actual=D0/actual=D3/'
why Player
seed 'a codec without power' $codec 's/(Power: setting=)D0, actual=D0/\1D3, actual=D3/'
why Player
seed 'a display codec without power' $display '/^State of AFG/,/^Node/s/actual=D0/actual=D3/'
why Film
seed 'a codec that lost its settings' $codec '/^State of AFG/,/^Node/s/actual=D0/actual=D0, Setting-reset/'
why Player
