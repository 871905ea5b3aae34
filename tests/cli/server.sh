# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# This machine, with a sound server that is not there.

mask 's/: no PipeWire server: .*; start/: WHY; start/'
jack list --remote nobody
jack list --remote nobody --json
jack graph --remote nobody
jack connect one two --remote nobody
