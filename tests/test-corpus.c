/* SPDX-License-Identifier: MIT */

/*
 * Every codec text and PipeWire dump below the directory that JACKFIELD_CORPUS names: it opens,
 * the graph is sound, and what it shows is what the text says. The text is read here in another
 * way than the library reads it: word by word, without looking at lines.
 */

#include <ctype.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/recording.h"

enum {
    NIDS = 256,
    MAX_CONTROLS = 4096,
    SKIPPED = 77
};

#define CODEC_PATH "proc/asound/card0/codec#0"
#define DUMP_PATH  "pipewire/pw-dump.json"

/* ---- the files ------------------------------------------------------------------------------- */

static char **files;
static size_t file_count;

static int add_file(const char *path, const struct stat *facts, int type, struct FTW *place)
{
    char **grown;

    (void)facts;
    (void)place;
    if (type != FTW_F)
        return 0;
    grown = realloc(files, (file_count + 1) * sizeof(*files));
    if (!grown)
        return -1;
    files = grown;
    files[file_count] = strdup(path);
    return files[file_count++] ? 0 : -1;
}

static void forget_files(void)
{
    for (size_t i = 0; i < file_count; i++)
        free(files[i]);
    free(files);
}

/* ---- a text, word by word -------------------------------------------------------------------- */

struct told_control {
    unsigned int nid, index;
    char name[64];
};

struct told {
    bool is_node[NIDS], is_silent[NIDS]; /* silent: passes no signal on */
    bool is_mixer[NIDS];
    size_t node_count, selected_count;
    int states[NIDS][NIDS]; /* [source][sink]: jf_link_state + 1, 0: no link */
    struct told_control controls[MAX_CONTROLS];
    size_t control_count;
};

/* Entries of one list; the links follow when the whole text is known. */
struct told_list {
    unsigned int sink, nids[128];
    size_t count;
    int star;
    bool is_hardware;
};

static struct told told;
static struct told_list lists[2 * NIDS];
static size_t list_count;

/* The next word at `*at`, which then is behind it. NULL: the text is over. */
static const char *next_word(char **at)
{
    char *word = *at;

    while (isspace((unsigned char)*word))
        word++;
    if (!*word)
        return NULL;
    *at = word + strcspn(word, " \t\n");
    if (**at)
        *(*at)++ = '\0';
    return word;
}

static bool hex_word(const char *word, unsigned int *ret_value)
{
    if (!word || strncmp(word, "0x", 2) != 0)
        return false;
    *ret_value = (unsigned int)strtoul(word, NULL, 16);
    return true;
}

static void tell_node(unsigned int nid, const char *rest)
{
    const char *caps = strstr(rest, "wcaps ");
    unsigned int wcaps = 0, type;

    assert_true(nid < NIDS && caps && hex_word(caps + strlen("wcaps "), &wcaps));
    type = wcaps >> 20 & 15;
    told.is_node[nid] = true;
    told.is_mixer[nid] = type == 2;
    told.is_silent[nid] = type == 5 || type == 6;
    told.node_count++;
}

static void tell_list(unsigned int sink, bool is_hardware, char **at)
{
    struct told_list *list = &lists[list_count];
    size_t count = strtoul(next_word(at), NULL, 10);

    *list = (struct told_list){.sink = sink, .star = -1, .is_hardware = is_hardware};
    for (; list->count < count; list->count++) {
        const char *word = next_word(at);

        assert_true(list->count < 128 && hex_word(word, &list->nids[list->count]));
        if (strchr(word, '*'))
            list->star = (int)list->count;
    }
    list_count++;
}

static void tell_control(unsigned int nid, const char *rest)
{
    struct told_control *control = &told.controls[told.control_count++];
    const char *name = strchr(rest, '"'), *end = strstr(rest, "\", index=");

    assert_true(told.control_count < MAX_CONTROLS && name && end);
    control->nid = nid;
    control->index = (unsigned int)strtoul(end + strlen("\", index="), NULL, 10);
    (void)snprintf(control->name, sizeof(control->name), "%.*s", (int)(end - name - 1), name + 1);
}

static void tell_words(char *text)
{
    const char *word, *before = "";
    unsigned int nid = NIDS, config;

    while ((word = next_word(&text))) {
        if (strcmp(word, "Node") == 0 && hex_word(text, &nid)) {
            tell_node(nid, text);
        } else if (strcmp(word, "Control:") == 0 && nid < NIDS) {
            tell_control(nid, text);
        } else if (strcmp(word, "Connection:") == 0 && nid < NIDS) {
            tell_list(nid, strcmp(before, "In-driver") != 0, &text);
        } else if (strcmp(word, "Default") == 0 && strcmp(before, "Pin") == 0) {
            if (nid < NIDS && hex_word(text, &config) && config >> 30 == 1)
                told.is_silent[nid] = true;
        }
        before = word;
    }
}

/* ---- what the words mean --------------------------------------------------------------------- */

static enum jf_link_state state_of(const struct told_list *list, size_t entry)
{
    if (list->count == 1 || told.is_mixer[list->sink])
        return JF_LINK_ALWAYS;
    if (list->star < 0)
        return JF_LINK_UNKNOWN;
    return list->nids[entry] == list->nids[list->star] ? JF_LINK_SELECTED : JF_LINK_UNSELECTED;
}

static void tell_links(const struct told_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        unsigned int source = list->nids[i];

        if (told.is_node[source] && !told.is_silent[source] && !told.is_silent[list->sink])
            told.states[source][list->sink] = (int)state_of(list, i) + 1;
    }
}

