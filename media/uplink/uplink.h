/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_UPLINK_UPLINK_H
#define JFI_MEDIA_UPLINK_UPLINK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <jackfield/uplink.h>

#include "media/status-queue.h"
#include "media/text.h"
#include "media/uplink/spool.h"

/**
 * @file
 * What sinks that push to a server share: one thread each, a bounded queue, and the recovery. How
 * bytes travel is the transport's business; when to connect, to wait and to give up is decided
 * here. The writer's calls only put into the queue.
 */

/** How far a connection is. */
enum jfi_uplink_phase {
    JFI_UPLINK_FAILED = 0, /**< the failure says why */
    JFI_UPLINK_LOCATING,   /**< the name is being looked up */
    JFI_UPLINK_CONNECTING, /**< the server is being called */
    JFI_UPLINK_ASKING,     /**< it was asked and has not answered */
    JFI_UPLINK_OPEN,       /**< data may go */
    JFI_UPLINK_FINISHED,   /**< all is out, as finish has ordered */
};

struct jfi_uplink_failure {
    int result;
    bool refused; /**< a final answer: asking again would not help */
    struct jfi_reason reason;
};

/** Up to where what was sent had arrived for sure, and had left, when the connection went. */
struct jfi_uplink_loss {
    uint64_t arrived_offset, left_offset;
};

/** All on the uplink's thread; none waits, but for wait. Between start and cut. */
struct jfi_uplink_ops {
    /** Begins to connect. */
    int (*start)(void *transport, struct jfi_uplink_failure *failure);
    /** Goes on; takes units from the uplink when it is open. */
    enum jfi_uplink_phase (*drive)(void *transport, struct jfi_uplink_failure *failure);
    /** When all units are out: say the end of the stream, or leave it open; then FINISHED. */
    void (*finish)(void *transport, bool end);
    /** Closes at once. */
    void (*cut)(void *transport, struct jfi_uplink_loss *ret_loss);
    /** The session is over: the next one is new. Also when nothing was started. */
    void (*forget)(void *transport);
    /** Until something moves, `wake_fd` is readable or the time is over. -1: no limit. */
    void (*wait)(void *transport, int wake_fd, int timeout_ms);
};

/** What the caller of the API has ordered. */
enum jfi_uplink_order {
    JFI_UPLINK_NO_ORDER = 0,
    JFI_UPLINK_DISCONNECT,
    JFI_UPLINK_END,
};

/** Who the sink says it is. */
struct jfi_uplink_account {
    char *user, *password, *agent; /* NULL: not told */
    bool clear_text;               /* consent to send the password so */
};

struct jfi_uplink {
    /* immutable */
    const struct jfi_uplink_ops *ops;
    void *transport;
    struct jfi_status_queue *statuses;
    int wake_fd;
    pthread_mutex_t lock;
    pthread_cond_t done; /* an order is carried out */

    /* the thread's */
    bool attempting; /* between start and cut */
    bool told_connecting;
    bool finishing; /* ops->finish was called */
    enum jfi_uplink_phase phase;
    int64_t begun_ns;                  /* connect */
    int64_t attempt_ns;                /* this attempt */
    int64_t opened_ns;                 /* last */
    int64_t lost_ns;                   /* the outage's begin */
    int64_t retry_ns;                  /* the next attempt */
    int64_t order_ns;                  /* the order's begin */
    int64_t back_off_ns;               /* the next one, before its jitter */
    struct jfi_uplink_failure failure; /* the last */

    /* under lock */
    pthread_t thread;
    bool has_thread, quitting;
    enum jf_uplink_state state;
    enum jfi_uplink_order order;
    int order_result;
    int result; /* of FAILED */
    bool was_open;
    struct jfi_spool spool;
    struct jfi_gap told_gap; /* as of the last RECONNECT_END */
    uint64_t reconnect_count, lost_status_count;
    int64_t give_up_ns, time_limit_ns;
    struct jfi_uplink_account account; /* changed only while nothing is connected */
    struct jf_writer_status *spare;    /* for the last word, which cannot fail */
};

/** `uplink` zeroed; the queue outlives it. Errors: -ENOMEM, -EMFILE. */
int jfi_uplink_init(struct jfi_uplink *uplink, const struct jfi_uplink_ops *ops, void *transport,
                    struct jfi_status_queue *statuses);
/** Cuts the connection and ends the thread. A zeroed one may be passed, too. */
void jfi_uplink_fini(struct jfi_uplink *uplink);

/**
 * Takes the lock in order to change the transport's settings: nothing is connected.
 * -EISCONN: it is, and the lock is not taken.
 */
int jfi_uplink_lock_idle(struct jfi_uplink *uplink);
void jfi_uplink_unlock(struct jfi_uplink *uplink);

/** Called with the lock of jfi_uplink_lock_idle. Errors: -ENOMEM, -EAGAIN no more threads. */
int jfi_uplink_connect(struct jfi_uplink *uplink);
/** Waits for it, ten seconds at most. 0; -ENOTCONN; -ECONNABORTED. */
int jfi_uplink_finish(struct jfi_uplink *uplink, enum jfi_uplink_order order);
/** Has something to do for the transport. Any thread. */
void jfi_uplink_wake(struct jfi_uplink *uplink);

/* ---- what the writer brings: any thread, never waits for the network ------------------------- */

/** A negative status: it has failed for good. */
int jfi_uplink_set_header(struct jfi_uplink *uplink, struct jf_data_unit *header);
int jfi_uplink_push(struct jfi_uplink *uplink, struct jf_data_unit *unit);
/** Why it has failed; "" when it has not. */
void jfi_uplink_get_failure(struct jfi_uplink *uplink, struct jfi_reason *ret_reason);

/* ---- for the transport, as in spool.h -------------------------------------------------------- */

bool jfi_uplink_has_units(struct jfi_uplink *uplink);
bool jfi_uplink_take(struct jfi_uplink *uplink, struct jf_data_unit **ret_unit,
                     struct jf_data_unit **ret_header);
void jfi_uplink_mark(struct jfi_uplink *uplink, uint64_t end_offset);
void jfi_uplink_confirm(struct jfi_uplink *uplink, uint64_t arrived_offset);

#endif
