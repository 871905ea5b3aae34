/* SPDX-License-Identifier: MIT */
#ifndef JFI_USB_TIES_H
#define JFI_USB_TIES_H

#include "backends/alsa/elem.h"
#include "backends/alsa/usb-descriptors.h"
#include "backends/alsa/usb-mixer-text.h"
#include "backends/alsa/usb-stream-text.h"
#include "topology/arena.h"
#include "topology/vec.h"

/** @file What belongs to an entity of a function: control elements, and PCM devices. Pure. */

/** A control element that acts on an entity. */
struct jfi_usb_tie {
    size_t entity;    /**< index in the function */
    int selector;     /**< which of the entity's controls; -1: not told */
    const char *name; /**< not NULL */
    unsigned int index;
    enum jfi_usb_value value;
    bool has_db; /**< what follows is told, in millibel */
    int64_t db_min, db_max;
    const char *evidence; /**< "usbmixer" or "name"; static */
};

/** A PCM device that runs over a streaming terminal. */
struct jfi_usb_pcm {
    size_t entity;
    unsigned int device;
    bool is_capture;
};

/** Selector of the control of a terminal that tells whether something is plugged in. */
int jfi_usb_sensor_selector(enum jfi_usb_version version);

/** Appends a tie for each element that the text has on one of the function's entities. -ENOMEM. */
int jfi_usb_tie_by_mixer(const struct jfi_usb_function *function, const struct jfi_usb_mixer *mixer,
                         struct jfi_arena *arena, struct jfi_vec *ties);
/**
 * Without that text: appends ties where an element's name fits one thing of the whole device and
 * no other element fits that, as the kernel makes up names ("… Capture Volume" is the only volume
 * on the way to the host). -ENOMEM.
 */
int jfi_usb_tie_by_name(const struct jfi_usb_device *device,
                        const struct jfi_usb_function *function, const struct jfi_elems *elems,
                        struct jfi_arena *arena, struct jfi_vec *ties);

/** Appends the first PCM of each streaming terminal, as struct jfi_usb_pcm. -ENOMEM. */
int jfi_usb_tie_pcms(const struct jfi_usb_device *device, const struct jfi_usb_function *function,
                     const struct jfi_vec *uses, struct jfi_vec *pcms);
/** Whether the element is one of the PCM: "Playback Channel Map" of its device. */
bool jfi_usb_is_of_pcm(const struct jfi_usb_pcm *pcm, const struct jfi_elem *elem);

#endif
