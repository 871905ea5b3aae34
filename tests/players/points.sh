#!/bin/bash
# SPDX-License-Identifier: MIT
# What a publishing point server tells of itself: the page of all points, for people and for programs,
# and the line on a terminal, which is nowhere else.
# shellcheck source=tests/players/lib.sh
. "$(dirname "$0")/lib.sh"
need curl python3 script

# shown REGEX: by the page of now.
shown() {
    curl -sS --max-time 10 "$base/status" >"$work/page.html" && grep -Eq "$1" "$work/page.html"
}

# told EXPRESSION: true of the list of now; `p` is the point that is pushed to, by its name.
told() {
    curl -sS --max-time 10 "$base/status.json" >"$work/page.json" &&
        python3 -c 'import json, sys
page = json.load(open(sys.argv[1]))
p = next(p for p in page["points"] if p["name"] == "/live")
sys.exit(not eval(sys.argv[2]))' "$work/page.json" "$1"
}

# on_terminal REGEX: the last state of its line.
on_terminal() {
    tail -c 300 "$work/terminal" | grep -Eq "$1"
}

# await WHAT CMD…: it becomes so within twenty seconds.
await() {
    local what=$1
    shift
    until_true 20 "$@" || fail "not so: $what: $(tail -c 600 "$work/terminal" "$work"/page.* "$work/out")"
    proves "$what"
}

# Its standard error is a terminal; what it prints goes to a file.
export work JACKFIELD
: >"$work/out"
script --quiet --flush --command "echo \$\$ >$work/pid
    exec $JACKFIELD point live 'odd\"<b>&name' --linger 90s >$work/out" "$work/terminal" \
    </dev/null >/dev/null 2>&1 &
children+=($!)
until_true 20 grep -q '^listening mmsh://' "$work/out" || fail "$(cat "$work/terminal")"
children+=("$(cat "$work/pid")")
push_url=$(sed -n 's/^listening \(push.*\)/\1/p;T;q' "$work/out")
url=mmsh${push_url#push+http}
base=http://${url#mmsh://}
base=${base%/live}

shown '<a href="/odd&#34;&#60;b&#62;&#38;name/status">/odd&#34;&#60;b&#62;&#38;name</a></td><td>idle' ||
    fail "$(cat "$work/page.html")"
! grep -q '<b>' "$work/page.html" || fail "a name is markup: $(cat "$work/page.html")"
proves "a name with markup in it is text"
told 'page["total"] == 2 and p["state"] == "idle" and p["linger"] is None' || fail "$(cat "$work/page.json")"
proves "idle points are told as such"
[ "$(curl -sS -o /dev/null -w '%{http_code}' "$base/nothing/status")" = 404 ] || fail "a page of nothing"
proves "there is no page of a point that is none"

"$JACKFIELD" stream tone:440 --to "$push_url" --duration 100s >"$work/push" 2>&1 &
push=$!
children+=("$push")
await "the page tells who pushes" shown '/live</a></td><td>pushing</td><td>0</td>'
"$LISTENERS" --count=3 --seconds=60 "$url" >"$work/listeners" 2>&1 &
children+=($!)
await "and how many listen" shown '/live</a></td><td>pushing</td><td>3</td>'
await "so does the list for programs" told 'p["listeners"] == 3 and p["bytes"] > 0 and p["packets"] > 0'
await "and the terminal" on_terminal '2 points \| 1 encoder, [0-9.]+ MB \| 3 listeners'

{
    kill -KILL "$push"
    wait "$push" || true
} 2>/dev/null
await "a lost encoder is told with the time it has left" shown 'lingering, [78][0-9] s left</td><td>3<'
await "also to programs" told 'p["state"] == "lingering" and 60 < p["linger"] < 90'
await "and on the terminal" on_terminal '0 encoders.*3 listeners \| 1 lost, [78][0-9] s left'

kill "$(cat "$work/pid")"
await "the point ends" grep -q '^stopped /live' "$work/out"
! grep -q $'[\r\033]' "$work/out" || fail "the line of the terminal is in the output"
"$JACKFIELD" point live >"$work/out" 2>"$work/err" &
children+=($!)
until_true 20 grep -q '^listening mmsh://' "$work/out" || fail "$(cat "$work/err")"
sleep 1
[ ! -s "$work/err" ] || fail "not on a terminal, but: $(cat "$work/err")"
proves "there is no line where there is no terminal"
done_testing
