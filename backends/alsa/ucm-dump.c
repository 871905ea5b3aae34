/* SPDX-License-Identifier: MIT */

/* What `alsaucm -c hw:N dump json` prints: verbs, in them devices, in them values. Both ways. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "backends/alsa/ucm.h"
#include "backends/json-load.h"

/* ---- devices --------------------------------------------------------------------------------- */

static int read_names(struct jfi_ucm *ucm, const json_t *list, struct jfi_vec *names)
{
    int status = 0;

    for (size_t i = 0; i < json_array_size(list) && !status; i++) {
        const char *name = json_string_value(json_array_get(list, i));

        if (name)
            status = jfi_ucm_add_name(ucm, names, name);
    }
    return status;
}

static int read_values(struct jfi_ucm *ucm, struct jfi_ucm_device *device, json_t *values)
{
    const char *word;
    json_t *value;
    int status = 0;

    json_object_foreach(values, word, value)
    {
        if (!status && json_is_string(value))
            status = jfi_ucm_set_value(ucm, device, word, json_string_value(value));
    }
    return status;
}

static int read_device(struct jfi_ucm *ucm, const char *verb, const char *name, json_t *object)
{
    struct jfi_ucm_device *device;
    int status = jfi_ucm_add_device(ucm, verb, name,
                                    json_string_value(json_object_get(object, "Comment")), &device);

    if (status || !device)
        return status;
    status = read_names(ucm, json_object_get(object, "ConflictingDevices"), &device->conflicts);
    if (!status)
        status = read_names(ucm, json_object_get(object, "SupportedDevices"), &device->supported);
    return status ? status : read_values(ucm, device, json_object_get(object, "Values"));
}

static int read_verb(struct jfi_ucm *ucm, const char *verb, json_t *object)
{
    const char *name;
    json_t *device;
    int status = 0;

    json_object_foreach(json_object_get(object, "Devices"), name, device)
    {
        if (!status)
            status = read_device(ucm, verb, name, device);
    }
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static int read_root(struct jfi_ucm *ucm, json_t *root, struct jfi_ucm_fault *ret_fault)
{
    json_t *verbs = json_object_get(root, "Verbs"), *verb;
    const char *name;
    int status = 0;

    if (!json_is_object(verbs)) {
        *ret_fault = (struct jfi_ucm_fault){.line = 1, .column = 1};
        (void)snprintf(ret_fault->what, sizeof(ret_fault->what), "not what alsaucm dumps");
        return -EBADMSG;
    }
    json_object_foreach(verbs, name, verb)
    {
        if (!status)
            status = read_verb(ucm, name, verb);
    }
    return status;
}

/* Of jansson's words the first line is enough. */
static void tell_fault(const json_error_t *error, struct jfi_ucm_fault *ret_fault)
{
    *ret_fault = (struct jfi_ucm_fault){
        .line = error->line > 0 ? (size_t)error->line : 1,
        .column = error->column > 0 ? (size_t)error->column : 1,
    };
    (void)snprintf(ret_fault->what, sizeof(ret_fault->what), "%.90s", error->text);
    ret_fault->what[strcspn(ret_fault->what, "\n")] = '\0';
    for (char *c = ret_fault->what; *c; c++) {
        if ((unsigned char)*c < ' ')
            *c = '?';
    }
}

static int load(const char *bytes, size_t size, json_t **ret_root, struct jfi_ucm_fault *ret_fault)
{
    json_error_t error;
    int status = jfi_json_load(bytes, size, 0, ret_root, &error);

    if (status == -EBADMSG)
        tell_fault(&error, ret_fault);
    return status;
}

int jfi_ucm_read_dump(const char *bytes, size_t size, struct jfi_ucm **ret_ucm,
                      struct jfi_ucm_fault *ret_fault)
{
    struct jfi_ucm *ucm = NULL;
    json_t *root;
    int status = load(bytes, size, &root, ret_fault);

    if (status)
        return status;
    status = jfi_ucm_new(&ucm);
    if (!status)
        status = read_root(ucm, root, ret_fault);
    json_decref(root);
    if (status)
        jfi_ucm_free(ucm);
    else
        *ret_ucm = ucm;
    return status;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* The object of this key, which is made when there is none. NULL: no memory. */
static json_t *object_in(json_t *parent, const char *key)
{
    json_t *object = json_object_get(parent, key);

    if (!object && !json_object_set_new(parent, key, json_object()))
        object = json_object_get(parent, key);
    return object;
}

static int put_text(json_t *object, const char *key, const char *text)
{
    return !text || !json_object_set_new(object, key, json_string(text)) ? 0 : -ENOMEM;
}

static int put_names(json_t *object, const char *key, const struct jfi_vec *names)
{
    json_t *list;

    if (!names->count)
        return 0;
    if (json_object_set_new(object, key, json_array()))
        return -ENOMEM;
    list = json_object_get(object, key);
    for (size_t i = 0; i < names->count; i++) {
        if (json_array_append_new(list, json_string(*(const char **)jfi_vec_at(names, i))))
            return -ENOMEM;
    }
    return 0;
}

static int put_device(json_t *verbs, const struct jfi_ucm_device *device)
{
    json_t *devices = object_in(object_in(verbs, device->verb), "Devices");
    json_t *object = object_in(devices, device->name), *values = object_in(object, "Values");
    int status = values ? put_text(object, "Comment", device->comment) : -ENOMEM;

    if (!status)
        status = put_names(object, "ConflictingDevices", &device->conflicts);
    if (!status)
        status = put_names(object, "SupportedDevices", &device->supported);
    for (size_t i = 0; i < JFI_UCM_VALUES && !status; i++)
        status = put_text(values, jfi_ucm_value_words[i], device->values[i]);
    return status;
}

int jfi_ucm_write_dump(const struct jfi_ucm *ucm, char **ret_text)
{
    json_t *root = json_object(), *verbs = object_in(root, "Verbs");
    int status = verbs ? 0 : -ENOMEM;

    for (size_t i = 0; i < ucm->devices.count && !status; i++)
        status = put_device(verbs, jfi_ucm_get_device(ucm, i));
    if (!status) {
        *ret_text = json_dumps(root, JSON_INDENT(2));
        status = *ret_text ? 0 : -ENOMEM;
    }
    json_decref(root);
    return status;
}
