/* SPDX-License-Identifier: MIT */

/* Reading controls, and setting them: the checks of the control interfaces, then the backend. */

#include <errno.h>
#include <string.h>

#include "topology/context.h"

/* ---- reading --------------------------------------------------------------------------------- */

const char *jf_control_get_name(const struct jf_control *control)
{
    return control ? control->name : NULL;
}

unsigned int jf_control_get_index(const struct jf_control *control)
{
    return control ? control->index : 0;
}

enum jf_control_kind jf_control_get_kind(const struct jf_control *control)
{
    return control ? control->kind : JF_CONTROL_UNKNOWN;
}

const struct jf_part *jf_control_get_part(const struct jf_control *control)
{
    return control ? control->part : NULL;
}

bool jf_control_is_readable(const struct jf_control *control)
{
    return control && control->readable;
}

bool jf_control_is_writable(const struct jf_control *control)
{
    return control && control->writable;
}

size_t jf_control_get_value_count(const struct jf_control *control)
{
    return control ? control->value_count : 0;
}

int jf_control_get_value(const struct jf_control *control, size_t index, int64_t *ret_value)
{
    if (!control || !ret_value || index >= control->value_count)
        return -EINVAL;
    *ret_value = control->values[index];
    return 0;
}

int jf_control_get_range(const struct jf_control *control, int64_t *ret_min, int64_t *ret_max,
                         int64_t *ret_step)
{
    if (!control || !ret_min || !ret_max || !ret_step)
        return -EINVAL;
    if (!control->has_range)
        return -ENOENT;
    *ret_min = control->min;
    *ret_max = control->max;
    *ret_step = control->step;
    return 0;
}

bool jf_control_is_active(const struct jf_control *control)
{
    return control && !control->inactive;
}

bool jf_control_is_locked(const struct jf_control *control)
{
    return control && control->locked;
}

const char *jf_control_get_evidence(const struct jf_control *control)
{
    return control ? control->evidence : "";
}

const char *jf_control_get_remark(const struct jf_control *control)
{
    return control ? control->remark : NULL;
}

size_t jf_control_get_item_count(const struct jf_control *control)
{
    return control ? control->item_count : 0;
}

int jf_control_get_item(const struct jf_control *control, size_t index, const char **ret_name,
                        int64_t *ret_value)
{
    if (!control || !ret_name || !ret_value || index >= control->item_count)
        return -EINVAL;
    *ret_name = control->items[index].name;
    *ret_value = control->items[index].value;
    return 0;
}

uint64_t jfi_backend_control_handle(const struct jf_control *control)
{
    return control->handle;
}

/* ---- what a value becomes -------------------------------------------------------------------- */

static bool is_item(const struct jf_control *control, int64_t value)
{
    for (size_t i = 0; i < control->item_count; i++) {
        if (control->items[i].value == value)
            return true;
    }
    return false;
}

/* What no range can bring into order. */
static bool is_possible(const struct jf_control *control, int64_t value)
{
    switch (control->kind) {
    case JF_CONTROL_SELECTOR:
        return is_item(control, value);
    case JF_CONTROL_ENUM:
        return control->item_count ? is_item(control, value) : value >= 0;
    default:
        return true;
    }
}

static int64_t clamp(const struct jf_control *control, int64_t value)
{
    if (control->kind == JF_CONTROL_MUTE || control->kind == JF_CONTROL_BOOLEAN)
        return value != 0;
    if (!control->has_range || (control->kind == JF_CONTROL_LEVEL && value == INT64_MIN))
        return value;
    if (value < control->min)
        return control->min;
    return value > control->max ? control->max : value;
}

/* ---- setting --------------------------------------------------------------------------------- */

