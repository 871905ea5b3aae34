/* SPDX-License-Identifier: MIT */

/* Controls of a synthetic machine: a property holds the values of each. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/synthetic/world.h"

enum {
    MAX_VALUES = 16,
    MAX_ITEMS = 16
};

static const struct {
    const char *key;
    enum jf_control_kind kind;
} controls[] = {
    {"level", JF_CONTROL_LEVEL},     {"mute", JF_CONTROL_MUTE}, {"select", JF_CONTROL_SELECTOR},
    {"boolean", JF_CONTROL_BOOLEAN}, {"enum", JF_CONTROL_ENUM}, {"integer", JF_CONTROL_INTEGER},
    {"bytes", JF_CONTROL_BYTES},
};

bool jfi_syn_is_control_key(const char *key)
{
    for (size_t i = 0; i < sizeof(controls) / sizeof(controls[0]); i++) {
        if (strcmp(key, controls[i].key) == 0)
            return true;
    }
    return strcmp(key, "range") == 0 || strcmp(key, "items") == 0 || strcmp(key, "access") == 0;
}

/* ---- describing ------------------------------------------------------------------------------ */

/** What a control is made of while it is described. */
struct draft {
    const struct jfi_syn_world *world;
    const struct jfi_syn_part *part;
    struct jfi_control_info info;
    int64_t values[MAX_VALUES];
    struct jfi_item items[MAX_ITEMS];
    char names[JFI_SYN_NAME_BYTES]; /* of the items, cut apart */
};

static const char *find(const struct draft *draft, const char *key)
{
    return jfi_syn_find_property(draft->world, draft->part->device, draft->part->name, key);
}

/* "MIN,MAX,STEP". */
static void read_range(struct draft *draft)
{
    const char *text = find(draft, "range");
    int64_t numbers[3];

    for (size_t i = 0; i < 3; i++) {
        char *end;

        if (!text || !*text)
            return;
        numbers[i] = strtoll(text, &end, 10);
        text = *end == ',' ? end + 1 : end;
    }
    draft->info.has_range = numbers[0] <= numbers[1] && numbers[2] >= 0;
    draft->info.min = numbers[0];
    draft->info.max = numbers[1];
    draft->info.step = numbers[2];
}

/* A level may be "silence". */
static int64_t read_value(enum jf_control_kind kind, const char *text)
{
    int64_t value = strtoll(text, NULL, 10);

    if (kind == JF_CONTROL_LEVEL && strncmp(text, "silence", strlen("silence")) == 0)
        return INT64_MIN;
    return kind == JF_CONTROL_MUTE || kind == JF_CONTROL_BOOLEAN ? value != 0 : value;
}

/* Numbers with commas between them, or "?": the value is unknown. */
static void read_values(struct draft *draft, const char *text)
{
    size_t count = 0;

    while (*text && *text != '?' && count < MAX_VALUES) {
        draft->values[count++] = read_value(draft->info.kind, text);
        text += strcspn(text, ",");
        text += *text == ',';
    }
    draft->info.value_count = count;
}

static void add_item(struct draft *draft, int64_t value, const char *name)
{
    if (draft->info.item_count < MAX_ITEMS)
        draft->items[draft->info.item_count++] = (struct jfi_item){.value = value, .name = name};
}

/* Names with commas between them. */
static void read_items(struct draft *draft)
{
    const char *text = find(draft, "items");
    char *rest = draft->names, *name;

    if (!text)
        return;
    (void)snprintf(draft->names, sizeof(draft->names), "%s", text);
    while ((name = strsep(&rest, ",")))
        add_item(draft, (int64_t)draft->info.item_count, name);
}

/* What can be chosen is what leads here; the value is the name of one of these parts. */
static void read_neighbours(struct draft *draft, const char *chosen)
{
    for (size_t i = 0; i < draft->world->links.count; i++) {
        const struct jfi_syn_link *link = jfi_vec_at(&draft->world->links, i);
        const struct jfi_syn_part *from;

        if (strcmp(link->device, draft->part->device) != 0 ||
            strcmp(link->to, draft->part->name) != 0)
            continue;
        from = jfi_syn_find_part(draft->world, link->device, link->from);
        if (!from)
            continue;
        add_item(draft, from->local_id, from->name);
        if (strcmp(from->name, chosen) == 0) {
            draft->values[0] = from->local_id;
            draft->info.value_count = 1;
        }
    }
}