/* The driver's list counts where the hardware's is empty. */
static void tell_all_links(void)
{
    bool has_hardware[NIDS] = {false};

    for (size_t i = 0; i < list_count; i++) {
        if (lists[i].is_hardware && lists[i].count)
            has_hardware[lists[i].sink] = true;
    }
    for (size_t i = 0; i < list_count; i++) {
        if (lists[i].is_hardware == has_hardware[lists[i].sink])
            tell_links(&lists[i]);
    }
}

/* Marks of quoting and wrapping are no words. */
static void tell(const char *text, size_t size)
{
    char *copy = malloc(size + 1);

    assert_non_null(copy);
    memcpy(copy, text, size);
    copy[size] = '\0';
    for (size_t i = 0; i < size; i++) {
        if (copy[i] == '\r' || copy[i] == '>' || (copy[i] == '=' && copy[i + 1] == '\n'))
            copy[i] = ' ';
    }
    told = (struct told){.node_count = 0};
    list_count = 0;
    tell_words(copy);
    tell_all_links();
    free(copy);
}

/* ---- what the graph shows -------------------------------------------------------------------- */

static int shown[NIDS][NIDS]; /* as told.states */
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

static void compare(const char *file, const struct jf_device *device)
{
    show_device(device);
    for (int from = 0; from < NIDS; from++) {
        if (told.is_node[from] && !told.is_silent[from] && !is_shown[from])
            fail_msg("%s: node 0x%02x is no part", file, (unsigned int)from);
        for (int to = 0; to < NIDS; to++) {
            if (shown[from][to] != told.states[from][to])
                fail_msg("%s: from 0x%02x to 0x%02x: told %d, shown %d", file, (unsigned int)from,
                         (unsigned int)to, told.states[from][to], shown[from][to]);
        }
    }
    for (size_t i = 0; i < told.control_count; i++) {
        if (!shows_control(device, &told.controls[i]))
            fail_msg("%s: '%s' of node 0x%02x is not shown", file, told.controls[i].name,
                     told.controls[i].nid);
    }
}

/* ---- the corpus ------------------------------------------------------------------------------ */

static struct recording recording;
static size_t codec_count, node_count, dump_count;

static void try_codec(const char *file, const char *text, size_t size)
{
    struct jf_context *context;
    const struct jf_device *device;
    struct log_lines log;
    int status;

    recording_write_bytes(&recording, CODEC_PATH, text, size);
    status = open_recorded(recording.root, &context, &log);
    if (status || log.count)
        fail_msg("%s: %s%s", file, status ? jf_status_text(status) : "", log.text);
    tell(text, size);
    status = jf_graph_find_device(jf_context_get_graph(context), "hda:card0:0", &device);
    assert_int_equal(status, told.node_count ? 0 : -ENOENT);
    if (told.node_count)
        compare(file, device);
    codec_count++;
    node_count += told.node_count;
    jf_context_unref(context);
}

/* Where the next codec of a text begins, or NULL: two lines that no report has elsewhere. */
static const char *find_codec(const char *text)
{
    for (; (text = strstr(text, "Codec: ")); text++) {
        const char *end = strchr(text, '\n');

        if (end && strncmp(end + 1 + strspn(end + 1, "> \t"), "Address: ", 9) == 0)
            return text;
    }
    return NULL;
}

/* A codec ends where the next one, or the next chapter of a report, begins. */
static size_t codec_size(const char *text)
{
    const char *next = find_codec(text + 1), *chapter = strstr(text, "--endcollapse--");
    const char *heading = strstr(text, "\n!!"), *end = text + strlen(text);

    if (next)
        end = next;
    if (chapter && chapter < end)
        end = chapter;
    if (heading && heading < end)
        end = heading + 1;
    while (end > text && end[-1] != '\n')
        end--;
    return (size_t)(end - text);
}

static void every_codec_shows_what_its_text_says(void **state)
{
    (void)state;
    recording_make(&recording);
    for (size_t i = 0; i < file_count; i++) {
        size_t size;
        char *text = read_whole(files[i], &size);

        for (const char *codec = find_codec(text); codec; codec = find_codec(codec + 1))
            try_codec(files[i], codec, codec_size(codec));
        free(text);
    }
    recording_delete(&recording);
    print_message("%zu codecs with %zu nodes\n", codec_count, node_count);
}

static void every_dump_is_a_sound_graph(void **state)
{
    (void)state;
    recording_make(&recording);
    for (size_t i = 0; i < file_count; i++) {
        const char *ending = strrchr(files[i], '.');

        if (!strstr(files[i], "/pw-dump/") || !ending || strncmp(ending, ".json", 5) != 0)
            continue;
        recording_copy(&recording, DUMP_PATH, files[i]);
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
    const char *corpus = getenv("JACKFIELD_CORPUS");
    int failed;

    if (!corpus || !*corpus) {
        (void)fprintf(stderr, "skipped: JACKFIELD_CORPUS names no directory of recordings\n");
        return SKIPPED;
    }
    if (nftw(corpus, add_file, 32, FTW_PHYS) < 0) {
        (void)fprintf(stderr, "%s: %s\n", corpus, strerror(errno));
        return 1;
    }
    failed = cmocka_run_group_tests_name("corpus", tests, NULL, NULL);
    forget_files();
    if (!codec_count && !dump_count)
        (void)fprintf(stderr, "%s: no recording is there\n", corpus);
    return failed || (!codec_count && !dump_count);
}
