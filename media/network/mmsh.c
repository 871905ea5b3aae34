/* SPDX-License-Identifier: MIT */
#include "media/network/mmsh.h"

#include <string.h>
#include <strings.h>

/* ---- requests -------------------------------------------------------------------------------- */

/* Whether the token, which ends at a comma or the end of the text, begins so. */
static bool begins(const char *token, const char *with)
{
    return strncasecmp(token, with, strlen(with)) == 0;
}

static void read_token(struct jfi_mmsh_pragmas *pragmas, const char *token)
{
    static const char *const others[] = {"xPlayNextEntry=1", "xKeepAliveInPause=1", "xStopStrm=1",
                                         "pipeline-request=1", "log-line="};

    if (begins(token, "xPlayStrm=1"))
        pragmas->plays = true;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        pragmas->other = pragmas->other || begins(token, others[i]);
}

void jfi_mmsh_read_pragma(struct jfi_mmsh_pragmas *pragmas, const char *value)
{
    while (*value != '\0') {
        value += strspn(value, " \t,");
        read_token(pragmas, value);
        value += strcspn(value, ",");
    }
}

enum jfi_mmsh_kind jfi_mmsh_classify(const char *method, const struct jfi_mmsh_pragmas *pragmas)
{
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
        return JFI_MMSH_OTHER;
    if (pragmas->plays)
        return JFI_MMSH_PLAY;
    return pragmas->other ? JFI_MMSH_OTHER : JFI_MMSH_DESCRIBE;
}

bool jfi_mmsh_is_player(const char *user_agent)
{
    return begins(user_agent, "NSPlayer") || begins(user_agent, "NSServer") ||
           begins(user_agent, "WMCacheProxy");
}

/* ---- packets --------------------------------------------------------------------------------- */

static void put_u16(uint8_t *bytes, size_t value)
{
    bytes[0] = (uint8_t)value;
    bytes[1] = (uint8_t)(value >> 8);
}

static void put_head(uint8_t head[JFI_MMSH_HEAD_BYTES], char id, size_t payload_bytes,
                     uint32_t location, uint8_t flags)
{
    head[0] = '$';
    head[1] = (uint8_t)id;
    put_u16(head + 2, payload_bytes + 8);
    put_u16(head + 4, location & 0xffff);
    put_u16(head + 6, location >> 16);
    head[8] = 0;
    head[9] = flags;
    put_u16(head + 10, payload_bytes + 8);
}

void jfi_mmsh_put_header_head(uint8_t head[JFI_MMSH_HEAD_BYTES], size_t payload_bytes)
{
    put_head(head, 'H', payload_bytes, 0, 0x0c);
}

void jfi_mmsh_put_data_head(uint8_t head[JFI_MMSH_HEAD_BYTES], size_t payload_bytes,
                            uint32_t location, uint8_t sequence)
{
    put_head(head, 'D', payload_bytes, location, sequence);
}

void jfi_mmsh_put_end(uint8_t end[JFI_MMSH_END_BYTES])
{
    static const uint8_t bytes[JFI_MMSH_END_BYTES] = {'$', 'E', 4};

    memcpy(end, bytes, sizeof(bytes));
}
