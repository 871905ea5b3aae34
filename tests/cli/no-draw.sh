# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# A build without Graphviz says so; the description of a picture it prints like any other.

machine 'a:chain*1'
jack graph --format svg
jack graph --format png -o a.png
jack graph --format svg --path syn:a/in
shell 'jackfield --machine "synthetic:a:chain*1" graph --format dot | head -n 1'
