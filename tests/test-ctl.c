/* SPDX-License-Identifier: MIT */

/* The control device of a card: its elements, their scales, changes of them, and failing calls. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "backends/alsa/ctl.h"
#include "helpers/fake-card.h"
#include "helpers/torture.h"

enum {
    CARD = 1
};

/* Half a decibel each from -32 dB on. */
static const unsigned int plain[] = {1, 8, (unsigned int)-3200, 50};
/* 0..3 in steps of 3 dB from -20 dB on, above that in steps of 1 dB from -10 dB on. */
static const unsigned int piecewise[] = {
    3, 48, 0, 3, 1, 8, (unsigned int)-2000, 300, 4, 10, 1, 8, (unsigned int)-1000, 100};
static const char *const sources[] = {"Mic", "Line", "CD", NULL};

static struct fake_elem volume(const char *name, const unsigned int *tlv, int64_t max)
{
    return (struct fake_elem){
        .name = name,
        .iface = FAKE_MIXER,
        .type = FAKE_INTEGER,
        .count = 2,
        .max = max,
        .tlv = tlv,
    };
}

static void add_volume(const char *name, const unsigned int *tlv, int64_t max, int64_t value)
{
    struct fake_elem elem = volume(name, tlv, max);

    elem.values[0] = elem.values[1] = value;
    fake_add(CARD, &elem);
}

static struct jfi_ctl *open_card(struct jfi_elems *elems)
{
    struct jfi_ctl *ctl;

