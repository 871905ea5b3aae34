/* SPDX-License-Identifier: MIT */

/*
 * Stands in for libFuzzer: gives a target the files that are named, and those in the directories
 * that are named. A directory that is not there holds none; none at all is a failure.
 */

#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static int count;

static void feed_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL;
    long size = 0;

    if (!file || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0)
        goto fail;
    rewind(file);
    /* Exactly as long, so that a sanitizer sees a byte too far. */
    bytes = malloc(size > 0 ? (size_t)size : 1);
    if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size)
        goto fail;
    (void)fclose(file);
    (void)printf("%s\n", path);
    (void)fflush(stdout);
    (void)LLVMFuzzerTestOneInput(bytes, (size_t)size);
    free(bytes);
    count++;
    return;
fail:
    perror(path);
    exit(1);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void feed(const char *path)
{
    struct dirent **entries;
    int entry_count = scandir(path, &entries, is_visible, alphasort);

    if (entry_count < 0 && errno == ENOTDIR)
        feed_file(path);
    for (int i = 0; i < entry_count; i++) {
        char *inner;

        if (asprintf(&inner, "%s/%s", path, entries[i]->d_name) < 0)
            exit(1);
        feed_file(inner);
        free(inner);
        free(entries[i]);
    }
    if (entry_count >= 0)
        free(entries);
}

int main(int argc, char *argv[])
{
    for (int i = 1; i < argc; i++)
        feed(argv[i]);
    (void)printf("%d inputs\n", count);
    return count == 0;
}
