/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_PUSH_SINK_H
#define JACKFIELD_PUSH_SINK_H

#include <stdbool.h>
#include <stdint.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_sink;

/**
 * @file
 * The push sink: sends what the writer makes to a publishing point of a Windows Media server.
 * Contract: IWMWriterPushSink. Protocol: MS-WMHTTP. Settings, statuses, and what happens when the
 * connection breaks: uplink.h. Attach it with the container "asf", before or after connecting.
 *
 * After a break it goes on with the same session, where the server still has it, else with a new
 * one. A stream of days goes on in another request when the length of one is used up. Proxies are
 * those of the environment, as libcurl reads it (http_proxy, no_proxy).
 *
 * Order does not matter: to disconnect after an end, to end after a disconnect, either of them
 * twice or before connecting, and to remove the sink from its writer before or after, is all
 * harmless.
 *
 * Ownership: strings are copied; nothing is handed out but the sink.
 * Threads: any for every function, as uplink.h says.
 * Errors: -ENOTSUP another kind of sink, or none, besides those of each function.
 */

/**
 * WMCreateWriterPushSink: a sink without a connection, the caller's: jf_sink_unref. It is
 * real-time. Errors: -EINVAL, -EMFILE, -ENOMEM.
 */
JF_EXPORT int jf_sink_new_push(struct jf_sink **ret_sink);

/**
 * IWMWriterPushSink::Connect: begins to connect, and returns at once; the outcome is the OPENED
 * that jf_sink_next_status gives.
 *
 * @param url           "http://HOST[:PORT]/POINT"; a user in it is not taken
 * @param template_url  of the point to make another like, if there is none at `url`: a URL, or only
 *                      its path; NULL: none
 * @param auto_destroy  the server removes the point when the session is over
 * Errors: -EINVAL `url` NULL; -EDESTADDRREQ (NS_E_INVALID_NAME) it is none; -EISCONN connected or
 * connecting already; -EAGAIN no more threads; -ENOMEM; -ENOTSUP another kind of sink.
 */
JF_EXPORT int jf_push_sink_connect(struct jf_sink *sink, const char *url, const char *template_url,
                                   bool auto_destroy);
/**
 * IWMWriterPushSink::Disconnect: sends what waits, for two seconds at most, and closes. The server
 * keeps the session for a while: a connect to the same URL goes on with it. 0 also when there is no
 * connection. -ENOTSUP.
 */
JF_EXPORT int jf_push_sink_disconnect(struct jf_sink *sink);
/**
 * IWMWriterPushSink::EndSession: sends what waits, for eight seconds at most, and the end of the
 * stream, and closes: the server shuts the session down. A session that has had no data yet is only
 * closed. Errors: -ENOTCONN (NS_E_NOCONNECTION) there is no connection, or not yet; -ECONNABORTED
 * (NS_E_CONNECTION_FAILURE) it is broken or broke meanwhile; -ENOTSUP.
 */
JF_EXPORT int jf_push_sink_end_session(struct jf_sink *sink);

/**
 * How long a request announces itself to be, in bytes: 2,147,483,647 unless set, which is what
 * servers know. Each has room for three packets and a header, whatever this says.
 * Errors: -ERANGE not within 1…2^62; -EISCONN; -ENOTSUP.
 */
JF_EXPORT int jf_push_sink_set_length_budget(struct jf_sink *sink, uint64_t length_bytes);

#ifdef __cplusplus
}
#endif

#endif
