/* SPDX-License-Identifier: MIT */
#ifndef TESTS_ICECAST_H
#define TESTS_ICECAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/** @file A real Icecast server on loopback, not as root, in a directory of its own. */

#define ICECAST_PASSWORD "hackme"

struct icecast {
    char *directory;
    unsigned int port;
    pid_t pid; /* 0: it does not run */
};

/** False: there is none on this machine. */
bool icecast_is_there(void);
void icecast_prepare(struct icecast *icecast);
/** Starts it, or starts it again, at the same port; returns when it answers. */
void icecast_start(struct icecast *icecast);
void icecast_kill(struct icecast *icecast);
void icecast_remove(struct icecast *icecast);
/** What the server tells of itself (status-json.xsl), or a stream's first bytes. To be freed. */
char *icecast_get(const struct icecast *icecast, const char *path, size_t size);

/** Starts a program, not as root where that can be helped. */
pid_t start_program(const char *const arguments[], bool demote);
/** Its exit status; killed after the time. */
int await_program(pid_t pid, unsigned int limit_s);

#endif
