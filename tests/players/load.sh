#!/bin/bash
# SPDX-License-Identifier: MIT
# Five hundred listeners that come and go at random, some in the middle of a request or with a reset:
# those who stay get every packet, everybody is heard out at the end, and the server ends well. This is
# what the sanitizers watch.
# shellcheck source=tests/players/lib.sh
. "$(dirname "$0")/lib.sh"

# figure NAME FILE: what the load generator printed under that name.
figure() {
    awk -v name="$1" '$1 == name { printf "%d", $2 }' "$2"
}

# listens OPTION…: the load generator is content.
listens() {
    "$LISTENERS" "$@" >"$work/listeners" 2>&1 || fail "listeners $*: $(cat "$work/listeners" "$work"/*.serve.err)"
}

# ask_status: again and again, from then on; the answers go to a file.
ask_status() {
    local authority=${url#mmsh://}
    authority=${authority%%/*}
    while exec 3<>"/dev/tcp/${authority%:*}/${authority#*:}"; do
        printf 'GET /status.json HTTP/1.0\r\n\r\n' >&3
        cat <&3
        sleep 0.05
    done >"$work/status" 2>&1
}

serve full "max-clients=200&burst=2s" tone:440 300
listens --count=300 --describe --seconds=1 --refused=100 "$url"
proves "of 300 listeners at once 200 find a place, and keep it"
kill "$stream"

# More places than listeners: one that has just left may still have its own.
serve load "max-clients=1000&burst=2s" tone:440 300
ask_status &
asking=$!
children+=("$asking")
listens --count=500 --churn=400 --seconds=5 --seed=20 --refused=0 "$url"
proves "500 listeners, 2000 of whom left and came again: every packet, none refused"
listens --count=100 --churn=100 --seconds=2 --refused=0 "$plain_url"
proves "the same over plain HTTP"
kill "$asking"
[ "$(grep -o '"listeners":[1-9]' "$work/status" | wc -l)" -gt 20 ] ||
    fail "it does not tell of its listeners: $(tail -c 2000 "$work/status")"
proves "all the while it tells of them"

"$LISTENERS" --count=100 --seconds=5 "$url" >"$work/last" 2>&1 &
last=$!
until_true 20 grep -q '^listeners-listening' "$work/last" || fail "nobody listens"
kill -TERM "$stream"
status=0
wait "$stream" || status=$?
[ "$status" -eq 0 ] || fail "the server ends with $status: $(cat "$work/load.serve.err")"
wait "$last" || fail "$(cat "$work/last")"
[ "$(figure listeners-ended "$work/last")" -eq 100 ] || fail "not all see the end: $(cat "$work/last")"
proves "the end reaches 100 listeners"
