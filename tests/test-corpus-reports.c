/* SPDX-License-Identifier: MIT */

/*
 * Every report of alsa-info.sh below the directory that JACKFIELD_CORPUS names, opened as the
 * machine it was made on: how many of its control elements are tied to a part, and by what. Where a
 * text lists controls, they are taken out of it, so that what names alone tell can be compared.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/claims.h"
#include "helpers/codec-words.h"
#include "helpers/corpus.h"
#include "helpers/recording.h"
#include "helpers/report.h"

enum {
    MAX_LISTED = 4096,
};

/* ---- what the texts list --------------------------------------------------------------------- */

struct listed {
    int card, address;
    struct told_control control;
};

static struct listed listed[MAX_LISTED];
static size_t listed_count;

static void list_controls(const struct report *report)
{
    listed_count = 0;
    for (size_t i = 0; i < report->codec_count; i++) {
        const struct report_codec *codec = &report->codecs[i];
        const struct told_codec *told = read_codec_words(codec->text, codec->size);

        for (size_t j = 0; j < told->control_count; j++) {
            assert_true(listed_count < MAX_LISTED);
            listed[listed_count++] = (struct listed){
                .card = codec->card,
                .address = codec->address,
                .control = told->controls[j],
            };
        }
    }
}

static bool is_listed(int card, const struct report_elem *elem)
{
    for (size_t i = 0; i < listed_count; i++) {
        const struct told_control *control = &listed[i].control;

        if (listed[i].card == card && control->index == elem->index &&
            control->device == elem->device && strcmp(control->name, elem->name) == 0)
            return true;
    }
    return false;
}

/* ---- what the graph ties --------------------------------------------------------------------- */

typedef void (*control_fn)(const struct jf_device *device, const struct jf_part *part,
                           const struct jf_control *control);

static void each_control_of(const struct jf_device *device, control_fn visit)
{
    for (size_t i = 0; i < jf_device_get_part_count(device); i++) {
        const struct jf_part *part;

        assert_int_equal(jf_device_get_part(device, i, &part), 0);
        for (size_t j = 0; j < jf_part_get_control_count(part); j++) {
            const struct jf_control *control;

            assert_int_equal(jf_part_get_control(part, j, &control), 0);
            visit(device, part, control);
        }
    }
}

/* Controls of codecs that a rule has tied: neither the text nor the amplifier itself. */
static void each_tied(const struct jf_context *context, control_fn visit)
{
    const struct jf_graph *graph = jf_context_get_graph(context);

    for (size_t i = 0; i < jf_graph_get_device_count(graph); i++) {
        const struct jf_device *device;

        assert_int_equal(jf_graph_get_device(graph, i, &device), 0);
        if (strncmp(jf_device_get_id(device), "hda:", 4) == 0)
            each_control_of(device, visit);
    }
}

static bool is_by_rule(const struct jf_control *control)
{
    const char *evidence = jf_control_get_evidence(control);

    return strcmp(evidence, "codec text") != 0 && strcmp(evidence, "amplifier") != 0;
}

/* ---- how many -------------------------------------------------------------------------------- */

static size_t report_count, elem_count, by_text, by_name, by_pcm;

static void count_tied(const struct jf_device *device, const struct jf_part *part,
                       const struct jf_control *control)
{
    (void)device;
    (void)part;
    if (!is_by_rule(control))
        return;
    if (strcmp(jf_control_get_evidence(control), "name") == 0)
        by_name++;
    else
        by_pcm++;
}

static void count_elems(const struct report *report)
{
    for (size_t i = 0; i < report->card_count; i++) {
        const struct report_card *card = &report->cards[i];

        for (size_t j = 0; card->is_hda && j < card->elem_count; j++) {
            elem_count++;
            by_text += is_listed(card->number, &card->elems[j]);
        }
    }
}

static void open_report(const struct recording *recording, const char *file,
                        struct jf_context **ret_context)
{
    static struct log_lines log;
    int status = open_recorded(recording->root, ret_context, &log);

    if (status)
        fail_msg("%s: %s\n%s", file, jf_status_text(status), log.text);
}

static void count_report(const char *file, const char *text, const struct report *report)
{
    struct recording recording;
    struct jf_context *context;

    recording_make(&recording);
    write_report(&recording, text, report, true);
    open_report(&recording, file, &context);
    each_tied(context, count_tied);
    count_elems(report);
    assert_claims_agree(context, recording.root);
    report_count++;
    jf_context_unref(context);
    recording_delete(&recording);
}

