/* SPDX-License-Identifier: MIT */
#include "backends/alsa/cards.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "topology/builder.h"

enum {
    LIMIT_BYTES = 64 * 1024
};

/* ---- the bus path ---------------------------------------------------------------------------- */

/* "0000:00:1f.3", as the kernel names a PCI function. */
static bool is_pci_address(const char *name)
{
    static const char hex[] = "0123456789abcdef";
    size_t domain = strspn(name, hex);

    name += domain;
    return domain >= 4 && name[0] == ':' && strspn(name + 1, hex) == 2 && name[3] == ':' &&
           strspn(name + 4, hex) == 2 && name[6] == '.' && strspn(name + 7, hex) == 1 &&
           name[8] == '\0';
}

/* The PCI function nearest to the device; NULL when there is none. Cuts the path into names. */
static const char *nearest_pci(char *path)
{
    const char *nearest = NULL, *name;

    while ((name = strsep(&path, "/"))) {
        if (is_pci_address(name))
            nearest = name;
    }
    return nearest;
}

/*
 * The path of a card's parent device in udev's words. A PCI function is its address; the platform
 * device of a DSP driver is named together with the PCI function it sits on.
 */
static int name_bus_path(char *device_path, char **ret_bus_path)
{
    const char *slash = strrchr(device_path, '/');
    const char *device = slash ? slash + 1 : device_path, *pci = nearest_pci(device_path);
    char *bus_path;
    int length;

    if (!*device || device[0] == '.')
        return 0;
    if (pci == device)
        length = asprintf(&bus_path, "pci-%s", pci);
    else if (pci)
        length = asprintf(&bus_path, "pci-%s-platform-%s", pci, device);
    else
        length = asprintf(&bus_path, "platform-%s", device);
    if (length < 0)
        return -ENOMEM;
    *ret_bus_path = bus_path;
    return 0;
}

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
    (void)snprintf(path, sizeof(path), "sys/class/sound/card%d/device", number);
    return jfi_io_read_link(io, path, ret_path);
}

static int read_bus_path(struct jfi_io *io, struct jfi_card *card)
{
    char *device_path;
    int status = read_device_path(io, card->number, &device_path);

    if (status)
        return status == -ENOMEM ? status : 0;
    status = name_bus_path(device_path, &card->bus_path);
    free(device_path);
    return status;
}

/* ---- what ALSA calls it ---------------------------------------------------------------------- */

/* Takes blanks off the end; NULL when nothing is left. */
static char *trimmed(char *text)
{
    size_t length = strlen(text);

    while (length && strchr(" \t\r\n", text[length - 1]))
        length--;
    text[length] = '\0';
    return length ? text : NULL;
}

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
    ret_listed->id = trimmed(end + 2);
    if (strncmp(bracket + 1, ": ", 2) != 0)
        return true;
    dash = strstr(bracket + 3, " - ");
    if (dash) {
        *dash = '\0';
        ret_listed->short_name = trimmed(dash + 3);
    }
    ret_listed->driver = trimmed(bracket + 3);
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
            listed.long_name = trimmed(line + strspn(line, " "));
        break;
    }
    return listed;
}

/* Keeps a text; none is no failure. */
static int keep(char **kept, const char *text)
{
    if (!text || *kept)
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
    status = keep(&card->id, trimmed(text));
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

static int choose_name(const struct jfi_vec *cards, struct jfi_card *card)
{
    const char *name = strrchr(card->path, '/') + 1;

    if (card->bus_path && is_free(cards, card->bus_path))
        name = card->bus_path;
    else if (card->id && is_free(cards, card->id))
        name = card->id;
    card->name = jfi_id_escape(name);
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
    status = read_bus_path(io, card);
    if (!status)
        status = read_words(io, card);
    if (!status)
        status = choose_name(cards, card);
    return status ? status : jfi_pcms_read(io, card->path, &card->arena, &card->pcms);
}

static int add_card(struct jfi_io *io, struct jfi_vec *cards, const char *directory, int number)
{
    struct jfi_card *card = calloc(1, sizeof(*card));
    int status;

    if (!card)
        return -ENOMEM;
    card->number = number;
    card->pcms.item_size = sizeof(struct jfi_pcm);
    jfi_elems_init(&card->elems);
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

void jfi_cards_free(struct jfi_vec *cards)
{
    for (size_t i = 0; i < cards->count; i++)
        card_free(jfi_cards_at(cards, i));
    jfi_vec_fini(cards);
}
