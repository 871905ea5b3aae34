# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# A push to a point, what is heard there, and what another sink of the same stream has sent, to be compared
# packet by packet. Where the point runs is in at_point (a command), where it listens in place.
# shellcheck source=tests/players/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need curl python3
players=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
at_point=()
place=127.0.0.1:$((20000 + RANDOM % 10000))

# start_point NUMBER: sets point; what it says is in $work/point.NUMBER.
start_point() {
    : >"$work/point.$1"
    "${at_point[@]}" "$JACKFIELD" point live --listen "$place" --linger 60s --burst 30s \
        >"$work/point.$1" 2>&1 &
    point=$!
    children+=("$point")
    until_true 20 grep -q '^listening mmsh' "$work/point.$1" || fail "$(cat "$work/point.$1")"
}

# start_push SECONDS [SINK…]: to the point, and to who listens to the file $work/sent; sets push.
start_push() {
    local duration=$1 sink sinks=() sent
    shift
    for sink in "$@"; do
        sinks+=(--to "$sink")
    done
    "$JACKFIELD" stream tone:413 --to "push+http://$place/live" --to "mmsh://127.0.0.1:0/sent?burst=30s" \
        "${sinks[@]}" --json --duration "${duration}s" >"$work/push" 2>"$work/push.err" &
    push=$!
    children+=("$push")
    appears 20 '"listening"' "$work/push"
    sent=$(grep -oE '127[0-9.:]+/sent' "$work/push" | head -n 1)
    curl -sS --no-buffer -o "$work/sent" "http://$sent" 2>"$work/sent.err" &
    children+=($!)
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

# finish STATUS HEARD…: the push ends so, after one break; what was heard is what was sent, less the gap
# that was told.
finish() {
    local wanted=$1 status=0 gap_ns gap_units verdict
    shift
    wait "$push" || status=$?
    [ "$status" -eq "$wanted" ] || fail "the stream ends with $status: $(cat "$work/push" "$work/push.err")"
    wait "$heard" || fail "the listener has not got the end: $(cat "$work/heard.err")"
    [ "$(lines reconnect-start "$work/push")" -eq 1 ] || fail "not one break: $(cat "$work/push")"
    read -r gap_ns gap_units < <(
        sed -n 's/.*gap of \([0-9]*\) ns in \([0-9]*\) data units.*/\1 \2/p' "$work/push")
    proves "told: $(grep -o 'connected again[^"]*' "$work/push")"
    verdict=$("$players/asf-same" "$work/sent" "$gap_units" "$gap_ns" "$@" 2>&1) || fail "$verdict"
    proves "$verdict"
}
