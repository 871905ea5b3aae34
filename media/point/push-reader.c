/* SPDX-License-Identifier: MIT */
#include "media/point/push-reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void jfi_push_reader_fini(struct jfi_push_reader *body)
{
    free(body->payload);
    *body = (struct jfi_push_reader){.payload = NULL};
}

static size_t announced_bytes(const struct jfi_push_reader *body)
{
    return (size_t)(body->head[2] | body->head[3] << 8);
}

/* The smallest and the largest payload that such a packet may have; -EBADMSG: there is none such. */
static int check_head(const struct jfi_push_reader *body)
{
    static const struct {
        enum jfi_push_packet id;
        size_t least, most;
    } kinds[] = {
        {JFI_PUSH_HEADER, 1, JFI_PUSH_MAX_PAYLOAD - 4}, {JFI_PUSH_DATA, 1, JFI_PUSH_MAX_PAYLOAD},
        {JFI_PUSH_CHANGE, 5, JFI_PUSH_MAX_PAYLOAD},     {JFI_PUSH_END, 4, 4},
        {JFI_PUSH_FILLER, 0, JFI_PUSH_MAX_PAYLOAD},
    };
    const size_t size = announced_bytes(body);

    if (body->head[0] != '$')
        return -EBADMSG;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (kinds[i].id == (enum jfi_push_packet)body->head[1])
            return size >= kinds[i].least && size <= kinds[i].most ? 0 : -EBADMSG;
    }
    return -EBADMSG;
}

/* Takes of the bytes what the head still wants. */
static int take_head(struct jfi_push_reader *body, const uint8_t **bytes, size_t *size)
{
    const size_t wanted = JFI_PUSH_HEAD_BYTES - body->head_bytes;
    const size_t taken = *size < wanted ? *size : wanted;
    int err = 0;

    memcpy(body->head + body->head_bytes, *bytes, taken);
    body->head_bytes += taken;
    *bytes += taken;
    *size -= taken;
    if (body->head_bytes < JFI_PUSH_HEAD_BYTES)
        return 0;
    err = check_head(body);
    if (err < 0)
        return err;
    body->payload_bytes = 0;
    body->payload = malloc(announced_bytes(body) > 0 ? announced_bytes(body) : 1);
    return body->payload ? 0 : -ENOMEM;
}

static void take_payload(struct jfi_push_reader *body, const uint8_t **bytes, size_t *size)
{
    const size_t wanted = announced_bytes(body) - body->payload_bytes;
    const size_t taken = *size < wanted ? *size : wanted;

    memcpy(body->payload + body->payload_bytes, *bytes, taken);
    body->payload_bytes += taken;
    *bytes += taken;
    *size -= taken;
}

int jfi_push_reader_take(struct jfi_push_reader *body, const uint8_t *bytes, size_t size,
                         int (*on_packet)(void *userdata, enum jfi_push_packet id,
                                          const uint8_t *payload, size_t payload_bytes),
                         void *userdata)
{
    int err = 0;

    while (size > 0 && err == 0) {
        if (!body->payload)
            err = take_head(body, &bytes, &size);
        if (err < 0 || !body->payload)
            continue;
        take_payload(body, &bytes, &size);
        if (body->payload_bytes < announced_bytes(body))
            continue;
        err = on_packet(userdata, (enum jfi_push_packet)body->head[1], body->payload,
                        body->payload_bytes);
        jfi_push_reader_fini(body);
    }
    return err;
}
