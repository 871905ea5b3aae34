/* SPDX-License-Identifier: MIT */

/* Values of a running card's controls: shown, followed, and set as Windows' interfaces promise. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/live-machine.h"
#include "helpers/shadow.h"

static const char headphone[] = "Headphone Playback Volume";
static const char speaker[] = "Speaker Playback Volume";
static const char headphone_switch[] = "Headphone Playback Switch";
static const char source[] = "Capture Source";

/* Which of the inputs of the demo codec's input selector its text has starred. */
static enum jf_link_state link_state(struct jf_context *context, const char *from)
{
    const struct jf_device *device;
    const struct jf_link *link;
    char id[64];

    (void)snprintf(id, sizeof(id), DEMO_CODEC "/%s", from);
    assert_int_equal(jf_graph_find_device(jf_context_get_graph(context), DEMO_CODEC, &device), 0);
    for (size_t i = 0; jf_device_get_link(device, i, &link) == 0; i++) {
        if (strcmp(jf_part_get_id(jf_link_get_from(link)), id) == 0 &&
            strstr(jf_part_get_id(jf_link_get_to(link)), "/selector09"))
            return jf_link_get_state(link);
    }
    fail_msg("no link from %s to the selector", id);
    return JF_LINK_UNKNOWN;
}

static enum jf_presence presence_at(struct jf_context *context, const char *pin)
{
    const struct jf_connector *connector;
    const struct jf_part *part;
    const struct jf_jack *jack;
    char id[64];

    (void)snprintf(id, sizeof(id), DEMO_CODEC "/%s", pin);
    assert_int_equal(jf_graph_find_part(jf_context_get_graph(context), id, &part), 0);
    assert_int_equal(jf_part_get_connector(part, &connector), 0);
    assert_int_equal(jf_connector_get_jack(connector, 0, &jack), 0);
    return jf_jack_get_presence(jack);
}

/* ---- shown ----------------------------------------------------------------------------------- */

static void the_values_of_a_running_card_are_shown(void **state)
{
    struct jf_context *context = open_live();
    int64_t min, max, step;

    (void)state;
    assert_int_equal(value_of(context, headphone, 0), -1200);
    assert_int_equal(jf_control_get_range(control_named(context, headphone), &min, &max, &step), 0);
    assert_int_equal(min, -6525);
    assert_int_equal(max, 0);
    assert_int_equal(step, 75);
    assert_int_equal(value_of(context, speaker, 1), -900);
    assert_int_equal(jf_control_get_range(control_named(context, speaker), &min, &max, &step), 0);
    assert_int_equal(step, 0);
    assert_int_equal(value_of(context, headphone_switch, 0), 0);
    assert_int_equal(jf_control_get_kind(control_named(context, headphone_switch)),
                     JF_CONTROL_MUTE);
    assert_int_equal(jf_control_get_kind(control_named(context, "Capture Volume")),
                     JF_CONTROL_INTEGER);
    assert_string_equal(jf_control_get_remark(control_named(context, "Capture Volume")),
                        "no dB scale");
    assert_string_equal(machine_log.text, "");
    jf_context_unref(context);
}

static void nothing_is_written_and_no_device_stays_open(void **state)
{
    size_t fds = count_fds();
    struct jf_context *context = open_live();

    (void)state;
    assert_int_equal(fake_open_count(), 1);
    assert_int_equal(fake_find(0, headphone)->writes, 0);
    jf_context_unref(context);
    assert_int_equal(fake_open_count(), 0);
    assert_int_equal(count_fds(), fds);
}

/* ---- followed -------------------------------------------------------------------------------- */

static void what_another_program_sets_is_one_event(void **state)
{
    struct jf_context *context = open_live();
    struct event_count events;

    (void)state;
    fake_set(0, headphone, 80);
    assert_int_equal(jf_context_wait(context, 1000), 1);
    follow(context);
    events = count_events(context, JF_EVENT_CONTROL);
    assert_int_equal(events.count, 1);
    assert_string_equal(events.name, headphone);
    assert_int_equal(events.origin, JF_ORIGIN_UNKNOWN);
    assert_int_equal(value_of(context, headphone, 1), -525);
    fake_set(0, headphone, 80);
    follow(context);
    assert_null(jf_context_next_event(context));
    jf_context_unref(context);
}

