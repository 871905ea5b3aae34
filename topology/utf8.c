/* SPDX-License-Identifier: MIT */
#include "topology/utf8.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
