/* SPDX-License-Identifier: MIT */
#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jackfield/icecast-sink.h>
#include <jackfield/sink.h>

#include "media/sink.h"
#include "media/uplink/icecast.h"
#include "media/uplink/sink-uplink.h"

#define DEFAULT_PORT 8000

struct icecast_sink {
    struct jfi_uplink uplink;
    struct jfi_icecast icecast;
};

/* ---- the sink -------------------------------------------------------------------------------- */

static int on_header(struct jf_sink *sink, struct jf_data_unit *header)
{
    struct icecast_sink *own = jf_sink_get_priv(sink);

    return jfi_sink_uplink_say(sink, &own->uplink, jfi_uplink_set_header(&own->uplink, header));
}

static int on_data_unit(struct jf_sink *sink, struct jf_data_unit *unit)
{
    struct icecast_sink *own = jf_sink_get_priv(sink);

    return jfi_sink_uplink_say(sink, &own->uplink, jfi_uplink_push(&own->uplink, unit));
}

static void close_sink(struct jf_sink *sink)
{
    struct icecast_sink *own = jf_sink_get_priv(sink);

    jfi_uplink_fini(&own->uplink);
    jfi_icecast_fini(&own->icecast);
}

static const struct jf_sink_ops icecast_ops = {.name = "Icecast sink",
                                               .priv_size = sizeof(struct icecast_sink),
                                               .on_header = on_header,
                                               .is_real_time = jfi_sink_uplink_say_real_time,
                                               .on_data_unit = on_data_unit,
                                               .on_end_writing = jfi_sink_uplink_end_writing,
                                               .close = close_sink};

int jf_sink_new_icecast(struct jf_sink **ret_sink)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct jf_sink *sink = NULL;
    struct icecast_sink *own = NULL;
    int err = 0;

    if (!ret_sink)
        return -EINVAL;
    /* Never shut down: others in the process may use libshout, too. */
    pthread_once(&once, shout_init);
    err = jf_sink_new(&icecast_ops, &sink);
    if (err < 0)
        return err;
    own = jf_sink_get_priv(sink);
    own->icecast.uplink = &own->uplink;
    err = jfi_sink_open_statuses(sink);
    if (err == 0)
        err = jfi_uplink_init(&own->uplink, &jfi_icecast_ops, &own->icecast,
                              jfi_sink_get_statuses(sink));
    if (err < 0) {
        jf_sink_unref(sink);
        return err;
    }
    *ret_sink = sink;
    return 0;
}

static struct icecast_sink *get_own(const struct jf_sink *sink)
{
    if (!sink || jfi_sink_get_ops(sink) != &icecast_ops)
        return NULL;
    return jf_sink_get_priv((struct jf_sink *)sink);
}

struct jfi_uplink *jfi_sink_icecast_get_uplink(const struct jf_sink *sink)
{
    struct icecast_sink *own = get_own(sink);

    return own ? &own->uplink : NULL;
}

/* ---- where to -------------------------------------------------------------------------------- */

static int dup_part(CURLU *url, CURLUPart part, char **ret_text)
{
    char *text = NULL, *copy = NULL;
    const CURLUcode code = curl_url_get(url, part, &text, 0);

    if (code != CURLUE_OK)
        return code == CURLUE_OUT_OF_MEMORY ? -ENOMEM : -EDESTADDRREQ;
    copy = strdup(text);
    curl_free(text);
    if (!copy)
        return -ENOMEM;
    *ret_text = copy;
    return 0;
}

static int read_url(CURLU *url, const char *text, struct jfi_icecast_settings *target)
{
    char *port = NULL, *user = NULL;
    const char *rest = strstr(text, "://");
    int err = 0;

    target->tls = strncasecmp(text, "https://", strlen("https://")) == 0;
    if (!target->tls && strncasecmp(text, "http://", strlen("http://")) != 0)
        return -EDESTADDRREQ;
    if (rest[3] == '/' || curl_url_set(url, CURLUPART_URL, text, CURLU_URLENCODE) != CURLUE_OK)
        return -EDESTADDRREQ;
    if (curl_url_get(url, CURLUPART_USER, &user, 0) == CURLUE_OK) {
        curl_free(user);
        return -EDESTADDRREQ;
    }
    err = dup_part(url, CURLUPART_HOST, &target->host);
    if (err == 0)
        err = dup_part(url, CURLUPART_PATH, &target->mount);
    if (err == 0 && strcmp(target->mount, "/") == 0)
        err = -EDESTADDRREQ;
    target->port = DEFAULT_PORT;
    if (err == 0 && curl_url_get(url, CURLUPART_PORT, &port, 0) == CURLUE_OK)
        target->port = (unsigned int)strtoul(port, NULL, 10);
    curl_free(port);
    return err;
}

