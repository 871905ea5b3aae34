#!/bin/bash
# SPDX-License-Identifier: MIT
# Hours of a stream at real time: a private PipeWire is captured into a file, to players and to a
# publishing point with a player of its own, and watch.py looks whether anything grows or is missing.
#
#   real-time.sh SECONDS [OPTION…]     the options are those of watch.py
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../live/lib.sh"
need python3 pw-cat ffmpeg ffprobe
soak=$(cd "$(dirname "$0")" && pwd)
readonly seconds=$1
shift

start_server
ffmpeg -nostdin -v error -f lavfi -i "sine=frequency=413:duration=3600:sample_rate=8000" -ac 1 \
    -c:a pcm_s16le "$work/tone.wav"
while pw-cat --playback --target jf-sink "$work/tone.wav" >/dev/null 2>&1; do :; done &
children+=($!)

"$soak/watch.py" --seconds "$seconds" --from jf-sink --directory "$work" "$@" "$JACKFIELD"
