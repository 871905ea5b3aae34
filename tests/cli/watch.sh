# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What is there, then what happens, until SIGINT: status 0.

small=('player:node' 'player/out:out' 'sink:node' 'sink/in:in' 'sink/vol:volume' 'sink/in>vol'
    'player/out~sink/in')
machine "${small[@]}"
jack_until 1 settled watch
jack_until 1 settled watch --verbose
jack_until 1 settled watch --quiet
jack_until 1 settled watch --json
jack_until 1 settled watch --json --quiet
mask 's/\x1b/ESC/g'
jack_until 1 settled watch --color always
mask

# A server that goes and comes back.
machine "${small[@]}" '!lost=800' '!back=1200'
jack_until 2 settled watch -q
jack_until 2 settled watch -q --json

# One that is not there yet is waited for.
machine "${small[@]}" '!lost=0' '!back=600'
jack_until 2 settled watch

jack watch --nonsense
jack watch everything
jack --machine nowhere watch
