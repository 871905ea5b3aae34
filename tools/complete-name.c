/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complete.h"
#include "control.h"
#include "output.h"

/* A name somebody may type, which may be that of several things. */
struct name {
    char *text;
    const char *about;
    bool is_offered; /* else it is only there so that others are not taken for it */
};

struct names {
    const struct jf_graph *graph;
    unsigned int kinds;
    offer_fn offer;
    void *user;
    struct name *items;
    size_t count, room;
};

/* Takes the text, also when it fails; NULL is no memory. */
static int add_name(struct names *names, char *text, const char *about, bool is_offered)
{
    if (text && names->count == names->room) {
        size_t room = names->room ? 2 * names->room : 64;
        struct name *items = reallocarray(names->items, room, sizeof(*items));

        if (items) {
            names->items = items;
            names->room = room;
        }
    }
    if (!text || names->count == names->room) {
        free(text);
        return -ENOMEM;
    }
    names->items[names->count++] =
        (struct name){.text = text, .about = about, .is_offered = is_offered};
    return 0;
}

static int compare_names(const void *a, const void *b)
{
    const struct name *first = a, *second = b;

    return strcmp(first->text, second->text);
}

static bool is_alone(const struct names *names, size_t index)
{
    const char *text = names->items[index].text;

    return (index == 0 || strcmp(names->items[index - 1].text, text) != 0) &&
           (index + 1 == names->count || strcmp(names->items[index + 1].text, text) != 0);
}

static void offer_alone(struct names *names)
{
    if (names->count)
        qsort(names->items, names->count, sizeof(*names->items), compare_names);
    for (size_t i = 0; i < names->count; i++) {
        if (names->items[i].is_offered && is_alone(names, i))
            names->offer(names->user, names->items[i].text, names->items[i].about);
    }
}

/* ---- gathering ------------------------------------------------------------------------------- */

static int add_control(struct names *names, const struct jf_control *control)
{
    char *address = control_address(control);

    if (!address)
        return -ENOMEM;
    names->offer(names->user, address, jf_control_get_name(control));
    free(address);
    return add_name(names, strdup(jf_control_get_name(control)),
                    jf_part_get_id(jf_control_get_part(control)), true);
}

static int add_controls(struct names *names, const struct jf_part *part)
{
    const struct jf_control *control;
    int status = 0;

    for (size_t i = 0; !status && jf_part_get_control(part, i, &control) == 0; i++)
        status = add_control(names, control);
    return status;
}

/* NODE:PORT as pw-link writes it; NULL in `ret_name` where one of them has no name. */
static int port_name(const struct jf_part *part, char **ret_name)
{
    const char *device = jf_device_get_name(jf_part_get_device(part));
    const char *name = jf_part_get_name(part);

    *ret_name = NULL;
    if (!device || !name || !*device || !*name)
        return 0;
    return asprintf(ret_name, "%s:%s", device, name) < 0 ? -ENOMEM : 0;
}

static int add_part(struct names *names, const struct jf_part *part)
{
    bool is_connector = jf_part_get_kind(part) == JF_PART_CONNECTOR;
    const char *name = jf_part_get_name(part);
    char *full = NULL;
    int status = 0;

    if (names->kinds & NAME_CONTROL)
        status = add_controls(names, part);
    if (!(names->kinds & NAME_PART) && !(is_connector && names->kinds & NAME_CONNECTOR))
        return status;
    names->offer(names->user, jf_part_get_id(part), name);
    if (!status && name)
        status = add_name(names, strdup(name), NULL, false);
    if (!status && is_connector)
        status = port_name(part, &full);
    return !status && full ? add_name(names, full, jf_part_get_id(part), true) : status;
}

static int add_device(struct names *names, const struct jf_device *device)
{
    const char *name = jf_device_get_name(device);
    const struct jf_part *part;
    int status = 0;

    if (names->kinds & NAME_DEVICE) {
        names->offer(names->user, jf_device_get_id(device), name);
        if (name && *name)
            status = add_name(names, strdup(name), jf_device_get_id(device), true);
    }
    for (size_t i = 0; !status && jf_device_get_part(device, i, &part) == 0; i++)
        status = add_part(names, part);
    return status;
}

int offer_names(const struct jf_graph *graph, unsigned int kinds, offer_fn offer, void *user)
{
    struct names names = {.graph = graph, .kinds = kinds, .offer = offer, .user = user};
    const struct jf_device *device;
    int status = 0;

    for (size_t i = 0; !status && jf_graph_get_device(graph, i, &device) == 0; i++)
        status = add_device(&names, device);
    if (!status)
        offer_alone(&names);
    for (size_t i = 0; i < names.count; i++)
        free(names.items[i].text);
    free(names.items);
    return status;
}

/* ---- values ---------------------------------------------------------------------------------- */

static void offer_words(const char *const *words, offer_fn offer, void *user)
{
    for (; *words; words++)
        offer(user, *words, NULL);
}

static void offer_values_of(const struct jf_control *control, offer_fn offer, void *user)
{
    static const char *const mute[] = {"mute", "unmute", "toggle", NULL};
    static const char *const boolean[] = {"on", "off", "toggle", NULL};
    static const char *const level[] = {"0dB", "3dB+", "3dB-", "silence", NULL};
    const char *name;
    int64_t value;

    switch (jf_control_get_kind(control)) {
    case JF_CONTROL_MUTE:
        offer_words(mute, offer, user);
        break;
    case JF_CONTROL_BOOLEAN:
        offer_words(boolean, offer, user);
        break;
    case JF_CONTROL_LEVEL:
        offer_words(level, offer, user);
        break;
    default:
        for (size_t i = 0; jf_control_get_item(control, i, &name, &value) == 0; i++) {
            char text[SCRATCH_BYTES];

            one_value_text(control, value, text, sizeof(text));
            offer(user, text, NULL);
        }
        break;
    }
}

void offer_values(const struct jf_graph *graph, const char *control, offer_fn offer, void *user)
{
    struct jf_matches *matches = NULL;

    if (jf_graph_resolve_control(graph, control, &matches) == 0)
        offer_values_of(jf_matches_get_control(matches, 0), offer, user);
    jf_matches_free(matches);
}
