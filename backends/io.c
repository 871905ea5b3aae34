/* SPDX-License-Identifier: MIT */

/* A root of files: a directory that nothing leads out of, or a table in memory. */

#include "backends/io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "backends/backend.h"
#include "backends/io-walk.h"
#include "topology/vec.h"

enum {
    FIRST_BYTES = 4096,
    RACE_TRIES = 16
};

struct jfi_io {
    int root_fd;        /* -1: a root in memory */
    bool lacks_openat2; /* older kernels, and sandboxes that do not know it */
    bool has_logged;
    struct jfi_backend *log_backend; /* NULL: nobody is told */
    const struct jfi_io_file *files;
    size_t file_count;
};

static bool is_in_memory(const struct jfi_io *io)
{
    return io->root_fd < 0;
}

void jfi_io_log_to(struct jfi_io *io, struct jfi_backend *backend)
{
    io->log_backend = backend;
}

/* Once: who lacks descriptors lacks them for all that follows. Returns the status. */
static int note(struct jfi_io *io, const char *path, int status)
{
    if (status != -EMFILE && status != -ENFILE && status != -EIO)
        return status;
    if (io->log_backend && !io->has_logged) {
        jfi_backend_log(io->log_backend, JF_LOG_WARNING, "%s: left out, and maybe others: %s", path,
                        jfi_io_fault_text(status));
    }
    io->has_logged = io->log_backend != NULL;
    return status;
}

/* ---- opening --------------------------------------------------------------------------------- */

static int open_by_kernel(int root_fd, const char *path, int flags)
{
    struct open_how how = {
        .flags = (uint64_t)(unsigned int)(flags | O_CLOEXEC),
        .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
    };
    long fd = -1;

    /* EAGAIN: something was renamed while ".." was resolved, and the kernel cannot be sure. */
    for (int i = 0; i < RACE_TRIES; i++) {
        fd = syscall(SYS_openat2, root_fd, path, &how, sizeof(how));
        if (fd >= 0 || errno != EAGAIN)
            break;
    }
    return fd < 0 ? -errno : (int)fd;
}

static int open_in_root(struct jfi_io *io, const char *path, int flags)
{
    if (!io->lacks_openat2) {
        int fd = open_by_kernel(io->root_fd, path, flags);

        /* Some sandboxes answer EPERM to a system call they do not know. */
        if (fd != -ENOSYS && fd != -EPERM)
            return fd;
        io->lacks_openat2 = true;
    }
    return jfi_io_walk(io->root_fd, path, flags);
}

static int io_new(struct jfi_io **ret_io)
{
    struct jfi_io *io = calloc(1, sizeof(*io));

    if (!io)
        return -ENOMEM;
    io->root_fd = -1;
    *ret_io = io;
    return 0;
}

int jfi_io_open(const char *root, struct jfi_io **ret_io)
{
    int root_fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC), status;
    struct jfi_io *io;

    if (root_fd < 0)
        return -errno;
    status = io_new(&io);
    if (status) {
        close(root_fd);
        return status;
    }
    io->root_fd = root_fd;
    *ret_io = io;
    return 0;
}

int jfi_io_open_memory(const struct jfi_io_file *files, size_t count, struct jfi_io **ret_io)
{
    struct jfi_io *io;
    int status = io_new(&io);

    if (status)
        return status;
    io->files = files;
    io->file_count = count;
    *ret_io = io;
    return 0;
}

struct jfi_io *jfi_io_close(struct jfi_io *io)
{
    if (io && io->root_fd >= 0)
        close(io->root_fd);
    free(io);
    return NULL;
}

/* ---- memory ---------------------------------------------------------------------------------- */

static const struct jfi_io_file *find_file(const struct jfi_io *io, const char *path)
{
    for (size_t i = 0; i < io->file_count; i++) {
        if (strcmp(io->files[i].path, path) == 0)
            return &io->files[i];
    }
    return NULL;
}

/* The part of a file's path below the directory `path`, or NULL when it is not below it. */
static const char *below(const struct jfi_io_file *file, const char *path)
{
    size_t length = strlen(path);

    if (strncmp(file->path, path, length) != 0 || file->path[length] != '/')
        return NULL;
    return file->path + length + 1;
}

