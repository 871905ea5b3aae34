/* SPDX-License-Identifier: MIT */
#include "topology/utf8.h"

#include <stdint.h>
#include <string.h>

#include "topology/internal.h"

/* Bytes that follow a lead byte, and the least code point such a sequence may stand for. */
static size_t sequence(unsigned char lead, uint32_t *ret_bits, uint32_t *ret_least)
{
    if (lead >= 0xc2 && lead <= 0xdf) {
        *ret_bits = lead & 0x1fu;
        *ret_least = 0x80;
        return 1;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
        *ret_bits = lead & 0x0fu;
        *ret_least = 0x800;
        return 2;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        *ret_bits = lead & 0x07u;
        *ret_least = 0x10000;
        return 3;
    }
    return 0;
}

/* Length of the valid multi-byte character at `text`, or 0. */
static size_t multi_byte(const unsigned char *text)
{
    uint32_t code, least;
    size_t follow = sequence(text[0], &code, &least);

    for (size_t i = 1; i <= follow; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (text[i] & 0x3fu);
    }
    if (!follow || code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ||
        code < 0xa0)
        return 0;
    return follow + 1;
}

void jfi_utf8_clean(char *text)
{
    unsigned char *at = (unsigned char *)text;

    while (*at) {
        size_t length = *at < 0x80 ? 1 : multi_byte(at);

        if (!length || *at < 0x20 || *at == 0x7f)
            *at = '?';
        at += length ? length : 1;
    }
}

/* ---- letters of either case ------------------------------------------------------------------ */

/* Capitals: each, or each second one, is `to_small` in front of its small letter. */
static const struct {
    uint16_t first, last;
    uint8_t step, to_small;
} capitals[] = {
    {'A', 'Z', 1, 32},       {0x00c0, 0x00d6, 1, 32}, {0x00d8, 0x00de, 1, 32},
    {0x0100, 0x012e, 2, 1},  {0x0132, 0x0136, 2, 1},  {0x0139, 0x0147, 2, 1},
    {0x014a, 0x0176, 2, 1},  {0x0179, 0x017d, 2, 1},  {0x0386, 0x0386, 1, 38},
    {0x0388, 0x038a, 1, 37}, {0x038c, 0x038c, 1, 64}, {0x038e, 0x038f, 1, 63},
    {0x0391, 0x03a1, 1, 32}, {0x03a3, 0x03ab, 1, 32}, {0x0400, 0x040f, 1, 80},
    {0x0410, 0x042f, 1, 32},
};

static uint32_t small_letter(uint32_t code)
{
    for (size_t i = 0; i < JFI_COUNT(capitals); i++) {
        if (code >= capitals[i].first && code <= capitals[i].last &&
            (code - capitals[i].first) % capitals[i].step == 0)
            return code + capitals[i].to_small;
    }
    return code;
}

/* One character of `length` bytes, as a small letter. All that have a case here are of two bytes at
 * most; every other byte stands for itself, above all characters. */
static size_t next_letter(const char *text, size_t length, uint32_t *ret_code)
{
    const unsigned char *bytes = (const unsigned char *)text;
    uint32_t bits, least;

    if (length > 1 && sequence(bytes[0], &bits, &least) == 1 && (bytes[1] & 0xc0) == 0x80) {
        *ret_code = small_letter(bits << 6 | (bytes[1] & 0x3fu));
        return 2;
    }
    *ret_code = bytes[0] < 0x80 ? small_letter(bytes[0]) : 0x110000u + bytes[0];
    return 1;
}

static bool is_alike(const char *a, size_t a_length, const char *b, size_t b_length)
{
    while (a_length && b_length) {
        uint32_t a_code, b_code;
        size_t a_bytes = next_letter(a, a_length, &a_code);
        size_t b_bytes = next_letter(b, b_length, &b_code);

        if (a_code != b_code)
            return false;
        a += a_bytes;
        a_length -= a_bytes;
        b += b_bytes;
        b_length -= b_bytes;
    }
    return !a_length && !b_length;
}

bool jfi_utf8_is_alike(const char *whole, const char *text, size_t length)
{
    return is_alike(whole, strlen(whole), text, length);
}

bool jfi_utf8_has_alike(const char *whole, const char *text, size_t length)
{
    /* A letter and its other case have as many bytes as one another. */
    for (size_t rest = strlen(whole); rest >= length; rest--, whole++) {
        if (is_alike(whole, length, text, length))
            return true;
    }
    return false;
}
