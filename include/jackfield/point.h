/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_POINT_H
#define JACKFIELD_POINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_point_server;
struct jf_writer_status;

/**
 * @file
 * The publishing point server: what a push sink sends to. Contract: MS-WMHTTP for those who push,
 * MS-WMSP (as the network sink, network-sink.h) for those who listen; both at one port.
 *
 * A publishing point has a name, its path there. One encoder at a time pushes to it; who listens
 * gets the stream from the last seconds on. When the encoder's connection breaks, the session stays
 * for the linger time: listeners stay connected, and the encoder may come back and go on. When the
 * encoder ends the session, or the linger time has passed, listeners get the end of the stream.
 *
 * While a session lingers, an encoder that has lost its session's id may begin a new one in its
 * place; while one is pushing, another is answered 503.
 *
 * One thread of the server's own, from open to close.
 *
 * Ownership: a server is the caller's, as is what is named dup or next; strings are copied.
 * Threads: any for every function.
 * Errors: of a NULL server, -EINVAL, NULL or 0.
 */

/**
 * A server without points or a port, the caller's: jf_point_server_free. Errors: -EINVAL, -EMFILE,
 * -ENOMEM.
 */
JF_EXPORT int jf_point_server_new(struct jf_point_server **ret_server);
/** Closes it first; accepts NULL; returns NULL. */
JF_EXPORT struct jf_point_server *jf_point_server_free(struct jf_point_server *server);

/* ---- settings: before open (-EBADFD) --------------------------------------------------------- */

/**
 * A point that is there from the beginning. `name` is a path, with or without its first "/".
 * Errors: -EINVAL empty, over 200 bytes, "status", "status.json" or with other than printable
 * ASCII; -EEXIST; -ENOMEM.
 */
JF_EXPORT int jf_point_server_add_point(struct jf_point_server *server, const char *name);
/** Whether an encoder may make a point by pushing to it, up to 4,096 in all; off unless set. */
JF_EXPORT int jf_point_server_set_creating(struct jf_point_server *server, bool creating);
/**
 * Who may push, by Digest authentication; nobody named: everybody. Copies both. -EINVAL; -ENOMEM.
 */
JF_EXPORT int jf_point_server_add_user(struct jf_point_server *server, const char *name,
                                       const char *password);

/** The times that a server waits, in ns, each 1 ms … 24 h. */
struct jf_point_times {
    int64_t linger_ns;     /**< for an encoder whose connection broke; 5 min unless set */
    int64_t idle_ns;       /**< for a packet while one pushes; 60 s */
    int64_t inactivity_ns; /**< for the next request of a session that has none running; 120 s */
};
/** The three times, copied. -ERANGE; -EINVAL. */
JF_EXPORT int jf_point_server_set_times(struct jf_point_server *server,
                                        const struct jf_point_times *times);
/** How many may listen to one point; 1,000 unless set. */
JF_EXPORT int jf_point_server_set_maximum_clients(struct jf_point_server *server,
                                                  unsigned int count);
/** As jf_network_sink_set_burst_ns. */
JF_EXPORT int jf_point_server_set_burst_ns(struct jf_point_server *server, int64_t burst_ns);
/** As jf_network_sink_set_coalescing_ns. */
JF_EXPORT int jf_point_server_set_coalescing_ns(struct jf_point_server *server,
                                                int64_t coalescing_ns);

/* ---- running --------------------------------------------------------------------------------- */

/** As jf_network_sink_open. */
JF_EXPORT int jf_point_server_open(struct jf_point_server *server, const char *address,
                                   unsigned int *port);
/** Ends every session, with an end of stream to who listens, and gives the port back. -EBADFD. */
JF_EXPORT int jf_point_server_close(struct jf_point_server *server);
/** "127.0.0.1:8080", for URLs; the caller frees it. -EBADFD. */
JF_EXPORT int jf_point_server_dup_authority(struct jf_point_server *server, char **ret_authority);

/** What a point is about. */
enum jf_point_state {
    JF_POINT_IDLE = 0, /**< nobody pushes */
    JF_POINT_WAITING,  /**< an encoder has announced itself */
    JF_POINT_PUSHING,
    JF_POINT_LINGERING, /**< its encoder is lost and may come back */
};

/** One point, as of the moment of asking. */
struct jf_point {
    char name[201];            /**< with its first "/" */
    enum jf_point_state state; /**< of its session */
    int64_t rest_ns;           /**< until a session that waits for its encoder is over; else 0 */
    size_t client_count;       /**< who listens */
    uint64_t packet_count;     /**< ASF packets of the session */
    uint64_t byte_count;       /**< in them, as they came */
    bool created;              /**< by an encoder */
};

/** How many points there are now. */
JF_EXPORT size_t jf_point_server_get_point_count(struct jf_point_server *server);
/**
 * One point by its place among them, from 0; good until one comes or goes. -EBADSLT there is none
 * of that number; -EINVAL.
 */
JF_EXPORT int jf_point_server_get_point(struct jf_point_server *server, size_t index,
                                        struct jf_point *ret_point);

/** Readable when something has happened. Borrowed: do not close it. -EINVAL. */
JF_EXPORT int jf_point_server_get_fd(const struct jf_point_server *server);
/**
 * The oldest thing that happened, the caller's (jf_writer_status_free, writer.h), or NULL.
 * jf_writer_status_get_place tells the point. OPENED: a point was made; STARTED: a push has begun;
 * RECONNECT_START: its connection broke, it lingers; RECONNECT_END: it is back; STOPPED: the
 * session has ended, with a result below 0 when it did so by itself; CLOSED: the point is gone;
 * CLIENT_CONNECT and the like: who listens.
 */
JF_EXPORT struct jf_writer_status *jf_point_server_next_status(struct jf_point_server *server);

#ifdef __cplusplus
}
#endif

#endif
