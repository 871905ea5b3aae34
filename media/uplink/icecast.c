/* SPDX-License-Identifier: MIT */
#include "media/uplink/icecast.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* libshout shows no socket that one could wait for. */
#define LOOK_MS 20
/* What waits should wait in the sink's own queue, whose length is known and which can drop. */
#define MAX_QUEUED_BYTES 16384

static void drop_units(struct jfi_icecast *icecast)
{
    icecast->held = jf_data_unit_unref(icecast->held);
    icecast->held_header = jf_data_unit_unref(icecast->held_header);
    icecast->header = jf_data_unit_unref(icecast->header);
}

void jfi_icecast_fini(struct jfi_icecast *icecast)
{
    struct jfi_icecast_settings *settings = &icecast->settings;

    drop_units(icecast);
    /*
     * libshout 2.4.6 frees nothing here when there is no connection, and leaks the connection when
     * there is one. So a sink makes a single handle and closes it first.
     */
    shout_free(icecast->shout);
    free(settings->host);
    free(settings->mount);
    free(settings->name);
    free(settings->description);
    free(settings->genre);
    free(icecast->title);
    free(icecast->artist);
}

/* ---- what went wrong ------------------------------------------------------------------------- */

static int explain(struct jfi_icecast *icecast, int error, struct jfi_uplink_failure *failure)
{
    static const struct {
        int error, result;
        bool refused;
    } meanings[] = {
        {SHOUTERR_NOCONNECT, -ECONNREFUSED, false},
        {SHOUTERR_NOLOGIN, -EKEYREJECTED, true},
        {SHOUTERR_MALLOC, -ENOMEM, false},
        {SHOUTERR_UNSUPPORTED, -ENOPROTOOPT, true},
        {SHOUTERR_NOTLS, -EPROTO, true},
        {SHOUTERR_TLSBADCERT, -EPROTO, true},
    };
    const char *text = icecast->shout ? shout_get_error(icecast->shout) : NULL;

    failure->result = icecast->open ? -ECONNABORTED : -ECONNREFUSED;
    failure->refused = false;
    for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
        if (meanings[i].error == error) {
            failure->result = meanings[i].result;
            failure->refused = meanings[i].refused;
        }
    }
    jfi_reason_set(&failure->reason, "Icecast: %s", text ? text : "no answer");
    return failure->result;
}

/* ---- connecting ------------------------------------------------------------------------------ */

static int set_account(struct jfi_icecast *icecast)
{
    const struct jfi_uplink_account *account = &icecast->uplink->account;
    int error = SHOUTERR_SUCCESS;

    if (account->user)
        error = shout_set_user(icecast->shout, account->user);
    /* libshout does not try without one. */
    if (error == SHOUTERR_SUCCESS)
        error = shout_set_password(icecast->shout, account->password ? account->password : "");
    if (error == SHOUTERR_SUCCESS)
        error = shout_set_agent(icecast->shout, account->agent ? account->agent : "Jackfield");
    return error;
}

static int set_info(struct jfi_icecast *icecast)
{
    const struct jfi_icecast_settings *settings = &icecast->settings;
    const struct {
        const char *name, *value;
    } info[] = {
        {SHOUT_META_NAME, settings->name},
        {SHOUT_META_DESCRIPTION, settings->description},
        {SHOUT_META_GENRE, settings->genre},
    };
    int error = shout_set_public(icecast->shout, settings->is_public);

    for (size_t i = 0; i < sizeof(info) / sizeof(info[0]) && error == SHOUTERR_SUCCESS; i++) {
        if (info[i].value)
            error = shout_set_meta(icecast->shout, info[i].name, info[i].value);
    }
    return error;
}

