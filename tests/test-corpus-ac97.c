/* SPDX-License-Identifier: MIT */

/*
 * Every AC'97 text and every `alsactl store` below the directory that JACKFIELD_CORPUS names,
 * reports that contain them included: they open, the graph is sound, and it shows what the text
 * says. The texts are read here by searching for words, not line by line.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/corpus.h"
#include "helpers/questions.h"
#include "helpers/recording.h"

enum {
    MAX_CARDS = 16,
    MAX_ELEMENTS = 8192
};

#define AC97_PATH "proc/asound/card0/codec97#0/ac97#0-0"
#define AC97      "ac97:card0:0"

/* ---- the files ------------------------------------------------------------------------------- */

static struct recording recording;

/* ---- AC'97 ----------------------------------------------------------------------------------- */

/* What stands behind "LABEL   : "; the second time a label is there if `again`. NULL: nowhere. */
static const char *behind(const char *text, const char *label, bool again)
{
    const char *at = strstr(text, label);

    if (at && again)
        at = strstr(at + 1, label);
    if (!at)
        return NULL;
    at += strlen(label);
    at += strspn(at, " ");
    return *at == ':' ? at + 1 + strspn(at + 1, " ") : NULL;
}

static bool says(const char *text, const char *label, const char *start)
{
    const char *at = behind(text, label, false);

    return at && strncmp(at, start, strlen(start)) == 0;
}

/* Whether the rest of the label's line has the word. */
static bool lists(const char *text, const char *label, const char *word)
{
    const char *at = behind(text, label, false), *found = at ? strstr(at, word) : NULL;

    return found && found < at + strcspn(at, "\n");
}

static void assert_has(const char *file, const struct jf_context *context, const char *key,
                       bool expected)
{
    char id[64];

    (void)snprintf(id, sizeof(id), AC97 "/%s", key);
    if (has_part(context, id) != expected)
        fail_msg("%s: %s is %sthere", file, key, expected ? "not " : "");
}

static void assert_selected(const char *file, const struct jf_context *context, const char *from,
                            const char *to)
{
    char source[64], sink[64];
    const struct jf_link *link;

    (void)snprintf(source, sizeof(source), AC97 "/%s", from);
    (void)snprintf(sink, sizeof(sink), AC97 "/%s", to);
    link = find_link(context, source, sink);
    if (!link || jf_link_get_state(link) != JF_LINK_SELECTED)
        fail_msg("%s: %s to %s is not selected", file, from, to);
}

static void compare_parts(const char *file, const char *text, const struct jf_context *context)
{
    const char *enhancement = behind(text, "3D enhancement", false);

    assert_has(file, context, "headphone-out", lists(text, "Capabilities", "-headphone out-"));
    assert_has(file, context, "tone", lists(text, "Capabilities", "-bass & treble-"));
    assert_has(file, context, "loudness", lists(text, "Capabilities", "-loudness-"));
    assert_has(file, context, "simulated-stereo",
               lists(text, "Capabilities", "-simulated stereo-"));
    assert_has(file, context, "mic-adc",
               lists(text, "Capabilities", "-dedicated MIC PCM IN channel-") ||
                   lists(text, "Extended ID", "VRM"));
    assert_has(file, context, "surround-dac", lists(text, "Extended ID", "SDAC"));
    assert_has(file, context, "lfe-dac", lists(text, "Extended ID", "LDAC"));
    assert_has(file, context, "center-dac", lists(text, "Extended ID", "CDAC"));
    assert_has(file, context, "spdif-out", lists(text, "Extended ID", "SPDIF"));
    assert_has(file, context, "3d", enhancement && strncmp(enhancement, "No ", 3) != 0);
}

static void compare_choices(const char *file, const char *text, const struct jf_context *context)
{
    assert_selected(file, context, says(text, "Mic select", "Mic2") ? "mic2" : "mic1",
                    "mic-select");
    assert_selected(file, context, "pcm-path",
                    says(text, "POP path", "post") ? "output-mix" : "input-mix");
    assert_selected(file, context, says(text, "Mono output", "Mic") ? "mic-boost" : "mono-mix",
                    "mono-select");
    if (lists(text, "Extended status", "SPDIF=3/4"))
        assert_selected(file, context, "pcm-out", "spdif");
    if (lists(text, "Extended status", "SPDIF=10/11"))
        assert_selected(file, context, "spdif-pcm", "spdif");
}

