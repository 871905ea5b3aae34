# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Help goes to standard output and asks nothing of the rest of the command line.

# The commands that a build may lack.
mask '/^  stream /d; /^  point /d'
jack --help
shell 'jackfield -h | cmp - <(jackfield --help)'
mask
for command in list show graph path connect disconnect get set watch record check; do
    jack "$command" --help
done
jack --help connect
jack connect one --help
