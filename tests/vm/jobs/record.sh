#!/bin/bash
# SPDX-License-Identifier: MIT
# Recordings of the machine with one kind of card at a time, and PipeWire on it, by everybody's tools and
# by "jackfield record": each shows what the machine itself shows. "run --keep DIR" leaves the former in
# DIR/machines.tar: so those in tests/machines came.
# shellcheck source=tests/vm/guest/lib.sh
. "$VM_GUEST/lib.sh"
# shellcheck source=tests/vm/guest/record.sh
. "$VM_GUEST/record.sh"
need alsactl pw-dump python3 wireplumber

# names_told MACHINE: prints the lines that tell what the machine around this one is called, or who runs it.
names_told() {
    [ -n "$VM_HOST_NAMES" ] && grep -rwE "$VM_HOST_NAMES" "$1"
}

# bytes MACHINE: of the files, all together.
bytes() {
    find "$1" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }'
}

# plain ARGUMENT…: all there is to tell in a graph, but for what counts within one run, and who tells of it.
plain() {
    jackfield graph --json --properties "$@" | /usr/bin/python3 -m json.tool |
        sed -E -e 's/"(serial|generation)": [0-9]+/"\1": N/' \
            -e 's/"backend": "(alsa|pipewire|replay)"/"backend": B/'
}

# same_graph MACHINE: to the last field.
same_graph() {
    plain >here.json && plain --machine "$1" >there.json && diff -u here.json there.json
}

# tells_serials MACHINE: prints the lines of it that tell the serial number of a USB card here.
tells_serials() {
    local file told=1
    for file in /sys/bus/usb/devices/[0-9]*-[0-9]*/serial; do
        [ ! -r "$file" ] || ! grep -rwF -- "$(cat "$file")" "$1" || told=0
    done
    return "$told"
}

# record_itself NAME: as "jackfield record" does it.
record_itself() {
    local name=$1 raw=$PWD/own/$1-raw concealed=$PWD/own/$1
    check "$name: jackfield records it as it is, and nothing is complained about" \
        quietly jackfield record --raw "$raw"
    check "$name: that keeps every rule" quietly jackfield check --machine "$raw"
    check "$name: and is in nothing another graph" same_graph "$raw"
    check "$name: jackfield records it concealed" quietly jackfield record "$concealed"
    check "$name: concealed it keeps every rule" quietly jackfield check --machine "$concealed"
    check "$name: concealed it shows what the machine shows" \
        same "$(jackfield graph)" "$(jackfield graph --machine "$concealed")"
    check "$name: concealed it tells nobody's name" fails names_told "$concealed"
    check "$name: nor a serial number" fails tells_serials "$concealed"
    [ "$name" != vm-usb ] || check "$name: as it is it does" tells_serials "$raw"
    check "$name: what is there already is not overwritten" fails jackfield record "$concealed"
    check "$name: it can be recorded again" jackfield --machine "$concealed" record "$concealed-again"
    check "$name: which is the same to the last byte" diff -r --no-dereference "$concealed" "$concealed-again"
}

# record NAME KIND…
record() {
    local name=$1 machine=$PWD/machines/$1
    shift
    load_cards "$@"
    start_session
    check "$name: a recording is made" record_machine "$machine"
    check "$name: it keeps every rule, and nothing is complained about" \
        quietly jackfield check --machine "$machine"
    check "$name: it shows what the machine shows" \
        same "$(jackfield graph)" "$(jackfield graph --machine "$machine")"
    check "$name: it tells nobody's name" fails names_told "$machine"
    check "$name: it is small" test "$(bytes "$machine")" -lt 300000
    record_itself "$name"
    stop_session
    unload_cards "$@"
}

unload_cards "${all_cards[@]}"
mkdir own
record vm-hda hda
record vm-usb usb
record vm-ac97 ac97
record vm-plain ens1370 aloop dummy

tar --create --file "$VM_SHARE/machines.tar" machines
