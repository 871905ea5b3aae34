/* SPDX-License-Identifier: MIT */
#ifndef JFI_PIPEWIRE_MODEL_INTERNAL_H
#define JFI_PIPEWIRE_MODEL_INTERNAL_H

#include "backends/pipewire/model.h"
#include "backends/pipewire/table.h"
#include "topology/vec.h"

/** @file What the files of the model share. */

/** What an object is to the one it refers to. */
enum jfi_pw_role {
    JFI_PW_PORT_OF_NODE,
    JFI_PW_LINK_FROM_PORT,
    JFI_PW_LINK_TO_PORT,
    JFI_PW_LINK_OF_CLIENT,
    JFI_PW_NODE_OF_DEVICE,
    JFI_PW_ROLE_COUNT,
};

struct jfi_pw_facts {
    enum jfi_pw_kind kind; /**< UNKNOWN: an item that is only referred to */
    char **values;         /**< parallel to jfi_pw_get_keys(kind); each may be NULL */
    enum jf_connection_state link_state;
    json_t *params; /**< what jfi_pw_params_keep keeps, or NULL */
};

struct jfi_pw_item;

/** From an item to another one: in the target's list of those that refer to it in this role. */
struct jfi_pw_reference {
    struct jfi_pw_item *owner;
    struct jfi_pw_item *target; /**< NULL: refers to nothing */
    struct jfi_pw_reference *next, **at;
};

/** An object of the server, or the place of one that others refer to and that has not come yet. */
struct jfi_pw_item {
    struct jfi_pw_entry by_id;
    struct jfi_pw_entry by_key; /**< in the table while it has a key */
    uint32_t id;
    struct jfi_pw_facts facts;
    /** Nodes and devices: the device id. Ports: "NODE/KEY", the global id of the node and the key
     *  of the part. Kept for the item's whole life; NULL: none (yet). */
    char *key;
    bool is_shown; /**< nodes and devices: told to be present */
    struct jfi_pw_reference references[JFI_PW_ROLE_COUNT];
    struct jfi_pw_reference *referrers[JFI_PW_ROLE_COUNT];
};

struct jfi_pw_model {
    jfi_pw_changed_fn changed;
    void *user;
    struct jfi_pw_table items; /**< by global id */
    struct jfi_pw_table keys;  /**< items by key */
    struct jfi_vec notes;      /**< of the metadata; private to model-metadata.c */
};

/* ---- model-facts.c: what is kept of an object ------------------------------------------------ */

struct jfi_pw_key {
    const char *name;
    bool is_property; /**< shown as a property; else only used */
};

/** The properties that are kept for a kind, ordered by name. */
const struct jfi_pw_key *jfi_pw_get_keys(enum jfi_pw_kind kind, size_t *ret_count);
/** Copies what is kept of an object. -ENOMEM. */
int jfi_pw_facts_init(struct jfi_pw_facts *facts, const struct jfi_pw_object *object);
/** Leaves it zeroed; a zeroed one is fine. */
void jfi_pw_facts_fini(struct jfi_pw_facts *facts);
bool jfi_pw_facts_equal(const struct jfi_pw_facts *a, const struct jfi_pw_facts *b);
/** Whether both can be of one object; the server gives a freed global id to another one. */
bool jfi_pw_facts_same_object(const struct jfi_pw_facts *a, const struct jfi_pw_facts *b);
/** NULL when it is not said, or empty. */
const char *jfi_pw_fact(const struct jfi_pw_facts *facts, const char *name);
/** The first of `names`, a list ended by NULL, that is said. */
const char *jfi_pw_first_fact(const struct jfi_pw_facts *facts, const char *const *names);
/** False: not said, or no number. */
bool jfi_pw_fact_number(const struct jfi_pw_facts *facts, const char *name, uint64_t *ret_number);
bool jfi_pw_fact_is_true(const struct jfi_pw_facts *facts, const char *name);

/* ---- model-metadata.c ------------------------------------------------------------------------ */

/** Forgets what is noted of an object that goes. */
void jfi_pw_forget_notes(struct jfi_pw_model *model, uint32_t subject);
/** Forgets all without telling; also makes a new model ready. */
void jfi_pw_clear_notes(struct jfi_pw_model *model);
/** Adds what is noted of a node as properties. */
void jfi_pw_describe_notes(const struct jfi_pw_model *model, const struct jfi_pw_item *node,
                           struct jfi_builder *builder);

/* ---- model-names.c: keys --------------------------------------------------------------------- */

/** Gives an item its key, if it can have one and has none. -ENOMEM. */
int jfi_pw_name(struct jfi_pw_model *model, struct jfi_pw_item *item);
/** Takes its key away; the caller frees it. */
char *jfi_pw_unname(struct jfi_pw_model *model, struct jfi_pw_item *item);
/** The item of this key (`length` bytes of it), or NULL. */
struct jfi_pw_item *jfi_pw_find_key(const struct jfi_pw_model *model, const char *key,
                                    size_t length);
/** The node of a port: known, named and shown; else NULL. */
const struct jfi_pw_item *jfi_pw_node_of(const struct jfi_pw_item *port);
/** What follows the node in a port's key: the key of its part. */
const char *jfi_pw_part_key(const struct jfi_pw_item *port);
/** Whether data leaves its node through the port. */
bool jfi_pw_is_output(const struct jfi_pw_item *port);

#endif
