/* SPDX-License-Identifier: MIT */
#include "refusals.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "torture.h"

static int refuse(int why)
{
    errno = why;
    return -1;
}

int __wrap_eventfd(unsigned int count, int flags)
{
    return torture_is_due() ? refuse(EMFILE) : __real_eventfd(count, flags);
}

int __wrap_epoll_create1(int flags)
{
    return torture_is_due() ? refuse(EMFILE) : __real_epoll_create1(flags);
}

int __wrap_epoll_ctl(int epoll_fd, int operation, int fd, struct epoll_event *event)
{
    return operation == EPOLL_CTL_ADD && torture_is_due()
               ? refuse(ENOSPC)
               : __real_epoll_ctl(epoll_fd, operation, fd, event);
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *user)
{
    return torture_is_due() ? EAGAIN : __real_pthread_create(thread, attributes, run, user);
}
