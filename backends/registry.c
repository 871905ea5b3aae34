/* SPDX-License-Identifier: MIT */

/* The only list of backends. */

#include "backends/registry.h"

#include <string.h>

/* In order of phase, as backend.h asks. */
static const struct jfi_backend_ops *const this_machine[] = {
#ifdef JACKFIELD_ALSA
    &jfi_backend_alsa,
#endif
#ifdef JACKFIELD_PIPEWIRE
    &jfi_backend_pipewire,
#endif
    &jfi_backend_tie,
    NULL,
};

static const struct jfi_backend_ops *const synthetic_machine[] = {&jfi_backend_synthetic,
                                                                  &jfi_backend_tie, NULL};

static const struct jfi_backend_ops *const recorded_machine[] = {&jfi_backend_replay,
                                                                 &jfi_backend_tie, NULL};

const struct jfi_backend_ops *const *jfi_registry_for_machine(const char *machine)
{
    if (!machine)
        return this_machine;
    if (strncmp(machine, "synthetic:", strlen("synthetic:")) == 0)
        return synthetic_machine;
    return recorded_machine;
}
