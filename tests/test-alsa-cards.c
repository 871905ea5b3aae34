/* SPDX-License-Identifier: MIT */

/*
 * Running cards that are no HDA codecs: an AC'97 codec, and a card of which nobody tells the
 * inside. What is on them is set, clamped and read back as on any other.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/live-machine.h"

enum {
    AC97 = 1,
    PLAIN = 2
};

#define AC97_CODEC "ac97:pci-0000:00:05.0:0"
#define PLAIN_CARD "card:pci-0000:00:06.0"

/* ---- the cards ------------------------------------------------------------------------------- */

static const char *const sources[] = {"Mic", "CD",       "Video", "Aux", "Line",
                                      "Mix", "Mix Mono", "Phone", NULL};
static const char *const modes[] = {"Slow", "Fast", "Off", NULL};
/* -46.5 dB to 0 dB in steps of 1.5 dB. */
static const unsigned int scale[] = {1, 8, (unsigned int)-4650, 150};

static void write_files(int number, const char *id, const char *place)
{
    char path[64], text[128];

    (void)snprintf(path, sizeof(path), "proc/asound/card%d/id", number);
    recording_write(&recorded, path, id);
    (void)snprintf(path, sizeof(path), "proc/asound/card%d/pcm0p/info", number);
    recording_write(&recorded, path, "name: A PCM\n");
    (void)snprintf(path, sizeof(path), "sys/class/sound/card%d", number);
    (void)snprintf(text, sizeof(text), "../../devices/pci0000:00/%s/sound/card%d", place, number);
    recording_link(&recorded, path, text);
    (void)snprintf(path, sizeof(path), "dev/snd/controlC%d", number);
    recording_write(&recorded, path, "");
}

static void add(int number, struct fake_elem elem)
{
    elem.iface = FAKE_MIXER;
    (void)fake_add(number, &elem);
}

static void add_ac97(void)
{
    fake_plug(AC97);
    add(AC97, (struct fake_elem){.name = "Line Playback Volume",
                                 .type = FAKE_INTEGER,
                                 .count = 2,
                                 .max = 31,
                                 .tlv = scale,
                                 .values = {31, 31}});
    add(AC97, (struct fake_elem){
                  .name = "Line Playback Switch", .type = FAKE_BOOLEAN, .count = 1, .max = 1});
    add(AC97, (struct fake_elem){.name = "Capture Source",
                                 .type = FAKE_ENUM,
                                 .count = 2,
                                 .items = sources,
                                 .values = {0, 0}});
    write_files(AC97, "Bridge\n", "0000:00:05.0");
    recording_write(&recorded, "proc/asound/card1/codec97#0/ac97#0-0",
                    "0-0/0: Test Chip rev 3\n\nCapabilities     :\n"
                    "3D enhancement   : No 3D Stereo Enhancement\n");
}

static void add_plain(void)
{
    fake_plug(PLAIN);
    add(PLAIN, (struct fake_elem){.name = "Amplifier", .type = FAKE_BOOLEAN, .count = 2, .max = 1});
    add(PLAIN, (struct fake_elem){
                   .name = "Fan", .type = FAKE_ENUM, .count = 1, .items = modes, .values = {1}});
    add(PLAIN, (struct fake_elem){
                   .name = "Coefficients", .type = FAKE_BYTES, .count = 4, .values = {1, 2, 3, 4}});
    add(PLAIN,
        (struct fake_elem){
            .name = "Offset", .type = FAKE_INTEGER, .count = 1, .min = -12, .max = 12, .step = 4});
    add(PLAIN, (struct fake_elem){
                   .name = "Delay", .type = FAKE_INTEGER64, .count = 1, .max = INT64_C(1) << 40});
    add(PLAIN, (struct fake_elem){.name = "Line Volume",
                                  .type = FAKE_INTEGER,
                                  .count = 2,
                                  .max = 31,
                                  .tlv = scale,
                                  .values = {31, 31}});
    write_files(PLAIN, "Plain\n", "0000:00:06.0");
}

static int make_cards(void **state)
{
    make_recording(state);
    machine_watch_delay_ms = 0;
    add_ac97();
    add_plain();
    return 0;
}

/* ---- questions ------------------------------------------------------------------------------- */

static const struct jf_part *part_of(struct jf_context *context, const char *id)
{
    const struct jf_part *part = NULL;

    if (jf_graph_find_part(jf_context_get_graph(context), id, &part))
        fail_msg("no part %s", id);
    return part;
}

static void assert_at(struct jf_context *context, const char *name, const char *part,
                      enum jf_control_kind kind, const char *evidence)
{
    const struct jf_control *control = control_named(context, name);

