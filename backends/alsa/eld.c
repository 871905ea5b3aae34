/* SPDX-License-Identifier: MIT */

/* Reading EDID-like data: the kernel's text of it, and the bytes themselves. */

#include "backends/alsa/eld.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const unsigned int rates_hz[] = {32000, 44100, 48000, 88200, 96000, 176400, 192000};
static const unsigned int sizes_bits[] = {16, 20, 24};

/* ---- text ------------------------------------------------------------------------------------ */

static unsigned int number_of(const char *value)
{
    return (unsigned int)strtoul(value, NULL, 0);
}

/* "[0x60] 44100 48000": only the numbers behind the bracket mean the same on every kernel. */
static unsigned int listed(const char *value, const unsigned int *known, size_t count)
{
    const char *at = strchr(value, ']');
    unsigned int found = 0;

    at = at ? at + 1 : value;
    for (at += strspn(at, " "); *at; at += strspn(at, " ")) {
        char *end;
        unsigned long number = strtoul(at, &end, 10);

        if (end == at)
            break;
        for (size_t i = 0; i < count; i++)
            found |= known[i] == number ? 1U << i : 0;
        at = end;
    }
    return found;
}

/* "[0x1] LPCM" */
static unsigned int bracketed(const char *value)
{
    return number_of(*value == '[' ? value + 1 : value);
}

/* "sad0_rates" and the like. */
static void read_format(struct jfi_eld *eld, const char *label, const char *value)
{
    char *end;
    unsigned long index = strtoul(label + strlen("sad"), &end, 10);
    struct jfi_eld_format *format = &eld->formats[index < JFI_ELD_MAX_FORMATS ? index : 0];

    if (end == label + strlen("sad") || index >= JFI_ELD_MAX_FORMATS)
        return;
    if (eld->format_count <= index)
        eld->format_count = index + 1;
    if (strcmp(end, "_coding_type") == 0)
        format->coding = bracketed(value);
    else if (strcmp(end, "_channels") == 0)
        format->channels = number_of(value);
    else if (strcmp(end, "_rates") == 0)
        format->rates = listed(value, rates_hz, sizeof(rates_hz) / sizeof(rates_hz[0]));
    else if (strcmp(end, "_bits") == 0)
        format->sizes = listed(value, sizes_bits, sizeof(sizes_bits) / sizeof(sizes_bits[0]));
    else if (strcmp(end, "_max_bitrate") == 0)
        format->max_bitrate = number_of(value);
}

static const char *connection_of(const char *word)
{
    if (strcmp(word, "HDMI") == 0)
        return "HDMI";
    return strcmp(word, "DisplayPort") == 0 || strcmp(word, "Display Port") == 0 ? "DisplayPort"
                                                                                 : NULL;
}

static void read_port(struct jfi_eld *eld, const char *value)
{
    eld->has_port = true;
    eld->port = strtoull(value, NULL, 0);
}

/* What is only told when the monitor has told of itself. False: no such label. */
static bool read_fact(struct jfi_eld *eld, const char *label, const char *value)
{
    if (strcmp(label, "monitor_name") == 0)
        (void)snprintf(eld->monitor, sizeof(eld->monitor), "%s", value);
    else if (strcmp(label, "connection_type") == 0)
        eld->connection = connection_of(value);
    else if (strcmp(label, "manufacture_id") == 0)
        eld->manufacturer = (int)(number_of(value) & 0xffff);
    else if (strcmp(label, "product_id") == 0)
        eld->product = (int)(number_of(value) & 0xffff);
    else if (strcmp(label, "port_id") == 0)
        read_port(eld, value);
    else if (strcmp(label, "speakers") == 0)
        eld->speakers = bracketed(value);
    else if (strcmp(label, "audio_sync_delay") == 0)
        eld->delay_ms = number_of(value);
    else if (strncmp(label, "sad", 3) == 0 && label[3] >= '0' && label[3] <= '9')
        read_format(eld, label, value);
    else
        return false;
    return true;
}

static void read_place(struct jfi_eld *eld, const char *label, const char *value)
{
    if (strcmp(label, "monitor_present") == 0) {
        eld->has_presence = true;
        eld->is_present = *value == '1';
    } else if (strcmp(label, "codec_pin_nid") == 0) {
        eld->has_place = true;
        eld->nid = number_of(value);
    } else if (strcmp(label, "codec_dev_id") == 0) {
        eld->device = number_of(value);
    } else if (strcmp(label, "codec_cvt_nid") == 0) {
        eld->converter = number_of(value);
    }
}

