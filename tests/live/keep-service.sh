#!/bin/bash
# SPDX-License-Identifier: MIT
# What a keeper tells the service manager that started it, and when.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"
need python3
start_server

# The service manager's side: each message is a line of $work/told.
python3 -u -c '
import socket, sys
manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
manager.bind(sys.argv[1])
print("listening")
while True:
    print(manager.recv(4096).decode().replace("\n", " "))
' "$work/notify" >"$work/told" &
children+=($!)
appears 10 '^listening' "$work/told"

echo 'connect node:jf-source node:jf-sink' >"$work/wiring"
NOTIFY_SOCKET=$work/notify "$JACKFIELD" keep "$work/wiring" >"$work/keep" 2>&1 &
keeper=$!
children+=("$keeper")
appears 10 '^READY=1' "$work/told"
[ "$(lines '^(wanted|active)' "$work/keep")" -ge 2 ] || fail "ready before it has looked: $(cat "$work/keep")"
until_true 5 linked jf-source:capture_FL jf-sink:playback_FL || fail "not wired"
kill -TERM "$keeper"
wait "$keeper" || fail "it ends with $?"
appears 5 '^STOPPING=1' "$work/told"
[ "$(lines 'READY' "$work/told")" -eq 1 ] || fail "ready more than once"
proves "it is ready when it has looked at the wiring once, and says when it ends"

echo 'conect a b' >"$work/wiring"
NOTIFY_SOCKET=$work/notify "$JACKFIELD" keep "$work/wiring" >"$work/keep" 2>&1 && fail "a wrong document is kept"
[ "$(lines 'READY' "$work/told")" -eq 1 ] || fail "ready with a wrong document"
proves "with a wrong document it never is"