static int copy_bytes(const struct jfi_io_file *file, char **ret_bytes)
{
    char *bytes = malloc(file->size_bytes + 1);

    if (!bytes)
        return -ENOMEM;
    memcpy(bytes, file->bytes, file->size_bytes);
    bytes[file->size_bytes] = '\0';
    *ret_bytes = bytes;
    return 0;
}

static int read_memory(const struct jfi_io *io, const char *path, size_t limit_bytes,
                       char **ret_bytes, size_t *ret_size)
{
    const struct jfi_io_file *file = find_file(io, path);
    int status;

    if (!file)
        return -ENOENT;
    if (file->is_link)
        return -ELOOP;
    if (file->size_bytes > limit_bytes)
        return -EFBIG;
    status = copy_bytes(file, ret_bytes);
    if (!status)
        *ret_size = file->size_bytes;
    return status;
}

/* ---- reading a file -------------------------------------------------------------------------- */

/* Refuses what is no regular file; the size is only a hint, as files in /proc say 0. */
static int check_regular(int fd, size_t *ret_hint_bytes)
{
    struct stat facts;

    if (fstat(fd, &facts) < 0)
        return -errno;
    if (S_ISDIR(facts.st_mode))
        return -EISDIR;
    if (!S_ISREG(facts.st_mode))
        return -EINVAL;
    *ret_hint_bytes = (size_t)facts.st_size;
    return 0;
}

static bool is_of_proc(int fd)
{
    struct statfs facts;

    return fstatfs(fd, &facts) == 0 && facts.f_type == PROC_SUPER_MAGIC;
}

/* Of the kernel's own files EIO says that what they were about has gone meanwhile. */
static ssize_t read_some(int fd, char *bytes, size_t size)
{
    ssize_t count;
    int err;

    do {
        count = read(fd, bytes, size);
    } while (count < 0 && errno == EINTR);
    if (count >= 0)
        return count;
    err = -errno;
    return err == -EIO && is_of_proc(fd) ? -ENOENT : err;
}

static int make_room(char **bytes, size_t *capacity)
{
    size_t larger = *capacity ? 2 * *capacity : FIRST_BYTES;
    char *moved = realloc(*bytes, larger + 1);

    if (!moved)
        return -ENOMEM;
    *bytes = moved;
    *capacity = larger;
    return 0;
}

static int read_to_end(int fd, size_t limit_bytes, char **bytes, size_t *ret_size)
{
    size_t size = 0, capacity = 0;

    for (;;) {
        ssize_t count;

        if (size == capacity) {
            int status = make_room(bytes, &capacity);

            if (status)
                return status;
        }
        count = read_some(fd, *bytes + size, capacity - size);
        if (count < 0)
            return (int)count;
        if (count == 0)
            break;
        size += (size_t)count;
        if (size > limit_bytes)
            return -EFBIG;
    }
    (*bytes)[size] = '\0';
    *ret_size = size;
    return 0;
}

static int read_fd(int fd, size_t limit_bytes, char **ret_bytes, size_t *ret_size)
{
    char *bytes = NULL;
    size_t hint_bytes = 0;
    int status = check_regular(fd, &hint_bytes);

    if (!status && hint_bytes > limit_bytes)
        status = -EFBIG;
    if (!status)
        status = read_to_end(fd, limit_bytes, &bytes, ret_size);
    if (status) {
        free(bytes);
        return status;
    }
    *ret_bytes = bytes;
    return 0;
}

