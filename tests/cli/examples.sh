# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2016
# What the examples print of recorded machines; tests/live/examples.sh has those that need a server.
: "${EXAMPLES:?says where the examples are}"
export PATH=$EXAMPLES:$PATH
MACHINES=$(realpath "$(dirname "${case_file:?}")/../machines")
export MACHINES

shell 'plugged demo'
shell 'plugged "$MACHINES/vm-hda"'
shell 'plugged no-such-machine'
shell 'walk demo'
shell 'walk "$MACHINES/vm-usb"'
shell 'timeout 2 follow-volume demo'
shell own-sink
shell 'keep-microphone only-one-name'
shell 'both-ways node:nobody nothing.asf 0'

# Nobody reads an example that goes on and on.
shell 'for file in "$MACHINES"/../../docs/examples/*.c; do
    lines=$(gcc -fpreprocessed -dD -E -P "$file" | wc -l)
    [ "$lines" -lt 60 ] || echo "${file##*/}: $lines lines"
done'
