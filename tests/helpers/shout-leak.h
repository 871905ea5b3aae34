/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SHOUT_LEAK_H
#define TESTS_SHOUT_LEAK_H

/**
 * @file
 * shout_free of libshout 2.4.6 frees nothing: one handle for each Icecast sink. AddressSanitizer
 * asks this function what to overlook. Included once by a test that makes such sinks.
 */

__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libshout.so\n";
}

#endif
