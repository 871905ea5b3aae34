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

# What changes, from what to what. A value that comes and goes within a moment is told once.
machine "${small[@]}" 'sink/vol.level=-600' 'sink/out:out.physical-external' \
    'sink/out.presence=plugged' 'sink.route=Headphones' '@300' 'sink/out.presence=unplugged' \
    'sink.route=Speakers' 'sink/vol.level=-1200' 'sink.name=louder' 'sink.default=yes' '@310' \
    'sink/vol.level=-1800' '@1300' 'sink.state=disabled' '-sink/in' '@2300' 'sink/vol.level=-600' '@3300' \
    'end:node'
jack_until 1 '^\+ node syn:end' watch -q
jack_until 1 'syn:end' watch -q --json

# One that is not there yet is waited for.
machine "${small[@]}" '!lost=0' '!back=600'
jack_until 2 settled watch

jack watch --nonsense
jack watch everything
jack --machine nowhere watch