static void read_control(struct draft *draft, const char *text)
{
    if (draft->info.kind == JF_CONTROL_SELECTOR)
        read_neighbours(draft, text);
    else
        read_values(draft, text);
    if (draft->info.kind == JF_CONTROL_ENUM)
        read_items(draft);
    if (draft->info.kind == JF_CONTROL_LEVEL || draft->info.kind == JF_CONTROL_INTEGER)
        read_range(draft);
}

void jfi_syn_describe_controls(const struct jfi_syn_world *world, const struct jfi_syn_part *part,
                               jfi_ref ref, struct jfi_builder *builder)
{
    for (size_t i = 0; i < sizeof(controls) / sizeof(controls[0]); i++) {
        struct draft draft = {.world = world, .part = part};
        const char *text = find(&draft, controls[i].key), *access = find(&draft, "access");

        if (!text)
            continue;
        draft.info = (struct jfi_control_info){
            .name = controls[i].key,
            .kind = controls[i].kind,
            .readable = true,
            .writable = !access || strcmp(access, "read-only") != 0,
            .inactive = access && strcmp(access, "inactive") == 0,
            .locked = access && strcmp(access, "locked") == 0,
            .values = draft.values,
            .items = draft.items,
            .evidence = "synthetic",
            .handle = ((uint64_t)part->local_id + 1) << 8 | (uint64_t)controls[i].kind,
        };
        read_control(&draft, text);
        jfi_builder_control(builder, ref, &draft.info);
    }
}

/* ---- setting --------------------------------------------------------------------------------- */

/* The quieter of the two steps that a level is between. */
static int64_t on_a_step(const struct jf_control *control, int64_t value)
{
    int64_t min, max, step;

    if (jf_control_get_kind(control) != JF_CONTROL_LEVEL ||
        jf_control_get_range(control, &min, &max, &step) < 0 || step <= 0)
        return value;
    return value <= min ? min : value - (value - min) % step;
}

/* A channel that the setting leaves alone keeps what it has. */
static int64_t new_value(const struct jf_control *control, const struct jfi_setting *setting,
                         size_t channel)
{
    int64_t value = 0;

    if (!setting->count)
        return on_a_step(control, setting->values[0]);
    if (channel >= setting->first && channel < setting->first + setting->count)
        return on_a_step(control, setting->values[channel - setting->first]);
    (void)jf_control_get_value(control, channel, &value);
    return value;
}

static int write_choice(const struct jfi_syn_world *world, const struct jfi_setting *setting,
                        char text[JFI_SYN_NAME_BYTES])
{
    for (size_t i = 0; i < world->parts.count; i++) {
        const struct jfi_syn_part *part = jfi_vec_at(&world->parts, i);

        if (part->local_id == setting->values[0]) {
            (void)snprintf(text, JFI_SYN_NAME_BYTES, "%s", part->name);
            return 0;
        }
    }
    return -EINVAL;
}

int jfi_syn_write_setting(const struct jfi_syn_world *world, const struct jf_control *control,
                          const struct jfi_setting *setting, char text[JFI_SYN_NAME_BYTES])
{
    size_t count = jf_control_get_value_count(control), used = 0;

    if (jf_control_is_locked(control))
        return -EPERM;
    if (jf_control_get_kind(control) == JF_CONTROL_SELECTOR)
        return write_choice(world, setting, text);
    text[0] = '\0';
    for (size_t i = 0; i < (count ? count : 1); i++) {
        int length = snprintf(text + used, JFI_SYN_NAME_BYTES - used, "%s%" PRId64, i ? "," : "",
                              new_value(control, setting, i));

        if (length < 0 || (size_t)length >= JFI_SYN_NAME_BYTES - used)
            return -ERANGE;
        used += (size_t)length;
    }
    return 0;
}