static int set_up(struct jfi_icecast *icecast)
{
    const struct jfi_icecast_settings *settings = &icecast->settings;
    shout_t *shout = icecast->shout;
    int error = shout_set_host(shout, settings->host);

    if (error == SHOUTERR_SUCCESS)
        error = shout_set_port(shout, (unsigned short)settings->port);
    if (error == SHOUTERR_SUCCESS)
        error = shout_set_mount(shout, settings->mount);
    if (error == SHOUTERR_SUCCESS)
        error = shout_set_protocol(shout, SHOUT_PROTOCOL_HTTP);
    if (error == SHOUTERR_SUCCESS)
        error = shout_set_content_format(shout, settings->format, SHOUT_USAGE_AUDIO, NULL);
    if (error == SHOUTERR_SUCCESS)
        error = shout_set_tls(shout, settings->tls ? SHOUT_TLS_RFC2818 : SHOUT_TLS_DISABLED);
    if (error == SHOUTERR_SUCCESS)
        error = shout_set_nonblocking(shout, SHOUT_BLOCKING_NONE);
    if (error == SHOUTERR_SUCCESS)
        error = set_account(icecast);
    return error == SHOUTERR_SUCCESS ? set_info(icecast) : error;
}

static int start(void *transport, struct jfi_uplink_failure *failure)
{
    struct jfi_icecast *icecast = transport;
    int error = SHOUTERR_MALLOC;

    icecast->open = icecast->finishing = false;
    icecast->handed_bytes = 0;
    if (!icecast->shout)
        icecast->shout = shout_new();
    if (icecast->shout)
        error = set_up(icecast);
    icecast->started = error == SHOUTERR_SUCCESS;
    if (icecast->started)
        error = shout_open(icecast->shout);
    return error == SHOUTERR_SUCCESS || error == SHOUTERR_BUSY ? 0
                                                               : explain(icecast, error, failure);
}

/* ---- what plays ------------------------------------------------------------------------------ */

/* Icecast passes a title and an artist over unless it gets both; one alone is a "song" to it. */
static int add_texts(const struct jfi_icecast *icecast, shout_metadata_t *news)
{
    const char *title = icecast->title, *artist = icecast->artist;
    int error = SHOUTERR_SUCCESS;

    if (!title || !artist)
        return shout_metadata_add(news, "song", title ? title : artist ? artist : "");
    error = shout_metadata_add(news, "title", title);
    return error == SHOUTERR_SUCCESS ? shout_metadata_add(news, "artist", artist) : error;
}

/* To be freed; NULL: there is nothing new. Sends it again after a failure only when it changes. */
static shout_metadata_t *take_news(struct jfi_icecast *icecast)
{
    shout_metadata_t *news = NULL;
    int error = SHOUTERR_SUCCESS;

    pthread_mutex_lock(&icecast->uplink->lock);
    if (icecast->has_news)
        news = shout_metadata_new();
    if (news)
        error = add_texts(icecast, news);
    icecast->has_news = false;
    pthread_mutex_unlock(&icecast->uplink->lock);
    if (news && error != SHOUTERR_SUCCESS) {
        shout_metadata_free(news);
        return NULL;
    }
    return news;
}

static void send_news(struct jfi_icecast *icecast)
{
    shout_metadata_t *news = take_news(icecast);

    if (!news)
        return;
    /* Refused: what listeners read on a display is no reason to end what they hear. */
    icecast->news_result = shout_set_metadata_utf8(icecast->shout, news);
    shout_metadata_free(news);
}

/* ---- sending --------------------------------------------------------------------------------- */

static size_t get_queued(struct jfi_icecast *icecast)
{
    const ssize_t queued = shout_queuelen(icecast->shout);

    return queued > 0 ? (size_t)queued : 0;
}

static int hand_over(struct jfi_icecast *icecast, const struct jf_data_unit *unit)
{
    const size_t size = jf_data_unit_get_size(unit);
    ssize_t error = 0;

    if (size == 0)
        return SHOUTERR_SUCCESS;
    error = shout_send_raw(icecast->shout, jf_data_unit_get_bytes(unit), size);
    icecast->handed_bytes += size;
    return error >= 0 || error == SHOUTERR_BUSY ? SHOUTERR_SUCCESS : (int)error;
}