static size_t count_selected(const struct jf_device *device)
{
    size_t count = 0;

    for (size_t i = 0; i < jf_device_get_link_count(device); i++) {
        const struct jf_link *link;

        assert_int_equal(jf_device_get_link(device, i, &link), 0);
        count += jf_link_get_state(link) == JF_LINK_SELECTED;
    }
    return count;
}

/* The register with both channels' source: one entry is selected, or two. */
static size_t recorded_sources(const char *registers)
{
    const char *at = registers ? strstr(registers, "0:1a = ") : NULL;

    if (!at)
        return 0;
    at += strlen("0:1a = ");
    return strncmp(at, at + 2, 2) == 0 ? 1 : 2;
}

static size_t codec_count;

/* A text that was cut off may say so in one word of complaint. */
static struct jf_context *open_codec(const char *file)
{
    struct jf_context *context;
    struct log_lines log;

    assert_int_equal(open_recorded(recording.root, &context, &log), 0);
    if (log.count > (strstr(file, "truncated") ? 1 : 0))
        fail_msg("%s: %s", file, log.text);
    assert_graph_is_sound(jf_context_get_graph(context));
    return context;
}

static void try_codec(const char *file, const char *text, const char *registers)
{
    struct jf_context *context;
    bool is_audio = behind(text, "Capabilities", false);

    recording_make(&recording);
    recording_write(&recording, AC97_PATH, text);
    if (registers)
        recording_write(&recording, AC97_PATH "+regs", registers);
    context = open_codec(file);
    if (has_device(context, AC97) != is_audio)
        fail_msg("%s: %s a device", file, is_audio ? "not" : "still");
    if (is_audio) {
        size_t told = 3 + recorded_sources(registers) +
                      (lists(text, "Extended status", "SPDIF=3/4") ||
                       lists(text, "Extended status", "SPDIF=10/11"));

        compare_parts(file, text, context);
        compare_choices(file, text, context);
        assert_int_equal(count_selected(device_of(context, AC97)), told);
    }
    jf_context_unref(context);
    recording_delete(&recording);
    codec_count++;
}

/* "ad1885.txt" has its registers in "ad1885+regs.txt", "ac97#0-0" in "ac97#0-0+regs". */
static char *read_registers(const char *file)
{
    const char *name = strrchr(file, '/'), *dot = name ? strrchr(name, '.') : NULL;
    size_t stem = dot ? (size_t)(dot - file) : strlen(file), size;
    char path[1024];

    (void)snprintf(path, sizeof(path), "%.*s+regs%s", (int)stem, file, file + stem);
    for (size_t i = 0; i < corpus_file_count; i++) {
        if (strcmp(corpus_files[i], path) == 0)
            return read_whole(path, &size);
    }
    return NULL;
}

/* "0-0/0: SigmaTel STAC9700" */
static bool begins_a_codec(const char *text)
{
    return strlen(text) > 8 && strspn(text, "0123") == 1 && text[1] == '-' &&
           strspn(text + 2, "0123") == 1 && strncmp(text + 3, "/0: ", 4) == 0;
}

static void every_ac97_codec_shows_what_its_text_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < corpus_file_count; i++) {
        size_t size;
        char *text = read_whole(corpus_files[i], &size), *registers = NULL;

        if (begins_a_codec(text)) {
            registers = read_registers(corpus_files[i]);
            try_codec(corpus_files[i], text, registers);
        }
        free(registers);
        free(text);
    }
    print_message("%zu codecs\n", codec_count);
}

/* ---- control elements ------------------------------------------------------------------------ */

struct told_element {
    unsigned int index;
    bool is_switch, is_writable;
    char name[64];
};

struct told_card {
    char id[32];
    struct told_element *elements;
    size_t count;
};

static struct told_card told[MAX_CARDS];
static size_t told_count;

/* The word or quoted words behind a key of an element, which ends at `end`. */
static bool take_word(const char *element, const char *end, const char *key, char *word,
                      size_t size)
{
    const char *at = strstr(element, key);
    size_t length;

    if (!at || at >= end)
        return false;
    at += strlen(key);
    length = *at == '\'' ? strcspn(++at, "'") : strcspn(at, " \n\r");
    if (length >= size)
        return false;
    memcpy(word, at, length);
    word[length] = '\0';
    return true;
}