static void a_plug_is_the_hardware_s_doing_and_changes_the_jack(void **state)
{
    struct jf_context *context = open_live();
    const struct jf_device *phones;
    struct jf_event *event;
    bool seen = false;

    (void)state;
    assert_int_equal(presence_at(context, "pin10"), JF_PRESENCE_PLUGGED);
    fake_set(0, "Headphone Jack", 0);
    follow(context);
    assert_int_equal(presence_at(context, "pin10"), JF_PRESENCE_UNPLUGGED);
    while ((event = jf_context_next_event(context))) {
        if (jf_event_get_type(event) == JF_EVENT_CONTROL) {
            assert_int_equal(jf_event_get_origin(event), JF_ORIGIN_HARDWARE);
            assert_string_equal(jf_control_get_name(jf_event_get_control(event)), "Headphone Jack");
            seen = true;
        }
        jf_event_unref(event);
    }
    assert_true(seen);
    assert_int_equal(jf_graph_find_device(jf_context_get_graph(context),
                                          "endpoint:pci-0000:00:1b.0:0:pin10", &phones),
                     0);
    assert_int_equal(jf_device_get_state(phones), JF_STATE_UNPLUGGED);
    jf_context_unref(context);
}

static void only_what_moves_the_hardware_makes_the_codec_be_read_again(void **state)
{
    struct jf_context *context = open_live();

    (void)state;
    assert_int_equal(link_state(context, "pin13"), JF_LINK_SELECTED);
    change_codec(0, "0x12 0x13* 0x06", "0x12* 0x13 0x06");
    fake_set(0, headphone, 3);
    fake_set(0, headphone_switch, 0);
    follow(context);
    assert_int_equal(link_state(context, "pin13"), JF_LINK_SELECTED);
    fake_set(0, source, 0);
    follow(context);
    assert_int_equal(link_state(context, "pin13"), JF_LINK_UNSELECTED);
    change_codec(0, "0x12 0x13* 0x06", "0x12 0x13 0x06*");
    fake_set(0, "Mic Jack", 1);
    follow(context);
    assert_int_equal(link_state(context, "mixer06"), JF_LINK_SELECTED);
    jf_context_unref(context);
}

static void elements_that_come_and_go_are_controls_that_do(void **state)
{
    struct jf_context *context = open_live();

    (void)state;
    fake_remove(0, headphone);
    follow(context);
    assert_true(count_events(context, JF_EVENT_CHANGED).changes & JF_CHANGE_CONTROLS);
    assert_false(jf_control_is_writable(control_named(context, headphone)));
    fake_add(0, &(struct fake_elem){.name = headphone,
                                    .iface = FAKE_MIXER,
                                    .type = FAKE_INTEGER,
                                    .count = 1,
                                    .max = 3,
                                    .values = {2}});
    follow(context);
    assert_true(count_events(context, JF_EVENT_CHANGED).changes & JF_CHANGE_CONTROLS);
    assert_int_equal(value_of(context, headphone, 0), 2);
    assert_true(jf_control_is_writable(control_named(context, headphone)));
    jf_context_unref(context);
}

static void an_element_that_turns_inactive_or_into_another_is_shown_so(void **state)
{
    struct jf_context *context = open_live();
    struct fake_elem *elem = fake_find(0, headphone);

    (void)state;
    elem->is_inactive = true;
    fake_tell(0, elem, FAKE_INFO);
    follow(context);
    assert_false(jf_control_is_active(control_named(context, headphone)));
    elem->is_inactive = false;
    elem->count = 1;
    fake_tell(0, elem, FAKE_INFO);
    follow(context);
    assert_true(jf_control_is_active(control_named(context, headphone)));
    assert_int_equal(jf_control_get_value_count(control_named(context, headphone)), 1);
    jf_context_unref(context);
}

static void a_value_that_cannot_be_read_any_more_is_unknown(void **state)
{
    struct jf_context *context = open_live();
    struct fake_elem *elem = fake_find(0, headphone);

    (void)state;
    elem->read_error = -EIO;
    fake_tell(0, elem, FAKE_VALUE);
    follow(context);
    assert_int_equal(jf_control_get_value_count(control_named(context, headphone)), 0);
    assert_false(jf_control_is_readable(control_named(context, headphone)));
    assert_string_equal(jf_control_get_remark(control_named(context, headphone)),
                        "its driver fails to read it");
    elem->read_error = 0;
    fake_tell(0, elem, FAKE_VALUE);
    follow(context);
    assert_int_equal(value_of(context, headphone, 0), -1200);
    jf_context_unref(context);
}

/* ---- set ------------------------------------------------------------------------------------- */

static int set_both(struct jf_context *context, const char *name, int64_t left, int64_t right)
{
    const int64_t values[] = {left, right};

    return jf_control_set_all(context, control_named(context, name), values, 2);
}

