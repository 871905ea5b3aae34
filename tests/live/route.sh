#!/bin/bash
# SPDX-License-Identifier: MIT
# A stream of the session manager's: told where to go, found silent for each reason that can be
# seeded here, and repaired by the command that is shown.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"
need pw-cat ffmpeg wpctl pw-cli
start_server jf-two:Audio/Sink:FL,FR

ffmpeg -nostdin -v error -f lavfi -i sine=frequency=440:duration=110:sample_rate=48000 -ac 2 \
    "$work/tone.wav"
pw-cat --playback --properties '{ node.name = jf-player }' "$work/tone.wav" >/dev/null 2>&1 &
children+=($!)
until_true 20 linked jf-player:output_FL jf-sink:playback_FL ||
    until_true 5 linked jf-player:output_FL jf-two:playback_FL || fail "the player is not connected"

# goes TO: the session manager has connected the player there.
goes() {
    until_true 10 linked jf-player:output_FL "$1:playback_FL" &&
        until_true 10 linked jf-player:output_FR "$1:playback_FR"
}

expect 0 connect --route jf-player jf-two
says 'told the session manager: node:jf-player -> node:jf-two'
goes jf-two || fail "the session manager did not move the stream"
expect 0 connect --route jf-player jf-sink
goes jf-sink || fail "the session manager did not move the stream back"
expect 0 show node:jf-player
says 'target.object *= jf-sink'
proves "a note to the session manager moves the stream, and the stream shows it"

expect 3 connect --route jf-player jf-nothing
expect 0 why jf-player
says 'flows'
proves "an open way flows"

# silent CAUSE: why says so and names the cause for sure.
silent() {
    expect 1 why jf-player ${2:+"$2"}
    says "!! $1:"
    says '^silent'
}

pw-cli set-param jf-player Props '{ mute: true }' >/dev/null
until_true 10 sh -c "'$JACKFIELD' why jf-player | grep -q '!! muted'" || fail "no word of the mute"
silent muted
says "repair: jackfield set 'node:jf-player/mute:Mute' unmute"
pw-cli set-param jf-player Props '{ mute: false, channelVolumes: [ 0.0, 0.0 ] }' >/dev/null
until_true 10 sh -c "'$JACKFIELD' why jf-player | grep -q '!! zero'" || fail "no word of the level"
silent zero
pw-cli set-param jf-player Props '{ channelVolumes: [ 1.0, 1.0 ] }' >/dev/null
proves "a muted stream, and one at zero, are named with the repair"

pw-cli set-param jf-sink Props '{ mute: true }' >/dev/null
until_true 10 sh -c "'$JACKFIELD' why jf-player | grep -q '!! muted: .*jf-sink'" ||
    fail "no word of the sink's mute"
silent muted
pw-cli set-param jf-sink Props '{ mute: false }' >/dev/null
until_true 10 sh -c "'$JACKFIELD' why jf-player | grep -q '^flows'" || fail "it does not flow again"
proves "a muted sink is named, and sound flows when that is repaired"

silent linked-elsewhere jf-two
says "repair: jackfield connect --route 'node:jf-player' 'node:jf-two'"
proves "a stream that goes elsewhere is named with where it goes"

pw-link --disconnect jf-player:output_FL jf-sink:playback_FL
pw-link --disconnect jf-player:output_FR jf-sink:playback_FR
silent no-link
silent no-link jf-sink
says "repair: jackfield connect 'node:jf-player' 'node:jf-sink'"
expect 0 connect jf-player jf-sink
goes jf-sink || fail "the repair did not connect"
proves "a missing link is named, and its repair connects"
