/* SPDX-License-Identifier: MIT */

/* What alsactl stores: written, and read again as it was. */

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/recording.h"

#include "backends/alsa/state.h"

/* ---- elements -------------------------------------------------------------------------------- */

static const struct jfi_item modes[] = {
    {0, "Off"}, {1, "it's \"on\""}, {2, "back\\slash {"}, {3, "5"}, {4, "\xc3\xbc\t"}};
static const int64_t levels[] = {71, 0}, decibels[] = {-1200, INT64_MIN}, on[] = {1}, off[] = {0},
                     mode[] = {2}, both_modes[] = {4, 3}, bytes[] = {0, 255, 16},
                     wide[] = {INT64_MAX};

static const struct jfi_elem volume = {
    .iface = "MIXER",
    .name = "Headphone Playback Volume",
    .index = 1,
    .type = JFI_ELEM_INTEGER,
    .is_readable = true,
    .is_writable = true,
    .count = 2,
    .values = levels,
    .max = 87,
    .step = 1,
    .has_range = true,
    .has_db = true,
    .db_min = INT64_MIN,
    .db_max = 0,
    .db_step = 75,
    .db_values = decibels,
};
static const struct jfi_elem jack = {
    .iface = "CARD",
    .name = "Mic Jack",
    .type = JFI_ELEM_BOOLEAN,
    .is_readable = true,
    .count = 1,
    .values = on,
};
static const struct jfi_elem locked = {
    .iface = "MIXER",
    .name = "it's 5 \\ {",
    .type = JFI_ELEM_BOOLEAN,
    .is_readable = true,
    .is_writable = true,
    .is_inactive = true,
    .is_locked = true,
    .count = 1,
    .values = off,
};
static const struct jfi_elem enumeration = {
    .iface = "MIXER",
    .name = "\xc3\x84uto-Mute",
    .type = JFI_ELEM_ENUM,
    .is_readable = true,
    .is_writable = true,
    .count = 1,
    .values = mode,
    .item_count = 5,
    .items = modes,
};
static const struct jfi_elem pcm = {
    .iface = "PCM",
    .name = "5",
    .device = 3,
    .subdevice = 1,
    .type = JFI_ELEM_ENUM,
    .is_readable = true,
    .count = 2,
    .values = both_modes,
    .item_count = 5,
    .items = modes,
};
static const struct jfi_elem eld = {
    .iface = "PCM",
    .name = "ELD",
    .type = JFI_ELEM_BYTES,
    .count = 3,
    .values = bytes,
};
static const struct jfi_elem write_only = {
    .iface = "MIXER",
    .name = "Write Only",
    .type = JFI_ELEM_INTEGER,
    .is_writable = true,
    .count = 4,
    .min = -5,
    .max = 5,
    .has_range = true,
};
static const struct jfi_elem wide_integer = {
    .iface = "HWDEP",
    .name = "Wide",
    .type = JFI_ELEM_INTEGER,
    .is_readable = true,
    .count = 1,
    .values = wide,
    .min = INT64_MIN,
    .max = INT64_MAX,
    .has_range = true,
};
static const struct jfi_elem *const written[] = {&volume, &jack, &locked,     &enumeration,
                                                 &pcm,    &eld,  &write_only, &wide_integer};

static void assert_same_values(const int64_t *a, const int64_t *b, size_t count)
{
    assert_int_equal(a == NULL, b == NULL);
    for (size_t i = 0; a && b && i < count; i++)
        assert_true(a[i] == b[i]);
}

static void assert_same_elem(const struct jfi_elem *a, const struct jfi_elem *b)
{
    print_message("%s\n", a->name);
    assert_string_equal(a->iface, b->iface);
    assert_string_equal(a->name, b->name);
    assert_int_equal(a->index, b->index);
    assert_int_equal(a->device, b->device);
    assert_int_equal(a->subdevice, b->subdevice);
    assert_int_equal(a->type, b->type);
    assert_int_equal(a->is_readable, b->is_readable);
    assert_int_equal(a->is_writable, b->is_writable);
    assert_int_equal(a->is_inactive, b->is_inactive);
    assert_int_equal(a->is_locked, b->is_locked);
    assert_int_equal(a->count, b->count);
    assert_same_values(a->values, b->values, a->count);
    assert_int_equal(a->has_range, b->has_range);
    assert_true(a->min == b->min && a->max == b->max && a->step == b->step);
    assert_int_equal(a->has_db, b->has_db);
    assert_true(a->db_min == b->db_min && a->db_max == b->db_max && a->db_step == b->db_step);
    assert_same_values(a->db_values, b->db_values, a->count);
    assert_int_equal(a->item_count, b->item_count);
    for (size_t i = 0; i < a->item_count; i++) {
        assert_true(a->items[i].value == b->items[i].value);
        assert_string_equal(a->items[i].name, b->items[i].name);
    }
}

static void assert_same_elems(const struct jfi_elems *a, const struct jfi_elems *b)
{
    assert_int_equal(jfi_elems_get_count(a), jfi_elems_get_count(b));
    for (size_t i = 0; i < jfi_elems_get_count(a); i++)
        assert_same_elem(jfi_elems_get(a, i), jfi_elems_get(b, i));
}

/* ---- writing and reading --------------------------------------------------------------------- */

static void read_card(char *text, const char *card, struct jfi_elems *ret_elems)
{
    struct jfi_state state;
    size_t line;

    assert_int_equal(jfi_state_parse(text, &state, &line), 0);
    jfi_elems_init(ret_elems);
    jfi_state_take(&state, card, ret_elems);
    jfi_state_fini(&state);
}

