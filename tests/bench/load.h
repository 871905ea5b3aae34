/* SPDX-License-Identifier: MIT */
#ifndef TESTS_LOAD_H
#define TESTS_LOAD_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "load-framing.h"

/**
 * @file
 * Many listeners of one server, in one thread: load-listener.c is one of them, load.c all of them,
 * load-server.c what the kernel tells of the server, bench-listeners.c the program.
 */

enum load_state {
    LOAD_UNKNOWN, /* not begun */
    LOAD_CONNECTING,
    LOAD_ASKED,     /* a request is sent, its answer has not come whole */
    LOAD_LISTENING, /* the answer was 200 and its body comes */
    LOAD_DEAF,      /* asked, and will never read */
    LOAD_REFUSED,   /* by a status other than 200 */
    LOAD_FAILED,    /* no connection, or no answer */
    LOAD_ENDED,     /* by the server, with an $E or a plain close */
    LOAD_BROKEN     /* what came is not the protocol; see `framing` */
};

/** How the next request is sent. */
enum load_manner {
    LOAD_PLAY,
    LOAD_DESCRIBE, /* then the play, over a new connection, as players do */
    LOAD_HALF      /* only half of it; then it hangs up and begins again */
};

struct load_listener {
    int fd;
    enum load_state state;
    enum load_manner manner;
    bool is_deaf;
    struct load_framing framing;
    char head[1024];
    size_t head_bytes;
    /** The local port, which tells the connection from the others at the server. */
    uint16_t port;
    /** When it began to connect; when its first audio came, and when the last. */
    int64_t start_ns;
    int64_t join_ns;
    int64_t last_ns;
    /** The longest wait between two pieces of audio since the figures were cleared. */
    int64_t gap_ns;
    /** When the server let go of it, if it is deaf. */
    int64_t dropped_ns;
    uint64_t bytes;
};

struct load {
    struct sockaddr_in address;
    const char *path;
    bool is_plain;
    bool describes;
    int epoll;
    struct load_listener *listeners;
    size_t count;
    /** Of them, the last ones are deaf. */
    size_t deaf_count;
    uint8_t buffer[65536];
};

/* ---- one ------------------------------------------------------------------------------------- */

/** Begins to connect. Failures are a state. */
void load_listener_start(struct load *load, struct load_listener *listener);
/** Hangs up; with a reset if `abruptly`. The state stays. */
void load_listener_stop(struct load_listener *listener, bool abruptly);
/** Something happened on its socket. */
void load_listener_turn(struct load *load, struct load_listener *listener, uint32_t events);

/* ---- all ------------------------------------------------------------------------------------- */

/** Zeroed; ends the program where there is no memory. */
void *load_allocate(size_t count, size_t size);
/** Listeners that have not begun; ends the program where there cannot be so many. */
void load_open(struct load *load, size_t count, size_t deaf_count);
void load_close(struct load *load);
/** Starts all at once and waits until each has its first audio or cannot have it. */
void load_join(struct load *load, int64_t limit_ns);
/** Waits for so long while they listen. */
void load_listen(struct load *load, int64_t for_ns);
/** Disconnects one and connects it again, `per_second` times a second, for so long. */
void load_churn(struct load *load, int64_t for_ns, unsigned per_second, uint64_t seed);
/** How many of those that are not deaf are in that state. */
size_t load_count(const struct load *load, enum load_state state);

/* ---- the server ------------------------------------------------------------------------------ */

struct load_usage {
    int64_t time_ns;
    int64_t cpu_ns; /* of all threads of the process */
    int64_t memory_bytes;
};

/** What a process has used so far; ends the program if there is none. */
struct load_usage load_usage(long pid);
/** How often a server of this machine had no room for a new connection, which then came later. */
uint64_t load_count_overflows(void);
/** Notes the deaf listeners whose connection the server has given up since. */
void load_watch_deaf(struct load *load);

#endif
