/* SPDX-License-Identifier: MIT */

/*
 * Cards that come, go and open up. The directory of device nodes is the real one of a recording,
 * watched by the kernel.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/live-machine.h"
#include "helpers/shadow.h"
#include "topology/context.h"

#define DEMO_CARD   "card:pci-0000:00:1b.0"
#define OTHER_PLACE "pci0000:00/0000:00:1c.0"
#define OTHER_CODEC "hda:pci-0000:00:1c.0:0"

static const char headphone[] = "Headphone Playback Volume";

int __real_inotify_init1(int flags);
int __wrap_inotify_init1(int flags);

static bool lacks_inotify;

int __wrap_inotify_init1(int flags)
{
    if (!lacks_inotify)
        return __real_inotify_init1(flags);
    errno = EMFILE;
    return -1;
}

/* ---- what a test waits for ------------------------------------------------------------------- */

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

static bool has_one_card(struct jf_context *context)
{
    return has_first_card(context) && !has_second_card(context);
}

static bool has_no_card(struct jf_context *context)
{
    return jf_graph_get_device_count(jf_context_get_graph(context)) == 0;
}

static bool can_be_set(struct jf_context *context)
{
    const struct jf_control *control = find_control(context, headphone);

    return control && jf_control_is_writable(control);
}

static void plug_second_card(void)
{
    fake_plug(1);
    add_elements(1);
    write_card(1, OTHER_PLACE);
}

/* The ids of everything, in the order of the graph; free() it. */
static char *all_ids(struct jf_context *context)
{
    const struct jf_graph *graph = jf_context_get_graph(context);
    const struct jf_device *device;
    const struct jf_part *part;
    size_t size;
    char *ids = NULL;
    FILE *stream = open_memstream(&ids, &size);

    assert_non_null(stream);
    for (size_t d = 0; jf_graph_get_device(graph, d, &device) == 0; d++) {
        (void)fprintf(stream, "%s\n", jf_device_get_id(device));
        for (size_t p = 0; jf_device_get_part(device, p, &part) == 0; p++)
            (void)fprintf(stream, "%s\n", jf_part_get_id(part));
    }
    assert_int_equal(fclose(stream), 0);
    return ids;
}

/* ---- coming and going ------------------------------------------------------------------------ */

static void a_card_comes_and_goes_twenty_times_and_leaves_nothing(void **state)
{
    struct jf_context *context = open_live();
    struct shadow *shadow = shadow_new();
    char *first = NULL, *alone = all_ids(context);
    size_t fds = count_fds();

    (void)state;
    jf_context_unref(context);
    assert_int_equal(open_unsettled(&context), 0);
    for (int round = 0; round < 20; round++) {
        char *ids;

        plug_second_card();
        follow_until(context, has_second_card, 2000);
        ids = all_ids(context);
        first = first ? first : strdup(ids);
        assert_string_equal(ids, first);
        free(ids);
        assert_int_equal(fake_open_count(), 2);
        fake_pull(1);
        if (round % 2)
            delete_card(1);
        follow_until(context, has_one_card, 2000);
        assert_int_equal(fake_open_count(), 1);
        if (round % 2 == 0)
            delete_card(1);
        follow(context);
        ids = all_ids(context);
        assert_string_equal(ids, alone);
        free(ids);
        shadow_follow(shadow, context);
        shadow_compare(shadow, jf_context_get_graph(context));
        assert_int_equal(count_fds(), fds);
    }
    free(first);
    free(alone);
    shadow_free(shadow);
    jf_context_unref(context);
}

static void the_controls_of_a_card_that_came_can_be_set(void **state)
{
    struct jf_context *context = open_live();

    (void)state;
    fake_pull(0);
    delete_card(0);
    follow_until(context, has_no_card, 2000);
    plug_second_card();
    follow_until(context, has_second_card, 2000);
    assert_int_equal(jf_control_set_uniform(context, control_named(context, headphone), -900), 0);
    assert_int_equal(value_of(context, headphone, 0), -900);
    fake_set(1, headphone, 87);
    follow(context);
    assert_int_equal(value_of(context, headphone, 0), 0);
    jf_context_unref(context);
}

/* /dev/snd comes with the first card and goes with the last. */
static void the_first_card_of_a_machine_is_seen_to_come(void **state)
{
    struct jf_context *context;

    (void)state;
    fake_pull(0);
    delete_card(0);
    assert_int_equal(rmdir(recording_path(&recorded, "dev/snd")), 0);
    context = open_live();
    assert_true(has_no_card(context));
    for (int round = 0; round < 3; round++) {
        plug_second_card();
        follow_until(context, has_second_card, 2000);
        fake_pull(1);
        delete_card(1);
        assert_int_equal(rmdir(recording_path(&recorded, "dev/snd")), 0);
        follow_until(context, has_no_card, 2000);
        follow(context);
    }
    jf_context_unref(context);
}

