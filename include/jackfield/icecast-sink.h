/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_ICECAST_SINK_H
#define JACKFIELD_ICECAST_SINK_H

#include <stdbool.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_sink;

/**
 * @file
 * The Icecast sink: sends what the writer makes to a mount of an Icecast server. Settings,
 * statuses, and what happens when the connection breaks: uplink.h. Attach it with a container that
 * such a server relays, "ogg" or "mp3", before or after connecting.
 *
 * The orders are those of the push sink, and as harmless in any order; a server of this kind knows
 * no session, so an end and a disconnect are the same to it. What this machine's system has taken
 * for sending counts as received.
 *
 * Ownership: strings are copied; nothing is handed out but the sink.
 * Threads: any for every function, as uplink.h says.
 * Errors: -ENOTSUP another kind of sink, or none, besides those of each function.
 */

/**
 * A sink without a connection, the caller's: jf_sink_unref. It is real-time. Errors: -EINVAL,
 * -EMFILE, -ENOMEM.
 */
JF_EXPORT int jf_sink_new_icecast(struct jf_sink **ret_sink);

/**
 * Begins to connect, and returns at once; the outcome is the OPENED that jf_sink_next_status gives.
 * The user is "source" unless jf_uplink_set_credentials says otherwise; without a password every
 * server refuses.
 *
 * @param url        "http://HOST[:PORT]/MOUNT", or "https://…" by TLS, whose certificate is
 *                   checked; port 8000 unless told
 * @param container  "ogg" or "mp3": what the server shall tell listeners
 * Errors: -EINVAL NULL; -EDESTADDRREQ (NS_E_INVALID_NAME) no such URL; -EMEDIUMTYPE another
 * container; -EISCONN connected or connecting already; -EAGAIN no more threads; -ENOMEM; -ENOTSUP
 * another kind of sink.
 */
JF_EXPORT int jf_icecast_sink_connect(struct jf_sink *sink, const char *url, const char *container);
/** Sends what waits, for two seconds at most, and closes. 0 also without a connection. -ENOTSUP. */
JF_EXPORT int jf_icecast_sink_disconnect(struct jf_sink *sink);
/**
 * Sends what waits, for eight seconds at most, and closes. Errors: -ENOTCONN there is no
 * connection, or not yet; -ECONNABORTED it is broken or broke meanwhile; -ENOTSUP.
 */
JF_EXPORT int jf_icecast_sink_end(struct jf_sink *sink);

/**
 * What listings of the server show; NULL: nothing. `is_public`: a directory may list it.
 * Errors: -EISCONN; -ENOMEM; -ENOTSUP.
 */
JF_EXPORT int jf_icecast_sink_set_info(struct jf_sink *sink, const char *name,
                                       const char *description, const char *genre, bool is_public);

/**
 * What plays now, in UTF-8; NULL: not told, and Icecast keeps what it was told before. Sent at
 * once, and again after a reconnect. Any time.
 * Errors: -ENOTSUP another kind of sink, or the container is not "mp3" (in Ogg the stream itself
 * says it); -ENOMEM.
 */
JF_EXPORT int jf_icecast_sink_set_metadata(struct jf_sink *sink, const char *title,
                                           const char *artist);

#ifdef __cplusplus
}
#endif

#endif
