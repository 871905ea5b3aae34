/* SPDX-License-Identifier: MIT */

/* The pieces that lines of a codec text are made of. */

#include <errno.h>
#include <string.h>

#include "backends/alsa/hda-parser.h"

const char *jfi_hda_skip_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

size_t jfi_hda_take_hex(const char **at, uint32_t *ret_value)
{
    const char *digits = *at + 2;
    uint32_t value = 0;
    size_t count = 0;

    if ((*at)[0] != '0' || (*at)[1] != 'x')
        return 0;
    for (int digit; count < 9 && (digit = hex_digit(digits[count])) >= 0; count++)
        value = value << 4 | (uint32_t)digit;
    if (!count || count > 8)
        return 0;
    *at = digits + count;
    *ret_value = value;
    return count;
}

bool jfi_hda_take_decimal(const char **at, unsigned int *ret_value)
{
    size_t count = strspn(*at, "0123456789");
    unsigned int value = 0;

    if (!count || count > 9)
        return false;
    for (size_t i = 0; i < count; i++)
        value = 10 * value + (unsigned int)((*at)[i] - '0');
    *at += count;
    *ret_value = value;
    return true;
}

bool jfi_hda_find_number(const char *line, const char *key, unsigned int *ret_value)
{
    const char *at = strstr(line, key);
    uint32_t value;

    if (!at)
        return false;
    at = jfi_hda_skip_blanks(at + strlen(key));
    if (jfi_hda_take_hex(&at, &value)) {
        *ret_value = value;
        return true;
    }
    return jfi_hda_take_decimal(&at, ret_value);
}

int jfi_hda_read_caps(struct jfi_hda_amp_caps *caps, const char *rest)
{
    struct jfi_hda_amp_caps read = {.is_known = true};
    unsigned int mute;

    if (strncmp(rest, "N/A", 3) == 0)
        return 0;
    if (!jfi_hda_find_number(rest, "ofs=", &read.offset) ||
        !jfi_hda_find_number(rest, "nsteps=", &read.steps) ||
        !jfi_hda_find_number(rest, "stepsize=", &read.step_size) ||
        !jfi_hda_find_number(rest, "mute=", &mute))
        return -EBADMSG;
    if (read.offset > 0x7f || read.steps > 0x7f || read.step_size > 0x7f)
        return -EBADMSG;
    read.has_mute = mute != 0;
    *caps = read;
    return 0;
}
