/* SPDX-License-Identifier: MIT */

/*
 * Every file "descriptors/….bin" below the directory that JACKFIELD_CORPUS names, with what texts
 * elsewhere below it say of the same make of device: it opens, the graph is sound, and what it
 * shows is what the bytes and texts say.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/corpus.h"
#include "helpers/recording.h"
#include "helpers/usb-told.h"

enum {
    IDS = USB_TOLD_IDS
};

#define CARD        "proc/asound/card0"
#define DESCRIPTORS "sys/bus/usb/devices/1-1/descriptors"

/* ---- the files ------------------------------------------------------------------------------- */

static bool is_descriptors(const char *path)
{
    const char *ending = strrchr(path, '.');

    return ending && strcmp(ending, ".bin") == 0 && strstr(path, "/descriptors/");
}

static bool is_text(const char *path)
{
    const char *ending = strrchr(path, '.');

    return ending && strcmp(ending, ".txt") == 0;
}

/* ---- what the graph shows -------------------------------------------------------------------- */

static size_t device_count, entity_count, edge_count, choice_count, clock_count;
static size_t text_count, tied_count, untied_count, tied_pcm_count;
static const char *trying;

static const struct jf_device *shown_device(const struct jf_context *context, int interface)
{
    const struct jf_device *device = NULL;
    char id[32];

    (void)snprintf(id, sizeof(id), "usb:card0:%d", interface);
    if (jf_graph_find_device(jf_context_get_graph(context), id, &device))
        fail_msg("%s: no device %s", trying, id);
    return device;
}

static void compare_parts(const struct usb_told_function *function, const struct jf_device *device)
{
    bool is_shown[IDS] = {false};

    for (size_t i = 0; i < jf_device_get_part_count(device); i++) {
        const struct jf_part *part;
        int id;

        assert_int_equal(jf_device_get_part(device, i, &part), 0);
        id = jf_part_get_entity(part);
        assert_int_equal(jf_part_get_interface(part), function->interface);
        assert_in_range(id, 0, IDS - 1);
        is_shown[id] = true;
        if (!function->entities[id])
            fail_msg("%s: entity %d is made up", trying, id);
        if (function->is_clock[id])
            assert_int_equal(jf_part_get_type(part), JF_TYPE_CLOCK);
        if (function->entities[id] == 1 &&
            (jf_part_get_type(part) == JF_TYPE_SOFTWARE_IO) != function->is_stream[id])
            fail_msg("%s: entity %d: a stream or none", trying, id);
    }
    for (int id = 0; id < IDS; id++) {
        if (function->entities[id] && !is_shown[id])
            fail_msg("%s: entity %d is no part", trying, id);
    }
}

static void compare_links(const struct usb_told_function *function, const struct jf_device *device)
{
    static bool is_shown[IDS][IDS];

    memset(is_shown, 0, sizeof(is_shown));
    for (size_t i = 0; i < jf_device_get_link_count(device); i++) {
        const struct jf_link *link;
        int from, to;

        assert_int_equal(jf_device_get_link(device, i, &link), 0);
        from = jf_part_get_entity(jf_link_get_from(link));
        to = jf_part_get_entity(jf_link_get_to(link));
        if (from == to)
            continue; /* inside of a unit */
        is_shown[from][to] = true;
        assert_int_equal(jf_link_get_state(link),
                         function->is_choice[to] ? JF_LINK_UNKNOWN : JF_LINK_ALWAYS);
    }
    for (int from = 0; from < IDS; from++) {
        for (int to = 0; to < IDS; to++) {
            bool is_told = function->feeds[from][to] && function->entities[from] && from != to;

            if (is_shown[from][to] != is_told)
                fail_msg("%s: from %d to %d: told %d, shown %d", trying, from, to, is_told,
                         is_shown[from][to]);
        }
    }
}

static size_t times_shown(const struct jf_device *device, const struct usb_told_element *element)
{
    size_t times = 0;

    for (size_t i = 0; i < jf_device_get_part_count(device); i++) {
        const struct jf_part *part;

        assert_int_equal(jf_device_get_part(device, i, &part), 0);
        for (size_t j = 0; j < jf_part_get_control_count(part); j++) {
            const struct jf_control *control;

            assert_int_equal(jf_part_get_control(part, j, &control), 0);
            times += jf_part_get_entity(part) == element->unit &&
                     jf_control_get_index(control) == element->index &&
                     strcmp(jf_control_get_name(control), element->name) == 0;
        }
    }
    return times;
}

