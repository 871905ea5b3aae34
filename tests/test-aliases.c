/* SPDX-License-Identifier: MIT */

/* Neutral names: the same for the same, and put wherever the word itself stands. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "topology/aliases.h"
#include "topology/buffer.h"

static const char *add(struct jfi_aliases *aliases, enum jfi_secret kind, const char *text,
                       const char *stem)
{
    const char *alias = NULL;

    assert_int_equal(jfi_aliases_add(aliases, kind, text, stem, &alias), 0);
    return alias;
}

static void assert_replaced(struct jfi_aliases *aliases, unsigned int kinds, const char *text,
                            const char *expected)
{
    char *replaced;

    assert_int_equal(jfi_aliases_replace(aliases, kinds, text, &replaced), 0);
    assert_string_equal(replaced, expected);
    free(replaced);
}

static void the_same_text_gets_the_same_name_and_no_two_texts_one(void **state)
{
    struct jfi_aliases aliases = {.replaced = 0};

    (void)state;
    assert_string_equal(add(&aliases, JFI_SECRET_SERIAL, "Y8WXYZ", NULL), "SERIAL1");
    assert_string_equal(add(&aliases, JFI_SECRET_SERIAL, "A1B2C3", NULL), "SERIAL2");
    assert_string_equal(add(&aliases, JFI_SECRET_SERIAL, "Y8WXYZ", NULL), "SERIAL1");
    assert_string_equal(add(&aliases, JFI_SECRET_USER, "anna", NULL), "user");
    assert_string_equal(add(&aliases, JFI_SECRET_USER, "berta", NULL), "user-2");
    assert_string_equal(add(&aliases, JFI_SECRET_HOST, "anna", NULL), "host");
    assert_string_equal(add(&aliases, JFI_SECRET_PROCESS, "4711", NULL), "1001");
    assert_string_equal(add(&aliases, JFI_SECRET_MACHINE, "deadbeef", NULL),
                        "00000000000000000000000000000001");
    assert_string_equal(add(&aliases, JFI_SECRET_NAME, "Anna's Player", "mpv"), "mpv-1");
    assert_string_equal(add(&aliases, JFI_SECRET_NAME, "Anna's Other", "mpv"), "mpv-2");
    assert_int_equal(aliases.replaced, 9);
    jfi_aliases_fini(&aliases);
}

static void what_is_neutral_stays_as_it_is(void **state)
{
    struct jfi_aliases aliases = {.replaced = 0};

    (void)state;
    assert_string_equal(add(&aliases, JFI_SECRET_SERIAL, "SERIAL1", NULL), "SERIAL1");
    assert_string_equal(add(&aliases, JFI_SECRET_SERIAL, "SERIAL2", NULL), "SERIAL2");
    assert_string_equal(add(&aliases, JFI_SECRET_USER, "user", NULL), "user");
    assert_string_equal(add(&aliases, JFI_SECRET_NAME, "mpv-1", "mpv"), "mpv-1");
    assert_replaced(&aliases, JFI_SECRET_ALL, "at 02:00:00:00:00:01, /home/user",
                    "at 02:00:00:00:00:01, /home/user");
    assert_int_equal(aliases.replaced, 0);
    jfi_aliases_fini(&aliases);
}

static void only_whole_words_give_way(void **state)
{
    struct jfi_aliases aliases = {.replaced = 0};

    (void)state;
    add(&aliases, JFI_SECRET_SERIAL, "A1B2", NULL);
    add(&aliases, JFI_SECRET_USER, "max", NULL);
    assert_replaced(&aliases, JFI_SECRET_ALL, "usb-Maker_Model_A1B2-00",
                    "usb-Maker_Model_SERIAL1-00");
    assert_replaced(&aliases, JFI_SECRET_ALL, "A1B2 A1B23 xA1B2 A1B2",
                    "SERIAL1 A1B23 xA1B2 SERIAL1");
    assert_replaced(&aliases, JFI_SECRET_ALL, "dbmax 3, Max's max", "dbmax 3, user's user");
    assert_replaced(&aliases, JFI_SECRET_ALL, "m\xc3\xa4max max\xc3\xa4",
                    "m\xc3\xa4max max\xc3\xa4");
    assert_replaced(&aliases, JFI_SECRET_SERIAL, "max A1B2", "max SERIAL1");
    assert_replaced(&aliases, JFI_SECRET_ALL, "", "");
    jfi_aliases_fini(&aliases);
}

static void the_longest_that_stands_somewhere_gives_way(void **state)
{
    struct jfi_aliases aliases = {.replaced = 0};

    (void)state;
    add(&aliases, JFI_SECRET_USER, "anna", NULL);
    add(&aliases, JFI_SECRET_HOST, "anna-laptop", NULL);
    add(&aliases, JFI_SECRET_NAME, "Anna's Player", "mpv");
    assert_replaced(&aliases, JFI_SECRET_ALL, "Anna's Player:output_FL on ANNA-LAPTOP by anna",
                    "mpv-1:output_FL on host by user");
    jfi_aliases_fini(&aliases);
}

static void words_that_are_short_or_common_stay(void **state)
{
    struct jfi_aliases aliases = {.replaced = 0};

    (void)state;
    add(&aliases, JFI_SECRET_SERIAL, "123", NULL);
    add(&aliases, JFI_SECRET_USER, "pi", NULL);
    add(&aliases, JFI_SECRET_USER, "root", NULL);
    add(&aliases, JFI_SECRET_HOST, "localhost", NULL);
    add(&aliases, JFI_SECRET_PROCESS, "1", NULL);
    assert_replaced(&aliases, JFI_SECRET_ALL, "123 1 pi root localhost", "123 1 pi root localhost");
    jfi_aliases_fini(&aliases);
}

static void addresses_are_found_by_their_form(void **state)
{
    struct jfi_aliases aliases = {.replaced = 0};

    (void)state;
    assert_replaced(&aliases, JFI_SECRET_ADDRESS,
                    "bluez_card.AA_BB_CC_DD_EE_0F aa:bb:cc:dd:ee:0f AA-BB-CC-DD-EE-10.1",
                    "bluez_card.02_00_00_00_00_01 02:00:00:00:00:01 02-00-00-00-00-02.1");
    /* Neither is a PCI function, nor a longer row of bytes, nor one of several signs. */
    assert_replaced(&aliases, JFI_SECRET_ADDRESS, "pci-0000:00:1f.3 12:34:56",
                    "pci-0000:00:1f.3 12:34:56");
    assert_replaced(&aliases, JFI_SECRET_ADDRESS, "aa:bb:cc:dd:ee:ff:00 aa:bb_cc:dd:ee:ff",
                    "aa:bb:cc:dd:ee:ff:00 aa:bb_cc:dd:ee:ff");
    assert_replaced(&aliases, JFI_SECRET_USER, "aa:bb:cc:dd:ee:ff", "aa:bb:cc:dd:ee:ff");
    jfi_aliases_fini(&aliases);
}

