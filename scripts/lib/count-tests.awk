# SPDX-License-Identifier: MIT
# Counts the test cases in the output of "ctest -V": those that cmocka counted in a program, else the
# program itself. Prints "PASSED FAILED SKIPPED", then a line "failed NAME" or "skipped NAME" for
# each program that was not all well, followed by the end of what a failed one wrote, or by the reasons
# that a skipped one gave: lines "skipped: …", and what comes before "[  SKIPPED ] case".

# A test's own output: "12: text".
match($0, /^[0-9]+: /) {
    test = substr($0, 1, RLENGTH - 2)
    line = substr($0, RLENGTH + 1)
    if (line !~ /^(Test command|Working Directory|Environment variables|Test timeout)/)
        lines[test, ++line_count[test]] = line
    if (line ~ /^\[  PASSED  \] [0-9]+ test\(s\)/)
        passed[test] += substr(line, 14)
    else if (line ~ /^\[  FAILED  \] [0-9]+ test\(s\)/)
        failed[test] += substr(line, 14)
    else if (line ~ /^\[  SKIPPED \] [0-9]+ test\(s\)/)
        skipped[test] += substr(line, 14)
    else if (line ~ /^\[  SKIPPED \]/ && !skipped[test])
        reasons[test] = reasons[test] "      " substr(line, 14) ": " lines[test, line_count[test] - 1] "\n"
    else if (line ~ /^skipped: /)
        reasons[test] = reasons[test] "      " line "\n"
    next
}

# Its end: " 3/12 Test  #7: name .....   Passed    0.01 sec".
match($0, /^ *[0-9]+\/[0-9]+ Test +#[0-9]+: /) {
    test = substr($0, 1, RLENGTH - 2)
    sub(/.*#/, "", test)
    rest = substr($0, RLENGTH + 1)
    order[++test_count] = test
    name[test] = rest
    sub(/ .*/, "", name[test])
    bad[test] = rest !~ / Passed +[0-9.]+ sec/ && rest !~ /\*\*\*Skipped/
    if (passed[test] + failed[test] + skipped[test] == 0) {
        if (rest ~ /\*\*\*Skipped/)
            skipped[test] = 1
        else if (!bad[test])
            passed[test] = 1
    }
    # One that crashed, or ran out of time, counted nothing as failed.
    if (bad[test] && !failed[test])
        failed[test] = 1
}

END {
    for (i = 1; i <= test_count; i++) {
        total_passed += passed[order[i]]
        total_failed += failed[order[i]]
        total_skipped += skipped[order[i]]
    }
    print total_passed + 0, total_failed + 0, total_skipped + 0
    for (i = 1; i <= test_count; i++) {
        test = order[i]
        if (failed[test])
            print "failed " name[test]
        else if (skipped[test])
            print "skipped " name[test]
        first = line_count[test] > 40 ? line_count[test] - 39 : 1
        for (j = first; j <= line_count[test] && failed[test]; j++)
            print "      " lines[test, j]
        if (!failed[test])
            printf "%s", reasons[test]
    }
}