static int hand_over_next(struct jfi_icecast *icecast)
{
    int error = SHOUTERR_SUCCESS;

    if (icecast->held_header && icecast->held_header != icecast->header) {
        error = hand_over(icecast, icecast->held_header);
        jf_data_unit_unref(icecast->header);
        icecast->header = jf_data_unit_ref(icecast->held_header);
    }
    if (error == SHOUTERR_SUCCESS)
        error = hand_over(icecast, icecast->held);
    if (error == SHOUTERR_SUCCESS)
        jfi_uplink_mark(icecast->uplink, icecast->handed_bytes);
    icecast->held = jf_data_unit_unref(icecast->held);
    icecast->held_header = jf_data_unit_unref(icecast->held_header);
    return error;
}

static int send_units(struct jfi_icecast *icecast)
{
    ssize_t error = SHOUTERR_SUCCESS;

    if (get_queued(icecast) > 0)
        error = shout_send_raw(icecast->shout, (const unsigned char *)"", 0);
    if (error == SHOUTERR_BUSY || error > 0)
        error = SHOUTERR_SUCCESS;
    while (error == SHOUTERR_SUCCESS && get_queued(icecast) < MAX_QUEUED_BYTES &&
           jfi_uplink_take(icecast->uplink, &icecast->held, &icecast->held_header))
        error = hand_over_next(icecast);
    return (int)error;
}

static enum jfi_uplink_phase drive_open(struct jfi_icecast *icecast,
                                        struct jfi_uplink_failure *failure)
{
    const int error = send_units(icecast);

    if (error != SHOUTERR_SUCCESS) {
        explain(icecast, error, failure);
        return JFI_UPLINK_FAILED;
    }
    jfi_uplink_confirm(icecast->uplink, icecast->handed_bytes - get_queued(icecast));
    send_news(icecast);
    return icecast->finishing && get_queued(icecast) == 0 && !jfi_uplink_has_units(icecast->uplink)
               ? JFI_UPLINK_FINISHED
               : JFI_UPLINK_OPEN;
}

static enum jfi_uplink_phase drive(void *transport, struct jfi_uplink_failure *failure)
{
    struct jfi_icecast *icecast = transport;
    int error = SHOUTERR_SUCCESS;

    if (icecast->open)
        return drive_open(icecast, failure);
    error = shout_get_connected(icecast->shout);
    if (error == SHOUTERR_BUSY || error == SHOUTERR_RETRY)
        return JFI_UPLINK_CONNECTING;
    if (error != SHOUTERR_CONNECTED) {
        /* The first cause, where it is known. */
        if (shout_get_errno(icecast->shout) != SHOUTERR_SUCCESS)
            error = shout_get_errno(icecast->shout);
        explain(icecast, error, failure);
        return JFI_UPLINK_FAILED;
    }
    icecast->open = true;
    pthread_mutex_lock(&icecast->uplink->lock);
    icecast->has_news = icecast->title || icecast->artist;
    pthread_mutex_unlock(&icecast->uplink->lock);
    return JFI_UPLINK_OPEN;
}

static void finish(void *transport, bool end)
{
    struct jfi_icecast *icecast = transport;

    (void)end;
    icecast->finishing = true;
}

static void cut(void *transport, struct jfi_uplink_loss *ret_loss)
{
    struct jfi_icecast *icecast = transport;

    *ret_loss = (struct jfi_uplink_loss){0};
    if (icecast->started) {
        ret_loss->left_offset = icecast->handed_bytes - get_queued(icecast);
        ret_loss->arrived_offset = ret_loss->left_offset;
        (void)shout_close(icecast->shout);
    }
    icecast->started = icecast->open = false;
    drop_units(icecast);
}

static void forget(void *transport)
{
    (void)transport;
}

static void wait_for(void *transport, int wake_fd, int timeout_ms)
{
    struct jfi_icecast *icecast = transport;
    struct pollfd wake = {.fd = wake_fd, .events = POLLIN};
    const bool looks = icecast->started && (!icecast->open || get_queued(icecast) > 0);

    (void)poll(&wake, 1, looks && (timeout_ms < 0 || timeout_ms > LOOK_MS) ? LOOK_MS : timeout_ms);
}

const struct jfi_uplink_ops jfi_icecast_ops = {
    .start = start,
    .drive = drive,
    .finish = finish,
    .cut = cut,
    .forget = forget,
    .wait = wait_for,
};
