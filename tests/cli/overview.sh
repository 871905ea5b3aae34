# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2016,SC2034,SC2154
# Without a command: what is here, and commands that work here as they stand.

jack --machine demo
jack --machine synthetic:
jack --json
jack --machine nowhere
# What it offers can be done.
shell 'jackfield --machine demo | sed -n "s/^  .*  *jackfield /jackfield /p" >offers; wc -l <offers'
shell 'while read -r offer; do bash -c "$offer" >out 2>err || echo "$offer: $?"; done <offers; wc -l <err; head -c 5 audio.svg'
machine 'it:node' "it.name=It's\$here" 'it/out:out' 'twin1:node' 'twin1.name=Twin' 'twin1/in:in' 'twin2:node' \
    'twin2.name=Twin' 'twin2/in:in' 'codec:adapter' 'codec/vol:volume' 'codec/vol.level=-1000' \
    'codec/vol.range=-6000,0,50' 'codec/rear:out.physical-external' 'codec/rear.presence=plugged' \
    'codec/front:out.physical-external' 'codec/front.presence=unplugged' 'hp:endpoint' 'hp.name=Headphones' \
    'hp/plug:in.physical-external' 'codec/rear~hp/plug:physical'
mask 's/--machine [^ ]*/--machine M/'
jack
mask
jackfield "${machine_arguments[@]}" | sed -n 's/^  .*  *jackfield --machine/jackfield --machine/p' | grep -v ' watch' >offers
shell 'while read -r offer; do bash -c "$offer" >out 2>err || echo "$offer: $?"; cat err; done <offers; wc -l <offers'
machine 'a:adapter' 'a/in:in' '!lost=0'
jack
