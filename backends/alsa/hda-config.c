/* SPDX-License-Identifier: MIT */
#include "backends/alsa/hda-config.h"

#include <stdio.h>

enum jfi_hda_connectivity jfi_hda_connectivity(uint32_t config)
{
    return (enum jfi_hda_connectivity)(config >> 30);
}

static unsigned int location_bits(uint32_t config)
{
    return config >> 24 & 0x3f;
}

enum jfi_hda_device jfi_hda_device(uint32_t config)
{
    return (enum jfi_hda_device)(config >> 20 & 15);
}

unsigned int jfi_hda_association(uint32_t config)
{
    return config >> 4 & 15;
}

unsigned int jfi_hda_sequence(uint32_t config)
{
    return config & 15;
}

bool jfi_hda_has_no_presence(uint32_t config)
{
    return config >> 8 & 1;
}

/* ---- places ---------------------------------------------------------------------------------- */

enum {
    LOCATION_REAR = 0x01,
    LOCATION_FRONT = 0x02,
    LOCATION_HDMI = 0x18,
    CHASSIS_INTERNAL = 1,
    CHASSIS_SEPARATE = 2,
};

bool jfi_hda_is_hdmi(uint32_t config)
{
    return location_bits(config) == LOCATION_HDMI;
}

/* A pin with both a jack and something built in is mostly the latter. */
enum jfi_hda_place jfi_hda_place(uint32_t config)
{
    unsigned int location = location_bits(config), chassis = location >> 4;
    enum jfi_hda_connectivity connectivity = jfi_hda_connectivity(config);

    if (connectivity == JFI_HDA_NOTHING)
        return JFI_HDA_PLACE_NONE;
    if (connectivity != JFI_HDA_JACK || chassis == CHASSIS_INTERNAL)
        return JFI_HDA_PLACE_INTERNAL;
    if (chassis == CHASSIS_SEPARATE)
        return JFI_HDA_PLACE_DOCK;
    if (location == LOCATION_REAR)
        return JFI_HDA_PLACE_REAR;
    return location == LOCATION_FRONT ? JFI_HDA_PLACE_FRONT : JFI_HDA_PLACE_NORMAL;
}

const char *jfi_hda_location(uint32_t config)
{
    static const char *const special[64] = {
        [0x01] = "rear",
        [0x02] = "front",
        [0x03] = "left",
        [0x04] = "right",
        [0x05] = "top",
        [0x06] = "bottom",
        [0x07] = "rear panel",
        [0x08] = "drive bay",
        [0x17] = "riser",
        [0x18] = "hdmi",
        [0x19] = "atapi",
        [0x21] = "separate rear",
        [0x22] = "separate front",
        [0x23] = "separate left",
        [0x24] = "separate right",
        [0x25] = "separate top",
        [0x26] = "separate bottom",
        [0x37] = "lid inside",
        [0x38] = "lid outside",
    };
    static const char *const general[4] = {NULL, "internal", "separate", "other"};
    unsigned int location = location_bits(config);

    return special[location] ? special[location] : general[location >> 4];
}

const char *jfi_hda_color(uint32_t config)
{
    static const char *const colors[16] = {
        [1] = "black", [2] = "grey",   [3] = "blue",   [4] = "green",
        [5] = "red",   [6] = "orange", [7] = "yellow", [8] = "purple",
        [9] = "pink",  [14] = "white", [15] = "other",
    };

    return colors[config >> 12 & 15];
}

const char *jfi_hda_connection(uint32_t config)
{
    static const char *const connections[16] = {
        [1] = "3.5mm",   [2] = "6.35mm",  [3] = "atapi",        [4] = "rca",
        [5] = "optical", [6] = "digital", [7] = "analog",       [8] = "din",
        [9] = "xlr",     [10] = "rj11",   [11] = "combination",
    };

    return connections[config >> 16 & 15];
}

/* ---- kinds of device ------------------------------------------------------------------------- */

