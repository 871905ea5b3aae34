/* SPDX-License-Identifier: MIT */
#include "backends/alsa/hardware.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/function.h"
#include "backends/alsa/state.h"
#include "topology/vec.h"

enum {
    STATE_LIMIT_BYTES = 16 * 1024 * 1024,
};

static const char state_path[] = "var/lib/alsa/asound.state";

/* The only list of kinds. What is left of a card when all others have looked comes last. */
static const struct jfi_function_ops *const kinds[] = {
    &jfi_function_hda,
    &jfi_function_ac97,
    &jfi_function_card,
};

struct jfi_hardware {
    struct jfi_io *io;
    struct jfi_backend *backend;
    unsigned int flags;
    struct jfi_vec cards;     /* struct jfi_card * */
    struct jfi_vec functions; /* struct jfi_function * */
};

static struct jfi_function *function_at(const struct jfi_hardware *hardware, size_t index)
{
    return *(struct jfi_function **)jfi_vec_at(&hardware->functions, index);
}

static bool is_there(const struct jfi_function *function)
{
    return function->is_loaded && (!function->ops->is_device || function->ops->is_device(function));
}

/* ---- functions ------------------------------------------------------------------------------- */

static void forget(struct jfi_function *function)
{
    function->ops->forget(function);
    function->is_loaded = false;
}

static void function_free(struct jfi_function *function)
{
    forget(function);
    free(function->path);
    free(function->device_id);
    free(function);
}

static int name_function(struct jfi_function *function, const char *path)
{
    const char *kind = function->ops->name, *card = function->card->name;
    int length = function->number < 0
                     ? asprintf(&function->device_id, "%s:%s", kind, card)
                     : asprintf(&function->device_id, "%s:%s:%d", kind, card, function->number);

    if (length < 0)
        function->device_id = NULL;
    function->path = strdup(path);
    return function->device_id && function->path ? 0 : -ENOMEM;
}

int jfi_hardware_add_function(struct jfi_hardware *hardware, struct jfi_card *card,
                              const struct jfi_function_ops *ops, const char *path, int number)
{
    struct jfi_function *function = calloc(1, sizeof(*function));
    int status;

    if (!function)
        return -ENOMEM;
    *function = (struct jfi_function){
        .ops = ops,
        .io = hardware->io,
        .backend = hardware->backend,
        .hardware = hardware,
        .card = card,
        .number = number,
    };
    status = name_function(function, path);
    if (!status)
        status = jfi_vec_push(&hardware->functions, &function);
    if (status)
        function_free(function);
    return status;
}

int jfi_hardware_add_numbered(struct jfi_hardware *hardware, struct jfi_card *card,
                              const struct jfi_function_ops *ops, const char *stem, int most)
{
    char path[96];
    int status = 0;

    for (int number = 0; number <= most && !status; number++) {
        (void)snprintf(path, sizeof(path), "%s/%s%d", card->path, stem, number);
        if (jfi_io_exists(hardware->io, path))
            status = jfi_hardware_add_function(hardware, card, ops, path, number);
    }
    return status;
}

struct jfi_io *jfi_hardware_get_io(const struct jfi_hardware *hardware)
{
    return hardware->io;
}

bool jfi_hardware_is_recorded(const struct jfi_hardware *hardware)
{
    return hardware->flags & JFI_HARDWARE_RECORDED;
}

void jfi_function_log_unreadable(const struct jfi_function *function, const char *path, int status)
{
    jfi_backend_log(function->backend, JF_LOG_ERROR, "%s: %s", path, jfi_io_fault_text(status));
}

/* ---- who shows what -------------------------------------------------------------------------- */

bool jfi_hardware_is_elem_claimed(const struct jfi_hardware *hardware, const struct jfi_card *card,
                                  const struct jfi_elem *elem)
{
    for (size_t i = 0; i < hardware->functions.count; i++) {
        const struct jfi_function *function = function_at(hardware, i);

        if (function->card == card && function->ops->claims_elem && is_there(function) &&
            function->ops->claims_elem(function, elem))
            return true;
    }
    return false;
}

bool jfi_hardware_is_pcm_claimed(const struct jfi_hardware *hardware, const struct jfi_card *card,
                                 const struct jfi_pcm *pcm)
{
    for (size_t i = 0; i < hardware->functions.count; i++) {
        const struct jfi_function *function = function_at(hardware, i);

        if (function->card == card && function->ops->claims_pcm && is_there(function) &&
            function->ops->claims_pcm(function, pcm))
            return true;
    }
    return false;
}

size_t jfi_hardware_count_devices(const struct jfi_hardware *hardware, const struct jfi_card *card)
{
    size_t count = 0;

    for (size_t i = 0; i < hardware->functions.count; i++) {
        const struct jfi_function *function = function_at(hardware, i);

        count += function->card == card && function->ops->claims_elem && is_there(function);
    }
    return count;
}

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

static int list_hardware(struct jfi_hardware *hardware)
{
    int status = jfi_cards_read(hardware->io, &hardware->cards);

    if (!status && jfi_hardware_is_recorded(hardware))
        status = read_state(hardware);
    for (size_t i = 0; i < hardware->cards.count && !status; i++)
        status = list_functions(hardware, jfi_cards_at(&hardware->cards, i));
    return status;
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
        function_free(function_at(hardware, i));
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
    return function_at(hardware, index)->device_id;
}

int jfi_hardware_find_function(const struct jfi_hardware *hardware, const char *key,
                               size_t *ret_index)
{
    for (size_t i = 0; i < hardware->functions.count; i++) {
        if (strcmp(function_at(hardware, i)->device_id, key) == 0) {
            *ret_index = i;
            return 0;
        }
    }
    return -ENOENT;
}

/* ---- reading, marking and describing --------------------------------------------------------- */

int jfi_hardware_load(struct jfi_hardware *hardware, size_t index)
{
    struct jfi_function *function = function_at(hardware, index);
    int status;

    forget(function);
    status = function->ops->load(function);
    function->is_loaded = !status;
    return status;
}

static int mark_endpoint(void *user, const char *id)
{
    const struct jfi_hardware *hardware = user;

    return jfi_backend_mark(hardware->backend, id);
}

/* What is left of a card depends on what its other functions turned out to be. */
static int mark_rest(const struct jfi_hardware *hardware, const struct jfi_function *other)
{
    int status = 0;

    if (jfi_hardware_is_recorded(hardware) || other->ops == &jfi_function_card)
        return 0;
    for (size_t i = 0; i < hardware->functions.count && !status; i++) {
        const struct jfi_function *function = function_at(hardware, i);

        if (function->card == other->card && function->ops == &jfi_function_card)
            status = jfi_backend_mark(hardware->backend, function->device_id);
    }
    return status;
}

int jfi_hardware_mark_endpoints(struct jfi_hardware *hardware, size_t index)
{
    const struct jfi_function *function = function_at(hardware, index);
    int status = mark_rest(hardware, function);

    if (status || !is_there(function) || !function->ops->each_endpoint)
        return status;
    return function->ops->each_endpoint(function, mark_endpoint, hardware);
}

int jfi_hardware_mark(struct jfi_hardware *hardware, size_t index)
{
    const struct jfi_function *function = function_at(hardware, index);
    int status;

    if (!is_there(function))
        return 0;
    status = jfi_backend_mark(hardware->backend, function->device_id);
    return status ? status : jfi_hardware_mark_endpoints(hardware, index);
}

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
        const struct jfi_function *function = function_at(hardware, i);

        if (may_have(function, key) && is_there(function))
            status = function->ops->describe(function, key, builder);
    }
    return status;
}
