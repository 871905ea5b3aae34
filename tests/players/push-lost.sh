#!/bin/bash
# SPDX-License-Identifier: MIT
# A push whose point is killed and comes back after twenty seconds, without what it knew: ten seconds wait
# for it, as many as may, and the rest is the gap. A file of the same stream has none.
# shellcheck source=tests/players/push-lib.sh
. "$(dirname "$0")/push-lib.sh"

start_point 1
start_push '' --to "$work/whole.wav"
hear 1
until_true 20 goes_on 1 100000 || fail "nothing is heard"
{
    kill -KILL "$point"
    wait "$point" || true
} 2>/dev/null
wait "$heard" || true
appears 10 '"reconnect-start"' "$work/push"
proves "a point that is killed is missed"
sleep 20
start_point 2
appears 30 '"reconnect-end"' "$work/push"
hear 2
until_true 20 goes_on 2 200000 || fail "nothing is heard of the new point"
proves "another in its place gets a new session"
finish 0 1 "$work/heard.1" "$work/heard.2"
told_all
[ "$(of_end gap_ns)" -gt 5000000000 ] || fail "ten seconds may wait, and no more: $(cat "$work/push")"
length_s=$(tail -n 1 "$work/push" | python3 -c 'import json, sys; print(json.load(sys.stdin)["duration_s"])')
verdict=$("$players/judge" "$work/whole.wav" $tone_hz "$(python3 -c "print($length_s - 0.1)")" \
    "$(python3 -c "print($length_s + 0.1)")" 2>&1) || fail "the file has a gap: $verdict"
proves "the file has none: $verdict"
done_testing