static void home_directories_end_the_line(void **state)
{
    struct jfi_aliases aliases = {.replaced = 0};

    (void)state;
    assert_replaced(&aliases, JFI_SECRET_HOME, "at /home/anna/My Music/song.mp3\nnext",
                    "at /home/user\nnext");
    assert_replaced(&aliases, JFI_SECRET_HOME, "/home/", "/home/");
    jfi_aliases_fini(&aliases);
}

static void a_buffer_grows_and_is_given_away(void **state)
{
    struct jfi_buffer buffer = {.bytes = NULL};
    size_t length;
    char *text;

    (void)state;
    for (int i = 0; i < 1000; i++)
        jfi_buffer_format(&buffer, "%d,", i % 10);
    jfi_buffer_add(&buffer, "\0end", 4);
    assert_int_equal(jfi_buffer_take(&buffer, &text, &length), 0);
    assert_int_equal(length, 2004);
    assert_memory_equal(text, "0,1,2,", 6);
    assert_memory_equal(text + 2000, "\0end", 5);
    free(text);
    assert_int_equal(jfi_buffer_take(&buffer, &text, &length), 0);
    assert_string_equal(text, "");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_text_gets_the_same_name_and_no_two_texts_one),
        cmocka_unit_test(what_is_neutral_stays_as_it_is),
        cmocka_unit_test(only_whole_words_give_way),
        cmocka_unit_test(the_longest_that_stands_somewhere_gives_way),
        cmocka_unit_test(words_that_are_short_or_common_stay),
        cmocka_unit_test(addresses_are_found_by_their_form),
        cmocka_unit_test(home_directories_end_the_line),
        cmocka_unit_test(a_buffer_grows_and_is_given_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
