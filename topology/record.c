/* SPDX-License-Identifier: MIT */

/* Recording a machine: every backend puts what it reads into one recording. */

#include <errno.h>

#include <jackfield/record.h>

#include "topology/context.h"
#include "topology/recording.h"

struct jfi_recording *jfi_backend_recording(struct jfi_backend *backend, uint64_t request)
{
    return jfi_requests_find_recording(backend->context, backend, request);
}

/* A backend whose server is lost has nothing to record. */
static int record_backend(struct jf_context *context, struct jfi_backend *backend,
                          struct jfi_recording *recording)
{
    struct jfi_request *request;
    int status;

    if (backend->state == JF_BACKEND_LOST) {
        jfi_context_log(context, JF_LOG_WARNING, "%s is not recorded: %s", backend->ops->name,
                        backend->reason ? backend->reason : "its server is lost");
        return 0;
    }
    status = jfi_request_new(context, backend, true, &request);
    if (status)
        return status;
    request->recording = recording;
    status = backend->ops->record(backend, request->serial);
    status = jfi_request_start(context, request, status);
    return status ? status : jfi_request_await(context, request);
}

static int record_backends(struct jf_context *context, struct jfi_recording *recording)
{
    int status = -ENOTSUP;

    for (size_t i = 0; i < context->backend_count && (!status || status == -ENOTSUP); i++) {
        if (context->backends[i].ops->record)
            status = record_backend(context, &context->backends[i], recording);
    }
    if (!status && !jfi_recording_get_count(recording))
        return -ENODEV;
    return status;
}

int jf_record(struct jf_context *context, const char *directory, unsigned int flags,
              struct jf_record_summary *ret_summary)
{
    struct jf_record_summary summary = {0};
    struct jfi_recording *recording;
    int status;

    if (!context || !directory || !*directory || (flags & ~(unsigned int)JF_RECORD_RAW))
        return -EINVAL;
    status = jfi_recording_check_target(directory);
    if (!status)
        status = jfi_recording_new(flags, &recording);
    if (status)
        return status;
    status = record_backends(context, recording);
    if (!status)
        status = jfi_recording_write(recording, directory, &summary);
    jfi_recording_free(recording);
    if (!status && ret_summary)
        *ret_summary = summary;
    return status;
}
