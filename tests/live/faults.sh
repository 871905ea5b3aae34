#!/bin/bash
# SPDX-License-Identifier: MIT
# What goes wrong around the tool while it runs: the server dies or stands still in each phase, the session
# manager starts anew, descriptors are few, readers go away, a disk is full, a process stands still for
# seconds. Every end is a documented one with a word, and what runs on has what there is.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"
need python3 ffprobe
start_server
view=$here/../vm/guest/view.py

# ends DESCRIPTION: the last command's status, in $status, is a documented one, and it said a word.
ends() {
    [ "$status" -le 8 ] || fail "$1: exit status $status"
    [ "$status" -eq 0 ] || [ -s "$work/err" ] || fail "$1: exit status $status without a word"
}

# tool ARGUMENT…: its status is in $status.
tool() {
    status=0
    command_line="jackfield $*"
    "$JACKFIELD" "$@" >"$work/out" 2>"$work/err" || status=$?
}

fds() {
    find "/proc/$1/fd" -type l | wc -l
}

# agrees: what the watch has told is what a fresh process finds.
agrees() {
    "$JACKFIELD" graph --json >"$work/fresh" 2>/dev/null &&
        python3 "$view" "$work/watched" "$work/fresh" >"$work/differences"
}

# watch_agrees WHEN
watch_agrees() {
    until_true 20 agrees || fail "$1: $(cat "$work/differences")"
}

"$JACKFIELD" watch --json >"$work/watched" 2>"$work/watched.err" &
watch=$!
children+=("$watch")
appears 20 settled "$work/watched"
echo 'connect node:jf-source node:jf-sink' >"$work/wiring"
"$JACKFIELD" keep "$work/wiring" >"$work/kept" 2>&1 &
keeper=$!
children+=("$keeper")
until_true 20 linked jf-source:capture_FL jf-sink:playback_FL || fail "nothing is kept: $(cat "$work/kept")"
watch_agrees "at first"
before=$(fds "$watch")
kept_before=$(fds "$keeper")

# ---- few descriptors ---------------------------------------------------------------------------------

for limit in 3 4 5 6 7 8 10 12 16 24; do
    for command in list 'graph --json' check "record $work/machine-$limit" \
        "stream tone --to $work/few.wav --duration 100ms" 'watch'; do
        status=0
        command_line="jackfield $command, with $limit descriptors"
        # shellcheck disable=SC2086 # words
        (ulimit -n "$limit" && exec timeout --signal=INT 1 "$JACKFIELD" $command) \
            >"$work/out" 2>"$work/err" || status=$?
        # 124: it was still watching. 127: not even the loader had enough.
        case $status in 124 | 126 | 127) continue ;; esac
        ends "$command_line"
    done
    rm -rf "$work/machine-$limit" "$work"/few.*
done
proves "with 3 to 24 descriptors every command ends with a documented status and a word"

# ---- readers that go away, and a full disk ---------------------------------------------------------------

for command in list 'graph --json' 'graph --json --properties' 'watch --json'; do
    status=0
    command_line="jackfield $command, to a reader that has gone"
    : >"$work/out"
    # shellcheck disable=SC2086 # words
    timeout 5 "$JACKFIELD" $command 2>"$work/err" > >(exec true) || status=$?
    ends "$command_line"
    status=0
    # shellcheck disable=SC2086 # words
    timeout 5 "$JACKFIELD" $command >/dev/full 2>"$work/err" || status=$?
    ends "$command_line"
    [ "$status" -ne 0 ] || fail "success on a full disk: $command"
    status=0
    # shellcheck disable=SC2086 # words
    timeout 5 "$JACKFIELD" $command >&- 2>"$work/err" || status=$?
    ends "$command_line, closed"
done
proves "without a reader, on a full disk and with stdout closed the end is a documented one"

if [ -x "${JACKFIELD%/*}/jackfield-stream" ]; then
    # One file may not grow: as a disk that is full.
    status=0
    (ulimit -f 200 && exec "$JACKFIELD" stream tone --to "$work/grows.wav" --to "$work/small.asf" \
        --duration 4s) >"$work/out" 2>"$work/err" || status=$?
    [ "$status" -eq 8 ] || fail "exit status $status of a stream to a file that may not grow"
    "$tone_check" "$work/small.asf" 440 4 95 || fail "the other file has a gap"
    proves "a file that cannot grow fails alone; the other has every second"

    status=0
    "$JACKFIELD" stream tone --to "$work/stood.wav" --duration 6s >"$work/out" 2>"$work/err" &
    stream=$!
    sleep 1
    kill -STOP "$stream"
    sleep 3
    kill -CONT "$stream"
    wait "$stream" || fail "a stream that stood still ends with $?"
    "$tone_check" "$work/stood.wav" 440 6 95 || fail "a stream that stood still has a gap"
    proves "a stream that stood still for 3 s has all 6"
fi

# ---- a watch that stands still -------------------------------------------------------------------------

kill -STOP "$watch"
for ((i = 0; i < 20; i++)); do
    pw-link jf-source:capture_FL jf-sink:playback_FR
    pw-link --disconnect jf-source:capture_FL jf-sink:playback_FR
done
kill -CONT "$watch"
watch_agrees "after the watch stood still"
proves "a watch that stood still has what there is"

# ---- the server ---------------------------------------------------------------------------------------

server_pid() {
    cat "$work/server/pipewire.pid"
}

kill -STOP "$(server_pid)"
for command in list 'connect jf-source:capture_FL jf-sink:playback_FR' 'graph --json'; do
    began=$SECONDS
    # shellcheck disable=SC2086 # words
    tool --timeout 1 $command
    ends "$command, of a server that stands still"
    [ $((SECONDS - began)) -lt 10 ] || fail "it waits for a server that stands still"
done
kill -CONT "$(server_pid)"
watch_agrees "after the server stood still"
proves "a server that stands still is not waited for, and nothing is lost by it"

"$server" kill-daemon "$work/server"
"$server" start-daemon "$work/server"
until_true 20 linked jf-source:capture_FL jf-sink:playback_FL || fail "nothing is kept after a new start"
watch_agrees "after a new start"
proves "after a new start of all servers, watch and keep have what there is"

for delay in 0.00 0.01 0.02 0.05 0.1 0.2; do
    for command in list 'connect jf-source:capture_FR jf-sink:playback_FL' \
        "stream jf-sink --to $work/killed.wav --duration 1s"; do
        # shellcheck disable=SC2086 # words
        {
            status=0
            command_line="jackfield $command, of a server killed after $delay s"
            "$JACKFIELD" --timeout 2 $command >"$work/out" 2>"$work/err" &
            tool=$!
            sleep "$delay"
            kill -KILL "$(server_pid)" 2>/dev/null || true
            wait "$tool" || status=$?
        }
        ends "$command_line"
        rm -f "$work"/killed.*
        "$server" start-daemon "$work/server"
    done
done
until_true 20 linked jf-source:capture_FL jf-sink:playback_FL || fail "nothing is kept after all that"
watch_agrees "after 18 deaths"
[ "$(fds "$watch")" -eq "$before" ] || fail "the watch held $before descriptors, and $(fds "$watch") now"
[ "$(fds "$keeper")" -eq "$kept_before" ] || fail "the keeper held $kept_before, and $(fds "$keeper") now"
proves "a server that dies in any phase is told; watch and keep find the next one and leak nothing"