    assert_string_equal(jf_part_get_id(jf_control_get_part(control)), part);
    assert_int_equal(jf_control_get_kind(control), kind);
    assert_string_equal(jf_control_get_evidence(control), evidence);
    assert_true(jf_control_is_writable(control));
}

static int set(struct jf_context *context, const char *name, int64_t value)
{
    return jf_control_set_uniform(context, control_named(context, name), value);
}

static enum jf_link_state state_of(struct jf_context *context, const char *from)
{
    const struct jf_part *part = part_of(context, from);
    const struct jf_link *link;

    for (size_t i = 0; jf_part_get_outgoing(part, i, &link) == 0; i++) {
        if (strcmp(jf_part_get_id(jf_link_get_to(link)), AC97_CODEC "/record-select") == 0)
            return jf_link_get_state(link);
    }
    fail_msg("%s does not lead to the selector", from);
    return JF_LINK_UNKNOWN;
}

/* ---- AC'97 ----------------------------------------------------------------------------------- */

static void elements_are_at_the_parts_that_their_names_say(void **state)
{
    struct jf_context *context = open_live();

    (void)state;
    assert_at(context, "Line Playback Volume", AC97_CODEC "/line-volume", JF_CONTROL_LEVEL, "name");
    assert_at(context, "Line Playback Switch", AC97_CODEC "/line-mute", JF_CONTROL_MUTE, "name");
    assert_at(context, "Capture Source", AC97_CODEC "/record-select", JF_CONTROL_SELECTOR, "name");
    jf_context_unref(context);
}

static void a_selector_is_set_by_its_neighbour(void **state)
{
    struct jf_context *context = open_live();
    int64_t line = jf_part_get_local_id(part_of(context, AC97_CODEC "/line"));
    int64_t cd = jf_part_get_local_id(part_of(context, AC97_CODEC "/cd"));

    (void)state;
    assert_int_equal(set(context, "Capture Source", line), 0);
    assert_int_equal(fake_find(AC97, "Capture Source")->values[0], 4);
    assert_int_equal(fake_find(AC97, "Capture Source")->values[1], 4);
    assert_int_equal(value_of(context, "Capture Source", 0), line);
    assert_int_equal(state_of(context, AC97_CODEC "/line"), JF_LINK_SELECTED);
    assert_int_equal(state_of(context, AC97_CODEC "/cd"), JF_LINK_UNSELECTED);
    assert_int_equal(jf_control_set_value(context, control_named(context, "Capture Source"), 1, cd),
                     0);
    assert_int_equal(fake_find(AC97, "Capture Source")->values[0], 4);
    assert_int_equal(fake_find(AC97, "Capture Source")->values[1], 1);
    assert_int_equal(state_of(context, AC97_CODEC "/cd"), JF_LINK_SELECTED);
    assert_int_equal(set(context, "Capture Source",
                         jf_part_get_local_id(part_of(context, AC97_CODEC "/pcm-out"))),
                     -EINVAL);
    jf_context_unref(context);
}

/* The codec's text is as old as its last reading; what an element says is shown at once. */
static void what_another_program_selects_moves_the_way(void **state)
{
    struct jf_context *context = open_live();

    (void)state;
    assert_int_equal(state_of(context, AC97_CODEC "/aux"), JF_LINK_UNSELECTED);
    fake_set(AC97, "Capture Source", 3);
    follow(context);
    assert_int_equal(state_of(context, AC97_CODEC "/aux"), JF_LINK_SELECTED);
    jf_context_unref(context);
}

static void a_level_and_a_mute_of_a_codec_are_set(void **state)
{
    struct jf_context *context = open_live();

    (void)state;
    assert_int_equal(set(context, "Line Playback Volume", -400), 0);
    assert_int_equal(value_of(context, "Line Playback Volume", 1), -450);
    assert_int_equal(set(context, "Line Playback Volume", 600), 0);
    assert_int_equal(value_of(context, "Line Playback Volume", 0), 0);
    assert_int_equal(value_of(context, "Line Playback Switch", 0), 1);
    assert_int_equal(set(context, "Line Playback Switch", 0), 0);
    assert_int_equal(fake_find(AC97, "Line Playback Switch")->values[0], 1);
    jf_context_unref(context);
}

/* ---- a card of which nobody tells the inside ------------------------------------------------- */

