/* SPDX-License-Identifier: MIT */

/*
 * Every call to a card and every allocation fails once, and a card is pulled out between any two
 * calls: whatever was asked for is answered, nothing leaks, and the graph is what it should be.
 */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/live-machine.h"
#include "helpers/shadow.h"
#include "helpers/torture.h"

#define OTHER_PLACE "pci0000:00/0000:00:1c.0"
#define OTHER_CODEC "hda:pci-0000:00:1c.0:0"

static const char headphone[] = "Headphone Playback Volume";

int __wrap_asprintf(char **ret, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *__real_strndup(const char *text, size_t size);
char *__wrap_strndup(const char *text, size_t size);

int __wrap_asprintf(char **ret, const char *format, ...)
{
    va_list arguments;
    int length;

    if (torture_is_due())
        return -1;
    va_start(arguments, format);
    length = vasprintf(ret, format, arguments);
    va_end(arguments);
    return length;
}

char *__wrap_strndup(const char *text, size_t size)
{
    return torture_is_due() ? NULL : __real_strndup(text, size);
}

static bool has_device(struct jf_context *context, const char *id)
{
    const struct jf_device *device;

    return jf_graph_find_device(jf_context_get_graph(context), id, &device) == 0;
}

static bool has_first_card(struct jf_context *context)
{
    return has_device(context, DEMO_CODEC);
}

static bool has_second_card(struct jf_context *context)
{
    return has_device(context, OTHER_CODEC);
}

static bool has_no_card(struct jf_context *context)
{
    return jf_graph_get_device_count(jf_context_get_graph(context)) == 0;
}

static void plug_second_card(void)
{
    fake_plug(1);
    add_elements(1);
    write_card(1, OTHER_PLACE);
}

/* ---- calls that fail, and a card that is pulled between any two of them ---------------------- */

/* Everything there is to do with a card. Failures are answered, and nothing else. */
static void live_a_little(struct jf_context *context)
{
    const struct jf_control *control;

    follow(context);
    control = find_control(context, headphone);
    if (control)
        (void)jf_control_set_uniform(context, control, -900);
    control = find_control(context, "Capture Source");
    if (control)
        (void)jf_control_set_value(context, control, 0, 2);
    follow(context);
    fake_set(0, "Mic Jack", 1);
    fake_set(0, "Speaker Playback Volume", 9);
    follow(context);
    fake_tell(0, fake_find(0, headphone), FAKE_TLV);
    follow(context);
}

static void a_card_may_be_pulled_between_any_two_calls(void **state)
{
    unsigned long nth = 0, count;
    size_t fds = count_fds();

    do {
        struct jf_context *context;
        struct shadow *shadow = shadow_new();

        fake_pull_at(++nth, 0);
        assert_int_equal(open_unsettled(&context), 0);
        live_a_little(context);
        count = fake_call_count();
        if (count >= nth) {
            delete_card(0);
            follow_until(context, has_no_card, 2000);
            assert_int_equal(fake_open_count(), 0);
        }
        shadow_follow(shadow, context);
        shadow_compare(shadow, jf_context_get_graph(context));
        shadow_free(shadow);
        jf_context_unref(context);
        end_machine(state);
        make_machine(state);
        assert_int_equal(count_fds(), fds);
    } while (count >= nth);
    print_message("%lu calls\n", nth - 1);
    assert_true(nth > 60);
}

static void any_call_may_fail_and_the_machine_is_shown(void **state)
{
    static const int errors[] = {-EIO, -EACCES, -ENOENT, -EINVAL};
    unsigned long nth = 0, count;

    do {
        struct jf_context *context = NULL;
        struct shadow *shadow = shadow_new();
        int status;

        nth++;
        machine_watch_delay_ms = 60000;
        fake_fail(nth, errors[nth % (sizeof(errors) / sizeof(errors[0]))]);
        status = open_unsettled(&context);
        assert_true(status == 0 || status == -ENOMEM);
        if (!status) {
            (void)jf_context_dispatch(context);
            live_a_little(context);
        }
        count = fake_call_count();
        fake_fail(0, 0);
        if (!status) {
            assert_true(has_first_card(context));
            shadow_follow(shadow, context);
            shadow_compare(shadow, jf_context_get_graph(context));
        }
        shadow_free(shadow);
        jf_context_unref(context);
        end_machine(state);
        make_machine(state);
    } while (count >= nth);
    print_message("%lu calls\n", nth - 1);
    assert_true(nth > 60);
}

/* ---- allocations that fail ------------------------------------------------------------------- */

static bool is_whole(struct jf_context *context)
{
    const struct jf_control *control = find_control(context, headphone);
    int64_t value = 0;

    return has_first_card(context) && has_second_card(context) && control &&
           jf_control_get_value(control, 0, &value) == 0 && value == 0 &&
           find_control(context, "Mic Jack") && fake_open_count() == 2;
}

/* A card comes, values change, elements come: with one allocation failing somewhere. */
static bool change_round(unsigned long nth)
{
    struct jf_context *context;
    struct shadow *shadow = shadow_new();
    bool failed;

    assert_int_equal(open_unsettled(&context), 0);
    follow(context);
    plug_second_card();
    fake_set(0, headphone, 87);
    fake_set(0, "Mic Jack", 1);
    fake_add(0, &(struct fake_elem){
                    .name = "New", .iface = FAKE_MIXER, .type = FAKE_BOOLEAN, .count = 1});
    torture_arm(nth);
    for (int i = 0; i < 4; i++)
        (void)jf_context_dispatch(context);
    failed = torture_has_failed();
    torture_arm(0);
    follow_until(context, is_whole, 2000);
    shadow_follow(shadow, context);
    shadow_compare(shadow, jf_context_get_graph(context));
    shadow_free(shadow);
    jf_context_unref(context);
    return failed;
}

static void what_lacked_memory_is_made_up_for(void **state)
{
    unsigned long nth = 0;
    bool failed;

    do {
        failed = change_round(++nth);
        end_machine(state);
        make_machine(state);
    } while (failed);
    print_message("%lu allocations\n", nth - 1);
    assert_true(nth > 50);
}

static bool open_round(unsigned long nth)
{
    struct jf_context *context = NULL;
    bool failed;
    int status;

    torture_arm(nth);
    status = open_unsettled(&context);
    assert_true(status == 0 || status == -ENOMEM);
    if (!status)
        status = jf_context_settle(context);
    assert_true(status == 0 || status == -ENOMEM);
    failed = torture_has_failed();
    torture_arm(0);
    if (context) {
        follow_until(context, has_first_card, 2000);
        assert_int_equal(value_of(context, headphone, 0), -1200);
    }
    jf_context_unref(context);
    assert_int_equal(fake_open_count(), 0);
    return failed;
}

static void opening_survives_every_failed_allocation(void **state)
{
    unsigned long nth = 0;
    size_t fds = count_fds();

    (void)state;
    machine_watch_delay_ms = 60000;
    while (open_round(++nth))
        assert_int_equal(count_fds(), fds);
    print_message("%lu allocations\n", nth - 1);
    assert_true(nth > 50);
}

static void setting_survives_every_failed_allocation(void **state)
{
    struct jf_context *context = open_live();
    unsigned long nth = 0;
    bool failed;

    (void)state;
    do {
        int64_t wanted = nth % 2 ? -75 : -150;
        int status;

        torture_arm(++nth);
        status = jf_control_set_uniform(context, control_named(context, headphone), wanted);
        failed = torture_has_failed();
        torture_arm(0);
        assert_true(status == 0 || (failed && status == -ENOMEM));
        follow(context);
        assert_int_equal(jf_control_set_uniform(context, control_named(context, headphone), wanted),
                         0);
        assert_int_equal(value_of(context, headphone, 1), wanted);
    } while (failed);
    print_message("%lu allocations\n", nth - 1);
    assert_true(nth > 10);
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define ON_A_MACHINE(test) cmocka_unit_test_setup_teardown(test, make_machine, end_machine)
        ON_A_MACHINE(a_card_may_be_pulled_between_any_two_calls),
        ON_A_MACHINE(any_call_may_fail_and_the_machine_is_shown),
        ON_A_MACHINE(what_lacked_memory_is_made_up_for),
        ON_A_MACHINE(opening_survives_every_failed_allocation),
        ON_A_MACHINE(setting_survives_every_failed_allocation),
    };

    return cmocka_run_group_tests_name("alsa-torture", tests, NULL, NULL);
}
