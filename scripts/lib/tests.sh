# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Running tests in a build, and counting their cases. Sourced from the top of the tree.

# shellcheck source=scripts/lib/steps.sh
. scripts/lib/steps.sh
# shellcheck source=scripts/lib/build.sh
. scripts/lib/build.sh

launcher=()
# What ctest is told where real cards prove nothing more.
no_vm=(--label-exclude '^vm$')

# run_tests NAME DIR [CTEST-ARGUMENT…]: started by the caller's array `launcher`, if it has one.
run_tests() {
    local name=$1 dir=$2 start=$SECONDS log=$logs/$1.log counts status=0 line
    shift 2
    mkdir -p "$logs"
    "${launcher[@]}" ctest --test-dir "$dir" --parallel "$jobs" --verbose "$@" >"$log" 2>&1 || status=$?
    awk -f scripts/lib/count-tests.awk "$log" >"$log.counts"
    read -r -a counts <"$log.counts"
    if [ "${counts[0]}" -eq 0 ] || { [ "$status" -ne 0 ] && [ "${counts[1]}" -eq 0 ]; }; then
        tail -n 20 "$log" | sed 's/^/      /'
        counts[1]=$((counts[1] + 1))
        failures+=("$name: no test ran to its end ($log)")
    fi
    passed=$((passed + counts[0]))
    failed=$((failed + counts[1]))
    skipped=$((skipped + counts[2]))
    report "$([ "${counts[1]}" -eq 0 ] && echo ok || echo FAIL)" "$name" \
        "${counts[0]} passed, ${counts[1]} failed, ${counts[2]} skipped, $((SECONDS - start)) s"
    while read -r line; do
        failures+=("$name: $line ($log)")
    done < <(sed -n 's/^failed //p' "$log.counts")
    sed 1d "$log.counts"
}

# The unit tests of the gcc build again, each as a test that runs it in valgrind.
valgrind_tests() {
    local dir=build/valgrind name
    mkdir -p "$dir"
    ctest --test-dir build --show-only --label-regex unit --label-exclude live |
        sed -n 's/^ *Test *#[0-9]*: //p' |
        while read -r name; do
            [ -x "build/tests/test-$name" ] || continue
            cat <<END
add_test("$name" valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite "$PWD/build/tests/test-$name")
set_tests_properties("$name" PROPERTIES WORKING_DIRECTORY "$PWD/build/tests" TIMEOUT 900 SKIP_RETURN_CODE 77)
END
        done >"$dir/CTestTestfile.cmake"
    run_tests valgrind "$dir"
}

asan_tests() {
    ASAN_OPTIONS=strict_string_checks=1:detect_stack_use_after_return=1 \
        LSAN_OPTIONS=suppressions=$PWD/tests/helpers/lsan-suppressions.txt:print_suppressions=0 \
        UBSAN_OPTIONS=print_stacktrace=1 run_tests asan build-asan "${no_vm[@]}" "$@"
}

tsan_tests() {
    local launcher=()
    # A kernel that spreads addresses wider than the sanitizer knows makes it give up.
    if setarch --addr-no-randomize true 2>/dev/null; then
        launcher=(setarch --addr-no-randomize)
    fi
    TSAN_OPTIONS=second_deadlock_stack=1 run_tests tsan build-tsan "$@"
}
