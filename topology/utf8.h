/* SPDX-License-Identifier: MIT */
#ifndef JFI_UTF8_H
#define JFI_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/**
 * Makes a string safe to show and to write as JSON, in place: bytes that are no UTF-8 and control
 * characters (a name with an escape sequence must not reach a terminal) become '?'.
 */
void jfi_utf8_clean(char *text);

/**
 * Whether `whole` is these `length` bytes, but for the case of Latin, Greek and Cyrillic letters.
 * The same in every locale. Bytes that are no UTF-8 are like themselves only.
 */
bool jfi_utf8_is_alike(const char *whole, const char *text, size_t length);
/** Whether they are somewhere in it, likewise. */
bool jfi_utf8_has_alike(const char *whole, const char *text, size_t length);

#endif
