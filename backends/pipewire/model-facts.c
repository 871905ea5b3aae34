/* SPDX-License-Identifier: MIT */

/* Which properties of the server's objects are kept. Left out are numbers that mean something only
 * while the server runs (object.id, client.id of a node, factory.id …) and those that change all
 * the time: they would make events that tell nothing. */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "backends/pipewire/model-internal.h"
#include "backends/pipewire/params.h"
#include "topology/utf8.h"

/* In the order of strcmp. */
static const struct jfi_pw_key device_keys[] = {
    {"alsa.card", true},
    {"alsa.card_name", true},
    {"alsa.components", true},
    {"alsa.driver_name", true},
    {"alsa.id", true},
    {"alsa.long_card_name", true},
    {"alsa.mixer_name", true},
    {"api.alsa.card", true},
    {"api.alsa.path", true},
    {"api.alsa.use-acp", true},
    {"api.bluez5.address", true},
    {"bluez5.profile", true},
    {"device.alias", true},
    {"device.api", true},
    {"device.bus", true},
    {"device.bus-id", true},
    {"device.bus-path", true},
    {"device.class", true},
    {"device.description", true},
    {"device.form-factor", true},
    {"device.name", true},
    {"device.nick", true},
    {"device.product.id", true},
    {"device.product.name", true},
    {"device.serial", true},
    {"device.string", true},
    {"device.subsystem", true},
    {"device.sysfs.path", true},
    {"device.vendor.id", true},
    {"device.vendor.name", true},
    {"media.class", true},
    {"object.path", true},
    {"object.serial", false},
};

static const struct jfi_pw_key node_keys[] = {
    {"alsa.card", true},
    {"alsa.card_name", true},
    {"alsa.class", true},
    {"alsa.components", true},
    {"alsa.device", true},
    {"alsa.driver_name", true},
    {"alsa.id", true},
    {"alsa.long_card_name", true},
    {"alsa.mixer_name", true},
    {"alsa.name", true},
    {"alsa.subclass", true},
    {"alsa.subdevice", true},
    {"alsa.subdevice_name", true},
    {"api.alsa.path", true},
    {"api.alsa.pcm.card", true},
    {"api.alsa.pcm.device", true},
    {"api.alsa.pcm.stream", true},
    {"api.bluez5.address", true},
    {"api.bluez5.codec", true},
    {"api.bluez5.profile", true},
    {"application.id", true},
    {"application.name", true},
    {"application.process.binary", true},
    {"audio.channels", true},
    {"audio.position", true},
    {"card.profile.device", true},
    {"client.api", true},
    {"device.api", true},
    {"device.bus", true},
    {"device.class", true},
    {"device.description", true},
    {"device.id", false},
    {"device.profile.description", true},
    {"device.profile.name", true},
    {"factory.name", true},
    {"media.category", true},
    {"media.class", true},
    {"media.name", true},
    {"media.role", true},
    {"media.type", true},
    {"node.autoconnect", true},
    {"node.description", true},
    {"node.dont-reconnect", true},
    {"node.driver", true},
    {"node.error", true},
    {"node.group", true},
    {"node.link-group", true},
    {"node.name", true},
    {"node.nick", true},
    {"node.passive", true},
    {"node.state", true},
    {"node.virtual", true},
    {"object.path", true},
    {"object.serial", false},
    {"pulse.corked", true},
    {"stream.capture.sink", true},
    {"stream.monitor", true},
};

static const struct jfi_pw_key port_keys[] = {
    {"audio.channel", true}, {"format", true},          {"format.dsp", false},
    {"node.id", false},      {"object.path", false},    {"object.serial", false},
    {"port.alias", false},   {"port.direction", false}, {"port.group", true},
    {"port.id", false},      {"port.monitor", true},    {"port.name", false},
    {"port.physical", true}, {"port.terminal", true},
};

static const struct jfi_pw_key link_keys[] = {
    {"client.id", false},       {"error", true},
    {"format", true},           {"link.feedback", true},
    {"link.input.port", false}, {"link.output.port", false},
    {"link.passive", true},     {"object.linger", true},
    {"object.serial", false},
};

static const struct jfi_pw_key client_keys[] = {
    {"application.name", false},
    {"application.process.binary", false},
    {"object.serial", false},
};

#define KEY_LIST(keys)                         \
    {                                          \
        keys, sizeof(keys) / sizeof((keys)[0]) \
    }

const struct jfi_pw_key *jfi_pw_get_keys(enum jfi_pw_kind kind, size_t *ret_count)
{
    static const struct {
        const struct jfi_pw_key *keys;
        size_t count;
    } lists[] = {
        [JFI_PW_UNKNOWN] = {NULL, 0},        [JFI_PW_DEVICE] = KEY_LIST(device_keys),
        [JFI_PW_NODE] = KEY_LIST(node_keys), [JFI_PW_PORT] = KEY_LIST(port_keys),
        [JFI_PW_LINK] = KEY_LIST(link_keys), [JFI_PW_CLIENT] = KEY_LIST(client_keys),
    };

    *ret_count = lists[kind].count;
    return lists[kind].keys;
}

