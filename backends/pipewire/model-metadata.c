/* SPDX-License-Identifier: MIT */

/* What the session manager notes beside the objects: the defaults, and where a stream is to go. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "backends/json-load.h"
#include "backends/pipewire/model-internal.h"

/* A note about one object, or about the whole server (subject 0). */
struct note {
    uint32_t subject;
    char *key, *value;
};

static const char *const default_keys[] = {"default.audio.sink", "default.audio.source",
                                           "default.configured.audio.sink",
                                           "default.configured.audio.source"};
static const char *const target_keys[] = {"target.object", "target.node"};

static bool is_one_of(const char *key, const char *const *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(key, keys[i]) == 0)
            return true;
    }
    return false;
}

static bool is_kept(uint32_t subject, const char *key)
{
    return subject == 0 ? is_one_of(key, default_keys, sizeof(default_keys) / sizeof(char *))
                        : is_one_of(key, target_keys, sizeof(target_keys) / sizeof(char *));
}

static struct note *note_at(const struct jfi_pw_model *model, size_t index)
{
    return jfi_vec_at(&model->notes, index);
}

/* {"name": "alsa_output…"}; older session managers wrote the bare name. */
static char *name_in(const char *value)
{
    json_error_t error;
    json_t *parsed = NULL;
    const char *name;
    char *copy;

    if (jfi_json_load(value, strlen(value), JSON_DECODE_ANY, &parsed, &error) == -ENOMEM)
        return NULL;
    name = json_is_string(parsed) ? json_string_value(parsed)
                                  : json_string_value(json_object_get(parsed, "name"));
    copy = strdup(name ? name : value);

    json_decref(parsed);
    return copy;
}

/* ---- who is told ----------------------------------------------------------------------------- */

static void tell_named(struct jfi_pw_model *model, const char *name)
{
    struct jfi_pw_entry *entry = NULL;

    while ((entry = jfi_pw_table_next(&model->items, entry))) {
        struct jfi_pw_item *item = JFI_PW_CONTAINER(entry, struct jfi_pw_item, by_id);
        const char *own = NULL;

        if (item->facts.kind == JFI_PW_NODE && item->is_shown)
            own = jfi_pw_fact(&item->facts, "node.name");
        if (own && strcmp(own, name) == 0)
            model->changed(model->user, item->key, true);
    }
}

static void tell_of(struct jfi_pw_model *model, const struct note *note)
{
    struct jfi_pw_entry *entry = jfi_pw_table_first(&model->items, note->subject);

    if (note->subject == 0) {
        tell_named(model, note->value);
    } else if (entry) {
        struct jfi_pw_item *item = JFI_PW_CONTAINER(entry, struct jfi_pw_item, by_id);

        if (item->is_shown)
            model->changed(model->user, item->key, true);
    }
}

/* ---- notes ----------------------------------------------------------------------------------- */

static void note_fini(struct note *note)
{
    free(note->key);
    free(note->value);
}

/* Takes note `index` away, and tells of it. */
static void drop_note(struct jfi_pw_model *model, size_t index)
{
    struct note dropped = *note_at(model, index);
    size_t last = --model->notes.count;

    if (index != last)
        *note_at(model, index) = *note_at(model, last);
    tell_of(model, &dropped);
    note_fini(&dropped);
}

static void drop_notes(struct jfi_pw_model *model, uint32_t subject, const char *key)
{
    for (size_t i = model->notes.count; i > 0; i--) {
        const struct note *note = note_at(model, i - 1);

        if (note->subject == subject && (!key || strcmp(note->key, key) == 0))
            drop_note(model, i - 1);
    }
}

static bool is_noted(const struct jfi_pw_model *model, const struct note *wanted)
{
    for (size_t i = 0; i < model->notes.count; i++) {
        const struct note *note = note_at(model, i);

        if (note->subject == wanted->subject && strcmp(note->key, wanted->key) == 0 &&
            strcmp(note->value, wanted->value) == 0)
            return true;
    }
    return false;
}

int jfi_pw_model_set_metadata(struct jfi_pw_model *model, uint32_t subject, const char *key,
                              const char *value)
{
    struct note note = {.subject = subject};
    int status = 0;

    if (key && !is_kept(subject, key))
        return 0;
    if (!key || !value) {
        drop_notes(model, subject, key);
        return 0;
    }
    note.key = strdup(key);
    note.value = name_in(value);
    if (!note.key || !note.value)
        status = -ENOMEM;
    if (status || is_noted(model, &note)) {
        note_fini(&note);
        return status;
    }
    drop_notes(model, subject, key);
    status = jfi_vec_push(&model->notes, &note);
    if (status)
        note_fini(&note);
    else
        tell_of(model, &note);
    return status;
}

void jfi_pw_forget_notes(struct jfi_pw_model *model, uint32_t subject)
{
    if (subject != 0)
        drop_notes(model, subject, NULL);
}

void jfi_pw_clear_notes(struct jfi_pw_model *model)
{
    for (size_t i = 0; i < model->notes.count; i++)
        note_fini(note_at(model, i));
    jfi_vec_fini(&model->notes);
    model->notes.item_size = sizeof(struct note);
}

void jfi_pw_describe_notes(const struct jfi_pw_model *model, const struct jfi_pw_item *node,
                           struct jfi_builder *builder)
{
    const char *name = jfi_pw_fact(&node->facts, "node.name");

    for (size_t i = 0; i < model->notes.count; i++) {
        const struct note *note = note_at(model, i);

        if (note->subject == 0 && name && strcmp(note->value, name) == 0)
            jfi_builder_device_property(builder, note->key, "true");
        else if (note->subject != 0 && note->subject == node->id)
            jfi_builder_device_property(builder, note->key, note->value);
    }
}
