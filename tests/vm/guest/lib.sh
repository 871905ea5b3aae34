# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the jobs share: checks that are counted, waiting, and the pieces of the machine. A job is a
# script that sources this; it runs as root, in a directory of its own, $VM_WORK. What it leaves in
# $VM_SHARE is what "run --keep DIR" keeps. The tool is $JACKFIELD, and called "jackfield" here; the
# build it comes from is $VM_BUILD, and the tree $VM_TREE.
set -euo pipefail
: "${VM_SHARE:?a job is started by tests/vm/run}"
: "${JACKFIELD:?names the tool to test}"

# shellcheck source=tests/vm/guest/cards.sh
. "$VM_GUEST/cards.sh"
# shellcheck source=tests/vm/guest/session.sh
. "$VM_GUEST/session.sh"

passed=0
failed=0

# The last lines are for programs, in the words of cmocka.
# shellcheck disable=SC2317 # called by the trap
end_job() {
    local status=$?
    trap - EXIT
    stop_session
    [ "$status" -ne 77 ] || exit 77
    if [ "$status" -ne 0 ]; then
        echo "FAILED: the job ended before its end, with status $status"
        failed=$((failed + 1))
    elif [ $((passed + failed)) -eq 0 ]; then
        echo "FAILED: nothing was checked"
        failed=1
    fi
    echo "[  PASSED  ] $passed test(s)"
    [ "$failed" -eq 0 ] || {
        echo "[  FAILED  ] $failed test(s)"
        exit 1
    }
}
trap end_job EXIT

# give_up WORDS: the rest of the job would prove nothing.
give_up() {
    echo "FAILED: $*"
    exit 1
}

# need PROGRAM…: without them there is no job, and in CI that is a failure.
need() {
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null && continue
        [ "${CI:-}" != true ] || give_up "no $program in CI"
        echo "skipped: no $program here"
        exit 77
    done
}

jackfield() {
    "$JACKFIELD" "$@"
}

# check WORDS COMMAND…: whether that is so, which it is when the command succeeds. The job goes on.
check() {
    local words=$1 status=0
    shift
    "$@" >"$VM_WORK/check.out" 2>&1 || status=$?
    if [ "$status" -eq 0 ]; then
        passed=$((passed + 1))
        echo "ok: $words"
    else
        failed=$((failed + 1))
        echo "FAILED: $words"
        echo "  status $status of: $*"
        tail -n 20 "$VM_WORK/check.out" | sed 's/^/  /'
    fi
}

# Commands for check: "fails COMMAND…" when that one does, "quietly COMMAND…" when it succeeds with
# nothing on stderr, "same WANTED FOUND" for two texts.
fails() {
    ! "$@"
}

quietly() {
    "$@" 2>"$VM_WORK/complaints" || return
    cat "$VM_WORK/complaints"
    [ ! -s "$VM_WORK/complaints" ]
}

same() {
    [ "$1" = "$2" ] || {
        diff -u --label wanted --label found <(echo "$1") <(echo "$2")
        return 1
    }
}

# wait_for SECONDS COMMAND…: repeats it until it succeeds.
wait_for() {
    # An emulated machine on a busy host takes several times as long.
    local end=$((SECONDS + 3 * $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.05
    done
}

# finish PID…: TERM, and KILL to one that does not go. They are children of the job.
finish() {
    local pid
    for pid in "$@"; do
        kill "$pid" 2>/dev/null || continue
        wait_for 5 fails kill -0 "$pid" 2>/dev/null || kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
}
