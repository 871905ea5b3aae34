#!/bin/bash
# SPDX-License-Identifier: MIT
# How long it takes to list all cards: jackfield beside amixer and aplay, by turns.
# shellcheck source=tests/vm/guest/lib.sh
. "$VM_GUEST/lib.sh"
need amixer aplay
load_cards "${all_cards[@]}"

readonly runs=21

# What takes a peer to show what "jackfield list" does: all elements, all PCM devices.
peers() {
    local card
    for card in /proc/asound/card[0-9]*; do
        amixer -c "${card##*card}" contents
    done
    aplay -l
}

# took COMMAND…: microseconds.
took() {
    local start=${EPOCHREALTIME/./}
    "$@" >/dev/null
    echo $((${EPOCHREALTIME/./} - start))
}

# The binary itself, without a function in front.
ours() {
    "$JACKFIELD" list
}

middle() {
    sort -n "$1" | sed -n "$((runs / 2 + 1))p"
}

for ((i = 0; i < runs; i++)); do
    took ours >>ours
    took peers >>peers
done
ours_us=$(middle ours)
peers_us=$(middle peers)
printf '%-40s %12d %-8s\n' list-in-vm "$ours_us" us
printf '%-40s %12d %-8s\n' amixer-and-aplay-in-vm "$peers_us" us
check "jackfield list takes no longer than amixer contents of every card and aplay -l" \
    test "$ours_us" -le "$peers_us"
