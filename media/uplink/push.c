/* SPDX-License-Identifier: MIT */
#include "media/uplink/push.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "media/clock.h"
#include "media/network/asf-reader.h"

#define MAX_REDIRECTS   5
#define ANSWER_LIMIT_NS ((int64_t)10 * JFI_NS_PER_SECOND)
/* After the end of the stream a server may close without a word. */
#define END_WAIT_NS ((int64_t)500 * JFI_NS_PER_MS)
/* Until a server misses an encoder that has gone without a word (3.2.2: idle), and some. */
#define BUSY_SESSION_LIMIT_NS ((int64_t)75 * JFI_NS_PER_SECOND)
/* Of a body that a proxy sees, in seconds. */
#define PROXY_BODY_S       60
#define UNKNOWN_BIT_RATE   128000
#define POLL_WITHOUT_LIMIT 60000

static void drop_held(struct jfi_push *push)
{
    push->held = jf_data_unit_unref(push->held);
    push->held_header = jf_data_unit_unref(push->held_header);
}

static void forget(void *transport)
{
    struct jfi_push *push = transport;

    push->has_session = false;
    push->header = jf_data_unit_unref(push->header);
}

int jfi_push_init(struct jfi_push *push, struct jfi_uplink *uplink)
{
    push->uplink = uplink;
    push->settings.length_budget = JFI_PUSH_DEFAULT_BUDGET;
    push->easy = curl_easy_init();
    return push->easy ? 0 : -ENOMEM;
}

void jfi_push_fini(struct jfi_push *push)
{
    drop_held(push);
    jf_data_unit_unref(push->header);
    curl_easy_cleanup(push->easy);
    curl_slist_free_all(push->fields);
    free(push->url);
    free(push->proxy);
    free(push->settings.url);
    free(push->settings.template_path);
}

static enum jfi_uplink_phase fail(struct jfi_uplink_failure *failure, int result, const char *text)
{
    failure->result = result;
    failure->refused = false;
    jfi_reason_set(&failure->reason, "%s", text);
    return JFI_UPLINK_FAILED;
}

/* ---- the setup ------------------------------------------------------------------------------- */

static void begin_anew(struct jfi_push *push)
{
    forget(push);
    jfi_cookies_reset(&push->cookies);
    push->challenged = false;
    free(push->url);
    free(push->proxy);
    push->url = NULL;
    push->proxy = NULL;
}

static int start(void *transport, struct jfi_uplink_failure *failure)
{
    struct jfi_push *push = transport;

    if (!push->multi)
        push->multi = curl_multi_init();
    push->resuming = push->has_session;
    if (!push->has_session)
        begin_anew(push);
    push->redirect_count = 0;
    push->phase = JFI_UPLINK_LOCATING;
    push->finishing = push->ends = push->end_put = push->finished = false;
    push->flushed_ns = push->complete_ns = 0;
    push->header_end = 0;
    push->step = JFI_PUSH_CLOSED;
    if (push->multi && jfi_push_http_begin_setup(push) == 0)
        return 0;
    fail(failure, -ENOMEM, "out of memory");
    return -ENOMEM;
}

static enum jfi_uplink_phase follow(struct jfi_push *push, struct jfi_uplink_failure *failure)
{
    char **kept = push->answer.status == 305 ? &push->proxy : &push->url;
    char *target = NULL, *copy = NULL;

    (void)curl_easy_getinfo(push->easy, CURLINFO_REDIRECT_URL, &target);
    if (!target || strncmp(target, "http://", strlen("http://")) != 0 ||
        push->redirect_count++ == MAX_REDIRECTS) {
        fail(failure, -ELOOP,
             target ? "the server redirects to where nobody can follow"
                    : "the server redirects without saying where");
        failure->refused = true;
        return JFI_UPLINK_FAILED;
    }
    copy = strdup(target);
    if (!copy)
        return fail(failure, -ENOMEM, "out of memory");
    free(*kept);
    *kept = copy;
    /* What one server has given is none of another's business. */
    if (push->answer.status != 305)
        jfi_cookies_reset(&push->cookies);
    jfi_push_http_end(push);
    if (jfi_push_http_begin_setup(push) < 0)
        return fail(failure, -ENOMEM, "out of memory");
    return push->phase;
}

/* An id that only its server can read. */
static bool is_id(const char *id)
{
    return id && id[0] && strcmp(id, "0") != 0 && strlen(id) <= 255;
}

