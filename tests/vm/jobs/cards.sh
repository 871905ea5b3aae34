#!/bin/bash
# SPDX-License-Identifier: MIT
# Every card is there, and the tool shows what the kernel tells of them, without a server.
# shellcheck source=tests/vm/guest/lib.sh
. "$VM_GUEST/lib.sh"

load_cards "${all_cards[@]}"
for kind in "${all_cards[@]}"; do
    check "the kernel lists the card of $kind" grep -q "\[${card_ids[$kind]} *\]:" /proc/asound/cards
done
check "and no other" same "${#all_cards[@]}" "$(grep -c '\]: ' /proc/asound/cards)"

# codecs: the address of each codec of the HDA card, as /proc names them.
codecs() {
    find "/proc/asound/card$(card_number hda)/" -name 'codec#*' | sed 's/.*#//' | sort -n
}

# shown_codecs: those that the tool shows.
shown_codecs() {
    jackfield list devices | sed -n 's/^hda:[^ ]*:\([0-9]*\) .*/\1/p' | sort -n
}

check "the HDA controller has two codecs" same "0 1" "$(codecs | xargs)"
check "each codec is one device" same "$(codecs)" "$(shown_codecs)"
check "the list is made without a complaint" quietly jackfield list devices
check "the graph keeps every rule" quietly jackfield check
check "the graph is printed without a complaint" quietly jackfield graph --json -o graph.json
need amixer
check "every PCM device and every element is in it, and no other" \
    /usr/bin/python3 "$VM_GUEST/enumerate.py" <graph.json

check "the USB card can be pulled out" hotplug remove usb
check "it leaves the kernel's list" wait_for 30 fails card_is_there Audio
check "the graph keeps every rule without it" quietly jackfield check
check "the USB card can be plugged in again" hotplug add usb
check "it comes back" wait_for 30 card_is_there Audio
check "the graph keeps every rule with it" quietly jackfield check
