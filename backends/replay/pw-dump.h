/* SPDX-License-Identifier: MIT */
#ifndef JFI_REPLAY_PW_DUMP_H
#define JFI_REPLAY_PW_DUMP_H

#include <jansson.h>

#include "backends/pipewire/model.h"

/**
 * @file
 * What pw-dump printed, as objects of a PipeWire server. `pw-dump -m` prints list after list;
 * they are read in that order, and the last word about an object counts.
 */

/** Where a dump is not what pw-dump prints. */
struct jfi_pw_fault {
    size_t line, column; /**< counted from 1 */
    char what[192];
};

/**
 * Puts everything a dump tells into the model; nothing when any of it cannot be read.
 *
 * @param ret_fault  written with -EBADMSG.
 * Errors: -EBADMSG; -ENOMEM.
 */
int jfi_pw_dump_read(const char *bytes, size_t size, struct jfi_pw_model *model,
                     struct jfi_pw_fault *ret_fault);

/**
 * The lists of a dump, as a list of them, whose objects have no fault. The caller drops it. Errors
 * as jfi_pw_dump_read.
 */
int jfi_pw_dump_parse(const char *bytes, size_t size, json_t **ret_lists,
                      struct jfi_pw_fault *ret_fault);

/* ---- pw-object.c: one object ----------------------------------------------------------------- */

/** What is wrong with an object, in static words, or NULL. */
const char *jfi_pw_dump_object_fault(const json_t *object);
/** Puts an object without fault into the model, or takes it out. -ENOMEM. */
int jfi_pw_dump_put(struct jfi_pw_model *model, const json_t *object);

#endif
