/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_ELD_H
#define JFI_ALSA_ELD_H

#include "backends/alsa/hda-map.h"

/**
 * Reads the text of an eld#C.I file, writing into it; `ret_eld` points into it. `file` is borrowed.
 * False: it does not say which pin it is about, as on older kernels.
 */
bool jfi_eld_parse(char *text, const char *file, struct jfi_hda_eld *ret_eld);

#endif
