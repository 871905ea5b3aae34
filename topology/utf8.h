/* SPDX-License-Identifier: MIT */
#ifndef JFI_UTF8_H
#define JFI_UTF8_H

/**
 * Makes a string safe to show and to write as JSON, in place: bytes that are no UTF-8 and control
 * characters (a name with an escape sequence must not reach a terminal) become '?'.
 */
void jfi_utf8_clean(char *text);

#endif
