# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What may come next on a command line, as shells ask for it.

# The commands that a build may lack.
mask '/^stream/d; /^point/d'
jack complete
mask
jack complete --word - -- check
jack complete -- list
jack complete -- list devices
jack complete -- graph --format
jack complete --word --theme= -- graph
jack complete --word --nothing= -- graph
jack complete -- graph --output
jack complete -- record
jack complete -- --machine
jack complete -- list --timeout
jack complete -- nonsense
# Behind "--" nothing is an option, and what is wrong in front of the word says nothing.
jack complete --word -- -- list
jack complete --word - -- list --
jack complete -- list --nonsense -z
jack complete -- --machine nowhere show
jack complete -- show ''

machine 'mic:node' 'mic/out:out' 'mic.name=Desk Mic' 'one:node' 'one.name=Twins' 'two:node' \
    'two.name=Twins' 'amp:adapter' 'amp/knob:volume' 'amp/knob.level=-600' 'amp/on:opaque' 'amp/on.boolean=1' \
    'odd:node' 'odd.name=:files' 'quoted:node' "quoted.name=a'b\"c\$d"
jack complete -- show
jack complete -- connect 'Desk Mic'
jack complete -- connect 'Desk Mic' one
jack complete -- connect 'Desk Mic' one two
jack complete -- get
jack complete -- set knob
jack complete -- set boolean
jack complete -- set nothing
jack complete -- --machine synthetic:a:node show

# As bash has it: quoted like what is typed, without what bash takes for another word.
# The tool is told of the machine here, so the line does not have to say it.
# shellcheck disable=SC1003 # the quotes are the line's own
for line in '' 'jackfield' 'jackfield show' 'jackfield show ' 'jackfield show D' 'jackfield show "D' \
    "jackfield show 'D" 'jackfield show Desk\ M' "jackfield show 'Desk'\\ M" 'jackfield show syn:m' \
    'jackfield show "syn:m' 'jackfield show syn\:m' 'jackfield show a' 'jackfield show "a' \
    "jackfield show 'a" 'jackfield  graph   --format=p' 'jackfield show D\' "jackfield show ''"; do
    jack complete --breaks ':=' --line "$line"
done
jack complete --line 'jackfield show syn:m'
jack complete --line 'jackfield' --word x
jack complete --line 'jackfield' show
