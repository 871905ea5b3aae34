/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_POINT_POINT_SERVER_INTERNAL_H
#define JFI_MEDIA_POINT_POINT_SERVER_INTERNAL_H

#include <pthread.h>

#include "media/network/listening.h"
#include "media/point/point.h"

/** @file What the publishing point server's files share; its requests are in pushes.c. */

#define JFI_MAX_POINTS 4096

struct jf_point_server {
    struct jfi_status_queue *statuses;

    pthread_mutex_t lock;
    /* under lock */
    bool open, stopping;
    bool creating;
    const char **users; /* name, password, …, NULL; owned */
    size_t user_count;
    struct jfi_point_world world;
    struct jfi_point **points; /* in the order in which they were made */
    size_t point_count, point_capacity;
    struct jfi_listening listening;
    int epoll_fd, wake_fd;
    struct jfi_http_server *http;
    pthread_t thread;
    /* of the answer that is being written */
    char cookie[64];
    const char *headers[16];
};

/** What its HTTP server calls. */
extern const struct jfi_http_ops jfi_pushes_ops;

/** The point at that path, or NULL. Called locked. */
struct jfi_point *jfi_point_server_find(const struct jf_point_server *server, const char *path);
/** Makes one. Errors: -ENOSPC too many; -ENOMEM. Called locked. */
int jfi_point_server_make(struct jf_point_server *server, const char *path, bool created,
                          struct jfi_point **ret_point);
/** Whether it may be the path of a point. */
bool jfi_point_is_path(const char *path);

#endif