static const struct kind {
    const char *kernel_word, *name, *built_in_name;
    int direction;
} kinds[16] = {
    {"Line Out", "Line Out", "Internal Line Out", 1},
    {"Speaker", "Speaker", "Internal Speaker", 1},
    {"HP Out", "Headphones", "Internal Headphones", 1},
    {"CD", "CD", "CD", -1},
    {"SPDIF Out", "S/PDIF Out", "Internal S/PDIF Out", 1},
    {"Digital Out", "Digital Out", "Internal Digital Out", 1},
    {"Modem Line", "Modem Line", "Modem Line", 0},
    {"Modem Hand", "Modem Handset", "Modem Handset", 0},
    {"Line In", "Line In", "Internal Line In", -1},
    {"Aux", "Aux", "Internal Aux", -1},
    {"Mic", "Microphone", "Internal Microphone", -1},
    {"Telephony", "Telephony", "Telephony", 0},
    {"SPDIF In", "S/PDIF In", "Internal S/PDIF In", -1},
    {"Digital In", "Digital In", "Internal Digital In", -1},
    {"Reserved", "Unnamed Device", "Unnamed Device", 0},
    {"Other", "Other Device", "Other Device", 0},
};

int jfi_hda_direction(uint32_t config)
{
    return kinds[jfi_hda_device(config)].direction;
}

static const char *kernel_place(unsigned int location)
{
    static const char *const sides[7] = {"N/A", "Rear", "Front", "Left", "Right", "Top", "Bottom"};

    if ((location & 15) < 7)
        return sides[location & 15];
    switch (location) {
    case 0x07:
        return "Rear Panel";
    case 0x08:
        return "Drive Bar";
    case 0x17:
        return "Riser";
    case 0x18:
        return "HDMI";
    case 0x19:
        return "ATAPI";
    case 0x37:
        return "Mobile-In";
    case 0x38:
        return "Mobile-Out";
    default:
        return "UNKNOWN";
    }
}

void jfi_hda_pin_name(uint32_t config, char *name, size_t size)
{
    static const char *const chassis[4] = {"Ext", "Int", "Sep", "Oth"};
    unsigned int location = location_bits(config);

    (void)snprintf(name, size, "%s at %s %s", kinds[jfi_hda_device(config)].kernel_word,
                   chassis[location >> 4], kernel_place(location));
}

/* "black 3.5mm, front", of which anything may be missing; empty when all is. */
static void describe_socket(uint32_t config, char *text, size_t size)
{
    const char *color = jfi_hda_color(config), *connection = jfi_hda_connection(config);
    const char *location = jfi_hda_location(config);

    (void)snprintf(text, size, "%s%s%s%s%s", color ? color : "", color && connection ? " " : "",
                   connection ? connection : "", (color || connection) && location ? ", " : "",
                   location ? location : "");
}

void jfi_hda_endpoint_name(uint32_t config, bool is_display, char *name, size_t size)
{
    const struct kind *kind = &kinds[jfi_hda_device(config)];
    bool is_built_in = jfi_hda_connectivity(config) == JFI_HDA_FIXED;
    char socket[64];

    describe_socket(config, socket, sizeof(socket));
    if (is_display)
        (void)snprintf(name, size, "HDMI/DisplayPort");
    else if (is_built_in || !*socket)
        (void)snprintf(name, size, "%s", is_built_in ? kind->built_in_name : kind->name);
    else
        (void)snprintf(name, size, "%s (%s)", kind->name, socket);
}

const char *jfi_hda_endpoint_type(uint32_t config, bool is_display)
{
    if (is_display)
        return "hdmi";
    switch (jfi_hda_device(config)) {
    case JFI_HDA_LINE_OUT:
    case JFI_HDA_LINE_IN:
        return "line";
    case JFI_HDA_SPEAKER:
        return "speaker";
    case JFI_HDA_HEADPHONE:
        return "headphones";
    case JFI_HDA_MIC:
        return "mic";
    case JFI_HDA_SPDIF_OUT:
    case JFI_HDA_SPDIF_IN:
        return "spdif";
    default:
        return NULL;
    }
}
