/* SPDX-License-Identifier: MIT */
#ifndef TESTS_REFUSALS_H
#define TESTS_REFUSALS_H

#include <pthread.h>
#include <sys/epoll.h>

/**
 * @file
 * What a server asks of the system besides memory, refused where torture.h says: a test links
 * refusals.c and wraps these.
 */

int __real_eventfd(unsigned int count, int flags);
int __wrap_eventfd(unsigned int count, int flags);
int __real_epoll_create1(int flags);
int __wrap_epoll_create1(int flags);
int __real_epoll_ctl(int epoll_fd, int operation, int fd, struct epoll_event *event);
int __wrap_epoll_ctl(int epoll_fd, int operation, int fd, struct epoll_event *event);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *user);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *user);

#endif