static void another_card_under_the_same_number_is_another_card(void **state)
{
    struct jf_context *context = open_live();
    uint64_t old_handle = jfi_backend_control_handle(control_named(context, headphone));

    (void)state;
    fake_pull(0);
    delete_card(0);
    fake_plug(0);
    add_elements(0);
    write_card(0, OTHER_PLACE);
    follow_until(context, has_second_card, 2000);
    assert_false(has_first_card(context));
    assert_int_equal(fake_open_count(), 1);
    assert_int_not_equal(jfi_backend_control_handle(control_named(context, headphone)), old_handle);
    jf_context_unref(context);
}

/* Nobody tells that the old one went: its device could not be opened. */
static void another_card_is_noticed_though_neither_can_be_opened(void **state)
{
    struct jf_context *context;

    (void)state;
    fake_deny(0, -EACCES);
    context = open_live();
    assert_true(has_first_card(context));
    delete_card(0);
    write_card(0, OTHER_PLACE);
    follow_until(context, has_second_card, 4000);
    assert_false(has_first_card(context));
    jf_context_unref(context);
}

static void what_is_in_hand_when_a_card_is_pulled_says_that_it_is_gone(void **state)
{
    struct jf_context *context = open_live();
    const struct jf_graph *graph = jf_graph_ref(jf_context_get_graph(context));
    const struct jf_control *control = control_named(context, headphone);
    int64_t value;

    (void)state;
    fake_pull(0);
    assert_int_equal(jf_control_set_uniform(context, control, -900), -ENODEV);
    follow(context);
    assert_true(has_no_card(context));
    assert_int_equal(jf_control_set_uniform(context, control, -900), -ESTALE);
    assert_int_equal(jf_control_get_value(control, 0, &value), 0);
    assert_int_equal(value, -1200);
    assert_int_equal(fake_open_count(), 0);
    jf_graph_unref(graph);
    jf_context_unref(context);
}

static void an_endpoint_may_vanish_while_it_is_looked_at(void **state)
{
    struct jf_context *context = open_live();
    struct jfi_backend *backend = jfi_context_find_backend(context, "alsa");

    (void)state;
    assert_true(has_device(context, "endpoint:pci-0000:00:1b.0:0:pin10"));
    change_codec(0, "0x0221101f: [Jack] HP Out", "0x4221101f: [N/A] HP Out");
    /* The endpoint is the first to be scanned, and makes its codec be read again. */
    assert_int_equal(jfi_backend_mark(backend, "endpoint:pci-0000:00:1b.0:0:pin10"), 0);
    fake_set(0, "Headphone Jack", 0);
    follow(context);
    assert_false(has_device(context, "endpoint:pci-0000:00:1b.0:0:pin10"));
    assert_true(has_device(context, "endpoint:pci-0000:00:1b.0:0:pin11"));
    change_codec(0, "Codec", "Codec");
    fake_set(0, "Headphone Jack", 1);
    follow(context);
    assert_true(has_device(context, "endpoint:pci-0000:00:1b.0:0:pin10"));
    jf_context_unref(context);
}

static void a_codec_that_can_be_read_no_more_takes_its_endpoints_along(void **state)
{
    struct jf_context *context = open_live();

    (void)state;
    recording_write(&recorded, "proc/asound/card0/codec#0", "nonsense\n");
    fake_set(0, "Headphone Jack", 0);
    follow(context);
    /* What is left is the card as a whole. */
    assert_false(has_first_card(context));
    assert_false(has_device(context, "endpoint:pci-0000:00:1b.0:0:pin10"));
    assert_true(has_device(context, DEMO_CARD));
    change_codec(0, "Codec", "Codec");
    fake_tell(0, fake_find(0, headphone), FAKE_TLV);
    follow(context);
    assert_true(has_first_card(context));
    jf_context_unref(context);
}

/* ---- permission ------------------------------------------------------------------------------ */

static void without_permission_the_graph_is_there_and_one_line_says_why(void **state)
{
    struct jf_context *context;
    const struct jf_control *control;

    (void)state;
    fake_deny(0, -EACCES);
    context = open_live();
    assert_true(has_first_card(context));
    assert_string_equal(machine_log.text,
                        "alsa: /dev/snd/controlC0: permission denied; join the audio group to see "
                        "and set what its controls say\n");
    control = control_named(context, "Headphone Jack");
    assert_false(jf_control_is_readable(control));
    assert_false(jf_control_is_writable(control));
    assert_string_equal(jf_control_get_remark(control),
                        "no permission to open the card's control device");
    assert_int_equal(jf_control_set_uniform(context, control, 0), -ENOTSUP);
    jf_context_unref(context);
}