/* The same control in the current graph. -ESTALE: it is gone. */
static int find_current(const struct jf_context *context, const struct jf_control *control,
                        const struct jf_control **ret_control)
{
    const struct jf_part *part;
    int status = jfi_graph_current_part(context->graph, control->part, &part);

    for (size_t i = 0; !status && i < part->control_count; i++) {
        const struct jf_control *now = &part->controls[i];

        if (now->index == control->index && now->kind == control->kind &&
            strcmp(now->name, control->name) == 0) {
            *ret_control = now;
            return 0;
        }
    }
    return status ? status : -ESTALE;
}

static bool fits(const struct jf_control *control, const struct jfi_setting *setting)
{
    if (setting->count && (setting->first >= control->value_count ||
                           setting->count > control->value_count - setting->first))
        return false;
    for (size_t i = 0; i < (setting->count ? setting->count : 1); i++) {
        if (!is_possible(control, setting->values[i]))
            return false;
    }
    return true;
}

static int check_set(const struct jf_control *control, const struct jfi_backend *backend)
{
    if (!control->writable || !backend || !backend->ops->set_control)
        return -ENOTSUP;
    return control->inactive ? -ENODEV : 0;
}

/* Values are brought into range in a copy of the caller's. */
static int send_setting(struct jf_context *context, struct jfi_request *request,
                        const struct jf_control *control, const struct jfi_setting *wanted)
{
    struct jfi_backend *backend = request->backend;
    size_t count = wanted->count ? wanted->count : 1;
    struct jfi_arena arena = {0};
    int64_t *values = jfi_arena_alloc(&arena, count, sizeof(*values));
    struct jfi_setting setting = *wanted;
    int status = -ENOMEM;

    for (size_t i = 0; values && i < count; i++)
        values[i] = clamp(control, wanted->values[i]);
    setting.values = values;
    request->control = control->handle;
    if (values)
        status = backend->ops->set_control(backend, control, &setting, request->serial);
    jfi_arena_fini(&arena);
    return jfi_request_start(context, request, status);
}

static int start_set(struct jf_context *context, const struct jf_control *control,
                     const struct jfi_setting *setting, bool awaited,
                     struct jfi_request **ret_request)
{
    const struct jf_control *now;
    struct jfi_backend *backend;
    struct jfi_request *request;
    int status;

    if (!context || !control || !fits(control, setting))
        return -EINVAL;
    status = find_current(context, control, &now);
    if (status)
        return status;
    backend = jfi_context_find_backend(context, now->part->device->backend);
    status = fits(now, setting) ? check_set(now, backend) : -EINVAL;
    if (!status)
        status = jfi_request_new(context, backend, awaited, &request);
    if (!status)
        status = send_setting(context, request, now, setting);
    if (!status)
        *ret_request = request;
    return status;
}

static int set_and_wait(struct jf_context *context, const struct jf_control *control,
                        const struct jfi_setting *setting)
{
    struct jfi_request *request;
    int status = start_set(context, control, setting, true, &request);

    return status ? status : jfi_request_await(context, request);
}

int jf_control_set_value(struct jf_context *context, const struct jf_control *control, size_t index,
                         int64_t value)
{
    return set_and_wait(context, control,
                        &(struct jfi_setting){.first = index, .count = 1, .values = &value});
}

int jf_control_set_uniform(struct jf_context *context, const struct jf_control *control,
                           int64_t value)
{
    return set_and_wait(context, control, &(struct jfi_setting){.values = &value});
}

int jf_control_set_all(struct jf_context *context, const struct jf_control *control,
                       const int64_t *values, size_t count)
{
    if (!values || !count || count != jf_control_get_value_count(control))
        return -EINVAL;
    return set_and_wait(context, control, &(struct jfi_setting){.count = count, .values = values});
}

int jf_control_set_all_async(struct jf_context *context, const struct jf_control *control,
                             const int64_t *values, size_t count, uint64_t *ret_request)
{
    const struct jfi_setting setting = {.count = count, .values = values};
    struct jfi_request *request;
    int status;

    if (!values || !count || count != jf_control_get_value_count(control) || !ret_request)
        return -EINVAL;
    status = start_set(context, control, &setting, false, &request);
    if (!status)
        *ret_request = request->serial;
    return status;
}
