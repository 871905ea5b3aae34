#!/bin/bash
# SPDX-License-Identifier: MIT
# A tone through encoder and muxer into three kinds of file at once, and a tone that another player
# plays captured through PipeWire; both judged by another decoder.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"
need ffmpeg ffprobe
start_server

# codec FILE: what ffprobe finds.
codec() {
    ffprobe -v error -select_streams a -show_entries stream=codec_name -of default=nk=1:nw=1 "$1"
}

expect 0 stream tone:440 --to "$work/a.asf" --to "$work/b.wav" --to "$work/c.flac" --duration 3s
for file in a.asf b.wav c.flac; do
    "$tone_check" "$work/$file" 440 3 95 || fail "$file is not what was played"
done
[ "$(codec "$work/a.asf")" = wmav2 ] || fail "a.asf holds $(codec "$work/a.asf")"
[ "$(codec "$work/c.flac")" = flac ] || fail "c.flac holds $(codec "$work/c.flac")"
proves "one tone, three files, each 3 s of 440 Hz"

ffmpeg -nostdin -v error -f lavfi -i sine=frequency=1000:duration=60:sample_rate=48000 -ac 2 \
    "$work/tone.wav"
pw-cat --playback --target jf-sink "$work/tone.wav" &
children+=($!)
until_true 20 linked pw-cat:output_FL jf-sink:playback_FL || fail "pw-cat is not linked: $(pw-link --links)"
expect 0 stream jf-sink --to "$work/d.asf" --duration 3s
# On a busy machine the player itself leaves gaps.
"$tone_check" "$work/d.asf" 1000 3 70 || fail "d.asf is not what was played"
[ "$(codec "$work/d.asf")" = wmav2 ] || fail "d.asf holds $(codec "$work/d.asf")"
proves "what another player plays is captured from the monitor"

expect 3 stream jf-nobody --to "$work/e.asf" --duration 1s
[ ! -e "$work/e.asf" ] || fail "a file of nothing"
expect 0 check
