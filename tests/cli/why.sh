# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What silences the signal, and the command that repairs it.

machine 'player:node' 'player/out:out' 'sink:node' 'sink/in:in' 'sink/volume:volume' 'sink/mute:mute' \
    'sink/hw:out' 'sink/in>volume' 'sink/volume>mute' 'sink/mute>hw' 'sink/hw.node.side=hardware' \
    'codec:adapter' 'codec/pcm:in' 'codec/amp:volume' 'codec/jack:out.physical-external' \
    'codec/pcm>amp' 'codec/amp>jack' 'sink/hw~codec/pcm:fixed' 'player/out~sink/in' \
    'phones:endpoint' 'phones/plug:in.physical-external' 'codec/jack~phones/plug:physical' \
    'codec/jack.presence=plugged' 'sink/volume.level=-600' 'sink/mute.mute=0' \
    'codec/amp.level=-1200' 'codec/amp.range=-6000,0,100'
jack why syn:player
jack why syn:player syn:phones --json
machine 'player:node' 'player/out:out' 'sink:node' 'sink.media.class=Audio/Sink' 'sink/in:in' \
    'sink/mute:mute' 'sink/in>mute' 'sink/mute.mute=1' 'player/out~sink/in'
jack why syn:player
jack why syn:player --json
machine 'player:node' 'player/out:out' 'sink:node' 'sink.media.class=Audio/Sink' 'sink/in:in'
jack why syn:player
jack why syn:player syn:sink
jack why syn:sink
jack why syn:player nobody
machine 'mic:node' 'mic.media.class=Audio/Source/Virtual' 'mic/in:in' 'mic/out:out' \
    'mic/out.port.monitor=true' 'mic/in>out' 'sink:node' 'sink.media.class=Audio/Sink' 'sink/in:in' \
    'mic/out~sink/in'
jack why syn:mic
jack why
