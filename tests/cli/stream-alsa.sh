# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2016
# From ALSA's capture devices into files: cards that are none (tests/helpers/alsa-card.c), and those
# of a graph.

mask 's/[0-9][0-9]* bytes/N bytes/; s/"bytes":[0-9][0-9]*/"bytes":N/'
jack stream hw:Usual,0 --to a.wav --to b.flac --to c.asf --duration 300ms
jack stream hw:Usual --to a.wav --duration 100ms
jack stream hw:CARD=Usual,DEV=0,SUBDEV=0 --to a.wav --duration 100ms
jack stream hw:Mono,0 --to a.wav --to b.asf --duration 100ms
jack stream 'hw:Usual,0?rate=44100&channels=6' --to a.wav --duration 100ms
mask

# What a card lost is silence, and said.
mask 's/[0-9][0-9]* bytes/N bytes/; s/[0-9][0-9]* frames/N frames/'
jack stream hw:Overrun,0 --to a.wav --duration 1s

# A card that is pulled out: the files are whole, and the status tells.
mask 's/[0-9.]* s  [0-9]* bytes/T s  N bytes/; s/after [0-9.]* s/after T s/; s/"duration_s":[0-9.]*/"duration_s":T/; s/"bytes":[0-9][0-9]*/"bytes":N/'
jack stream hw:Pulled,0 --to pulled.wav --to pulled.flac --duration 10s
shell 'ls pulled.*'
jack stream hw:Pulled,0 --to pulled.wav --duration 10s --json
mask

# What cannot be captured.
jack stream hw:Nobody,0 --to no.wav --duration 1s
jack stream hw:Busy,0 --to no.wav --duration 1s
jack stream hw:Locked,0 --to no.wav --duration 1s
jack stream hw:Broken,0 --to no.wav --duration 1s
jack stream hw:Old,0 --to no.wav --duration 1s
jack stream 'hw:Usual,0?rate=32000' --to no.wav --duration 1s
jack stream 'hw:Mono,0?channels=2' --to no.wav --duration 1s
shell 'ls no.*'

# Usage.
jack stream hw: --to no.wav --duration 1s
shell 'for from in hw:,0 hw:0, hw:0,x hw:0,-1 hw:0,0,0,0 hw:a.b hw:0,DEV= hw:0? "hw:0?rate" "hw:0?rate=7999" \
    "hw:0?rate=44100.5" "hw:0?channels=0" "hw:0?channels=9" "hw:0?depth=24" "hw:0?rate=48000&" \
    hw:a-name-that-is-longer-than-what-any-card-was-ever-called-by-its-driver; do
    jackfield stream "$from" --to no.wav --duration 1s 2>/dev/null; echo "$? $from"; done'

# Of the graph.
machine 'one:adapter' 'one/mic:out' 'one/mic.alsa.pcm.device=0' 'one/mic.alsa.pcm.stream=capture' \
    'one/again:out' 'one/again.alsa.pcm.device=0' 'one/again.alsa.pcm.stream=capture' \
    'one/play:in' 'one/play.alsa.pcm.device=0' 'one/play.alsa.pcm.stream=playback' \
    'one/jack:out.physical-external' \
    'two:adapter' 'two/mic:out' 'two/mic.alsa.pcm.device=0' 'two/mic.name=Microphone' \
    'two/line:out' 'two/line.alsa.pcm.device=0' 'two/line.alsa.pcm.subdevice=1' \
    'none:adapter' 'none/jack:in.physical-external'
jack stream syn:one --to no.wav --duration 1s
jack stream syn:one/mic --to no.wav --duration 1s
jack stream syn:one/play --to no.wav --duration 1s
jack stream syn:one/jack --to no.wav --duration 1s
jack stream syn:two --to no.wav --duration 1s
jack stream syn:none --to no.wav --duration 1s
jack stream syn:none/jack --to no.wav --duration 1s
