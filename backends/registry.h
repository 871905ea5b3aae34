/* SPDX-License-Identifier: MIT */
#ifndef JFI_REGISTRY_H
#define JFI_REGISTRY_H

#include "backends/backend.h"

/** @file Every backend there is; registry.c puts them into lists. */

extern const struct jfi_backend_ops jfi_backend_alsa;
extern const struct jfi_backend_ops jfi_backend_pipewire;
extern const struct jfi_backend_ops jfi_backend_replay;
extern const struct jfi_backend_ops jfi_backend_synthetic;
extern const struct jfi_backend_ops jfi_backend_tie;

#endif
