/* SPDX-License-Identifier: MIT */

/* The model of use cases, and what the texts of their values mean. */

#include "backends/alsa/ucm.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_DEVICES = 512, /* of all verbs of a card */
    MAX_NAMES = 128,   /* of a list */
};

const char *const jfi_ucm_value_words[JFI_UCM_VALUES] = {
    [JFI_UCM_PLAYBACK_PCM] = "PlaybackPCM",         [JFI_UCM_CAPTURE_PCM] = "CapturePCM",
    [JFI_UCM_JACK_CONTROL] = "JackControl",         [JFI_UCM_JACK_DEVICE] = "JackDev",
    [JFI_UCM_PLAYBACK_VOLUME] = "PlaybackVolume",   [JFI_UCM_PLAYBACK_SWITCH] = "PlaybackSwitch",
    [JFI_UCM_PLAYBACK_MIXER] = "PlaybackMixerElem", [JFI_UCM_CAPTURE_VOLUME] = "CaptureVolume",
    [JFI_UCM_CAPTURE_SWITCH] = "CaptureSwitch",     [JFI_UCM_CAPTURE_MIXER] = "CaptureMixerElem",
};

/* ---- the model ------------------------------------------------------------------------------- */

int jfi_ucm_new(struct jfi_ucm **ret_ucm)
{
    struct jfi_ucm *ucm = calloc(1, sizeof(*ucm));

    if (!ucm)
        return -ENOMEM;
    ucm->devices.item_size = sizeof(struct jfi_ucm_device *);
    *ret_ucm = ucm;
    return 0;
}

static struct jfi_ucm_device *device_at(const struct jfi_ucm *ucm, size_t index)
{
    return *(struct jfi_ucm_device **)jfi_vec_at(&ucm->devices, index);
}

const struct jfi_ucm_device *jfi_ucm_get_device(const struct jfi_ucm *ucm, size_t index)
{
    return device_at(ucm, index);
}

struct jfi_ucm *jfi_ucm_free(struct jfi_ucm *ucm)
{
    if (!ucm)
        return NULL;
    for (size_t i = 0; i < ucm->devices.count; i++) {
        jfi_vec_fini(&device_at(ucm, i)->conflicts);
        jfi_vec_fini(&device_at(ucm, i)->supported);
    }
    jfi_vec_fini(&ucm->devices);
    jfi_arena_fini(&ucm->arena);
    free(ucm);
    return NULL;
}

int jfi_ucm_add_device(struct jfi_ucm *ucm, const char *verb, const char *name, const char *comment,
                       struct jfi_ucm_device **ret_device)
{
    struct jfi_ucm_device *device;

    if (ucm->devices.count >= MAX_DEVICES || !*name) {
        *ret_device = NULL;
        return 0;
    }
    device = jfi_arena_alloc(&ucm->arena, 1, sizeof(*device));
    if (!device)
        return -ENOMEM;
    device->verb = jfi_arena_dup(&ucm->arena, verb);
    device->name = jfi_arena_dup(&ucm->arena, name);
    device->comment = comment && *comment ? jfi_arena_dup(&ucm->arena, comment) : NULL;
    device->conflicts.item_size = device->supported.item_size = sizeof(const char *);
    if (!device->verb || !device->name || (comment && *comment && !device->comment))
        return -ENOMEM;
    *ret_device = device;
    return jfi_vec_push(&ucm->devices, &device);
}

int jfi_ucm_set_value(struct jfi_ucm *ucm, struct jfi_ucm_device *device, const char *word,
                      const char *value)
{
    for (size_t i = 0; i < JFI_UCM_VALUES && *value; i++) {
        if (strcmp(word, jfi_ucm_value_words[i]) != 0)
            continue;
        device->values[i] = jfi_arena_dup(&ucm->arena, value);
        return device->values[i] ? 0 : -ENOMEM;
    }
    return 0;
}

int jfi_ucm_add_name(struct jfi_ucm *ucm, struct jfi_vec *names, const char *name)
{
    const char *kept;

    if (names->count >= MAX_NAMES)
        return 0;
    kept = jfi_arena_dup(&ucm->arena, name);
    return kept ? jfi_vec_push(names, &kept) : -ENOMEM;
}

static bool lists(const struct jfi_vec *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(*(const char **)jfi_vec_at(names, i), name) == 0)
            return true;
    }
    return false;
}

/* A list of what is supported leaves out what is not. */
static bool excludes(const struct jfi_ucm_device *device, const char *name)
{
    return lists(&device->conflicts, name) ||
           (device->supported.count && !lists(&device->supported, name));
}

