/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_UPLINK_SPOOL_H
#define JFI_MEDIA_UPLINK_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/sink.h>

/**
 * @file
 * Data units on their way to a server: first those that are in flight (handed to the connection,
 * not yet known to have arrived), then those that wait. It counts the gap: every unit that came in
 * ends up as arrived, as lost, or is still here. Not locked: its user does that.
 */

/** A unit and the header of the stream that it belongs to. */
struct jfi_spool_entry {
    struct jf_data_unit *unit, *header;
    int64_t begin_ns, end_ns; /* place in the stream; end -1: the next unit tells */
    uint64_t end_offset;      /* in flight: where it ends in what was sent; 0: not sent yet */
};

struct jfi_gap {
    uint64_t unit_count;
    int64_t time_ns;
};

struct jfi_spool {
    struct jfi_spool_entry *entries; /* a ring */
    size_t capacity, first, count, flight_count;
    size_t byte_count; /* of those that wait */

    int64_t limit_ns; /* of those that wait */
    bool drop_newest; /* when there is more; else the oldest */

    struct jf_data_unit *header; /* of what comes now; NULL: none yet */
    int64_t position_ns, last_time_ns;
    bool has_time;      /* a unit has come since the header */
    bool last_was_lost; /* its length is added to the gap when the next comes */
    struct jfi_gap gap;
    uint64_t arrived_unit_count, arrived_byte_count;
};

/** An empty `{0}` may be passed, too. */
void jfi_spool_fini(struct jfi_spool *spool);
/** What is in it is lost; the header stays. */
void jfi_spool_clear(struct jfi_spool *spool);
/** Another stream begins. */
void jfi_spool_set_header(struct jfi_spool *spool, struct jf_data_unit *header);
/** Takes a reference. What does not fit, or cannot be kept for want of memory, joins the gap. */
void jfi_spool_push(struct jfi_spool *spool, struct jf_data_unit *unit);
/** Puts the oldest that waits in flight. Both references are the caller's. False: none waits. */
bool jfi_spool_take(struct jfi_spool *spool, struct jf_data_unit **ret_unit,
                    struct jf_data_unit **ret_header);
/** Where the unit that was taken last ends in what is sent. */
void jfi_spool_mark(struct jfi_spool *spool, uint64_t end_offset);
/** The other side has everything up to there. */
void jfi_spool_confirm(struct jfi_spool *spool, uint64_t arrived_offset);
/**
 * The connection is gone. What had arrived has; what had left whole and may have arrived is lost,
 * so that nothing ever comes twice; the rest waits again.
 */
void jfi_spool_rewind(struct jfi_spool *spool, uint64_t arrived_offset, uint64_t left_offset);
/** From the begin of the oldest that waits to that of the newest. */
int64_t jfi_spool_get_waiting_ns(const struct jfi_spool *spool);
size_t jfi_spool_get_waiting_count(const struct jfi_spool *spool);

#endif
