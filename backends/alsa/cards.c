/* SPDX-License-Identifier: MIT */
#include "backends/alsa/cards.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/bus-path.h"
#include "backends/alsa/text.h"
#include "backends/alsa/usb-sysfs.h"
#include "topology/builder.h"

enum {
    LIMIT_BYTES = 64 * 1024
};

/* ---- the place ------------------------------------------------------------------------------- */

/* /sys/class/sound/cardN leads to …/DEVICE/sound/cardN; in a recording it may be a directory. */
static int read_device_path(struct jfi_io *io, int number, char **ret_path)
{
    char path[64], *target;
    int status;

    (void)snprintf(path, sizeof(path), "sys/class/sound/card%d", number);
    status = jfi_io_read_link(io, path, &target);
    if (!status) {
        char *sound = strstr(target, "/sound/");

        if (sound && !strstr(target, "/virtual/")) {
            *sound = '\0';
            *ret_path = target;
            return 0;
        }
        free(target);
        return -ENOENT;
    }
    if (status == -ENOMEM)
        return status;
    (void)snprintf(path, sizeof(path), "sys/class/sound/card%d/device", number);
    return jfi_io_read_link(io, path, ret_path);
}

/* Only what is known to be a USB card is looked for among the USB devices. */
static int read_place(struct jfi_io *io, struct jfi_card *card)
{
    char *device_path = NULL;
    int status = read_device_path(io, card->number, &device_path);

    if (status == -ENOMEM)
        return status;
    status = device_path ? jfi_bus_path(device_path, &card->bus_path) : 0;
    if (!status)
        status = jfi_usb_find(io, card->path, device_path, &card->usb_path);
    free(device_path);
    return status;
}

/* ---- what ALSA calls it ---------------------------------------------------------------------- */

/* What /proc/asound/cards says of one card; NULL where it does not. */
struct listed {
    const char *id, *driver, *short_name, *long_name;
};

/* Cuts the line off `*at`, which is behind it then, or NULL. */
static char *next_line(char **at)
{
    return *at ? strsep(at, "\n") : NULL;
}

/* Whether the line is the card's: " 0 [PCH            ]: HDA-Intel - HDA Intel PCH". */
static bool is_listed(char *line, int number, struct listed *ret_listed)
{
    char *end, *bracket, *dash;
    long listed = strtol(line, &end, 10);

    bracket = strchr(end, ']');
    if (end == line || listed != number || strncmp(end, " [", 2) != 0 || !bracket)
        return false;
    *bracket = '\0';
    ret_listed->id = jfi_text_trim(end + 2);
    if (strncmp(bracket + 1, ": ", 2) != 0)
        return true;
    dash = strstr(bracket + 3, " - ");
    if (dash) {
        *dash = '\0';
        ret_listed->short_name = jfi_text_trim(dash + 3);
    }
    ret_listed->driver = jfi_text_trim(bracket + 3);
    return true;
}

static struct listed find_listed(char *cards, int number)
{
    struct listed listed = {.id = NULL};
    char *line;

    while ((line = next_line(&cards))) {
        if (!is_listed(line, number, &listed))
            continue;
        line = next_line(&cards);
        if (line && strncmp(line, "    ", 4) == 0)
            listed.long_name = jfi_text_trim(line);
        break;
    }
    return listed;
}

/* Keeps a text; none, or an empty one, is no failure. */
static int keep(char **kept, const char *text)
{
    if (!text || !*text || *kept)
        return 0;
    *kept = strdup(text);
    return *kept ? 0 : -ENOMEM;
}

static int read_id(struct jfi_io *io, struct jfi_card *card)
{
    char path[64], *text;
    size_t size;
    int status;

    (void)snprintf(path, sizeof(path), "%s/id", card->path);
    status = jfi_io_read(io, path, LIMIT_BYTES, &text, &size);
    if (status)
        return status == -ENOMEM ? status : 0;
    status = keep(&card->id, jfi_text_trim(text));
    free(text);
    return status;
}

static int keep_listed(struct jfi_card *card, const struct listed *listed)
{
    int status = keep(&card->id, listed->id);

    if (!status)
        status = keep(&card->driver, listed->driver);
    if (!status)
        status = keep(&card->short_name, listed->short_name);
    return status ? status : keep(&card->long_name, listed->long_name);
}

static int read_listed(struct jfi_io *io, struct jfi_card *card)
{
    struct listed listed;
    char *text;
    size_t size;
    int status = jfi_io_read(io, "proc/asound/cards", LIMIT_BYTES, &text, &size);

    if (status)
        return status == -ENOMEM ? status : 0;
    listed = find_listed(text, card->number);
    status = keep_listed(card, &listed);
    free(text);
    return status;
}

