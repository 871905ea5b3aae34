/* SPDX-License-Identifier: MIT */

/* The sound hardware of this machine, as it is at open: hot-plugging is not followed. */

#include "backends/backend.h"

#include <errno.h>

#include "backends/alsa/hardware.h"
#include "backends/alsa/record.h"
#include "backends/registry.h"

struct alsa {
    struct jfi_io *io;
    struct jfi_hardware *hardware;
};

static int alsa_mark_functions(struct jfi_backend *backend, const struct jfi_hardware *hardware)
{
    int status = 0;

    for (size_t i = 0; i < jfi_hardware_get_function_count(hardware) && !status; i++)
        status = jfi_backend_mark(backend, jfi_hardware_get_function_key(hardware, i));
    return status;
}

static int alsa_open(struct jfi_backend *backend)
{
    struct alsa *alsa = jfi_backend_priv(backend);
    int status = jfi_io_open("/", &alsa->io);

    if (!status)
        status = jfi_hardware_new(alsa->io, backend, JFI_HARDWARE_LIVE, &alsa->hardware);
    if (!status)
        status = alsa_mark_functions(backend, alsa->hardware);
    if (status) {
        alsa->hardware = jfi_hardware_free(alsa->hardware);
        alsa->io = jfi_io_close(alsa->io);
        return status;
    }
    jfi_backend_settled(backend);
    return 0;
}

static void alsa_close(struct jfi_backend *backend)
{
    struct alsa *alsa = jfi_backend_priv(backend);

    alsa->hardware = jfi_hardware_free(alsa->hardware);
    alsa->io = jfi_io_close(alsa->io);
}

static int alsa_get_fd(struct jfi_backend *backend)
{
    (void)backend;
    return -1;
}

static int alsa_dispatch(struct jfi_backend *backend)
{
    (void)backend;
    return 0;
}

/* A function is read when it is scanned; only then is it known which endpoints it has. */
static int alsa_scan(struct jfi_backend *backend, const char *key, struct jfi_builder *builder)
{
    struct alsa *alsa = jfi_backend_priv(backend);
    size_t index;
    int status = 0;

    if (!jfi_hardware_find_function(alsa->hardware, key, &index)) {
        status = jfi_hardware_load(alsa->hardware, index);
        if (!status)
            status = jfi_hardware_mark_endpoints(alsa->hardware, index);
    }
    return status ? status : jfi_hardware_describe(alsa->hardware, key, builder);
}

static int alsa_record(struct jfi_backend *backend, uint64_t request)
{
    const struct alsa *alsa = jfi_backend_priv(backend);
    int status =
        jfi_alsa_record(alsa->io, alsa->hardware, backend, jfi_backend_recording(backend, request));

    if (!status)
        jfi_backend_request_done(backend, request, 0);
    return status;
}

const struct jfi_backend_ops jfi_backend_alsa = {
    .name = "alsa",
    .phase = JFI_PHASE_HARDWARE,
    .priv_size = sizeof(struct alsa),
    .open = alsa_open,
    .close = alsa_close,
    .get_fd = alsa_get_fd,
    .dispatch = alsa_dispatch,
    .scan = alsa_scan,
    .record = alsa_record,
};
