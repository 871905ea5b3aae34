#!/bin/bash
# SPDX-License-Identifier: MIT
# Two nodes of one name: never guessed, and each can be meant.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"
start_server jf-twin:Audio/Sink jf-twin:Audio/Sink

expect 4 connect jf-source:capture_FL jf-twin:playback_FL
mapfile -t candidates < <(cat "$work/out" "$work/err" | grep -oE '[^ ]*jf-twin[^ ]*/[^ ]+' | sort -u)
[ "${#candidates[@]}" -eq 2 ] || fail "not two candidates but: ${candidates[*]}"
[ -z "$(pw-link --links)" ] || fail "something was linked all the same: $(pw-link --links)"
proves "an ambiguous name is refused with both candidates"

for candidate in "${candidates[@]}"; do
    expect 0 connect jf-source:capture_FL "$candidate"
done
[ "$(pw-link --links | grep -c '|-> jf-twin:playback_FL')" -eq 2 ] || fail "$(pw-link --links)"
proves "each candidate's id names one of them"

expect 4 disconnect jf-twin
expect 0 disconnect "${candidates[0]}"
expect 1 disconnect "${candidates[0]}"
[ "$(pw-link --links | grep -c '|-> jf-twin:playback_FL')" -eq 1 ] || fail "$(pw-link --links)"
proves "an id stays with its node while the other one changes"
expect 0 check
