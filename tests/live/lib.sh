# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the live tests share: a private PipeWire server, the tool as its client, and what to expect of
# it. The tool is $JACKFIELD. A test is a script that sources this, in order of what it proves.
set -euo pipefail
: "${JACKFIELD:?names the tool to test}"

# Time for everything, servers and clean-up included: nothing may be left behind by a test that hangs.
if [ -z "${JACKFIELD_LIVE_LIMITED:-}" ]; then
    JACKFIELD_LIVE_LIMITED=1 exec timeout --kill-after=20 120 bash "$0" "$@"
fi

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
server=$here/../helpers/private-pipewire
# shellcheck disable=SC2034 # for those who source this
tone_check=$here/../helpers/tone-check
work=$(mktemp -d "${TMPDIR:-/tmp}/jackfield.XXXXXX")
children=()
command_line=

# shellcheck disable=SC2317 # called by the trap
clean_up() {
    local child
    for child in "${children[@]}"; do
        kill "$child" 2>/dev/null || true
    done
    "$server" stop "$work/server"
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 143' INT TERM

fail() {
    echo "FAILED: $*"
    if [ -n "$command_line" ]; then
        echo "the last command was: $command_line"
        tail -n 20 "$work/out" | sed 's/^/  out: /'
        tail -n 20 "$work/err" | sed 's/^/  err: /'
    fi
    exit 1
}

# need COMMAND…: without them there is no test, and in CI that is a failure.
need() {
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null && continue
        [ "${CI:-}" != true ] || fail "no $program in CI"
        echo "skipped: no $program here"
        exit 77
    done
}

# start_server [NODE…]: see private-pipewire; from here on everything is a client of it.
start_server() {
    need pipewire wireplumber dbus-daemon pw-link
    "$server" start "$work/server" "$@"
    # shellcheck disable=SC1091
    . "$work/server/env"
}

# expect STATUS ARGUMENT…: runs the tool; its output is in $work/out and $work/err.
expect() {
    local wanted=$1 status=0
    shift
    command_line="jackfield $*"
    "$JACKFIELD" "$@" >"$work/out" 2>"$work/err" || status=$?
    [ "$status" -eq "$wanted" ] || fail "exit status $status, not $wanted"
}

# says REGEX: the last command said so, on either stream.
says() {
    cat "$work/out" "$work/err" | grep -Eq "$1" || fail "it does not say: $1"
}

# until_true SECONDS CMD…: repeats the command until it succeeds.
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.05
    done
}

# linked FROM TO: what PipeWire's own tool sees.
linked() {
    pw-link --links | awk -v from="$1" -v to="$2" '
        /^[^ ]/ { port = $1 }
        $1 == "|->" && port == from && $2 == to { found = 1 }
        END { exit !found }'
}

unlinked() {
    ! linked "$@"
}

# has REGEX FILE LINE: a line from that one on matches.
has() {
    tail -n +"$3" "$2" | grep -Eq "$1"
}

# appears SECONDS REGEX FILE [LINE]: such a line comes, at that one or later.
appears() {
    until_true "$1" has "$2" "$3" "${4:-1}" || fail "no line '$2' within $1 s in: $(cat "$3")"
}

# start_watch FILE: returns once it has shown everything there is.
start_watch() {
    "$JACKFIELD" watch >"$1" 2>"$1.err" &
    watch=$!
    children+=("$watch")
    appears 20 'settled' "$1"
}

# lines REGEX FILE: how many.
lines() {
    grep -Ec "$1" "$2" || true
}

# proves TEXT: says what held.
proves() {
    echo "ok: $*"
}
