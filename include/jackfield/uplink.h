/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_UPLINK_H
#define JACKFIELD_UPLINK_H

#include <stdbool.h>
#include <stdint.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_sink;

/**
 * @file
 * What sinks that push to a server share (push-sink.h, icecast-sink.h): settings, and how a lost
 * connection comes back.
 *
 * Each such sink has one thread of its own from its first connect until it is gone, and a queue in
 * which data units wait for the network; the writer never does. Settings may be changed while
 * nothing is connected, else -EISCONN.
 *
 * What happens is told by jf_sink_next_status: LOCATING, CONNECTING, then OPENED with the outcome
 * of connect. After an outcome of 0 a connection that breaks is RECONNECT_START with the reason,
 * and tried again after half a second, then in growing steps of up to ten, until RECONNECT_END,
 * whose text tells the gap, or until ERROR when the time to give up has come. CLOSED follows a
 * disconnect or an end. A server that refuses is not asked again before it has once agreed; one
 * that does not answer is, until the time limit. After OPENED with a failure, and after ERROR, the
 * sink answers the writer with that failure until the next connect.
 *
 * Nothing is sent twice: a data unit that had left whole when the connection broke, and of which
 * the other machine has not confirmed the receipt, counts as lost. What that machine has confirmed
 * counts as received: no protocol here tells whether its server has read it before it ended.
 *
 * Ownership: strings are copied; nothing is handed out.
 * Threads: any for every function.
 * Errors: -ENOTSUP another kind of sink, besides those of each function.
 */

/** How a sink that pushes stands with its server. */
enum jf_uplink_state {
    JF_UPLINK_STATE_UNKNOWN = 0,  /**< no such sink */
    JF_UPLINK_STATE_IDLE,         /**< not connected; what the writer brings is not kept */
    JF_UPLINK_STATE_LOCATING,     /**< the server's name is being looked up */
    JF_UPLINK_STATE_CONNECTING,   /**< for the first time; data waits */
    JF_UPLINK_STATE_OPEN,         /**< data goes */
    JF_UPLINK_STATE_RECONNECTING, /**< the connection broke; data waits */
    JF_UPLINK_STATE_ENDED,        /**< as IDLE, after the end of the stream was said */
    JF_UPLINK_STATE_FAILED,       /**< for good, until the next connect */
};

/** Which data units to drop when more has come than the buffer takes. */
enum jf_uplink_drop {
    JF_UPLINK_DROP_OLDEST = 0,
    JF_UPLINK_DROP_NEWEST,
};

/**
 * IWMCredentialCallback::AcquireCredentials, told beforehand: user and password for the server,
 * copied; Digest where it is offered. NULL for both: none. A password is sent in clear only with
 * jf_uplink_set_clear_text (an Icecast server gets it in clear always, unless by TLS: its protocol
 * knows nothing else). Errors: -EINVAL only one of them; -ENOMEM; -EISCONN.
 */
JF_EXPORT int jf_uplink_set_credentials(struct jf_sink *sink, const char *user,
                                        const char *password);
/**
 * Consent to send the password in clear (Basic), as WMT_CREDENTIAL_CLEAR_TEXT asks for. -EISCONN.
 */
JF_EXPORT int jf_uplink_set_clear_text(struct jf_sink *sink, bool consent);
/**
 * What the sink calls itself; an own token after the protocol's, copied. -EINVAL: not printable
 * ASCII; -EISCONN; -ENOMEM.
 */
JF_EXPORT int jf_uplink_set_user_agent(struct jf_sink *sink, const char *token);
/** How much may wait, in ns; 10 s unless set, 0.1 s…10 min. -ERANGE; -EISCONN. */
JF_EXPORT int jf_uplink_set_buffer_ns(struct jf_sink *sink, int64_t buffer_ns);
/** What to drop when more has come than that. -EINVAL: there is no such policy; -EISCONN. */
JF_EXPORT int jf_uplink_set_drop(struct jf_sink *sink, enum jf_uplink_drop drop);
/**
 * How long to try after a connection broke, in ns; 10 min unless set, 0: for ever. -ERANGE;
 * -EISCONN.
 */
JF_EXPORT int jf_uplink_set_give_up_ns(struct jf_sink *sink, int64_t give_up_ns);
/**
 * How long to try until the first success, in ns; 30 s unless set, 0.1 s…1 h. -ERANGE; -EISCONN.
 */
JF_EXPORT int jf_uplink_set_time_limit_ns(struct jf_sink *sink, int64_t time_limit_ns);

/** Since the last connect. unit_count + gap_unit_count + waiting_unit_count is what has come in. */
struct jf_uplink_statistics {
    enum jf_uplink_state state;  /**< now */
    uint64_t unit_count;         /**< data units that the other machine has received */
    uint64_t byte_count;         /**< in them */
    uint64_t waiting_unit_count; /**< here, or on their way */
    int64_t waiting_ns;          /**< audio in them */
    uint64_t gap_unit_count;     /**< lost with a connection, or dropped from the full buffer */
    int64_t gap_ns;              /**< audio in them */
    uint64_t reconnect_count;    /**< connections that came back */
    uint64_t lost_status_count;  /**< statuses not queued because nobody takes them */
};
/** What has become of the data units, as of now. Errors: -EINVAL; -ENOTSUP. */
JF_EXPORT int jf_uplink_get_statistics(struct jf_sink *sink,
                                       struct jf_uplink_statistics *ret_statistics);

#ifdef __cplusplus
}
#endif

#endif
