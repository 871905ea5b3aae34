/* SPDX-License-Identifier: MIT */

/* A codec from the files of its widgets, each of which holds one value. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/hda-parser.h"
#include "backends/alsa/hda-sysfs.h"
#include "topology/vec.h"

enum {
    LIMIT_BYTES = 4096,
    DIRECTORY_BYTES = 64,
    PATH_BYTES = DIRECTORY_BYTES + 64,
    WCAPS_IN_AMP = 1 << 1,
    WCAPS_OUT_AMP = 1 << 2,
};

struct reading {
    struct jfi_io *io;
    char directory[DIRECTORY_BYTES];
    struct jfi_hda_codec *codec;
    struct jfi_vec nodes;
    int status; /* the first -ENOMEM */
};

/* NULL: the file is not there, or there is no memory, which the reading remembers. */
static char *read_file(struct reading *reading, const char *widget, const char *name)
{
    char path[PATH_BYTES], *text;
    size_t size;
    int status;

    (void)snprintf(path, sizeof(path), "%s%s%s/%s", reading->directory, *widget ? "/widgets/" : "",
                   widget, name);
    status = jfi_io_read(reading->io, path, LIMIT_BYTES, &text, &size);
    if (status == -ENOMEM)
        reading->status = status;
    return status ? NULL : text;
}

/* A file is empty when it does not apply, or the codec sleeps. */
static bool read_value(struct reading *reading, const char *widget, const char *name,
                       uint32_t *ret_value)
{
    char *text = read_file(reading, widget, name);
    const char *at = text;
    bool is_told = text && jfi_hda_take_hex(&at, ret_value);

    free(text);
    return is_told;
}

static void read_caps(struct reading *reading, const char *widget, const char *name,
                      struct jfi_hda_amp_caps *caps)
{
    uint32_t value;

    if (!read_value(reading, widget, name, &value) || !value)
        return;
    *caps = (struct jfi_hda_amp_caps){
        .is_known = true,
        .has_mute = value >> 31,
        .offset = value & 0x7f,
        .steps = value >> 8 & 0x7f,
        .step_size = value >> 16 & 0x7f,
    };
}

/* Which is selected is not told. */
static void read_connections(struct reading *reading, const char *widget, struct jfi_hda_list *list)
{
    char *text = read_file(reading, widget, "connections");
    const char *at = text ? jfi_hda_skip_blanks(text) : NULL;
    uint32_t nid;

    list->is_present = text;
    while (at && list->count < JFI_HDA_MAX_ENTRIES && jfi_hda_take_hex(&at, &nid) &&
           nid < JFI_HDA_MAX_NODES) {
        list->nids[list->count++] = (uint8_t)nid;
        at = jfi_hda_skip_blanks(at);
    }
    free(text);
}

static struct jfi_hda_node empty_node(uint32_t nid, uint32_t wcaps)
{
    return (struct jfi_hda_node){
        .nid = (uint8_t)nid,
        .type = (enum jfi_hda_type)(wcaps >> 20 & 15),
        .wcaps = wcaps,
        .eapd = -1,
        .stream = -1,
        .channel = -1,
        .coefficients = -1,
        .connections.selected = -1,
        .driver_connections.selected = -1,
    };
}

static void add_node(struct reading *reading, const char *widget, uint32_t nid, uint32_t wcaps)
{
    struct jfi_hda_node node = empty_node(nid, wcaps);

    if (node.wcaps & JFI_HDA_WCAPS_AMP_OVERRIDE && node.wcaps & WCAPS_IN_AMP)
        read_caps(reading, widget, "amp_in_caps", &node.in.caps);
    if (node.wcaps & JFI_HDA_WCAPS_AMP_OVERRIDE && node.wcaps & WCAPS_OUT_AMP)
        read_caps(reading, widget, "amp_out_caps", &node.out.caps);
    if (node.type == JFI_HDA_PIN) {
        node.has_pin_caps = read_value(reading, widget, "pin_caps", &node.pin_caps);
        node.has_pin_default = read_value(reading, widget, "pin_cfg", &node.pin_default);
    }
    read_connections(reading, widget, &node.connections);
    if (jfi_vec_push(&reading->nodes, &node) < 0)
        reading->status = -ENOMEM;
    else
        reading->codec->by_nid[nid] = (int)reading->nodes.count - 1;
}

