/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jackfield/sink.h>

#include "media/schedule.h"
#include "media/sink.h"
#include "media/text.h"

#define PART_SUFFIX ".part"
/* Whoever finishes a file between our open and our lock leaves us with a file of another name. */
#define MAX_OPEN_TRIES 10

struct file {
    char *path;       /* as given, for messages */
    const char *name; /* in the directory; points into path */
    char *part_name;
    int directory_fd;
    int fd; /* of PATH.part, locked; -1 between sessions */
    bool has_header;
    size_t header_bytes;
    /* for everybody to read */
    _Atomic int64_t end_bytes;
    atomic_bool closed;
};

static struct file *get_file(struct jf_sink *sink)
{
    return jf_sink_get_priv(sink);
}

static int fail(struct jf_sink *sink, const char *verb, int err)
{
    struct jfi_reason reason;

    jfi_reason_set(&reason, "%s %s" PART_SUFFIX ": %s", verb, get_file(sink)->path,
                   jfi_errno_text(err));
    jf_sink_set_error_text(sink, reason.text);
    return err;
}

/* ---- opening --------------------------------------------------------------------------------- */

static int check_target(const struct file *file)
{
    struct stat status;

    if (fstatat(file->directory_fd, file->name, &status, 0) < 0)
        return errno == ENOENT ? 0 : -errno;
    if (S_ISDIR(status.st_mode))
        return -EISDIR;
    return S_ISREG(status.st_mode) ? 0 : -EEXIST;
}

