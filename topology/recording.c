/* SPDX-License-Identifier: MIT */
#include "topology/recording.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_ENTRIES = 16384,
    MAX_BYTES = 256 * 1024 * 1024,
};

/* What may give way in what the kernel wrote, where words of people do not stand. */
static const unsigned int kernel_secrets = JFI_SECRET_SERIAL | JFI_SECRET_ADDRESS;

struct jfi_recording {
    bool is_raw;
    struct jfi_vec entries; /* struct jfi_record_entry */
    size_t size_bytes, left_out;
    struct jfi_aliases aliases;
};

int jfi_recording_new(unsigned int flags, struct jfi_recording **ret_recording)
{
    struct jfi_recording *recording = calloc(1, sizeof(*recording));

    if (!recording)
        return -ENOMEM;
    recording->is_raw = flags & JF_RECORD_RAW;
    recording->entries.item_size = sizeof(struct jfi_record_entry);
    *ret_recording = recording;
    return 0;
}

static struct jfi_record_entry *entry_at(const struct jfi_recording *recording, size_t index)
{
    return jfi_vec_at(&recording->entries, index);
}

static void entry_fini(struct jfi_record_entry *entry)
{
    free(entry->path);
    free(entry->bytes);
}

struct jfi_recording *jfi_recording_free(struct jfi_recording *recording)
{
    if (!recording)
        return NULL;
    for (size_t i = 0; i < recording->entries.count; i++)
        entry_fini(entry_at(recording, i));
    jfi_vec_fini(&recording->entries);
    jfi_aliases_fini(&recording->aliases);
    free(recording);
    return NULL;
}

bool jfi_recording_is_raw(const struct jfi_recording *recording)
{
    return recording->is_raw;
}

struct jfi_aliases *jfi_recording_aliases(struct jfi_recording *recording)
{
    return &recording->aliases;
}

void jfi_recording_leave_out(struct jfi_recording *recording)
{
    recording->left_out++;
}

size_t jfi_recording_left_out(const struct jfi_recording *recording)
{
    return recording->left_out;
}

size_t jfi_recording_get_count(const struct jfi_recording *recording)
{
    return recording->entries.count;
}

const struct jfi_record_entry *jfi_recording_get(const struct jfi_recording *recording,
                                                 size_t index)
{
    return entry_at(recording, index);
}

/* ---- adding ---------------------------------------------------------------------------------- */

/* Names with single slashes between them, none of which leads anywhere else. */
static bool is_path(const char *path)
{
    while (*path) {
        size_t length = strcspn(path, "/");

        if (length == 0 || length > NAME_MAX || (length == 1 && path[0] == '.') ||
            (length == 2 && path[0] == '.' && path[1] == '.'))
            return false;
        path += length;
        if (*path && !*++path)
            return false;
    }
    return true;
}

static bool is_below(const char *path, const char *directory)
{
    size_t length = strlen(directory);

    return strncmp(path, directory, length) == 0 && path[length] == '/';
}

/*
 * 1: the path is there; -EINVAL: it would lead through a link or file, or one would lead through
 * it. Nothing that is written can then be written elsewhere.
 */
static int look_for(const struct jfi_recording *recording, const char *path)
{
    for (size_t i = 0; i < recording->entries.count; i++) {
        const char *other = entry_at(recording, i)->path;

        if (strcmp(other, path) == 0)
            return 1;
        if (is_below(path, other) || is_below(other, path))
            return -EINVAL;
    }
    return 0;
}

static int copy(const void *bytes, size_t size, char **ret_copy)
{
    char *copied = malloc(size + 1);

    if (!copied)
        return -ENOMEM;
    if (size)
        memcpy(copied, bytes, size);
    copied[size] = '\0';
    *ret_copy = copied;
    return 0;
}

/* `like`: all of the new entry but its path and what it holds. */
static int add(struct jfi_recording *recording, const char *path,
               const struct jfi_record_entry *like, const void *bytes, size_t size)
{
    struct jfi_record_entry entry = *like;
    int status =
        *path && strlen(path) < PATH_MAX && is_path(path) ? look_for(recording, path) : -EINVAL;

    if (status)
        return status < 0 ? status : 0;
    if (recording->entries.count >= MAX_ENTRIES || size > MAX_BYTES - recording->size_bytes)
        return -ENOSPC;
    entry.size = size;
    entry.path = strdup(path);
    status = entry.path ? copy(bytes, size, &entry.bytes) : -ENOMEM;
    if (!status)
        status = jfi_vec_push(&recording->entries, &entry);
    if (status)
        entry_fini(&entry);
    else
        recording->size_bytes += size;
    return status;
}

int jfi_recording_add_file(struct jfi_recording *recording, const char *path,
                           enum jfi_record_content content, const void *bytes, size_t size)
{
    return add(recording, path, &(struct jfi_record_entry){.content = content}, bytes, size);
}

int jfi_recording_add_link(struct jfi_recording *recording, const char *path, const char *target)
{
    return add(recording, path,
               &(struct jfi_record_entry){.is_link = true, .content = JFI_RECORD_TEXT}, target,
               strlen(target));
}

/* ---- concealing ------------------------------------------------------------------------------ */

static int conceal_entry(struct jfi_recording *recording, struct jfi_record_entry *entry)
{
    char *text;
    int status;

    /* With a NUL in it it is no text. */
    if (entry->content != JFI_RECORD_TEXT || strlen(entry->bytes) != entry->size)
        return 0;
    status = jfi_aliases_replace(&recording->aliases, kernel_secrets, entry->bytes, &text);
    if (status)
        return status;
    free(entry->bytes);
    entry->bytes = text;
    entry->size = strlen(text);
    return 0;
}

int jfi_recording_conceal(struct jfi_recording *recording)
{
    int status = 0;

    for (size_t i = 0; i < recording->entries.count && !status && !recording->is_raw; i++)
        status = conceal_entry(recording, entry_at(recording, i));
    return status;
}