static void our_own_setting_is_one_event_of_ours(void **state)
{
    struct jf_context *context = open_live();
    struct event_count events;

    (void)state;
    assert_int_equal(jf_control_set_uniform(context, control_named(context, headphone), -3000), 0);
    assert_int_equal(value_of(context, headphone, 0), -3000);
    follow(context);
    events = count_events(context, JF_EVENT_CONTROL);
    assert_int_equal(events.count, 1);
    assert_int_equal(events.origin, JF_ORIGIN_SELF);
    fake_set(0, headphone, 80);
    follow(context);
    events = count_events(context, JF_EVENT_CONTROL);
    assert_int_equal(events.count, 1);
    assert_int_equal(events.origin, JF_ORIGIN_UNKNOWN);
    jf_context_unref(context);
}

static void setting_what_is_set_already_is_no_event(void **state)
{
    struct jf_context *context = open_live();

    (void)state;
    assert_int_equal(jf_control_set_uniform(context, control_named(context, headphone), -1200), 0);
    follow(context);
    assert_null(jf_context_next_event(context));
    jf_context_unref(context);
}

/* IPerChannelDbLevel: the unit is millibel; a scale from -65.25 dB to 0 dB in steps of 0.75 dB. */
static void levels_are_set_as_windows_promises(void **state)
{
    static const struct {
        const char *what;
        int64_t wanted, got;
    } cases[] = {
        {"a step stays itself", -3000, -3000},
        {"between two steps it is the quieter one, however near the louder", -2926, -3000},
        {"just at a step", -2925, -2925},
        {"above the range it is the loudest", 500, 0},
        {"far above", INT64_MAX, 0},
        {"below the range it is the quietest", -7000, -6525},
        {"silence is the quietest there is", INT64_MIN, -6525},
        {"the top", 0, 0},
        {"just below the top", -1, -75},
    };
    struct jf_context *context = open_live();

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        print_message("%s\n", cases[i].what);
        assert_int_equal(
            jf_control_set_uniform(context, control_named(context, headphone), cases[i].wanted), 0);
        assert_int_equal(value_of(context, headphone, 0), cases[i].got);
        assert_int_equal(value_of(context, headphone, 1), cases[i].got);
    }
    assert_int_equal(jf_control_set_uniform(context, control_named(context, speaker), -1050), 0);
    assert_int_equal(value_of(context, speaker, 0), -1100);
    jf_context_unref(context);
}

static void one_channel_is_set_and_the_other_stays_as_it_is_now(void **state)
{
    struct jf_context *context = open_live();

    (void)state;
    /* Not told yet: the value in the graph is old. */
    fake_find(0, headphone)->values[0] = 10;
    assert_int_equal(jf_control_set_value(context, control_named(context, headphone), 1, -75), 0);
    assert_int_equal(fake_find(0, headphone)->values[0], 10);
    assert_int_equal(fake_find(0, headphone)->values[1], 86);
    assert_int_equal(value_of(context, headphone, 0), -5775);
    assert_int_equal(set_both(context, headphone, -6525, 0), 0);
    assert_int_equal(fake_find(0, headphone)->values[0], 0);
    assert_int_equal(fake_find(0, headphone)->values[1], 87);
    jf_context_unref(context);
}

static void a_wrong_count_or_channel_changes_nothing(void **state)
{
    static const int64_t values[3] = {-75, -75, -75};
    struct jf_context *context = open_live();
    const struct jf_control *control = control_named(context, headphone);

    (void)state;
    assert_int_equal(jf_control_set_all(context, control, values, 1), -EINVAL);
    assert_int_equal(jf_control_set_all(context, control, values, 3), -EINVAL);
    assert_int_equal(jf_control_set_all(context, control, NULL, 2), -EINVAL);
    assert_int_equal(jf_control_set_value(context, control, 2, -75), -EINVAL);
    assert_int_equal(jf_control_set_value(context, control, SIZE_MAX, -75), -EINVAL);
    assert_int_equal(fake_find(0, headphone)->writes, 0);
    follow(context);
    assert_null(jf_context_next_event(context));
    jf_context_unref(context);
}

static void a_mute_turns_off_every_channel_of_the_switch(void **state)
{
    struct jf_context *context = open_live();
    const struct fake_elem *elem = fake_find(0, headphone_switch);

    (void)state;
    assert_int_equal(jf_control_set_value(context, control_named(context, headphone_switch), 0, 1),
                     0);
    assert_int_equal(elem->values[0], 0);
    assert_int_equal(elem->values[1], 0);
    assert_int_equal(value_of(context, headphone_switch, 0), 1);
    assert_int_equal(jf_control_set_uniform(context, control_named(context, headphone_switch), 0),
                     0);
    assert_int_equal(elem->values[0], 1);
    assert_int_equal(elem->values[1], 1);
    /* Half muted is not muted, for sound comes through. */
    fake_find(0, headphone_switch)->values[0] = 0;
    fake_tell(0, elem, FAKE_VALUE);
    follow(context);
    assert_int_equal(value_of(context, headphone_switch, 0), 0);
    jf_context_unref(context);
}

