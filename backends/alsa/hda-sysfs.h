/* SPDX-License-Identifier: MIT */
#ifndef JFI_HDA_SYSFS_H
#define JFI_HDA_SYSFS_H

#include "backends/alsa/hda-map.h"
#include "backends/io.h"
#include "topology/arena.h"

/** @file What sysfs tells of a codec. Reading it wakes no hardware, but for the widgets. */

/** What /sys/class/sound/hwCxDy tells besides the codec text. */
struct jfi_hda_sysfs {
    struct jfi_hda_configs configs;
    struct jfi_hda_identity identity;
};

/**
 * Reads what is there; nothing of it has to be. Zeroed before; strings are in the arena. -ENOMEM.
 */
int jfi_hda_read_sysfs(struct jfi_io *io, int card_number, int address, struct jfi_arena *arena,
                       struct jfi_hda_sysfs *ret_sysfs);

/** Whether the codec's widgets are there. */
bool jfi_hda_has_widgets(struct jfi_io *io, int card_number, int address);

/**
 * Reads the codec from /sys/bus/hdaudio/devices/hdaudioCxDy instead of its text: widgets with their
 * capabilities and connections. What is selected, the values of amplifiers, the state of pins and
 * the names of controls are not told. The caller frees it with jfi_hda_codec_free.
 * Errors: -ENOENT no widget is there; -ENOMEM.
 */
int jfi_hda_read_widgets(struct jfi_io *io, int card_number, int address,
                         struct jfi_hda_codec **ret_codec);

/** One line of a file without blanks around it, or NULL; in the arena. -ENOMEM. */
int jfi_hda_read_word(struct jfi_io *io, const char *directory, const char *name,
                      struct jfi_arena *arena, const char **ret_word);

#endif
