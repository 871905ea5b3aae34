# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2016
# What the environment says, and that the command line says more.

synthetic='synthetic:a:node;b:node'
export JACKFIELD_MACHINE=$synthetic
jack list devices
shell 'JACKFIELD_MACHINE="synthetic:c:node" jackfield list'
jack list --machine demo connections
jack list --machine ''
export JACKFIELD_MACHINE=nowhere
jack list
JACKFIELD_MACHINE='synthetic:a:nodule'
jack list
# Empty is as good as not set: this machine, of whose backends none may be asked for.
JACKFIELD_MACHINE=
shell 'JACKFIELD_BACKENDS=jack jackfield list'
shell 'JACKFIELD_BACKENDS= jackfield list --backends pulse'
shell 'JACKFIELD_BACKENDS=jack jackfield list --backends pulse'
# Of another machine there is nothing to choose, and no choice that would be wrong is taken silently.
shell 'JACKFIELD_BACKENDS=jack jackfield --machine demo list'

# What the library says.
JACKFIELD_MACHINE=$synthetic';!bad=b'
for level in error warning info debug; do
    shell "JACKFIELD_LOG=$level jackfield list"
done
shell 'JACKFIELD_LOG=error jackfield list -v'
shell 'JACKFIELD_LOG=debug jackfield list -q'
shell 'JACKFIELD_LOG=loud jackfield list'
shell 'JACKFIELD_LOG=loud jackfield list -q'
shell 'JACKFIELD_LOG=loud jackfield --version'

# The user's own document, and where a keeper tells what it keeps.
shell 'jackfield restore'
shell 'mkdir -p ~/.config/jackfield; echo "connect syn:a syn:c" >~/.config/jackfield/wiring'
shell 'jackfield restore'
shell 'mkdir -p conf/jackfield; echo "connect syn:a" >conf/jackfield/wiring'
shell 'XDG_CONFIG_HOME=$PWD/conf jackfield restore'
shell 'XDG_CONFIG_HOME=conf jackfield restore'
shell 'env -u HOME jackfield restore'
shell 'env -u HOME jackfield keep'
# keep_in VARIABLE=VALUE…: keeps as long as it takes to ask.
keep_in() {
    shell "export $*; jackfield keep >/dev/null & for i in {1..1000}; do
        jackfield keep --status 2>/dev/null && break; sleep 0.02; done
        find state run ~/.local -type f 2>/dev/null | sort; kill \$!; wait \$!; rm -rf ~/.local state run/*"
}
JACKFIELD_MACHINE=$synthetic
mkdir run
mask 's/"process": *[0-9]*/"process":N/'
keep_in 'XDG_RUNTIME_DIR=$PWD/run'
keep_in 'XDG_RUNTIME_DIR= XDG_STATE_HOME=$PWD/state'
keep_in 'XDG_RUNTIME_DIR='
keep_in 'XDG_RUNTIME_DIR=run'
mask

# Colours are for terminals, unless NO_COLOR says something, unless --color says otherwise.
unset JACKFIELD_MACHINE
# on_terminal ASSIGNMENT… OPTION…
on_terminal() {
    shell "$1 script --quiet --return --command 'jackfield --machine demo graph $2' /dev/null </dev/null |
        grep -q $'\\033\\[' && echo colours || echo none"
}
on_terminal '' ''
on_terminal NO_COLOR=1 ''
on_terminal NO_COLOR= ''
on_terminal TERM=dumb ''
on_terminal NO_COLOR=1 '--color always'
on_terminal '' '--color never'
