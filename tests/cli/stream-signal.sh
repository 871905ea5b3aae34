# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2016
# Faults of the sound: told, acted upon, and the end of a stream.

# Half a second: channel 2 is silent from frame 4800 on for 9600, channel 1 is full scale for 10 from 8000.
shell 'ffmpeg -v error -f lavfi -i "aevalsrc=if(between(n\,8000\,8009)\,1\,0.25*cos(n/7))|if(between(n\,4800\,14399)\,0\,0.25*cos(n/7)):s=48000:d=0.5" -c:a pcm_s16le h.wav'
shell 'ffmpeg -v error -f lavfi -i "aevalsrc=if(between(n\,4800\,14399)\,0.001\,0.25*cos(n/7)):s=48000:d=0.5" -c:a pcm_s16le low.wav'
mask 's/[0-9][0-9]* bytes/N bytes/; s/"bytes":[0-9][0-9]*/"bytes":N/'

# Not asked for, not told.
jack stream file:h.wav --to o.wav
jack stream file:h.wav --to o.wav --silence-after 100ms
jack stream file:h.wav --to o.wav --silence-after 100ms --quiet
jack stream file:h.wav --to o.wav --silence-after 201ms
jack stream file:low.wav --to o.wav --silence-after 0.1
jack stream file:low.wav --to o.wav --silence-after 0.1,-60
jack stream file:low.wav --to o.wav --silence-after 0.1,-59.9
jack stream file:h.wav --to o.wav --silence-after 100ms --json
mask 's/[0-9][0-9]* bytes/N bytes/; /streamed/d'
jack stream file:h.wav --to o.wav --verbose

# Ends that are asked for.
mask 's/  [0-9][0-9.]* s  [0-9][0-9]* bytes/  T s  N bytes/'
jack stream file:h.wav --to o.wav --exit-on clip
shell 'ffprobe -v error -show_entries stream=codec_name -of default=nw=1 o.wav'
mask 's/  [0-9][0-9.]* s  [0-9][0-9]* bytes/  T s  N bytes/; s/[0-9.]* s ([0-9]* frames)/T s (N frames)/'
jack stream file:h.wav --to o.wav --exit-on dropout,silence --silence-after 50ms
jack stream file:h.wav --to o.wav --exit-on dropout
jack stream file:h.wav --to o.wav --exit-on stuck -q

# A program that is run.
cat >hook <<'END'
#!/bin/sh
echo "$JACKFIELD_EVENT of $JACKFIELD_CHANNEL from $JACKFIELD_POSITION on, $JACKFIELD_LENGTH at $JACKFIELD_RATE" >>told
for word; do echo "<$word>" >>told; done
echo "password: $JACKFIELD_PASSWORD" >>told
END
chmod +x hook
jack stream file:h.wav --to o.wav --silence-after 100ms --on-silence './hook'
shell 'cat told; rm told'
JACKFIELD_PASSWORD=secret
export JACKFIELD_PASSWORD
jack stream file:h.wav --to o.wav --silence-after 100ms --on-silence "./hook 'a  b' \"c\\\"d\" e\\ f '' \$HOME; rm *.wav | *" --json
unset JACKFIELD_PASSWORD
shell 'cat told; ls *.wav'
# It may fail, hang for a while or not exist: the stream goes on.
jack stream file:h.wav --to o.wav --silence-after 100ms --on-silence ./no-such-program
shell 'jackfield stream file:h.wav --to o.wav --silence-after 100ms --on-silence "sh -c \"exit 3\"" 2>&1 | sort'
jack stream file:h.wav --to o.wav --silence-after 100ms --on-silence 'sh -c "echo said; exit 3"' -q
jack stream file:h.wav --to o.wav --silence-after 100ms --on-silence 'sleep 0.4'
shell 'pgrep -P $$ sleep; echo "left: $?"'
mask

jack stream tone --to o.wav --silence-after
jack stream tone --to o.wav --silence-after soon
jack stream tone --to o.wav --silence-after 1s,3
jack stream tone --to o.wav --silence-after 1s,
jack stream tone --to o.wav --silence-after 25h
jack stream tone --to o.wav --on-silence ''
jack stream tone --to o.wav --on-silence "echo 'a"
jack stream tone --to o.wav --on-silence "echo \\"
jack stream tone --to o.wav --exit-on noise
jack stream tone --to o.wav --exit-on silence,
jack stream tone --to o.wav --exit-on ''
