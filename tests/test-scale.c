/* SPDX-License-Identifier: MIT */

/* The decibels that stand for raw values: every kind of scale, and what is none. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "backends/alsa/ctl-calls.h"
#include "backends/alsa/ctl.h"
#include "backends/alsa/scale.h"
#include "helpers/fake-card.h"

enum {
    CARD = 1
};

/* Half a decibel each from -32 dB on. */
static const unsigned int plain[] = {1, 8, (unsigned int)-3200, 50};
/* As plain, but the lowest step is silence. */
static const unsigned int plain_muting[] = {1, 8, (unsigned int)-3200, 0x10000 | 50};
/* 0..3 in steps of 3 dB from -20 dB on, above that in steps of 1 dB from -10 dB on. */
static const unsigned int piecewise[] = {
    3, 48, 0, 3, 1, 8, (unsigned int)-2000, 300, 4, 10, 1, 8, (unsigned int)-1000, 100};
static const unsigned int between[] = {4, 8, (unsigned int)-6000, 0};
static const unsigned int between_muting[] = {5, 8, (unsigned int)-6000, 0};
static const unsigned int linear[] = {2, 8, (unsigned int)-9999999, 0};
/* A container whose first member is the scale. */
static const unsigned int contained[] = {0, 28, 1, 8, (unsigned int)-3200, 50, 0x100, 4, 0};

static void add_volume(const char *name, const unsigned int *tlv, int64_t max, int64_t value)
{
    fake_add(CARD, &(struct fake_elem){.name = name,
                                       .iface = FAKE_MIXER,
                                       .type = FAKE_INTEGER,
                                       .count = 2,
                                       .max = max,
                                       .tlv = tlv,
                                       .values = {value, value}});
}

static struct jfi_ctl *open_card(struct jfi_elems *elems)
{
    struct jfi_ctl *ctl;

    assert_int_equal(jfi_ctl_open(&fake_calls, CARD, &ctl), 0);
    jfi_elems_init(elems);
    assert_int_equal(jfi_ctl_read(ctl, elems), 0);
    return ctl;
}

static void close_card(struct jfi_ctl *ctl, struct jfi_elems *elems)
{
    jfi_elems_fini(elems);
    assert_null(jfi_ctl_close(ctl));
    fake_end();
}

static int plug_card(void **state)
{
    (void)state;
    fake_plug(CARD);
    return 0;
}

static int end_card(void **state)
{
    (void)state;
    fake_end();
    return 0;
}

struct scale_case {
    const char *name;
    const unsigned int *tlv;
    int64_t max, db_min, db_max, db_step;
    int64_t raw, level; /* one value of it */
};

static void every_kind_of_scale_tells_its_range_step_and_levels(void **state)
{
    static const struct scale_case cases[] = {
        {"plain", plain, 64, -3200, 0, 50, 11, -2650},
        {"muting", plain_muting, 64, INT64_MIN, 0, 50, 0, INT64_MIN},
        {"piecewise", piecewise, 10, -2000, -400, 0, 5, -900},
        {"between", between, 60, -6000, 0, 0, 10, -5000},
        {"muting between", between_muting, 60, INT64_MIN, 0, 0, 0, INT64_MIN},
        {"linear", linear, 100, INT64_MIN, 0, 0, 50, -602},
        {"contained", contained, 64, -3200, 0, 50, 64, 0},
    };
    struct jfi_elems elems;
    struct jfi_ctl *ctl;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        add_volume(cases[i].name, cases[i].tlv, cases[i].max, cases[i].raw);
    ctl = open_card(&elems);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct jfi_elem *elem = jfi_elems_find(&elems, cases[i].name, 0);

        print_message("%s\n", cases[i].name);
        assert_true(elem->has_db);
        assert_true(elem->db_min == cases[i].db_min && elem->db_max == cases[i].db_max);
        assert_int_equal(elem->db_step, cases[i].db_step);
        assert_true(elem->db_values[1] == cases[i].level);
    }
    close_card(ctl, &elems);
}

static void say_nothing(const char *file, int line, const char *function, int error,
                        const char *format, va_list arguments)
{
    (void)file, (void)line, (void)function, (void)error, (void)format, (void)arguments;
}

/* Lengths that lie, ranges of ranges, ends the wrong way round, and things that are no scale. */
static void a_scale_that_makes_no_sense_is_none(void **state)
{
    static const unsigned int bad[][10] = {
        {1, 4, 0, 50},
        {1, 0xfffffff8, 0, 50},
        {4, 8, 0, (unsigned int)-6000},
        {3, 16, 0, 10, 3, 8},
        {3, 24, 0, 10, 1, 0x7fffffff, 0, 50},
        {3, 48, 0, 10, 3, 24, 0, 10, 3, 24},
        {0, 32, 0, 0xfffffffc, 0, 0, 0, 0, 0, 0},
        {0x101, 8, 3, 4},
        {99, 8, 0, 0},
    };
    struct jfi_elems elems;
    struct jfi_ctl *ctl;

    (void)state;
    (void)snd_lib_error_set_local(say_nothing);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        unsigned int tlv[FAKE_MAX_TLV] = {0};
        struct jfi_arena arena = {0};
        struct jfi_elem elem = {.max = 10, .has_range = true};

        memcpy(tlv, bad[i], sizeof(bad[i]));
        assert_int_equal(jfi_scale_take(tlv, sizeof(tlv), &arena, &elem), 0);
        assert_false(elem.has_db);
        jfi_arena_fini(&arena);
    }
    (void)snd_lib_error_set_local(NULL);
    add_volume("No scale", NULL, 10, 3);
    ctl = open_card(&elems);
    assert_false(jfi_elems_find(&elems, "No scale", 0)->has_db);
    assert_null(jfi_elems_find(&elems, "No scale", 0)->db_values);
    close_card(ctl, &elems);
}