    assert_int_equal(jfi_ctl_open(&fake_calls, CARD, &ctl), 0);
    jfi_elems_init(elems);
    elems->handle_base = 7;
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

/* ---- what an element is ---------------------------------------------------------------------- */

static void an_integer_tells_its_range_and_all_its_channels(void **state)
{
    struct jfi_elems elems;
    struct jfi_ctl *ctl;
    const struct jfi_elem *elem;

    (void)state;
    fake_add(CARD, &(struct fake_elem){.name = "Boost",
                                       .index = 2,
                                       .iface = FAKE_MIXER,
                                       .type = FAKE_INTEGER,
                                       .count = 3,
                                       .min = -4,
                                       .max = 12,
                                       .step = 4,
                                       .values = {0, 4, 8}});
    ctl = open_card(&elems);
    elem = jfi_elems_find(&elems, "Boost", 2);
    assert_non_null(elem);
    assert_string_equal(elem->iface, "MIXER");
    assert_int_equal(elem->type, JFI_ELEM_INTEGER);
    assert_true(elem->is_readable && elem->is_writable && elem->has_range);
    assert_false(elem->has_db || elem->is_inactive || elem->is_locked);
    assert_int_equal(elem->min, -4);
    assert_int_equal(elem->max, 12);
    assert_int_equal(elem->step, 4);
    assert_int_equal(elem->count, 3);
    assert_int_equal(elem->values[2], 8);
    assert_ptr_equal(jfi_elems_find_numid(&elems, elem->numid), elem);
    assert_int_equal(elems.handle_base, 7);
    close_card(ctl, &elems);
}

static void wide_integers_bytes_and_digital_status_are_read(void **state)
{
    struct jfi_elems elems;
    struct jfi_ctl *ctl;
    const struct jfi_elem *elem;

    (void)state;
    fake_add(CARD, &(struct fake_elem){.name = "Clock",
                                       .iface = FAKE_CARD,
                                       .type = FAKE_INTEGER64,
                                       .is_read_only = true,
                                       .count = 1,
                                       .max = (int64_t)1 << 40,
                                       .values = {(int64_t)1 << 33}});
    fake_add(CARD, &(struct fake_elem){.name = "ELD",
                                       .device = 3,
                                       .iface = FAKE_PCM,
                                       .type = FAKE_BYTES,
                                       .count = 4,
                                       .values = {0x10, 0, 0xff, 1}});
    fake_add(CARD, &(struct fake_elem){.name = "IEC958 Playback Default",
                                       .iface = FAKE_MIXER,
                                       .type = FAKE_IEC958,
                                       .count = 24,
                                       .values = {4, 0x82, 0, 2}});
    ctl = open_card(&elems);
    elem = jfi_elems_find(&elems, "Clock", 0);
    assert_false(elem->is_writable);
    assert_true(elem->values[0] == (int64_t)1 << 33 && elem->max == (int64_t)1 << 40);
    elem = jfi_elems_find_pcm(&elems, "ELD", 3);
    assert_int_equal(elem->type, JFI_ELEM_BYTES);
    assert_int_equal(elem->values[2], 0xff);
    elem = jfi_elems_find(&elems, "IEC958 Playback Default", 0);
    assert_int_equal(elem->type, JFI_ELEM_BYTES);
    assert_int_equal(elem->count, 24);
    assert_int_equal(elem->values[1], 0x82);
    close_card(ctl, &elems);
}

static void an_enumeration_names_its_items(void **state)
{
    struct jfi_elems elems;
    struct jfi_ctl *ctl;
    const struct jfi_elem *elem;

    (void)state;
    fake_add(CARD, &(struct fake_elem){.name = "Capture Source",
                                       .iface = FAKE_MIXER,
                                       .type = FAKE_ENUM,
                                       .count = 1,
                                       .items = sources,
                                       .values = {1}});
    ctl = open_card(&elems);
    elem = jfi_elems_find(&elems, "Capture Source", 0);
    assert_int_equal(elem->item_count, 3);
    assert_string_equal(elem->items[2].name, "CD");
    assert_int_equal(elem->items[2].value, 2);
    assert_int_equal(elem->values[0], 1);
    close_card(ctl, &elems);
}

static void inactive_locked_and_unreadable_are_told_apart(void **state)
{
    struct fake_elem inactive = volume("Inactive", NULL, 9);
    struct fake_elem locked = volume("Locked", NULL, 9);
    struct fake_elem mute_one = volume("Writable", NULL, 9);
    struct fake_elem broken = volume("Broken", NULL, 9);
    struct jfi_elems elems;
    struct jfi_ctl *ctl;

    (void)state;
    inactive.is_inactive = locked.is_locked = mute_one.is_write_only = true;
    broken.read_error = -EIO;
    fake_add(CARD, &inactive);
    fake_add(CARD, &locked);
    fake_add(CARD, &mute_one);
    fake_add(CARD, &broken);
    ctl = open_card(&elems);
    assert_true(jfi_elems_find(&elems, "Inactive", 0)->is_inactive);
    assert_false(jfi_elems_find(&elems, "Inactive", 0)->is_locked);
    assert_true(jfi_elems_find(&elems, "Locked", 0)->is_locked);
    assert_false(jfi_elems_find(&elems, "Locked", 0)->is_inactive);
    assert_false(jfi_elems_find(&elems, "Writable", 0)->is_readable);
    assert_null(jfi_elems_find(&elems, "Writable", 0)->values);
    assert_true(jfi_elems_find(&elems, "Broken", 0)->is_readable);
    assert_null(jfi_elems_find(&elems, "Broken", 0)->values);
    assert_non_null(jfi_elems_find(&elems, "Locked", 0)->values);
    close_card(ctl, &elems);
}

/* ---- changes --------------------------------------------------------------------------------- */

static bool is_ready(const struct jfi_ctl *ctl)
{
    struct pollfd poll_fd = {.fd = jfi_ctl_get_fd(ctl), .events = POLLIN};

    return poll(&poll_fd, 1, 0) == 1;
}

static void assert_next(struct jfi_ctl *ctl, enum jfi_ctl_change expected, unsigned int numid)
{
    enum jfi_ctl_change change;
    unsigned int changed;

    assert_int_equal(jfi_ctl_next_change(ctl, &change, &changed), 0);
    assert_int_equal(change, expected);
    assert_int_equal(changed, numid);
}

static void changes_are_told_in_order_and_by_kind(void **state)
{
    struct jfi_elems elems;
    struct jfi_ctl *ctl;
    struct fake_elem *level, *other;

    (void)state;
    add_volume("Level", plain, 64, 0);
    add_volume("Other", NULL, 64, 0);
    ctl = open_card(&elems);
    level = fake_find(CARD, "Level");
    other = fake_find(CARD, "Other");
    assert_false(is_ready(ctl));
    assert_next(ctl, JFI_CTL_NOTHING, 0);
    fake_set(CARD, "Other", 5);
    fake_set(CARD, "Level", 5);
    fake_set(CARD, "Other", 6);
    assert_true(is_ready(ctl));
    assert_next(ctl, JFI_CTL_VALUE, other->numid);
    assert_next(ctl, JFI_CTL_VALUE, level->numid);
    assert_next(ctl, JFI_CTL_NOTHING, 0);
    assert_false(is_ready(ctl));
    fake_tell(CARD, level, FAKE_INFO);
    fake_tell(CARD, other, FAKE_TLV);
    assert_next(ctl, JFI_CTL_NATURE, level->numid);
    assert_next(ctl, JFI_CTL_ELEMENTS, 0);
    fake_tell(CARD, level, FAKE_VALUE | FAKE_INFO);
    assert_next(ctl, JFI_CTL_NATURE, level->numid);
    add_volume("New", NULL, 1, 0);
    fake_remove(CARD, "Other");
    assert_next(ctl, JFI_CTL_ELEMENTS, 0);
    assert_next(ctl, JFI_CTL_ELEMENTS, 0);
    assert_next(ctl, JFI_CTL_NOTHING, 0);
    close_card(ctl, &elems);
}

static void refreshing_says_whether_anything_changed(void **state)
{
    struct jfi_elems elems;
    struct jfi_ctl *ctl;
    const struct jfi_elem *elem;
    struct fake_elem *fake;

    (void)state;
    add_volume("Level", plain, 64, 10);
    ctl = open_card(&elems);
    elem = jfi_elems_find(&elems, "Level", 0);
    fake = fake_find(CARD, "Level");
    assert_int_equal(jfi_ctl_refresh(ctl, &elems, elem->numid), 0);
    fake->values[1] = 12;
    assert_int_equal(jfi_ctl_refresh(ctl, &elems, elem->numid), 1);
    assert_int_equal(elem->values[1], 12);
    assert_int_equal(elem->db_values[1], -2600);
    fake->is_inactive = true;
    assert_int_equal(jfi_ctl_refresh(ctl, &elems, elem->numid), 1);
    assert_true(elem->is_inactive);
    fake->is_locked = true;
    assert_int_equal(jfi_ctl_refresh(ctl, &elems, elem->numid), 1);
    assert_true(elem->is_locked);
    fake->read_error = -EIO;
    assert_int_equal(jfi_ctl_refresh(ctl, &elems, elem->numid), -EIO);
    assert_null(elem->values);
    assert_null(elem->db_values);
    fake->read_error = 0;
    assert_int_equal(jfi_ctl_refresh(ctl, &elems, elem->numid), 1);
    assert_int_equal(elem->values[1], 12);
    close_card(ctl, &elems);
}

static void an_element_that_became_another_asks_to_be_read_anew(void **state)
{
    struct jfi_elems elems;
    struct jfi_ctl *ctl;
    unsigned int numid;

    (void)state;
    add_volume("Level", plain, 64, 10);
    ctl = open_card(&elems);
    numid = jfi_elems_find(&elems, "Level", 0)->numid;
    fake_find(CARD, "Level")->count = 1;
    assert_int_equal(jfi_ctl_refresh(ctl, &elems, numid), -ESTALE);
    assert_int_equal(jfi_ctl_refresh(ctl, &elems, numid + 1), -ENOENT);
    assert_int_equal(jfi_ctl_read(ctl, &elems), 0);
    assert_int_equal(jfi_elems_find(&elems, "Level", 0)->count, 1);
    assert_int_equal(elems.handle_base, 7);
    fake_remove(CARD, "Level");
    assert_int_equal(jfi_ctl_refresh(ctl, &elems, numid), -ESTALE);
    close_card(ctl, &elems);
}

/* ---- writing --------------------------------------------------------------------------------- */

static void writing_says_what_the_device_answers(void **state)
{
    static const struct {
        int driver, answer;
    } cases[] = {
        {0, 0},         {-EPERM, -EPERM}, {-ENODEV, -ENODEV}, {-ETIMEDOUT, -ETIMEDOUT},
        {-EPIPE, -EIO}, {-EINVAL, -EIO},  {-EBUSY, -EIO},
    };
    static const int64_t values[2] = {20, 30};
    struct jfi_elems elems;
    struct jfi_ctl *ctl;
    const struct jfi_elem *elem;

    (void)state;
    add_volume("Level", plain, 64, 10);
    ctl = open_card(&elems);
    elem = jfi_elems_find(&elems, "Level", 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        fake_find(CARD, "Level")->write_error = cases[i].driver;
        assert_int_equal(jfi_ctl_write(ctl, elem, values), cases[i].answer);
    }
    assert_int_equal(fake_find(CARD, "Level")->writes, 1);
    assert_int_equal(fake_find(CARD, "Level")->values[1], 30);
    close_card(ctl, &elems);
}

static void every_type_is_written_as_it_is_read(void **state)
{
    static const struct fake_elem kinds[] = {
        {.name = "b", .type = FAKE_BOOLEAN, .count = 2, .values = {1, 0}},
        {.name = "i", .type = FAKE_INTEGER, .count = 2, .min = -9, .max = 9, .values = {-9, 9}},
        {.name = "w",
         .type = FAKE_INTEGER64,
         .count = 1,
         .min = INT64_MIN,
         .max = INT64_MAX,
         .values = {INT64_MIN}},
        {.name = "e", .type = FAKE_ENUM, .count = 2, .items = sources, .values = {2, 1}},
        {.name = "y", .type = FAKE_BYTES, .count = 512, .values = {255, 1, [511] = 7}},
        {.name = "s", .type = FAKE_IEC958, .count = 24, .values = {4, [23] = 9}},
    };
    struct jfi_elems elems;
    struct jfi_ctl *ctl;

    (void)state;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        fake_add(CARD, &kinds[i]);
    ctl = open_card(&elems);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        const struct jfi_elem *elem = jfi_elems_find(&elems, kinds[i].name, 0);
        struct fake_elem *fake = fake_find(CARD, kinds[i].name);

        assert_int_equal(elem->count, kinds[i].count);
        memset(fake->values, 0, sizeof(fake->values));
        assert_int_equal(jfi_ctl_write(ctl, elem, elem->values), 0);
        assert_memory_equal(fake->values, kinds[i].values, kinds[i].count * sizeof(int64_t));
    }
    close_card(ctl, &elems);
}

