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

# A control with all it can be; what is long goes on in the next line.
machine 'card:adapter' 'card/rear:in' 'card/rear.name=Rear Mic' 'card/front:in' 'card/mux:mux' \
    'card/rear>mux:selected' 'card/front>mux:unselected' 'card/mux.select=rear' \
    'card/vol:volume' 'card/vol.level=-650,-1300' 'card/vol.range=-6000,0,50' \
    'card/vol.mute=1' 'card/vol.access=locked' \
    'card/dsp:device-specific' 'card/dsp.enum=3' 'card/dsp.access=read-only' \
    'card/dsp.items=Stereo,Surround,Hall,Cathedral,Plate,Spring,Room,Cave,Tunnel' \
    'card/dsp.bytes=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16' \
    'card/dsp.integer=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16' 'card/dsp.range=0,100,0' \
    'card/jack:out.physical-external' 'card/jack.presence=plugged' \
    'card/spare:out.physical-external' 'card/spare.presence=unknown'
jack show syn:card
jack show syn:card/mux
jack show syn:card/vol
jack show syn:card/dsp
jack show syn:card/jack
jack show syn:card/vol --json

shell 'jackfield --machine demo show hda | head -12'
shell 'jackfield --machine demo show hda:pci-0000:00:1b.0:0/pin12:in'
shell 'jackfield --machine demo show hda:pci-0000:00:1b.0:0/dac02:out-volume'

# What a name says to a terminal is not obeyed.
machine 'evil:node' $'evil.name=red \e[31m and \xc2\x9b2J' 'evil/p:out' $'evil/p.name=two\x7flines'
jack list connectors
jack list
jack graph
jack graph --format dot
