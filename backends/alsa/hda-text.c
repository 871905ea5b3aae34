/* SPDX-License-Identifier: MIT */

/*
 * The text of sound/pci/hda/hda_proc.c, of any age. Everything hangs on the label a line begins
 * with; neither indentation nor the order of lines inside a node means anything, because kernels
 * have changed both and mail programs change the first.
 */

#include "backends/alsa/hda-text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/hda-parser.h"

static void fault(struct jfi_hda_parser *parser, const char *what)
{
    struct jfi_hda_codec *codec = parser->codec;

    if (!codec->fault_count)
        codec->first_fault = (struct jfi_hda_fault){.line = parser->line, .what = what};
    codec->fault_count++;
}

/* The text ends too early; where it does counts more than what was odd before. */
static void cut_off(struct jfi_hda_parser *parser, const char *what)
{
    parser->codec->is_cut_off = true;
    parser->codec->fault_count++;
    parser->codec->first_fault = (struct jfi_hda_fault){.line = parser->line, .what = what};
}

/* ---- the head -------------------------------------------------------------------------------- */

static int read_codec(struct jfi_hda_parser *parser, char *rest)
{
    if (parser->has_header) {
        fault(parser, "a second codec; only the first is read");
        parser->is_over = true;
        return 0;
    }
    parser->has_header = true;
    if (*rest)
        parser->codec->name = rest;
    return 0;
}

static int read_id(int64_t *ret_id, const char *rest)
{
    uint32_t id;

    if (!jfi_hda_take_hex(&rest, &id))
        return -EBADMSG;
    *ret_id = id;
    return 0;
}

static int read_vendor(struct jfi_hda_parser *parser, char *rest)
{
    parser->has_vendor = true;
    return read_id(&parser->codec->vendor_id, rest);
}

static int read_subsystem(struct jfi_hda_parser *parser, char *rest)
{
    return read_id(&parser->codec->subsystem_id, rest);
}

static int read_revision(struct jfi_hda_parser *parser, char *rest)
{
    return read_id(&parser->codec->revision_id, rest);
}

static int read_audio(struct jfi_hda_parser *parser, char *rest)
{
    (void)rest;
    parser->has_audio = true;
    return 0;
}

static int read_no_subtree(struct jfi_hda_parser *parser, char *rest)
{
    (void)rest;
    parser->codec->is_dead = true;
    return 0;
}

static int read_end(struct jfi_hda_parser *parser, char *rest)
{
    (void)rest;
    parser->is_over = true;
    return 0;
}

static int read_default_in(struct jfi_hda_parser *parser, char *rest)
{
    return jfi_hda_read_caps(&parser->codec->default_in, rest);
}

static int read_default_out(struct jfi_hda_parser *parser, char *rest)
{
    return jfi_hda_read_caps(&parser->codec->default_out, rest);
}

/* ---- lines ----------------------------------------------------------------------------------- */

static void end_running(struct jfi_hda_parser *parser)
{
    if (jfi_hda_is_list_short(parser))
        fault(parser, "a list ends too early");
    parser->running = JFI_HDA_RUNNING_NOTHING;
}

static const struct jfi_hda_label head_labels[] = {
    {"Default PCM:", read_audio},
    {"Default Amp-In caps:", read_default_in},
    {"Default Amp-Out caps:", read_default_out},
    {"Invalid AFG subtree", read_no_subtree},
    {"Codec:", read_codec},
    {"Vendor Id:", read_vendor},
    {"Subsystem Id:", read_subsystem},
    {"Revision Id:", read_revision},
    /* The next chapter of an alsa-info report. */
    {"--endcollapse--", read_end},
    {"!!", read_end},
    {NULL, NULL},
};

static const struct jfi_hda_label *find_in(const struct jfi_hda_label *labels, const char *line)
{
    for (; labels->text; labels++) {
        if (*labels->text == *line && strncmp(line, labels->text, strlen(labels->text)) == 0)
            return labels;
    }
    return NULL;
}

static const struct jfi_hda_label *find_label(const char *line)
{
    const struct jfi_hda_label *label = find_in(jfi_hda_node_labels, line);

    return label ? label : find_in(head_labels, line);
}

/* Whether a line without a label would have one, had it not been cut off. */
static bool begins_a_label(const char *line)
{
    size_t length = strlen(line);

    for (const struct jfi_hda_label *label = jfi_hda_node_labels; label->text; label++) {
        if (strncmp(label->text, line, length) == 0)
            return true;
    }
    return false;
}

static bool is_text(const char *line, const char *end)
{
    for (; line < end; line++) {
        unsigned char c = (unsigned char)*line;

        if (c < ' ' && c != '\t')
            return false;
    }
    return true;
}

/* A line without a label continues a list, or is one of the many that tell nothing needed here. */
static int read_unlabelled(struct jfi_hda_parser *parser, const char *line, const char *end)
{
    if (*line == '[' || strncmp(line, "0x", 2) == 0)
        return jfi_hda_continue(parser, line);
    end_running(parser);
    return is_text(line, end) ? 0 : -EBADMSG;
}

