# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The way of the signal, and the honest no.

machine 'player:node' 'player/out:out' 'sink:node' 'sink/in:in' 'sink/monitor:out' 'sink/in>monitor' \
    'codec:adapter' 'codec/pcm:in' 'codec/line:in' 'codec/mix:sum' 'codec/mux:mux' 'codec/vol:volume' \
    'codec/jack:out.physical-external' 'codec/pcm>mix' 'codec/line>mix' \
    'codec/mix>mux:unselected' 'codec/line>mux:selected' 'codec/mux>vol' 'codec/vol>jack' \
    'phones:endpoint' 'phones/plug:in.physical-external' 'codec/jack~phones/plug:physical' \
    'player/out~codec/pcm' 'player/out~sink/in'
jack path syn:player syn:phones
jack path syn:player/out syn:phones/plug
jack path syn:player syn:sink/monitor
jack path syn:player syn:sink/monitor --json
jack path syn:player/out syn:player/out
jack path syn:phones syn:player
jack path syn:phones syn:player --json
jack path --reject-mixed syn:player syn:phones
jack path --reject-mixed syn:codec/line syn:phones
jack path --selected syn:player syn:phones
jack path --selected syn:codec/line syn:phones
jack path --inside syn:codec syn:codec
jack path --inside syn:codec/mix syn:codec/jack
jack path --inside syn:player syn:sink
jack path --inside syn:sink/monitor syn:sink/in
jack path syn:player nobody
jack path nobody syn:player
jack path syn: syn:player
jack path 'syn:player/out~syn:sink/in' syn:player
