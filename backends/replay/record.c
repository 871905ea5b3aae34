/* SPDX-License-Identifier: MIT */
#include "backends/replay/record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/record.h"
#include "backends/pipewire/conceal.h"
#include "backends/replay/pw-dump.h"

enum {
    LIMIT_BYTES = 64 * 1024 * 1024,
    MAX_DEPTH = 32,
};

static const char dump_path[] = "pipewire/pw-dump.json";

struct job {
    struct jfi_io *io;
    struct jfi_backend *backend;
    struct jfi_recording *recording;
};

static int leave_out(const struct job *job, const char *path, int status)
{
    if (status == -ENOMEM || status == -ENOSPC)
        return status;
    jfi_backend_log(job->backend, JF_LOG_WARNING, "%s: left out: %s", path,
                    jfi_io_fault_text(status));
    jfi_recording_leave_out(job->recording);
    return 0;
}

/* ---- files ----------------------------------------------------------------------------------- */

static int add_file(const struct job *job, const char *path)
{
    char *bytes;
    size_t size;
    int status = jfi_io_read(job->io, path, LIMIT_BYTES, &bytes, &size);

    if (status)
        return leave_out(job, path, status);
    status = jfi_alsa_record_file(job->recording, path, bytes, size);
    free(bytes);
    return status ? leave_out(job, path, status) : 0;
}

static int add_tree(const struct job *job, const char *path, int depth);

static int add_children(const struct job *job, const char *directory, char *const *names, int depth)
{
    int status = 0;

    for (; *names && !status; names++) {
        char *path;

        if (asprintf(&path, "%s/%s", directory, *names) < 0)
            return -ENOMEM;
        status = add_tree(job, path, depth + 1);
        free(path);
    }
    return status;
}

/* A link stays one: what it leads to is in the recording by itself, or not at all. */
static int add_tree(const struct job *job, const char *path, int depth)
{
    char *target, **names;
    int status = jfi_io_read_link(job->io, path, &target);

    if (!status) {
        status = jfi_recording_add_link(job->recording, path, target);
        free(target);
        return status ? leave_out(job, path, status) : 0;
    }
    if (depth > MAX_DEPTH)
        return leave_out(job, path, -ENAMETOOLONG);
    status = jfi_io_list(job->io, path, &names);
    if (status == -ENOTDIR || (status == -ENOENT && depth))
        return add_file(job, path);
    if (status)
        return status == -ENOENT ? 0 : leave_out(job, path, status);
    status = add_children(job, path, names, depth);
    jfi_io_free_names(names);
    return status;
}

/* ---- the server ------------------------------------------------------------------------------ */

static int add_concealed(const struct job *job, json_t *lists)
{
    int status = jfi_pw_conceal(lists, jfi_recording_aliases(job->recording));
    char *text;

    if (status)
        return status;
    text = jfi_pw_dump_text(lists);
    if (!text)
        return -ENOMEM;
    status =
        jfi_recording_add_file(job->recording, dump_path, JFI_RECORD_BYTES, text, strlen(text));
    free(text);
    return status;
}

/* What cannot be read cannot be concealed. */
static int add_dump_bytes(const struct job *job, const char *bytes, size_t size)
{
    struct jfi_pw_fault fault;
    json_t *lists;
    int status;

    if (jfi_recording_is_raw(job->recording))
        return jfi_recording_add_file(job->recording, dump_path, JFI_RECORD_BYTES, bytes, size);
    status = jfi_pw_dump_parse(bytes, size, &lists, &fault);
    if (status)
        return leave_out(job, dump_path, status);
    status = add_concealed(job, lists);
    json_decref(lists);
    return status;
}

static int add_dump(const struct job *job)
{
    char *bytes;
    size_t size;
    int status = jfi_io_read(job->io, dump_path, LIMIT_BYTES, &bytes, &size);

    if (status)
        return status == -ENOENT ? 0 : leave_out(job, dump_path, status);
    status = add_dump_bytes(job, bytes, size);
    free(bytes);
    return status;
}

int jfi_replay_record(struct jfi_io *io, struct jfi_backend *backend,
                      struct jfi_recording *recording)
{
    static const char *const trees[] = {"proc", "sys", "var", "alsaucm"};
    const struct job job = {.io = io, .backend = backend, .recording = recording};
    int status = 0;

    for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]) && !status; i++)
        status = add_tree(&job, trees[i], 0);
    return status ? status : add_dump(&job);
}
