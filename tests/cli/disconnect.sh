# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Breaking connections: every documented answer.

linked=('player:node' 'player/FL:out' 'player/FR:out' 'sink:node' 'sink/FL:in' 'sink/FR:in'
    'player/FL~sink/FL' 'player/FR~sink/FR')

machine "${linked[@]}" 'spare:node' 'spare/in:in' 'player/FL~spare/in' 'codec:adapter' 'codec/mix:sum' \
    'codec/jack:out.physical-external' 'codec/line:out' 'phones:endpoint' \
    'phones/plug:in.physical-external' 'codec/jack~phones/plug:physical' 'left:node' \
    'left/x:out.software-fixed' 'right:node' 'right/x:in.software-fixed' 'left/x~right/x:fixed' \
    'right/in:in' 'left/route:out' 'left/route~right/in:switchable'
jack disconnect syn:player/FL
jack disconnect syn:sink/FL
jack disconnect syn:player
jack disconnect syn:player --json
jack disconnect syn:player --quiet
jack disconnect syn:player syn:sink
jack disconnect syn:sink syn:player/FL
jack disconnect syn:player/FL syn:sink/FL --json
# Nothing is connected.
jack disconnect syn:codec/line
jack disconnect syn:codec/line --json
jack disconnect syn:player/FR syn:sink/FL
jack disconnect syn:player syn:codec
# What a node is wired to for good is not meant by its name.
jack disconnect syn:right
# Permanent, and so refused.
jack disconnect syn:codec/jack
jack disconnect syn:codec
jack disconnect syn:phones syn:codec
jack disconnect syn:left/x
jack disconnect syn:left syn:right
# A route chooses this one.
jack disconnect syn:left/route
jack disconnect syn:codec/mix
jack disconnect syn:player/FL syn:codec/mix
jack disconnect nobody
jack disconnect syn:player nobody
jack disconnect syn:

machine "${linked[@]}" '!refuse=perm'
jack disconnect syn:player
machine "${linked[@]}" '!silent'
jack disconnect syn:player --timeout 0.1
# The server goes away between two answers.
machine "${linked[@]}" '!delay=1000' '!lost=1600'
jack disconnect syn:player
jack disconnect syn:player --json