static void all_elements_of_a_plain_card_are_inside_it(void **state)
{
    static const struct {
        const char *name;
        enum jf_control_kind kind;
    } cases[] = {
        {"Amplifier", JF_CONTROL_BOOLEAN},  {"Fan", JF_CONTROL_ENUM},
        {"Coefficients", JF_CONTROL_BYTES}, {"Offset", JF_CONTROL_INTEGER},
        {"Delay", JF_CONTROL_INTEGER},      {"Line Volume", JF_CONTROL_LEVEL},
    };
    struct jf_context *context = open_live();
    const struct jf_part *inside = part_of(context, PLAIN_CARD "/inside");

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_at(context, cases[i].name, PLAIN_CARD "/inside", cases[i].kind, "card");
    assert_int_equal(jf_part_get_type(inside), JF_TYPE_OPAQUE);
    assert_string_equal(jf_part_get_property(inside, "inferred"), "true");
    jf_context_unref(context);
}

/* What is asked of a control, and what it then is. */
static void every_kind_is_set_and_read_back(void **state)
{
    static const struct {
        const char *name;
        int64_t wanted, got;
    } cases[] = {
        {"Amplifier", 1, 1},
        {"Fan", 2, 2},
        {"Offset", 8, 8},
        {"Offset", 99, 12},
        {"Offset", -99, -12},
        {"Offset", 3, 0}, /* steps of 4 begin at -12 */
        {"Delay", INT64_C(1) << 35, INT64_C(1) << 35},
        {"Delay", INT64_MAX, INT64_C(1) << 40},
        {"Line Volume", -2000, -2100},
    };
    struct jf_context *context = open_live();

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(set(context, cases[i].name, cases[i].wanted), 0);
        if (value_of(context, cases[i].name, 0) != cases[i].got)
            fail_msg("%s: %lld", cases[i].name, (long long)value_of(context, cases[i].name, 0));
    }
    assert_int_equal(fake_find(PLAIN, "Amplifier")->values[1], 1);
    assert_int_equal(set(context, "Fan", 3), -EINVAL);
    assert_int_equal(fake_find(PLAIN, "Fan")->values[0], 2);
    jf_context_unref(context);
}

static void bytes_are_set_one_by_one_or_all(void **state)
{
    static const int64_t wanted[] = {9, 8, 7, 255};
    struct jf_context *context = open_live();
    struct fake_elem *elem = fake_find(PLAIN, "Coefficients");

    (void)state;
    assert_int_equal(jf_control_set_value(context, control_named(context, "Coefficients"), 2, 77),
                     0);
    assert_int_equal(elem->values[1], 2);
    assert_int_equal(elem->values[2], 77);
    assert_int_equal(jf_control_set_all(context, control_named(context, "Coefficients"), wanted, 4),
                     0);
    assert_int_equal(value_of(context, "Coefficients", 3), 255);
    assert_int_equal(elem->values[0], 9);
    assert_int_equal(jf_control_set_all(context, control_named(context, "Coefficients"), wanted, 3),
                     -EINVAL);
    jf_context_unref(context);
}

static void inactive_and_locked_are_told_apart(void **state)
{
    struct jf_context *context;

    (void)state;
    fake_find(PLAIN, "Offset")->is_inactive = true;
    fake_find(PLAIN, "Line Volume")->is_locked = true;
    context = open_live();
    assert_false(jf_control_is_active(control_named(context, "Offset")));
    assert_false(jf_control_is_locked(control_named(context, "Offset")));
    assert_string_equal(jf_control_get_remark(control_named(context, "Offset")), "inactive");
    assert_true(jf_control_is_active(control_named(context, "Line Volume")));
    assert_true(jf_control_is_locked(control_named(context, "Line Volume")));
    assert_string_equal(jf_control_get_remark(control_named(context, "Line Volume")), "locked");
    assert_int_equal(set(context, "Offset", 4), -ENODEV);
    assert_int_equal(set(context, "Line Volume", -3000), -EPERM);
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define ON_CARDS(test) cmocka_unit_test_setup_teardown(test, make_cards, end_machine)
        ON_CARDS(elements_are_at_the_parts_that_their_names_say),
        ON_CARDS(a_selector_is_set_by_its_neighbour),
        ON_CARDS(what_another_program_selects_moves_the_way),
        ON_CARDS(a_level_and_a_mute_of_a_codec_are_set),
        ON_CARDS(all_elements_of_a_plain_card_are_inside_it),
        ON_CARDS(every_kind_is_set_and_read_back),
        ON_CARDS(bytes_are_set_one_by_one_or_all),
        ON_CARDS(inactive_and_locked_are_told_apart),
    };

    /* Not the use cases of a card that this machine may really have. */
    if (setenv("ALSA_CONFIG_UCM2", TEST_SOURCE_DIR "/ucm", 1))
        return 1;
    return cmocka_run_group_tests_name("alsa-cards", tests, NULL, NULL);
}
