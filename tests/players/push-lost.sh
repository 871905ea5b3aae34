#!/bin/bash
# SPDX-License-Identifier: MIT
# A push whose point is killed and comes back after twenty seconds, without what it knew: ten seconds wait
# for it, as many as may, and the rest is the gap.
# shellcheck source=tests/players/push-lib.sh
. "$(dirname "$0")/push-lib.sh"

start_point 1
start_push 42
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
appears 15 '"reconnect-end"' "$work/push"
hear 2
proves "another in its place gets a new session"
finish 0 "$work/heard.1" "$work/heard.2"
done_testing
