# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2016
# From a tone into files, and everything that can be wrong with that.

jack stream --help
mask 's/[0-9][0-9]* bytes/N bytes/; s/"bytes":[0-9][0-9]*/"bytes":N/'
jack stream tone:440 --to a.asf --to b.wav --to c.flac --to d.wma --duration 300ms
shell 'ls; for file in *; do [ -s "$file" ] || echo "$file is empty"; done'
jack stream tone --to a.wav --duration 0.1 --json
jack stream tone -ta.wav -d.1s --quiet
jack stream tone --to a.asf --codec wmav2 --bitrate 64k --duration 100ms
jack stream tone --to 'name with spaces.flac' --codec flac --duration 100ms
shell 'jackfield stream tone --to a.wav --duration 1s500ms --verbose 2>&1 | sed "s/streamed [0-9.]*/streamed T/" | uniq'
jack stream tone --to a.ogg --to b.opus --to c.mp3 --duration 300ms
jack stream tone --to f.OGG --codec flac --duration 100ms
jack stream tone --to m.wma --codec mp3 --duration 100ms
mask

# Usage.
jack stream
jack stream tone
jack stream -d 100ms --to a.wav
jack stream tone --to
jack stream -d 100ms tone:0 --to a.wav
jack stream -d 100ms tone:24001 --to a.wav
jack stream -d 100ms tone:high --to a.wav
jack stream -d 100ms tone: --to a.wav
jack stream -d 100ms tone --to a.xyz
jack stream -d 100ms tone --to a
jack stream -d 100ms tone --to rtmp://127.0.0.1:1935/live
jack stream -d 100ms tone --to a.wav --codec wmav2
jack stream -d 100ms tone --to a.flac --codec wmav2
jack stream -d 100ms tone --to a.wav --codec nonsense
jack stream -d 100ms tone --to a.ogg --codec mp3
jack stream -d 100ms tone --to a.mp3 --bitrate 400k
jack stream -d 100ms tone --to a.opus --bitrate 511k
jack stream -d 100ms tone --to a.asf --bitrate 1k
jack stream -d 100ms tone --to a.asf --bitrate 2M
jack stream -d 100ms tone --to a.asf --bitrate fast
jack stream tone --to a.wav --duration 0
jack stream tone --to a.wav --duration -1s
jack stream tone --to a.wav --duration 1x
jack stream tone --to a.wav --duration soon
jack stream tone --to a.wav --duration 100000h
jack stream -d 100ms tone --to a.wav --to a.wav
jack stream -d 100ms tone --to a.wav --metadata title
jack stream -d 100ms tone --to a.wav --metadata colour=red
mask 's/0000*/0…/'
shell 'jackfield stream tone --to a.wav --metadata "description=$(printf %03001d 0)"'
mask

# What is said of a recording.
jack stream tone --to t.ogg --to t.mp3 --to t.asf -m 'title=Größe & = more' --metadata author=Me -m album= -q -d 100ms
shell 'for file in t.*; do
    ffprobe -v error -show_entries format_tags=title,artist:stream_tags=title,artist -of default=nw=1 $file; done'

# Files that are played: to their end, in real time, or over and over.
mask 's/[0-9][0-9]* bytes/N bytes/; s/"bytes":[0-9][0-9]*/"bytes":N/'
jack stream file:c.mp3 --to played.wav
jack stream file:b.opus --to played.flac
jack stream 'file:c.flac?loop=1' --to played.ogg --duration 700ms
cp c.flac 'what?.flac'
jack stream 'file:what?.flac' --to played.wav -q
mask
head -c 5000 /dev/zero >nothing.wav
echo 'P6 1 1 255 abc' >picture.ppm
jack stream file:nothing.wav --to x.wav
jack stream file:picture.ppm --to x.wav
jack stream file:nobody.wav --to x.wav
jack stream file:nobody.wav/x --to x.wav
jack stream file:. --to x.wav
jack stream file: --to x.wav
jack stream 'file:c.flac?loop=yes' --to x.wav
shell 'ls x.*'

# The line on a terminal.
live() {
    shell "script -qec 'stty cols $1; jackfield stream tone --to live.mp3 --to mmsh://:0 -d 2500ms' /dev/null |"'
    tr "\r" "\n" | sed -E "s/\x1b\[K/<clear>/; s/[0-9.]+ s of/T s of/; s/[0-9.]+ s le/T s le/
        s/[0-9]+ kbit/N kbit/g; s/, [0-9]+ units queued//; s/[0-9]+ bytes/N bytes/; s/:[0-9]+/:PORT/" |
    grep . | uniq'
}
live 150
live 25


# Files that cannot be.
jack stream tone --to nowhere/a.wav --duration 1s
mkdir directory.wav
jack stream tone --to directory.wav --duration 1s
mkfifo pipe.wav
jack stream tone --to pipe.wav --duration 1s
# One that cannot be opened stops all of them before they begin.
jack stream tone --to fine.wav --to nowhere/a.wav --duration 1s
shell 'ls fine*'

# A file that grows too large fails; the others go on. Nothing half is left under its name.
mask 's/[0-9][0-9]* bytes/N bytes/; s/"bytes":[0-9][0-9]*/"bytes":N/'
shell 'ulimit -f 64; jackfield stream tone --to small.asf --to large.wav --duration 1s; s=$?; ls small.* large.*; exit $s'
shell 'ulimit -f 64; jackfield stream tone --to small.asf --to large.wav --duration 1s --json'
shell 'ulimit -f 64; jackfield stream tone --to large.wav --duration 1s; s=$?; ls large.*; exit $s'

