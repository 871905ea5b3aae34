/* SPDX-License-Identifier: MIT */
#include "wiring-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common.h"
#include "environment.h"

enum {
    MAX_BYTES = 1 << 20
};

/* ---- reading --------------------------------------------------------------------------------- */

/* All of a stream, at most MAX_BYTES. Negative errno; -E2BIG it is longer. */
static int read_stream(FILE *stream, char **ret_text, size_t *ret_size)
{
    char *text = malloc(MAX_BYTES + 1);
    size_t size;
    int status = 0;

    if (!text)
        return -ENOMEM;
    errno = 0;
    size = fread(text, 1, MAX_BYTES + 1, stream);
    if (ferror(stream))
        status = errno ? -errno : -EIO;
    else if (size > MAX_BYTES)
        status = -E2BIG;
    if (status) {
        free(text);
        return status;
    }
    *ret_text = text;
    *ret_size = size;
    return 0;
}

static int read_path(const char *path, char **ret_text, size_t *ret_size)
{
    FILE *stream = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    int status;

    if (!stream)
        return -errno;
    status = read_stream(stream, ret_text, ret_size);
    if (stream != stdin)
        (void)fclose(stream);
    return status;
}

static int report_unread(const char *path, int status)
{
    error_line("cannot read '%s': %s", path,
               status == -E2BIG ? "it is no wiring: it has more than 1 MiB" : strerror(-status));
    return status == -E2BIG ? EXIT_USAGE : exit_status_of(status);
}

int wiring_read(const char *path, struct jf_wiring **ret_wiring)
{
    struct jf_wiring_fault fault = {0};
    char *text = NULL;
    size_t size = 0;
    int status = read_path(path, &text, &size);

    if (status)
        return report_unread(path, status);
    status = jf_wiring_parse(text, size, ret_wiring, &fault);
    free(text);
    if (status == -EBADMSG) {
        error_line("%s:%zu: %s; see jackfield-wiring(5)", path, fault.line, fault.what);
        return EXIT_USAGE;
    }
    return status ? report(status, "cannot read '%s'", path) : EXIT_YES;
}

int wiring_usual_path(char **ret_path)
{
    *ret_path = environment_config_path("/wiring");
    if (*ret_path)
        return EXIT_YES;
    error_line(
        "no FILE is given, and neither XDG_CONFIG_HOME nor HOME says where the usual one is");
    return EXIT_USAGE;
}

/* ---- writing --------------------------------------------------------------------------------- */

static int write_and_close(int fd, const char *text)
{
    FILE *stream = fdopen(fd, "w");
    int status = 0;

    if (!stream) {
        status = -errno;
        (void)close(fd);
        return status;
    }
    if (fputs(text, stream) == EOF || fflush(stream) == EOF)
        status = -errno;
    if (fclose(stream) == EOF && !status)
        status = -errno;
    return status;
}

/* What mkstemp makes is for nobody else; a document is as any other file of its owner's. */
static void set_usual_mode(int fd)
{
    mode_t mask = umask(0);

    (void)umask(mask);
    (void)fchmod(fd, 0666 & ~mask);
}

int replace_file(const char *path, const char *text)
{
    char *beside = NULL;
    int fd, status;

    if (asprintf(&beside, "%s.XXXXXX", path) < 0)
        return -ENOMEM;
    fd = mkostemp(beside, O_CLOEXEC);
    if (fd < 0) {
        status = -errno;
        free(beside);
        return status;
    }
    set_usual_mode(fd);
    status = write_and_close(fd, text);
    if (!status && rename(beside, path) < 0)
        status = -errno;
    if (status)
        (void)unlink(beside);
    free(beside);
    return status;
}
