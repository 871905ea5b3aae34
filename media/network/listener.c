/* SPDX-License-Identifier: MIT */
#include "media/network/listener.h"

#include <errno.h>
#include <linux/sockios.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "media/network/mmsh.h"

/* Packets in one send. Three make 4 KiB of a usual stream; a burst takes several sends. */
enum {
    MAX_BATCH = 12
};

/* What one send hands over: the opening or nothing, then packets, each with its head. */
struct batch {
    struct iovec parts[1 + 2 * MAX_BATCH + 1];
    size_t part_count;
    size_t byte_count;
    uint8_t heads[MAX_BATCH][JFI_MMSH_HEAD_BYTES];
    size_t head_count;
};

/* The first `skip` bytes have been sent before. */
static void add_part(struct batch *batch, const void *bytes, size_t size, size_t *skip)
{
    const size_t skipped = *skip < size ? *skip : size;

    *skip -= skipped;
    if (size == skipped)
        return;
    batch->parts[batch->part_count++] =
        (struct iovec){.iov_base = (uint8_t *)bytes + skipped, .iov_len = size - skipped};
    batch->byte_count += size - skipped;
}

static size_t packet_bytes(const struct jfi_listener *listener,
                           const struct jfi_backlog_packet *packet)
{
    return listener->mmsh ? JFI_MMSH_HEAD_BYTES + packet->stripped_bytes
                          : jf_data_unit_get_size(packet->whole);
}

static void add_packet(struct batch *batch, const struct jfi_listener *listener,
                       const struct jfi_backlog *backlog, uint64_t number, size_t *skip)
{
    const struct jfi_backlog_packet *packet = jfi_backlog_get(backlog, number);
    uint8_t *head = batch->heads[batch->head_count];

    if (!listener->mmsh) {
        add_part(batch, jf_data_unit_get_bytes(packet->whole), jf_data_unit_get_size(packet->whole),
                 skip);
        return;
    }
    batch->head_count++;
    jfi_mmsh_put_data_head(head, packet->stripped_bytes, (uint32_t)number,
                           (uint8_t)(listener->sequence + (number - listener->next)));
    add_part(batch, head, JFI_MMSH_HEAD_BYTES, skip);
    add_part(batch, packet->stripped, packet->stripped_bytes, skip);
}

static void fill(struct batch *batch, const struct jfi_listener *listener,
                 const struct jfi_backlog *backlog)
{
    const uint64_t end = jfi_backlog_get_end(backlog);
    size_t skip = listener->sent_of;

    if (listener->opening)
        add_part(batch, listener->opening, listener->opening_bytes, &skip);
    for (uint64_t number = listener->next; number < end && number - listener->next < MAX_BATCH;
         number++)
        add_packet(batch, listener, backlog, number, &skip);
}

/* Moves the listener's place on by so many bytes. */
static void advance(struct jfi_listener *listener, const struct jfi_backlog *backlog, size_t sent)
{
    size_t rest = listener->sent_of + sent;

    listener->byte_count += sent;
    if (listener->opening && rest >= listener->opening_bytes) {
        rest -= listener->opening_bytes;
        free(listener->opening);
        listener->opening = NULL;
    }
    while (!listener->opening && listener->next < jfi_backlog_get_end(backlog)) {
        const size_t size = packet_bytes(listener, jfi_backlog_get(backlog, listener->next));

        if (rest < size)
            break;
        rest -= size;
        listener->next++;
        listener->sequence++;
        listener->unit_count++;
    }
    listener->sent_of = rest;
}

/* Bytes taken by the socket; 0: it is full, or negative. */
static ssize_t send_batch(int fd, struct batch *batch)
{
    const struct msghdr message = {.msg_iov = batch->parts, .msg_iovlen = batch->part_count};
    ssize_t sent = 0;

    do {
        sent = sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    if (sent >= 0)
        return sent;
    return errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM ? 0 : -errno;
}

enum jfi_progress jfi_listener_send(struct jfi_listener *listener,
                                    const struct jfi_backlog *backlog)
{
    while (listener->opening || listener->next < jfi_backlog_get_end(backlog)) {
        struct batch batch;
        ssize_t sent = 0;

        batch.part_count = batch.byte_count = batch.head_count = 0;
        fill(&batch, listener, backlog);
        sent = send_batch(listener->fd, &batch);
        if (sent < 0)
            return JFI_PROGRESS_BROKEN;
        advance(listener, backlog, (size_t)sent);
        if ((size_t)sent < batch.byte_count)
            return JFI_PROGRESS_BLOCKED;
    }
    return JFI_PROGRESS_DONE;
}

void jfi_listener_send_end(struct jfi_listener *listener, const struct jfi_backlog *backlog)
{
    uint8_t end[JFI_MMSH_END_BYTES];
    struct batch batch = {.part_count = 0};
    size_t skip = listener->sent_of, none = 0;

    if (listener->opening)
        add_part(&batch, listener->opening, listener->opening_bytes, &skip);
    else if (skip > 0 && listener->next >= jfi_backlog_get_first(backlog))
        add_packet(&batch, listener, backlog, listener->next, &skip);
    jfi_mmsh_put_end(end);
    if (listener->mmsh)
        add_part(&batch, end, sizeof(end), &none);
    if (batch.part_count > 0)
        (void)send_batch(listener->fd, &batch);
}

/* The packet that the bytes in the socket's queue begin with. */
static uint64_t first_unacknowledged(const struct jfi_listener *listener,
                                     const struct jfi_backlog *backlog, size_t queued)
{
    uint64_t number = listener->next;
    size_t bytes = listener->sent_of;

    while (bytes < queued && number > jfi_backlog_get_first(backlog) &&
           listener->next - number < listener->unit_count)
        bytes += packet_bytes(listener, jfi_backlog_get(backlog, --number));
    return number;
}

int64_t jfi_listener_get_lag_ns(const struct jfi_listener *listener,
                                const struct jfi_backlog *backlog)
{
    int queued = 0;

    if (ioctl(listener->fd, SIOCOUTQ, &queued) < 0 || queued < 0)
        queued = 0;
    return jfi_backlog_get_age_ns(backlog, first_unacknowledged(listener, backlog, (size_t)queued));
}