static void tell_element(struct told_card *card, const char *element, const char *end)
{
    struct told_element *one = &card->elements[card->count];
    char word[64];

    *one = (struct told_element){.index = 0};
    if (!take_word(element, end, "\tname ", one->name, sizeof(one->name)))
        fail_msg("an element without a name in %s", card->id);
    if (take_word(element, end, "\tindex ", word, sizeof(word)))
        one->index = (unsigned int)strtoul(word, NULL, 10);
    one->is_switch =
        take_word(element, end, "\ttype ", word, sizeof(word)) && strcmp(word, "BOOLEAN") == 0;
    one->is_writable =
        take_word(element, end, "\taccess ", word, sizeof(word)) && strstr(word, "write");
    card->count++;
    assert_true(card->count < MAX_ELEMENTS);
}

static void tell_card(const char *block, const char *end)
{
    struct told_card *card = &told[told_count++];
    const char *at = block, *next;

    assert_true(told_count < MAX_CARDS);
    *card = (struct told_card){.count = 0};
    assert_int_equal(sscanf(block, "state.%31[^ ]", card->id), 1);
    card->elements = calloc(MAX_ELEMENTS, sizeof(*card->elements));
    assert_non_null(card->elements);
    while ((at = strstr(at, "\tcontrol.")) && at < end) {
        next = strstr(at + 1, "\n\tcontrol.");
        tell_element(card, at, next && next < end ? next : end);
        at++;
    }
}

/* From the first "state.CARD {" to where the chapter ends. False: the file has none. */
static bool find_state(char *text, char **ret_state)
{
    char *at = strncmp(text, "state.", 6) == 0 ? text : strstr(text, "\nstate.");
    char *end;

    if (!at)
        return false;
    at += *at == '\n';
    end = strstr(at, "--endcollapse--");
    if (end)
        *end = '\0';
    *ret_state = at;
    return strstr(at, "\tcontrol.") != NULL;
}

static void tell_state(const char *state)
{
    const char *at = state;

    told_count = 0;
    while (at) {
        const char *next = strstr(at, "\nstate.");

        tell_card(at, next ? next : at + strlen(at));
        at = next ? next + 1 : NULL;
    }
}

static void forget_state(void)
{
    for (size_t i = 0; i < told_count; i++)
        free(told[i].elements);
}

static void record_state(const char *state)
{
    char path[64], text[64];

    recording_write(&recording, "var/lib/alsa/asound.state", state);
    for (size_t i = 0; i < told_count; i++) {
        (void)snprintf(path, sizeof(path), "proc/asound/card%zu/id", i);
        (void)snprintf(text, sizeof(text), "%.31s\n", told[i].id);
        recording_write(&recording, path, text);
    }
}

/* How many parts of a device have the control; -1 for no device. */
static size_t count_shown(const struct jf_context *context, const char *device_id,
                          const struct told_element *element)
{
    const struct jf_device *device;
    size_t count = 0;

    if (!has_device(context, device_id))
        return 0;
    device = device_of(context, device_id);
    for (size_t i = 0; i < jf_device_get_part_count(device); i++) {
        const struct jf_part *part;

        assert_int_equal(jf_device_get_part(device, i, &part), 0);
        for (size_t j = 0; j < jf_part_get_control_count(part); j++) {
            const struct jf_control *control;

            assert_int_equal(jf_part_get_control(part, j, &control), 0);
            count += jf_control_get_index(control) == element->index &&
                     strcmp(jf_control_get_name(control), element->name) == 0;
        }
    }
    return count;
}

static size_t count_twins(const struct told_card *card, const struct told_element *element)
{
    size_t count = 0;

    for (size_t i = 0; i < card->count; i++)
        count += card->elements[i].index == element->index &&
                 strcmp(card->elements[i].name, element->name) == 0;
    return count;
}

static bool is_jack(const struct told_element *element)
{
    size_t length = strlen(element->name);

    return element->is_switch && !element->is_writable && length > 5 &&
           strcmp(element->name + length - 5, " Jack") == 0 && !strstr(element->name, "Phantom");
}

static size_t card_count, element_count, jack_count;

/* Nothing but its elements is known of the card: each is shown once, a jack once for each way. */
static void compare_plain(const char *file, const struct jf_context *context,
                          const struct told_card *card)
{
    char id[64];

    (void)snprintf(id, sizeof(id), "card:%.31s", card->id);
    for (size_t i = 0; i < card->count; i++) {
        const struct told_element *element = &card->elements[i];
        size_t shown = count_shown(context, id, element), twins = count_twins(card, element);

        if (shown != twins && !(is_jack(element) && shown == twins + 1))
            fail_msg("%s: %s: '%s' is told %zu times and shown %zu times", file, id, element->name,
                     twins, shown);
        jack_count += is_jack(element);
    }
    card_count++;
    element_count += card->count;
}

