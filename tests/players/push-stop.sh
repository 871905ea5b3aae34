#!/bin/bash
# SPDX-License-Identifier: MIT
# A push whose point stands still for six seconds. One second may wait; what the two machines' buffers do
# not hold besides is lost and told, so nothing grows. Uncompressed sound fills them in no time.
# shellcheck source=tests/players/push-lib.sh
. "$(dirname "$0")/push-lib.sh"

start_point 1
start_push '?buffer=1s' --codec pcm
hear 1
until_true 20 goes_on 1 400000 || fail "nothing is heard"
kill -STOP "$point"
sleep 6
kill -CONT "$point"
comes_again 1 600000 "a point that stood still"
proves "a point that stands still for six seconds and goes on has the push again"
finish 0 0 "$work/heard.1"
! grep -q '^lost' "$work/point.1" || fail "the connection broke: $(cat "$work/point.1")"
proves "the session and the connection last"
# Six seconds, less the one that may wait and three for the buffers.
[ "$(of_end gap_ns)" -gt 2000000000 ] || fail "more than a second has waited: $(cat "$work/push")"
proves "one second waits, and no more"
done_testing
