#!/bin/bash
# SPDX-License-Identifier: MIT
# The examples that work on a running server do what they say.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"
: "${EXAMPLES:?says where the examples are}"
need ffmpeg curl
start_server jf-microphone:Audio/Source/Virtual:MONO jf-recorder:Audio/Sink:FL,FR

# start NAME ARGUMENT…: an example that goes on; what it prints is in $work/NAME.
start() {
    local name=$1
    shift
    : >"$work/$name"
    "$EXAMPLES/$name" "$@" >"$work/$name" 2>&1 &
    children+=($!)
}

start keep-microphone node:jf-microphone 'node:jf-rec*'
appears 20 '^2 of 2 connections' "$work/keep-microphone"
linked jf-microphone:capture_MONO jf-recorder:playback_FL || fail "not connected: $(pw-link --links)"
linked jf-microphone:capture_MONO jf-recorder:playback_FR || fail "one side only: $(pw-link --links)"
proves "keep-microphone connects the microphone to both sides of the recorder"
"$server" kill-daemon "$work/server"
appears 20 '^0 of' "$work/keep-microphone"
"$server" start-daemon "$work/server"
appears 30 '^2 of 2' "$work/keep-microphone" 3
linked jf-microphone:capture_MONO jf-recorder:playback_FL || fail "not again: $(pw-link --links)"
proves "and again when both have gone and come back"

start follow-volume
appears 20 '^node:jf-sink: .*: (on|0.00 dB)' "$work/follow-volume"
expect 0 set node:jf-sink:volume -- -12dB
appears 10 '^node:jf-sink: Volume: -12.00 dB -12.00 dB \(changed\)' "$work/follow-volume"
proves "follow-volume shows what another program has set"

ffmpeg -nostdin -v error -f lavfi -i sine=frequency=1000:duration=60:sample_rate=48000 -ac 2 \
    "$work/tone.wav"
expect 0 set node:jf-sink:volume -- 0dB
pw-cat --playback --target jf-sink "$work/tone.wav" &
children+=($!)
until_true 20 linked pw-cat:output_FL jf-sink:playback_FL || fail "pw-cat is not linked: $(pw-link --links)"
: >"$work/both-ways"
"$EXAMPLES/both-ways" node:jf-sink "$work/file.asf" 6 >"$work/both-ways" 2>&1 &
both=$!
children+=("$both")
appears 20 '^listening at mmsh' "$work/both-ways"
url=$(sed -n 's/^listening at mmsh/http/p' "$work/both-ways")
curl --silent --fail --max-time 30 --output "$work/heard.asf" "$url" || fail "no stream at $url"
wait "$both" || fail "both-ways: $(cat "$work/both-ways")"
"$tone_check" "$work/file.asf" 1000 6 70 || fail "file.asf is not what was played"
# When the player came is not certain, and so how much it heard.
ffmpeg -nostdin -v error -i "$work/heard.asf" -t 3 "$work/heard.wav"
"$tone_check" "$work/heard.wav" 1000 3 70 || fail "a player does not hear it"
proves "both-ways writes what is played to a file and to a player at once"