static int judge_setup(struct jfi_push *push, struct jfi_uplink_failure *failure)
{
    if (push->answer.status == 0)
        return jfi_push_http_explain(push, failure);
    if (jfi_answer_judge(&push->answer, failure) < 0)
        return failure->result;
    if (is_id(jfi_cookies_find(&push->cookies, "push-id")))
        return 0;
    fail(failure, -ENOPROTOOPT, "the server gave no id for the session");
    failure->refused = true;
    return failure->result;
}

/*
 * The old session is refused, which tells nothing about a new one: that is asked for at once. But
 * a server that is busy may only not have noticed yet that nobody pushes any more; it does within
 * the time that a session may be idle, and players stay where the session does.
 */
static enum jfi_uplink_phase give_session_up(struct jfi_push *push,
                                             struct jfi_uplink_failure *failure)
{
    failure->refused = false;
    if (push->answer.status == 503 &&
        jfi_clock_now_ns() - push->uplink->lost_ns < BUSY_SESSION_LIMIT_NS)
        return JFI_UPLINK_FAILED;
    begin_anew(push);
    push->resuming = false;
    jfi_push_http_end(push);
    if (jfi_push_http_begin_setup(push) < 0)
        return fail(failure, -ENOMEM, "out of memory");
    return push->phase;
}

static enum jfi_uplink_phase on_setup_done(struct jfi_push *push,
                                           struct jfi_uplink_failure *failure)
{
    const int status = push->answer.status;

    if (status >= 300 && status <= 305)
        return follow(push, failure);
    if (judge_setup(push, failure) < 0)
        return push->resuming && status > 0 ? give_session_up(push, failure) : JFI_UPLINK_FAILED;
    jfi_push_http_end(push);
    push->step = JFI_PUSH_READY;
    push->has_session = true;
    return JFI_UPLINK_OPEN;
}

static enum jfi_uplink_phase drive_setup(struct jfi_push *push, struct jfi_uplink_failure *failure)
{
    jfi_push_http_work(push);
    return push->done ? on_setup_done(push, failure) : push->phase;
}

/* ---- the body -------------------------------------------------------------------------------- */

static bool hold(struct jfi_push *push)
{
    return push->held || jfi_uplink_take(push->uplink, &push->held, &push->held_header);
}

/* The header of the session's first packet, or one that another content begins with. */
static void put_header(struct jfi_push *push)
{
    struct jfi_push_body *body = &push->body;
    const size_t size = jf_data_unit_get_size(push->held_header);
    const bool changes = push->header;

    if (changes && !push->said_change && body->put_bytes > 0) {
        push->said_change = jfi_push_body_fits(body, JFI_PUSH_CHANGE, size + 8);
        if (push->said_change)
            jfi_push_body_put(body, JFI_PUSH_END, 1, 0);
        else
            jfi_push_body_fill(body);
        return;
    }
    if (!jfi_push_body_fits(body, changes ? JFI_PUSH_CHANGE : JFI_PUSH_HEADER, size)) {
        jfi_push_body_fill(body);
        return;
    }
    memcpy(body->payload, jf_data_unit_get_bytes(push->held_header), size);
    jfi_push_body_put(body, changes ? JFI_PUSH_CHANGE : JFI_PUSH_HEADER, 0, size);
    jf_data_unit_unref(push->header);
    push->header = jf_data_unit_ref(push->held_header);
    push->header_end = body->put_bytes;
    push->said_change = false;
}

static void put_data(struct jfi_push *push)
{
    struct jfi_push_body *body = &push->body;
    size_t size = jf_data_unit_get_size(push->held);

    memcpy(body->payload, jf_data_unit_get_bytes(push->held), size);
    size = jfi_asf_strip_padding(body->payload, size);
    if (!jfi_push_body_fits(body, JFI_PUSH_DATA, size)) {
        jfi_push_body_fill(body);
        return;
    }
    jfi_push_body_put(body, JFI_PUSH_DATA, 0, size);
    jfi_uplink_mark(push->uplink, body->put_bytes);
    drop_held(push);
}

/* False: nothing is to be put now. */
static bool put_end(struct jfi_push *push)
{
    if (push->finishing && push->ends && !push->end_put && push->header) {
        push->end_put = jfi_push_body_fits(&push->body, JFI_PUSH_END, 0);
        if (push->end_put)
            jfi_push_body_put(&push->body, JFI_PUSH_END, 0, 0);
        else
            jfi_push_body_fill(&push->body);
        return true;
    }
    if (push->finishing && push->flushed_ns == 0)
        push->flushed_ns = jfi_clock_now_ns();
    return false;
}

static bool put_next(struct jfi_push *push)
{
    if (!hold(push))
        return put_end(push);
    if (push->held_header != push->header)
        put_header(push);
    else
        put_data(push);
    return true;
}

