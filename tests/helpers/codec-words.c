/* SPDX-License-Identifier: MIT */
#include "helpers/codec-words.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/recording.h"

static struct told_codec told;

/* Entries of one list; the links follow when the whole text is known. */
struct told_list {
    unsigned int sink, nids[128];
    size_t count;
    int star;
    bool is_hardware;
};

static struct told_list lists[2 * TOLD_NIDS];
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

    assert_true(nid < TOLD_NIDS && caps && hex_word(caps + strlen("wcaps "), &wcaps));
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
    char *after;

    assert_true(told.control_count < TOLD_CONTROLS && name && end);
    control->nid = nid;
    control->index = (unsigned int)strtoul(end + strlen("\", index="), &after, 10);
    if (strncmp(after, ", device=", strlen(", device=")) == 0)
        control->device = (unsigned int)strtoul(after + strlen(", device="), NULL, 10);
    (void)snprintf(control->name, sizeof(control->name), "%.*s", (int)(end - name - 1), name + 1);
}

static void tell_words(char *text)
{
    const char *word, *before = "";
    unsigned int nid = TOLD_NIDS, config;

    while ((word = next_word(&text))) {
        if (strcmp(word, "Node") == 0 && hex_word(text, &nid)) {
            tell_node(nid, text);
        } else if (strcmp(word, "Control:") == 0 && nid < TOLD_NIDS) {
            tell_control(nid, text);
        } else if (strcmp(word, "Connection:") == 0 && nid < TOLD_NIDS) {
            tell_list(nid, strcmp(before, "In-driver") != 0, &text);
        } else if (strcmp(word, "Default") == 0 && strcmp(before, "Pin") == 0) {
            if (nid < TOLD_NIDS && hex_word(text, &config) && config >> 30 == 1)
                told.is_silent[nid] = told.is_unwired[nid] = true;
        } else if (strcmp(word, "Invalid") == 0 && strncmp(text, "AFG", 3) == 0) {
            told.is_dead = true;
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
    bool has_hardware[TOLD_NIDS] = {false};

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
const struct told_codec *read_codec_words(const char *text, size_t size)
{
    char *copy = malloc(size + 1);

    assert_non_null(copy);
    memcpy(copy, text, size);
    copy[size] = '\0';
    for (size_t i = 0; i < size; i++) {
        if (copy[i] == '\r' || copy[i] == '>' || (copy[i] == '=' && copy[i + 1] == '\n'))
            copy[i] = ' ';
    }
    memset(&told, 0, sizeof(told));
    list_count = 0;
    tell_words(copy);
    tell_all_links();
    free(copy);
    return &told;
}

/* Where the next codec of a text begins, or NULL: two lines that no report has elsewhere. */
const char *find_codec(const char *text)
{
    for (; (text = strstr(text, "Codec: ")); text++) {
        const char *end = strchr(text, '\n');

        if (end && strncmp(end + 1 + strspn(end + 1, "> \t"), "Address: ", 9) == 0)
            return text;
    }
    return NULL;
}

/* A codec ends where the next one, or the next chapter of a report, begins. */
size_t codec_size(const char *text)
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
