/* SPDX-License-Identifier: MIT */
#ifndef TESTS_TORTURE_H
#define TESTS_TORTURE_H

#include <stdbool.h>

/**
 * Allocation failures on demand. A test that links torture.c and wraps malloc and its kin (see
 * jackfield_torture_test in tests/CMakeLists.txt) can let the N-th allocation from now on fail.
 */

/** Lets allocation number `nth` (from 1) fail once; 0 lets all succeed. */
void torture_arm(unsigned long nth);
/** Whether the failure has happened since torture_arm. Any thread. */
bool torture_has_failed(void);
/** Counts a request that is not an allocation; true: it is the one to be refused. Any thread. */
bool torture_is_due(void);

#endif