/* Kernels that do not say whether it is valid print its fields only when it is. */
bool jfi_eld_parse(char *text, const char *file, struct jfi_eld *ret_eld)
{
    struct jfi_eld eld = {.file = file, .manufacturer = -1, .product = -1};
    char *line;

    while ((line = strsep(&text, "\n"))) {
        char *value = strpbrk(line, " \t");

        if (!value)
            continue;
        *value++ = '\0';
        value += strspn(value, " \t");
        value[strcspn(value, "\r")] = '\0';
        if (read_fact(&eld, line, value))
            eld.is_valid = true;
        else
            read_place(&eld, line, value);
    }
    if (!eld.is_valid && !eld.has_presence)
        return false;
    *ret_eld = eld;
    return true;
}

/* ---- bytes ----------------------------------------------------------------------------------- */

enum {
    FIXED_BYTES = 20,
    FORMAT_BYTES = 3,
    MAX_NAME_BYTES = 16,
    MAX_BYTES = 256,
    VERSION_861D = 2,
    CODING_LPCM = 1,
    CODING_LAST_WITH_RATE = 8,
    CODING_EXTENDED = 15,
};

static struct jfi_eld_format decode_format(const unsigned char *bytes)
{
    struct jfi_eld_format format = {
        .coding = bytes[0] >> 3 & 15,
        .channels = (bytes[0] & 7) + 1U,
        .rates = bytes[1] & 0x7f,
    };

    if (format.coding == CODING_LPCM)
        format.sizes = bytes[2] & 7;
    else if (format.coding && format.coding <= CODING_LAST_WITH_RATE)
        format.max_bitrate = bytes[2] * 8000U;
    else if (format.coding == CODING_EXTENDED)
        format.coding = bytes[2] >> 3 ? CODING_EXTENDED - 1U + (bytes[2] >> 3) : 0;
    return format;
}

/* EDID ends a name that is shorter with a newline and fills it up with blanks. */
static void decode_name(struct jfi_eld *eld, const unsigned char *bytes, size_t length)
{
    const unsigned char *end = memchr(bytes, '\n', length);

    if (end)
        length = (size_t)(end - bytes);
    while (length && (bytes[length - 1] == ' ' || !bytes[length - 1]))
        length--;
    memcpy(eld->monitor, bytes, length);
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] < ' ' || bytes[i] >= 0x7f)
            eld->monitor[i] = '?';
    }
}

static bool decode(const unsigned char *bytes, size_t size, struct jfi_eld *eld)
{
    size_t name_bytes = bytes[4] & 31, format_count = bytes[5] >> 4;

    if (bytes[0] >> 3 != VERSION_861D || name_bytes > MAX_NAME_BYTES ||
        FIXED_BYTES + name_bytes + FORMAT_BYTES * format_count > size)
        return false;
    eld->connection = (bytes[5] >> 2 & 3) == 0   ? "HDMI"
                      : (bytes[5] >> 2 & 3) == 1 ? "DisplayPort"
                                                 : NULL;
    eld->delay_ms = bytes[6] * 2U;
    eld->speakers = bytes[7];
    eld->has_port = true;
    for (size_t i = 0; i < sizeof(eld->port); i++)
        eld->port |= (uint64_t)bytes[8 + i] << 8 * i;
    eld->manufacturer = bytes[16] | bytes[17] << 8;
    eld->product = bytes[18] | bytes[19] << 8;
    decode_name(eld, bytes + FIXED_BYTES, name_bytes);
    for (size_t i = 0; i < format_count; i++)
        eld->formats[i] = decode_format(bytes + FIXED_BYTES + name_bytes + FORMAT_BYTES * i);
    eld->format_count = format_count;
    return true;
}

bool jfi_eld_decode(const int64_t *bytes, size_t count, struct jfi_eld *ret_eld)
{
    struct jfi_eld eld = {.has_presence = true, .is_present = true, .is_valid = true};
    unsigned char copy[MAX_BYTES];
    size_t size = count < MAX_BYTES ? count : MAX_BYTES;

    if (!bytes || size < FIXED_BYTES)
        return false;
    for (size_t i = 0; i < size; i++)
        copy[i] = (unsigned char)bytes[i];
    if (!decode(copy, size, &eld))
        return false;
    *ret_eld = eld;
    return true;
}

bool jfi_eld_is_same(const struct jfi_eld *a, const struct jfi_eld *b)
{
    return a->is_valid && b->is_valid && a->has_port && b->has_port && a->port == b->port &&
           a->manufacturer >= 0 && a->manufacturer == b->manufacturer && a->product >= 0 &&
           a->product == b->product && a->format_count == b->format_count;
}
