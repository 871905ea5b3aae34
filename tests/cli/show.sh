# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Everything about one thing, by whatever name.

machine 'player:node' 'player.name=Music Player' 'player.media.class=Stream/Output/Audio' \
    'player/FL:out' 'player/FL.audio.channel=FL' \
    'sink:node' 'sink/FL:in' 'sink/monitor:out' 'sink/FL>monitor' 'player/FL~sink/FL' \
    'codec:adapter' 'codec/a:in' 'codec/b:in' 'codec/mux:mux' 'codec/vol:volume' 'codec/vol.level=-650' \
    'codec/a>mux:selected' 'codec/b>mux:unselected' 'codec/mux>vol' \
    'codec/jack:out.physical-external' 'codec/jack.presence=unplugged' 'codec/vol>jack' \
    'phones:endpoint' 'phones/plug:in.physical-external' 'codec/jack~phones/plug:physical'
jack show syn:player
jack show 'Music Player'
jack show 'Music Player:FL'
jack show syn:pl
jack show syn:codec
jack show syn:codec/mux
jack show syn:codec/vol
jack show syn:codec/jack
jack show syn:phones/p
jack show 'syn:player/FL~syn:sink/FL'
jack show syn:player --json
jack show syn:sink/FL --json
jack show 'syn:codec/jack~syn:phones/plug' --json
jack show nobody
jack show nobody --json
jack show syn:
jack show syn: --json
jack show FL

# What a name says to a terminal is not obeyed.
machine 'evil:node' $'evil.name=red \e[31m and \xc2\x9b2J' 'evil/p:out' $'evil/p.name=two\x7flines'
jack list connectors
jack list
jack graph
jack graph --format dot