static int compare_key(const void *name, const void *key)
{
    return strcmp(name, ((const struct jfi_pw_key *)key)->name);
}

/* Index among the kind's keys; false: not kept. */
static bool find_key(enum jfi_pw_kind kind, const char *name, size_t *ret_index)
{
    size_t count;
    const struct jfi_pw_key *keys = jfi_pw_get_keys(kind, &count);
    const struct jfi_pw_key *key = NULL;

    if (count)
        key = bsearch(name, keys, count, sizeof(*keys), compare_key);
    if (key)
        *ret_index = (size_t)(key - keys);
    return key != NULL;
}

/* The last value of a name wins. Cleaned, so that ids made of facts are those the core shows. */
static int keep(struct jfi_pw_facts *facts, const char *name, const char *value)
{
    size_t index;
    char *copy;

    if (!name || !value || !find_key(facts->kind, name, &index))
        return 0;
    copy = strdup(value);
    if (!copy)
        return -ENOMEM;
    jfi_utf8_clean(copy);
    free(facts->values[index]);
    facts->values[index] = copy;
    return 0;
}

static int keep_all(struct jfi_pw_facts *facts, const struct jfi_pw_object *object)
{
    int status = 0;

    for (size_t i = 0; !status && i < object->property_count; i++)
        status = keep(facts, object->properties[i].key, object->properties[i].value);
    if (!status && facts->kind == JFI_PW_LINK)
        status = keep(facts, "error", object->link_error);
    if (!status && facts->kind == JFI_PW_LINK)
        status = keep(facts, "format", object->link_format);
    return status;
}

int jfi_pw_facts_init(struct jfi_pw_facts *facts, const struct jfi_pw_object *object)
{
    size_t count;
    int status;

    (void)jfi_pw_get_keys(object->kind, &count);
    *facts = (struct jfi_pw_facts){.kind = object->kind, .link_state = object->link_state};
    facts->params = jfi_pw_params_keep(object->kind, object->params, &status);
    if (status)
        return status;
    facts->values = calloc(count + 1, sizeof(*facts->values));
    status = facts->values ? keep_all(facts, object) : -ENOMEM;
    if (status)
        jfi_pw_facts_fini(facts);
    return status;
}

void jfi_pw_facts_fini(struct jfi_pw_facts *facts)
{
    size_t count;

    (void)jfi_pw_get_keys(facts->kind, &count);
    for (size_t i = 0; facts->values && i < count; i++)
        free(facts->values[i]);
    free(facts->values);
    json_decref(facts->params);
    *facts = (struct jfi_pw_facts){0};
}

static bool is_same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

bool jfi_pw_facts_equal(const struct jfi_pw_facts *a, const struct jfi_pw_facts *b)
{
    size_t count;

    (void)jfi_pw_get_keys(a->kind, &count);
    if (a->kind != b->kind || a->link_state != b->link_state || !a->params != !b->params ||
        (a->params && !json_equal(a->params, b->params)))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!is_same_text(a->values[i], b->values[i]))
            return false;
    }
    return true;
}

bool jfi_pw_facts_same_object(const struct jfi_pw_facts *a, const struct jfi_pw_facts *b)
{
    static const char *const identity[] = {
        "object.serial",    "node.id",         "port.direction",
        "link.output.port", "link.input.port", "client.id",
    };

    if (a->kind != b->kind)
        return false;
    for (size_t i = 0; i < sizeof(identity) / sizeof(identity[0]); i++) {
        if (!is_same_text(jfi_pw_fact(a, identity[i]), jfi_pw_fact(b, identity[i])))
            return false;
    }
    return true;
}

const char *jfi_pw_fact(const struct jfi_pw_facts *facts, const char *name)
{
    size_t index;

    if (!find_key(facts->kind, name, &index) || !facts->values[index] || !*facts->values[index])
        return NULL;
    return facts->values[index];
}

const char *jfi_pw_first_fact(const struct jfi_pw_facts *facts, const char *const *names)
{
    const char *value = NULL;

    for (; !value && *names; names++)
        value = jfi_pw_fact(facts, *names);
    return value;
}

bool jfi_pw_fact_number(const struct jfi_pw_facts *facts, const char *name, uint64_t *ret_number)
{
    const char *text = jfi_pw_fact(facts, name);
    uintmax_t number;
    char *end;

    if (!text || *text < '0' || *text > '9')
        return false;
    errno = 0;
    number = strtoumax(text, &end, 10);
    if (errno || *end)
        return false;
    *ret_number = number;
    return true;
}

bool jfi_pw_fact_is_true(const struct jfi_pw_facts *facts, const char *name)
{
    const char *text = jfi_pw_fact(facts, name);

    return text && (strcmp(text, "true") == 0 || strcmp(text, "1") == 0);
}
