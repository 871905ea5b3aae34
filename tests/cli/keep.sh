# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2016,SC2154
# Keeping a document applied, and asking the keeper what it keeps.

nodes=('player:node' 'player/FL:out' 'player/FR:out' 'sink:node' 'sink/FL:in' 'sink/FR:in'
    'spare:node' 'spare/in:in')

jack keep
jack keep --status
jack keep --status evening
jack keep nowhere
jack keep -
shell 'echo "connect syn:player" >bad'
jack keep bad

shell "printf '%s\n' 'connect syn:player syn:sink' 'connect syn:guest syn:sink' 'forbid * syn:spare' \
    >evening"
machine "${nodes[@]}" 'player/FL~spare/in'
jack_until 2 '^active.*->' keep evening
jack_until 2 '"active"' keep evening --json
# It is over, and nothing is left that could be taken for a keeper.
jack keep --status
shell 'ls "$XDG_RUNTIME_DIR/jackfield"'
machine "${nodes[@]}" '!refuse=perm'
jack_until 2 '^failed' keep evening
# The server goes, and comes back.
machine "${nodes[@]}" '!lost=300' '!back=600'
jack_until 4 '^active.*->' keep evening

mask 's/"process": *[0-9]*/"process":N/; s/process [0-9]*/process N/'
machine "${nodes[@]}" 'sink.node.name=twin' 'spare.node.name=twin'
# ask TEXT: shell TEXT while a keeper runs.
ask() {
    local end=$((SECONDS + 30))
    jackfield "${machine_arguments[@]}" keep evening --quiet </dev/null >"$work/keeper" 2>&1 &
    child=$!
    until jackfield keep --status >"$work/status" 2>/dev/null && ! grep -q wanted "$work/status"; do
        [ $SECONDS -lt $end ] || break
        sleep 0.02
    done
    shell "$1"
    kill -TERM "$child"
    wait "$child"
    child=
}
ask 'jackfield keep --status; jackfield keep --status --json; jackfield --machine demo keep evening'
machine "${nodes[@]}"
ask 'jackfield keep --status; ls "$XDG_RUNTIME_DIR/jackfield"; stat -c %a "$XDG_RUNTIME_DIR/jackfield"'
mask
# One that was killed is not taken for one that runs.
shell 'jackfield --machine "synthetic:a:node" keep evening >/dev/null 2>&1 & pid=$!
until jackfield keep --status >/dev/null 2>&1; do sleep 0.02; done
kill -KILL $pid; wait $pid 2>/dev/null
ls "$XDG_RUNTIME_DIR/jackfield"; jackfield keep --status'
shell 'XDG_RUNTIME_DIR=/nowhere jackfield keep evening'
