/* SPDX-License-Identifier: MIT */

/*
 * Every codec text and PipeWire dump below the directory that JACKFIELD_CORPUS names: it opens,
 * the graph is sound, and what it shows is what the text says, entry by entry and in number.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/codec-words.h"
#include "helpers/corpus.h"
#include "helpers/recording.h"

enum {
    NIDS = TOLD_NIDS
};

#define CODEC_PATH "proc/asound/card0/codec#0"
#define DUMP_PATH  "pipewire/pw-dump.json"

/* ---- what the graph shows -------------------------------------------------------------------- */

static int shown[NIDS][NIDS]; /* as told_codec.states */
static bool is_shown[NIDS];

static void show_link(const struct jf_link *link)
{
    int from = jf_part_get_nid(jf_link_get_from(link)), to = jf_part_get_nid(jf_link_get_to(link));
    int state = (int)jf_link_get_state(link) + 1;

    if (!strstr(jf_link_get_evidence(link), "connection list")) {
        assert_int_equal(from, to);
        return;
    }
    if (shown[from][to] != (int)JF_LINK_SELECTED + 1)
        shown[from][to] = state;
}

static void show_device(const struct jf_device *device)
{
    memset(shown, 0, sizeof(shown));
    memset(is_shown, 0, sizeof(is_shown));
    for (size_t i = 0; i < jf_device_get_part_count(device); i++) {
        const struct jf_part *part;

        assert_int_equal(jf_device_get_part(device, i, &part), 0);
        assert_in_range(jf_part_get_nid(part), 0, NIDS - 1);
        is_shown[jf_part_get_nid(part)] = true;
    }
    for (size_t i = 0; i < jf_device_get_link_count(device); i++) {
        const struct jf_link *link;

        assert_int_equal(jf_device_get_link(device, i, &link), 0);
        show_link(link);
    }
}

static bool part_has_control(const struct jf_part *part, const struct told_control *wanted)
{
    for (size_t i = 0; i < jf_part_get_control_count(part); i++) {
        const struct jf_control *control;

        assert_int_equal(jf_part_get_control(part, i, &control), 0);
        if (jf_control_get_index(control) == wanted->index &&
            strcmp(jf_control_get_name(control), wanted->name) == 0)
            return true;
    }
    return false;
}

static bool shows_control(const struct jf_device *device, const struct told_control *wanted)
{
    for (size_t i = 0; i < jf_device_get_part_count(device); i++) {
        const struct jf_part *part;

        assert_int_equal(jf_device_get_part(device, i, &part), 0);
        if (jf_part_get_nid(part) == (int)wanted->nid && part_has_control(part, wanted))
            return true;
    }
    return false;
}

/* ---- counts ---------------------------------------------------------------------------------- */

struct counts {
    size_t codecs, widgets, connections, selected, controls;
};

/* What a collection of the corpus told, and what was shown of it. */
static struct tally {
    const char *name;
    struct counts told, shown;
} tallies[] = {{"hda-codec", {0}, {0}}, {"alsa-info", {0}, {0}}, {"other", {0}, {0}}};

static struct tally *tally_of(const char *file)
{
    size_t i = 0;

    while (i + 1 < sizeof(tallies) / sizeof(tallies[0]) && !strstr(file, tallies[i].name))
        i++;
    return &tallies[i];
}

static void count_states(int states[NIDS][NIDS], struct counts *counts)
{
    for (int from = 0; from < NIDS; from++) {
        for (int to = 0; to < NIDS; to++) {
            counts->connections += states[from][to] != 0;
            counts->selected += states[from][to] == (int)JF_LINK_SELECTED + 1;
        }
    }
}

static void count(const struct told_codec *told, const struct jf_device *device,
                  struct tally *tally)
{
    tally->told.codecs++;
    tally->shown.codecs++;
    for (int nid = 0; nid < NIDS; nid++) {
        tally->told.widgets += told->is_node[nid] && !told->is_unwired[nid];
        tally->shown.widgets += is_shown[nid] && !told->is_unwired[nid];
    }
    count_states(((struct told_codec *)told)->states, &tally->told);
    count_states(shown, &tally->shown);
    tally->told.controls += told->control_count;
    for (size_t i = 0; i < told->control_count; i++)
        tally->shown.controls += shows_control(device, &told->controls[i]);
}

