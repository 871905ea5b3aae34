#!/bin/bash
# SPDX-License-Identifier: MIT
# Every card that captures is captured; what was lost is counted to the frame; what cannot be captured is
# told; and a card that goes away in the middle leaves whole files.
# shellcheck source=tests/vm/guest/lib.sh
. "$VM_GUEST/lib.sh"
# shellcheck source=tests/vm/guest/loopback.sh
. "$VM_GUEST/loopback.sh"
need aplay python3 ffmpeg ffprobe
load_cards "${all_cards[@]}"

# is_answered STATUS REGEX ARGUMENT…: the tool ends so, and says so in one line.
is_answered() {
    local wanted=$1 regex=$2 status=0
    shift 2
    "$@" >answer 2>&1 || status=$?
    cat answer
    [ "$status" -eq "$wanted" ] && [ "$(wc -l <answer)" -eq 1 ] && grep -Eq "$regex" answer
}

# plays_whole FILE SECONDS: another decoder reads it without a word, and so much is in it at least.
plays_whole() {
    local milliseconds
    ffmpeg -nostdin -v error -i "$1" -f wav -y decoded.wav 2>complaints </dev/null || return
    cat complaints
    milliseconds=$(($(stat -c %s decoded.wav) * 1000 / 48000 / 4))
    echo "$milliseconds ms"
    [ ! -s complaints ] && [ "$milliseconds" -ge "$(($2 * 1000))" ]
}

# ---- every card ------------------------------------------------------------------------------------

for from in hw:Intel,0 hw:Intel,2 hw:I82801AAICH,0 hw:I82801AAICH,1 hw:AudioPCI,0 hw:Loopback,1; do
    check "a second of $from is captured" \
        quietly jackfield stream "$from" --to second.flac --duration 1s
done
# Its clock divides 1,411,200 Hz by whole numbers; 29 is the nearest to 48,000.
jackfield stream hw:AudioPCI,0 --to true.wav --duration 100ms >/dev/null
check "the ES1370's true rate is told" same 48662 \
    "$(ffprobe -v error -show_entries stream=sample_rate -of default=nk=1:nw=1 true.wav)"
exact S24_3LE 48000

# ---- what is lost ------------------------------------------------------------------------------------

# The process stands still for longer than the card keeps what comes; then it goes on.
play 3 S16_LE 48000 2 ramp 48000 9
capture lost hw:Loopback,1,3
wait_slowly 30 test -s lost.wav.part
sleep 2
kill -STOP "$capture"
sleep 3
kill -CONT "$capture"
has_played 3
check "a capture that stood still ends properly" stop "$capture"
finish "$player"
check "frames were lost" test "$(counted lost lost_frames)" -gt 48000
check "and no others are missing" same 0 "$(counted lost gap_frames)"
check "each frame that was not lost is at its place" \
    samples find-ramp lost.wav 48000 9 "$(counted lost lost_frames)"

# ---- what cannot be captured -----------------------------------------------------------------------

capture busy hw:AudioPCI,0
wait_slowly 30 test -s busy.wav.part
check "what another program uses is busy" \
    is_answered 5 'in use by another program' jackfield stream hw:AudioPCI,0 --to no.wav --duration 1s
check "the other program is not hurt by that" stop "$capture"
check "a device that only plays does not capture" \
    is_answered 3 'does not capture' jackfield stream hw:Audio,0 --to no.wav --duration 1s
check "a card that is not there is not found" \
    is_answered 3 'no such card' jackfield stream hw:Nobody,0 --to no.wav --duration 1s
check "a rate that the card has not is refused" \
    is_answered 5 'no such rate' jackfield stream 'hw:Intel,0?rate=192000' --to no.wav --duration 1s
check "who may not use sound is told so" \
    is_answered 5 'not permitted.*audio' setpriv --reuid=65534 --regid=65534 --clear-groups \
    "$JACKFIELD" stream hw:Intel,0 --to /tmp/no.wav --duration 1s
check "no file is left of these" fails ls no.wav* /tmp/no.wav*

# ---- a card that goes away -------------------------------------------------------------------------

# pull_out KIND BUS DRIVER: as its driver sees it.
pull_out() {
    basename "$(readlink "/sys/class/sound/card$(card_number "$1")/device")" >"/sys/bus/$2/drivers/$3/unbind"
}

# lose FROM KIND BUS DRIVER: pulls the card out while it is captured into two files.
lose() {
    local from=$1 status=0 began
    shift
    jackfield stream "$from" --to gone.wav --to gone.flac >answer 2>complaints &
    capture=$!
    wait_slowly 30 test -s gone.flac.part
    sleep 2
    pull_out "$@"
    began=$SECONDS
    wait "$capture" || status=$?
    check "$from is pulled out: the capture ends with status 6" same 6 "$status"
    check "$from is pulled out: soon" test $((SECONDS - began)) -lt 10
    check "$from is pulled out: one line says so" grep -q 'the device is gone after' complaints
    check "$from is pulled out: a file is whole" plays_whole gone.wav 1
    check "$from is pulled out: so is the other" plays_whole gone.flac 1
    check "$from is pulled out: nothing else is left" fails ls gone.*.part
    rm -f gone.*
}

# The emulated USB card only plays; to who captures, all cards go away in the same way.
lose hw:Intel,0 hda pci snd_hda_intel
lose hw:I82801AAICH,0 ac97 pci snd_intel8x0
lose hw:Loopback,1,5 aloop platform snd_aloop
