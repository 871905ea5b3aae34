#!/bin/bash
# SPDX-License-Identifier: MIT
# Every card is there, and the tool shows what the kernel tells of them, without a server.
# shellcheck source=tests/vm/guest/lib.sh
. "$VM_GUEST/lib.sh"
need amixer python3

load_cards "${all_cards[@]}"
for kind in "${all_cards[@]}"; do
    check "the kernel lists the card of $kind" grep -q "\[${card_ids[$kind]} *\]:" /proc/asound/cards
done
check "and no other" same "${#all_cards[@]}" "$(grep -c '\]: ' /proc/asound/cards)"

# codecs: the address of each codec of the HDA card, as /proc names them.
codecs() {
    find "/proc/asound/card$(card_number hda)/" -name 'codec#*' | sed 's/.*#//' | sort -n
}

# shown_codecs: those that the tool shows.
shown_codecs() {
    jackfield list devices | sed -n 's/^hda:[^ ]*:\([0-9]*\) .*/\1/p' | sort -n
}

check "the HDA controller has two codecs" same "0 1" "$(codecs | xargs)"
check "each codec is one device" same "$(codecs)" "$(shown_codecs)"
# hardware_ids [OPTION…]: of the HDA codecs and of what is behind them.
hardware_ids() {
    jackfield list devices "$@" | grep -oE '^(hda|endpoint):pci-0000:00:04\.0:[^ ]*'
}

# tests/machines/vm-hda was recorded by a machine like this one, long ago.
check "ids are the same after a reboot" same \
    "$(hardware_ids --machine "$VM_TREE/tests/machines/vm-hda")" "$(hardware_ids)"
check "the list is made without a complaint" quietly jackfield list devices
check "the graph keeps every rule" quietly jackfield check
check "the graph is printed without a complaint" quietly jackfield graph --json --properties -o graph.json
check "every PCM device and every element is in it, and no other" \
    /usr/bin/python3 "$VM_GUEST/enumerate.py" <graph.json

# ---- AC'97, and cards of which nobody tells the inside -----------------------------------------------

# says REGEX COMMAND…: whether that prints such a line.
says() {
    local regex=$1
    shift
    "$@" >said && cat said && grep -Eq -- "$regex" said
}

# device KIND-OF-DEVICE CARD-KIND: its id.
device() {
    python3 - "$1:" "$(card_number "$2")" <<'END'
import json, sys
for device in json.load(open("graph.json"))["devices"]:
    if device["id"].startswith(sys.argv[1]) and (device["card"] or {}).get("number") == int(sys.argv[2]):
        print(device["id"])
END
}

ac97=$(device ac97 ac97)
check "the AC'97 card has one codec" test -n "$ac97"
for kind in ens1370 aloop dummy; do
    check "the inside of $kind is inferred" says inferred jackfield show "$(device card "$kind")/inside"
done

# simple KIND NAME: what ALSA's own tool says of both channels, "[-12.00dB] [on]".
simple() {
    amixer -c "$(card_number "$1")" sget "$2" | sed -n 's/^  Front Left: .*\(\[[-0-9.]*dB\] .*\)/\1/p'
}

amixer -q -c "$(card_number ac97)" sset Master on
check "a level of the AC'97 codec is set" jackfield set "$ac97/master-volume:Master Playback Volume" -12dB
check "and its mute" jackfield set "$ac97/master-mute:Master Playback Switch" mute
check "amixer sees both" same '[-12.00dB] [off]' "$(simple ac97 Master)"
check "what it records is chosen" jackfield set "$ac97/record-select:Capture Source" Line
check "amixer sees that" says ': values=4,4' amixer -c "$(card_number ac97)" cget 'name=Capture Source'
# ways: what leads to the selector, and how.
ways() {
    jackfield graph --json | python3 -c 'import json, sys
for device in json.load(sys.stdin)["devices"]:
    for link in device["links"]:
        if link["to"] == sys.argv[1] + "/record-select":
            print(link["from"], link["state"])' "$ac97"
}
check "and the graph shows the way" says "^$ac97/line selected" ways

dummy=$(device card dummy)
# Steps of 0.3 dB from -45 dB on.
check "a level of a plain card is set" jackfield set "$dummy/inside:Master Volume" -10dB
check "amixer sees the quieter step" says '\[-10.20dB\]' amixer -c "$(card_number dummy)" sget Master

