# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Lists: aligned for people, the graph's own objects for programs.

machine 'player:node' 'player.name=Music Player' 'player/FL:out' 'player/FR:out' \
    'sink:node' 'sink/FL:in' 'sink/FR:in!' 'player/FL~sink/FL' \
    'codec:adapter' 'codec/vol:volume' 'codec/vol.level=-650' 'codec/mute:mute' 'codec/mute.mute=1' \
    'codec/jack:out.physical-external' 'codec/jack.presence=plugged' 'codec/vol>mute' 'codec/mute>jack' \
    'phones:endpoint' 'phones.state=unplugged' 'phones.name=Köpfhörer' \
    'phones/plug:in.physical-external' 'codec/jack~phones/plug:physical'
jack list
jack list devices
jack list connectors
jack list connections
jack list controls
jack list devices --json
jack list connectors --json
jack list connections --json
jack list controls --json

# Nothing is an empty list, not an error.
machine
jack list
jack list controls --json
