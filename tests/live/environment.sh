#!/bin/bash
# SPDX-License-Identifier: MIT
# The variables of PipeWire and ALSA mean to the tool what they mean to everybody, and what is typed
# counts more; what is on a live server is completed in time.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

need python3
start_server "Studio Mic:Audio/Source/Virtual:MONO"
socket=$XDG_RUNTIME_DIR/pipewire-0
mkdir "$work/elsewhere"

PIPEWIRE_REMOTE=nowhere expect 6 connect jf-source jf-sink
says 'no PipeWire server'
PIPEWIRE_REMOTE=nowhere expect 0 list --remote "$socket"
says '^node:jf-sink '
PIPEWIRE_REMOTE=$socket XDG_RUNTIME_DIR=$work/elsewhere expect 0 list
says '^node:jf-sink '
proves "PIPEWIRE_REMOTE names the server, and --remote counts more"

PIPEWIRE_RUNTIME_DIR=${socket%/*} XDG_RUNTIME_DIR=$work/elsewhere expect 0 list
says '^node:jf-sink '
PIPEWIRE_RUNTIME_DIR=$work/elsewhere expect 6 connect jf-source jf-sink
says 'no PipeWire server'
proves "PIPEWIRE_RUNTIME_DIR says where the socket is"

if [ -n "${ALSA:-}" ]; then
    JACKFIELD_BACKENDS=alsa expect 3 show jf-sink
    JACKFIELD_BACKENDS=alsa expect 0 show jf-sink --backends pipewire
    proves "JACKFIELD_BACKENDS leaves the server alone, and --backends counts more"
else
    echo "not tried: JACKFIELD_BACKENDS, which this build has no choice of"
fi

JACKFIELD_MACHINE='synthetic:a:node' expect 0 list
says '^syn:a '
JACKFIELD_MACHINE='' expect 0 list
says '^node:jf-sink '
proves "JACKFIELD_MACHINE is another machine, and none when it is empty"

expect 0 complete --line 'jackfield connect Studio\ Mic:' --breaks ':'
says '^capture_MONO$'
expect 0 complete --word '' -- connect
says '^node:jf-sink/in:playback_FL	'
says '^Studio Mic:capture_MONO	'
proves "names of the live server are completed"

if [ -z "${SANITIZED:-}" ]; then
    python3 "$here/../completion/completion.py" "$JACKFIELD" . live-time || fail "it takes too long"
    proves "and in time"
else
    echo "not measured: how long completion takes, which sanitizers change"
fi
