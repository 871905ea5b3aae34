/* SPDX-License-Identifier: MIT */

/* The keys of things and ports: what they are called, made unique among those that are there. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/pipewire/model-internal.h"

struct jfi_pw_item *jfi_pw_find_key(const struct jfi_pw_model *model, const char *key,
                                    size_t length)
{
    struct jfi_pw_entry *entry = jfi_pw_table_first(&model->keys, jfi_pw_hash_text(key, length));

    for (; entry; entry = jfi_pw_entry_next(entry)) {
        struct jfi_pw_item *item = JFI_PW_CONTAINER(entry, struct jfi_pw_item, by_key);

        if (strncmp(item->key, key, length) == 0 && item->key[length] == '\0')
            return item;
    }
    return NULL;
}

/* A prefix and the first of `names` that is said. */
static int join(const char *prefix, const struct jfi_pw_facts *facts, const char *const *names,
                char **ret_key)
{
    const char *name = jfi_pw_first_fact(facts, names);
    char *escaped = jfi_id_escape(name ? name : "unnamed");
    int length = -1;

    if (escaped)
        length = asprintf(ret_key, "%s%s", prefix, escaped);
    free(escaped);
    return length < 0 ? -ENOMEM : 0;
}

static int port_key(const struct jfi_pw_item *port, char **ret_key)
{
    static const char *const names[] = {"port.name", "port.id", NULL};
    const struct jfi_pw_item *node = port->references[JFI_PW_PORT_OF_NODE].target;
    const char *direction = jfi_pw_fact(&port->facts, "port.direction");
    char prefix[sizeof("4294967295/out:")];

    if (!node || !direction || (strcmp(direction, "in") != 0 && strcmp(direction, "out") != 0)) {
        *ret_key = NULL;
        return 0;
    }
    (void)snprintf(prefix, sizeof(prefix), "%" PRIu32 "/%s:", node->id, direction);
    return join(prefix, &port->facts, names, ret_key);
}

/* The key an item would have if it were the only one of its name; NULL: none. */
static int plain_key(const struct jfi_pw_item *item, char **ret_key)
{
    static const char *const node_names[] = {"node.name", "object.path", NULL};
    static const char *const device_names[] = {"device.bus-path", "device.name", "object.path",
                                               NULL};

    switch (item->facts.kind) {
    case JFI_PW_NODE:
        return join("node:", &item->facts, node_names, ret_key);
    case JFI_PW_DEVICE:
        return join("pw-device:", &item->facts, device_names, ret_key);
    case JFI_PW_PORT:
        return port_key(item, ret_key);
    case JFI_PW_LINK:
    case JFI_PW_CLIENT:
    case JFI_PW_UNKNOWN:
        break;
    }
    *ret_key = NULL;
    return 0;
}

struct numbered_key {
    const struct jfi_pw_model *model;
    char *text;
    size_t plain_length, size;
};

static bool is_taken(struct numbered_key *key, unsigned long number)
{
    (void)snprintf(key->text + key->plain_length, key->size - key->plain_length, "#%lu", number);
    return jfi_pw_find_key(key->model, key->text, strlen(key->text)) != NULL;
}

/* The number behind a taken one, found by doubling and halving: of thousands alike, each new one
 * looks at a few only. */
static unsigned long find_free_number(struct numbered_key *key)
{
    unsigned long taken = 1, unused = 2;

    while (is_taken(key, unused)) {
        taken = unused;
        unused *= 2;
    }
    while (unused - taken > 1) {
        unsigned long middle = taken + (unused - taken) / 2;

        if (is_taken(key, middle))
            taken = middle;
        else
            unused = middle;
    }
    return unused;
}

/* Makes a taken key unique: "KEY#2", "KEY#3" … Frees or hands on `plain`. */
static int number_key(const struct jfi_pw_model *model, char *plain, char **ret_key)
{
    struct numbered_key key = {.model = model, .plain_length = strlen(plain)};

    key.size = key.plain_length + sizeof("#18446744073709551615");
    key.text = malloc(key.size);
    if (key.text)
        memcpy(key.text, plain, key.plain_length + 1);
    free(plain);
    if (!key.text)
        return -ENOMEM;
    /* Writes the free number last, whatever was tried before. */
    (void)is_taken(&key, find_free_number(&key));
    *ret_key = key.text;
    return 0;
}

int jfi_pw_name(struct jfi_pw_model *model, struct jfi_pw_item *item)
{
    char *key;
    int status;

    if (item->key)
        return 0;
    status = plain_key(item, &key);
    if (status || !key)
        return status;
    if (jfi_pw_find_key(model, key, strlen(key)))
        status = number_key(model, key, &key);
    if (status)
        return status;
    item->key = key;
    jfi_pw_table_add(&model->keys, &item->by_key, jfi_pw_hash_text(key, strlen(key)));
    return 0;
}

char *jfi_pw_unname(struct jfi_pw_model *model, struct jfi_pw_item *item)
{
    char *key = item->key;

    if (key)
        jfi_pw_table_remove(&model->keys, &item->by_key);
    item->key = NULL;
    return key;
}

const struct jfi_pw_item *jfi_pw_node_of(const struct jfi_pw_item *port)
{
    const struct jfi_pw_item *node = port->references[JFI_PW_PORT_OF_NODE].target;

    return node && node->is_shown && node->facts.kind == JFI_PW_NODE ? node : NULL;
}

const char *jfi_pw_part_key(const struct jfi_pw_item *port)
{
    return strchr(port->key, '/') + 1;
}

bool jfi_pw_is_output(const struct jfi_pw_item *port)
{
    return strncmp(jfi_pw_part_key(port), "out:", strlen("out:")) == 0;
}
