/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_NETWORK_ACCESS_H
#define JFI_MEDIA_NETWORK_ACCESS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include <jackfield/network-sink.h>

/** @file Who may connect: two lists of addresses with masks. Any thread. */

struct jfi_access_entry;

struct jfi_access_list {
    struct jfi_access_entry *entries;
    size_t count, capacity;
};

struct jfi_access {
    pthread_mutex_t lock;
    struct jfi_access_list exclude, include; /* under lock */
};

/** Both lists empty. */
void jfi_access_init(struct jfi_access *access);
void jfi_access_fini(struct jfi_access *access);
/** Errors: -EINVAL no such list, no addresses or of two kinds; -ENOMEM. */
int jfi_access_add(struct jfi_access *access, enum jf_access list, const char *address,
                   const char *mask);
/** Errors: -EINVAL no such list; -EBADSLT no such entry. */
int jfi_access_remove(struct jfi_access *access, enum jf_access list, size_t index);
/** 0 of a list that there is not. */
size_t jfi_access_get_count(struct jfi_access *access, enum jf_access list);
/** The caller frees both. Errors: as remove; -ENOMEM. */
int jfi_access_dup(struct jfi_access *access, enum jf_access list, size_t index, char **ret_address,
                   char **ret_mask);
bool jfi_access_allows(struct jfi_access *access, const struct sockaddr *peer);

#endif
