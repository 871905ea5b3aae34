/* SPDX-License-Identifier: MIT */
#include "media/point/push-reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void jfi_push_reader_fini(struct jfi_push_reader *reader)
{
    free(reader->payload);
    *reader = (struct jfi_push_reader){.payload = NULL};
}

static size_t announced_bytes(const struct jfi_push_reader *reader)
{
    return (size_t)(reader->head[2] | reader->head[3] << 8);
}

/* -EBADMSG: there is no such packet, or none of that size. */
static int check_head(const struct jfi_push_reader *reader)
{
    static const struct {
        enum jfi_push_packet id;
        size_t least, most;
    } kinds[] = {
        {JFI_PUSH_HEADER, 1, JFI_PUSH_MAX_PAYLOAD - 4}, {JFI_PUSH_DATA, 1, JFI_PUSH_MAX_PAYLOAD},
        {JFI_PUSH_CHANGE, 5, JFI_PUSH_MAX_PAYLOAD},     {JFI_PUSH_END, 4, 4},
        {JFI_PUSH_FILLER, 0, JFI_PUSH_MAX_PAYLOAD},
    };
    const size_t size = announced_bytes(reader);

    if (reader->head[0] != '$')
        return -EBADMSG;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (kinds[i].id == (enum jfi_push_packet)reader->head[1])
            return size >= kinds[i].least && size <= kinds[i].most ? 0 : -EBADMSG;
    }
    return -EBADMSG;
}

/* Takes of the bytes what the head still wants. */
static int take_head(struct jfi_push_reader *reader, const uint8_t **bytes, size_t *size)
{
    const size_t wanted = JFI_PUSH_HEAD_BYTES - reader->head_bytes;
    const size_t taken = *size < wanted ? *size : wanted;
    int err = 0;

    memcpy(reader->head + reader->head_bytes, *bytes, taken);
    reader->head_bytes += taken;
    *bytes += taken;
    *size -= taken;
    if (reader->head_bytes < JFI_PUSH_HEAD_BYTES)
        return 0;
    err = check_head(reader);
    if (err < 0)
        return err;
    reader->payload_bytes = 0;
    if (!reader->payload)
        reader->payload = malloc(JFI_PUSH_MAX_PAYLOAD);
    return reader->payload ? 0 : -ENOMEM;
}

static void take_payload(struct jfi_push_reader *reader, const uint8_t **bytes, size_t *size)
{
    const size_t wanted = announced_bytes(reader) - reader->payload_bytes;
    const size_t taken = *size < wanted ? *size : wanted;

    memcpy(reader->payload + reader->payload_bytes, *bytes, taken);
    reader->payload_bytes += taken;
    *bytes += taken;
    *size -= taken;
}

int jfi_push_reader_take(struct jfi_push_reader *reader, const uint8_t *bytes, size_t size,
                         int (*on_packet)(void *userdata, enum jfi_push_packet id,
                                          const uint8_t *payload, size_t payload_bytes),
                         void *userdata)
{
    int err = 0;

    while (size > 0 && err == 0) {
        if (reader->head_bytes < JFI_PUSH_HEAD_BYTES)
            err = take_head(reader, &bytes, &size);
        if (err < 0 || reader->head_bytes < JFI_PUSH_HEAD_BYTES)
            continue;
        take_payload(reader, &bytes, &size);
        if (reader->payload_bytes < announced_bytes(reader))
            continue;
        reader->head_bytes = 0;
        err = on_packet(userdata, (enum jfi_push_packet)reader->head[1], reader->payload,
                        reader->payload_bytes);
    }
    return err;
}
