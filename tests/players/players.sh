#!/bin/bash
# SPDX-License-Identifier: MIT
# The players that people have, all at once: each joins a running stream late, plays it for more than
# ten seconds without a gap and stops by itself when the stream ends; and each gives up at once where
# there is no place for it. What counts is the sound that comes out: some exit with 0 whatever happens.
# shellcheck source=tests/players/lib.sh
. "$(dirname "$0")/lib.sh"
need ffmpeg python3

# No multiple of the period in the first packets' worth of frames: what is lost shifts the phase.
readonly tone_hz=413
readonly stream_s=${PLAY_S:-18} late_s=3 burst_s=2
# A busy machine starts a player late.
readonly start_s=3
# From the end of the stream: what it has in store it plays first.
readonly end_s=6
players=$(cd "$(dirname "$0")" && pwd)
# For players that do not run as root.
chmod 711 "$work"

# ---- the players, each as NAME URL FILE ---------------------------------------------------------------

player_ffmpeg() {
    ffmpeg -nostdin -v error -i "$1" -c:a pcm_s16le -y "$2"
}

player_vlc() {
    local home=$2.home demote=()
    mkdir "$home"
    chmod 777 "$home"
    [ "$(id -u)" -ne 0 ] || demote=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    "${demote[@]}" env HOME="$home" cvlc -q -I dummy --no-dbus --play-and-exit "$1" \
        --sout "#transcode{acodec=s16l}:std{access=file,mux=wav,dst=$home/sound.wav}" vlc://quit
    mv "$home/sound.wav" "$2"
}

player_mplayer() {
    mplayer -nolirc -noconsolecontrols -nojoystick -really-quiet -nocache -vo null \
        -af format=s16le -ao "pcm:file=$2" "$1" </dev/null
}

player_libmms() {
    "$LIBMMS_PLAY" "$1" >"$2.asf"
    ffmpeg -nostdin -v error -i "$2.asf" -c:a pcm_s16le -y "$2"
}

# ---- what they are put through ------------------------------------------------------------------------

# start NAME PLAYER URL: in the background, with what it says and when it ended in files.
start() {
    local file=$work/$1.wav
    {
        "player_$2" "$3" "$file" >"$work/$1.log" 2>&1 || true
        date +%s.%N >"$work/$1.end"
    } &
    children+=($!)
    waited+=($!)
}

# have_ended: all of them.
have_ended() {
    ! kill -0 "${waited[@]}" 2>/dev/null
}

# seconds EXPRESSION: as awk reckons.
seconds() {
    awk "BEGIN { printf \"%.2f\", $1 }"
}

is_true() {
    awk "BEGIN { exit !($1) }"
}

# plays NAME: what it recorded is the stream, from when it came until the end.
plays() {
    local left_s verdict after_s
    [ -e "$work/$1.end" ] || fail "$1 goes on although the stream has ended: $(tail "$work/$1.log")"
    left_s=$(seconds "$ended_at - $joined_at")
    verdict=$("$players/judge" "$work/$1.wav" $tone_hz "$(seconds "$left_s - $start_s")" \
        "$(seconds "$left_s + $burst_s + 0.5")" 2>&1) || fail "$1: $verdict: $(tail "$work/$1.log")"
    after_s=$(seconds "$(cat "$work/$1.end") - $ended_at")
    is_true "$after_s < $end_s" || fail "$1 ends $after_s s after the stream"
    proves "$1: ${verdict##*: }, of $left_s; ends $after_s s after the stream"
}

# refused NAME: it has played nothing, and did not try for long.
refused() {
    local took_s
    [ -e "$work/$1.end" ] || fail "$1 does not give up: $(tail "$work/$1.log")"
    ! "$players/judge" "$work/$1.wav" $tone_hz 0 1000 >/dev/null 2>&1 || fail "$1 plays, and should not"
    took_s=$(seconds "$(cat "$work/$1.end") - $joined_at")
    is_true "$took_s < $end_s" || fail "$1 gives up only after $took_s s"
    proves "$1 gives up after $took_s s"
}

# A judge that lets everything pass proves nothing.
for broken in "aselect=not(eq(n\\,50))" "volume=0:enable=between(n\\,50\\,50)" "asetrate=44200,aresample=44100"; do
    ffmpeg -nostdin -v error -f lavfi -i "sine=frequency=$tone_hz:duration=3,volume=6,$broken" -y "$work/broken.wav"
    ! "$players/judge" "$work/broken.wav" $tone_hz 2 4 >/dev/null || fail "the judge accepts $broken"
done
ffmpeg -nostdin -v error -f lavfi -i "sine=frequency=$tone_hz:duration=3,volume=6" -y "$work/fine.wav"
"$players/judge" "$work/fine.wav" $tone_hz 2.9 3.1 || fail "the judge does not know a tone"

kinds=(ffmpeg)
if command -v cvlc >/dev/null; then kinds+=(vlc); else lacks vlc-bin and vlc-plugin-base; fi
if command -v mplayer >/dev/null; then kinds+=(mplayer); else lacks mplayer; fi
if [ -x "${LIBMMS_PLAY:-}" ]; then kinds+=(libmms); else lacks libmms-dev when it was built; fi

waited=()
serve full "max-clients=1" tone:$tone_hz "$stream_s"
full_url=$url
"$LISTENERS" --count=1 --seconds=$((stream_s + 60)) "$full_url" >"$work/filler.log" 2>&1 &
children+=($!)
serve open "max-clients=20&burst=${burst_s}s" tone:$tone_hz "$stream_s"
sleep $late_s

joined_at=$(date +%s.%N)
for kind in "${kinds[@]}"; do
    start "$kind" "$kind" "$url"
    start "$kind-full" "$kind" "$full_url"
done
for kind in ffmpeg vlc; do
    [[ " ${kinds[*]} " == *" $kind "* ]] || continue
    start "$kind-http" $kind "$plain_url"
    start "$kind-http-full" $kind "http${full_url#mmsh}"
done
wait "$stream"
ended_at=$(date +%s.%N)
until_true $end_s have_ended || true

for kind in "${kinds[@]}" ffmpeg-http vlc-http; do
    [ -e "$work/$kind.log" ] || continue
    plays "$kind"
    refused "$kind-full"
done
done_testing
