# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Recordings: made of a machine, and what stands in the way of one.

shell 'jackfield --machine demo record machine'
shell 'find machine -type f -o -type l | sort'
shell 'jackfield --machine demo record raw --raw --json'
shell 'jackfield --machine demo record quiet --quiet'
shell 'diff -r --no-dereference machine quiet'
shell 'jackfield --machine machine check'
shell 'diff <(jackfield --machine demo graph --json | sed -E "s/\"(serial|generation)\": [0-9]+//") \
    <(jackfield --machine raw graph --json | sed -E "s/\"(serial|generation)\": [0-9]+//")'
shell 'diff <(jackfield --machine demo graph) <(jackfield --machine machine graph)'
shell 'grep -o "\"media.name\": .*" machine/pipewire/pw-dump.json'

shell 'jackfield --machine demo record machine'
touch file
shell 'jackfield --machine demo record file'
shell 'jackfield --machine demo record no/such/place'
shell 'jackfield --machine synthetic: record it'
shell 'jackfield --machine demo record'
shell 'jackfield --machine demo record ""'
ln -s nowhere link
shell 'jackfield --machine demo record link'
mkdir empty
shell 'jackfield --machine demo record empty/'
mkfifo raw/proc/asound/card0/pipe
shell 'jackfield --machine raw record left'
shell 'jackfield --machine raw record left-quietly -q'
shell 'ls'