/* ---- a card that goes, and calls that fail --------------------------------------------------- */

static void a_card_that_may_not_be_opened_says_so(void **state)
{
    struct jfi_ctl *ctl = NULL;

    (void)state;
    fake_deny(CARD, -EACCES);
    assert_int_equal(jfi_ctl_open(&fake_calls, CARD, &ctl), -EACCES);
    assert_int_equal(jfi_ctl_open(&fake_calls, CARD + 1, &ctl), -ENOENT);
    assert_null(ctl);
    assert_null(jfi_ctl_close(NULL));
}

static void a_card_that_was_pulled_out_answers_so_to_everything(void **state)
{
    static const int64_t values[2] = {20, 30};
    enum jfi_ctl_change change;
    unsigned int numid;
    struct jfi_elems elems;
    struct jfi_ctl *ctl;

    (void)state;
    add_volume("Level", plain, 64, 10);
    ctl = open_card(&elems);
    fake_pull(CARD);
    assert_true(is_ready(ctl));
    assert_int_equal(jfi_ctl_next_change(ctl, &change, &numid), -ENODEV);
    assert_int_equal(jfi_ctl_write(ctl, jfi_elems_get(&elems, 0), values), -ENODEV);
    assert_int_equal(jfi_ctl_refresh(ctl, &elems, 1), -ENODEV);
    assert_int_equal(jfi_ctl_read(ctl, &elems), -ENODEV);
    assert_int_equal(jfi_elems_get_count(&elems), 0);
    close_card(ctl, &elems);
}

