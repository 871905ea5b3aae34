/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_UPLINK_ICECAST_H
#define JFI_MEDIA_UPLINK_ICECAST_H

#include <shout/shout.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/uplink/uplink.h"

/** @file The transport of the Icecast sink, by libshout. */

struct jfi_icecast_settings {
    char *host, *mount;
    unsigned int port, format; /* SHOUT_FORMAT_… */
    bool tls, is_public;
    char *name, *description, *genre; /* NULL: not told */
};

struct jfi_icecast {
    struct jfi_uplink *uplink;
    struct jfi_icecast_settings settings; /* changed only while nothing is connected */

    /* under the uplink's lock */
    char *title, *artist;
    bool has_news; /* of them */

    /* the connection */
    shout_t *shout; /* one for all connections */
    bool started, open, finishing;
    int news_result;             /* of telling what plays, by libshout */
    struct jf_data_unit *header; /* which was sent on it */
    struct jf_data_unit *held, *held_header;
    uint64_t handed_bytes; /* to libshout */
};

extern const struct jfi_uplink_ops jfi_icecast_ops;

void jfi_icecast_fini(struct jfi_icecast *icecast);
/** Errors: -EDESTADDRREQ, -EMEDIUMTYPE, -ENOMEM. Nothing is changed then. */
int jfi_icecast_set_target(struct jfi_icecast *icecast, const char *url, const char *container);

#endif