static void an_integer_is_clamped_and_an_item_must_exist(void **state)
{
    struct jf_context *context = open_live();

    (void)state;
    assert_int_equal(jf_control_set_uniform(context, control_named(context, "Capture Volume"), 99),
                     0);
    assert_int_equal(value_of(context, "Capture Volume", 0), 31);
    assert_int_equal(jf_control_set_uniform(context, control_named(context, "Capture Volume"), -4),
                     0);
    assert_int_equal(value_of(context, "Capture Volume", 1), 0);
    assert_int_equal(jf_control_set_value(context, control_named(context, source), 0, 77), -EINVAL);
    assert_int_equal(fake_find(0, source)->writes, 0);
    jf_context_unref(context);
}

static void what_the_driver_makes_of_a_value_is_read_back(void **state)
{
    struct jf_context *context = open_live();

    (void)state;
    fake_find(0, headphone)->rounded_down_to = 10;
    assert_int_equal(jf_control_set_uniform(context, control_named(context, headphone), -900), 0);
    assert_int_equal(fake_find(0, headphone)->values[0], 70);
    assert_int_equal(value_of(context, headphone, 0), -1275);
    jf_context_unref(context);
}

static void a_locked_control_is_refused_and_shown_as_locked(void **state)
{
    struct jf_context *context = open_live();

    (void)state;
    fake_find(0, headphone)->is_locked = true;
    assert_int_equal(jf_control_set_uniform(context, control_named(context, headphone), -900),
                     -EPERM);
    follow(context);
    assert_true(jf_control_is_locked(control_named(context, headphone)));
    assert_true(jf_control_is_active(control_named(context, headphone)));
    assert_int_equal(value_of(context, headphone, 0), -1200);
    fake_find(0, headphone)->is_locked = false;
    assert_int_equal(jf_control_set_uniform(context, control_named(context, headphone), -900), 0);
    assert_false(jf_control_is_locked(control_named(context, headphone)));
    jf_context_unref(context);
}

static void what_cannot_be_set_says_why(void **state)
{
    static const struct {
        int driver, answer;
    } cases[] = {{-EPIPE, -EIO}, {-EINVAL, -EIO}, {-ETIMEDOUT, -ETIMEDOUT}, {-ENODEV, -ENODEV}};
    struct jf_context *context = open_live();
    struct fake_elem *elem = fake_find(0, headphone);

    (void)state;
    assert_int_equal(jf_control_set_value(context, control_named(context, "Headphone Jack"), 0, 1),
                     -ENOTSUP);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        elem->write_error = cases[i].driver;
        assert_int_equal(jf_control_set_uniform(context, control_named(context, headphone), -900),
                         cases[i].answer);
    }
    elem->write_error = 0;
    elem->read_error = -EIO;
    assert_int_equal(jf_control_set_value(context, control_named(context, headphone), 0, -900),
                     -EIO);
    assert_int_equal(elem->writes, 0);
    elem->read_error = 0;
    elem->is_inactive = true;
    fake_tell(0, elem, FAKE_INFO);
    follow(context);
    assert_int_equal(jf_control_set_uniform(context, control_named(context, headphone), -900),
                     -ENODEV);
    assert_int_equal(elem->writes, 0);
    jf_context_unref(context);
}

static void an_element_that_changes_its_channels_while_it_is_set_is_read_anew(void **state)
{
    struct jf_context *context = open_live();

    (void)state;
    fake_find(0, headphone)->count = 1;
    assert_int_equal(set_both(context, headphone, -900, -900), -ESTALE);
    follow(context);
    assert_int_equal(jf_control_get_value_count(control_named(context, headphone)), 1);
    assert_int_equal(jf_control_set_value(context, control_named(context, headphone), 0, -900), 0);
    jf_context_unref(context);
}

static void setting_may_be_answered_later(void **state)
{
    struct jf_context *context = open_live();
    static const int64_t values[2] = {-75, -150};
    struct jf_event *event;
    uint64_t request = 0;
    int answered = 0;

    (void)state;
    assert_int_equal(
        jf_control_set_all_async(context, control_named(context, headphone), values, 2, &request),
        0);
    follow(context);
    while ((event = jf_context_next_event(context))) {
        if (jf_event_get_type(event) == JF_EVENT_CONTROL)
            assert_int_equal(jf_event_get_origin(event), JF_ORIGIN_SELF);
        if (jf_event_get_type(event) == JF_EVENT_REQUEST) {
            assert_int_equal(jf_event_get_serial(event), request);
            assert_int_equal(jf_event_get_status(event), 0);
            answered++;
        }
        jf_event_unref(event);
    }
    assert_int_equal(answered, 1);
    assert_int_equal(value_of(context, headphone, 1), -150);
    jf_context_unref(context);
}