static void try_state(const char *file, const char *text)
{
    struct jf_context *context;

    recording_make(&recording);
    tell_state(text);
    record_state(text);
    context = open_sound(recording.root);
    for (size_t i = 0; i < told_count; i++)
        compare_plain(file, context, &told[i]);
    jf_context_unref(context);
    forget_state();
    recording_delete(&recording);
}

static void every_element_of_a_plain_card_is_shown_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < corpus_file_count; i++) {
        size_t size;
        char *text = read_whole(corpus_files[i], &size), *alsactl;

        if (find_state(text, &alsactl))
            try_state(corpus_files[i], alsactl);
        free(text);
    }
    print_message("%zu cards with %zu elements, of which %zu are jacks\n", card_count,
                  element_count, jack_count);
}

/* ---- elements beside codecs ------------------------------------------------------------------ */

static size_t tied_count, untied_count;

/* All codecs of the report, at the first card. */
static size_t record_codecs(const char *text)
{
    size_t count = 0;

    for (const char *at = text; count < 16 && (at = strstr(at, "\nCodec: ")); at++) {
        const char *next = strstr(at + 1, "\nCodec: "), *chapter = strstr(at, "--endcollapse--");
        const char *end = next ? next : at + strlen(at);
        char path[64];

        if (chapter && chapter < end)
            end = chapter;
        if (strncmp(at + 1 + strcspn(at + 1, "\n"), "\nAddress: ", 10) != 0)
            continue;
        (void)snprintf(path, sizeof(path), "proc/asound/card0/codec#%zu", count++);
        recording_write_bytes(&recording, path, at + 1, (size_t)(end - at - 1));
    }
    return count;
}

static size_t count_at_codecs(const struct jf_context *context, const struct told_element *element)
{
    size_t count = 0;
    char id[64];

    for (int i = 0; i < 16; i++) {
        (void)snprintf(id, sizeof(id), "hda:%.31s:%d", told[0].id, i);
        count += count_shown(context, id, element);
    }
    return count;
}

static void compare_split(const char *file, const struct jf_context *context)
{
    char id[64];

    (void)snprintf(id, sizeof(id), "card:%.31s", told[0].id);
    for (size_t i = 0; i < told[0].count; i++) {
        const struct told_element *element = &told[0].elements[i];
        size_t tied = count_at_codecs(context, element), twins = count_twins(&told[0], element);
        size_t untied = count_shown(context, id, element);

        /* A codec may name one at several widgets. */
        if (untied != (tied < twins ? twins - tied : 0))
            fail_msg("%s: '%s' is told %zu times and shown %zu times", file, element->name, twins,
                     tied + untied);
        tied_count += untied == 0;
        untied_count += untied > 0;
    }
}

static void try_split(const char *file, const char *whole, const char *alsactl)
{
    recording_make(&recording);
    tell_state(alsactl);
    record_state(alsactl);
    if (record_codecs(whole)) {
        struct jf_context *context;
        struct log_lines log;

        assert_int_equal(open_recorded(recording.root, &context, &log), 0);
        assert_graph_is_sound(jf_context_get_graph(context));
        compare_split(file, context);
        jf_context_unref(context);
    }
    forget_state();
    recording_delete(&recording);
}

static void an_element_is_at_a_codec_or_at_the_card(void **state)
{
    (void)state;
    for (size_t i = 0; i < corpus_file_count; i++) {
        size_t size;
        char *text = read_whole(corpus_files[i], &size), *whole = strdup(text), *alsactl;

        assert_non_null(whole);
        if (find_state(text, &alsactl))
            try_split(corpus_files[i], whole, alsactl);
        free(whole);
        free(text);
    }
    print_message("%zu elements at codecs, %zu at cards\n", tied_count, untied_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_ac97_codec_shows_what_its_text_says),
        cmocka_unit_test(every_element_of_a_plain_card_is_shown_once),
        cmocka_unit_test(an_element_is_at_a_codec_or_at_the_card),
    };
    int failed = corpus_find();

    if (failed)
        return failed;
    failed = cmocka_run_group_tests_name("corpus-ac97", tests, NULL, NULL);
    corpus_forget();
    return failed;
}
