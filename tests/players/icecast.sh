#!/bin/bash
# SPDX-License-Identifier: MIT
# The tool and Debian's Icecast: MP3 whose title changes, Ogg, a wrong password.
# shellcheck source=tests/players/lib.sh
. "$(dirname "$0")/lib.sh"
need icecast2 ffmpeg curl python3
players=$(cd "$(dirname "$0")" && pwd)
readonly tone_hz=413

# Icecast does not run as root, and writes here.
chmod 777 "$work"
demote=()
[ "$(id -u)" -ne 0 ] || demote=(setpriv --reuid=65534 --regid=65534 --clear-groups)
port=$((20000 + RANDOM % 10000))
cat >"$work/icecast.xml" <<END
<icecast>
<limits><clients>20</clients><sources>4</sources></limits>
<authentication><source-password>secret</source-password><admin-user>admin</admin-user>
<admin-password>$RANDOM$RANDOM</admin-password></authentication><hostname>localhost</hostname>
<listen-socket><port>$port</port><bind-address>127.0.0.1</bind-address></listen-socket>
<paths><basedir>$work</basedir><logdir>$work</logdir><webroot>/usr/share/icecast2/web</webroot>
<adminroot>/usr/share/icecast2/admin</adminroot></paths>
<logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>2</loglevel></logging>
</icecast>
END
"${demote[@]}" icecast2 -c "$work/icecast.xml" >/dev/null 2>&1 &
children+=($!)
until_true 20 curl -s -o "$work/status" "http://127.0.0.1:$port/status-json.xsl" || fail "no Icecast"

# shows REGEX: what the server tells of its streams.
shows() {
    curl -s "http://127.0.0.1:$port/status-json.xsl" | grep -Eq "$1"
}

printf 'title=First\nauthor=Somebody\n' >"$work/texts"
JACKFIELD_PASSWORD=secret "$JACKFIELD" stream tone:$tone_hz --metadata-file "$work/texts" \
    --to "icecast://127.0.0.1:$port/live.mp3?name=Tests&genre=Tone" \
    --to "icecast://127.0.0.1:$port/live.ogg" --duration 14s >"$work/stream" 2>&1 &
stream=$!
children+=("$stream")
until_true 20 shows '"title":"[^"]*First"' || fail "no title: $(cat "$work/stream" "$work/error.log")"
proves "the title is shown"
shows '"server_name":"Tests"' || fail "no name"
proves "and the name"
for mount in live.mp3 live.ogg; do
    ffmpeg -nostdin -v error -t 6 -i "http://127.0.0.1:$port/$mount" -c:a pcm_s16le -y "$work/$mount.wav" &
    children+=($!)
done
printf 'title=Second\n' >"$work/texts"
kill -HUP "$stream"
until_true 20 shows '"title":"[^"]*Second"' || fail "no second title: $(cat "$work/stream") $(curl -s "http://127.0.0.1:$port/status-json.xsl")"
proves "another title is shown after SIGHUP"
wait "$stream" || fail "the stream ends with $?: $(cat "$work/stream")"
proves "the stream ends as it should"
for mount in live.mp3 live.ogg; do
    until_true 10 test -s "$work/$mount.wav" || fail "nothing heard of $mount"
    "$players/judge" "$work/$mount.wav" $tone_hz 4 7 || fail "$mount is not the tone"
    proves "$mount is the tone"
done

status=0
JACKFIELD_PASSWORD=wrong "$JACKFIELD" stream tone --to "icecast://127.0.0.1:$port/live.mp3" \
    --duration 20s >"$work/refused" 2>&1 || status=$?
[ "$status" -eq 5 ] || fail "a wrong password ends it with $status: $(cat "$work/refused")"
proves "a wrong password is refused: $(grep -o 'cannot stream.*' "$work/refused")"
done_testing
