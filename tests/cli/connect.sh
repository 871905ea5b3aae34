# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Making connections: every documented answer.

stereo=('player:node' 'player/FL:out' 'player/FR:out' 'player/FL.audio.channel=FL'
    'player/FR.audio.channel=FR' 'sink:node' 'sink/FL:in' 'sink/FR:in' 'sink/FL.audio.channel=FL'
    'sink/FR.audio.channel=FR')
wired=('codec:adapter' 'codec/jack:out.physical-external' 'codec/mix:sum' 'phones:endpoint'
    'phones/plug:in.physical-external' 'codec/jack~phones/plug:physical')

machine "${stereo[@]}" "${wired[@]}" 'off:node' 'off/in:in' 'off.state=disabled'
jack connect syn:player/FL syn:sink/FL
jack connect syn:sink/FL syn:player/FL
jack connect syn:player syn:sink
jack connect syn:player syn:sink --json
jack connect syn:player syn:sink --quiet
jack connect syn:player/FR syn:sink
jack connect syn:sink/FR syn:player
jack connect syn:player syn:sink/FR
# Refused.
jack connect syn:player/FL syn:player/FR
jack connect syn:player/FL syn:codec/jack
jack connect syn:sink/FL syn:phones/plug
jack connect syn:player/FL syn:phones/plug
jack connect syn:codec/jack syn:phones/plug
jack connect syn:codec syn:phones
jack connect syn:sink syn:player
jack connect syn:player syn:player
jack connect syn:codec/mix syn:sink/FL
jack connect syn:player/FL syn:codec/mix
jack connect syn:player/FL syn:off/in
# Not found, or found too often.
jack connect syn:player/FL nobody
jack connect nobody syn:player/FL
jack connect syn:player/FL syn:
jack connect FL syn:sink

machine "${stereo[@]}" 'player/FL~sink/FL'
jack connect syn:player/FL syn:sink/FL
jack connect syn:player/FL syn:sink/FL --json
jack connect syn:player/FL syn:sink/FL --quiet
jack connect syn:player syn:sink
jack connect syn:player syn:sink --json

# All or nothing: what was made before a refusal is undone.
machine 'player:node' 'player/FL:out' 'player/FR:out' 'other:node' 'other/x:out' 'sink:node' \
    'sink/FL:in' 'sink/FR:in!' 'other/x~sink/FR'
jack connect syn:player syn:sink
jack connect syn:player/FR syn:sink/FR

# One output for every channel of a sink.
machine 'mono:node' 'mono/out:out' 'sink:node' 'sink/FL:in' 'sink/FR:in'
jack connect syn:mono syn:sink

# The server's own answers.
machine "${stereo[@]}" '!refuse=perm'
jack connect syn:player syn:sink
machine "${stereo[@]}" '!refuse=invalid'
jack connect syn:player syn:sink
machine "${stereo[@]}" '!refuse=pipe'
jack connect syn:player syn:sink
machine "${stereo[@]}" '!silent'
jack connect syn:player syn:sink --timeout 0.1
machine "${stereo[@]}" '!delay=50'
jack connect syn:player syn:sink
machine "${stereo[@]}" '!lost=0'
jack connect syn:player syn:sink
# What was made before a refusal is undone, as far as it can be.
machine 'player:node' 'player/FL:out' 'player/FR:out' 'player/FL.audio.channel=FL' \
    'player/FR.audio.channel=FR' 'sink:node' 'sink/FL:in' 'sink/FR:in' 'sink/FL.audio.channel=FL' \
    'sink/FR.audio.channel=FR' '!refuse-nth=2'
jack connect syn:player syn:sink
machine 'player:node' 'player/FL:out' 'player/FR:out' 'player/FL.audio.channel=FL' \
    'player/FR.audio.channel=FR' 'sink:node' 'sink/FL:in' 'sink/FR:in' 'sink/FL.audio.channel=FL' \
    'sink/FR.audio.channel=FR' '!refuse-from=2'
jack connect syn:player syn:sink