/* Indentation and marks of quoting go from the front, blanks and marks of wrapping from the end. */
static char *trim(char *line, char **end)
{
    while (line < *end && (*line == ' ' || *line == '\t' || *line == '>'))
        line++;
    while (*end > line && strchr(" \t\r=", (*end)[-1]) && (*end)[-1])
        (*end)--;
    **end = '\0';
    return line;
}

static int read_line(struct jfi_hda_parser *parser, char *line, char *end, bool is_unfinished)
{
    const struct jfi_hda_label *label;
    int status;

    line = trim(line, &end);
    if (line == end)
        return 0;
    label = find_label(line);
    if (label) {
        end_running(parser);
        line += strlen(label->text);
        status = label->read(parser, line + strspn(line, " \t"));
    } else {
        status = read_unlabelled(parser, line, end);
    }
    if (status == -EBADMSG)
        parser->running = JFI_HDA_RUNNING_NOTHING;
    if (is_unfinished && (status == -EBADMSG || (!label && begins_a_label(line))))
        cut_off(parser, "the text ends inside a line");
    else if (status == -EBADMSG)
        fault(parser, "not readable");
    return status == -ENOMEM ? status : 0;
}

static int read_lines(struct jfi_hda_parser *parser, char *text, size_t size)
{
    char *end = text + size;
    int status = 0;

    while (text < end && !status && !parser->is_over) {
        char *newline = memchr(text, '\n', (size_t)(end - text));

        parser->line++;
        status = read_line(parser, text, newline ? newline : end, !newline);
        text = newline ? newline + 1 : end;
    }
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* What the capabilities of a node promise and its lines do not keep. */
static bool is_node_short(const struct jfi_hda_node *node)
{
    enum {
        WCAPS_CONNECTIONS = 1 << 8
    };

    if (node->type == JFI_HDA_PIN && !node->has_pin_default)
        return true;
    return node->wcaps & WCAPS_CONNECTIONS && !node->connections.is_present;
}

/* The end of a text, once no line is left that could be odd. */
static void check_end(struct jfi_hda_parser *parser)
{
    const struct jfi_hda_codec *codec = parser->codec;

    if (codec->is_cut_off)
        return;
    if (jfi_hda_is_list_short(parser))
        cut_off(parser, "the text ends inside a list");
    else if (!parser->has_vendor)
        cut_off(parser, "the text ends before the vendor id");
    else if (!parser->nodes.count && parser->has_audio && !codec->is_dead)
        cut_off(parser, "the text ends before the first node");
    else if (parser->node && is_node_short(parser->node))
        cut_off(parser, "the text ends inside a node");
}

static int codec_new(const char *bytes, size_t size, struct jfi_hda_codec **ret_codec)
{
    struct jfi_hda_codec *codec = calloc(1, sizeof(*codec));

    if (!codec)
        return -ENOMEM;
    codec->text = malloc(size + 1);
    if (!codec->text) {
        free(codec);
        return -ENOMEM;
    }
    if (size)
        memcpy(codec->text, bytes, size);
    codec->text[size] = '\0';
    codec->vendor_id = codec->subsystem_id = codec->revision_id = -1;
    for (size_t i = 0; i < JFI_HDA_MAX_NODES; i++)
        codec->by_nid[i] = -1;
    *ret_codec = codec;
    return 0;
}

int jfi_hda_parse(const char *bytes, size_t size, struct jfi_hda_codec **ret_codec,
                  struct jfi_hda_fault *ret_fault)
{
    struct jfi_hda_parser parser = {
        .nodes.item_size = sizeof(struct jfi_hda_node),
        .controls.item_size = sizeof(struct jfi_hda_control),
    };
    int status = codec_new(bytes, size, &parser.codec);

    if (status)
        return status;
    status = read_lines(&parser, parser.codec->text, size);
    parser.codec->nodes = parser.nodes.items;
    parser.codec->node_count = parser.nodes.count;
    parser.codec->controls = parser.controls.items;
    parser.codec->control_count = parser.controls.count;
    if (!status && !parser.has_header && !parser.nodes.count) {
        *ret_fault = (struct jfi_hda_fault){.line = 1, .what = "not the text of an HDA codec"};
        status = -EBADMSG;
    }
    if (status) {
        jfi_hda_codec_free(parser.codec);
        return status;
    }
    check_end(&parser);
    *ret_codec = parser.codec;
    return 0;
}

struct jfi_hda_codec *jfi_hda_codec_free(struct jfi_hda_codec *codec)
{
    if (!codec)
        return NULL;
    free(codec->nodes);
    free(codec->controls);
    free(codec->text);
    free(codec);
    return NULL;
}

const struct jfi_hda_node *jfi_hda_find_node(const struct jfi_hda_codec *codec, unsigned int nid)
{
    int index = nid < JFI_HDA_MAX_NODES ? codec->by_nid[nid] : -1;

    return index < 0 ? NULL : &codec->nodes[index];
}