size_t jfi_push_read_body(struct jfi_push *push, uint8_t *bytes, size_t capacity)
{
    size_t size = jfi_push_body_read(&push->body, bytes, capacity);

    while (size == 0 && !jfi_push_body_is_complete(&push->body)) {
        if (!put_next(push)) {
            push->paused = true;
            return CURL_READFUNC_PAUSE;
        }
        size = jfi_push_body_read(&push->body, bytes, capacity);
    }
    return size;
}

/* ---- a PushStart ----------------------------------------------------------------------------- */

static uint64_t at_least(uint64_t value, uint64_t least)
{
    return value < least ? least : value;
}

static uint64_t get_length(const struct jfi_push *push)
{
    struct jfi_asf_info info = {0};
    const struct jf_data_unit *header = push->held_header ? push->held_header : push->header;
    const size_t header_bytes = header ? jf_data_unit_get_size(header) : 0;
    uint64_t length = push->settings.length_budget;
    uint64_t packet_bytes = push->held ? jf_data_unit_get_size(push->held) : 0;

    if (header)
        (void)jfi_asf_read_header(jf_data_unit_get_bytes(header), header_bytes, &info);
    if (push->answer.has_via || push->proxy) {
        const uint64_t bit_rate = at_least(info.max_bit_rate, UNKNOWN_BIT_RATE);

        length = bit_rate / 8 * PROXY_BODY_S < length ? bit_rate / 8 * PROXY_BODY_S : length;
    }
    if (info.packet_bytes <= JFI_PUSH_MAX_PAYLOAD)
        packet_bytes = at_least(packet_bytes, info.packet_bytes);
    length = at_least(length, 3 * (packet_bytes + JFI_PUSH_HEAD_BYTES));
    /* The end of one content, the header of another, and a filler. */
    return at_least(length, 8 + 8 + header_bytes + JFI_PUSH_HEAD_BYTES + 1);
}

static enum jfi_uplink_phase drive_ready(struct jfi_push *push, struct jfi_uplink_failure *failure)
{
    uint64_t length = 0;
    const bool has_end = push->finishing && push->ends && push->header && !push->end_put;

    if (!hold(push) && !has_end)
        return push->finishing ? JFI_UPLINK_FINISHED : JFI_UPLINK_OPEN;
    length = get_length(push);
    jfi_push_body_begin(&push->body, length);
    push->paused = false;
    push->said_change = false;
    push->header_end = 0;
    push->complete_ns = push->flushed_ns = 0;
    if (jfi_push_http_begin_start(push, length) < 0)
        return fail(failure, -ENOMEM, "out of memory");
    jfi_push_http_work(push);
    return JFI_UPLINK_OPEN;
}

static void confirm(struct jfi_push *push)
{
    uint64_t arrived = 0;

    jfi_push_http_watch(push);
    if (push->read_sent_bytes > push->unconfirmed)
        arrived = push->read_sent_bytes - push->unconfirmed;
    if (arrived >= push->header_end)
        push->header_end = 0;
    jfi_uplink_confirm(push->uplink, arrived);
}

/* 2.2.2: a server may agree to the end of the stream, sooner than we know that it is out. */
static bool has_agreed_to_end(const struct jfi_push *push)
{
    return push->end_put && push->answer.status >= 200 && push->answer.status < 300;
}

static enum jfi_uplink_phase on_start_done(struct jfi_push *push,
                                           struct jfi_uplink_failure *failure)
{
    const bool complete = jfi_push_body_is_complete(&push->body);

    if (push->flushed_ns > 0 || (push->end_put && complete) || has_agreed_to_end(push)) {
        push->finished = true;
        return JFI_UPLINK_FINISHED;
    }
    if (push->answer.status > 0 && jfi_answer_judge(&push->answer, failure) < 0)
        return JFI_UPLINK_FAILED;
    if (push->code != CURLE_OK || !complete) {
        (void)jfi_push_http_explain(push, failure);
        return JFI_UPLINK_FAILED;
    }
    /* It is full, and the server has it all. */
    jfi_uplink_confirm(push->uplink, UINT64_MAX);
    jfi_push_http_end(push);
    push->step = JFI_PUSH_READY;
    return drive_ready(push, failure);
}

/* An answer before the body is complete ends it, whatever it says. */
static enum jfi_uplink_phase on_early_answer(const struct jfi_push *push,
                                             struct jfi_uplink_failure *failure)
{
    if (jfi_answer_judge(&push->answer, failure) == 0)
        fail(failure, -ECONNABORTED, "the server has ended the push");
    return JFI_UPLINK_FAILED;
}

