#!/bin/bash
# SPDX-License-Identifier: MIT
# Volume and mute of a node: what the tool sets others see, and the other way round.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"
need wpctl
start_server
sink=@DEFAULT_AUDIO_SINK@

# gets VALUE CONTROL
gets() {
    [ "$("$JACKFIELD" get "$2" 2>/dev/null)" = "$1" ]
}

# seen TEXT: by another program.
seen() {
    wpctl get-volume $sink | grep -qF "$1"
}
is_open() {
    ! seen MUTED
}

expect 0 set node:jf-sink/volume:Volume -18dB
says 'Volume: 0.00 dB, 0.00 dB -> -18.00 dB, -18.00 dB'
# The cube root of a tenth of -18 dB as an amplitude.
until_true 5 seen 0.50 || fail "wpctl sees: $(wpctl get-volume $sink)"
expect 1 set jf-sink:Volume -18
says 'it is -18.00 dB, -18.00 dB already'
expect 0 set jf-sink:Volume 6dB+,-3dB
says ' -> -12.00 dB, -3.00 dB'
proves "a level that was set is what others see"

wpctl set-volume $sink 1.0
until_true 5 gets '0.00 dB, 0.00 dB' jf-sink:Volume || fail "the tool does not see it"
wpctl set-mute $sink 1
until_true 5 gets muted jf-sink:Mute || fail "the tool does not see it"
proves "what others set the tool shows"

expect 0 set jf-sink:Mute toggle
says 'muted -> open'
until_true 5 is_open || fail "wpctl sees: $(wpctl get-volume $sink)"
expect 4 set Volume -3dB
says '^  node:jf-source/volume:Volume  '
expect 3 set jf-sink:Volumme -3dB
says "did you mean 'node:jf-sink/volume:Volume'\\?$"
proves "an address that is not exact changes nothing and says which there are"

expect 0 set jf-sink:Volume -6dB,-7dB
expect 0 record "$work/machine"
expect 0 --machine "$work/machine" get jf-sink:Volume
says '^-6.00 dB, -7.00 dB$'
expect 5 --machine "$work/machine" set jf-sink:Volume -9dB
proves "a recording keeps the values"
