/* SPDX-License-Identifier: MIT */
#include "backends/alsa/hardware-internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/state.h"

enum {
    STATE_LIMIT_BYTES = 16 * 1024 * 1024,
};

static const char state_path[] = "var/lib/alsa/asound.state";

/* The only list of kinds. What is left of a card when all others have looked comes last. */
static const struct jfi_function_ops *const kinds[] = {
    &jfi_function_hda,
    &jfi_function_usb,
    &jfi_function_ac97,
    &jfi_function_card,
};

/* ---- listing --------------------------------------------------------------------------------- */

static void give_elements(struct jfi_hardware *hardware, struct jfi_state *state)
{
    for (size_t i = 0; i < hardware->cards.count; i++) {
        struct jfi_card *card = jfi_cards_at(&hardware->cards, i);

        if (card->id)
            jfi_state_take(state, card->id, &card->elems);
    }
}

/* A recording without the file tells nothing about controls, and that is no fault. */
static int read_state(struct jfi_hardware *hardware)
{
    struct jfi_state state = {0};
    size_t size, line;
    char *text;
    int status = jfi_io_read(hardware->io, state_path, STATE_LIMIT_BYTES, &text, &size);

    if (status && status != -ENOMEM) {
        if (status != -ENOENT)
            jfi_backend_log(hardware->backend, JF_LOG_ERROR, "%s: %s", state_path,
                            jfi_io_fault_text(status));
        return 0;
    }
    if (status)
        return status;
    status = jfi_state_parse(text, &state, &line);
    free(text);
    if (!status)
        give_elements(hardware, &state);
    jfi_state_fini(&state);
    if (status != -EBADMSG)
        return status;
    jfi_backend_log(hardware->backend, JF_LOG_ERROR, "%s:%zu: not what alsactl writes", state_path,
                    line);
    return 0;
}

static int list_functions(struct jfi_hardware *hardware, struct jfi_card *card)
{
    int status = 0;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && !status; i++)
        status = kinds[i]->list(hardware, card);
    return status;
}

/* A recording may hold a USB device's descriptors and nothing of the card that it was. */
static int list_without_card(struct jfi_hardware *hardware)
{
    size_t first = hardware->cards.count;
    int status = jfi_cards_add_usb(hardware->io, &hardware->cards);

    for (size_t i = first; i < hardware->cards.count && !status; i++)
        status = jfi_function_usb.list(hardware, jfi_cards_at(&hardware->cards, i));
    return status;
}

static int list_hardware(struct jfi_hardware *hardware)
{
    bool is_recorded = jfi_hardware_is_recorded(hardware);
    int status = jfi_cards_read(hardware->io, &hardware->cards);

    if (!status && is_recorded)
        status = read_state(hardware);
    for (size_t i = 0; i < hardware->cards.count && !status; i++)
        status = list_functions(hardware, jfi_cards_at(&hardware->cards, i));
    return status || !is_recorded ? status : list_without_card(hardware);
}

int jfi_hardware_new(struct jfi_io *io, struct jfi_backend *backend, unsigned int flags,
                     struct jfi_hardware **ret_hardware)
{
    struct jfi_hardware *hardware = calloc(1, sizeof(*hardware));
    int status;

    if (!hardware)
        return -ENOMEM;
    hardware->io = io;
    hardware->backend = backend;
    hardware->flags = flags;
    hardware->functions.item_size = sizeof(struct jfi_function *);
    status = list_hardware(hardware);
    if (status) {
        jfi_hardware_free(hardware);
        return status;
    }
    *ret_hardware = hardware;
    return 0;
}

struct jfi_hardware *jfi_hardware_free(struct jfi_hardware *hardware)
{
    if (!hardware)
        return NULL;
    for (size_t i = 0; i < hardware->functions.count; i++)
        jfi_function_free(jfi_function_at(hardware, i));
    jfi_vec_fini(&hardware->functions);
    jfi_cards_free(&hardware->cards);
    free(hardware);
    return NULL;
}

size_t jfi_hardware_get_card_count(const struct jfi_hardware *hardware)
{
    return hardware->cards.count;
}

struct jfi_card *jfi_hardware_get_card(const struct jfi_hardware *hardware, size_t index)
{
    return jfi_cards_at(&hardware->cards, index);
}

size_t jfi_hardware_get_function_count(const struct jfi_hardware *hardware)
{
    return hardware->functions.count;
}

const char *jfi_hardware_get_function_key(const struct jfi_hardware *hardware, size_t index)
{
    return jfi_function_at(hardware, index)->device_id;
}