/* ---- how truly ------------------------------------------------------------------------------- */

/* Of jacks and of others. */
static size_t listed_total[2], right_count[2], wrong_count[2], unlisted_count[2];
static const char *file_now;

static bool is_jack_name(const char *name)
{
    size_t length = strlen(name);

    return length > 5 && strcmp(name + length - 5, " Jack") == 0;
}

static bool is_at(const struct jf_device *device, const struct jf_part *part,
                  const struct jf_control *control, const struct listed *entry)
{
    struct jf_card card;

    assert_int_equal(jf_device_get_card(device, &card), 0);
    return entry->card == card.number && entry->address == card.codec &&
           (int)entry->control.nid == jf_part_get_nid(part) &&
           entry->control.index == jf_control_get_index(control) &&
           strcmp(entry->control.name, jf_control_get_name(control)) == 0;
}

static bool is_meant(const struct jf_device *device, const struct jf_control *control,
                     const struct listed *entry)
{
    struct jf_card card;

    assert_int_equal(jf_device_get_card(device, &card), 0);
    return entry->card == card.number && entry->control.index == jf_control_get_index(control) &&
           strcmp(entry->control.name, jf_control_get_name(control)) == 0;
}

static void judge_tied(const struct jf_device *device, const struct jf_part *part,
                       const struct jf_control *control)
{
    size_t kind = !is_jack_name(jf_control_get_name(control)), told = 0, right = 0;

    if (strcmp(jf_control_get_evidence(control), "name") != 0)
        return;
    for (size_t i = 0; i < listed_count; i++) {
        told += is_meant(device, control, &listed[i]);
        right += is_at(device, part, control, &listed[i]);
    }
    right_count[kind] += right > 0;
    unlisted_count[kind] += !told;
    if (right || !told)
        return;
    wrong_count[kind]++;
    print_message("%s: '%s' is not at %s\n", file_now, jf_control_get_name(control),
                  jf_part_get_id(part));
}

static void judge_report(const char *file, const char *text, const struct report *report)
{
    struct recording recording;
    struct jf_context *context;

    file_now = file;
    for (size_t i = 0; i < listed_count; i++)
        listed_total[!is_jack_name(listed[i].control.name)]++;
    recording_make(&recording);
    write_report(&recording, text, report, false);
    open_report(&recording, file, &context);
    each_tied(context, judge_tied);
    assert_claims_agree(context, recording.root);
    jf_context_unref(context);
    recording_delete(&recording);
}

/* ---- the corpus ------------------------------------------------------------------------------ */

static void each_report(void (*try)(const char *file, const char *text,
                                    const struct report *report))
{
    static struct report report;

    for (size_t i = 0; i < corpus_file_count; i++) {
        size_t size;
        char *text = read_whole(corpus_files[i], &size);

        if (read_report(text, &report)) {
            list_controls(&report);
            try(corpus_files[i], text, &report);
        }
        free(text);
    }
}

static void every_report_is_a_machine(void **state)
{
    (void)state;
    each_report(count_report);
    print_message("%zu reports with %zu elements: %zu tied by text, %zu by name, %zu by what is "
                  "told of PCM devices and monitors, %zu untied\n",
                  report_count, elem_count, by_text, by_name, by_pcm,
                  elem_count - by_text - by_name - by_pcm);
    assert_true(by_text + by_name + by_pcm <= elem_count);
}

static void names_tie_to_where_the_texts_do(void **state)
{
    static const char *const kinds[2] = {"jacks", "others"};

    (void)state;
    each_report(judge_report);
    for (size_t i = 0; i < 2; i++) {
        print_message("%s tied by name: %zu where one of %zu lines of a text has them, %zu "
                      "elsewhere, %zu that no text lists\n",
                      kinds[i], right_count[i], listed_total[i], wrong_count[i], unlisted_count[i]);
    }
    assert_int_equal(wrong_count[0], 0);
    assert_int_equal(wrong_count[1], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_report_is_a_machine),
        cmocka_unit_test(names_tie_to_where_the_texts_do),
    };
    int failed = corpus_find();

    if (failed)
        return failed;
    failed = cmocka_run_group_tests_name("corpus-reports", tests, NULL, NULL);
    corpus_forget();
    return failed;
}
