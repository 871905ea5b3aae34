/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_TEXT_H
#define JFI_ALSA_TEXT_H

#include <stdbool.h>

/**
 * @file
 * Words of the texts that the kernel and alsa-lib write. Nothing here fails.
 */

/** The text without the blanks around it, in its place: what stands behind them is cut off. */
char *jfi_text_trim(char *text);
/** Whether the word stands in the text, between single blanks or its ends. */
bool jfi_text_has_word(const char *text, const char *word);
bool jfi_text_ends_with(const char *text, const char *end);

#endif
