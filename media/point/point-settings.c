/* SPDX-License-Identifier: MIT */

/* What a publishing point server is told before it opens. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "media/clock.h"
#include "media/point/point-server-internal.h"

/* Locks the server for a setting; -EBADFD, and it is not locked: it is open. */
static int begin_setting(struct jf_point_server *server)
{
    if (!server)
        return -EINVAL;
    pthread_mutex_lock(&server->lock);
    if (!server->open)
        return 0;
    pthread_mutex_unlock(&server->lock);
    return -EBADFD;
}

static int end_setting(struct jf_point_server *server, int err)
{
    pthread_mutex_unlock(&server->lock);
    return err;
}

int jf_point_server_add_point(struct jf_point_server *server, const char *name)
{
    struct jfi_point *point = NULL;
    char path[sizeof(((struct jf_point *)0)->name) + 2];
    int err = 0;

    if (!server || !name)
        return -EINVAL;
    if (snprintf(path, sizeof(path), "%s%s", name[0] == '/' ? "" : "/", name) >=
            (int)sizeof(path) ||
        !jfi_point_is_path(path))
        return -EINVAL;
    err = begin_setting(server);
    if (err < 0)
        return err;
    err = jfi_point_server_find(server, path) ? -EEXIST
                                              : jfi_point_server_make(server, path, false, &point);
    return end_setting(server, err);
}

int jf_point_server_set_creating(struct jf_point_server *server, bool creating)
{
    const int err = begin_setting(server);

    if (err < 0)
        return err;
    server->creating = creating;
    return end_setting(server, 0);
}

/* Called locked. */
static int add_user(struct jf_point_server *server, char *name, char *password)
{
    const char **moved = NULL;

    if (!name || !password)
        return -ENOMEM;
    moved = realloc(server->users, (2 * server->user_count + 3) * sizeof(const char *));
    if (!moved)
        return -ENOMEM;
    server->users = moved;
    moved[2 * server->user_count] = name;
    moved[2 * server->user_count + 1] = password;
    moved[2 * server->user_count + 2] = NULL;
    server->user_count++;
    return 0;
}

int jf_point_server_add_user(struct jf_point_server *server, const char *name, const char *password)
{
    char *own_name = NULL, *own_password = NULL;
    int err = 0;

    if (!name || !password || name[0] == '\0')
        return -EINVAL;
    err = begin_setting(server);
    if (err < 0)
        return err;
    own_name = strdup(name);
    own_password = strdup(password);
    err = add_user(server, own_name, own_password);
    if (err < 0) {
        free(own_name);
        free(own_password);
    }
    return end_setting(server, err);
}

static bool is_wait(int64_t time_ns)
{
    return time_ns >= JFI_NS_PER_MS && time_ns <= (int64_t)24 * 3600 * JFI_NS_PER_SECOND;
}

int jf_point_server_set_times(struct jf_point_server *server, const struct jf_point_times *times)
{
    int err = 0;

    if (!times)
        return -EINVAL;
    if (!is_wait(times->linger_ns) || !is_wait(times->idle_ns) || !is_wait(times->inactivity_ns))
        return -ERANGE;
    err = begin_setting(server);
    if (err < 0)
        return err;
    server->world.times = *times;
    return end_setting(server, 0);
}

int jf_point_server_set_maximum_clients(struct jf_point_server *server, unsigned int count)
{
    const int err = begin_setting(server);

    if (err < 0)
        return err;
    server->world.station.max_clients = count;
    return end_setting(server, 0);
}

static int set_time(struct jf_point_server *server, int64_t *time_ns, int64_t value_ns,
                    int64_t most_s)
{
    int err = 0;

    if (value_ns < 0 || value_ns > most_s * JFI_NS_PER_SECOND)
        return -ERANGE;
    err = begin_setting(server);
    if (err < 0)
        return err;
    *time_ns = value_ns;
    return end_setting(server, 0);
}

int jf_point_server_set_burst_ns(struct jf_point_server *server, int64_t burst_ns)
{
    return server ? set_time(server, &server->world.station.burst_ns, burst_ns, 30) : -EINVAL;
}

int jf_point_server_set_coalescing_ns(struct jf_point_server *server, int64_t coalescing_ns)
{
    return server ? set_time(server, &server->world.coalescing_ns, coalescing_ns, 5) : -EINVAL;
}
