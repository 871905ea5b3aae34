# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Machines that are not there, or cannot be read: the line says where, and nothing crashes.

jack --machine nowhere list
mkdir empty
jack --machine empty list
jack --machine empty graph --json
touch file
jack --machine file list

jack --machine synthetic:nonsense list
jack --machine 'synthetic:a:node;a/b:sideways' list
jack --machine 'synthetic:a:node;a:node' list
jack --machine 'synthetic:a:chain*600000;b:chain*600000' list
jack --machine 'synthetic:a:node;b:node;!bad=a' list
jack --machine 'synthetic:a:node;b:node;!bad=a' list --quiet

mkdir -p broken/pipewire
echo '[{"id": 1,' >broken/pipewire/pw-dump.json
jack --machine broken list
head -c 4096 /dev/urandom >broken/pipewire/pw-dump.json
mask 's/:[0-9]*:.*/:LINE: WHAT/'
jack --machine broken list
mask
