/* SPDX-License-Identifier: MIT */
#include "backends/pipewire/table.h"

#include <errno.h>
#include <stdlib.h>

enum {
    FIRST_BUCKET_COUNT = 64
};

int jfi_pw_table_init(struct jfi_pw_table *table)
{
    table->buckets = calloc(FIRST_BUCKET_COUNT, sizeof(struct jfi_pw_entry *));
    if (!table->buckets)
        return -ENOMEM;
    table->bucket_count = FIRST_BUCKET_COUNT;
    table->count = 0;
    return 0;
}

void jfi_pw_table_fini(struct jfi_pw_table *table)
{
    free(table->buckets);
    *table = (struct jfi_pw_table){0};
}

static struct jfi_pw_entry **bucket_of(const struct jfi_pw_table *table, size_t hash)
{
    return &table->buckets[hash & (table->bucket_count - 1)];
}

static void put_in_front(struct jfi_pw_table *table, struct jfi_pw_entry *entry)
{
    struct jfi_pw_entry **bucket = bucket_of(table, entry->hash);

    entry->next = *bucket;
    *bucket = entry;
}

/* Without memory the old buckets stay: the table gets slower, not wrong. */
static void grow(struct jfi_pw_table *table)
{
    struct jfi_pw_table grown = {.bucket_count = table->bucket_count * 2};

    grown.buckets = calloc(grown.bucket_count, sizeof(struct jfi_pw_entry *));
    if (!grown.buckets)
        return;
    for (size_t i = 0; i < table->bucket_count; i++) {
        struct jfi_pw_entry *next;

        for (struct jfi_pw_entry *entry = table->buckets[i]; entry; entry = next) {
            next = entry->next;
            put_in_front(&grown, entry);
        }
    }
    free(table->buckets);
    table->buckets = grown.buckets;
    table->bucket_count = grown.bucket_count;
}

void jfi_pw_table_add(struct jfi_pw_table *table, struct jfi_pw_entry *entry, size_t hash)
{
    if (table->count >= table->bucket_count)
        grow(table);
    entry->hash = hash;
    put_in_front(table, entry);
    table->count++;
}

void jfi_pw_table_remove(struct jfi_pw_table *table, struct jfi_pw_entry *entry)
{
    struct jfi_pw_entry **at = bucket_of(table, entry->hash);

    while (*at != entry)
        at = &(*at)->next;
    *at = entry->next;
    table->count--;
}

static struct jfi_pw_entry *skip_to(struct jfi_pw_entry *entry, size_t hash)
{
    while (entry && entry->hash != hash)
        entry = entry->next;
    return entry;
}

struct jfi_pw_entry *jfi_pw_table_first(const struct jfi_pw_table *table, size_t hash)
{
    return skip_to(*bucket_of(table, hash), hash);
}

struct jfi_pw_entry *jfi_pw_entry_next(const struct jfi_pw_entry *entry)
{
    return skip_to(entry->next, entry->hash);
}

struct jfi_pw_entry *jfi_pw_table_next(const struct jfi_pw_table *table,
                                       const struct jfi_pw_entry *entry)
{
    size_t bucket = 0;

    if (entry && entry->next)
        return entry->next;
    if (entry)
        bucket = (entry->hash & (table->bucket_count - 1)) + 1;
    while (bucket < table->bucket_count && !table->buckets[bucket])
        bucket++;
    return bucket < table->bucket_count ? table->buckets[bucket] : NULL;
}

void jfi_pw_table_drain(struct jfi_pw_table *table,
                        void (*visit)(void *user, struct jfi_pw_entry *entry), void *user)
{
    for (size_t i = 0; i < table->bucket_count; i++) {
        struct jfi_pw_entry *entry = table->buckets[i];

        table->buckets[i] = NULL;
        while (entry) {
            struct jfi_pw_entry *next = entry->next;

            table->count--;
            visit(user, entry);
            entry = next;
        }
    }
}

size_t jfi_pw_hash_text(const char *text, size_t length)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    return (size_t)(hash ^ hash >> 32);
}