int jfi_icecast_set_target(struct jfi_icecast *icecast, const char *url, const char *container)
{
    struct jfi_icecast_settings *settings = &icecast->settings;
    struct jfi_icecast_settings target = {0};
    const bool ogg = strcmp(container, "ogg") == 0;
    CURLU *parts = NULL;
    int err = 0;

    if (!ogg && strcmp(container, "mp3") != 0)
        return -EMEDIUMTYPE;
    parts = curl_url();
    if (!parts)
        return -ENOMEM;
    err = read_url(parts, url, &target);
    curl_url_cleanup(parts);
    if (err < 0) {
        free(target.host);
        free(target.mount);
        return err;
    }
    free(settings->host);
    free(settings->mount);
    settings->host = target.host;
    settings->mount = target.mount;
    settings->port = target.port;
    settings->tls = target.tls;
    settings->format = ogg ? SHOUT_FORMAT_OGG : SHOUT_FORMAT_MP3;
    return 0;
}

/* ---- orders ---------------------------------------------------------------------------------- */

int jf_icecast_sink_connect(struct jf_sink *sink, const char *url, const char *container)
{
    struct icecast_sink *own = get_own(sink);
    int err = 0;

    if (!own)
        return -ENOTSUP;
    if (!url || !container)
        return -EINVAL;
    err = jfi_uplink_lock_idle(&own->uplink);
    if (err < 0)
        return err;
    err = jfi_icecast_set_target(&own->icecast, url, container);
    if (err == 0)
        err = jfi_uplink_connect(&own->uplink);
    jfi_uplink_unlock(&own->uplink);
    return err;
}

int jf_icecast_sink_disconnect(struct jf_sink *sink)
{
    struct icecast_sink *own = get_own(sink);

    return own ? jfi_uplink_finish(&own->uplink, JFI_UPLINK_DISCONNECT) : -ENOTSUP;
}

int jf_icecast_sink_end(struct jf_sink *sink)
{
    struct icecast_sink *own = get_own(sink);

    return own ? jfi_uplink_finish(&own->uplink, JFI_UPLINK_END) : -ENOTSUP;
}

/* ---- what is told ---------------------------------------------------------------------------- */

/* Copies of texts, any of which may be NULL; all or none. */
static int dup_texts(const char *const *texts, char **copies, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        copies[i] = texts[i] ? strdup(texts[i]) : NULL;
        if (texts[i] && !copies[i]) {
            while (i > 0)
                free(copies[--i]);
            return -ENOMEM;
        }
    }
    return 0;
}

int jf_icecast_sink_set_info(struct jf_sink *sink, const char *name, const char *description,
                             const char *genre, bool is_public)
{
    struct icecast_sink *own = get_own(sink);
    struct jfi_icecast_settings *settings = own ? &own->icecast.settings : NULL;
    const char *const texts[] = {name, description, genre};
    char *copies[3] = {NULL};
    int err = 0;

    if (!own)
        return -ENOTSUP;
    err = dup_texts(texts, copies, 3);
    if (err < 0)
        return err;
    err = jfi_uplink_lock_idle(&own->uplink);
    if (err == 0) {
        char *const before[] = {settings->name, settings->description, settings->genre};

        settings->name = copies[0];
        settings->description = copies[1];
        settings->genre = copies[2];
        settings->is_public = is_public;
        jfi_uplink_unlock(&own->uplink);
        memcpy(copies, before, sizeof(copies));
    }
    for (size_t i = 0; i < 3; i++)
        free(copies[i]);
    return err;
}

int jf_icecast_sink_set_metadata(struct jf_sink *sink, const char *title, const char *artist)
{
    struct icecast_sink *own = get_own(sink);
    const char *const texts[] = {title, artist};
    char *copies[2] = {NULL};
    int err = 0;

    if (!own)
        return -ENOTSUP;
    err = dup_texts(texts, copies, 2);
    if (err < 0)
        return err;
    pthread_mutex_lock(&own->uplink.lock);
    if (own->icecast.settings.host && own->icecast.settings.format != SHOUT_FORMAT_MP3) {
        err = -ENOTSUP;
    } else {
        char *const before[] = {own->icecast.title, own->icecast.artist};

        own->icecast.title = copies[0];
        own->icecast.artist = copies[1];
        own->icecast.has_news = true;
        memcpy(copies, before, sizeof(copies));
    }
    pthread_mutex_unlock(&own->uplink.lock);
    free(copies[0]);
    free(copies[1]);
    if (err == 0)
        jfi_uplink_wake(&own->uplink);
    return err;
}