static void print_counts(const char *name, const char *verb, const struct counts *counts)
{
    print_message("%s %s: %zu codecs, %zu widgets, %zu connections, %zu of them selected, "
                  "%zu ties of controls\n",
                  name, verb, counts->codecs, counts->widgets, counts->connections,
                  counts->selected, counts->controls);
}

static void compare_counts(const struct tally *tally)
{
    print_counts(tally->name, "tells", &tally->told);
    print_counts(tally->name, "shown", &tally->shown);
    assert_memory_equal(&tally->told, &tally->shown, sizeof(tally->told));
}

/* ---- the corpus ------------------------------------------------------------------------------ */

static void compare(const char *file, const struct told_codec *told, const struct jf_device *device)
{
    show_device(device);
    for (int from = 0; from < NIDS; from++) {
        if (told->is_node[from] && !told->is_unwired[from] && !is_shown[from])
            fail_msg("%s: node 0x%02x is no part", file, (unsigned int)from);
        for (int to = 0; to < NIDS; to++) {
            if (shown[from][to] != told->states[from][to])
                fail_msg("%s: from 0x%02x to 0x%02x: told %d, shown %d", file, (unsigned int)from,
                         (unsigned int)to, told->states[from][to], shown[from][to]);
        }
    }
    for (size_t i = 0; i < told->control_count; i++) {
        if (!shows_control(device, &told->controls[i]))
            fail_msg("%s: '%s' of node 0x%02x is not shown", file, told->controls[i].name,
                     told->controls[i].nid);
    }
    count(told, device, tally_of(file));
}

static struct recording recording;
static size_t codec_count, dump_count;

/* A codec that does not answer is worth one line, and nothing else is worth any. */
static void try_codec(const char *file, const char *text, size_t size)
{
    const struct told_codec *told = read_codec_words(text, size);
    struct jf_context *context;
    const struct jf_device *device;
    struct log_lines log;
    int status;

    recording_write_bytes(&recording, CODEC_PATH, text, size);
    status = open_recorded(recording.root, &context, &log);
    if (status || log.count != told->is_dead)
        fail_msg("%s: %s%s", file, status ? jf_status_text(status) : "", log.text);
    status = jf_graph_find_device(jf_context_get_graph(context), "hda:card0:0", &device);
    assert_int_equal(status, told->node_count ? 0 : -ENOENT);
    if (told->node_count)
        compare(file, told, device);
    codec_count++;
    jf_context_unref(context);
}

static void every_codec_shows_what_its_text_says(void **state)
{
    (void)state;
    recording_make(&recording);
    for (size_t i = 0; i < corpus_file_count; i++) {
        size_t size;
        char *text = read_whole(corpus_files[i], &size);

        for (const char *codec = find_codec(text); codec; codec = find_codec(codec + 1))
            try_codec(corpus_files[i], codec, codec_size(codec));
        free(text);
    }
    recording_delete(&recording);
    for (size_t i = 0; i < sizeof(tallies) / sizeof(tallies[0]); i++)
        compare_counts(&tallies[i]);
    print_message("%zu codecs, the ones without a node included\n", codec_count);
}

static void every_dump_is_a_sound_graph(void **state)
{
    (void)state;
    recording_make(&recording);
    for (size_t i = 0; i < corpus_file_count; i++) {
        const char *ending = strrchr(corpus_files[i], '.');

        if (!strstr(corpus_files[i], "/pw-dump/") || !ending || strncmp(ending, ".json", 5) != 0)
            continue;
        recording_copy(&recording, DUMP_PATH, corpus_files[i]);
        jf_context_unref(open_sound(recording.root));
        dump_count++;
    }
    recording_delete(&recording);
    print_message("%zu dumps\n", dump_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_codec_shows_what_its_text_says),
        cmocka_unit_test(every_dump_is_a_sound_graph),
    };
    int failed = corpus_find();

    if (failed)
        return failed;
    failed = cmocka_run_group_tests_name("corpus", tests, NULL, NULL);
    corpus_forget();
    if (!codec_count && !dump_count)
        (void)fprintf(stderr, "no recording is in JACKFIELD_CORPUS\n");
    return failed || (!codec_count && !dump_count);
}
