/* SPDX-License-Identifier: MIT */

/*
 * The codec libraries and all that they need take longer to load than most commands take to run. So
 * what needs them is a program of its own, jackfield-stream, which is this one with them.
 */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "common.h"

/* The directory of this program, with a slash. */
static int own_directory(char directory[PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", directory, PATH_MAX - 1);

    if (length < 0)
        return -errno;
    directory[length] = '\0';
    directory[strrchr(directory, '/') - directory + 1] = '\0';
    return 0;
}

/* Beside this program, as in a build, or where it is installed. */
static int find_program(char path[PATH_MAX])
{
    static const char *const places[] = {"", JACKFIELD_STREAM_PLACE "/"};
    char directory[PATH_MAX];
    int status = own_directory(directory);

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && !status; i++) {
        int length = snprintf(path, PATH_MAX, "%s%sjackfield-stream", directory, places[i]);

        if (length < PATH_MAX && access(path, X_OK) == 0)
            return 0;
    }
    return status ? status : -ENOENT;
}

static int run_other_program(struct tool *tool)
{
    char path[PATH_MAX];
    int status = find_program(path);

    if (status) {
        error_line("cannot do that: no program jackfield-stream beside this one or in %s of it; "
                   "install it",
                   JACKFIELD_STREAM_PLACE);
        return EXIT_REFUSED;
    }
    (void)execv(path, tool->command_line);
    return report(-errno, "cannot run %s", path);
}

int run_stream(struct tool *tool, const struct arguments *arguments)
{
    (void)arguments;
    return run_other_program(tool);
}

int run_point(struct tool *tool, const struct arguments *arguments)
{
    (void)arguments;
    return run_other_program(tool);
}