bool jfi_ucm_are_exclusive(const struct jfi_ucm_device *a, const struct jfi_ucm_device *b)
{
    return strcmp(a->verb, b->verb) == 0 && strcmp(a->name, b->name) != 0 &&
           (excludes(a, b->name) || excludes(b, a->name));
}

/* ---- PCMs ------------------------------------------------------------------------------------ */

const char *jfi_ucm_pcm_name(const char *pcm)
{
    static const char prefix[] = "_ucm";
    size_t digits;

    if (strncmp(pcm, prefix, strlen(prefix)) != 0)
        return pcm;
    digits = strspn(pcm + strlen(prefix), "0123456789abcdefABCDEF");
    return digits && pcm[strlen(prefix) + digits] == '.' ? pcm + strlen(prefix) + digits + 1 : pcm;
}

/* "hw:" and "plughw:" are the only ones that name a device of the kernel. */
static const char *behind_kind(const char *pcm)
{
    if (strncmp(pcm, "hw:", 3) == 0)
        return pcm + 3;
    return strncmp(pcm, "plughw:", 7) == 0 ? pcm + 7 : NULL;
}

/* Takes "KEY=" off an argument. */
static const char *without_key(const char *argument, const char *key)
{
    size_t length = strlen(key);

    return strncmp(argument, key, length) == 0 ? argument + length : argument;
}

static bool is_card(const char *text, size_t length, int number, const char *id)
{
    char *end;
    long given = strtol(text, &end, 10);

    if (length && end == text + length && *text >= '0' && *text <= '9')
        return given == number;
    return id && strlen(id) == length && strncmp(text, id, length) == 0;
}

bool jfi_ucm_pcm_device(const char *pcm, int card_number, const char *card_id,
                        unsigned int *ret_device)
{
    const char *card = behind_kind(jfi_ucm_pcm_name(pcm)), *device;
    unsigned long number = 0;
    size_t length;

    if (!card)
        return false;
    card = without_key(card, "CARD=");
    length = strcspn(card, ",");
    if (!is_card(card, length, card_number, card_id))
        return false;
    if (card[length]) {
        char *end;

        device = without_key(card + length + 1, "DEV=");
        number = strtoul(device, &end, 10);
        if (*device < '0' || *device > '9' || (*end && *end != ',') || number > 4095)
            return false;
    }
    *ret_device = (unsigned int)number;
    return true;
}

/* ---- elements -------------------------------------------------------------------------------- */

/* Copies up to `end`, which may be the string's; false when it is too long or not there. */
static bool copy_until(const char *text, char end, char name[JFI_UCM_NAME_BYTES])
{
    const char *stop = end ? strchr(text, end) : text + strlen(text);
    size_t length = stop ? (size_t)(stop - text) : 0;

    if (!length || length >= JFI_UCM_NAME_BYTES)
        return false;
    memcpy(name, text, length);
    name[length] = '\0';
    return true;
}

/* A name that may stand in quotes; without them it ends at a comma if `is_listed`. */
static bool copy_name(const char *text, bool is_listed, char name[JFI_UCM_NAME_BYTES])
{
    if (*text == '\'' || *text == '"')
        return copy_until(text + 1, *text, name);
    return copy_until(text, is_listed && strchr(text, ',') ? ',' : '\0', name);
}

static unsigned int number_behind(const char *text, const char *key)
{
    const char *at = strstr(text, key);

    return at ? (unsigned int)strtoul(at + strlen(key), NULL, 10) : 0;
}

bool jfi_ucm_parse_elem(const char *text, char name[JFI_UCM_NAME_BYTES], unsigned int *ret_index)
{
    const char *named = strstr(text, "name=");
    bool is_listed = named && (named == text || named[-1] == ',');

    if (!copy_name(is_listed ? named + strlen("name=") : text, is_listed, name))
        return false;
    *ret_index = is_listed ? number_behind(text, "index=") : 0;
    return true;
}

bool jfi_ucm_parse_mixer(const char *text, char name[JFI_UCM_NAME_BYTES], unsigned int *ret_index)
{
    const char *comma;

    if (strncmp(text, "name=", strlen("name=")) == 0)
        return jfi_ucm_parse_elem(text, name, ret_index);
    if (!copy_name(text, true, name))
        return false;
    comma = strrchr(text, ',');
    *ret_index = comma ? (unsigned int)strtoul(comma + 1, NULL, 10) : 0;
    return true;
}
