/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_FUNCTION_H
#define JFI_ALSA_FUNCTION_H

#include "backends/alsa/cards.h"
#include "backends/backend.h"
#include "backends/io.h"

/**
 * @file
 * A function is one adapter device of a card, with the endpoints at it: an HDA codec, a USB audio
 * function, an AC'97 codec, or the card as a whole for what no other function accounts for. To add
 * a kind, write `const struct jfi_function_ops jfi_function_NAME` and put it into the list in
 * hardware.c.
 *
 * Functions are listed when their card appears, which opens no more than directories and what the
 * kernel holds ready, and loaded one at a time, because reading one may wake up hardware. What is
 * described is the function or an endpoint at it; the key of each is its device id.
 */

struct jfi_function;
struct jfi_hardware;
struct jfi_ucm;

/** Told of the device id of each endpoint. An error ends the walk. */
typedef int (*jfi_endpoint_fn)(void *user, const char *id);

struct jfi_function_ops {
    const char *name;
    /** Adds what the card has of this kind, by jfi_hardware_add_function. -ENOMEM. */
    int (*list)(struct jfi_hardware *hardware, struct jfi_card *card);
    /** Reads it into function->data, which is NULL before. Errors, logged by it: those of
     *  jfi_io_read; -EBADMSG; -ENOMEM. Then it is NULL again. */
    int (*load)(struct jfi_function *function);
    /** Frees function->data; also called when that is NULL. */
    void (*forget)(struct jfi_function *function);
    /** Whether a loaded function is anything to describe. NULL: always. */
    bool (*is_device)(const struct jfi_function *function);
    /** NULL: it has no endpoints. */
    int (*each_endpoint)(const struct jfi_function *function, jfi_endpoint_fn found, void *user);
    /** Describes a loaded function, or the endpoint of this key. -ENODEV: not one of its. */
    int (*describe)(const struct jfi_function *function, const char *key,
                    struct jfi_builder *builder);
    /** Whether what load has read may be old news once this element of its card has changed. NULL:
     *  it never is. */
    bool (*is_moved_by)(const struct jfi_elem *elem);
    /** Whether a loaded function shows an element, or a PCM, of its card itself. */
    bool (*claims_elem)(const struct jfi_function *function, const struct jfi_elem *elem);
    bool (*claims_pcm)(const struct jfi_function *function, const struct jfi_pcm *pcm);
};

struct jfi_function {
    const struct jfi_function_ops *ops;
    struct jfi_io *io;           /**< borrowed */
    struct jfi_backend *backend; /**< borrowed; for log lines */
    struct jfi_hardware *hardware;
    struct jfi_card *card;
    char *path;      /**< what it is read from: "proc/asound/card0/codec#2" */
    char *device_id; /**< "hda:pci-0000:00:1f.3:2" */
    int number;      /**< codec address, or AudioControl interface */
    bool is_loaded;
    bool is_stale; /**< to be read again before it is described next */
    bool is_loading;
    bool is_ahead; /**< loaded for a sibling before it was asked for, with this outcome */
    int ahead_status;
    void *data;               /**< what load has read */
    struct jfi_vec endpoints; /**< char *: ids of those that are marked */
};

/**
 * Adds a function; its device id is "KIND:CARD NAME", and with a number of 0 or more ":NUMBER".
 * -ENOMEM.
 */
int jfi_hardware_add_function(struct jfi_hardware *hardware, struct jfi_card *card,
                              const struct jfi_function_ops *ops, const char *path, int number);

/** Adds a function for each of the card's files "STEM0" to "STEM`most`" that is there. -ENOMEM. */
int jfi_hardware_add_numbered(struct jfi_hardware *hardware, struct jfi_card *card,
                              const struct jfi_function_ops *ops, const char *stem, int most);

/**
 * Loads the functions of this kind on the same card that are not, so that each can tell what is
 * another's. Their own faults are theirs, and answered when they are asked for. -ENOMEM.
 */
int jfi_hardware_load_siblings(const struct jfi_function *function);
/**
 * The loaded functions of this kind on the same card, one after the other: `index` begins at 0.
 * NULL: there are no more. The function itself is none of them.
 */
const struct jfi_function *jfi_hardware_next_sibling(const struct jfi_function *function,
                                                     size_t *index);

/** Whether a loaded function of the element's card claims it; the card as a whole claims none. */
bool jfi_hardware_is_elem_claimed(const struct jfi_hardware *hardware, const struct jfi_card *card,
                                  const struct jfi_elem *elem);
bool jfi_hardware_is_pcm_claimed(const struct jfi_hardware *hardware, const struct jfi_card *card,
                                 const struct jfi_pcm *pcm);
/** Functions of a card other than the card as a whole that have been loaded and are devices. */
size_t jfi_hardware_count_devices(const struct jfi_hardware *hardware, const struct jfi_card *card);

/** Borrowed; for listing. */
struct jfi_io *jfi_hardware_get_io(const struct jfi_hardware *hardware);
struct jfi_backend *jfi_hardware_get_backend(const struct jfi_hardware *hardware);
/** The use cases that the card as a whole was found to have. NULL: none, or it was not read. */
const struct jfi_ucm *jfi_hardware_get_use_cases(const struct jfi_hardware *hardware,
                                                 const struct jfi_card *card);
/** Whether the root shows a machine as it was: then nothing of this machine is asked. */
bool jfi_hardware_is_recorded(const struct jfi_hardware *hardware);

/** One log line: "PATH: words for the status". */
void jfi_function_log_unreadable(const struct jfi_function *function, const char *path, int status);

extern const struct jfi_function_ops jfi_function_hda;
extern const struct jfi_function_ops jfi_function_usb;
extern const struct jfi_function_ops jfi_function_ac97;
extern const struct jfi_function_ops jfi_function_card;

#endif
