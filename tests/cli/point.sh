# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Publishing points: what they take and what they print. That they work is tests/test-media-point.c.

jack point --help
mask 's|127.0.0.1:[1-9][0-9]*|127.0.0.1:PORT|'
# The first signal ends it properly.
shell 'timeout --preserve-status -s TERM 1 jackfield point live studio/two'
shell 'timeout --preserve-status -s TERM 1 jackfield point --create --json'
mask
jack point
jack point live /live
jack point 'a b'
jack point status
jack point live --listen 8080
jack point live --listen studio.example:0
jack point live --listen 192.0.2.1:0
jack point live --linger 0
jack point live --idle-timeout 48h
jack point live --max-listeners many
jack point live --burst 31s
jack point live --password-file nowhere
shell 'printf "# pushers\n\nstudio:secret\nnonsense\n" >pushers'
jack point live --password-file pushers
