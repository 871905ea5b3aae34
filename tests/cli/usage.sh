# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What is wrong with a command line is told in one line, with status 2.

jack --version
jack --version --nonsense
jack nonsense
jack --nonsense
jack -x list
jack list --format tree
jack graph --format=gif
jack graph --format
jack graph -o
jack graph --json --format dot
jack graph --json=yes
jack list everything
jack list devices connectors
jack show
jack show ''
jack path one
jack connect one
jack connect one two three
jack disconnect
jack get one two
jack set one
jack set one two three
jack list --timeout soon
jack list --timeout 0
jack list --timeout -1
jack list --timeout 1e3
jack list --timeout
jack list --color sometimes
jack list --machine ''
jack list --machine

# Options stand anywhere; behind "--" there are none.
machine 'a:node' 'b:node'
jack --json list connections
jack list --json -q connections
jack show -- --json
jack show -1
jack -vq list
