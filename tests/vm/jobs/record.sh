#!/bin/bash
# SPDX-License-Identifier: MIT
# Recordings of the machine with one kind of card at a time, and PipeWire on it: each shows what the
# machine itself shows. "run --keep DIR" leaves them in DIR/machines.tar: so those in tests/machines came.
# shellcheck source=tests/vm/guest/lib.sh
. "$VM_GUEST/lib.sh"
# shellcheck source=tests/vm/guest/record.sh
. "$VM_GUEST/record.sh"
need alsactl pw-dump wireplumber

# names_told MACHINE: prints the lines that tell what the machine around this one is called, or who runs it.
names_told() {
    [ -n "$VM_HOST_NAMES" ] && grep -rwE "$VM_HOST_NAMES" "$1"
}

# bytes MACHINE: of the files, all together.
bytes() {
    find "$1" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }'
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
    stop_session
    unload_cards "$@"
}

unload_cards "${all_cards[@]}"
record vm-hda hda
record vm-usb usb
record vm-ac97 ac97
record vm-plain ens1370 aloop dummy

tar --create --file "$VM_SHARE/machines.tar" machines
