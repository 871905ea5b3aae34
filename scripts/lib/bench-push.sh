#!/bin/bash
# SPDX-License-Identifier: MIT
# Measures pushing to a publishing point: what one push costs, 1,000 at once, many players of one push
# beside as many of a network sink, and a week that runs fast. Prints lines "NAME VALUE UNIT REMARK".
# Takes about four minutes.
#
#   bench-push.sh DIR [PLAYERS [DAYS]]      of the build; 9,000 players and 7 days unless given
set -euo pipefail

readonly dir=$1 players=${2:-9000} days=${3:-7}
readonly jackfield=$dir/tools/jackfield listeners=$dir/tests/bench/bench-listeners
readonly push=$dir/tests/bench/bench-push clock=$dir/tests/bench/libfast-clock.so

# shellcheck source=scripts/lib/bench-servers.sh
. scripts/lib/bench-servers.sh

# serve_point ENVIRONMENT… -- OPTION…: sets pid and base.
serve_point() {
    local environment=()
    while [ "$1" != -- ]; do
        environment+=("$1")
        shift
    done
    shift
    : >"$work/point.out"
    "${on_server[@]}" env "${environment[@]}" "$jackfield" point --create "$@" >"$work/point.out" &
    pid=$!
    children+=("$pid")
    await grep -q '^listening mmsh' "$work/point.out"
    base=$(sed -n 's|^listening push+\(http.*\)/$|\1|p;T;q' "$work/point.out")
}

serve_point --
"${on_rest[@]}" "$push" one "$pid" "$base/one" 20
"${on_rest[@]}" "$push" many "$pid" "$base/many" 1000 10
stop_all

if [ "$(ulimit -n)" = unlimited ] || [ "$(ulimit -n)" -ge $((players + 200)) ]; then
    serve_jackfield "$players"
    listen "listeners-$players-sink" --count="$players" --seconds=$listen_s
    stop_all
    serve_point -- --max-listeners "$players"
    "${on_rest[@]}" "$jackfield" stream tone:440 --bitrate 128k --duration 300s \
        --to "push+$base/live" >"$work/push.out" 2>&1 &
    children+=($!)
    await grep -q '^started /live' "$work/point.out"
    # Until there is as much of the past as a listener gets.
    sleep 3
    url=mmsh${base#http}/live
    listen "listeners-$players-point" --count="$players" --seconds=$listen_s
    stop_all
else
    echo "$players players need more open files than the limit of $(ulimit -n)" >&2
fi

# A clock so fast that the point keeps little of the past.
serve_point FAST_CLOCK=200 "LD_PRELOAD=$clock" -- --idle-timeout 24h --inactivity-timeout 24h
"${on_rest[@]}" "$push" week "$pid" "$base/week" "$days"
stop_all
