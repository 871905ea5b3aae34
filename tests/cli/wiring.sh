# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154
# Wiring as a document: saved, restored, and refused.

nodes=('player:node' 'player/FL:out' 'player/FR:out' 'sink:node' 'sink/FL:in' 'sink/FR:in'
    'spare:node' 'spare/in:in' 'one:node' 'one/in:in!')

machine "${nodes[@]}" 'player/FL~sink/FL' 'player/FR~sink/FR' 'player/FR~spare/in:switchable'
jack save
jack save --json
jack save studio.wiring
shell 'cat studio.wiring'
jack save studio.wiring --json
jack save studio.wiring --quiet
jack save /nowhere/studio.wiring
jack save one two
# It is as it was saved.
jack restore studio.wiring --dry-run
jack restore studio.wiring
jack restore studio.wiring -n -v
jack restore studio.wiring --dry-run --json

machine "${nodes[@]}" 'player/FR~sink/FR' 'player/FL~spare/in'
jack restore studio.wiring --dry-run
jack restore studio.wiring
jack restore studio.wiring --json
jack restore studio.wiring --quiet
shell "printf '%s\n' '# for the evening' 'connect syn:player syn:sink' 'forbid * syn:spare' \
    'connect syn:player syn:guest # comes later' >evening"
jack restore evening -n
jack restore evening
jack restore evening --json
shell 'echo "new connect syn:player/FL {node.name=*}" >rule'
jack restore rule

# Of twins nobody knows which is meant.
machine "${nodes[@]}" 'sink.node.name=twin' 'spare.node.name=twin'
jack restore studio.wiring -n
jack restore studio.wiring --json
shell 'echo "connect syn:player {node.name=twin}/FL" >rule'
jack restore rule

# All of it or nothing.
machine "${nodes[@]}" 'spare/FL:out' 'spare/FL~one/in' '!refuse-nth=2'
jack restore studio.wiring
shell 'echo "connect syn:player/FL syn:one/in" >rule'
jack restore rule
machine "${nodes[@]}" '!refuse-from=2'
jack restore studio.wiring

# What is no document.
machine "${nodes[@]}"
jack restore nowhere
jack restore .
jack restore
shell 'echo "connect syn:player" >bad'
jack restore bad
shell 'printf "wiring 1\n\nforbid {a=b syn:sink\n" >bad'
jack restore bad --dry-run
shell 'head -c 2000000 /dev/zero >bad'
jack restore bad
shell 'jackfield --machine "synthetic:a:node" restore - <<<"wiring 7"'
