# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Breaking connections and making them again: every documented answer.

linked=('player:node' 'player/FL:out' 'player/FR:out' 'sink:node' 'sink/FL:in' 'sink/FR:in'
    'player/FL~sink/FL' 'player/FR~sink/FR' 'codec:adapter' 'codec/mix:sum'
    'codec/jack:out.physical-external' 'phones:endpoint' 'phones/plug:in.physical-external'
    'codec/jack~phones/plug:physical' 'spare:node' 'spare/in:in!')

machine "${linked[@]}" 'player/FL~spare/in'
jack reconnect syn:player
jack reconnect syn:player/FL
jack reconnect syn:sink --json
jack reconnect syn:sink --quiet
# A place that takes one connection only is free again in time.
jack reconnect syn:spare/in
# Nothing to reconnect, nothing that may be, nothing of that name.
machine "${linked[@]}"
jack reconnect syn:spare
jack reconnect syn:codec/jack
jack reconnect syn:codec
jack reconnect syn:codec/mix
jack reconnect nobody
jack reconnect syn:
jack reconnect
jack reconnect syn:player syn:sink

# What was broken before one is refused is made again.
machine "${linked[@]}" '!refuse=perm'
jack reconnect syn:player
machine "${linked[@]}" '!refuse-nth=3'
jack reconnect syn:player
# It cannot be.
machine "${linked[@]}" '!refuse-from=3'
jack reconnect syn:player
machine "${linked[@]}" '!silent'
jack reconnect syn:player --timeout 0.1