int jfi_io_read(struct jfi_io *io, const char *path, size_t limit_bytes, char **ret_bytes,
                size_t *ret_size)
{
    int fd, status;

    if (is_in_memory(io))
        return read_memory(io, path, limit_bytes, ret_bytes, ret_size);
    fd = open_in_root(io, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return fd == -ENXIO ? -EINVAL
                            : note(io, path, fd); /* a socket, or a device without its driver */
    status = read_fd(fd, limit_bytes, ret_bytes, ret_size);
    close(fd);
    return note(io, path, status);
}

const char *jfi_io_fault_text(int status)
{
    const char *text = strerrordesc_np(-status);

    if (status == -EFBIG)
        return "larger than such a file can be";
    if (status == -EINVAL)
        return "not a regular file";
    return text ? text : "not readable";
}

/* ---- listing a directory --------------------------------------------------------------------- */

static int compare_names(const void *a, const void *b)
{
    const char *const *left = a, *const *right = b;

    return strcmp(*left, *right);
}

static int add_name(struct jfi_vec *names, const char *name, size_t length)
{
    char *copy = strndup(name, length);
    int status;

    if (!copy)
        return -ENOMEM;
    status = jfi_vec_push(names, &copy);
    if (status)
        free(copy);
    return status;
}

static void drop_names(struct jfi_vec *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(*(char **)jfi_vec_at(names, i));
    jfi_vec_fini(names);
}

static int finish_names(struct jfi_vec *names, char ***ret_names)
{
    char *end = NULL;
    int status;

    jfi_sort(names->items, names->count, sizeof(char *), compare_names);
    status = jfi_vec_push(names, &end);
    if (!status)
        *ret_names = names->items;
    return status;
}

static int collect_names(DIR *dir, struct jfi_vec *names)
{
    int status = 0;

    while (!status) {
        const struct dirent *entry;

        errno = 0;
        entry = readdir(dir);
        if (!entry)
            return -errno;
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            status = add_name(names, entry->d_name, strlen(entry->d_name));
    }
    return status;
}

static int list_directory(struct jfi_io *io, const char *path, struct jfi_vec *names)
{
    int fd = open_in_root(io, path, O_RDONLY | O_DIRECTORY), status;
    DIR *dir;

    if (fd < 0)
        return fd;
    dir = fdopendir(fd);
    if (!dir) {
        status = -errno;
        close(fd);
        return status;
    }
    status = collect_names(dir, names);
    closedir(dir);
    return status;
}

static bool has_name(const struct jfi_vec *names, const char *name, size_t length)
{
    for (size_t i = 0; i < names->count; i++) {
        const char *known = *(char **)jfi_vec_at(names, i);

        if (strncmp(known, name, length) == 0 && known[length] == '\0')
            return true;
    }
    return false;
}

static int list_memory(const struct jfi_io *io, const char *path, struct jfi_vec *names)
{
    bool found = false;
    int status = 0;

    for (size_t i = 0; i < io->file_count && !status; i++) {
        const char *name = below(&io->files[i], path);
        size_t length = name ? strcspn(name, "/") : 0;

        found = found || name;
        if (name && !has_name(names, name, length))
            status = add_name(names, name, length);
    }
    return found ? status : -ENOENT;
}

int jfi_io_list(struct jfi_io *io, const char *path, char ***ret_names)
{
    struct jfi_vec names = {.item_size = sizeof(char *)};
    int status = is_in_memory(io) ? list_memory(io, path, &names)
                                  : note(io, path, list_directory(io, path, &names));

    if (!status)
        status = finish_names(&names, ret_names);
    if (status)
        drop_names(&names);
    return status;
}

char **jfi_io_free_names(char **names)
{
    for (char **name = names; name && *name; name++)
        free(*name);
    free(names);
    return NULL;
}

/* ---- links and existence --------------------------------------------------------------------- */

static int read_link_of(int link_fd, char **ret_target)
{
    char target[PATH_MAX];
    ssize_t length = readlinkat(link_fd, "", target, sizeof(target));
    char *copy;

    if (length < 0)
        return errno == ENOENT ? -EINVAL : -errno; /* ENOENT: the fd is of something else */
    copy = strndup(target, (size_t)length);
    if (!copy)
        return -ENOMEM;
    *ret_target = copy;
    return 0;
}

int jfi_io_read_link(struct jfi_io *io, const char *path, char **ret_target)
{
    int fd, status;

    if (is_in_memory(io)) {
        const struct jfi_io_file *file = find_file(io, path);

        if (!file)
            return -ENOENT;
        return file->is_link ? copy_bytes(file, ret_target) : -EINVAL;
    }
    fd = open_in_root(io, path, O_PATH | O_NOFOLLOW);
    if (fd < 0)
        return note(io, path, fd);
    status = read_link_of(fd, ret_target);
    close(fd);
    return note(io, path, status);
}

static bool exists_in_memory(const struct jfi_io *io, const char *path)
{
    for (size_t i = 0; i < io->file_count; i++) {
        if (strcmp(io->files[i].path, path) == 0 || below(&io->files[i], path))
            return true;
    }
    return false;
}

bool jfi_io_exists(struct jfi_io *io, const char *path)
{
    int fd;

    if (is_in_memory(io))
        return exists_in_memory(io, path);
    fd = open_in_root(io, path, O_PATH);
    if (note(io, path, fd) < 0)
        return false;
    close(fd);
    return true;
}
