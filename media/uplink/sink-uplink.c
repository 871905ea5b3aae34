/* SPDX-License-Identifier: MIT */
#include "media/uplink/sink-uplink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "media/clock.h"

/* ---- ops ------------------------------------------------------------------------------------- */

int jfi_sink_uplink_say(struct jf_sink *sink, struct jfi_uplink *uplink, int status)
{
    struct jfi_reason reason;

    if (status < 0) {
        jfi_uplink_get_failure(uplink, &reason);
        if (reason.text[0])
            jf_sink_set_error_text(sink, reason.text);
    }
    return status;
}

int jfi_sink_uplink_say_real_time(struct jf_sink *sink, bool *ret_real_time)
{
    (void)sink;
    *ret_real_time = true;
    return 0;
}

int jfi_sink_uplink_end_writing(struct jf_sink *sink)
{
    (void)sink;
    return 0;
}

/* ---- settings -------------------------------------------------------------------------------- */

static struct jfi_uplink *find_uplink(const struct jf_sink *sink)
{
    struct jfi_uplink *uplink = jfi_sink_push_get_uplink(sink);

    return uplink ? uplink : jfi_sink_icecast_get_uplink(sink);
}

/* 0: locked, to be changed. */
static int begin_setting(struct jfi_uplink *uplink)
{
    return uplink ? jfi_uplink_lock_idle(uplink) : -ENOTSUP;
}

static int dup_text(const char *text, char **ret_copy)
{
    char *copy = text ? strdup(text) : NULL;

    if (text && !copy)
        return -ENOMEM;
    *ret_copy = copy;
    return 0;
}

int jf_uplink_set_credentials(struct jf_sink *sink, const char *user, const char *password)
{
    struct jfi_uplink *uplink = find_uplink(sink);
    char *new_user = NULL, *new_password = NULL;
    int err = !user == !password ? 0 : -EINVAL;

    if (err == 0)
        err = dup_text(user, &new_user);
    if (err == 0)
        err = dup_text(password, &new_password);
    if (err == 0)
        err = begin_setting(uplink);
    if (err < 0) {
        free(new_user);
        free(new_password);
        return err;
    }
    free(uplink->account.user);
    free(uplink->account.password);
    uplink->account.user = new_user;
    uplink->account.password = new_password;
    jfi_uplink_unlock(uplink);
    return 0;
}

int jf_uplink_set_clear_text(struct jf_sink *sink, bool consent)
{
    struct jfi_uplink *uplink = find_uplink(sink);
    const int err = begin_setting(uplink);

    if (err < 0)
        return err;
    uplink->account.clear_text = consent;
    jfi_uplink_unlock(uplink);
    return 0;
}

int jf_uplink_set_user_agent(struct jf_sink *sink, const char *token)
{
    struct jfi_uplink *uplink = find_uplink(sink);
    char *copy = NULL;
    int err = 0;

    for (const char *c = token; c && *c; c++) {
        if (*c < ' ' || *c > '~')
            return -EINVAL;
    }
    err = dup_text(token, &copy);
    if (err == 0)
        err = begin_setting(uplink);
    if (err < 0) {
        free(copy);
        return err;
    }
    free(uplink->account.agent);
    uplink->account.agent = copy;
    jfi_uplink_unlock(uplink);
    return 0;
}

static bool is_between(int64_t value_ns, int64_t least_ns, int64_t most_s)
{
    return value_ns >= least_ns && value_ns <= most_s * JFI_NS_PER_SECOND;
}

int jf_uplink_set_buffer_ns(struct jf_sink *sink, int64_t buffer_ns)
{
    struct jfi_uplink *uplink = find_uplink(sink);
    int err = is_between(buffer_ns, JFI_NS_PER_SECOND / 10, 600) ? 0 : -ERANGE;

    if (err == 0)
        err = begin_setting(uplink);
    if (err < 0)
        return err;
    uplink->spool.limit_ns = buffer_ns;
    jfi_uplink_unlock(uplink);
    return 0;
}

int jf_uplink_set_drop(struct jf_sink *sink, enum jf_uplink_drop drop)
{
    struct jfi_uplink *uplink = find_uplink(sink);
    int err = drop == JF_UPLINK_DROP_OLDEST || drop == JF_UPLINK_DROP_NEWEST ? 0 : -EINVAL;

    if (err == 0)
        err = begin_setting(uplink);
    if (err < 0)
        return err;
    uplink->spool.drop_newest = drop == JF_UPLINK_DROP_NEWEST;
    jfi_uplink_unlock(uplink);
    return 0;
}

int jf_uplink_set_give_up_ns(struct jf_sink *sink, int64_t give_up_ns)
{
    struct jfi_uplink *uplink = find_uplink(sink);
    /* A year, for whoever does not say "for ever". */
    int err = is_between(give_up_ns, 0, (int64_t)366 * 86400) ? 0 : -ERANGE;

    if (err == 0)
        err = begin_setting(uplink);
    if (err < 0)
        return err;
    uplink->give_up_ns = give_up_ns;
    jfi_uplink_unlock(uplink);
    return 0;
}

int jf_uplink_set_time_limit_ns(struct jf_sink *sink, int64_t time_limit_ns)
{
    struct jfi_uplink *uplink = find_uplink(sink);
    int err = is_between(time_limit_ns, JFI_NS_PER_SECOND / 10, 3600) ? 0 : -ERANGE;

    if (err == 0)
        err = begin_setting(uplink);
    if (err < 0)
        return err;
    uplink->time_limit_ns = time_limit_ns;
    jfi_uplink_unlock(uplink);
    return 0;
}

int jf_uplink_get_statistics(struct jf_sink *sink, struct jf_uplink_statistics *ret_statistics)
{
    struct jfi_uplink *uplink = find_uplink(sink);
    const struct jfi_spool *spool = uplink ? &uplink->spool : NULL;

    if (!uplink)
        return -ENOTSUP;
    if (!ret_statistics)
        return -EINVAL;
    pthread_mutex_lock(&uplink->lock);
    *ret_statistics = (struct jf_uplink_statistics){.state = uplink->state,
                                                    .unit_count = spool->arrived_unit_count,
                                                    .byte_count = spool->arrived_byte_count,
                                                    .waiting_unit_count = spool->count,
                                                    .waiting_ns = jfi_spool_get_waiting_ns(spool),
                                                    .gap_unit_count = spool->gap.unit_count,
                                                    .gap_ns = spool->gap.time_ns,
                                                    .reconnect_count = uplink->reconnect_count,
                                                    .lost_status_count = uplink->lost_status_count};
    pthread_mutex_unlock(&uplink->lock);
    return 0;
}
