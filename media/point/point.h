/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_POINT_POINT_H
#define JFI_MEDIA_POINT_POINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/point.h>
#include <jackfield/writer.h>

#include "media/network/http.h"
#include "media/network/station.h"
#include "media/point/push-reader.h"
#include "media/status-queue.h"

/**
 * @file
 * One publishing point: the session of whoever pushes to it, and the station of those who listen.
 * Section numbers are those of [MS-WMHTTP]. Locked by the server, whose loop it lives in.
 */

#define JFI_PUSH_ID_BYTES 33

struct jfi_point;

/** What all points of a server share. Borrowed; must outlive them. */
struct jfi_point_world {
    const char *authority;
    int epoll_fd;
    struct jfi_status_queue *statuses;
    struct jf_point_times times;
    struct jfi_station_settings station;
    int64_t coalescing_ns;
    int64_t due_ns; /**< when some point has to be looked at, at the latest; they lower it */
};

/** A request of an encoder, from its head to its end. */
struct jfi_push {
    struct jfi_http_connection *connection;
    struct jfi_point *point; /**< it pushes to; NULL: it announces itself, or it is over */
    char *text;              /**< of an announcement's body so far */
    size_t text_bytes;
};

/** Errors: -ENOMEM. */
int jfi_point_new(struct jfi_point_world *world, const char *name, bool created,
                  struct jfi_point **ret_point);
/** Its session must have ended. */
struct jfi_point *jfi_point_free(struct jfi_point *point);
const char *jfi_point_get_name(const struct jfi_point *point);
struct jfi_station *jfi_point_get_station(const struct jfi_point *point);
void jfi_point_describe(const struct jfi_point *point, struct jf_point *ret_description);

/** Whether that is the id of its session. */
bool jfi_point_has_session(const struct jfi_point *point, const char *id);
/** Whether an encoder is pushing now. */
bool jfi_point_is_pushing(const struct jfi_point *point);
/**
 * 3.2.5.2: a session for an encoder that announces itself, in place of one that lingers.
 * Errors: -EBUSY one is pushing; -EIO.
 */
int jfi_point_set_up(struct jfi_point *point, bool auto_destroy);
/** The session's id; "" when there is none. */
const char *jfi_point_get_session(const struct jfi_point *point);
/** 3.2.5.3: the session's encoder begins to push. */
void jfi_point_start(struct jfi_point *point, struct jfi_push *push);
/** Bytes of it. What is wrong with them is answered, and the session lingers. */
void jfi_point_take(struct jfi_point *point, const uint8_t *bytes, size_t size);
/** The body has come to its announced end: the session waits for the next one. */
void jfi_point_pause(struct jfi_point *point);
/** The connection is gone in the middle: the session lingers. */
void jfi_point_lose(struct jfi_point *point);
/** Ends the session, if there is one; `why` below 0: not because the encoder said so. */
void jfi_point_end(struct jfi_point *point, int why, const char *text);

/** Sends what is due, ends what is late; lowers the world's due time to its own. */
void jfi_point_tick(struct jfi_point *point, int64_t now_ns);
/** Whether it is to be removed; nobody listens any more then. */
bool jfi_point_is_removable(const struct jfi_point *point);
/** After the loop's events. */
void jfi_point_sweep(struct jfi_point *point);

/** Tells what has happened at the point. */
void jfi_point_tell(const struct jfi_point *point, enum jf_writer_status_type type, int result,
                    const char *text);

#endif
