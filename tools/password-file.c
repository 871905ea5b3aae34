/* SPDX-License-Identifier: MIT */
#include "password-file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"

static int take_line(const char *path, unsigned int number, char *line,
                     int (*on_user)(void *userdata, const char *user, const char *password),
                     void *userdata)
{
    char *password = NULL;
    int status;

    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] == '\0' || line[0] == '#')
        return EXIT_YES;
    password = strchr(line, ':');
    if (!password || password == line) {
        error_line("%s, line %u: not USER:PASSWORD", path, number);
        return EXIT_USAGE;
    }
    *password++ = '\0';
    status = on_user(userdata, line, password);
    return status < 0 ? report(status, "cannot take %s, line %u", path, number) : EXIT_YES;
}

int password_file_read(const char *path,
                       int (*on_user)(void *userdata, const char *user, const char *password),
                       void *userdata)
{
    FILE *file = fopen(path, "re");
    unsigned int number = 0;
    char *line = NULL;
    size_t size = 0;
    int result = EXIT_YES;

    if (!file) {
        const int status = -errno;

        error_line("cannot read the passwords in '%s': %s", path, strerror(-status));
        return exit_status_of(status);
    }
    while (!result && getline(&line, &size, file) >= 0)
        result = take_line(path, ++number, line, on_user, userdata);
    free(line);
    (void)fclose(file);
    return result;
}
