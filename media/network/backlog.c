/* SPDX-License-Identifier: MIT */
#include "media/network/backlog.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "media/network/asf-reader.h"
#include "media/network/mmsh.h"

#define FIRST_CAPACITY 64
/* Whatever the times of packets say: nobody can fill the memory by pushing faster than is heard. */
#define MAX_BYTES ((size_t)32 << 20)

struct jfi_backlog {
    int64_t keep_ns;
    struct jfi_backlog_packet *packets; /* number n is at n % capacity, which is a power of two */
    size_t capacity;
    uint64_t first, end;
    size_t byte_count;
};

int jfi_backlog_new(int64_t keep_ns, uint64_t first_number, struct jfi_backlog **ret_backlog)
{
    struct jfi_backlog *backlog = calloc(1, sizeof(*backlog));

    if (!backlog)
        return -ENOMEM;
    backlog->keep_ns = keep_ns;
    backlog->first = backlog->end = first_number;
    backlog->capacity = FIRST_CAPACITY;
    backlog->packets = calloc(backlog->capacity, sizeof(*backlog->packets));
    if (!backlog->packets) {
        free(backlog);
        return -ENOMEM;
    }
    *ret_backlog = backlog;
    return 0;
}

static struct jfi_backlog_packet *at(const struct jfi_backlog *backlog, uint64_t number)
{
    return &backlog->packets[number & (backlog->capacity - 1)];
}

/* That it takes here: both forms. */
static size_t get_bytes(const struct jfi_backlog_packet *packet)
{
    return jf_data_unit_get_size(packet->whole) + packet->stripped_bytes;
}

static void drop_first(struct jfi_backlog *backlog)
{
    struct jfi_backlog_packet *packet = at(backlog, backlog->first++);

    backlog->byte_count -= get_bytes(packet);
    jf_data_unit_unref(packet->whole);
    free(packet->stripped);
    *packet = (struct jfi_backlog_packet){0};
}

struct jfi_backlog *jfi_backlog_free(struct jfi_backlog *backlog)
{
    if (!backlog)
        return NULL;
    while (backlog->first < backlog->end)
        drop_first(backlog);
    free(backlog->packets);
    free(backlog);
    return NULL;
}

static int grow(struct jfi_backlog *backlog)
{
    const size_t capacity = backlog->capacity * 2;
    struct jfi_backlog_packet *packets = calloc(capacity, sizeof(*packets));

    if (!packets)
        return -ENOMEM;
    for (uint64_t number = backlog->first; number < backlog->end; number++)
        packets[number & (capacity - 1)] = *at(backlog, number);
    free(backlog->packets);
    backlog->packets = packets;
    backlog->capacity = capacity;
    return 0;
}

static int strip(struct jf_data_unit *unit, size_t wire_bytes,
                 struct jfi_backlog_packet *ret_packet)
{
    const size_t size = wire_bytes > 0 ? wire_bytes : jf_data_unit_get_size(unit);
    uint8_t *stripped = malloc(size > 0 ? size : 1);

    if (!stripped)
        return -ENOMEM;
    memcpy(stripped, jf_data_unit_get_bytes(unit), size);
    ret_packet->stripped = stripped;
    ret_packet->stripped_bytes =
        wire_bytes > 0 ? wire_bytes : jfi_asf_strip_padding(stripped, size);
    ret_packet->whole = jf_data_unit_ref(unit);
    return 0;
}

int jfi_backlog_push(struct jfi_backlog *backlog, struct jf_data_unit *unit, size_t wire_bytes)
{
    struct jfi_backlog_packet packet = {0};
    int err = 0;

    if (jf_data_unit_get_size(unit) > JFI_MMSH_MAX_PAYLOAD)
        return -EMSGSIZE;
    if (backlog->end - backlog->first == backlog->capacity)
        err = grow(backlog);
    if (err == 0)
        err = strip(unit, wire_bytes, &packet);
    if (err < 0)
        return err;
    *at(backlog, backlog->end++) = packet;
    backlog->byte_count += get_bytes(&packet);
    while (jfi_backlog_get_age_ns(backlog, backlog->first) > backlog->keep_ns ||
           backlog->byte_count > MAX_BYTES)
        drop_first(backlog);
    return 0;
}

uint64_t jfi_backlog_get_first(const struct jfi_backlog *backlog)
{
    return backlog->first;
}

uint64_t jfi_backlog_get_end(const struct jfi_backlog *backlog)
{
    return backlog->end;
}

const struct jfi_backlog_packet *jfi_backlog_get(const struct jfi_backlog *backlog, uint64_t number)
{
    return at(backlog, number);
}

int64_t jfi_backlog_get_age_ns(const struct jfi_backlog *backlog, uint64_t number)
{
    if (number >= backlog->end)
        return 0;
    return jf_data_unit_get_time_ns(at(backlog, backlog->end - 1)->whole) -
           jf_data_unit_get_time_ns(at(backlog, number)->whole);
}

uint64_t jfi_backlog_find_since(const struct jfi_backlog *backlog, int64_t before_newest_ns)
{
    uint64_t number = backlog->end;

    while (number > backlog->first &&
           jfi_backlog_get_age_ns(backlog, number - 1) <= before_newest_ns)
        number--;
    return number;
}
