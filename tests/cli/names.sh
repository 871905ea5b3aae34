# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Things as a person types them: in any case, in part; and what is not told apart is not guessed.

machine 'ff:node' 'ff.name=Firefox' 'ff/fl:out' 'ff/fl.name=output_FL' 'ff/fr:out' 'ff/fr.name=output_FR' \
    'mpv:node' 'mpv.name=Firefighter' 'mpv/fl:out' 'mpv/fl.name=output_FL' \
    'codec:adapter' 'codec.name=Analog' 'codec/pcm:in' 'codec/vol:volume' 'codec/vol.name=Headphone Volume' \
    'codec/vol.level=-1000' 'codec/vol.range=-6000,0,50' 'codec/sw:mute' 'codec/sw.mute=0' \
    'codec/jack:out.physical-external' 'codec/jack.name=Headphone Jack' 'codec/jack.presence=plugged' \
    'codec/pcm>vol' 'codec/vol>sw' 'codec/sw>jack' \
    'phones:endpoint' 'phones.name=Headphones (black, front)' 'phones/plug:in.physical-external' \
    'codec/jack~phones/plug:physical' 'ff/fl~codec/pcm'
jack path firefox headphones
jack path firefox:OUTPUT_fl 'headphone jack'
jack path fire headphones
jack path --inside analog 'headphone volume'
jack why firefox headphones
jack show headphone
jack show phone
jack show output_f
jack connect firefox:fr analog
jack connect output phones
jack disconnect firefox:fl headphone
jack get headphone
jack get HEADPHONE:level
jack get lev
jack get e
jack set lev -12dB
jack set analog:mute mute
jack graph --format dot --device e
shell 'jackfield --machine demo graph --format dot --device HEADPHONES | grep -c "Headphones (black"'
jack show fierfox