static size_t count_controls(const struct jf_device *device)
{
    size_t count = 0;

    for (size_t i = 0; i < jf_device_get_part_count(device); i++) {
        const struct jf_part *part;

        assert_int_equal(jf_device_get_part(device, i, &part), 0);
        count += jf_part_get_control_count(part);
    }
    return count;
}

static void compare_controls(const struct usb_told_function *function,
                             const struct jf_device *device)
{
    size_t tied = 0;

    for (size_t i = 0; i < usb_told.element_count; i++) {
        bool is_told;

        if (usb_told.elements[i].interface != function->interface)
            continue;
        is_told = usb_told.elements[i].unit >= 0 && usb_told.elements[i].unit < IDS &&
                  function->entities[usb_told.elements[i].unit];
        if (times_shown(device, &usb_told.elements[i]) != is_told)
            fail_msg("%s: '%s' of unit %d: told %d", trying, usb_told.elements[i].name,
                     usb_told.elements[i].unit, is_told);
        tied += is_told;
        untied_count += !is_told;
    }
    assert_int_equal(count_controls(device), tied);
    tied_count += tied;
}

static void compare_pcms(const struct usb_told_function *function, const struct jf_device *device)
{
    for (size_t i = 0; i < usb_told.pcm_count; i++) {
        char device_text[16];
        bool is_shown = false;

        if (!function->is_stream[usb_told.pcms[i].terminal])
            continue;
        (void)snprintf(device_text, sizeof(device_text), "%u", usb_told.pcms[i].device);
        for (size_t j = 0; j < jf_device_get_part_count(device); j++) {
            const struct jf_part *part;
            const char *shown;

            assert_int_equal(jf_device_get_part(device, j, &part), 0);
            shown = jf_part_get_property(part, "alsa.pcm.device");
            is_shown |= shown && strcmp(shown, device_text) == 0 &&
                        jf_part_get_entity(part) == usb_told.pcms[i].terminal &&
                        strcmp(jf_part_get_property(part, "alsa.pcm.stream"),
                               usb_told.pcms[i].is_capture ? "capture" : "playback") == 0;
        }
        if (!is_shown)
            fail_msg("%s: PCM %u is not at terminal %d", trying, usb_told.pcms[i].device,
                     usb_told.pcms[i].terminal);
        tied_pcm_count++;
    }
}

static void compare(const struct jf_context *context)
{
    const struct jf_graph *graph = jf_context_get_graph(context);
    size_t adapters = 0;

    for (size_t i = 0; i < jf_graph_get_device_count(graph); i++) {
        const struct jf_device *device;

        assert_int_equal(jf_graph_get_device(graph, i, &device), 0);
        adapters += strncmp(jf_device_get_id(device), "usb:", 4) == 0;
    }
    assert_int_equal(adapters, usb_told.function_count);
    for (size_t i = 0; i < usb_told.function_count; i++) {
        const struct jf_device *device = shown_device(context, usb_told.functions[i].interface);

        compare_parts(&usb_told.functions[i], device);
        compare_links(&usb_told.functions[i], device);
        compare_controls(&usb_told.functions[i], device);
        compare_pcms(&usb_told.functions[i], device);
    }
}

/* ---- the corpus ------------------------------------------------------------------------------ */

static struct recording recording;

/* A device that has an id twice is told of; nothing else in these files is odd. */
static bool may_be_odd(void)
{
    for (size_t i = 0; i < usb_told.function_count; i++) {
        for (int id = 0; id < IDS; id++) {
            if (usb_told.functions[i].entities[id] > 1)
                return true;
        }
    }
    return false;
}

static void try_machine(void)
{
    struct jf_context *context;
    struct log_lines log;
    int status = open_recorded(recording.root, &context, &log);

    if (status || log.count > may_be_odd())
        fail_msg("%s: %s%s", trying, status ? jf_status_text(status) : "", log.text);
    assert_graph_is_sound(jf_context_get_graph(context));
    compare(context);
    jf_context_unref(context);
}

static void begin_machine(const char *file)
{
    char *bytes, usbid[16];
    size_t size;

    trying = file;
    recording_make(&recording);
    bytes = read_whole(file, &size);
    recording_write_bytes(&recording, DESCRIPTORS, bytes, size);
    (void)snprintf(usbid, sizeof(usbid), "%04x:%04x\n",
                   (unsigned int)((uint8_t)bytes[9] << 8 | (uint8_t)bytes[8]),
                   (unsigned int)((uint8_t)bytes[11] << 8 | (uint8_t)bytes[10]));
    recording_write(&recording, CARD "/usbid", usbid);
    usb_tell((const uint8_t *)bytes, size);
    free(bytes);
}

