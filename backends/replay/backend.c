/* SPDX-License-Identifier: MIT */

/*
 * A recorded machine: a directory as tests/machines/README.md describes it, or the one compiled
 * in. Everything is read at open, because only then is it known whether there is anything to show.
 */

#include "backends/backend.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/hardware.h"
#include "backends/io.h"
#include "backends/pipewire/model.h"
#include "backends/registry.h"
#include "backends/replay/demo.h"
#include "backends/replay/pw-dump.h"
#include "backends/replay/record.h"

enum {
    DUMP_LIMIT_BYTES = 64 * 1024 * 1024
};

static const char dump_path[] = "pipewire/pw-dump.json";
static const char cards_path[] = "proc/asound/cards";

struct replay {
    struct jfi_io *io;
    struct jfi_hardware *hardware;
    struct jfi_pw_model *model;
    int mark_status;             /* the first failure to mark what the model told of */
    size_t readable, unreadable; /* files */
};

/* ---- the root -------------------------------------------------------------------------------- */

static int open_root(struct jfi_backend *backend, struct jfi_io **ret_io)
{
    const char *machine = jfi_backend_machine(backend);
    int status;

    if (strcmp(machine, "demo") == 0)
        return jfi_io_open_memory(jfi_demo_files, jfi_demo_file_count, ret_io);
    status = jfi_io_open(machine, ret_io);
    if (status)
        jfi_backend_log(backend, JF_LOG_ERROR, "%s: %s", machine, jfi_io_fault_text(status));
    else
        jfi_io_log_to(*ret_io, backend);
    return status;
}

/* ---- hardware -------------------------------------------------------------------------------- */

/* What cannot be read has been logged, and hurts no other. */
static int read_hardware(struct jfi_backend *backend, struct replay *replay)
{
    int status = jfi_hardware_new(replay->io, backend, JFI_HARDWARE_RECORDED, &replay->hardware);

    for (size_t i = 0; !status && i < jfi_hardware_get_function_count(replay->hardware); i++) {
        status = jfi_hardware_load(replay->hardware, i);
        if (status == -ENOMEM)
            break;
        replay->readable += !status;
        replay->unreadable += status != 0;
        status = status ? 0 : jfi_hardware_mark(replay->hardware, i);
    }
    return status;
}

/* ---- the server ------------------------------------------------------------------------------ */

static void on_changed(void *user, const char *key, bool present)
{
    struct jfi_backend *backend = user;
    struct replay *replay = jfi_backend_priv(backend);

    if (!present)
        jfi_backend_drop(backend, key);
    else if (!replay->mark_status)
        replay->mark_status = jfi_backend_mark(backend, key);
}

static int read_dump_bytes(struct jfi_backend *backend, struct replay *replay, const char *bytes,
                           size_t size)
{
    struct jfi_pw_fault fault;
    int status = jfi_pw_dump_read(bytes, size, replay->model, &fault);

    if (status == -EBADMSG)
        jfi_backend_log(backend, JF_LOG_ERROR, "%s:%zu:%zu: %s", dump_path, fault.line,
                        fault.column, fault.what);
    return status ? status : replay->mark_status;
}

static int read_dump(struct jfi_backend *backend, struct replay *replay)
{
    char *bytes;
    size_t size;
    int status = jfi_io_read(replay->io, dump_path, DUMP_LIMIT_BYTES, &bytes, &size);

    if (status == -ENOENT)
        return 0;
    if (status) {
        jfi_backend_log(backend, JF_LOG_ERROR, "%s: %s", dump_path, jfi_io_fault_text(status));
    } else {
        status = read_dump_bytes(backend, replay, bytes, size);
        free(bytes);
    }
    if (status == -ENOMEM)
        return status;
    replay->readable += !status;
    replay->unreadable += status != 0;
    return 0;
}

/* ---- the backend ----------------------------------------------------------------------------- */

/* A machine without sound hardware is one; a directory without any file of a machine is none. */
static int judge(struct jfi_backend *backend, const struct replay *replay)
{
    if (replay->readable)
        return 0;
    if (replay->unreadable)
        return -EBADMSG;
    if (jfi_io_exists(replay->io, cards_path))
        return 0;
    jfi_backend_log(backend, JF_LOG_ERROR,
                    "%s: not a recorded machine: it has neither proc/asound/card*/codec#*, nor %s, "
                    "nor %s",
                    jfi_backend_machine(backend), cards_path, dump_path);
    return -EBADMSG;
}

static int read_machine(struct jfi_backend *backend, struct replay *replay)
{
    int status = open_root(backend, &replay->io);

    if (!status)
        status = read_hardware(backend, replay);
    if (!status)
        status = jfi_pw_model_new(on_changed, backend, &replay->model);
    if (!status)
        status = read_dump(backend, replay);
    return status ? status : judge(backend, replay);
}

static void replay_close(struct jfi_backend *backend)
{
    struct replay *replay = jfi_backend_priv(backend);

    replay->model = jfi_pw_model_free(replay->model);
    replay->hardware = jfi_hardware_free(replay->hardware);
    replay->io = jfi_io_close(replay->io);
}

static int replay_open(struct jfi_backend *backend)
{
    int status = read_machine(backend, jfi_backend_priv(backend));

    if (status)
        replay_close(backend);
    else
        jfi_backend_settled(backend);
    return status;
}

static int replay_get_fd(struct jfi_backend *backend)
{
    (void)backend;
    return -1;
}

static int replay_dispatch(struct jfi_backend *backend)
{
    (void)backend;
    return 0;
}

static int replay_scan(struct jfi_backend *backend, const char *key, struct jfi_builder *builder)
{
    const struct replay *replay = jfi_backend_priv(backend);
    int status = jfi_hardware_describe(replay->hardware, key, builder);

    return status == -ENODEV ? jfi_pw_model_describe(replay->model, key, builder) : status;
}

static int replay_record(struct jfi_backend *backend, uint64_t request)
{
    const struct replay *replay = jfi_backend_priv(backend);
    int status = jfi_replay_record(replay->io, backend, jfi_backend_recording(backend, request));

    if (!status)
        jfi_backend_request_done(backend, request, 0);
    return status;
}

const struct jfi_backend_ops jfi_backend_replay = {
    .name = "replay",
    .phase = JFI_PHASE_HARDWARE,
    .priv_size = sizeof(struct replay),
    .open = replay_open,
    .close = replay_close,
    .get_fd = replay_get_fd,
    .dispatch = replay_dispatch,
    .scan = replay_scan,
    .record = replay_record,
};
