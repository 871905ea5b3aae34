#!/bin/bash
# SPDX-License-Identifier: MIT
# From a player to the jack, over PipeWire and real drivers: what silences it on the way is named, with
# what repairs it, and that does. Then a card goes and comes back under a keeper.
# shellcheck source=tests/vm/guest/lib.sh
. "$VM_GUEST/lib.sh"
need amixer aplay ffmpeg pw-cat pw-cli pw-link wpctl
load_cards hda usb
start_session

readonly sink=node:alsa_output.pci-0000_00_04.0.analog-stereo
readonly source=node:alsa_input.pci-0000_00_04.0.analog-stereo
readonly profile=pw-device:pci-0000:00:04.0/profile:Profile
readonly jack=endpoint:pci-0000:00:04.0:0:pin03
readonly usb_jack=endpoint:pci-0000:00:05.0-usb-0:1:1.0:0:output3
usb_sink=$(jackfield list devices | sed -n 's/^\(node:alsa_output\.usb[^ ]*\) .*/\1/p')
ffmpeg -nostdin -v error -f lavfi -i sine=frequency=440:duration=600:sample_rate=48000 -ac 2 tone.wav

# start_player: to the first card; returns once it has ports.
start_player() {
    pw-cat --playback --target "${sink#node:}" --properties '{ node.name = jf-player }' tone.wav \
        >player.log 2>&1 &
    player=$!
    wait_for 20 ports_of_player || give_up "the player has no ports"
}

ports_of_player() {
    pw-link --output | grep -q '^jf-player:output_FR'
}

# why STATUS REGEX ARGUMENT…: whether it ends so and prints such a line.
why() {
    local wanted=$1 regex=$2 status=0
    shift 2
    jackfield why "$@" >verdict || status=$?
    cat verdict
    [ "$status" -eq "$wanted" ] && grep -Eq -- "$regex" verdict
}

# repairs CAUSE: runs the command that the last why offers for it.
repairs() {
    local command
    command=$(sed -n "/!! $1:/,\$s/^ *repair: //p" verdict | head -n 1)
    echo "repair: $command"
    [ -n "$command" ] && eval "$command"
}

# way: the ids on the way to the jack that must be there, in this order.
way() {
    jackfield path jf-player "$jack" | grep -oE "$sink/(in:playback_FL|hardware)|hda:[^ ]*:0/(dac02:pcm|pin03)|$jack/connector"
}

check "a converter that was never given a stream is named" why 1 '!! no-stream' \
    hda:pci-0000:00:04.0:1/dac02:pcm endpoint:pci-0000:00:04.0:1:pin03
start_player
check "an open way is found" wait_for 20 why 0 "$jack/connector" jf-player "$jack"
check "and nothing on it is blamed for sure" fails grep -q '!!' verdict
check "one path leads from the player to the jack" same \
    "$sink/in:playback_FL $sink/hardware hda:pci-0000:00:04.0:0/dac02:pcm hda:pci-0000:00:04.0:0/pin03 $jack/connector" \
    "$(way | xargs)"

check "and one from the socket to who records" same \
    "endpoint:pci-0000:00:04.0:0:pin05/connector hda:pci-0000:00:04.0:0/adc04:pcm $source/out:capture_FL" \
    "$(jackfield path endpoint:pci-0000:00:04.0:0:pin05 "$source/out:capture_FL" |
        grep -oE "endpoint:[^ ]*/connector|hda:[^ ]*/adc04:pcm|$source/out:capture_FL" | xargs)"

# ---- hardware -----------------------------------------------------------------------------------------

# Behind PipeWire's back: it would take it for its own volume otherwise.
silence() {
    amixer -q -c Intel cset "name=Master Playback $1" "$2"
}

silence Switch off
check "a switch of the hardware is named" wait_for 20 why 1 '!! muted: .*/dac02:out-mute' jf-player "$jack"
check "and its repair opens it" repairs muted
check "so that sound flows" wait_for 20 why 0 . jf-player "$jack"
silence Volume 0
check "a level at its minimum is named" wait_for 20 why 1 '!! minimum: .*/dac02:out-volume' jf-player "$jack"
check "and its repair raises it" repairs minimum
check "so that sound flows again" wait_for 20 why 0 . jf-player "$jack"

# ---- elsewhere ----------------------------------------------------------------------------------------