static void permission_that_comes_later_is_noticed(void **state)
{
    struct jf_context *context;

    (void)state;
    fake_deny(0, -EACCES);
    context = open_live();
    assert_false(can_be_set(context));
    fake_deny(0, 0);
    assert_int_equal(chmod(recording_path(&recorded, "dev/snd/controlC0"), 0660), 0);
    follow_until(context, can_be_set, 2000);
    assert_int_equal(value_of(context, headphone, 0), -1200);
    assert_null(jf_control_get_remark(control_named(context, headphone)));
    jf_context_unref(context);
}

static void a_card_that_came_is_shown_once_its_permissions_are_set(void **state)
{
    struct jf_context *context = open_live();

    (void)state;
    fake_plug(1);
    fake_deny(1, -EACCES);
    add_elements(1);
    write_card(1, OTHER_PLACE);
    follow(context);
    follow(context);
    assert_false(has_second_card(context));
    fake_deny(1, 0);
    follow_until(context, has_second_card, 2000);
    assert_int_equal(fake_open_count(), 2);
    assert_string_equal(machine_log.text, "");
    jf_context_unref(context);
}

/* So the kernel does it: the card's directory in /proc comes last. */
static void a_card_whose_files_come_after_its_node_is_shown(void **state)
{
    struct jf_context *context = open_live();

    (void)state;
    fake_plug(1);
    add_elements(1);
    write_card_node(1);
    follow(context);
    assert_false(has_second_card(context));
    write_card_files(1, OTHER_PLACE);
    follow_until(context, has_second_card, 2000);
    assert_true(has_second_card(context));
    assert_string_equal(machine_log.text, "");
    jf_context_unref(context);
}

static void a_card_that_stays_closed_is_shown_all_the_same(void **state)
{
    struct jf_context *context = open_live();

    (void)state;
    fake_plug(1);
    fake_deny(1, -EACCES);
    write_card(1, OTHER_PLACE);
    follow_until(context, has_second_card, 4000);
    assert_int_equal(machine_log.count, 1);
    assert_non_null(strstr(machine_log.text, "/dev/snd/controlC1: permission denied"));
    delete_card(1);
    follow_until(context, has_one_card, 2000);
    jf_context_unref(context);
}

static void a_card_that_goes_while_it_is_waited_for_leaves_no_trace(void **state)
{
    struct jf_context *context = open_live();

    (void)state;
    fake_plug(1);
    fake_deny(1, -EACCES);
    write_card(1, OTHER_PLACE);
    follow(context);
    fake_pull(1);
    delete_card(1);
    follow(context);
    usleep(50000);
    follow(context);
    assert_true(has_one_card(context));
    assert_null(jf_context_next_event(context));
    assert_string_equal(machine_log.text, "");
    jf_context_unref(context);
}

static void a_machine_that_cannot_be_watched_is_shown_as_it_is(void **state)
{
    struct jf_context *context;

    (void)state;
    lacks_inotify = true;
    context = open_live();
    lacks_inotify = false;
    assert_int_equal(machine_log.count, 1);
    assert_non_null(strstr(machine_log.text, "cards that come and go are not seen"));
    assert_int_equal(value_of(context, headphone, 0), -1200);
    fake_set(0, headphone, 87);
    follow(context);
    assert_int_equal(value_of(context, headphone, 0), 0);
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define ON_A_MACHINE(test) cmocka_unit_test_setup_teardown(test, make_machine, end_machine)
        ON_A_MACHINE(a_card_comes_and_goes_twenty_times_and_leaves_nothing),
        ON_A_MACHINE(the_controls_of_a_card_that_came_can_be_set),
        ON_A_MACHINE(the_first_card_of_a_machine_is_seen_to_come),
        ON_A_MACHINE(another_card_under_the_same_number_is_another_card),
        ON_A_MACHINE(another_card_is_noticed_though_neither_can_be_opened),
        ON_A_MACHINE(what_is_in_hand_when_a_card_is_pulled_says_that_it_is_gone),
        ON_A_MACHINE(an_endpoint_may_vanish_while_it_is_looked_at),
        ON_A_MACHINE(a_codec_that_can_be_read_no_more_takes_its_endpoints_along),
        ON_A_MACHINE(without_permission_the_graph_is_there_and_one_line_says_why),
        ON_A_MACHINE(permission_that_comes_later_is_noticed),
        ON_A_MACHINE(a_card_that_came_is_shown_once_its_permissions_are_set),
        ON_A_MACHINE(a_card_whose_files_come_after_its_node_is_shown),
        ON_A_MACHINE(a_card_that_stays_closed_is_shown_all_the_same),
        ON_A_MACHINE(a_card_that_goes_while_it_is_waited_for_leaves_no_trace),
        ON_A_MACHINE(a_machine_that_cannot_be_watched_is_shown_as_it_is),
    };

    return cmocka_run_group_tests_name("alsa-plug", tests, NULL, NULL);
}
