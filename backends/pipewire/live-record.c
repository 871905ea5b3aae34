/* SPDX-License-Identifier: MIT */

/*
 * Recording a server: asks for all its objects anew, as pw-dump does, by a registry of its own.
 * Three answers later everything has been told: which objects there are, what they are, and their
 * params.
 */

#include <errno.h>
#include <stdlib.h>

#include <spa/utils/string.h>

#include "backends/pipewire/conceal.h"
#include "backends/pipewire/live-dump.h"
#include "backends/pipewire/live.h"
#include "topology/recording.h"

enum {
    ROUNDS = 3
};

struct jfi_pw_record {
    struct jfi_pw_live *live;
    uint64_t serial; /**< the core's number of the request */
    struct pw_registry *registry;
    struct spa_hook listener;
    struct jfi_pw_dumped *objects;
    int awaited_seq, rounds;
    bool is_over; /**< answered; to be freed when nothing of it runs */
    bool lacks_memory;
};

/* ---- objects --------------------------------------------------------------------------------- */

static void on_global_remove(void *data, uint32_t id)
{
    struct jfi_pw_record *record = data;
    struct jfi_pw_dumped **at = &record->objects;

    while (*at && (*at)->id != id)
        at = &(*at)->next;
    if (*at) {
        struct jfi_pw_dumped *gone = *at;

        *at = gone->next;
        jfi_pw_dumped_free(gone);
    }
}

static void on_global(void *data, uint32_t id, uint32_t permissions, const char *type,
                      uint32_t version, const struct spa_dict *properties)
{
    struct jfi_pw_record *record = data;
    struct jfi_pw_dumped *object;

    (void)version;
    on_global_remove(data, id);
    if (!jfi_pw_is_dumped(type))
        return;
    object = jfi_pw_dumped_new(record->registry, id, permissions, type, properties);
    if (!object) {
        record->lacks_memory = true;
        return;
    }
    object->next = record->objects;
    record->objects = object;
}

static int compare_age(const void *a, const void *b)
{
    const struct jfi_pw_dumped *const *left = a, *const *right = b;

    if ((*left)->serial != (*right)->serial)
        return (*left)->serial < (*right)->serial ? -1 : 1;
    return (*left)->id < (*right)->id ? -1 : (*left)->id > (*right)->id;
}

/* The oldest first: of two of one name it has the name in front of the other. */
static struct jfi_pw_dumped **sorted(const struct jfi_pw_record *record, size_t *ret_count)
{
    struct jfi_pw_dumped **objects, *object;
    size_t count = 0;

    for (object = record->objects; object; object = object->next)
        count++;
    objects = calloc(count + 1, sizeof(struct jfi_pw_dumped *));
    *ret_count = 0;
    for (object = record->objects; object && objects; object = object->next)
        objects[(*ret_count)++] = object;
    if (objects)
        qsort(objects, count, sizeof(struct jfi_pw_dumped *), compare_age);
    return objects;
}

/* A list of one list of all objects. NULL when out of memory. */
static json_t *make_lists(const struct jfi_pw_record *record)
{
    json_t *list = json_array(), *lists = json_pack("[o]", list);
    struct jfi_pw_dumped **objects;
    size_t count;

    objects = sorted(record, &count);
    for (size_t i = 0; i < count && lists; i++) {
        if (json_array_append_new(list, jfi_pw_dumped_json(objects[i])) == 0)
            continue;
        json_decref(lists);
        lists = NULL;
    }
    if (!objects) {
        json_decref(lists);
        lists = NULL;
    }
    free(objects);
    return lists;
}

/* ---- the recording --------------------------------------------------------------------------- */

static int add_dump(const json_t *lists, struct jfi_recording *recording)
{
    char *text = jfi_pw_dump_text(lists);
    int status;

    if (!text)
        return -ENOMEM;
    status = jfi_recording_add_file(recording, "pipewire/pw-dump.json", JFI_RECORD_BYTES, text,
                                    strlen(text));
    free(text);
    return status;
}

static int write_dump(const struct jfi_pw_record *record)
{
    struct jfi_recording *recording = jfi_backend_recording(record->live->backend, record->serial);
    json_t *lists = NULL;
    int status = recording ? 0 : -ETIMEDOUT;

    if (!status && !record->lacks_memory)
        lists = make_lists(record);
    if (!status && !lists)
        status = -ENOMEM;
    if (!status && !jfi_recording_is_raw(recording))
        status = jfi_pw_conceal(lists, jfi_recording_aliases(recording));
    if (!status)
        status = add_dump(lists, recording);
    json_decref(lists);
    return status;
}

static void answer(struct jfi_pw_record *record, int status)
{
    if (record->is_over)
        return;
    record->is_over = true;
    jfi_backend_request_done(record->live->backend, record->serial, status);
}

static void free_record(struct jfi_pw_record *record)
{
    while (record->objects) {
        struct jfi_pw_dumped *object = record->objects;

        record->objects = object->next;
        jfi_pw_dumped_free(object);
    }
    if (record->registry) {
        spa_hook_remove(&record->listener);
        pw_proxy_destroy((struct pw_proxy *)record->registry);
    }
    free(record);
}

/* ---- asking ---------------------------------------------------------------------------------- */

static int ask(struct jfi_pw_record *record)
{
    record->awaited_seq = pw_core_sync(record->live->core, PW_ID_CORE, 0);
    return record->awaited_seq < 0 ? record->awaited_seq : 0;
}

static int open_registry(struct jfi_pw_record *record)
{
    static const struct pw_registry_events events = {
        .version = PW_VERSION_REGISTRY_EVENTS,
        .global = on_global,
        .global_remove = on_global_remove,
    };

    record->registry = pw_core_get_registry(record->live->core, PW_VERSION_REGISTRY, 0);
    if (!record->registry)
        return jfi_pw_last_error();
    pw_registry_add_listener(record->registry, &record->listener, &events, record);
    return ask(record);
}

int jfi_pw_record(struct jfi_backend *backend, uint64_t request)
{
    struct jfi_pw_live *live = jfi_backend_priv(backend);
    struct jfi_pw_record *record;
    int status;

    if (live->stage != JFI_PW_READY)
        return -EPIPE;
    jfi_pw_record_end(live, -ECANCELED); /* one that ran out of time */
    record = calloc(1, sizeof(*record));
    if (!record)
        return -ENOMEM;
    record->live = live;
    record->serial = request;
    status = open_registry(record);
    if (status)
        free_record(record);
    else
        live->record = record;
    return status;
}

void jfi_pw_record_done(struct jfi_pw_live *live, int seq)
{
    struct jfi_pw_record *record = live->record;
    int status;

    if (!record || record->is_over || record->awaited_seq != seq)
        return;
    if (++record->rounds == ROUNDS) {
        answer(record, write_dump(record));
        return;
    }
    status = ask(record);
    if (status)
        answer(record, status);
}

void jfi_pw_record_sweep(struct jfi_pw_live *live)
{
    if (!live->record || !live->record->is_over)
        return;
    free_record(live->record);
    live->record = NULL;
}

void jfi_pw_record_end(struct jfi_pw_live *live, int status)
{
    if (live->record)
        answer(live->record, status);
    jfi_pw_record_sweep(live);
}
