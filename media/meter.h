/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_METER_H
#define JFI_MEDIA_METER_H

#include <stdint.h>

#include <jackfield/writer.h>

/**
 * @file
 * Counts what goes through one encoder, or through all of a writer together. Reference-counted, so
 * that the counts outlive what was counted. Only the references are for any thread: the rest the
 * writer has to lock.
 */

struct jfi_meter;

/** Errors: -ENOMEM. */
int jfi_meter_new(unsigned int rate_hz, struct jfi_meter **ret_meter);
struct jfi_meter *jfi_meter_ref(struct jfi_meter *meter);
struct jfi_meter *jfi_meter_unref(struct jfi_meter *meter);

/** An encoder of that bit rate (0: nobody can know it) counts into it, or no longer does. */
void jfi_meter_expect(struct jfi_meter *meter, unsigned int bit_rate);
void jfi_meter_expect_no_more(struct jfi_meter *meter, unsigned int bit_rate);

/** Frames that somebody brought, and when. */
void jfi_meter_count_input(struct jfi_meter *meter, uint64_t frame_count, int64_t now_ns);
void jfi_meter_count_dropped(struct jfi_meter *meter, uint64_t frame_count, uint64_t byte_count);
/** Encoded bytes, and how far the audio has come: together they make a bit rate. */
void jfi_meter_count_bytes(struct jfi_meter *meter, uint64_t byte_count);
void jfi_meter_count_time(struct jfi_meter *meter, uint64_t frame_count);

void jfi_meter_get(const struct jfi_meter *meter, struct jf_writer_statistics *ret_statistics);

#endif
