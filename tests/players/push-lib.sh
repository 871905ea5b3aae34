# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# A push to a point, what is heard there, and what another sink of the same stream has sent, to be compared
# packet by packet. Where the point runs is in at_point (a command), where it listens in place.
# shellcheck source=tests/players/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need curl python3 ffmpeg
players=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly tone_hz=413
at_point=()
place=127.0.0.1:$((20000 + RANDOM % 10000))

# start_point NUMBER: sets point; what it says is in $work/point.NUMBER.
start_point() {
    : >"$work/point.$1"
    "${at_point[@]}" "$JACKFIELD" point live --listen "$place" --linger 90s --burst 30s \
        >"$work/point.$1" 2>&1 &
    point=$!
    children+=("$point")
    until_true 20 grep -q '^listening mmsh' "$work/point.$1" || fail "$(cat "$work/point.$1")"
}

# start_push QUERY ARGUMENT…: to the point, and to who listens to the file $work/sent; sets push.
start_push() {
    local sent
    "$JACKFIELD" stream tone:$tone_hz --to "push+http://$place/live$1" \
        --to "mmsh://127.0.0.1:0/sent?burst=30s" "${@:2}" --json >"$work/push" 2>"$work/push.err" &
    push=$!
    children+=("$push")
    appears 20 '"listening"' "$work/push"
    sent=$(grep -oE '127[0-9.:]+/sent' "$work/push" | head -n 1)
    curl -sS --no-buffer -o "$work/sent" "http://$sent" 2>"$work/sent.err" &
    children+=($!)
    appears 20 '"opened"' "$work/push"
}

# hear NUMBER: all that comes from the point, into $work/heard.NUMBER; sets heard.
hear() {
    appears 20 '^started /live' "$work/point.$1"
    "${at_point[@]}" curl -sS --no-buffer -o "$work/heard.$1" "http://$place/live" \
        2>"$work/heard.err" &
    heard=$!
    children+=("$heard")
}

bytes_heard() {
    stat -c %s "$work/heard.$1" 2>/dev/null || echo 0
}

# goes_on NUMBER BYTES: more than those have been heard.
goes_on() {
    [ "$(bytes_heard "$1")" -gt "$2" ]
}

# comes_again NUMBER BYTES WHAT: that much more is heard within half a minute.
comes_again() {
    local wanted=$(($(bytes_heard "$1") + $2))
    until_true 30 goes_on "$1" "$wanted" ||
        fail "after $3 nothing comes: $(cat "$work/push" "$work/push.err" "$work/point.$1")"
}

# of_end KEY: what the stream tells at its end of its first sink, which is the push.
of_end() {
    tail -n 1 "$work/push" |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["sinks"][0][sys.argv[1]])' "$1"
}

# finish STATUS BREAKS HEARD…: the push is stopped and ends so, after so many breaks; what was heard is what
# was sent, less the gap that was told.
finish() {
    local wanted=$1 breaks=$2 status=0 verdict
    shift 2
    kill -TERM "$push"
    wait "$push" || status=$?
    [ "$status" -eq "$wanted" ] || fail "the stream ends with $status: $(cat "$work/push" "$work/push.err")"
    wait "$heard" || fail "the listener has not got the end: $(cat "$work/heard.err")"
    [ "$(lines '"reconnect-start"' "$work/push")" -eq "$breaks" ] || fail "not $breaks breaks: $(cat "$work/push")"
    [ "$(lines '"reconnect-end"' "$work/push")" -eq "$breaks" ] || fail "not $breaks ends: $(cat "$work/push")"
    verdict=$("$players/asf-same" "$work/sent" "$(of_end gap_units)" "$(of_end gap_ns)" "$@" 2>&1) ||
        fail "$verdict: $(cat "$work/push")"
    proves "$verdict"
}

# told_all: the gap that is told when the connection is back is all that there is.
told_all() {
    grep -q "gap of $(of_end gap_ns) ns in $(of_end gap_units) data units" "$work/push" ||
        fail "another gap was told: $(cat "$work/push")"
    proves "told: $(grep -o 'connected again[^"]*' "$work/push")"
}