static enum jfi_uplink_phase check_start(struct jfi_push *push, struct jfi_uplink_failure *failure)
{
    const int64_t now_ns = jfi_clock_now_ns();
    const bool complete = jfi_push_body_is_complete(&push->body);

    if (push->flushed_ns > 0 &&
        (!push->ends || push->peer_closed || now_ns - push->flushed_ns >= END_WAIT_NS)) {
        push->finished = true;
        return JFI_UPLINK_FINISHED;
    }
    if (has_agreed_to_end(push)) {
        push->finished = true;
        return JFI_UPLINK_FINISHED;
    }
    if (push->answer.has_head && !complete && push->flushed_ns == 0)
        return on_early_answer(push, failure);
    if (push->peer_closed)
        return fail(failure, -ECONNABORTED, "the server closed the connection");
    if (!complete)
        return JFI_UPLINK_OPEN;
    if (push->complete_ns == 0)
        push->complete_ns = now_ns;
    if (now_ns - push->complete_ns >= ANSWER_LIMIT_NS)
        return fail(failure, -ETIMEDOUT, "the server did not confirm what was sent in time");
    return JFI_UPLINK_OPEN;
}

static enum jfi_uplink_phase drive_start(struct jfi_push *push, struct jfi_uplink_failure *failure)
{
    const bool finishes = push->finishing && push->flushed_ns == 0;

    if (push->paused && (finishes || jfi_uplink_has_units(push->uplink))) {
        push->paused = false;
        (void)curl_easy_pause(push->easy, CURLPAUSE_CONT);
    }
    jfi_push_http_work(push);
    if (push->done)
        return on_start_done(push, failure);
    confirm(push);
    return check_start(push, failure);
}

/* ---- what the uplink calls ------------------------------------------------------------------- */

static enum jfi_uplink_phase drive(void *transport, struct jfi_uplink_failure *failure)
{
    struct jfi_push *push = transport;

    switch (push->step) {
    case JFI_PUSH_SETUP:
        return drive_setup(push, failure);
    case JFI_PUSH_READY:
        return drive_ready(push, failure);
    case JFI_PUSH_START:
        return drive_start(push, failure);
    case JFI_PUSH_CLOSED:
        break;
    }
    return fail(failure, -ENOTCONN, "there is no connection");
}

static void finish(void *transport, bool end)
{
    struct jfi_push *push = transport;

    push->finishing = true;
    push->ends = end;
}

/* Where it cannot be known, all that has left may have arrived. */
static void measure_loss(struct jfi_push *push, struct jfi_uplink_loss *loss)
{
    curl_off_t written = 0;

    *loss = (struct jfi_uplink_loss){0};
    if (push->finished) {
        loss->arrived_offset = loss->left_offset = UINT64_MAX;
        return;
    }
    if (push->read_sent_bytes > push->unconfirmed)
        loss->arrived_offset = push->read_sent_bytes - push->unconfirmed;
    if (push->measured) {
        if (push->read_sent_bytes > push->unsent)
            loss->left_offset = push->read_sent_bytes - push->unsent;
    } else {
        (void)curl_easy_getinfo(push->easy, CURLINFO_SIZE_UPLOAD_T, &written);
        loss->left_offset = (uint64_t)written;
    }
}

static void cut(void *transport, struct jfi_uplink_loss *ret_loss)
{
    struct jfi_push *push = transport;
    const bool started = push->step == JFI_PUSH_START;

    if (push->multi)
        jfi_push_http_end(push);
    if (started) {
        measure_loss(push, ret_loss);
        /* A server that may lack the header gets another session, with it. */
        if (push->header_end > ret_loss->arrived_offset)
            forget(push);
    }
    push->step = JFI_PUSH_CLOSED;
    drop_held(push);
    curl_multi_cleanup(push->multi);
    push->multi = NULL;
}

static void wait_for(void *transport, int wake_fd, int timeout_ms)
{
    struct jfi_push *push = transport;
    struct curl_waitfd wake = {.fd = wake_fd, .events = CURL_WAIT_POLLIN};
    struct pollfd alone = {.fd = wake_fd, .events = POLLIN};

    if (!push->multi ||
        curl_multi_poll(push->multi, &wake, 1, timeout_ms < 0 ? POLL_WITHOUT_LIMIT : timeout_ms,
                        NULL) != CURLM_OK)
        (void)poll(&alone, 1, timeout_ms);
}

const struct jfi_uplink_ops jfi_push_ops = {
    .start = start,
    .drive = drive,
    .finish = finish,
    .cut = cut,
    .forget = forget,
    .wait = wait_for,
};