/* "1a", as the kernel names a widget. */
static bool is_widget(const char *name, uint32_t *ret_nid)
{
    char *end;
    unsigned long nid = strtoul(name, &end, 16);

    if (end != name + 2 || *end || nid >= JFI_HDA_MAX_NODES)
        return false;
    *ret_nid = (uint32_t)nid;
    return true;
}

/* The function group is among the widgets, and has amplifiers that others take over. */
static void read_widgets(struct reading *reading, uint32_t group)
{
    char path[PATH_BYTES], **names = NULL;

    (void)snprintf(path, sizeof(path), "%s/widgets", reading->directory);
    if (jfi_io_list(reading->io, path, &names) == -ENOMEM)
        reading->status = -ENOMEM;
    for (char **name = names; name && *name && !reading->status; name++) {
        uint32_t nid, wcaps;

        if (!is_widget(*name, &nid) || reading->codec->by_nid[nid] >= 0)
            continue;
        if (nid == group) {
            read_caps(reading, *name, "amp_in_caps", &reading->codec->default_in);
            read_caps(reading, *name, "amp_out_caps", &reading->codec->default_out);
        } else if (read_value(reading, *name, "caps", &wcaps)) {
            add_node(reading, *name, nid, wcaps);
        }
    }
    jfi_io_free_names(names);
}

static void read_id(struct reading *reading, const char *name, int64_t *ret_id)
{
    uint32_t value;

    if (read_value(reading, "", name, &value))
        *ret_id = value;
}

/* "Realtek ALC269", as the text has it. */
static void read_name(struct reading *reading)
{
    char *vendor = read_file(reading, "", "vendor_name"),
         *chip = read_file(reading, "", "chip_name");
    char *name = NULL;

    if (vendor)
        vendor[strcspn(vendor, "\r\n")] = '\0';
    if (chip)
        chip[strcspn(chip, "\r\n")] = '\0';
    if (vendor && chip && *vendor && *chip && asprintf(&name, "%s %s", vendor, chip) < 0) {
        name = NULL;
        reading->status = -ENOMEM;
    }
    reading->codec->name = reading->codec->text = name;
    free(vendor);
    free(chip);
}

static struct jfi_hda_codec *codec_new(void)
{
    struct jfi_hda_codec *codec = calloc(1, sizeof(*codec));

    if (!codec)
        return NULL;
    codec->vendor_id = codec->subsystem_id = codec->revision_id = -1;
    codec->lists_no_controls = true;
    for (size_t i = 0; i < JFI_HDA_MAX_NODES; i++)
        codec->by_nid[i] = -1;
    return codec;
}

static void name_directory(char directory[DIRECTORY_BYTES], int card_number, int address)
{
    (void)snprintf(directory, DIRECTORY_BYTES, "sys/bus/hdaudio/devices/hdaudioC%dD%d", card_number,
                   address);
}

bool jfi_hda_has_widgets(struct jfi_io *io, int card_number, int address)
{
    char directory[DIRECTORY_BYTES], path[PATH_BYTES];

    name_directory(directory, card_number, address);
    (void)snprintf(path, sizeof(path), "%s/widgets", directory);
    return jfi_io_exists(io, path);
}

int jfi_hda_read_widgets(struct jfi_io *io, int card_number, int address,
                         struct jfi_hda_codec **ret_codec)
{
    struct reading reading = {
        .io = io,
        .codec = codec_new(),
        .nodes.item_size = sizeof(struct jfi_hda_node),
    };
    uint32_t group = 1;

    if (!reading.codec)
        return -ENOMEM;
    name_directory(reading.directory, card_number, address);
    read_name(&reading);
    read_id(&reading, "vendor_id", &reading.codec->vendor_id);
    read_id(&reading, "subsystem_id", &reading.codec->subsystem_id);
    read_id(&reading, "revision_id", &reading.codec->revision_id);
    (void)read_value(&reading, "", "afg", &group);
    read_widgets(&reading, group);
    reading.codec->nodes = reading.nodes.items;
    reading.codec->node_count = reading.nodes.count;
    if (!reading.status && !reading.nodes.count)
        reading.status = -ENOENT;
    if (reading.status) {
        jfi_hda_codec_free(reading.codec);
        return reading.status;
    }
    *ret_codec = reading.codec;
    return 0;
}
