#!/bin/bash
# SPDX-License-Identifier: MIT
# Volumes, mutes and defaults that other programs set, as a running watch tells them.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"
need wpctl
start_server jf-two:Audio/Sink:FL,FR

# number_of NODE: what wpctl knows it by.
number_of() {
    wpctl status | sed -nE "s/^[^0-9]*([0-9]+)\. $1 .*/\1/p" | head -n 1
}

start_watch "$work/watch"
wpctl set-volume "$(number_of jf-sink)" 0.5
appears 10 '^\* node:jf-sink/volume Volume = -18\.06 dB, -18\.06 dB \(by other\)$' "$work/watch"
proves "a volume is told, in decibels"
wpctl set-mute "$(number_of jf-sink)" 1
appears 10 '^\* node:jf-sink/mute Mute = muted \(by other\)$' "$work/watch"
proves "so is a mute"

for sink in jf-two jf-sink; do
    next=$(($(wc -l <"$work/watch") + 1))
    wpctl set-default "$(number_of "$sink")"
    appears 10 "^\* node node:$sink .*[( ]default\.audio\.sink: none -> true" "$work/watch" "$next"
done
appears 10 '^\* node node:jf-two .*[( ]default\.audio\.sink: true -> none' "$work/watch" "$next"
proves "a new default is told of both"
