#!/bin/bash
# SPDX-License-Identifier: MIT
# A push to a publishing point whose connection breaks: for less than the linger time, when the session
# goes on and listeners stay, and for longer, when a new one begins. A real player listens.
# shellcheck source=tests/players/lib.sh
. "$(dirname "$0")/lib.sh"
need ffmpeg python3
players=$(cd "$(dirname "$0")" && pwd)
readonly tone_hz=413

# says FILE COUNT REGEX: so many lines of it match.
says() {
    [ "$(grep -cE "$3" "$1")" -eq "$2" ]
}

# await_lines COUNT REGEX FILE: within twenty seconds.
await_lines() {
    until_true 20 says "$3" "$1" "$2" || fail "not $1 lines of '$2' in: $(cat "$3")"
    proves "$2 ($1)"
}

"$JACKFIELD" point live --linger 4s >"$work/point" 2>&1 &
point=$!
children+=("$point")
until_true 20 grep -q '^listening mmsh://' "$work/point" || fail "$(cat "$work/point")"
url=$(sed -n 's/^listening \(mmsh.*\)/\1/p' "$work/point")
port=${url##*:}
"$players/cuttable" "${port%%/*}" >"$work/wire" 2>"$work/wire.err" &
wire=$!
children+=("$wire")
until_true 20 grep -q '[0-9]' "$work/wire" || fail "$(cat "$work/wire.err")"

"$JACKFIELD" stream tone:$tone_hz --to "push+http://127.0.0.1:$(cat "$work/wire")/live" --json \
    --duration 26s >"$work/push" 2>"$work/push.err" &
push=$!
children+=("$push")
await_lines 1 '^started /live' "$work/point"
ffmpeg -nostdin -v quiet -i "$url" -c:a pcm_s16le -y "$work/heard.wav" &
children+=($!)
heard=$!
sleep 3

kill -USR1 "$wire"
await_lines 1 '^lost /live' "$work/point"
sleep 1
kill -USR2 "$wire"
await_lines 1 '^back /live' "$work/point"
await_lines 1 '"event":"reconnect-end"' "$work/push"
sleep 3

kill -USR1 "$wire"
await_lines 2 '^lost /live' "$work/point"
# The linger time passes, and the player gets the end.
await_lines 1 '^stopped /live: the encoder has not come back' "$work/point"
wait "$heard" || true
kill -USR2 "$wire"
await_lines 2 '^started /live' "$work/point"
await_lines 2 '"event":"reconnect-end"' "$work/push"

wait "$push" || fail "the push ends with $?: $(cat "$work/push.err")"
proves "the push ends as it should"
await_lines 1 '^stopped /live: the encoder has ended it' "$work/point"
kill "$point"
wait "$point" || fail "the point ends with $?"
proves "and so does the point"

# What was heard is the tone, from before the first break until the second.
ffmpeg -nostdin -v error -i "$work/heard.wav" -t 3 -y "$work/before.wav"
"$players/judge" "$work/before.wav" $tone_hz 2.5 3.1 || fail "not the tone before the break"
bytes=$(stat -c %s "$work/heard.wav")
[ "$bytes" -gt $((48000 * 4 * 6)) ] || fail "only $bytes bytes were heard"
proves "the player has heard it through the first break"
done_testing
