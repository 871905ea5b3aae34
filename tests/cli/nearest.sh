# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2016,SC2034
# Whoever mistypes a name is told the one that is most like it, in one line.

machine 'ff:node' 'ff.name=Firefox' 'ff/fl:out' 'ff/fl.name=output_FL' \
    'codec:adapter' 'codec.name=Analog' 'codec/pcm:in' 'codec/vol:volume' \
    'codec/vol.name=Headphone Playback Volume' 'codec/vol.level=-1000' 'codec/pcm>vol' \
    'box:endpoint' 'box.name=Built-in Speakers (white)' 'box/plug:in.physical-external'
# A letter changed, added, left out, swapped; a word of a name; a port of a node.
jack show Firefax
jack show Fireefox
jack show firfox
jack show Fierfox
jack show spaekers
jack path Firefx:output_FR Analog
jack get Headphone:lveel
jack get levl
jack graph --format dot --device Anlaog
# Only what may be named there, and nothing that is merely as short.
jack graph --format dot --device outptu_FL
jack show xyz
jack show of
machine_arguments=()
jack lsit
jack disc
jack li
jack list devcies
jack graph --format pgn
jack graph --formt pgn
jack graph --jsno
jack list --macine=demo
jack --vresion
shell 'jackfield show "$(printf "a%.0s" {1..30000})" --machine demo 2>&1 | wc -lc'
