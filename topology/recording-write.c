/* SPDX-License-Identifier: MIT */

/* A recording on disk: written under a name of its own, and renamed when it is whole. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "topology/recording.h"

enum {
    NAME_TRIES = 16,
    DIRECTORY_MODE = 0777, /* as the umask allows */
    FILE_MODE = 0666,
};

/* ---- the target ------------------------------------------------------------------------------ */

static bool is_empty(DIR *directory)
{
    const struct dirent *entry;

    while ((entry = readdir(directory))) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            return false;
    }
    return true;
}

/* The directory that the new one is to be in. */
static int check_parent(const char *directory)
{
    char *parent = strdup(directory), *slash;
    int status = 0;

    if (!parent)
        return -ENOMEM;
    while ((slash = strrchr(parent, '/')) && slash != parent && !slash[1])
        *slash = '\0';
    if (slash)
        slash[slash == parent] = '\0';
    if (access(slash ? parent : ".", W_OK | X_OK) < 0)
        status = -errno;
    free(parent);
    return status;
}

int jfi_recording_check_target(const char *directory)
{
    DIR *opened = opendir(directory);
    int status;

    if (!opened)
        return errno == ENOENT ? check_parent(directory) : -errno;
    status = is_empty(opened) ? 0 : -ENOTEMPTY;
    closedir(opened);
    return status;
}

/* ---- what is written ------------------------------------------------------------------------- */

static int write_all(int fd, const char *bytes, size_t size)
{
    while (size) {
        ssize_t count = write(fd, bytes, size);

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return -errno;
        bytes += count;
        size -= (size_t)count;
    }
    return 0;
}

static int write_file(int root_fd, const struct jfi_record_entry *entry)
{
    int fd = openat(root_fd, entry->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                    FILE_MODE);
    int status;

    if (fd < 0)
        return -errno;
    status = write_all(fd, entry->bytes, entry->size);
    if (close(fd) < 0 && !status)
        status = -errno;
    return status;
}

/* Calls `visit` for each directory above the entry: the highest first, or the lowest. */
static int each_directory(const struct jfi_record_entry *entry, bool is_upwards, int root_fd,
                          int (*visit)(int root_fd, const char *path))
{
    char *path = strdup(entry->path);
    size_t length = strlen(entry->path);
    int status = path ? 0 : -ENOMEM;

    for (size_t i = 0; i < length && !status; i++) {
        size_t at = is_upwards ? length - 1 - i : i;

        if (entry->path[at] != '/')
            continue;
        path[at] = '\0';
        status = visit(root_fd, path);
        path[at] = is_upwards ? '\0' : '/';
    }
    free(path);
    return status;
}

static int make_directory(int root_fd, const char *path)
{
    return mkdirat(root_fd, path, DIRECTORY_MODE) < 0 && errno != EEXIST ? -errno : 0;
}

static int remove_directory(int root_fd, const char *path)
{
    (void)unlinkat(root_fd, path, AT_REMOVEDIR); /* others may be in it still */
    return 0;
}

static int write_entry(int root_fd, const struct jfi_record_entry *entry)
{
    int status = each_directory(entry, false, root_fd, make_directory);

    if (status)
        return status;
    if (!entry->is_link)
        return write_file(root_fd, entry);
    return symlinkat(entry->bytes, root_fd, entry->path) < 0 ? -errno : 0;
}

static int write_entries(const struct jfi_recording *recording, int root_fd)
{
    int status = 0;

    for (size_t i = 0; i < jfi_recording_get_count(recording) && !status; i++)
        status = write_entry(root_fd, jfi_recording_get(recording, i));
    /* Whole also after a loss of power. */
    if (!status && syncfs(root_fd) < 0)
        status = -errno;
    return status;
}

static void remove_entries(const struct jfi_recording *recording, int root_fd)
{
    for (size_t i = jfi_recording_get_count(recording); i > 0; i--) {
        const struct jfi_record_entry *entry = jfi_recording_get(recording, i - 1);

        (void)unlinkat(root_fd, entry->path, 0);
        (void)each_directory(entry, true, root_fd, remove_directory);
    }
}

/* ---- the directory --------------------------------------------------------------------------- */

/* "DIRECTORY.tmp-1a2b3c4d", new and empty. */
static int make_temporary(const char *directory, char **ret_path)
{
    size_t length = strlen(directory);
    int status = -EEXIST;

    while (length > 1 && directory[length - 1] == '/')
        length--;
    for (int i = 0; i < NAME_TRIES && status == -EEXIST; i++) {
        uint32_t number = 0;
        char *path;

        /* Without chance the names that are tried still differ. */
        if (getrandom(&number, sizeof(number), GRND_NONBLOCK) < 0)
            number = 0;
        if (asprintf(&path, "%.*s.tmp-%08x", (int)length, directory, number + (uint32_t)i) < 0)
            return -ENOMEM;
        status = mkdir(path, DIRECTORY_MODE) < 0 ? -errno : 0;
        if (status)
            free(path);
        else
            *ret_path = path;
    }
    return status;
}

static int fill(const struct jfi_recording *recording, const char *path, const char *directory)
{
    int root_fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int status;

    if (root_fd < 0)
        return -errno;
    status = write_entries(recording, root_fd);
    if (!status && rename(path, directory) < 0)
        status = errno == EEXIST ? -ENOTEMPTY : -errno;
    if (status)
        remove_entries(recording, root_fd);
    close(root_fd);
    return status;
}

static struct jf_record_summary summarize(struct jfi_recording *recording)
{
    struct jf_record_summary summary = {
        .left_out = jfi_recording_left_out(recording),
        .concealed = jfi_recording_aliases(recording)->replaced,
    };

    for (size_t i = 0; i < jfi_recording_get_count(recording); i++) {
        const struct jfi_record_entry *entry = jfi_recording_get(recording, i);

        summary.link_count += entry->is_link;
        summary.file_count += !entry->is_link;
        summary.size_bytes += entry->is_link ? 0 : entry->size;
    }
    return summary;
}

int jfi_recording_write(struct jfi_recording *recording, const char *directory,
                        struct jf_record_summary *ret_summary)
{
    char *path;
    int status = jfi_recording_conceal(recording);

    if (!status)
        status = make_temporary(directory, &path);
    if (status)
        return status;
    status = fill(recording, path, directory);
    if (status)
        (void)rmdir(path);
    else
        *ret_summary = summarize(recording);
    free(path);
    return status;
}