check "a stream that goes elsewhere is named" why 1 '!! linked-elsewhere' jf-player "$usb_jack"
check "and its repair tells the session manager" repairs linked-elsewhere
check "which moves the stream" wait_for 20 why 0 "$usb_jack/connector" jf-player "$usb_jack"
amixer -q -c Audio cset 'name=Audio Output Volume Control Playback Switch' off
check "a muted feature unit is named" wait_for 20 why 1 '!! muted: .*/feature2:mute' jf-player "$usb_jack"
check "and its repair opens it" repairs muted
check "so that sound flows there" wait_for 20 why 0 . jf-player "$usb_jack"
check "the stream is told to come back" jackfield connect --route jf-player "$sink"
check "it does" wait_for 20 why 0 . jf-player "$jack"

# ---- profiles -----------------------------------------------------------------------------------------

check "the profile is switched off" jackfield set "$profile" Off
check "a profile without the node is named" wait_for 20 why 1 '!! profile: .*off' jf-player "$jack"
check "and the repair names the control" grep -q "repair: jackfield set 'pw-device:.*/profile:Profile'" verdict
check "which brings it back" jackfield set "$profile" 'Analog Stereo Duplex'
check "with its node" wait_for 30 why 0 . jf-player "$jack"

# ---- programs -----------------------------------------------------------------------------------------

finish "$player"
node_state() {
    jackfield show "$sink" | grep -Eq "node.state *= $1"
}
check "a node that nobody plays to is suspended" wait_for 30 node_state suspended
aplay -q -D hw:Intel,0 tone.wav &
holder=$!
wait_for 20 grep -q owner_pid /proc/asound/Intel/pcm0p/sub0/status || give_up "aplay does not play"
start_player
check "who holds the PCM is named" wait_for 20 why 1 "!! busy: .* is held by aplay \\($holder\\)" jf-player "$jack"
finish "$holder" "$player"
# The server does not try again by itself; with another node it does.
check "the profile is set anew" jackfield set "$profile" Off
check "and back" jackfield set "$profile" 'Analog Stereo Duplex'
start_player
check "and sound flows" wait_for 30 why 0 . jf-player "$jack"
# What a codec says of itself anybody may read; of the USB card there are but names.
status=0
setpriv --reuid=65534 --regid=65534 --clear-groups "$JACKFIELD" why \
    usb:pci-0000:00:05.0-usb-0:1:1.0:0/input1 "$usb_jack" >verdict 2>complaints || status=$?
check "controls that may not be read are named" grep -q '?? no-permission' verdict
check "and nothing is taken for sure" same 0 "$status"

# ---- a card that goes and comes -----------------------------------------------------------------------

cat >wiring <<END
connect {node.name=jf-player} $usb_sink
forbid {node.name=jf-player} $sink
END
"$JACKFIELD" keep wiring >keep.log 2>&1 &
keeper=$!

# wired: the player is connected to the USB card, channel by channel, and to nothing else.
wired() {
    local links
    links=$(jackfield list connections | sed -n 's/^\(node:jf-player[^ ]*\) *-> *\([^ ]*\) .*/\1 \2/p' | sort)
    [ "$links" = "node:jf-player/out:output_FL $usb_sink/in:playback_FL
node:jf-player/out:output_FR $usb_sink/in:playback_FR" ]
}

usb_ports() {
    pw-link --input | grep -q '^alsa_output.usb.*:playback_FR'
}

now_ms() {
    echo $((${EPOCHREALTIME/./} / 1000))
}

ids() {
    jackfield list devices | grep -o '^[^ ]*usb[^ ]*'
}

check "a keeper wires the player to the USB card" wait_for 30 wired
before=$(ids)
for round in 1 2; do
    check "the card is pulled out, round $round" hotplug remove usb
    check "its ports are gone" wait_for 30 fails usb_ports
    check "the keeper waits for it" wait_for 10 grep -q waiting keep.log
    check "the card is plugged in again" hotplug add usb
    wait_for 60 usb_ports || give_up "the card's ports do not come back"
    start_ms=$(now_ms)
    check "the wiring is back" wait_for 10 wired
    echo "after $(($(now_ms) - start_ms)) ms, the tool's starts included"
    check "with the same ids" same "$before" "$(ids)"
done
finish "$keeper" "$player"
