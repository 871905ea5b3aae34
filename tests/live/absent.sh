#!/bin/bash
# SPDX-License-Identifier: MIT
# Before there is a server: an honest answer, and a watch that finds it when it comes.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

mkdir -p "$work/server/run"
export XDG_RUNTIME_DIR=$work/server/run
unset PIPEWIRE_REMOTE PIPEWIRE_RUNTIME_DIR
expect 6 connect jf-source:capture_FL jf-sink:playback_FL
says 'pipewire'
[ "$(wc -l <"$work/err")" -eq 1 ] || fail "not one line"
proves "without a server the tool says so"

start_watch "$work/watch"
[ "$(lines 'BACKEND_LOST' "$work/watch")" -eq 1 ] || fail "watch does not tell what is missing"
next=$(($(wc -l <"$work/watch") + 1))
start_server
for line in BACKEND_BACK '^\+ .*jf-sink' settled; do
    appears 20 "$line" "$work/watch" "$next"
done
proves "watch finds the server when it starts"

kill -INT "$watch"
status=0
wait "$watch" || status=$?
[ "$status" -eq 0 ] || fail "watch ends with $status"
proves "watch ends when asked"
