/* SPDX-License-Identifier: MIT */

/* Names that differ in the case of their letters, and bytes that are no letters at all. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "topology/internal.h"
#include "topology/utf8.h"

static bool is_alike(const char *a, const char *b)
{
    bool result = jfi_utf8_is_alike(a, b, strlen(b));

    assert_int_equal(result, jfi_utf8_is_alike(b, a, strlen(a)));
    return result;
}

static bool has_alike(const char *whole, const char *text)
{
    return jfi_utf8_has_alike(whole, text, strlen(text));
}

static void letters_of_either_case_are_alike(void **state)
{
    static const char *const pairs[][2] = {
        {"azAZ", "AZaz"},
        {"\u00e0\u00f6\u00f8\u00fe", "\u00c0\u00d6\u00d8\u00de"},
        {"\u0101\u013a\u0148\u017e", "\u0100\u0139\u0147\u017d"},
        {"\u03ac\u03ad\u03cc\u03ce\u03b1\u03c9", "\u0386\u0388\u038c\u038f\u0391\u03a9"},
        {"\u0430\u044f\u0451", "\u0410\u042f\u0401"},
    };

    (void)state;
    for (size_t i = 0; i < JFI_COUNT(pairs); i++)
        assert_true(is_alike(pairs[i][0], pairs[i][1]));
}

static void what_is_no_pair_is_not_alike(void **state)
{
    (void)state;
    assert_false(is_alike("a", "b"));
    assert_false(is_alike("a", "aa"));
    assert_false(is_alike("", "a"));
    assert_false(is_alike("@", "`"));
    assert_false(is_alike("[", "{"));
    assert_false(is_alike("\u00d7", "\u00f7")); /* times, divided by */
    assert_false(is_alike("\u0100", "\u0102"));
    assert_false(is_alike("\u00e4", "a"));
    assert_true(is_alike("", ""));
}

static void bytes_that_are_no_utf_8_are_like_themselves_only(void **state)
{
    (void)state;
    assert_true(is_alike("\xe9", "\xe9"));
    assert_false(is_alike("\xe9", "\u00e9"));
    assert_false(is_alike("\xe9", "\xc9"));
    assert_false(is_alike("\xc3", "\u00c3"));
    assert_true(is_alike("\xc3"
                         "A",
                         "\xc3"
                         "a"));
}

static void a_piece_is_found_wherever_it_is(void **state)
{
    (void)state;
    assert_true(has_alike("Headphones", "HEAD"));
    assert_true(has_alike("Headphones", "phone"));
    assert_true(has_alike("Headphones", "NES"));
    assert_true(has_alike("Kopfh\u00f6rer", "H\u00d6R"));
    assert_false(has_alike("Headphones", "Headphonesx"));
    assert_false(has_alike("Headphones", "fone"));
    assert_false(has_alike("", "a"));
    /* Not from the middle of a character on. */
    assert_false(has_alike("\u00f6", "\xb6"
                                     "x"));
    assert_false(has_alike("\u00e9", "\u0169"));
}

static void a_piece_ends_where_its_length_says(void **state)
{
    (void)state;
    assert_true(jfi_utf8_is_alike("ab", "ABc", 2));
    assert_false(jfi_utf8_is_alike("abc", "ABc", 2));
    assert_true(jfi_utf8_has_alike("xaby", "ABc", 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_of_either_case_are_alike),
        cmocka_unit_test(what_is_no_pair_is_not_alike),
        cmocka_unit_test(bytes_that_are_no_utf_8_are_like_themselves_only),
        cmocka_unit_test(a_piece_is_found_wherever_it_is),
        cmocka_unit_test(a_piece_ends_where_its_length_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
