/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_NETWORK_STATION_INTERNAL_H
#define JFI_MEDIA_NETWORK_STATION_INTERNAL_H

#include "media/network/station.h"

/** @file What a station's two files share: its state, and its answers in station-answers.c. */

struct jfi_station {
    struct jfi_station_config config;
    struct jfi_station_settings settings;
    struct jfi_names *names;         /* or NULL */
    struct jfi_broadcast *broadcast; /* NULL: no stream has begun yet */
    struct jfi_broadcast *retired;   /* its listeners may still be in the loop's hands */
    bool over;                       /* the stream has ended: nobody may join */
    struct jfi_asf_info stream;
    int64_t begun_ns;
    int64_t first_time_ns, last_time_ns; /* of the packets so far; -1: none */
    uint64_t streamed_bytes;             /* after the first, once, not for each listener */
    uint64_t next_serial;
    struct jf_network_statistics statistics; /* of listeners that have gone */
    /* of the answer that is being written */
    char client_id[32];
    const char *player_headers[16];
};

#endif
