/* SPDX-License-Identifier: MIT */

/* The core's side of a backend: what it described, what is to be scanned, if its server lives. */

#include "backends/backend.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "topology/context.h"

/* ---- entries --------------------------------------------------------------------------------- */

static struct jfi_entry *entry_at(const struct jfi_backend *backend, size_t index)
{
    return ((struct jfi_entry **)backend->entries.items)[index];
}

/* Index of the first entry that is not before `key`. */
static size_t entry_place(const struct jfi_backend *backend, const char *key)
{
    size_t low = 0, high = backend->entries.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(entry_at(backend, middle)->key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct jfi_entry *find_entry(const struct jfi_backend *backend, const char *key)
{
    size_t place = entry_place(backend, key);

    if (place < backend->entries.count && strcmp(entry_at(backend, place)->key, key) == 0)
        return entry_at(backend, place);
    return NULL;
}

static void entry_free(struct jfi_entry *entry)
{
    jfi_unit_unref(entry->unit);
    free(entry->key);
    free(entry);
}

/* A scan may find that what it was asked for is no more. */
static void let_go(struct jfi_backend *backend, struct jfi_entry *entry)
{
    if (entry->unit)
        backend->context->dirty = true;
    if (entry == backend->scanned)
        entry->is_gone = true;
    else
        entry_free(entry);
}

static struct jfi_entry *add_entry(struct jfi_backend *backend, const char *key)
{
    size_t place = entry_place(backend, key);
    struct jfi_entry *entry = calloc(1, sizeof(*entry)), **entries;

    if (!entry)
        return NULL;
    entry->key = strdup(key);
    if (!entry->key || jfi_vec_push(&backend->entries, &entry) < 0) {
        entry_free(entry);
        return NULL;
    }
    entries = backend->entries.items;
    memmove(&entries[place + 1], &entries[place],
            (backend->entries.count - 1 - place) * sizeof(struct jfi_entry *));
    entries[place] = entry;
    return entry;
}

/* ---- what is to be scanned ------------------------------------------------------------------- */

static void append_marked(struct jfi_backend *backend, struct jfi_entry *entry)
{
    entry->marked = true;
    *backend->end_marked = entry;
    backend->end_marked = &entry->next_marked;
}

static void unmark(struct jfi_backend *backend, struct jfi_entry *entry)
{
    struct jfi_entry **at = &backend->first_marked;

    if (!entry->marked)
        return;
    while (*at != entry)
        at = &(*at)->next_marked;
    *at = entry->next_marked;
    if (!*at)
        backend->end_marked = at;
    entry->marked = false;
    entry->next_marked = NULL;
}

int jfi_backend_mark(struct jfi_backend *backend, const char *key)
{
    struct jfi_entry *entry = find_entry(backend, key);

    if (!entry)
        entry = add_entry(backend, key);
    if (!entry)
        return -ENOMEM;
    if (!entry->marked)
        append_marked(backend, entry);
    jfi_context_wake(backend->context);
    return 0;
}

static void remove_entry(struct jfi_backend *backend, struct jfi_entry *entry)
{
    size_t place = entry_place(backend, entry->key);
    struct jfi_entry **entries = backend->entries.items;

    unmark(backend, entry);
    backend->entries.count--;
    memmove(&entries[place], &entries[place + 1],
            (backend->entries.count - place) * sizeof(struct jfi_entry *));
    let_go(backend, entry);
    jfi_context_wake(backend->context);
}

void jfi_backend_drop(struct jfi_backend *backend, const char *key)
{
    struct jfi_entry *entry = find_entry(backend, key);

    if (entry)
        remove_entry(backend, entry);
}

static void drop_everything(struct jfi_backend *backend)
{
    for (size_t i = 0; i < backend->entries.count; i++)
        let_go(backend, entry_at(backend, i));
    backend->entries.count = 0;
    backend->first_marked = NULL;
    backend->end_marked = &backend->first_marked;
}

/* Replaces what was known about an entry, unless it is the same. */
static void accept_unit(struct jfi_backend *backend, struct jfi_entry *entry, struct jfi_unit *unit)
{
    jfi_unit_adopt(unit, entry->unit, &backend->context->next_serial);
    if (entry->unit && jfi_unit_equal(entry->unit, unit)) {
        jfi_unit_unref(unit);
        return;
    }
    jfi_unit_unref(entry->unit);
    entry->unit = unit;
    backend->context->dirty = true;
}

static int describe(struct jfi_backend *backend, const struct jfi_entry *entry,
                    struct jfi_unit **ret_unit)
{
    struct jfi_builder *builder;
    const char *what = NULL;
    int status = jfi_builder_new(backend->ops->name, &builder);

    if (status)
        return status;
    status = backend->ops->scan(backend, entry->key, builder);
    if (!status)
        status = jfi_builder_freeze(builder, ret_unit);
    if (status == -EINVAL && jfi_builder_get_status(builder, &what) < 0)
        jfi_backend_log(backend, JF_LOG_WARNING, "jackfield bug: %s: skipped: %s", entry->key,
                        what ? what : "not describable");
    jfi_builder_free(builder);
    return status;
}

static struct jfi_entry *take_marked(struct jfi_backend *backend)
{
    struct jfi_entry *entry = backend->first_marked;

    backend->first_marked = entry->next_marked;
    if (!backend->first_marked)
        backend->end_marked = &backend->first_marked;
    entry->marked = false;
    entry->next_marked = NULL;
    return entry;
}

/* One bad thing is skipped and never hurts others; only a lack of memory is tried again. */
static int scan_entry(struct jfi_backend *backend, struct jfi_entry *entry)
{
    struct jfi_unit *unit = NULL;
    int status;

    backend->scanned = entry;
    status = describe(backend, entry, &unit);
    backend->scanned = NULL;
    if (entry->is_gone) {
        jfi_unit_unref(unit);
        entry_free(entry);
        return 0;
    }
    if (status == -ENOMEM) {
        if (!entry->marked)
            append_marked(backend, entry);
        return status;
    }
    if (status)
        remove_entry(backend, entry);
    else
        accept_unit(backend, entry, unit);
    return 0;
}

int jfi_backend_scan_marked(struct jfi_backend *backend, int64_t until_ns)
{
    int status = 0;

    while (backend->first_marked && !status) {
        status = scan_entry(backend, take_marked(backend));
        if (jfi_now_ns() >= until_ns)
            break;
    }
    return status;
}

/* ---- whether its server lives ---------------------------------------------------------------- */

void jfi_backend_settled(struct jfi_backend *backend)
{
    backend->settling = true;
    jfi_context_wake(backend->context);
}

void jfi_backend_lost(struct jfi_backend *backend, const char *reason)
{
    free(backend->reason);
    backend->reason = strdup(reason);
    if (backend->state != JF_BACKEND_LOST) {
        backend->announce_lost = !backend->announce_back;
        backend->announce_back = false;
    }
    backend->state = JF_BACKEND_LOST;
    backend->settling = false;
    drop_everything(backend);
    jfi_requests_answer_all(backend->context, backend, -EPIPE);
    jfi_context_wake(backend->context);
}

void jfi_backend_back(struct jfi_backend *backend)
{
    if (backend->state != JF_BACKEND_LOST)
        return;
    free(backend->reason);
    backend->reason = NULL;
    backend->announce_back = true;
    backend->state = JF_BACKEND_STARTING;
    backend->context->settled_announced = false;
    jfi_context_wake(backend->context);
}

void jfi_backend_request_done(struct jfi_backend *backend, uint64_t request, int status)
{
    jfi_requests_answer(backend->context, backend, request, status);
    jfi_context_wake(backend->context);
}

/* ---- small things ---------------------------------------------------------------------------- */

void *jfi_backend_priv(struct jfi_backend *backend)
{
    return backend->priv;
}

const char *jfi_backend_machine(const struct jfi_backend *backend)
{
    return backend->context->config.machine;
}

const char *jfi_backend_remote(const struct jfi_backend *backend)
{
    return backend->context->config.remote;
}

void jfi_backend_log(struct jfi_backend *backend, enum jf_log_level level, const char *format, ...)
{
    char line[1024];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    jfi_context_log(backend->context, level, "%s: %s", backend->ops->name, line);
}

/* ---- lifetime -------------------------------------------------------------------------------- */

int jfi_backend_init(struct jfi_backend *backend, struct jf_context *context,
                     const struct jfi_backend_ops *ops)
{
    int status;

    assert(ops->name && ops->open && ops->close && ops->get_fd && ops->dispatch && ops->scan);
    backend->context = context;
    backend->ops = ops;
    backend->state = JF_BACKEND_STARTING;
    backend->entries.item_size = sizeof(struct jfi_entry *);
    backend->end_marked = &backend->first_marked;
    backend->priv = calloc(1, ops->priv_size ? ops->priv_size : 1);
    if (!backend->priv)
        return -ENOMEM;
    status = ops->open(backend);
    backend->is_open = status >= 0;
    return status < 0 ? status : 0;
}

void jfi_backend_fini(struct jfi_backend *backend)
{
    if (backend->is_open)
        backend->ops->close(backend);
    if (backend->end_marked)
        drop_everything(backend);
    jfi_vec_fini(&backend->entries);
    free(backend->reason);
    free(backend->priv);
}
