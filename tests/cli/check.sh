# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sound, or what is not.

machine 'player:node' 'player/out:out' 'sink:node' 'sink/in:in' 'player/out~sink/in'
jack check
jack check --quiet
jack check --json

machine 'empty:endpoint'
jack check
jack check --quiet
jack check --json
