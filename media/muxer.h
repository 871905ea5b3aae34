/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_MUXER_H
#define JFI_MEDIA_MUXER_H

#include <stdbool.h>

#include <jackfield/sink.h>

#include "media/codec.h"
#include "media/encoder.h"
#include "media/metadata.h"
#include "media/packet.h"

/**
 * @file
 * Packets of one encoder in; a header and a run of data units out. Its time begins at 0 with the
 * first packet it is given, whenever that is.
 *
 *     new (the header is there), then for each packet: write, receive until -EAGAIN;
 *     at the end finish, receive until -EAGAIN, get_header again
 */

struct jfi_muxer;

struct jfi_muxer_config {
    const struct jf_format *format;      /**< copied */
    const struct jfi_encoder *encoder;   /**< asked by jfi_muxer_new only */
    bool live;                           /**< the header is final, nothing comes after the data */
    const struct jfi_metadata *metadata; /**< used by jfi_muxer_new only */
    int64_t origin_ns;                   /**< time of the encoder's first frame, for data units */
};

/** Errors: -ELIBACC, -EIO and what else libavformat answers, with a reason; -ENOMEM. */
int jfi_muxer_new(const struct jfi_muxer_config *config, struct jfi_reason *reason,
                  struct jfi_muxer **ret_muxer);
struct jfi_muxer *jfi_muxer_free(struct jfi_muxer *muxer);

/** The header as it is now, in a unit of its own; the caller owns it. Errors: -ENOMEM. */
int jfi_muxer_dup_header(const struct jfi_muxer *muxer, struct jf_data_unit **ret_header);
int jfi_muxer_write(struct jfi_muxer *muxer, const struct jfi_packet *packet);
/** The packets up to the next that is written are left out: what comes then follows at once. */
void jfi_muxer_leave_out(struct jfi_muxer *muxer);
/** How much audio was written. */
int64_t jfi_muxer_get_duration_ns(const struct jfi_muxer *muxer);
/** Writes what comes after the last packet. Not live: also puts the totals into the header. */
int jfi_muxer_finish(struct jfi_muxer *muxer);
/** The next data unit, owned by the caller. -EAGAIN: there is none yet; -ENOMEM. */
int jfi_muxer_receive(struct jfi_muxer *muxer, struct jf_data_unit **ret_unit);

#endif
