/* SPDX-License-Identifier: MIT */
#ifndef TESTS_CLAIMS_H
#define TESTS_CLAIMS_H

#include <jackfield/jackfield.h>

/**
 * Asks the codecs of a recorded machine, which the context has opened, which elements are theirs:
 * exactly those that the graph shows on them, and nothing twice. Failures end the test.
 */
void assert_claims_agree(struct jf_context *context, const char *root);

#endif