static int lock_part(const struct file *file, int fd)
{
    struct stat opened, named;

    if (fstat(fd, &opened) < 0)
        return -errno;
    if (!S_ISREG(opened.st_mode))
        return -EEXIST;
    if (flock(fd, LOCK_EX | LOCK_NB) < 0)
        return errno == EWOULDBLOCK ? -EBUSY : -errno;
    if (fstatat(file->directory_fd, file->part_name, &named, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT ? -EAGAIN : -errno;
    if (named.st_dev != opened.st_dev || named.st_ino != opened.st_ino)
        return -EAGAIN;
    return ftruncate(fd, 0) < 0 ? -errno : 0;
}

/* -EAGAIN: the file was renamed or removed meanwhile. */
static int try_open_part(struct file *file)
{
    const int fd = openat(file->directory_fd, file->part_name,
                          O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    int err = 0;

    if (fd < 0) {
        /* A link, a directory, a pipe without a reader: something that is not ours. */
        const bool foreign = errno == ELOOP || errno == EISDIR || errno == ENXIO;

        return foreign ? -EEXIST : -errno;
    }
    err = lock_part(file, fd);
    if (err < 0) {
        close(fd);
        return err;
    }
    file->fd = fd;
    return 0;
}

static int open_part(struct file *file)
{
    int err = -EAGAIN;

    for (int i = 0; i < MAX_OPEN_TRIES && err == -EAGAIN; i++)
        err = try_open_part(file);
    return err == -EAGAIN ? -EBUSY : err;
}

static int open_directory(struct file *file)
{
    const char *directory = ".";
    char *copy = NULL;
    int fd = -1;

    if (file->name == file->path + 1) {
        directory = "/";
    } else if (file->name > file->path) {
        copy = strndup(file->path, (size_t)(file->name - file->path));
        if (!copy)
            return -ENOMEM;
        directory = copy;
    }
    fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    file->directory_fd = fd;
    free(copy);
    return fd < 0 ? -errno : 0;
}

static int name_parts(struct file *file, const char *path)
{
    const char *slash = NULL;

    file->path = strdup(path);
    if (!file->path)
        return -ENOMEM;
    slash = strrchr(file->path, '/');
    file->name = slash ? slash + 1 : file->path;
    if (file->name[0] == '\0')
        return -EISDIR;
    if (asprintf(&file->part_name, "%s" PART_SUFFIX, file->name) < 0) {
        file->part_name = NULL;
        return -ENOMEM;
    }
    return 0;
}

static int open_file(struct file *file, const char *path)
{
    int err = name_parts(file, path);

    if (err == 0)
        err = open_directory(file);
    if (err == 0)
        err = check_target(file);
    if (err == 0)
        err = open_part(file);
    return err;
}

/* ---- writing --------------------------------------------------------------------------------- */

static int write_at(struct file *file, const struct jf_data_unit *unit, off_t offset_bytes)
{
    const uint8_t *bytes = jf_data_unit_get_bytes(unit);
    size_t left_bytes = jf_data_unit_get_size(unit);

    while (left_bytes > 0) {
        const ssize_t written = pwrite(file->fd, bytes, left_bytes, offset_bytes);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return written < 0 ? -errno : -EIO;
        bytes += written;
        left_bytes -= (size_t)written;
        offset_bytes += written;
    }
    return 0;
}

static int on_header(struct jf_sink *sink, struct jf_data_unit *header)
{
    struct file *file = get_file(sink);
    const size_t size_bytes = jf_data_unit_get_size(header);
    int err = file->fd < 0 ? open_part(file) : 0;

    if (err < 0)
        return fail(sink, "open", err);
    if (file->has_header && size_bytes != file->header_bytes)
        return fail(sink, "the final header does not fit into", -EIO);
    err = write_at(file, header, 0);
    if (err < 0)
        return fail(sink, "write", err);
    if (!file->has_header) {
        file->header_bytes = size_bytes;
        atomic_store(&file->end_bytes, (int64_t)size_bytes);
        atomic_store(&file->closed, false);
    }
    file->has_header = true;
    return 0;
}

static int on_data_unit(struct jf_sink *sink, struct jf_data_unit *unit)
{
    struct file *file = get_file(sink);
    const int err = write_at(file, unit, (off_t)atomic_load(&file->end_bytes));

    if (err < 0)
        return fail(sink, "write", err);
    atomic_fetch_add(&file->end_bytes, (int64_t)jf_data_unit_get_size(unit));
    return 0;
}

/* Closing a copy of the descriptor makes file systems that write late say so, while the lock that
 * keeps the name ours is still held. */
static int flush_late_writes(const struct file *file)
{
    const int fd = fcntl(file->fd, F_DUPFD_CLOEXEC, 0);

    if (fd < 0)
        return -errno;
    return close(fd) < 0 && errno != EINTR ? -errno : 0;
}

static void close_part(struct jf_sink *sink)
{
    struct file *file = get_file(sink);

    if (file->fd >= 0)
        close(file->fd);
    file->fd = -1;
    file->has_header = false;
    atomic_store(&file->closed, true);
    jfi_schedule_end(jfi_sink_get_schedule(sink));
}

static int on_end_writing(struct jf_sink *sink)
{
    struct file *file = get_file(sink);
    const int err = flush_late_writes(file);

    if (err < 0)
        return fail(sink, "write", err);
    if (renameat(file->directory_fd, file->part_name, file->directory_fd, file->name) < 0)
        return fail(sink, "rename", -errno);
    close_part(sink);
    return 0;
}

static void on_abort(struct jf_sink *sink)
{
    struct file *file = get_file(sink);

    if (file->fd >= 0)
        unlinkat(file->directory_fd, file->part_name, 0);
    close_part(sink);
}

static void close_file(struct jf_sink *sink)
{
    struct file *file = get_file(sink);

    if (file->fd >= 0)
        on_abort(sink);
    if (file->directory_fd >= 0)
        close(file->directory_fd);
    free(file->part_name);
    free(file->path);
}

static const struct jf_sink_ops file_ops = {
    .name = "file",
    .priv_size = sizeof(struct file),
    .on_header = on_header,
    .is_real_time = NULL,
    .allocate_data_unit = NULL,
    .on_data_unit = on_data_unit,
    .on_end_writing = on_end_writing,
    .close = close_file,
    .on_abort = on_abort,
};

int jf_sink_new_file(const char *path, struct jf_sink **ret_sink)
{
    struct jf_sink *sink = NULL;
    int err = 0;

    if (!path || path[0] == '\0' || !ret_sink)
        return -EINVAL;
    err = jf_sink_new(&file_ops, &sink);
    if (err < 0)
        return err;
    get_file(sink)->directory_fd = -1;
    get_file(sink)->fd = -1;
    err = jfi_sink_open_schedule(sink);
    if (err == 0)
        err = open_file(get_file(sink), path);
    if (err < 0) {
        jf_sink_unref(sink);
        return err;
    }
    *ret_sink = sink;
    return 0;
}

/* ---- while it is written --------------------------------------------------------------------- */

static bool is_file(const struct jf_sink *sink)
{
    return sink && jfi_sink_get_ops(sink) == &file_ops;
}

int jf_sink_file_start_ns(struct jf_sink *sink, int64_t time_ns)
{
    if (!is_file(sink) || time_ns < 0)
        return -EINVAL;
    return jfi_schedule_start(jfi_sink_get_schedule(sink), time_ns);
}

int jf_sink_file_stop_ns(struct jf_sink *sink, int64_t time_ns)
{
    if (!is_file(sink) || time_ns < 0)
        return -EINVAL;
    return jfi_schedule_stop(jfi_sink_get_schedule(sink), time_ns);
}

int jf_sink_file_get_state(struct jf_sink *sink, struct jf_file_state *ret_state)
{
    const struct file *file = NULL;

    if (!is_file(sink) || !ret_state)
        return -EINVAL;
    file = get_file(sink);
    ret_state->is_closed = atomic_load(&file->closed);
    ret_state->is_stopped = jfi_schedule_is_stopped(jfi_sink_get_schedule(sink));
    ret_state->size_bytes = atomic_load(&file->end_bytes);
    ret_state->duration_ns = jfi_schedule_get_duration_ns(jfi_sink_get_schedule(sink));
    return 0;
}
