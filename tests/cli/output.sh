# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2016
# Where the output goes: a reader that leaves, a disk that is full, colours for terminals only.

export M='synthetic:player:node;player/out:out;sink:node;sink/in:in;player/out~sink/in'
shell 'jackfield --machine "$M" list | true; echo ${PIPESTATUS[0]}'
shell 'jackfield --machine "synthetic:long:chain*2000" graph --json | head -c 100; echo ${PIPESTATUS[0]}'
shell 'jackfield --machine "synthetic:long:chain*2000" graph | head -n 1; echo ${PIPESTATUS[0]}'
shell 'jackfield --machine "$M" connect syn:sink syn:player | true; echo ${PIPESTATUS[0]}'
shell 'jackfield --machine "$M" watch | head -n 1; echo ${PIPESTATUS[0]}'
shell 'jackfield --machine "$M" list >/dev/full'
shell 'jackfield --machine "$M" graph --json >/dev/full'
shell 'jackfield --help >/dev/full'
shell 'jackfield --machine "$M" list --json 2>/dev/full | wc -l'

# script(1) gives the command a terminal.
export Q='script --quiet --return --command'
mask 's/\r//; s/\x1b/ESC/g'
shell '$Q "jackfield --machine \"\$M\" graph" /dev/null'
shell 'NO_COLOR=1 $Q "jackfield --machine \"\$M\" graph" /dev/null'
shell 'NO_COLOR=1 $Q "jackfield --machine \"\$M\" graph --color always" /dev/null'
shell 'TERM=dumb $Q "jackfield --machine \"\$M\" graph" /dev/null'
shell '$Q "jackfield --machine \"\$M\" graph --color never" /dev/null'