/* ---- the law --------------------------------------------------------------------------------- */

static void do_something(struct jf_context *context, unsigned int what)
{
    static const char *const names[] = {"Headphone Playback Volume",
                                        "Speaker Playback Volume",
                                        "Capture Volume",
                                        "Headphone Playback Switch",
                                        "Capture Switch",
                                        "Headphone Jack",
                                        "Mic Jack"};
    const char *name = names[what / 16 % (sizeof(names) / sizeof(names[0]))];

    switch (what % 8) {
    case 0:
    case 1:
    case 2:
        fake_set(0, name, what / 128 % 2);
        break;
    case 3:
        fake_set(0, source, what / 128 % 3);
        change_codec(0, "0x12 0x13* 0x06", what % 5 ? "0x12* 0x13 0x06" : "0x12 0x13 0x06*");
        break;
    case 4:
        fake_find(0, name)->is_inactive = what / 128 % 2;
        fake_tell(0, fake_find(0, name), FAKE_INFO);
        break;
    case 5:
        (void)jf_control_set_uniform(context, control_named(context, name), -(int64_t)what);
        break;
    case 6:
        fake_find(0, name)->read_error = what / 128 % 2 ? -EIO : 0;
        fake_tell(0, fake_find(0, name), FAKE_VALUE);
        break;
    default:
        fake_tell(0, fake_find(0, name), FAKE_TLV);
        break;
    }
}

static void the_events_are_the_difference_whatever_happens(void **state)
{
    struct jf_context *context;
    struct shadow *shadow = shadow_new();
    unsigned int random = 1;

    (void)state;
    assert_int_equal(open_unsettled(&context), 0);
    for (int round = 0; round < 300; round++) {
        for (unsigned int i = 0; i < random / 65536 % 4; i++) {
            random = random * 1103515245 + 12345;
            do_something(context, random / 65536);
        }
        random = random * 1103515245 + 12345;
        if (random / 65536 % 2)
            assert_int_equal(jf_context_dispatch(context), 0);
        else
            follow(context);
        shadow_follow(shadow, context);
        shadow_compare(shadow, jf_context_get_graph(context));
    }
    shadow_free(shadow);
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define ON_A_MACHINE(test) cmocka_unit_test_setup_teardown(test, make_machine, end_machine)
        ON_A_MACHINE(the_values_of_a_running_card_are_shown),
        ON_A_MACHINE(nothing_is_written_and_no_device_stays_open),
        ON_A_MACHINE(what_another_program_sets_is_one_event),
        ON_A_MACHINE(a_plug_is_the_hardware_s_doing_and_changes_the_jack),
        ON_A_MACHINE(only_what_moves_the_hardware_makes_the_codec_be_read_again),
        ON_A_MACHINE(elements_that_come_and_go_are_controls_that_do),
        ON_A_MACHINE(an_element_that_turns_inactive_or_into_another_is_shown_so),
        ON_A_MACHINE(a_value_that_cannot_be_read_any_more_is_unknown),
        ON_A_MACHINE(our_own_setting_is_one_event_of_ours),
        ON_A_MACHINE(setting_what_is_set_already_is_no_event),
        ON_A_MACHINE(levels_are_set_as_windows_promises),
        ON_A_MACHINE(one_channel_is_set_and_the_other_stays_as_it_is_now),
        ON_A_MACHINE(a_wrong_count_or_channel_changes_nothing),
        ON_A_MACHINE(a_mute_turns_off_every_channel_of_the_switch),
        ON_A_MACHINE(an_integer_is_clamped_and_an_item_must_exist),
        ON_A_MACHINE(what_the_driver_makes_of_a_value_is_read_back),
        ON_A_MACHINE(a_locked_control_is_refused_and_shown_as_locked),
        ON_A_MACHINE(what_cannot_be_set_says_why),
        ON_A_MACHINE(an_element_that_changes_its_channels_while_it_is_set_is_read_anew),
        ON_A_MACHINE(setting_may_be_answered_later),
        ON_A_MACHINE(the_events_are_the_difference_whatever_happens),
    };

    return cmocka_run_group_tests_name("alsa-control", tests, NULL, NULL);
}
