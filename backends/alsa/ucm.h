/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_UCM_H
#define JFI_ALSA_UCM_H

#include <stdbool.h>
#include <stddef.h>

#include "topology/arena.h"
#include "topology/vec.h"

/**
 * @file
 * What ALSA's use case manager says of a card: the things a person hears or speaks to, by which
 * PCM, which jack and which mixer element. From libasound's own parser on this machine, or from
 * what `alsaucm -c hw:N dump json` printed; both say the same. Nothing is ever set.
 */

/** What is kept of a device's values. */
enum jfi_ucm_value {
    JFI_UCM_PLAYBACK_PCM,
    JFI_UCM_CAPTURE_PCM,
    JFI_UCM_JACK_CONTROL,
    JFI_UCM_JACK_DEVICE, /**< an input device: there is a jack, but no element tells of it */
    JFI_UCM_PLAYBACK_VOLUME,
    JFI_UCM_PLAYBACK_SWITCH,
    JFI_UCM_PLAYBACK_MIXER,
    JFI_UCM_CAPTURE_VOLUME,
    JFI_UCM_CAPTURE_SWITCH,
    JFI_UCM_CAPTURE_MIXER,
    JFI_UCM_VALUES,
};

/** A device of one verb. */
struct jfi_ucm_device {
    const char *verb, *name;
    const char *comment;                /**< or NULL */
    const char *values[JFI_UCM_VALUES]; /**< each or NULL */
    struct jfi_vec conflicts;           /**< const char *: names of devices of the verb */
    struct jfi_vec supported;           /**< the same; of both lists at most one has any */
};

struct jfi_ucm {
    struct jfi_arena arena; /**< holds strings and devices */
    struct jfi_vec devices; /**< struct jfi_ucm_device *, in the order of the verbs */
};

/** Where a dump stopped to be one. */
struct jfi_ucm_fault {
    size_t line, column; /**< 1 is the first; 0: of the whole */
    char what[96];
};

/**
 * What libasound says of a card: "hw:0". Errors: -ENOENT nobody has written use cases for it, they
 * are unreadable, or this build has no libasound; -ENOMEM.
 */
int jfi_ucm_read_library(const char *card, struct jfi_ucm **ret_ucm);
/**
 * What `alsaucm dump json` printed.
 * @param ret_fault  written with -EBADMSG.
 * Errors: -EBADMSG; -ENOMEM.
 */
int jfi_ucm_read_dump(const char *bytes, size_t size, struct jfi_ucm **ret_ucm,
                      struct jfi_ucm_fault *ret_fault);
/** As `alsaucm dump json` prints it, for the caller to free. -ENOMEM. */
int jfi_ucm_write_dump(const struct jfi_ucm *ucm, char **ret_text);
/** Accepts NULL. */
struct jfi_ucm *jfi_ucm_free(struct jfi_ucm *ucm);

const struct jfi_ucm_device *jfi_ucm_get_device(const struct jfi_ucm *ucm, size_t index);
/** Whether two devices of one verb cannot be used together. */
bool jfi_ucm_are_exclusive(const struct jfi_ucm_device *a, const struct jfi_ucm_device *b);

/* ---- what values mean ------------------------------------------------------------------------ */

/** The name of a PCM without the prefix that libasound makes up for every opening. */
const char *jfi_ucm_pcm_name(const char *pcm);
/**
 * The device of a PCM "hw:CARD,3" of this very card, which has a number and may have an id. False:
 * of another one, or of no card directly.
 */
bool jfi_ucm_pcm_device(const char *pcm, int card_number, const char *card_id,
                        unsigned int *ret_device);

enum {
    JFI_UCM_NAME_BYTES = 64
};
/** An element "name='Headphone Jack',index=1", or by its bare name. False: it is neither. */
bool jfi_ucm_parse_elem(const char *text, char name[JFI_UCM_NAME_BYTES], unsigned int *ret_index);
/** A simple mixer element "'Headphone',1", or by its bare name. */
bool jfi_ucm_parse_mixer(const char *text, char name[JFI_UCM_NAME_BYTES], unsigned int *ret_index);

/* ---- for the readers ------------------------------------------------------------------------- */

/** Words of the configuration for a value; index: jfi_ucm_value. */
extern const char *const jfi_ucm_value_words[JFI_UCM_VALUES];

/** -ENOMEM. */
int jfi_ucm_new(struct jfi_ucm **ret_ucm);
/** Adds a device; more than anybody has written are left out, and NULL is answered. -ENOMEM. */
int jfi_ucm_add_device(struct jfi_ucm *ucm, const char *verb, const char *name, const char *comment,
                       struct jfi_ucm_device **ret_device);
/** Keeps a value if it is one of those that are kept. -ENOMEM. */
int jfi_ucm_set_value(struct jfi_ucm *ucm, struct jfi_ucm_device *device, const char *word,
                      const char *value);
/** Adds to device->conflicts or device->supported. -ENOMEM. */
int jfi_ucm_add_name(struct jfi_ucm *ucm, struct jfi_vec *names, const char *name);

#endif
