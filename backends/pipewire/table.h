/* SPDX-License-Identifier: MIT */
#ifndef JFI_PIPEWIRE_TABLE_H
#define JFI_PIPEWIRE_TABLE_H

#include <stddef.h>
#include <stdint.h>

/**
 * @file
 * A hash table whose entries live inside the things they stand for: adding and removing never
 * fails. The caller compares keys:
 *
 *     for (entry = jfi_pw_table_first(table, hash); entry; entry = jfi_pw_entry_next(entry))
 */

struct jfi_pw_entry {
    struct jfi_pw_entry *next;
    size_t hash;
};

struct jfi_pw_table {
    struct jfi_pw_entry **buckets;
    size_t bucket_count; /**< a power of two */
    size_t count;
};

/** -ENOMEM. */
int jfi_pw_table_init(struct jfi_pw_table *table);
/** Frees the table, not the entries; a zeroed table is fine. */
void jfi_pw_table_fini(struct jfi_pw_table *table);

/** `entry` must not be in a table. */
void jfi_pw_table_add(struct jfi_pw_table *table, struct jfi_pw_entry *entry, size_t hash);
/** `entry` must be in this table. */
void jfi_pw_table_remove(struct jfi_pw_table *table, struct jfi_pw_entry *entry);
/** The first entry of this hash, or NULL. */
struct jfi_pw_entry *jfi_pw_table_first(const struct jfi_pw_table *table, size_t hash);
/** The next entry of the same hash, or NULL. */
struct jfi_pw_entry *jfi_pw_entry_next(const struct jfi_pw_entry *entry);
/** The entry after `entry` in no particular order, the first for NULL; NULL after the last. */
struct jfi_pw_entry *jfi_pw_table_next(const struct jfi_pw_table *table,
                                       const struct jfi_pw_entry *entry);
/** Takes every entry out, in no order, and hands it to `visit`, which may free it. */
void jfi_pw_table_drain(struct jfi_pw_table *table,
                        void (*visit)(void *user, struct jfi_pw_entry *entry), void *user);

/** Of the first `length` bytes. */
size_t jfi_pw_hash_text(const char *text, size_t length);

/** The structure of type `type` whose member `member` is at `pointer`. */
#define JFI_PW_CONTAINER(pointer, type, member) \
    ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

#endif
