#!/bin/bash
# SPDX-License-Identifier: MIT
# A push over a network of its own that fails in every way: links go down, packets are late and lost, the
# point stands still. A file of the same stream meets a full disk. What was heard is what was sent.
apart=(unshare --net --mount)
[ "$(id -u)" -eq 0 ] || apart=(unshare --user --map-root-user --net --mount)
if [ -z "${JACKFIELD_APART:-}" ] && "${apart[@]}" true 2>/dev/null; then
    JACKFIELD_APART=1 exec "${apart[@]}" bash "$0" "$@"
fi
# shellcheck source=tests/players/push-lib.sh
. "$(dirname "$0")/push-lib.sh"
need ip tc unshare nsenter
[ -n "${JACKFIELD_APART:-}" ] || {
    lacks "network namespaces"
    done_testing
}

# ---- the network ----------------------------------------------------------------------------------------

unshare --net sleep 600 &
there=$!
children+=("$there")
# has_left: the other side is in a network of its own.
has_left() {
    [ "$(readlink "/proc/$there/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}
until_true 10 has_left || fail "no second network"
at_point=(nsenter --target "$there" --net)
ip link set lo up
"${at_point[@]}" ip link set lo up
ip link add wire type veth peer name point 2>/dev/null || {
    lacks "veth in this kernel"
    done_testing
}
ip link set point netns "$there"
ip address add 10.7.0.1/24 dev wire
ip link set wire up
"${at_point[@]}" ip address add 10.7.0.2/24 dev point
"${at_point[@]}" ip link set point up

# ---- who talks over it ----------------------------------------------------------------------------------

# survives WHAT: what is pushed comes again within half a minute, over the same connection.
survives() {
    local before
    before=$(bytes_heard 1)
    until_true 30 goes_on 1 $((before + 40000)) ||
        fail "after $1 nothing comes: $(cat "$work/push" "$work/point.1")"
    ! grep -q '^lost' "$work/point.1" || fail "after $1: $(cat "$work/point.1")"
    proves "$1: the session and the connection last"
}

place=10.7.0.2:8080
start_point 1
mkdir "$work/small"
mount -t tmpfs -o size=64k small "$work/small"
push=
# shellcheck disable=SC2317 # called by the trap
leave() {
    kill "$push" 2>/dev/null || true
    wait "$push" || true
    umount "$work/small" || true
    clean_up
}
trap leave EXIT
start_push 70 "$work/small/full.asf"
hear 1

# ---- what becomes of them -------------------------------------------------------------------------------

until_true 20 grep -q 'full.asf.*No space left' "$work/push.err" || fail "the disk is not full: $(cat "$work/push.err")"
survives "a full disk under a file of the same stream"

ip link set wire down
sleep 1
ip link set wire up
survives "a link down for a second"

kill -STOP "$point"
sleep 4
kill -CONT "$point"
survives "a point that stands still for four seconds"

if tc qdisc add dev wire root netem delay 80ms 20ms loss 5% 2>/dev/null; then
    kind="netem: packets late by 60 to 100 ms, of which one in twenty is lost"
elif tc qdisc add dev wire root tbf rate 100kbit burst 2k limit 2k 2>/dev/null; then
    kind="no netem in this kernel, so a link of 100 kbit/s, slower than the stream, that loses what it cannot queue"
else
    kind=
    echo "skipped: neither netem nor tbf in this kernel"
fi
if [ -n "$kind" ]; then
    sleep 5
    dropped=$(tc -s qdisc show dev wire | sed -n 's/.*dropped \([0-9]*\).*/\1/p')
    [ "$dropped" -gt 0 ] || fail "the link loses nothing: $(tc -s qdisc show dev wire)"
    survives "$kind ($dropped lost)"
    tc qdisc del dev wire root
fi

ip link set wire down
appears 25 '^lost /live' "$work/point.1"
appears 25 '"reconnect-start"' "$work/push"
ip link set wire up
appears 20 '^back /live' "$work/point.1"
appears 20 '"reconnect-end"' "$work/push"
before=$(bytes_heard 1)
until_true 20 goes_on 1 "$((before + 40000))" || fail "nothing more is heard"
kill -0 "$heard" || fail "the listener is gone"
proves "a link down for twenty seconds: the same session goes on, and the listener stays"

finish 8 "$work/heard.1"
done_testing
