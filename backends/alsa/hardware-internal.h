/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_HARDWARE_INTERNAL_H
#define JFI_ALSA_HARDWARE_INTERNAL_H

#include "backends/alsa/function.h"
#include "backends/alsa/hardware.h"
#include "topology/vec.h"

/** @file What hardware.c (cards, and what changes) and function.c (their functions) share. */

struct jfi_hardware {
    struct jfi_io *io;
    struct jfi_backend *backend;
    unsigned int flags;
    struct jfi_vec cards;     /* struct jfi_card * */
    struct jfi_vec functions; /* struct jfi_function * */
};

struct jfi_function *jfi_function_at(const struct jfi_hardware *hardware, size_t index);
/** Whether it has been read and is anything to describe. */
bool jfi_function_is_there(const struct jfi_function *function);
/** Reads it; -ENOMEM leaves what was known. */
int jfi_function_load(struct jfi_function *function);
struct jfi_function *jfi_function_free(struct jfi_function *function);
void jfi_function_free_endpoints(struct jfi_vec *endpoints);

#endif