# A signal ends the files properly; a second one does not wait.
mask 's/[0-9.]* s  [0-9]* bytes/T s  N bytes/'
shell 'jackfield stream tone --to endless.wav & p=$!
    until [ -e endless.wav.part ]; do sleep 0.02; done
    kill -INT $p; wait $p; echo $?; ls endless.*'
shell 'jackfield stream tone --to endless.asf --duration 1h & p=$!
    until [ -e endless.asf.part ]; do sleep 0.02; done
    kill -TERM $p; wait $p; echo $?; ls endless.*'
shell '{ jackfield stream tone --to killed.wav & p=$!
    until [ -s killed.wav.part ]; do sleep 0.02; done
    kill -STOP $p; kill -INT $p; kill -TERM $p; kill -CONT $p; wait $p; } 2>/dev/null; echo $?; ls killed.*'
mask

# What there is to capture from.
machine 'player:node' 'player/out:out' 'sink:node' 'sink/in:in' 'sink/monitor:out' \
    'sink/monitor.port.monitor=true' 'silent:node' 'silent/in:in' 'codec:adapter' 'codec/vol:volume'
jack stream nobody --to a.wav --duration 1s
jack stream syn: --to a.wav --duration 1s
jack stream syn:silent --to a.wav --duration 1s
jack stream syn:silent/in --to a.wav --duration 1s
jack stream syn:sink/in --to a.wav --duration 1s
jack stream syn:codec/vol --to a.wav --duration 1s
jack stream syn:player --to a.wav --duration 1s
jack stream syn:sink --to a.wav --duration 1s

# ---- serving players -------------------------------------------------------------------------------

mask 's|127.0.0.1:[1-9][0-9]*|127.0.0.1:PORT|'
jack stream -d 300ms tone --to 'mmsh://127.0.0.1:0/live?max-clients=3&burst=500ms&coalesce=0&lag=5s&allow=127.0.0.0/8&deny=::1'
jack stream -d 300ms tone --to 'mmsh://:0/?packet=500&clock-start=4294967000'
jack stream -d 300ms tone --to mmsh://:0 --to a.wav --json
mask
jack stream -d 100ms tone --to mmsh://127.0.0.1/
jack stream -d 100ms tone --to mmsh://127.0.0.1:70000/
jack stream -d 100ms tone --to mmsh://127.0.0.1:x/
jack stream -d 100ms tone --to 'mmsh://[::1:0/'
jack stream -d 100ms tone --to mmsh://studio.example:0/
jack stream -d 100ms tone --to mmsh://192.0.2.1:0/
jack stream -d 100ms tone --to 'mmsh://:0/?burst'
jack stream -d 100ms tone --to 'mmsh://:0/?burst=31s'
jack stream -d 100ms tone --to 'mmsh://:0/?colour=red'
jack stream -d 100ms tone --to 'mmsh://:0/?max-clients=-1'
jack stream -d 100ms tone --to 'mmsh://:0/?coalesce=6s'
jack stream -d 100ms tone --to 'mmsh://:0/?lag=500ms'
jack stream -d 100ms tone --to 'mmsh://:0/?names=yes'
jack stream -d 100ms tone --to 'mmsh://:0/?packet=99'
jack stream -d 100ms tone --to 'mmsh://:0/?packet=65528'
jack stream -d 100ms tone --to 'mmsh://:0/?packet=1k'
jack stream -d 100ms tone --to 'mmsh://:0/?clock-start=4294967296'
jack stream -d 100ms tone --to 'mmsh://:0/?clock-start=-1'
jack stream -d 100ms tone --to 'mmsh://:0/?clock-start=99999999999999999999999'
jack stream -d 100ms tone --to 'mmsh://:0/?allow=127.0.0.1/33'
jack stream -d 100ms tone --to 'mmsh://:0/?deny=localhost'

# ---- pushing ---------------------------------------------------------------------------------------

jack stream -d 100ms tone --to push+http://127.0.0.1:1
jack stream -d 100ms tone --to push+http://127.0.0.1:1/live?speed=fast
jack stream -d 100ms tone --to 'push+http://127.0.0.1:1/live?auto-destroy=yes'
jack stream -d 100ms tone --to 'push+http://127.0.0.1:1/live?buffer=1h'
jack stream -d 100ms tone --to 'push+http://127.0.0.1:1/live?give-up=soon'
jack stream -d 100ms tone --to 'push+http://127.0.0.1:1/live?length-budget=much'
jack stream -d 100ms tone --to push+http://studio@127.0.0.1:1/live
jack stream -d 100ms tone --to push+http://127.0.0.1:1/live --on-exit later
jack stream -d 100ms tone --to icecast://127.0.0.1:1/
jack stream -d 100ms tone --to icecast://127.0.0.1:1/live.ogg
jack stream -d 100ms tone --to 'icecast://127.0.0.1:1/live.ogg?mood=good'
shell 'printf "studio:secret\n" >pushers'
jack stream -d 100ms tone --to icecast://127.0.0.1:1/live.ogg --password-file pushers
jack stream -d 100ms tone --to icecast://studio:secret@127.0.0.1:1/live.ogg
jack stream -d 100ms tone --to 'push+http://a%40b:secret@[::1]:1/live?basic=1'
# Nobody is there.
mask 's/after [0-9]* ms/after N ms/'
jack stream -d 30s tone --to push+http://127.0.0.1:1/live --timeout 0.5
mask