/* A recording may have either, or none. */
static int read_words(struct jfi_io *io, struct jfi_card *card)
{
    int status = read_id(io, card);

    return status ? status : read_listed(io, card);
}

/* ---- names ----------------------------------------------------------------------------------- */

/*
 * Whether a name is still free. ALSA gives no id that begins with "card", so that the place of a
 * card, which is its name when it has no better one, is free on every machine.
 */
static bool is_free(const struct jfi_vec *cards, const char *name)
{
    if (strncmp(name, "card", 4) == 0)
        return false;
    for (size_t i = 0; i < cards->count; i++) {
        if (strcmp(jfi_cards_at(cards, i)->name, name) == 0)
            return false;
    }
    return true;
}

/* "usb-SERIAL", or NULL. */
static int read_serial(struct jfi_io *io, const struct jfi_card *card, char **ret_name)
{
    char *serial = NULL;
    int status = card->usb_path ? jfi_usb_read_text(io, card->usb_path, "serial", &serial) : 0;

    *ret_name = NULL;
    if (!status && serial && asprintf(ret_name, "usb-%s", serial) < 0) {
        *ret_name = NULL;
        status = -ENOMEM;
    }
    free(serial);
    return status;
}

/* Takes the name, as it may stand in an id, when it is one and no other card has it. */
static int try_name(const struct jfi_vec *cards, struct jfi_card *card, const char *name)
{
    char *escaped;

    if (card->name || !name)
        return 0;
    escaped = jfi_id_escape(name);
    if (!escaped)
        return -ENOMEM;
    if (is_free(cards, escaped))
        card->name = escaped;
    else
        free(escaped);
    return 0;
}

static int choose_name(struct jfi_io *io, const struct jfi_vec *cards, struct jfi_card *card)
{
    char *serial;
    int status = read_serial(io, card, &serial);

    if (!status)
        status = try_name(cards, card, card->bus_path);
    if (!status)
        status = try_name(cards, card, serial);
    if (!status)
        status = try_name(cards, card, card->id);
    free(serial);
    if (status || card->name)
        return status;
    card->name = jfi_id_escape(strrchr(card->path, '/') + 1);
    return card->name ? 0 : -ENOMEM;
}

/* ---- the list -------------------------------------------------------------------------------- */

struct jfi_card *jfi_cards_at(const struct jfi_vec *cards, size_t index)
{
    return *(struct jfi_card **)jfi_vec_at(cards, index);
}

static void card_free(struct jfi_card *card)
{
    jfi_elems_fini(&card->elems);
    jfi_vec_fini(&card->pcms);
    jfi_arena_fini(&card->arena);
    free(card->id);
    free(card->driver);
    free(card->short_name);
    free(card->long_name);
    free(card->bus_path);
    free(card->name);
    free(card->path);
    free(card->usb_path);
    free(card);
}

/* "card7" exactly as the kernel writes it. */
static bool is_card_directory(const char *name, int *ret_number)
{
    char *end;
    long number;

    if (strncmp(name, "card", 4) != 0 || name[4] < '0' || name[4] > '9')
        return false;
    if (name[4] == '0' && name[5])
        return false;
    number = strtol(name + 4, &end, 10);
    if (*end || number > 9999)
        return false;
    *ret_number = (int)number;
    return true;
}

static int read_card(struct jfi_io *io, const struct jfi_vec *cards, const char *directory,
                     struct jfi_card *card)
{
    int status = asprintf(&card->path, "proc/asound/%s", directory) < 0 ? -ENOMEM : 0;

    if (status) {
        card->path = NULL;
        return status;
    }
    status = read_place(io, card);
    if (!status)
        status = read_words(io, card);
    if (!status)
        status = choose_name(io, cards, card);
    return status ? status : jfi_pcms_read(io, card->path, &card->arena, &card->pcms);
}

static struct jfi_card *card_new(int number)
{
    struct jfi_card *card = calloc(1, sizeof(*card));

    if (!card)
        return NULL;
    card->number = number;
    card->pcms.item_size = sizeof(struct jfi_pcm);
    jfi_elems_init(&card->elems);
    return card;
}

static int add_card(struct jfi_io *io, struct jfi_vec *cards, const char *directory, int number)
{
    struct jfi_card *card = card_new(number);
    int status;

    if (!card)
        return -ENOMEM;
    status = read_card(io, cards, directory, card);
    if (!status)
        status = jfi_vec_push(cards, &card);
    if (status)
        card_free(card);
    return status;
}

