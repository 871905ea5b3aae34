/* SPDX-License-Identifier: MIT */
#include "backends/tie/owner.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/io.h"

enum {
    LIMIT_BYTES = 4096
};

/* "closed", or lines among which is "owner_pid   : 1234". 0: nobody, or not told. */
static unsigned long owner_in(const char *status)
{
    const char *at = strstr(status, "owner_pid");

    at = at ? strchr(at, ':') : NULL;
    return at ? strtoul(at + 1, NULL, 10) : 0;
}

static int read_pid(struct jfi_io *io, const char *substream, unsigned long *ret_pid)
{
    char path[128], *text;
    size_t size;
    int status;

    (void)snprintf(path, sizeof(path), "%s/status", substream);
    status = jfi_io_read(io, path, LIMIT_BYTES, &text, &size);
    if (status)
        return status;
    *ret_pid = owner_in(text);
    free(text);
    return 0;
}

static int name_owner(struct jfi_io *io, unsigned long pid, char **ret_owner)
{
    char path[64], *name = NULL;
    size_t size;
    int status;

    (void)snprintf(path, sizeof(path), "proc/%lu/comm", pid);
    status = jfi_io_read(io, path, LIMIT_BYTES, &name, &size);
    if (status == -ENOMEM)
        return status;
    if (!status)
        name[strcspn(name, "\n")] = '\0';
    if (asprintf(ret_owner, "%s (%lu)", status ? "process" : name, pid) < 0)
        status = -ENOMEM;
    free(name);
    return status == -ENOMEM ? status : 0;
}

/* The owner of the first substream when all have one; 0: one is free, or it is not told. */
static int first_owner(struct jfi_io *io, const char *pcm, char *const *names,
                       unsigned long *ret_pid)
{
    char path[96];
    int status = 0;

    *ret_pid = 0;
    for (; *names && !status; names++) {
        unsigned long pid = 0;

        if (strncmp(*names, "sub", 3) != 0)
            continue;
        (void)snprintf(path, sizeof(path), "%s/%.16s", pcm, *names);
        status = read_pid(io, path, &pid);
        if (status || !pid) {
            *ret_pid = 0;
            return status;
        }
        if (!*ret_pid)
            *ret_pid = pid;
    }
    return status;
}

int jfi_tie_read_owner(struct jfi_io *io, int card, unsigned int device, bool is_capture,
                       char **ret_owner)
{
    char pcm[64], **names;
    unsigned long pid = 0;
    int status;

    *ret_owner = NULL;
    (void)snprintf(pcm, sizeof(pcm), "proc/asound/card%d/pcm%u%c", card, device,
                   is_capture ? 'c' : 'p');
    status = jfi_io_list(io, pcm, &names);
    if (!status) {
        status = first_owner(io, pcm, names, &pid);
        jfi_io_free_names(names);
    }
    if (!status && pid)
        status = name_owner(io, pid, ret_owner);
    return status == -ENOMEM ? status : 0;
}
