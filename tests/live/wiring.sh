#!/bin/bash
# SPDX-License-Identifier: MIT
# A scene is saved, spoiled and restored; connections are dropped and remade.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"
start_server jf-two:Audio/Sink:FL,FR jf-twin:Audio/Sink:FL,FR jf-twin:Audio/Sink:FL,FR

expect 0 connect jf-source jf-sink
expect 0 connect jf-sink:monitor_FL jf-two:playback_FL
expect 0 save "$work/scene"
says 'saved 3 connections'
expect 0 restore "$work/scene" --dry-run
says 'nothing to do: 3 as wanted'
proves "what was saved is as wanted"

pw-link --links >"$work/before"
expect 0 disconnect jf-sink
expect 1 restore "$work/scene" --dry-run
says '^[+] node:jf-source/out:capture_FL -> node:jf-sink/in:playback_FL'
[ -z "$(pw-link --links)" ] || fail "a dry run made something"
expect 0 restore "$work/scene"
says '^[+] node:jf-sink/out:monitor_FL -> node:jf-two/in:playback_FL'
pw-link --links | sort | cmp - <(sort "$work/before") || fail "it is not as it was"
expect 0 restore "$work/scene"
says 'nothing to do'
proves "what was broken is made again, once"

expect 0 reconnect jf-sink
[ "$(wc -l <"$work/out")" -eq 3 ] || fail "not three: $(cat "$work/out")"
pw-link --links | sort | cmp - <(sort "$work/before") || fail "it is not as it was"
expect 0 disconnect jf-sink
expect 1 reconnect jf-sink
proves "what is connected is dropped and remade"

"$server" kill-daemon "$work/server"
"$server" start-daemon "$work/server"
expect 0 restore "$work/scene"
pw-link --links | sort | cmp - <(sort "$work/before") || fail "it is not as it was"
proves "a document outlives the server"

expect 0 disconnect jf-sink
echo 'connect node:jf-source node:jf-twin' >"$work/twin"
expect 8 restore "$work/twin"
says 'node:jf-twin is one of several .*: node:jf-twin, node:jf-twin#2'
[ -z "$(pw-link --links)" ] || fail "it guessed: $(pw-link --links)"
proves "which of two twins is meant is not guessed"