int jfi_hardware_find_function(const struct jfi_hardware *hardware, const char *key,
                               size_t *ret_index)
{
    for (size_t i = 0; i < hardware->functions.count; i++) {
        if (strcmp(jfi_function_at(hardware, i)->device_id, key) == 0) {
            *ret_index = i;
            return 0;
        }
    }
    return -ENOENT;
}

/* ---- reading and marking --------------------------------------------------------------------- */

int jfi_hardware_load(struct jfi_hardware *hardware, size_t index)
{
    struct jfi_function *function = jfi_function_at(hardware, index);

    bool is_read = function->is_ahead && !function->is_stale;

    function->is_ahead = false;
    return is_read ? function->ahead_status : jfi_function_load(function);
}

static int add_endpoint(void *user, const char *id)
{
    char *copy = strdup(id);
    int status = copy ? jfi_vec_push(user, &copy) : -ENOMEM;

    if (status)
        free(copy);
    return status;
}

static const char *endpoint_at(const struct jfi_vec *endpoints, size_t index)
{
    return *(char **)jfi_vec_at(endpoints, index);
}

static bool has_endpoint(const struct jfi_vec *endpoints, const char *id)
{
    for (size_t i = 0; i < endpoints->count; i++) {
        if (strcmp(endpoint_at(endpoints, i), id) == 0)
            return true;
    }
    return false;
}

static int mark_endpoints(const struct jfi_hardware *hardware, const struct jfi_vec *endpoints)
{
    int status = 0;

    for (size_t i = 0; i < endpoints->count && !status; i++)
        status = jfi_backend_mark(hardware->backend, endpoint_at(endpoints, i));
    return status;
}

/* Those that are not in `now` any more. */
static void drop_endpoints(const struct jfi_function *function, const struct jfi_vec *now)
{
    for (size_t i = 0; i < function->endpoints.count; i++) {
        const char *id = endpoint_at(&function->endpoints, i);

        if (!has_endpoint(now, id))
            jfi_backend_drop(function->backend, id);
    }
}

static int mark_own_endpoints(struct jfi_hardware *hardware, struct jfi_function *function)
{
    struct jfi_vec now = {.item_size = sizeof(char *)};
    int status = 0;

    if (jfi_function_is_there(function) && function->ops->each_endpoint)
        status = function->ops->each_endpoint(function, add_endpoint, &now);
    if (!status)
        status = mark_endpoints(hardware, &now);
    if (status) {
        jfi_function_free_endpoints(&now);
        return status;
    }
    drop_endpoints(function, &now);
    jfi_function_free_endpoints(&function->endpoints);
    function->endpoints = now;
    return 0;
}

/* What is left of a card depends on what its other functions turned out to be. */
static int mark_rest(struct jfi_hardware *hardware, const struct jfi_function *other)
{
    int status = 0;

    if (jfi_hardware_is_recorded(hardware) || other->ops == &jfi_function_card)
        return 0;
    for (size_t i = 0; i < hardware->functions.count && !status; i++) {
        struct jfi_function *function = jfi_function_at(hardware, i);

        if (function->card != other->card || function->ops != &jfi_function_card)
            continue;
        status = jfi_backend_mark(hardware->backend, function->device_id);
        if (!status && function->is_loaded)
            status = mark_own_endpoints(hardware, function);
    }
    return status;
}

int jfi_hardware_mark_endpoints(struct jfi_hardware *hardware, size_t index)
{
    struct jfi_function *function = jfi_function_at(hardware, index);
    int status = mark_rest(hardware, function);

    return status ? status : mark_own_endpoints(hardware, function);
}

int jfi_hardware_mark(struct jfi_hardware *hardware, size_t index)
{
    const struct jfi_function *function = jfi_function_at(hardware, index);
    int status;

    if (!jfi_function_is_there(function))
        return 0;
    status = jfi_backend_mark(hardware->backend, function->device_id);
    return status ? status : jfi_hardware_mark_endpoints(hardware, index);
}

/* ---- a machine that changes ------------------------------------------------------------------ */

int jfi_hardware_add_card(struct jfi_hardware *hardware, int number, struct jfi_card **ret_card)
{
    struct jfi_card *card;
    int status = jfi_cards_add(hardware->io, &hardware->cards, number);

    if (status)
        return status;
    card = jfi_cards_at(&hardware->cards, hardware->cards.count - 1);
    status = list_functions(hardware, card);
    if (status)
        jfi_hardware_remove_card(hardware, card);
    else
        *ret_card = card;
    return status;
}