static void every_device_shows_what_its_descriptors_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < corpus_file_count; i++) {
        if (!is_descriptors(corpus_files[i]))
            continue;
        begin_machine(corpus_files[i]);
        try_machine();
        for (size_t j = 0; j < usb_told.function_count; j++) {
            entity_count += usb_told.functions[j].entity_count;
            edge_count += usb_told.functions[j].edge_count;
            choice_count += usb_told.functions[j].choice_count;
            clock_count += usb_told.functions[j].clock_count;
        }
        device_count++;
        recording_delete(&recording);
    }
    print_message("%zu devices with %zu entities, %zu sources, %zu selectors, %zu clocks\n",
                  device_count, entity_count, edge_count, choice_count, clock_count);
}

/* What follows "Card: " in the block; streams of the card have it in their heading. */
static void card_name(const char *block, char name[128])
{
    const char *card = strstr(block, "\nCard: ");

    (void)snprintf(name, 128, "%.*s", card ? (int)strcspn(card + 7, "\r\n") : 0,
                   card ? card + 7 : "");
}

static void add_streams(const char *text, const char *block)
{
    unsigned int device = 0;
    char name[128], heading[160], path[64];
    const char *at = text;

    card_name(block, name);
    (void)snprintf(heading, sizeof(heading), "\n%s : USB Audio", name);
    while (*name && (at = strstr(at, heading))) {
        const char *number = at + strlen(heading), *end = usb_block_end(number, " : USB Audio");
        char *copy;

        device = strncmp(number, " #", 2) == 0 ? (unsigned int)strtoul(number + 2, NULL, 10) : 0;
        copy = strndup(at + 1, (size_t)(end - at - 1));
        assert_non_null(copy);
        (void)snprintf(path, sizeof(path), CARD "/stream%u", device);
        recording_write(&recording, path, copy);
        usb_tell_streams(copy, copy + strlen(copy), device);
        free(copy);
        at = end;
    }
}

/* All blocks of the device in one report are its usbmixer. */
static void add_texts(const char *text)
{
    char key[64], usbmixer[65536] = "";
    const char *at = text;
    size_t length = 0;

    (void)snprintf(key, sizeof(key), "USB Mixer: usb_id=0x%08x", usb_told.product);
    while ((at = strstr(at, key))) {
        const char *end = usb_block_end(at, "USB Mixer:");

        length += (size_t)snprintf(usbmixer + length, sizeof(usbmixer) - length, "%.*s",
                                   (int)(end - at), at);
        assert_true(length < sizeof(usbmixer));
        usb_tell_elements(at, end);
        at = end;
    }
    recording_write(&recording, CARD "/usbmixer", usbmixer);
    add_streams(text, usbmixer);
}

/* Vendor and product, as the key of a block of usbmixer has them. */
static unsigned int product_of(const char *file)
{
    size_t size;
    char *bytes = read_whole(file, &size);
    const uint8_t *id = (const uint8_t *)bytes + 8;
    unsigned int found = (unsigned int)(id[1] << 24 | id[0] << 16 | id[3] << 8 | id[2]);

    free(bytes);
    return found;
}

static void try_text(const char *file, const char *text)
{
    char key[64];

    for (size_t i = 0; i < corpus_file_count; i++) {
        if (!is_descriptors(corpus_files[i]))
            continue;
        (void)snprintf(key, sizeof(key), "USB Mixer: usb_id=0x%08x", product_of(corpus_files[i]));
        if (!strstr(text, key))
            continue;
        begin_machine(corpus_files[i]);
        trying = file;
        add_texts(text);
        try_machine();
        text_count++;
        recording_delete(&recording);
    }
}

static void every_text_ties_elements_and_pcms_to_the_entities_it_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < corpus_file_count; i++) {
        size_t size;
        char *text;

        if (!is_text(corpus_files[i]))
            continue;
        text = read_whole(corpus_files[i], &size);
        if (strstr(text, "USB Mixer: usb_id="))
            try_text(corpus_files[i], text);
        free(text);
    }
    print_message("%zu texts: %zu elements tied, %zu of no entity, %zu settings of PCMs tied\n",
                  text_count, tied_count, untied_count, tied_pcm_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_device_shows_what_its_descriptors_say),
        cmocka_unit_test(every_text_ties_elements_and_pcms_to_the_entities_it_names),
    };
    int failed = corpus_find();

    if (failed)
        return failed;
    failed = cmocka_run_group_tests_name("corpus-usb", tests, NULL, NULL);
    corpus_forget();
    return failed;
}
