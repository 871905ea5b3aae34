# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Controls: read and set in the words of people, by every way to address one.

machine 'codec:adapter' 'codec.name=Codec' 'codec/line:in' 'codec/mic:in' 'codec/mic.name=Rear Mic' \
    'codec/mux:mux' 'codec/line>mux:unselected' 'codec/mic>mux:selected' 'codec/mux.select=mic' \
    'codec/front:volume' 'codec/front.level=-1000,silence' 'codec/front.range=-6000,300,75' \
    'codec/rear:volume' 'codec/rear.level=-600' 'codec/sw:mute' 'codec/sw.mute=0' \
    'codec/any:device-specific' 'codec/any.boolean=1' 'codec/any.bytes=1,2,255' \
    'codec/num:device-specific' 'codec/num.integer=5,7' 'codec/num.range=0,200,1' \
    'codec/num.enum=1' 'codec/num.items=Off,Slow,Slow down' \
    'codec/deaf:device-specific' 'codec/deaf.integer=?' \
    'codec/ro:volume' 'codec/ro.level=-100' 'codec/ro.access=read-only' \
    'codec/idle:volume' 'codec/idle.level=-100' 'codec/idle.access=inactive' \
    'codec/kept:volume' 'codec/kept.level=-100' 'codec/kept.access=locked'

# Addresses.
jack get
jack get select
jack get syn:codec/front:level
jack get syn:codec/front:level,0
jack get syn:codec/front
jack get front
jack get Codec:mute
jack get syn:codec/s
jack get syn:codec/any:bytes
jack get syn:codec/num:enum
jack get select --json
jack get level
jack get codec
jack get Codec:levl
jack get mutt
jack get syn:codec/line
jack get syn:codec/deaf:integer
jack get ''

# Levels: dB, a part of the range, more and less, each channel, never louder than asked for.
jack set front -12dB
jack set front -12.5
jack set front -- -12.345678
jack set front '-10 dB, -20 dB'
jack set front silence
jack set front 40%
jack set front 3dB+
jack set front 3dB-
jack set front 5%+
jack set front 50dB
jack set front -10,silence
jack set rear 40%
jack set front +3dB
jack set front -3dB+
jack set front 101%
jack set front loud
jack set front 1,2,3
jack set front -10dB,
jack set front ''

# Switches.
jack set sw mute
jack set sw unmute
jack set sw toggle
jack set sw on
jack set sw 1
jack set syn:codec/any:boolean off
jack set syn:codec/any:boolean Toggle
jack set syn:codec/any:boolean mute

# Choices.
jack set select line
jack set select syn:codec/line
jack set select 'rear mic'
jack set select front
jack set syn:codec/num:enum 'slow down'
jack set syn:codec/num:enum slow
jack set syn:codec/num:enum 0
jack set syn:codec/num:enum Fast

# Numbers and bytes.
jack set syn:codec/num:integer 42
jack set syn:codec/num:integer 0x10,300
jack set syn:codec/num:integer 1+
jack set syn:codec/num:integer 50%
jack set syn:codec/num:integer 1.5
jack set syn:codec/deaf:integer 9
jack set syn:codec/deaf:integer 9+
jack set syn:codec/any:bytes 0a0b0c
jack set syn:codec/any:bytes 'AA bb CC'
jack set syn:codec/any:bytes 0a0b
jack set syn:codec/any:bytes xyz

# What is refused, and what needs no change.
jack set ro -10dB
jack set idle -10dB
jack set kept -10dB
jack set level -10dB
jack set nothing 1
jack set front -5dB --quiet
jack set front 100% --json
jack set rear -- -6.00
jack set rear -6 --json

# What get says set takes, and then there is nothing to change.
same=synthetic:'a:adapter;a/l:volume;a/l.level=-1250,silence;a/m:mute;a/m.mute=1;a/i:in;a/s:mux;'
same+='a/i>s:selected;a/s.select=i;a/e:tone;a/e.enum=2,0;a/e.items=Off,On,On and on;a/b:tone;'
same+='a/b.bytes=0,255;a/n:tone;a/n.integer=-3,4;a/t:tone;a/t.boolean=0,1'
export same
for control in level mute select enum bytes integer boolean; do
    shell "jackfield --machine \"\$same\" set $control \"\$(jackfield --machine \"\$same\" get $control)\""
done
shell 'jackfield --machine "synthetic:a:node;a/v:volume;a/v.level=0;!silent" set level -3dB --timeout 0.1'
shell 'jackfield --machine "synthetic:a:node;a/v:volume;a/v.level=0;!refuse=perm" set level -3dB'

# A recording has values, but nothing that takes new ones.
shell 'jackfield --machine demo get "Headphone Playback Volume"'
shell 'jackfield --machine demo set "Headphone Playback Volume" -3dB'
shell 'jackfield --machine demo get "Head fone Playback Volume"'
shell 'jackfield --machine demo get volume'