static void make_every_kind(void)
{
    add_volume("Plain", plain, 64, 10);
    add_volume("Piecewise", piecewise, 10, 5);
    fake_add(CARD, &(struct fake_elem){.name = "Source",
                                       .iface = FAKE_MIXER,
                                       .type = FAKE_ENUM,
                                       .count = 1,
                                       .items = sources});
    fake_add(CARD,
             &(struct fake_elem){
                 .name = "Headphone Jack", .type = FAKE_BOOLEAN, .is_read_only = true, .count = 1});
}

/* Opens, reads, follows, writes; whatever fails, everything can be closed. Its first failure. */
static int use_card(struct jfi_elems *elems)
{
    static const int64_t values[2] = {20, 30};
    enum jfi_ctl_change change;
    unsigned int numid;
    struct jfi_ctl *ctl;
    int status = jfi_ctl_open(&fake_calls, CARD, &ctl);

    if (status)
        return status;
    status = jfi_ctl_read(ctl, elems);
    if (!status && jfi_elems_get_count(elems))
        status = jfi_ctl_write(ctl, jfi_elems_get(elems, 0), values);
    if (!status)
        status = jfi_ctl_next_change(ctl, &change, &numid);
    if (!status && numid)
        status = jfi_ctl_refresh(ctl, elems, numid);
    jfi_ctl_close(ctl);
    return status < 0 ? status : 0;
}

