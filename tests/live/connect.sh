#!/bin/bash
# SPDX-License-Identifier: MIT
# Making and breaking connections on a real server, and every documented answer to it.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"
start_server

expect 0 connect jf-source:capture_FL jf-sink:playback_FL
linked jf-source:capture_FL jf-sink:playback_FL || fail "PipeWire does not show the link"
proves "a connection made is a link that outlives the tool"

expect 1 connect jf-source:capture_FL jf-sink:playback_FL
says 'already connected'
expect 1 connect jf-sink:playback_FL jf-source:capture_FL
says 'already connected'
proves "the same pair is refused as existing, in either order"

expect 0 path jf-source:capture_FL jf-sink:monitor_FL
expect 1 path jf-source:capture_FR jf-sink:monitor_FR
expect 1 path jf-sink:monitor_FL jf-source:capture_FL
proves "a path follows the connection, one way only"

expect 0 disconnect jf-sink:playback_FL
unlinked jf-source:capture_FL jf-sink:playback_FL || fail "PipeWire still shows the link"
expect 1 disconnect jf-sink:playback_FL
says 'already disconnected'
expect 1 disconnect jf-source:capture_FL
says 'already disconnected'
proves "disconnected once, and already disconnected after"

expect 0 connect jf-source jf-sink
linked jf-source:capture_FL jf-sink:playback_FL || fail "left is not linked"
linked jf-source:capture_FR jf-sink:playback_FR || fail "right is not linked"
unlinked jf-source:capture_FL jf-sink:playback_FR || fail "left is linked to right"
expect 0 disconnect jf-source jf-sink
unlinked jf-source:capture_FL jf-sink:playback_FL || fail "left is still linked"
unlinked jf-source:capture_FR jf-sink:playback_FR || fail "right is still linked"
proves "whole devices are connected by their channels, and disconnected"

expect 5 connect jf-source:capture_FL jf-sink:monitor_FL
says 'direction|both'
expect 5 connect jf-source:input_FL jf-sink:playback_FL
says 'direction|both'
proves "two outputs, or two inputs, are refused with the reason"

expect 3 connect jf-nobody:out jf-sink:playback_FL
says 'jf-nobody:out'
expect 3 disconnect jf-nobody
says 'jf-nobody'
expect 2 connect jf-source:capture_FL
proves "what is not there, and half a request, are told apart"

[ -z "$(pw-link --links)" ] || fail "something is left: $(pw-link --links)"
expect 0 check