int jfi_cards_read(struct jfi_io *io, struct jfi_vec *ret_cards)
{
    struct jfi_vec cards = {.item_size = sizeof(struct jfi_card *)};
    char **names = NULL;
    int status = jfi_io_list(io, "proc/asound", &names), number;

    if (status != -ENOMEM)
        status = 0;
    for (char **name = names; name && *name && !status; name++) {
        if (is_card_directory(*name, &number))
            status = add_card(io, &cards, *name, number);
    }
    jfi_io_free_names(names);
    if (status)
        jfi_cards_free(&cards);
    else
        *ret_cards = cards;
    return status;
}

int jfi_cards_add(struct jfi_io *io, struct jfi_vec *cards, int number)
{
    char path[64];

    (void)snprintf(path, sizeof(path), "proc/asound/card%d", number);
    if (!jfi_io_exists(io, path))
        return -ENOENT;
    return add_card(io, cards, strrchr(path, '/') + 1, number);
}

void jfi_cards_remove(struct jfi_vec *cards, struct jfi_card *card)
{
    size_t place = 0;

    while (jfi_cards_at(cards, place) != card)
        place++;
    cards->count--;
    memmove(jfi_vec_at(cards, place), jfi_vec_at(cards, place + 1),
            (cards->count - place) * sizeof(struct jfi_card *));
    card_free(card);
}

int jfi_card_read_pcms(struct jfi_io *io, struct jfi_card *card)
{
    struct jfi_vec pcms = {.item_size = sizeof(struct jfi_pcm)};
    struct jfi_arena arena = {0};
    int status = jfi_pcms_read(io, card->path, &arena, &pcms);

    if (status) {
        jfi_vec_fini(&pcms);
        jfi_arena_fini(&arena);
        return status;
    }
    jfi_vec_fini(&card->pcms);
    jfi_arena_fini(&card->arena);
    card->pcms = pcms;
    card->arena = arena;
    return 0;
}

/* ---- USB devices without a card -------------------------------------------------------------- */

static bool is_taken(const struct jfi_vec *cards, const char *usb_path)
{
    for (size_t i = 0; i < cards->count; i++) {
        const char *taken = jfi_cards_at(cards, i)->usb_path;

        if (taken && strcmp(taken, usb_path) == 0)
            return true;
    }
    return false;
}

/* One whose descriptors are broken counts: somebody has to say so. */
static int has_function(struct jfi_io *io, const char *usb_path, bool *ret_has_one)
{
    struct jfi_usb_device *device;
    struct jfi_usb_fault fault;
    int status = jfi_usb_read(io, usb_path, &device, &fault);

    *ret_has_one = status == -EBADMSG;
    if (status)
        return status == -ENOMEM ? status : 0;
    *ret_has_one = device->function_count > 0;
    jfi_usb_device_free(device);
    return 0;
}

static int read_usb_place(struct jfi_io *io, struct jfi_card *card)
{
    char *target;
    int status = jfi_io_read_link(io, card->usb_path, &target);

    if (status)
        return status == -ENOMEM ? status : 0;
    status = jfi_bus_path(target, &card->bus_path);
    free(target);
    return status;
}

static int add_usb(struct jfi_io *io, struct jfi_vec *cards, const char *usb_path)
{
    struct jfi_card *card = card_new(-1);
    int status;

    if (!card)
        return -ENOMEM;
    card->path = strdup(usb_path);
    card->usb_path = strdup(usb_path);
    status = card->path && card->usb_path ? read_usb_place(io, card) : -ENOMEM;
    if (!status)
        status = choose_name(io, cards, card);
    if (!status)
        status = jfi_vec_push(cards, &card);
    if (status)
        card_free(card);
    return status;
}

int jfi_cards_add_usb(struct jfi_io *io, struct jfi_vec *cards)
{
    struct jfi_vec paths = {.item_size = sizeof(char *)};
    int status = jfi_usb_list(io, &paths);

    for (size_t i = 0; i < paths.count && !status; i++) {
        const char *path = *(char **)jfi_vec_at(&paths, i);
        bool is_audio = false;

        if (!is_taken(cards, path))
            status = has_function(io, path, &is_audio);
        if (is_audio)
            status = add_usb(io, cards, path);
    }
    jfi_usb_list_free(&paths);
    return status;
}

void jfi_cards_free(struct jfi_vec *cards)
{
    for (size_t i = 0; i < cards->count; i++)
        card_free(jfi_cards_at(cards, i));
    jfi_vec_fini(cards);
}
