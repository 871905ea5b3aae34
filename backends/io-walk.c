/* SPDX-License-Identifier: MIT */
#include "backends/io-walk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum {
    MAX_LINKS = 40
};

/* A path while it is resolved: `done` has no links and no "..", `todo` is what is left. */
struct walk {
    char done[PATH_MAX], todo[PATH_MAX];
    int links;
};

/* Opens a path that must not have links: a component that became one meanwhile is -ELOOP. */
static int open_plain(int root_fd, const char *path, int flags)
{
    int dir_fd = root_fd, status = 0;

    while (!status) {
        size_t length = strcspn(path, "/");
        bool is_last = path[length] == '\0';
        char name[NAME_MAX + 1];
        int fd;

        if (length >= sizeof(name)) {
            status = -ENAMETOOLONG;
            break;
        }
        memcpy(name, path, length);
        name[length] = '\0';
        fd = openat(dir_fd, length ? name : ".",
                    (is_last ? flags : O_PATH | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC);
        status = fd < 0 ? -errno : 0;
        if (dir_fd != root_fd)
            close(dir_fd);
        if (!status && is_last)
            return fd;
        dir_fd = fd;
        path += length + 1;
    }
    return status;
}

/* Takes the first component off `todo`. False: it does not fit a file name. */
static bool take_component(struct walk *walk, char name[NAME_MAX + 1])
{
    char *start = walk->todo + strspn(walk->todo, "/");
    size_t length = strcspn(start, "/");
    char *rest = start + length;

    if (length > NAME_MAX)
        return false;
    memcpy(name, start, length);
    name[length] = '\0';
    rest += strspn(rest, "/");
    memmove(walk->todo, rest, strlen(rest) + 1);
    return true;
}

static int append_done(struct walk *walk, const char *name)
{
    size_t used = strlen(walk->done), length = strlen(name);

    if (used + length + 2 > sizeof(walk->done))
        return -ENAMETOOLONG;
    if (used)
        walk->done[used++] = '/';
    memcpy(walk->done + used, name, length + 1);
    return 0;
}

static void cut_done(struct walk *walk)
{
    char *slash = strrchr(walk->done, '/');

    *(slash ? slash : walk->done) = '\0';
}

/* Puts a link's target in front of what is left. */
static int splice_target(struct walk *walk, const char *target, size_t length)
{
    size_t left = strlen(walk->todo);

    if (++walk->links > MAX_LINKS)
        return -ELOOP;
    if (length + left + 2 > sizeof(walk->todo))
        return -ENAMETOOLONG;
    memmove(walk->todo + length + 1, walk->todo, left + 1);
    memcpy(walk->todo, target, length);
    walk->todo[length] = '/';
    if (target[0] == '/')
        walk->done[0] = '\0';
    return 0;
}

static int follow(int root_fd, struct walk *walk, const char *name)
{
    int dir_fd = open_plain(root_fd, walk->done, O_PATH | O_DIRECTORY);
    char target[PATH_MAX];
    ssize_t length;
    int status = 0;

    if (dir_fd < 0)
        return dir_fd;
    length = readlinkat(dir_fd, name, target, sizeof(target));
    if (length < 0)
        status = -errno;
    close(dir_fd);
    if (status == -EINVAL) /* no link */
        return append_done(walk, name);
    return status ? status : splice_target(walk, target, (size_t)length);
}

static int walk_step(int root_fd, struct walk *walk, bool follow_last)
{
    char name[NAME_MAX + 1];

    if (!take_component(walk, name))
        return -ENAMETOOLONG;
    if (strcmp(name, "..") == 0) {
        cut_done(walk);
        return 0;
    }
    if (!*name || strcmp(name, ".") == 0)
        return 0;
    if (!follow_last && !*walk->todo)
        return append_done(walk, name);
    return follow(root_fd, walk, name);
}

int jfi_io_walk(int root_fd, const char *path, int flags)
{
    struct walk walk = {.done = ""};
    size_t length = strlen(path);
    int status = 0;

    if (!length)
        return -ENOENT;
    if (length >= sizeof(walk.todo))
        return -ENAMETOOLONG;
    memcpy(walk.todo, path, length + 1);
    while (*walk.todo && !status)
        status = walk_step(root_fd, &walk, !(flags & O_NOFOLLOW));
    return status ? status : open_plain(root_fd, walk.done, flags);
}
