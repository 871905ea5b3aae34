/* SPDX-License-Identifier: MIT */
#include "helpers/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/codec-words.h"

/* ---- lines ----------------------------------------------------------------------------------- */

static const char *next_line(const char *line)
{
    const char *end = strchr(line, '\n');

    return end ? end + 1 : line + strlen(line);
}

static bool begins(const char *line, const char *word)
{
    return strncmp(line, word, strlen(word)) == 0;
}

/* ---- cards ----------------------------------------------------------------------------------- */

/* " 0 [PCH            ]: HDA-Intel - HDA Intel PCH" */
static bool is_card(const char *line, struct report_card *card)
{
    char *end;
    const char *close;
    size_t length;

    card->number = (int)strtol(line, &end, 10);
    if (end == line || end > line + 2 || !begins(end, " ["))
        return false;
    close = end + 2 + 15;
    if (strnlen(end, 19) < 19 || !begins(close, "]: "))
        return false;
    length = 15;
    while (length && end[2 + length - 1] == ' ')
        length--;
    (void)snprintf(card->id, sizeof(card->id), "%.*s", (int)length, end + 2);
    card->is_hda = begins(close, "]: HDA") || begins(close, "]: sof");
    return true;
}

/* "name 'Master Playback Switch'", with or without quotes of either kind. */
static void read_name(const char *value, char *name, size_t size)
{
    size_t length = strcspn(value, "\r\n");

    if (*value == '\'' || *value == '"') {
        value++;
        length = length > 2 ? length - 2 : 0;
    }
    (void)snprintf(name, size, "%.*s", (int)length, value);
}

static void read_elem_line(const char *line, struct report_elem *elem)
{
    line += strspn(line, " \t");
    if (begins(line, "name "))
        read_name(line + strlen("name "), elem->name, sizeof(elem->name));
    else if (begins(line, "index "))
        elem->index = (unsigned int)strtoul(line + strlen("index "), NULL, 10);
    else if (begins(line, "device "))
        elem->device = (unsigned int)strtoul(line + strlen("device "), NULL, 10);
}

static void read_elems(const char *text, struct report_card *card)
{
    char head[64];
    const char *line;

    (void)snprintf(head, sizeof(head), "\nstate.%s {\n", card->id);
    line = strstr(text, head);
    card->elem_count = 0;
    for (line = line ? next_line(line + 1) : ""; *line && *line != '}'; line = next_line(line)) {
        if (begins(line + strspn(line, " \t"), "control.")) {
            assert_true(card->elem_count < REPORT_ELEMS);
            card->elems[card->elem_count++] = (struct report_elem){.index = 0};
        } else if (card->elem_count) {
            read_elem_line(line, &card->elems[card->elem_count - 1]);
        }
    }
}

static void find_cards(const char *text, struct report *report)
{
    for (const char *line = text; *line; line = next_line(line)) {
        struct report_card *card = &report->cards[report->card_count];

        if (report->card_count == REPORT_CARDS || !is_card(line, card))
            continue;
        if (report->card_count && card->number <= card[-1].number)
            break;
        read_elems(text, card);
        report->card_count++;
    }
}

/* ---- codecs ---------------------------------------------------------------------------------- */

static void find_codecs(const char *text, struct report *report)
{
    for (const char *codec = find_codec(text); codec && report->codec_count < REPORT_CODECS;
         codec = find_codec(codec + 1)) {
        const char *address = strstr(codec, "Address: ");

        report->codecs[report->codec_count++] = (struct report_codec){
            .card = -1,
            .address = (int)strtol(address + strlen("Address: "), NULL, 10),
            .text = codec,
            .size = codec_size(codec),
        };
    }
}

/* "hwC0D2/init_pin_configs:" */
static bool is_pin_file(const char *at, int *ret_card, int *ret_address)
{
    char *end;

    *ret_card = (int)strtol(at + strlen("hwC"), &end, 10);
    if (*end != 'D')
        return false;
    *ret_address = (int)strtol(end + 1, &end, 10);
    return strncmp(end, "/init_pin_configs:", strlen("/init_pin_configs:")) == 0;
}

/* Later reports list the sysfs files of each codec, in the order of the texts. */
static bool place_by_sysfs(const char *text, struct report *report)
{
    size_t found = 0;

    for (const char *at = text; (at = strstr(at, "/sys/class/sound/hwC")); at++) {
        int card, address;

        if (!is_pin_file(at + strlen("/sys/class/sound/"), &card, &address))
            continue;
        if (found == report->codec_count || report->codecs[found].address != address)
            return false;
        report->codecs[found++].card = card;
    }
    return found == report->codec_count;
}

