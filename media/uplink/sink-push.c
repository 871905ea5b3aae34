/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include <jackfield/push-sink.h>
#include <jackfield/sink.h>

#include "media/sink.h"
#include "media/uplink/push.h"
#include "media/uplink/sink-uplink.h"

struct push_sink {
    struct jfi_uplink uplink;
    struct jfi_push push;
    bool has_curl;
};

static int on_header(struct jf_sink *sink, struct jf_data_unit *header)
{
    struct push_sink *own = jf_sink_get_priv(sink);

    if (jf_data_unit_get_size(header) > JFI_PUSH_MAX_AFTER_REASON) {
        jf_sink_set_error_text(sink, "the header is too long for the protocol");
        return -E2BIG;
    }
    return jfi_sink_uplink_say(sink, &own->uplink, jfi_uplink_set_header(&own->uplink, header));
}

static int on_data_unit(struct jf_sink *sink, struct jf_data_unit *unit)
{
    struct push_sink *own = jf_sink_get_priv(sink);

    if (jf_data_unit_get_size(unit) > JFI_PUSH_MAX_PAYLOAD) {
        jf_sink_set_error_text(sink, "the data unit is too long for the protocol");
        return -EMSGSIZE;
    }
    return jfi_sink_uplink_say(sink, &own->uplink, jfi_uplink_push(&own->uplink, unit));
}

static void close_sink(struct jf_sink *sink)
{
    struct push_sink *own = jf_sink_get_priv(sink);

    jfi_uplink_fini(&own->uplink);
    jfi_push_fini(&own->push);
    if (own->has_curl)
        curl_global_cleanup();
}

static const struct jf_sink_ops push_ops = {.name = "push sink",
                                            .priv_size = sizeof(struct push_sink),
                                            .on_header = on_header,
                                            .is_real_time = jfi_sink_uplink_say_real_time,
                                            .on_data_unit = on_data_unit,
                                            .on_end_writing = jfi_sink_uplink_end_writing,
                                            .close = close_sink};

static int init(struct jf_sink *sink)
{
    struct push_sink *own = jf_sink_get_priv(sink);
    int err = jfi_sink_open_statuses(sink);

    if (err == 0) {
        own->has_curl = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
        err = own->has_curl ? 0 : -ENOMEM;
    }
    if (err == 0)
        err = jfi_push_init(&own->push, &own->uplink);
    if (err == 0)
        err = jfi_uplink_init(&own->uplink, &jfi_push_ops, &own->push, jfi_sink_get_statuses(sink));
    return err;
}

int jf_sink_new_push(struct jf_sink **ret_sink)
{
    struct jf_sink *sink = NULL;
    int err = 0;

    if (!ret_sink)
        return -EINVAL;
    err = jf_sink_new(&push_ops, &sink);
    if (err < 0)
        return err;
    err = init(sink);
    if (err < 0) {
        jf_sink_unref(sink);
        return err;
    }
    *ret_sink = sink;
    return 0;
}

static struct push_sink *get_own(const struct jf_sink *sink)
{
    if (!sink || jfi_sink_get_ops(sink) != &push_ops)
        return NULL;
    return jf_sink_get_priv((struct jf_sink *)sink);
}

struct jfi_uplink *jfi_sink_push_get_uplink(const struct jf_sink *sink)
{
    struct push_sink *own = get_own(sink);

    return own ? &own->uplink : NULL;
}

int jf_push_sink_connect(struct jf_sink *sink, const char *url, const char *template_url,
                         bool auto_destroy)
{
    struct push_sink *own = get_own(sink);
    int err = 0;

    if (!own)
        return -ENOTSUP;
    if (!url)
        return -EINVAL;
    err = jfi_uplink_lock_idle(&own->uplink);
    if (err < 0)
        return err;
    err = jfi_push_settings_set_target(&own->push, url, template_url, auto_destroy);
    if (err == 0)
        err = jfi_uplink_connect(&own->uplink);
    jfi_uplink_unlock(&own->uplink);
    return err;
}

int jf_push_sink_disconnect(struct jf_sink *sink)
{
    struct push_sink *own = get_own(sink);

    return own ? jfi_uplink_finish(&own->uplink, JFI_UPLINK_DISCONNECT) : -ENOTSUP;
}

int jf_push_sink_end_session(struct jf_sink *sink)
{
    struct push_sink *own = get_own(sink);

    return own ? jfi_uplink_finish(&own->uplink, JFI_UPLINK_END) : -ENOTSUP;
}

int jf_push_sink_set_length_budget(struct jf_sink *sink, uint64_t length_bytes)
{
    struct push_sink *own = get_own(sink);
    int err = 0;

    if (!own)
        return -ENOTSUP;
    if (length_bytes == 0 || length_bytes > (uint64_t)1 << 62)
        return -ERANGE;
    err = jfi_uplink_lock_idle(&own->uplink);
    if (err < 0)
        return err;
    own->push.settings.length_budget = length_bytes;
    jfi_uplink_unlock(&own->uplink);
    return 0;
}