/* A level that two parts of a piecewise scale leave out is not known, and nothing else suffers. */
static void a_value_that_a_scale_leaves_out_has_no_level(void **state)
{
    static const unsigned int gap[] = {
        3, 48, 0, 3, 1, 8, (unsigned int)-2000, 300, 6, 10, 1, 8, (unsigned int)-1000, 100};
    struct jfi_elems elems;
    struct jfi_ctl *ctl;
    const struct jfi_elem *elem;

    (void)state;
    add_volume("Gap", gap, 10, 4);
    ctl = open_card(&elems);
    elem = jfi_elems_find(&elems, "Gap", 0);
    assert_true(elem->has_db);
    assert_non_null(elem->values);
    assert_null(elem->db_values);
    fake_set(CARD, "Gap", 6);
    assert_int_equal(jfi_ctl_refresh(ctl, &elems, elem->numid), 1);
    assert_int_equal(elem->db_values[0], -1000);
    assert_int_equal(jfi_scale_raw_of(elem, -1050), 3);
    close_card(ctl, &elems);
}

static void a_level_becomes_the_next_quieter_step(void **state)
{
    static const struct {
        const char *name;
        int64_t level, raw;
    } cases[] = {
        {"plain", -3200, 0},
        {"plain", -3151, 0},
        {"plain", -3150, 1},
        {"plain", -1, 63},
        {"plain", 0, 64},
        {"plain", 600, 64},
        {"plain", -9000, 0},
        {"plain", INT64_MIN, 0},
        {"muting", INT64_MIN, 0},
        {"muting", -3200, 0},
        {"muting", -3150, 1},
        {"piecewise", -2000, 0},
        {"piecewise", -1001, 3},
        {"piecewise", -1000, 4},
        {"piecewise", -999, 4},
        {"piecewise", -1099, 3},
        {"piecewise", -1101, 2},
        {"piecewise", 0, 10},
        {"between", -5950, 0},
        {"between", -5900, 1},
        {"between", -1, 59},
        {"linear", -602, 50},
        {"linear", -603, 49},
        {"linear", INT64_MIN, 0},
        {"linear", -99999, 0},
        {"linear", 0, 100},
        {"linear", INT64_MAX, 100},
        {"muting between", -6000, 0},
        {"muting between", -5901, 0},
    };
    struct jfi_elems elems;
    struct jfi_ctl *ctl;

    (void)state;
    add_volume("plain", plain, 64, 0);
    add_volume("muting", plain_muting, 64, 0);
    add_volume("piecewise", piecewise, 10, 0);
    add_volume("between", between, 60, 0);
    add_volume("muting between", between_muting, 60, 0);
    add_volume("linear", linear, 100, 0);
    ctl = open_card(&elems);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct jfi_elem *elem = jfi_elems_find(&elems, cases[i].name, 0);
        int64_t raw = jfi_scale_raw_of(elem, cases[i].level);

        if (raw != cases[i].raw)
            fail_msg("%s: %lld became %lld, not %lld", cases[i].name, (long long)cases[i].level,
                     (long long)raw, (long long)cases[i].raw);
    }
    close_card(ctl, &elems);
}

/* Whatever the scale: never louder than asked for unless everything is, and no step below would
 * have been closer. */
static void no_level_is_louder_than_asked_for(void **state)
{
    static const char *const names[] = {"plain", "muting", "piecewise", "between", "linear"};
    struct jfi_elems elems;
    struct jfi_ctl *ctl;

    (void)state;
    add_volume("plain", plain, 64, 0);
    add_volume("muting", plain_muting, 64, 0);
    add_volume("piecewise", piecewise, 10, 0);
    add_volume("between", between, 60, 0);
    add_volume("linear", linear, 100, 0);
    ctl = open_card(&elems);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct jfi_elem *elem = jfi_elems_find(&elems, names[i], 0);

        for (int64_t level = -7000; level <= 100; level += 7) {
            int64_t raw = jfi_scale_raw_of(elem, level), got, louder;

            assert_int_equal(jfi_scale_level_of(elem, raw, &got), 0);
            assert_true(got <= level || raw == elem->min);
            if (raw < elem->max) {
                assert_int_equal(jfi_scale_level_of(elem, raw + 1, &louder), 0);
                assert_true(louder > level);
            }
        }
    }
    close_card(ctl, &elems);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define ON_A_CARD(test) cmocka_unit_test_setup_teardown(test, plug_card, end_card)
        ON_A_CARD(every_kind_of_scale_tells_its_range_step_and_levels),
        ON_A_CARD(a_scale_that_makes_no_sense_is_none),
        ON_A_CARD(a_value_that_a_scale_leaves_out_has_no_level),
        ON_A_CARD(a_level_becomes_the_next_quieter_step),
        ON_A_CARD(no_level_is_louder_than_asked_for),
    };

    return cmocka_run_group_tests_name("scale", tests, NULL, NULL);
}