/* With one card there is no question. */
static bool place_on_only_card(struct report *report)
{
    int card = -1;

    for (size_t i = 0; i < report->card_count; i++) {
        if (!report->cards[i].is_hda)
            continue;
        if (card >= 0)
            return false;
        card = report->cards[i].number;
    }
    for (size_t i = 0; i < report->codec_count; i++) {
        if (i && report->codecs[i].address <= report->codecs[i - 1].address)
            return false;
        report->codecs[i].card = card;
    }
    return card >= 0;
}

static bool has_elems(const struct report *report)
{
    for (size_t i = 0; i < report->card_count; i++) {
        if (report->cards[i].is_hda && report->cards[i].elem_count)
            return true;
    }
    return false;
}

bool read_report(const char *text, struct report *ret_report)
{
    memset(ret_report, 0, sizeof(*ret_report));
    find_cards(text, ret_report);
    find_codecs(text, ret_report);
    return ret_report->codec_count && has_elems(ret_report) &&
           (place_by_sysfs(text, ret_report) || place_on_only_card(ret_report));
}

/* ---- writing --------------------------------------------------------------------------------- */

/* A buffer that a recorded file is put together in. */
struct buffer {
    char *bytes;
    size_t size;
};

static void append(struct buffer *buffer, const char *bytes, size_t size)
{
    char *grown = realloc(buffer->bytes, buffer->size + size + 1);

    assert_non_null(grown);
    memcpy(grown + buffer->size, bytes, size);
    buffer->bytes = grown;
    buffer->size += size;
}

static void write_out(const struct recording *recording, const char *path, struct buffer *buffer)
{
    if (buffer->bytes)
        recording_write_bytes(recording, path, buffer->bytes, buffer->size);
    free(buffer->bytes);
    *buffer = (struct buffer){.size = 0};
}

static bool names_control(const char *line)
{
    line += strspn(line, " \t");
    return begins(line, "Control:") || begins(line, "ControlAmp:");
}

static void write_codec(const struct recording *recording, const struct report_codec *codec,
                        bool has_controls)
{
    struct buffer buffer = {.size = 0};
    char path[64];

    for (const char *line = codec->text; line < codec->text + codec->size; line = next_line(line)) {
        if (has_controls || !names_control(line))
            append(&buffer, line, (size_t)(next_line(line) - line));
    }
    (void)snprintf(path, sizeof(path), "proc/asound/card%d/codec#%d", codec->card, codec->address);
    write_out(recording, path, &buffer);
}

/* "state.ID {" up to the line "}". */
static void write_state(const struct recording *recording, const char *text)
{
    struct buffer buffer = {.size = 0};
    bool is_inside = false;

    for (const char *line = text; *line; line = next_line(line)) {
        is_inside = is_inside || begins(line, "state.");
        if (is_inside)
            append(&buffer, line, (size_t)(next_line(line) - line));
        is_inside = is_inside && *line != '}';
    }
    write_out(recording, "var/lib/alsa/asound.state", &buffer);
}

/* "/sys/class/sound/hwC0D0/driver_pin_configs:" and lines up to an empty one. */
static void write_sysfs(const struct recording *recording, const char *text)
{
    for (const char *line = text; *line; line = next_line(line)) {
        struct buffer buffer = {.size = 0};
        const char *end = strchr(line, ':'), *value;
        char path[96];

        if (!begins(line, "/sys/class/sound/hwC") || !end || end > next_line(line) - 2)
            continue;
        (void)snprintf(path, sizeof(path), "%.*s", (int)(end - line - 1), line + 1);
        for (value = next_line(line); begins(value, "0x"); value = next_line(value))
            append(&buffer, value, (size_t)(next_line(value) - value));
        write_out(recording, path, &buffer);
    }
}

void write_report(const struct recording *recording, const char *text, const struct report *report,
                  bool has_controls)
{
    char path[64];

    for (size_t i = 0; i < report->codec_count; i++)
        write_codec(recording, &report->codecs[i], has_controls);
    for (size_t i = 0; i < report->card_count; i++) {
        (void)snprintf(path, sizeof(path), "proc/asound/card%d/id", report->cards[i].number);
        recording_write(recording, path, report->cards[i].id);
    }
    write_state(recording, text);
    write_sysfs(recording, text);
}
