# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Steps that pass, fail or are skipped, and the count of them. Sourced from the top of the tree.

logs=build/logs
passed=0
failed=0
skipped=0
failures=()

# report WORD NAME [REMARK]
report() {
    printf '%-4s  %s%s\n' "$1" "$2" "${3:+  ($3)}"
}

# failure NAME REMARK: notes one without printing it.
failure() {
    failed=$((failed + 1))
    failures+=("$1: $2")
}

# step NAME CMD…: runs it with its output in a log; shows the end of that when it fails. Status 77 means
# that it could not be done here, and the last line why.
step() {
    local name=$1 start=$SECONDS log=$logs/$1.log status=0
    shift
    mkdir -p "$logs"
    "$@" >"$log" 2>&1 || status=$?
    if [ $status -eq 0 ]; then
        report ok "$name" "$((SECONDS - start)) s"
        passed=$((passed + 1))
    elif [ $status -eq 77 ]; then
        report skip "$name" "$(tail -n 1 "$log")"
        skipped=$((skipped + 1))
    else
        report FAIL "$name" "$((SECONDS - start)) s"
        tail -n 40 "$log" | sed 's/^/      /'
        failure "$name" "$log"
        return 1
    fi
}

# lacking NAME: a step that cannot be done because something before it failed.
lacking() {
    report FAIL "$1" "not tried: $2"
    failure "$1" "not tried: $2"
}

# The last line is for programs: "N passed, N failed, N skipped". Status 1 when anything failed.
summary() {
    if [ "$failed" -gt 0 ]; then
        printf '\nfailed:\n'
        printf '  %s\n' "${failures[@]}"
    fi
    echo
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
