/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_UPLINK_PUSH_H
#define JFI_MEDIA_UPLINK_PUSH_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/uplink/answer.h"
#include "media/uplink/cookies.h"
#include "media/uplink/push-body.h"
#include "media/uplink/uplink.h"

/**
 * @file
 * The transport of the push sink: [MS-WMHTTP], by libcurl. A PushSetup gets a session, whose id is
 * a cookie; PushStarts, each a POST of a length announced ahead, carry the stream.
 */

#define JFI_PUSH_DEFAULT_BUDGET 2147483647
#define JFI_PUSH_FDS            8

struct jfi_push_settings {
    char *url;           /* "http://…", without user and password */
    char *template_path; /* NULL: none */
    bool auto_destroy;
    uint64_t length_budget;
};

enum jfi_push_step {
    JFI_PUSH_CLOSED = 0,
    JFI_PUSH_SETUP, /* the PushSetup is on its way */
    JFI_PUSH_READY, /* there is a session, and nothing to send yet */
    JFI_PUSH_START, /* a PushStart is on its way */
};

struct jfi_push {
    struct jfi_uplink *uplink;
    struct jfi_push_settings settings; /* changed only while nothing is connected */

    /* the session */
    char *url, *proxy; /* where redirects have led; NULL: nowhere */
    struct jfi_cookies cookies;
    bool has_session;            /* to be gone on with */
    struct jf_data_unit *header; /* which the server has; NULL: none */
    bool challenged;
    long authentication;

    /* the connection */
    CURLM *multi;
    CURL *easy;
    struct curl_slist *fields;
    enum jfi_push_step step;
    enum jfi_uplink_phase phase;
    bool resuming;
    unsigned int redirect_count;
    struct jfi_answer answer;
    char error[CURL_ERROR_SIZE];
    curl_socket_t fds[JFI_PUSH_FDS]; /* open; where names have several addresses, a few at first */
    size_t fd_count;
    bool done; /* the transfer is */
    CURLcode code;
    uint64_t read_sent_bytes; /* of the body, as of `unconfirmed` and `unsent` */
    uint64_t unconfirmed, unsent;
    bool measured;    /* when the connection was closed */
    bool peer_closed; /* seen while nothing was to be sent */

    /* the body of a PushStart */
    struct jfi_push_body body;
    struct jf_data_unit *held, *held_header; /* taken, but not put yet */
    uint64_t header_end;                     /* of a header that may not have arrived; 0: it has */
    bool said_change;                        /* the end of the content before a new header */
    bool paused, finishing, ends, end_put, finished;
    int64_t complete_ns; /* the body is, since; 0: it is not */
    int64_t flushed_ns;  /* all is out that finish wants; 0: not yet */
};

extern const struct jfi_uplink_ops jfi_push_ops;

/** `push` zeroed. Errors: -ENOMEM. */
int jfi_push_init(struct jfi_push *push, struct jfi_uplink *uplink);
void jfi_push_fini(struct jfi_push *push);

/**
 * Where to push to. Another place is another session.
 * Errors: -EDESTADDRREQ no such URL can be; -ENOMEM. Nothing is changed then.
 */
int jfi_push_settings_set_target(struct jfi_push *push, const char *url, const char *template_url,
                                 bool auto_destroy);

/* ---- between push.c and push-http.c ---------------------------------------------------------- */

/** Puts a request on its way. Errors: -ENOMEM. */
int jfi_push_http_begin_setup(struct jfi_push *push);
int jfi_push_http_begin_start(struct jfi_push *push, uint64_t length);
/** Takes the request back, and its connection unless that is in good order. */
void jfi_push_http_end(struct jfi_push *push);
/** Lets libcurl work, and sees whether the request is done. */
void jfi_push_http_work(struct jfi_push *push);
/** Asks the system what of the body is where, and whether the other side has closed. */
void jfi_push_http_watch(struct jfi_push *push);
void jfi_push_http_measure(struct jfi_push *push, curl_socket_t fd);
/** What went wrong, by libcurl. */
int jfi_push_http_explain(struct jfi_push *push, struct jfi_uplink_failure *failure);
/** Fills libcurl's buffer with the body; CURL_READFUNC_PAUSE: nothing yet. In push.c. */
size_t jfi_push_read_body(struct jfi_push *push, uint8_t *bytes, size_t capacity);

#endif
