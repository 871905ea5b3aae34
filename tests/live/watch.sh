#!/bin/bash
# SPDX-License-Identifier: MIT
# What other clients do, and the server's death and return, as a running watch tells it.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"
start_server

start_watch "$work/watch"
"$JACKFIELD" connect jf-source:capture_FL jf-sink:playback_FL
appears 10 '^\+ .*jf-source.*capture_FL.*jf-sink.*playback_FL' "$work/watch"
pw-link --disconnect jf-source:capture_FL jf-sink:playback_FL
appears 10 '^- .*jf-source.*capture_FL.*jf-sink.*playback_FL' "$work/watch"
pw-link jf-source:capture_FR jf-sink:playback_FR
appears 10 '^\+ .*jf-source.*capture_FR.*jf-sink.*playback_FR' "$work/watch"
proves "watch tells of connections made and broken by others"

"$server" kill-daemon "$work/server"
appears 10 'BACKEND_LOST' "$work/watch"
appears 10 '^- .*jf-sink' "$work/watch"
# Time for a second line that should not come: it looks for the server again and again.
sleep 2
[ "$(lines 'BACKEND_LOST' "$work/watch")" -eq 1 ] || fail "not one line: $(grep BACKEND_LOST "$work/watch")"
proves "a dead server is told once"

next=$(($(wc -l <"$work/watch") + 1))
"$server" start-daemon "$work/server"
for line in BACKEND_BACK '^\+ .*jf-sink' '^\+ .*jf-source' settled; do
    appears 20 "$line" "$work/watch" "$next"
done
kill -0 "$watch" || fail "watch has ended"
proves "the server's return is told, with the graph"

"$JACKFIELD" connect jf-source:capture_FL jf-sink:playback_FL
appears 10 '^\+ .*jf-source.*capture_FL.*jf-sink.*playback_FL' "$work/watch" "$next"
proves "and watching goes on"
