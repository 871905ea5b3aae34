/* SPDX-License-Identifier: MIT */

/*
 * A running keeper is asked through two files in $XDG_RUNTIME_DIR/jackfield: keep.lock, which it
 * has locked as long as it lives, and keep.json, which it replaces whenever something changes. So
 * to ask costs the keeper nothing, and what a dead one left behind is known by its missing lock.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "environment.h"
#include "json.h"
#include "keep.h"
#include "wiring-file.h"

/* Makes the directories that lead to a file, but not that of a session, which is not ours. */
static int make_directories(char *path)
{
    char *first = environment_has_session() ? strrchr(path, '/') : strchr(path + 1, '/');

    for (char *slash = first; slash; slash = strchr(slash + 1, '/')) {
        int status;

        *slash = '\0';
        status = mkdir(path, 0700) < 0 && errno != EEXIST ? -errno : 0;
        *slash = '/';
        if (status)
            return status;
    }
    return 0;
}

/* A descriptor, or negative errno. */
static int open_lock(char *path)
{
    int status = make_directories(path);
    int fd;

    if (status)
        return status;
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    return fd < 0 ? -errno : fd;
}

/* Who has the lock; 0: nobody. Does not take it, not even for a moment. Negative errno. */
static pid_t find_holder(int fd)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    if (fcntl(fd, F_GETLK, &lock) < 0)
        return -errno;
    return lock.l_type == F_UNLCK ? 0 : lock.l_pid;
}

static int take_lock(int fd)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    pid_t holder;

    if (fcntl(fd, F_SETLK, &lock) == 0)
        return EXIT_YES;
    if (errno != EAGAIN && errno != EACCES) {
        error_line("cannot lock the keeper's state: %s", strerror(errno));
        return EXIT_REFUSED;
    }
    holder = find_holder(fd);
    error_line("cannot keep: another keeper runs already (process %ld); see 'jackfield keep "
               "--status'",
               (long)(holder > 0 ? holder : 0));
    return EXIT_REFUSED;
}

int keep_state_open(struct keep_state *state)
{
    char *path = environment_runtime_path("/keep.lock");
    int result;

    *state = (struct keep_state){.lock_fd = -1};
    if (!path) {
        error_line("warning: neither XDG_RUNTIME_DIR nor HOME is set: nobody can ask this keeper "
                   "for its status");
        return EXIT_YES;
    }
    state->lock_fd = open_lock(path);
    if (state->lock_fd < 0)
        error_line("cannot make %s: %s", path, strerror(-state->lock_fd));
    free(path);
    if (state->lock_fd < 0)
        return EXIT_REFUSED;
    result = take_lock(state->lock_fd);
    if (result)
        return result;
    state->path = environment_runtime_path("/keep.json");
    if (!state->path)
        return report(-ENOMEM, "cannot keep");
    /* Of one that died: from here on it would be taken for ours. */
    (void)unlink(state->path);
    return EXIT_YES;
}

int keep_state_tell(struct keep_state *state, json_t *what)
{
    char *text;
    int status = -ENOMEM;

    if (!what)
        return report(-ENOMEM, "cannot tell the state");
    if (state->told && json_equal(state->told, what)) {
        json_decref(what);
        return EXIT_YES;
    }
    json_decref(state->told);
    state->told = what;
    if (!state->path)
        return EXIT_YES;
    text = json_dumps(what, JSON_INDENT(2));
    if (text)
        status = replace_file(state->path, text);
    free(text);
    if (!status)
        return EXIT_YES;
    /* To keep is more than to tell of it; what is told must not be old, though. */
    error_line("cannot write '%s': %s", state->path, strerror(-status));
    (void)unlink(state->path);
    return EXIT_YES;
}

void keep_state_close(struct keep_state *state)
{
    if (state->path)
        (void)unlink(state->path);
    if (state->lock_fd >= 0)
        (void)close(state->lock_fd);
    free(state->path);
    json_decref(state->told);
    *state = (struct keep_state){.lock_fd = -1};
}

/* ---- asking ---------------------------------------------------------------------------------- */

static bool is_running(void)
{
    char *path = environment_runtime_path("/keep.lock");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW) : -1;
    bool running = fd >= 0 && find_holder(fd) > 0;

    if (fd >= 0)
        (void)close(fd);
    free(path);
    return running;
}

static int read_told(json_t **ret_what)
{
    char *path = environment_runtime_path("/keep.json");
    json_t *what = path ? json_load_file(path, 0, NULL) : NULL;

    free(path);
    if (!what)
        return EXIT_NO;
    *ret_what = what;
    return EXIT_YES;
}

int keep_state_read(json_t **ret_what)
{
    if (!is_running()) {
        error_line("no keeper runs; start one with 'jackfield keep FILE'");
        return EXIT_NO;
    }
    if (read_told(ret_what) == EXIT_YES)
        return EXIT_YES;
    error_line("the keeper is starting: it has told nothing yet");
    return EXIT_NO;
}