void jfi_hardware_remove_card(struct jfi_hardware *hardware, struct jfi_card *card)
{
    static const struct jfi_vec none = {.items = NULL};
    struct jfi_function **functions = hardware->functions.items;
    size_t kept = 0;

    for (size_t i = 0; i < hardware->functions.count; i++) {
        if (functions[i]->card != card) {
            functions[kept++] = functions[i];
            continue;
        }
        drop_endpoints(functions[i], &none);
        jfi_backend_drop(hardware->backend, functions[i]->device_id);
        jfi_function_free(functions[i]);
    }
    hardware->functions.count = kept;
    jfi_cards_remove(&hardware->cards, card);
}

/* -ENOENT: of none. */
static int find_owner(const struct jfi_hardware *hardware, const char *key, size_t *ret_index)
{
    for (size_t i = 0; i < hardware->functions.count; i++) {
        const struct jfi_function *function = jfi_function_at(hardware, i);

        if (strcmp(function->device_id, key) == 0 || has_endpoint(&function->endpoints, key)) {
            *ret_index = i;
            return 0;
        }
    }
    return -ENOENT;
}

struct jfi_card *jfi_hardware_find_card(const struct jfi_hardware *hardware, const char *key)
{
    size_t index;

    return find_owner(hardware, key, &index) ? NULL : jfi_function_at(hardware, index)->card;
}

static int mark_function(const struct jfi_hardware *hardware, const struct jfi_function *function,
                         bool with_endpoints)
{
    int status = jfi_backend_mark(hardware->backend, function->device_id);

    if (!status && with_endpoints)
        status = mark_endpoints(hardware, &function->endpoints);
    return status;
}

int jfi_hardware_mark_card(struct jfi_hardware *hardware, const struct jfi_card *card, bool again)
{
    int status = 0;

    for (size_t i = 0; i < hardware->functions.count && !status; i++) {
        struct jfi_function *function = jfi_function_at(hardware, i);

        if (function->card != card)
            continue;
        function->is_stale = function->is_stale || again;
        status = mark_function(hardware, function, true);
    }
    return status;
}

/* The card as a whole shows what nobody else does. */
static bool shows(const struct jfi_function *function, const struct jfi_elem *elem, bool is_claimed)
{
    return function->ops->claims_elem
               ? jfi_function_is_there(function) && function->ops->claims_elem(function, elem)
               : !is_claimed;
}

int jfi_hardware_mark_elem(struct jfi_hardware *hardware, const struct jfi_card *card,
                           const struct jfi_elem *elem)
{
    bool is_claimed = jfi_hardware_is_elem_claimed(hardware, card, elem);
    int status = 0;

    for (size_t i = 0; i < hardware->functions.count && !status; i++) {
        struct jfi_function *function = jfi_function_at(hardware, i);
        bool is_moved = function->ops->is_moved_by && function->ops->is_moved_by(elem);

        if (function->card != card || !(is_moved || shows(function, elem, is_claimed)))
            continue;
        function->is_stale = function->is_stale || is_moved;
        status = mark_function(hardware, function, is_moved || jfi_elem_is_jack(elem));
    }
    return status;
}

int jfi_hardware_prepare(struct jfi_hardware *hardware, const char *key)
{
    const struct jfi_function *function;
    size_t index;
    int status = find_owner(hardware, key, &index), marked;

    if (status)
        return 0;
    function = jfi_function_at(hardware, index);
    /* What was read for a sibling has marked none of its endpoints yet. */
    if (function->is_loaded && !function->is_stale && !function->is_ahead)
        return 0;
    status = jfi_hardware_load(hardware, index);
    if (status == -ENOMEM)
        return status;
    marked = jfi_hardware_mark_endpoints(hardware, index);
    return status ? status : marked;
}

/* ---- describing ------------------------------------------------------------------------------ */

/*
 * Whether the key is of the function or may be of an endpoint at it: both name the same place
 * behind their kind. Saves asking each function for all its endpoints.
 */
static bool may_have(const struct jfi_function *function, const char *key)
{
    const char *place = strchr(function->device_id, ':');

    key = strchr(key, ':');
    return place && key && strncmp(key, place, strlen(place)) == 0;
}

int jfi_hardware_describe(const struct jfi_hardware *hardware, const char *key,
                          struct jfi_builder *builder)
{
    int status = -ENODEV;

    for (size_t i = 0; i < hardware->functions.count && status == -ENODEV; i++) {
        const struct jfi_function *function = jfi_function_at(hardware, i);

        if (may_have(function, key) && jfi_function_is_there(function))
            status = function->ops->describe(function, key, builder);
    }
    return status;
}
