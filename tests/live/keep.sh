#!/bin/bash
# SPDX-License-Identifier: MIT
# A keeper while nodes, other people, the session manager and the server come and go.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"
need pw-cli pw-dump python3 setsid
start_server jf-two:Audio/Sink:FL,FR

cat >"$work/wiring" <<'END'
# what this test wants
connect node:jf-source node:jf-sink
connect node:jf-sink/out:monitor_FL node:jf-two/in:playback_FL
forbid * node:jf-two/in:playback_FR
connect {node.name=jf-late-*} node:jf-two
END

# start_keeper: returns once it has told its state.
start_keeper() {
    "$JACKFIELD" keep "$work/wiring" >"$work/keep" 2>"$work/keep.err" &
    keeper=$!
    children+=("$keeper")
    until_true 20 "$JACKFIELD" keep --status >/dev/null 2>&1 || fail "the keeper tells nothing"
}

# wired COUNT: all that is wanted is there, nothing else, and nothing twice.
wired() {
    [ "$(pw-link --links | grep -c '|->')" -eq "$1" ] &&
        linked jf-source:capture_FL jf-sink:playback_FL &&
        linked jf-source:capture_FR jf-sink:playback_FR &&
        linked jf-sink:monitor_FL jf-two:playback_FL
}

now_ms() {
    echo $(($(date +%s%N) / 1000000))
}

# wired_within MS COUNT
wired_within() {
    local end=$(($(now_ms) + $1))
    until wired "$2"; do
        [ "$(now_ms)" -lt "$end" ] || fail "not wired within $1 ms: $(pw-link --links)
$("$JACKFIELD" keep --status)"
        sleep 0.02
    done
}

# state STATE REGEX: the keeper tells so.
state() {
    until_true 5 sh -c "'$JACKFIELD' keep --status | grep -Eq '^$1 +$2'" ||
        fail "not $1: $2: $("$JACKFIELD" keep --status)"
}

start_keeper
wired_within 1000 3
state active 'node:jf-source/out:capture_FL -> node:jf-sink/in:playback_FL'
state waiting '[{]node.name=jf-late-[*][}] .*waiting for'
proves "what a document asks for is made, and the keeper tells so"

# ticks: how much of the processor the keeper has had.
ticks() {
    awk '{ print $14 + $15 }' "/proc/$keeper/stat"
}
sleep 1
before=$(ticks)
sleep 3
[ $(($(ticks) - before)) -eq 0 ] || fail "it took $(($(ticks) - before)) ticks in 3 s of nothing"
proves "where nothing happens it takes nothing"

pw-link --disconnect jf-source:capture_FL jf-sink:playback_FL
state overridden 'node:jf-source/out:capture_FL -> node:jf-sink/in:playback_FL'
sleep 1
unlinked jf-source:capture_FL jf-sink:playback_FL || fail "it fights with a person"
pw-link jf-source:capture_FL jf-two:playback_FL
state overridden '.*by node:jf-source/out:capture_FL~node:jf-two/in:playback_FL'
pw-link --disconnect jf-source:capture_FL jf-two:playback_FL
proves "what somebody disconnects is left alone, and told with what is there instead"

pw-link jf-source:capture_FR jf-two:playback_FR
until_true 2 unlinked jf-source:capture_FR jf-two:playback_FR || fail "it let a forbidden link be"
proves "what is forbidden is broken"

"$server" kill-daemon "$work/server"
until_true 5 sh -c "'$JACKFIELD' keep --status | grep -q '^waiting  *node:jf-source'" || fail "not told"
before=$(ticks)
sleep 3
[ $(($(ticks) - before)) -le 2 ] || fail "it took $(($(ticks) - before)) ticks in 3 s without a server"
"$server" start-daemon "$work/server"
wired_within 1000 3
proves "the wiring is back within a second of the server's last port, and nobody was busy meanwhile"

# The session manager alone: it leaves, and another one comes.
kill "$(<"$work/server/wireplumber.pid")"
until_true 5 sh -c "! kill -0 $(<"$work/server/wireplumber.pid") 2>/dev/null" || fail "it stays"
wired_within 1000 3
setsid wireplumber >>"$work/server/log/wireplumber" 2>&1 </dev/null &
echo $! >"$work/server/wireplumber.pid"
until_true 20 sh -c "pw-dump | grep -q '\"application.name\": \"WirePlumber\"'" || fail "no manager"
sleep 2
wired 3 || fail "another session manager, another wiring: $(pw-link --links)"
proves "a session manager that leaves and comes changes nothing"

# make_node NAME
make_node() {
    pw-cli create-node adapter "{ factory.name = support.null-audio-sink, node.name = $1,
        media.class = Audio/Source/Virtual, audio.position = [ FL FR ], object.linger = true }" \
        >/dev/null
    until_true 10 sh -c "pw-link --output | grep -q '^ *$1:capture_FR'" || fail "no ports of $1"
}
# end_node NAME
end_node() {
    pw-cli destroy "$(pw-dump | python3 -c "
import json, sys
for thing in json.load(sys.stdin):
    if (thing.get('info') or {}).get('props', {}).get('node.name') == '$1':
        print(thing['id'])")" >/dev/null
    until_true 5 sh -c "! pw-link --output | grep -q '^ *$1:'" || fail "$1 stays"
}
for order in 'a b' 'b a'; do
    wanted=3
    for name in $order; do
        make_node "jf-late-$name"
        wanted=$((wanted + 1))
        wired_within 1000 $wanted
        linked "jf-late-$name:capture_FL" jf-two:playback_FL || fail "$name is not wired"
        unlinked "jf-late-$name:capture_FR" jf-two:playback_FR || fail "$name is wired too much"
    done
    for name in a b; do
        end_node "jf-late-$name"
    done
    wired_within 1000 3
done
proves "nodes come and go in any order, and are wired when they are there"

echo 'connect node:jf-source/out:capture_FL node:jf-two/in:playback_FR' >"$work/wiring"
kill -HUP "$keeper"
until_true 5 linked jf-source:capture_FL jf-two:playback_FR || fail "not read again"
echo 'connect nothing' >"$work/wiring"
kill -HUP "$keeper"
appears 5 'wiring:1: two ends are needed' "$work/keep.err"
state active 'node:jf-source/out:capture_FL -> node:jf-two/in:playback_FR'
proves "the document is read again when that is asked for, and a wrong one is not taken"

kill -TERM "$keeper"
wait "$keeper" || fail "it ends with $?"
linked jf-source:capture_FL jf-two:playback_FR || fail "the wiring went with the keeper"
expect 1 keep --status
says 'no keeper runs'
proves "it ends when it is told to, and the connections stay"

# Started before there is a server.
"$server" kill-daemon "$work/server"
echo 'new connect node:jf-source node:jf-sink' >"$work/wiring"
start_keeper
state waiting 'node:jf-source .*waiting for'
"$server" start-daemon "$work/server"
until_true 1 linked jf-source:capture_FL jf-sink:playback_FL || fail "not wired: $(pw-link --links)"
linked jf-source:capture_FR jf-sink:playback_FR || fail "half of it is wired: $(pw-link --links)"
kill -TERM "$keeper"
wait "$keeper" || fail "it ends with $?"
proves "a keeper that is there before the server waits for it, and takes what comes for new"
