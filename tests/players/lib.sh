# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the tests of the network sink share, on top of tests/live/lib.sh: the tool as a server. The load
# generator is $LISTENERS.

# shellcheck source=tests/live/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../live/lib.sh"
: "${LISTENERS:?names the load generator}"

# serve NAME QUERY FROM SECONDS: streams that for so long; sets url, plain_url and stream (its process).
serve() {
    local out=$work/$1.serve
    "$JACKFIELD" stream "$3" --to "mmsh://127.0.0.1:0/live?$2" --duration "$4s" >"$out" 2>"$out.err" &
    stream=$!
    children+=("$stream")
    until_true 20 grep -q '^listening mmsh://' "$out" ||
        fail "it does not say where it listens: $(cat "$out" "$out.err")"
    url=$(sed -n 's/^listening //p;T;q' "$out")
    # shellcheck disable=SC2034 # for those who source this
    plain_url=http${url#mmsh}
}

# lacks WHAT: something is not here; in CI that is a failure.
lacks() {
    [ "${CI:-}" != true ] || fail "no $* in CI"
    echo "skipped: no $* here"
    missing=$((missing + 1))
}
missing=0

# done_testing: what was missing makes it a skipped test.
done_testing() {
    [ "$missing" -eq 0 ] || exit 77
}
