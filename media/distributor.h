/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_DISTRIBUTOR_H
#define JFI_MEDIA_DISTRIBUTOR_H

#include <stdint.h>

#include "media/codec.h"
#include "media/feed.h"
#include "media/frame.h"
#include "media/metadata.h"
#include "media/meter.h"

/**
 * @file
 * The tree between a writer's input and its sinks' feeds: one encoder for each codec and bit rate,
 * under it one muxer for each container, under that the feeds. Real-time sinks of one format share
 * a muxer, and so a header and one run of data units. Any other sink has a muxer of its own,
 * because its final header has to tell exactly what that sink got.
 *
 * What an encoder or a muxer fails at is the failure of the feeds below it, and of nobody else.
 * Not locked: the writer does that. Nothing here waits for a sink.
 */

struct jfi_distributor;

struct jfi_distributor_config {
    unsigned int rate_hz, channel_count;
    const struct jfi_metadata *metadata; /**< borrowed */
    struct jfi_meter *meter;             /**< of all encoders together; referenced */
};

/** Errors: -ENOMEM. */
int jfi_distributor_new(const struct jfi_distributor_config *config,
                        struct jfi_distributor **ret_distributor);
/** Ends nothing: the feeds have been ended, cut or failed by then. */
struct jfi_distributor *jfi_distributor_free(struct jfi_distributor *distributor);

/**
 * Puts a feed under the tree, which grows as needed, and gives it its header. The feed takes part
 * from the next frame on. Errors: -EMEDIUMTYPE, -ELIBACC, -EIO, with a reason; -ENOMEM.
 * @param ret_meter  of its encoder, now the caller's
 */
int jfi_distributor_attach(struct jfi_distributor *distributor, const struct jf_format *format,
                           struct jfi_feed *feed, bool live, struct jfi_reason *reason,
                           struct jfi_meter **ret_meter);
/** Drops its references on feeds that are over, and what only they needed. NULL is ignored. */
void jfi_distributor_prune(struct jfi_distributor *distributor);
/**
 * Encodes, muxes, and pushes what comes of it; prunes first.
 * @param now_ns  when it came, for the meters; 0: nobody brought it, it fills a gap
 */
void jfi_distributor_write(struct jfi_distributor *distributor, struct jfi_frame *frame,
                           int64_t now_ns);
/**
 * Nothing comes for that many frames, a second or more. What can say so in its container does;
 * for the rest silence has to be written. Returns how many frames of it: all, or none.
 */
int64_t jfi_distributor_skip(struct jfi_distributor *distributor, int64_t frame_count);
/** Frames since the beginning, gaps included. */
int64_t jfi_distributor_get_frames(const struct jfi_distributor *distributor);
/**
 * Ends one feed in good order. What an encoder that others use still holds back, less than two
 * codec frames, is not in it.
 */
void jfi_distributor_end(struct jfi_distributor *distributor, struct jfi_feed *feed);
/** Ends every feed in good order, with everything that was written. */
void jfi_distributor_end_all(struct jfi_distributor *distributor);

#endif
