/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_TEXT_H
#define JFI_MEDIA_TEXT_H

#include <stddef.h>

/** @file What went wrong, in words, and in one errno. */

#define JFI_REASON_BYTES 1024

/**
 * libav prints to stderr unless its messages are ranked below every level that anyone shows: an
 * offset for the log level of each of its objects. The sum has to fit into a byte.
 */
#define JFI_LIBAV_SILENT 100

/** One line about a failure: what was tried and what came back. Empty when nothing failed. */
struct jfi_reason {
    char text[JFI_REASON_BYTES];
};

/** Writes the line; what does not fit is cut off. */
void jfi_reason_set(struct jfi_reason *reason, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** The words for a negative errno ("No space left on device"). Static. */
const char *jfi_errno_text(int status);

/** The negative errno for an error of the FFmpeg libraries: the only place that knows theirs. */
int jfi_status_from_av(int av_error);

#endif