static void assert_read_as_written(const char *card, const struct jfi_elems *elems)
{
    struct jfi_buffer buffer = {.bytes = NULL};
    struct jfi_elems again;
    size_t length;
    char *text;

    jfi_state_write(&buffer, card, elems);
    assert_int_equal(jfi_buffer_take(&buffer, &text, &length), 0);
    read_card(text, card, &again);
    assert_same_elems(elems, &again);
    jfi_elems_fini(&again);
    free(text);
}

static void every_kind_of_element_is_read_as_it_was_written(void **state)
{
    struct jfi_elems elems;

    (void)state;
    jfi_elems_init(&elems);
    for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++)
        assert_int_equal(jfi_vec_push(&elems.items, written[i]), 0);
    assert_read_as_written("PCH", &elems);
    assert_read_as_written("5 it's {", &elems);
    jfi_elems_fini(&elems);
}

static void cards_stand_one_behind_the_other(void **state)
{
    struct jfi_buffer buffer = {.bytes = NULL};
    struct jfi_elems one, two, again;
    size_t length;
    char *text;

    (void)state;
    jfi_elems_init(&one);
    jfi_elems_init(&two);
    assert_int_equal(jfi_vec_push(&one.items, written[0]), 0);
    assert_int_equal(jfi_vec_push(&two.items, written[1]), 0);
    jfi_state_write(&buffer, "One", &one);
    jfi_state_write(&buffer, "Two", &two);
    assert_int_equal(jfi_buffer_take(&buffer, &text, &length), 0);
    read_card(text, "Two", &again);
    assert_same_elems(&two, &again);
    free(text);
    jfi_elems_fini(&again);
    jfi_elems_fini(&one);
    jfi_elems_fini(&two);
}

static void it_looks_as_alsactl_writes_it(void **state)
{
    static const char expected[] = "state.PCH {\n"
                                   "\tcontrol.1 {\n"
                                   "\t\tiface MIXER\n"
                                   "\t\tname 'Headphone Playback Volume'\n"
                                   "\t\tindex 1\n"
                                   "\t\tvalue.0 71\n"
                                   "\t\tvalue.1 0\n"
                                   "\t\tcomment {\n"
                                   "\t\t\taccess 'read write'\n"
                                   "\t\t\ttype INTEGER\n"
                                   "\t\t\tcount 2\n"
                                   "\t\t\trange '0 - 87 (step 1)'\n"
                                   "\t\t\tdbmin -9999999\n"
                                   "\t\t\tdbstep 75\n"
                                   "\t\t\tdbmax 0\n"
                                   "\t\t\tdbvalue.0 -1200\n"
                                   "\t\t\tdbvalue.1 -9999999\n"
                                   "\t\t}\n"
                                   "\t}\n"
                                   "\tcontrol.2 {\n"
                                   "\t\tiface CARD\n"
                                   "\t\tname 'Mic Jack'\n"
                                   "\t\tvalue true\n"
                                   "\t\tcomment {\n"
                                   "\t\t\taccess read\n"
                                   "\t\t\ttype BOOLEAN\n"
                                   "\t\t\tcount 1\n"
                                   "\t\t}\n"
                                   "\t}\n"
                                   "}\n";
    struct jfi_buffer buffer = {.bytes = NULL};
    struct jfi_elems elems;

    (void)state;
    jfi_elems_init(&elems);
    assert_int_equal(jfi_vec_push(&elems.items, written[0]), 0);
    assert_int_equal(jfi_vec_push(&elems.items, written[1]), 0);
    jfi_state_write(&buffer, "PCH", &elems);
    assert_string_equal(buffer.bytes, expected);
    jfi_buffer_fini(&buffer);
    jfi_elems_fini(&elems);
}

/* ---- what alsactl itself has written --------------------------------------------------------- */

/* The id of the card that the text begins with. */
static void first_card(const char *text, char card[64])
{
    assert_int_equal(sscanf(text, "state.%63[^ ]", card), 1);
}

static void assert_file_is_read_as_written(const char *path)
{
    struct jfi_elems elems;
    char card[64];
    size_t size;
    char *text = read_whole(path, &size);

    print_message("%s\n", path);
    first_card(text, card);
    read_card(text, card, &elems);
    assert_true(jfi_elems_get_count(&elems) > 0);
    assert_read_as_written(card, &elems);
    jfi_elems_fini(&elems);
    free(text);
}

static void what_alsactl_wrote_is_written_again_without_loss(void **state)
{
    const char *corpus = getenv("JACKFIELD_CORPUS");
    const struct dirent *entry;
    char path[512];
    DIR *directory;

    (void)state;
    assert_file_is_read_as_written(TEST_SOURCE_DIR "/machines/demo/var/lib/alsa/asound.state");
    (void)snprintf(path, sizeof(path), "%s/alsa-info/alsactl-state", corpus ? corpus : "/nowhere");
    directory = opendir(path);
    while (directory && (entry = readdir(directory))) {
        (void)snprintf(path, sizeof(path), "%s/alsa-info/alsactl-state/%s", corpus, entry->d_name);
        if (strstr(entry->d_name, ".state"))
            assert_file_is_read_as_written(path);
    }
    if (directory)
        closedir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_element_is_read_as_it_was_written),
        cmocka_unit_test(cards_stand_one_behind_the_other),
        cmocka_unit_test(it_looks_as_alsactl_writes_it),
        cmocka_unit_test(what_alsactl_wrote_is_written_again_without_loss),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
