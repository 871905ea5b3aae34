/* SPDX-License-Identifier: MIT */

/* FROM as a file that is played. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "stream.h"

static const char prefix[] = "file:";
static const char loop_option[] = "?loop=";

bool stream_is_file(const char *from)
{
    return strncmp(from, prefix, strlen(prefix)) == 0;
}

static const char *file_fault(int status)
{
    switch (-status) {
    case EBADMSG:
        return "it is no recording, or a broken one";
    case EMEDIUMTYPE:
        return "there is no sound in it, or more than 8 channels of it";
    case ELIBACC:
        return "libavcodec is built without what decodes it";
    case EISDIR:
        return "it is a directory; name a file";
    case ENOTSUP:
        return "it is no ordinary file; name a file";
    default:
        return NULL;
    }
}

int stream_report_file(int status, const char *from, const char *when)
{
    const char *fault = file_fault(status);

    if (!fault)
        return report(status, "cannot play '%s'%s", from, when);
    error_line("cannot play '%s'%s: %s", from, when, fault);
    return exit_status_of(status);
}

/* Cuts the option off; what is asked for, or -EINVAL. Other question marks are the file's own. */
static int take_loop(char *path)
{
    char *option = strrchr(path, '?');
    const char *value = NULL;

    if (!option || strncmp(option, loop_option, strlen(loop_option)) != 0)
        return 0;
    value = option + strlen(loop_option);
    if (strcmp(value, "0") != 0 && strcmp(value, "1") != 0)
        return -EINVAL;
    *option = '\0';
    return *value == '1';
}

int stream_open_file(const char *from, struct jf_source **ret_source)
{
    char *path = strdup(from + strlen(prefix));
    int loop = path ? take_loop(path) : -ENOMEM;
    int status = loop;

    if (status == -EINVAL || (path && !*path)) {
        error_line("cannot play '%s': give the path of a file, as file:take.flac, or "
                   "file:take.flac?loop=1 to play it over and over",
                   from);
        free(path);
        return EXIT_USAGE;
    }
    if (loop >= 0)
        status = jf_source_new_file(path, loop, JF_PACE_REAL_TIME, ret_source);
    free(path);
    return status < 0 ? stream_report_file(status, from, "") : EXIT_YES;
}