static void fail_every_call(int error)
{
    struct jfi_elems elems;
    unsigned long nth = 0, count;

    do {
        fake_end();
        fake_plug(CARD);
        make_every_kind();
        jfi_elems_init(&elems);
        fake_fail(++nth, error);
        (void)use_card(&elems);
        count = fake_call_count();
        assert_int_equal(fake_open_count(), 0);
        for (size_t i = 0; i < jfi_elems_get_count(&elems); i++)
            assert_true(jfi_elems_get(&elems, i)->name[0] != '\0');
        jfi_elems_fini(&elems);
    } while (count >= nth);
    print_message("%lu calls\n", nth - 1);
    assert_true(nth > 15);
}

static void every_call_may_fail_in_every_way(void **state)
{
    static const int errors[] = {-EIO, -ENODEV, -ENOENT, -EACCES, -ENOMEM, -EINTR, -EINVAL};

    (void)state;
    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
        fail_every_call(errors[i]);
}

/* One element that cannot be read takes no other away. */
static void one_call_that_fails_costs_one_element_at_most(void **state)
{
    struct jfi_elems elems;
    struct jfi_ctl *ctl;
    unsigned long count;

    (void)state;
    make_every_kind();
    assert_int_equal(jfi_ctl_open(&fake_calls, CARD, &ctl), 0);
    jfi_elems_init(&elems);
    fake_fail(0, 0);
    assert_int_equal(jfi_ctl_read(ctl, &elems), 0);
    count = fake_call_count();
    for (unsigned long nth = 3; nth <= count; nth++) {
        fake_fail(nth, -EIO);
        assert_int_equal(jfi_ctl_read(ctl, &elems), 0);
        assert_in_range(jfi_elems_get_count(&elems), 3, 4);
    }
    close_card(ctl, &elems);
}

static void every_allocation_may_fail(void **state)
{
    struct jfi_elems elems;
    unsigned long nth = 0;
    bool failed;

    (void)state;
    make_every_kind();
    do {
        int status;

        jfi_elems_init(&elems);
        torture_arm(++nth);
        status = use_card(&elems);
        failed = torture_has_failed();
        torture_arm(0);
        assert_int_equal(status, failed ? -ENOMEM : 0);
        assert_int_equal(fake_open_count(), 0);
        jfi_elems_fini(&elems);
    } while (failed);
    print_message("%lu allocations\n", nth - 1);
    assert_true(nth > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define ON_A_CARD(test) cmocka_unit_test_setup_teardown(test, plug_card, end_card)
        ON_A_CARD(an_integer_tells_its_range_and_all_its_channels),
        ON_A_CARD(wide_integers_bytes_and_digital_status_are_read),
        ON_A_CARD(an_enumeration_names_its_items),
        ON_A_CARD(inactive_locked_and_unreadable_are_told_apart),
        ON_A_CARD(changes_are_told_in_order_and_by_kind),
        ON_A_CARD(refreshing_says_whether_anything_changed),
        ON_A_CARD(an_element_that_became_another_asks_to_be_read_anew),
        ON_A_CARD(writing_says_what_the_device_answers),
        ON_A_CARD(every_type_is_written_as_it_is_read),
        ON_A_CARD(a_card_that_may_not_be_opened_says_so),
        ON_A_CARD(a_card_that_was_pulled_out_answers_so_to_everything),
        ON_A_CARD(every_call_may_fail_in_every_way),
        ON_A_CARD(one_call_that_fails_costs_one_element_at_most),
        ON_A_CARD(every_allocation_may_fail),
    };

    return cmocka_run_group_tests_name("ctl", tests, NULL, NULL);
}
