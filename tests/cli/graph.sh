# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The whole graph in every shape.

machine 'player:node' 'player.name=say "hello" \ {now}' 'player/FL:out' 'player/FR:out' \
    'sink:node' 'sink/FL:in' 'sink/FR:in' 'sink/mFL:out' 'sink/FL>mFL' 'player/FL~sink/FL' \
    'codec:adapter' 'codec/jack:out.physical-external' 'codec/jack.presence=plugged' \
    'codec/vol:volume' 'codec/vol.level=-650' 'codec/pcm:in' 'codec/other:in' 'codec/mux:mux' \
    'codec/pcm>mux:selected' 'codec/other>mux:unselected' 'codec/mux>vol' 'codec/vol>jack' \
    'phones:endpoint' 'phones.state=disabled' 'phones/plug:in.physical-external' \
    'codec/jack~phones/plug:physical' \
    'left:adapter' 'left/x:out.software-fixed' 'right:adapter' 'right/x:in.software-fixed' \
    'left/x~right/x:fixed' 'left/y:out' 'right/y:in' 'left/y~right/y:switchable'
jack graph
jack graph --format tree
mask 's/\x1b/ESC/g'
jack graph --color always
mask
jack graph --json
jack graph --json --properties
jack graph --format dot

# A picture's description: the whole, one device with its neighbours, a way that stands out.
jack graph --format dot --theme dark --device syn:phones
jack graph --format dot --path syn:codec/pcm syn:phones --device syn:phones
shell 'jackfield --machine synthetic:a:chain*2 graph --format dot --path --selected syn:a/in syn:a/out |
    grep -c " path\""'

# What no picture comes of.
jack graph syn:player
jack graph --format dot syn:player
jack graph --format dot --path syn:player
jack graph --path syn:player syn:sink
jack graph --format json --theme dark
jack graph --properties
jack graph --format dot --selected
jack graph --format dot --theme blue
jack graph --format dot --device nobody
jack graph --format dot --device syn:codec/jack
jack graph --format dot --device syn:
jack graph --format dot --path syn:sink syn:phones
jack graph --format dot --path --selected syn:codec/other syn:phones
jack graph --format dot --path syn:player nobody
jack graph --format gif
jack graph --json --format svg

# Where the character set allows it, lines are lines.
LC_ALL=C.UTF-8 jack graph

# Into a file, and not into what cannot be written.
jack graph --format dot -o graph.dot
jack graph --format json --output=graph.json
shell 'cksum <graph.dot; jackfield --machine synthetic: graph -ograph.dot; cksum <graph.dot'
jack graph -o nowhere/graph.dot
jack graph -o .
jack graph -o /dev/full
jack graph --json -o /dev/full

# A ring has no beginning, and a chain stays in order.
machine 'ring:adapter' 'ring/c:sum' 'ring/b:sum' 'ring/a:sum' 'ring/a>b' 'ring/b>c' 'ring/c>a' \
    'ring/in:in' 'ring/in>b' 'chain:chain*3'
jack graph

machine
jack graph
jack graph --format dot
jack graph --json
