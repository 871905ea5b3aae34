#!/bin/bash
# SPDX-License-Identifier: MIT
# A push over a network of its own that fails: a link is down, packets are late and lost, the other machine
# is gone for longer than anything waits. A file of the same stream meets a full disk. A player and a
# listener stay, and what was heard is what was sent.
#
#   push-net.sh [disk | down | lossy | gone]…       all of it, unless told
apart=(unshare --net --mount)
[ "$(id -u)" -eq 0 ] || apart=(unshare --user --map-root-user --net --mount)
if [ -z "${JACKFIELD_APART:-}" ] && "${apart[@]}" true 2>/dev/null; then
    JACKFIELD_APART=1 exec "${apart[@]}" bash "$0" "$@"
fi
# Programs of the administrator, for everybody.
PATH=$PATH:/usr/sbin:/sbin
# shellcheck source=tests/players/push-lib.sh
. "$(dirname "$0")/push-lib.sh"
need ip tc unshare nsenter

if [ -z "${JACKFIELD_APART:-}" ]; then
    lacks "network namespace of one's own"
    done_testing
fi

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
    lacks "veth in the kernel"
    done_testing
}
ip link set point netns "$there"
ip address add 10.7.0.1/24 dev wire
ip link set wire up
"${at_point[@]}" ip address add 10.7.0.2/24 dev point
"${at_point[@]}" ip link set point up

# spoil: sets kind, how packets get lost on the way to the point. Late are all of them.
spoil() {
    if tc qdisc add dev wire root netem delay 80ms 20ms loss 5% 2>/dev/null; then
        kind="netem: packets 60 to 100 ms late, one in twenty lost"
    elif tc qdisc add dev wire root tbf rate 100kbit burst 2k latency 200ms 2>/dev/null; then
        kind="no netem in this kernel, but a link that is slower than the stream, 200 ms late and full"
    else
        return 1
    fi
}

lost_count() {
    tc -s qdisc show dev wire | sed -n 's/.*dropped \([0-9]*\).*/\1/p'
}

loses() {
    [ "$(lost_count)" -ge "$1" ]
}

# Packets leave, and nobody takes them: both sides know a wrong address of the other.
part() {
    ip neighbour replace 10.7.0.2 lladdr 02:00:00:00:00:01 dev wire nud permanent
    "${at_point[@]}" ip neighbour replace 10.7.0.1 lladdr 02:00:00:00:00:02 dev point nud permanent
}

join() {
    ip neighbour delete 10.7.0.2 dev wire
    "${at_point[@]}" ip neighbour delete 10.7.0.1 dev point
}

# ---- who talks over it ----------------------------------------------------------------------------------

# survives WHAT: what is pushed comes again, over the same connection.
survives() {
    comes_again 1 40000 "$1"
    ! grep -q '^lost' "$work/point.1" || fail "after $1: $(cat "$work/point.1")"
    proves "$1: the session and the connection last"
}

place=10.7.0.2:8080
start_point 1
failures=" ${*:-disk down lossy gone} "
# fails_by WORD: that is among what is wanted.
fails_by() {
    [[ $failures == *" $1 "* ]]
}

file=()
if fails_by disk; then
    mkdir "$work/small"
    mount -t tmpfs -o size=64k small "$work/small"
    file=(--to "$work/small/full.asf")
fi
push=
# shellcheck disable=SC2317 # called by the trap
leave() {
    kill "$push" 2>/dev/null || true
    wait "$push" || true
    umount "$work/small" 2>/dev/null || true
    clean_up
}
trap leave EXIT
start_push '' "${file[@]}"
hear 1
"${at_point[@]}" ffmpeg -nostdin -v quiet -i "mmsh://$place/live" -c:a pcm_s16le -y "$work/played.wav" &
player=$!
children+=("$player")

# ---- what becomes of them -------------------------------------------------------------------------------

meet_disk() {
    until_true 20 grep -q 'full.asf.*No space left' "$work/push.err" ||
        fail "the disk is not full: $(cat "$work/push.err")"
    survives "a full disk under a file of the same stream"
}

meet_down() {
    ip link set wire down
    sleep 3
    ip link set wire up
    survives "a link down for three seconds"
}

meet_lossy() {
    spoil || {
        lacks "netem or tbf in the kernel, for late and lost packets"
        return
    }
    until_true 30 loses 3 || fail "the link loses nothing: $(tc -s qdisc show dev wire)"
    sleep 3
    kind+=" ($(lost_count))"
    tc qdisc del dev wire root
    survives "$kind"
}

meet_gone() {
    part
    appears 30 '^lost /live' "$work/point.1"
    # A connection is given up after twenty seconds of silence, and some more until packets are due again.
    appears 35 '"reconnect-start"' "$work/push"
    join
    appears 40 '^back /live' "$work/point.1"
    appears 40 '"reconnect-end"' "$work/push"
    comes_again 1 40000 "a network that was gone"
    kill -0 "$heard" "$player" || fail "a listener is gone"
    proves "a network that is gone for twenty seconds: the same session goes on, and the listeners stay"
}

until_true 20 goes_on 1 40000 || fail "nothing is heard"
status=0
breaks=0
for failure in $failures; do
    "meet_$failure"
    case $failure in
    disk) status=8 ;;
    gone) breaks=1 ;;
    esac
done
finish "$status" "$breaks" "$work/heard.1"
[ "$breaks" -eq 0 ] || told_all
wait "$player" || fail "the player ends with $?"
ffmpeg -nostdin -v error -i "$work/played.wav" -t 3 -y "$work/before.wav"
verdict=$("$players/judge" "$work/before.wav" $tone_hz 2.5 3.1 2>&1) || fail "not the tone: $verdict"
proves "the player has heard it, to the end"
done_testing
