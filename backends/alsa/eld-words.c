/* SPDX-License-Identifier: MIT */

/* EDID-like data in words. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "backends/alsa/eld.h"

enum {
    WORDS_BYTES = 1024
};

struct teller {
    const char *prefix;
    jfi_eld_fn tell;
    void *user;
};

static void tell(const struct teller *teller, const char *key, const char *value)
{
    char whole[64];

    (void)snprintf(whole, sizeof(whole), "%s.%s", teller->prefix, key);
    teller->tell(teller->user, whole, value);
}

/* ---- lists of words -------------------------------------------------------------------------- */

/* Appends what fits. */
static void append(char words[WORDS_BYTES], const char *separator, const char *word)
{
    size_t used = strlen(words);

    (void)snprintf(words + used, WORDS_BYTES - used, "%s%s", used ? separator : "", word);
}

/* The words of the bits that are set, joined by blanks. */
static void append_bits(char words[WORDS_BYTES], unsigned int bits, const char *const *names,
                        size_t count, const char *separator)
{
    const char *next = separator;

    for (size_t i = 0; i < count; i++) {
        if (!(bits & 1U << i))
            continue;
        append(words, next, names[i]);
        next = "/";
    }
}

static const char *coding_name(unsigned int coding)
{
    static const char *const names[] = {
        NULL,     "LPCM", "AC-3",    "MPEG1",  "MP3",       "MPEG2",
        "AAC",    "DTS",  "ATRAC",   "DSD",    "E-AC-3",    "DTS-HD",
        "TrueHD", "DST",  "WMA Pro", "HE-AAC", "HE-AAC v2", "MPEG Surround",
    };

    return coding < sizeof(names) / sizeof(names[0]) ? names[coding] : NULL;
}

/* "LPCM 2 channels 44.1/48 kHz 16/24 bits" */
static void append_format(char words[WORDS_BYTES], const struct jfi_eld_format *format)
{
    static const char *const rates[] = {"32", "44.1", "48", "88.2", "96", "176.4", "192"};
    static const char *const sizes[] = {"16", "20", "24"};
    const char *name = coding_name(format->coding);
    char text[48];

    append(words, "; ", name ? name : "unknown coding");
    (void)snprintf(text, sizeof(text), "%u channels", format->channels);
    append(words, " ", text);
    if (format->rates) {
        append_bits(words, format->rates, rates, sizeof(rates) / sizeof(rates[0]), " ");
        append(words, " ", "kHz");
    }
    if (format->sizes) {
        append_bits(words, format->sizes, sizes, sizeof(sizes) / sizeof(sizes[0]), " ");
        append(words, " ", "bits");
    }
    if (format->max_bitrate) {
        (void)snprintf(text, sizeof(text), "up to %u kbit/s", format->max_bitrate / 1000);
        append(words, " ", text);
    }
}

static void tell_formats(const struct teller *teller, const struct jfi_eld *eld)
{
    char words[WORDS_BYTES] = "";

    for (size_t i = 0; i < eld->format_count; i++)
        append_format(words, &eld->formats[i]);
    if (*words)
        tell(teller, "formats", words);
}

static void tell_speakers(const struct teller *teller, const struct jfi_eld *eld)
{
    static const char *const names[] = {
        "FL FR", "LFE", "FC", "RL RR", "RC", "FLC FRC", "RLC RRC",
    };
    char words[WORDS_BYTES] = "";

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (eld->speakers & 1U << i)
            append(words, " ", names[i]);
    }
    if (*words)
        tell(teller, "speakers", words);
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* Three letters of five bits each, as EDID has them; the kernel prints the bytes swapped. */
static void tell_manufacturer(const struct teller *teller, int manufacturer)
{
    unsigned int raw = (unsigned int)manufacturer, bits = (raw & 0xff) << 8 | (raw >> 8 & 0xff);
    char letters[4] = {0};

    if (manufacturer < 0)
        return;
    for (size_t i = 0; i < 3; i++) {
        unsigned int letter = bits >> (10 - 5 * i) & 31;

        if (letter < 1 || letter > 26)
            return;
        letters[i] = (char)('A' + (int)letter - 1);
    }
    tell(teller, "manufacturer", letters);
}

void jfi_eld_tell(const struct jfi_eld *eld, const char *prefix, jfi_eld_fn tell_fn, void *user)
{
    struct teller teller = {.prefix = prefix, .tell = tell_fn, .user = user};
    char text[32];

    if (!eld->is_valid) {
        if (eld->has_presence && eld->is_present)
            tell(&teller, "audio", "not told");
        return;
    }
    if (*eld->monitor)
        tell(&teller, "name", eld->monitor);
    if (eld->connection)
        tell(&teller, "connection", eld->connection);
    tell_manufacturer(&teller, eld->manufacturer);
    if (eld->product >= 0) {
        (void)snprintf(text, sizeof(text), "0x%04x", (unsigned int)eld->product);
        tell(&teller, "product", text);
    }
    if (eld->has_port) {
        (void)snprintf(text, sizeof(text), "0x%" PRIx64, eld->port);
        tell(&teller, "port", text);
    }
    tell_speakers(&teller, eld);
    tell_formats(&teller, eld);
    if (eld->delay_ms) {
        (void)snprintf(text, sizeof(text), "%u", eld->delay_ms);
        tell(&teller, "delay-ms", text);
    }
}