# ---- use cases -----------------------------------------------------------------------------------------

mkdir -p ucm/cards
cat >ucm/ucm.conf <<'END'
Syntax 4
UseCasePath.card { Directory "cards" File "${CardId}.conf" }
END
cat >ucm/cards/Dummy.conf <<END
Syntax 4
SectionUseCase."HiFi" { File "/cards/HiFi.conf" }
BootSequence [ exec "/bin/touch $PWD/ran" cset "name='Master Volume' 3" ]
SectionDefaults [ exec "/bin/touch $PWD/ran" cset "name='Master Volume' 4" ]
END
cat >ucm/cards/HiFi.conf <<END
SectionVerb { EnableSequence [ exec "/bin/touch $PWD/ran" cset "name='Master Volume' 5" ] }
SectionDevice."Speaker" {
    EnableSequence [ exec "/bin/touch $PWD/ran" cset "name='Master Volume' 6" ]
    Value { PlaybackPCM "hw:\${CardId}" PlaybackMixerElem "Master" }
}
END
# with_use_cases ARGUMENT…: the tool, where these are the machine's.
with_use_cases() {
    ALSA_CONFIG_UCM2=$PWD/ucm "$JACKFIELD" "$@"
}
before=$(amixer -c "$(card_number dummy)" contents)
with_use_cases graph --json -o ucm.json
check "the graph with use cases keeps every rule" quietly with_use_cases check
check "what use cases name is a connector" grep -q "\"$dummy/ucm:Speaker:out\"" ucm.json
check "behind the PCM they tell" grep -q "\"$dummy/pcm0p:route\"" ucm.json
check "its volume is set there" \
    with_use_cases set "$dummy/ucm:Speaker:out:volume:Master Volume" -20.1dB
check "amixer sees it" says '\[-20.10dB\]' amixer -c "$(card_number dummy)" sget Master
amixer -q -c "$(card_number dummy)" cset "name='Master Volume'" 66
check "nothing is set by looking" same "$before" "$(amixer -c "$(card_number dummy)" contents)"
check "and no sequence is run" fails test -e ran

# ---- a card that goes and comes, under a watch and a capture --------------------------------------------

"$JACKFIELD" watch -q >watched 2>watched.err &
watch=$!
wait_for 60 grep -q settled watched || give_up "the watch does not settle"
capturer=
if [ -x "${JACKFIELD%/*}/jackfield-stream" ]; then
    "$JACKFIELD" stream "hw:Intel,0" --to kept.wav >captured 2>&1 &
    capturer=$!
    wait_for 30 grep -q RUNNING /proc/asound/Intel/pcm0c/sub0/status || give_up "nothing is captured"
fi

check "the USB card can be pulled out" hotplug remove usb
check "it leaves the kernel's list" wait_for 30 fails card_is_there Audio
check "the watch tells" wait_for 30 grep -Eq '^- adapter usb:' watched
check "the graph keeps every rule without it" quietly jackfield check
check "the USB card can be plugged in again" hotplug add usb
check "it comes back" wait_for 30 card_is_there Audio
check "the watch tells that, too" wait_for 30 grep -Eq '^[+] adapter usb:' watched
check "the graph keeps every rule with it" quietly jackfield check
check "the watch goes on without a complaint" quietly kill -0 "$watch"
finish "$watch"

# grown FROM: whether the file holds half a second (44.1 kHz, stereo, 16 bits) more than FROM octets.
grown() {
    test "$(stat -c %s kept.wav.part)" -gt $(($1 + 88200))
}

if [ -n "$capturer" ]; then
    check "the capture from another card has gone on" kill -0 "$capturer"
    check "and still brings sound" wait_for 60 grown "$(stat -c %s kept.wav.part)"
    kill "$capturer"
    check "and ends its file properly" wait "$capturer"
    check "which a reader takes whole" /usr/bin/python3 -c 'import os, sys, wave
with wave.open("kept.wav") as sound:
    octets = sound.getnframes() * sound.getnchannels() * sound.getsampwidth()
    sys.exit(not 0 <= os.path.getsize("kept.wav") - octets < 512)'
else
    echo "not checked: a capture meanwhile: this build has no media library"
fi
