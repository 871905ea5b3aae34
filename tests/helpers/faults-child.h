/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FAULTS_CHILD_H
#define TESTS_FAULTS_CHILD_H

/**
 * Makes this process a run: from now on requests count, the one of number `nth` is refused (0:
 * none), and what is found at its end is in fault_run. Once. `callers` must stay.
 */
void fault_begin(unsigned int kinds, const char *callers, long nth);

#endif
