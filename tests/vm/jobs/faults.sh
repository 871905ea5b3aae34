#!/bin/bash
# SPDX-License-Identifier: MIT
# A thousand cards that come and go under a watch; clocks that jump and a process that stands still during
# a capture; a card that goes away during each operation. Then the graph is the kernel's, nothing has
# leaked, and a file beside has no gap.
# shellcheck source=tests/vm/guest/lib.sh
. "$VM_GUEST/lib.sh"
# shellcheck source=tests/vm/guest/loopback.sh
. "$VM_GUEST/loopback.sh"
need aplay python3 setpriv
load_cards hda aloop dummy

readonly driver=/sys/bus/platform/drivers/snd_dummy
readonly rounds=1000

pull() {
    echo snd_dummy.0 >"$driver/unbind"
}

plug() {
    echo snd_dummy.0 >"$driver/bind"
}

# fds PID, memory_kb PID: what it holds.
fds() {
    find "/proc/$1/fd" -type l | wc -l
}

memory_kb() {
    awk '/^VmRSS:/ { print $2 }' "/proc/$1/status"
}

# agrees: what the watch has told is what a fresh process finds.
agrees() {
    jackfield graph --json >fresh.json && /usr/bin/python3 "$VM_GUEST/view.py" watched fresh.json
}

# cards_agree: the cards that a fresh process shows are the kernel's.
cards_agree() {
    jackfield graph --json | python3 -c 'import json, sys
shown = {d["card"]["number"] for d in json.load(sys.stdin)["devices"] if d["card"]}
told = {int(line.split()[0]) for line in open("/proc/asound/cards") if "]: " in line}
print(shown, told)
sys.exit(shown != told)'
}

# ---- a thousand rounds -------------------------------------------------------------------------------

"$JACKFIELD" watch --json >watched 2>watched.err &
watch=$!
wait_for 60 grep -q settled watched || give_up "the watch does not settle"
for ((round = 0; round < 50; round++)); do
    pull
    plug
done
check "after 50 rounds the watch has what there is" wait_for 60 agrees
fds_before=$(fds "$watch")
memory_before=$(memory_kb "$watch")
began=$SECONDS
for ((round = 50; round < rounds; round++)); do
    pull
    plug
done
echo "$rounds rounds; the last $((rounds - 50)) took $((SECONDS - began)) s"
check "after $rounds rounds the watch has what there is" wait_for 60 agrees
check "a fresh graph has the kernel's cards" cards_agree
pull
check "without the card, too" wait_for 60 agrees
check "and a fresh graph has the kernel's cards" cards_agree
plug
check "and with it again" wait_for 60 agrees
check "the watch holds no more descriptors" same "$fds_before" "$(fds "$watch")"
echo "memory: $memory_before kB after 50 rounds, $(memory_kb "$watch") kB after $rounds"
check "nor much more memory" test "$(memory_kb "$watch")" -lt $((memory_before + 1024))
head -n 5 watched.err
check "and has nothing to complain of" test ! -s watched.err
finish "$watch"

# ---- a card that goes away during each operation -------------------------------------------------------

# survives COMMAND…: while the card comes and goes, every end is a documented one, and never without a
# word.
survives() {
    local status try
    for ((try = 0; try < 4; try++)); do
        status=0
        (
            pull
            sleep "0.$((try * 4))"
            plug
        ) &
        "$@" >said 2>complaints || status=$?
        wait $!
        echo "status $status: $(head -c 200 complaints)"
        [ "$status" -le 8 ] || return
        [ "$status" -eq 0 ] || [ -s complaints ] || return
    done
}

dummy=$(jackfield list devices | sed -n 's/^\(card:[^ ]*dummy[^ ]*\) .*/\1/p' | head -n 1)
[ -n "$dummy" ] || give_up "no dummy card is shown"
check "list survives a card that goes" survives jackfield list
check "graph does" survives jackfield graph --json -o gone.json
check "get does" survives jackfield get "$dummy/inside:Master Volume"
check "set does" survives jackfield set "$dummy/inside:Master Volume" -10dB
check "record does" survives jackfield record gone-machine
check "a capture does" survives jackfield stream hw:Dummy,0 --to gone.wav --duration 300ms
check "check finds a whole graph afterwards" quietly jackfield check
check "and it is the kernel's" cards_agree

# ---- the clock jumps, and the process stands still ------------------------------------------------------

jackfield stream tone --to straight.wav --duration 8s --json >straight.json &
tone=$!
play 0 S16_LE 48000 2 ramp 48000 8
capture jumped hw:Loopback,1,0
wait_slowly 30 test -s jumped.wav.part
now=$(date +%s)
for jump in 86400 -86400 -3600 3600; do
    sleep 0.7
    date -s "@$(($(date +%s) + jump))" >/dev/null
done
has_played 0
check "a capture goes on while the clock jumps by a day" stop "$capture"
finish "$player"
echo "the clock is $(($(date +%s) - now)) s later"
check "nothing is lost by that" same 0 "$(counted jumped lost_frames)"
check "every frame is at its place" samples find-ramp jumped.wav 48000 8 0
check "a tone of 8 s ends" wait "$tone"
check "with exactly 8 s in it" same $((8 * 48000)) "$(/usr/bin/python3 -c 'import wave
print(wave.open("straight.wav").getnframes())')"
