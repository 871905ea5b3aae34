/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "topology/context.h"

enum {
    DEFAULT_TIMEOUT_MS = 5000
};

int jf_config_new(struct jf_config **ret_config)
{
    struct jf_config *config;

    if (!ret_config)
        return -EINVAL;
    config = calloc(1, sizeof(*config));
    if (!config)
        return -ENOMEM;
    config->timeout_ms = DEFAULT_TIMEOUT_MS;
    *ret_config = config;
    return 0;
}

void jfi_config_fini(struct jf_config *config)
{
    free(config->machine);
    free(config->remote);
    free(config->backends);
}

struct jf_config *jf_config_free(struct jf_config *config)
{
    if (config) {
        jfi_config_fini(config);
        free(config);
    }
    return NULL;
}

static int set_text(char **field, const char *text)
{
    char *copy = text ? strdup(text) : NULL;

    if (text && !copy)
        return -ENOMEM;
    free(*field);
    *field = copy;
    return 0;
}

int jf_config_set_machine(struct jf_config *config, const char *machine)
{
    return config ? set_text(&config->machine, machine) : -EINVAL;
}

int jf_config_set_remote(struct jf_config *config, const char *remote)
{
    return config ? set_text(&config->remote, remote) : -EINVAL;
}

/* ---- backends -------------------------------------------------------------------------------- */

/* What ties the others together is not asked for: it is nothing without them. */
static bool can_be_chosen(const struct jfi_backend_ops *ops)
{
    return ops->phase != JFI_PHASE_ANNOTATE;
}

static bool is_name_of(const struct jfi_backend_ops *ops, const char *name, size_t length)
{
    return can_be_chosen(ops) && strlen(ops->name) == length &&
           strncmp(ops->name, name, length) == 0;
}

static bool is_backend(const char *name, size_t length)
{
    const struct jfi_backend_ops *const *list = jfi_registry_for_machine(NULL);

    while (*list && !is_name_of(*list, name, length))
        list++;
    return *list;
}

/* Moves `names` behind a name and its comma. NULL: there is none left. */
static const char *next_name(const char **names, size_t *ret_length)
{
    const char *name = *names;

    if (!name)
        return NULL;
    *ret_length = strcspn(name, ",");
    *names = name[*ret_length] ? name + *ret_length + 1 : NULL;
    return name;
}

int jf_config_set_backends(struct jf_config *config, const char *names)
{
    const char *rest = names, *name;
    size_t length;

    if (!config)
        return -EINVAL;
    while ((name = next_name(&rest, &length))) {
        if (!is_backend(name, length))
            return -ENOENT;
    }
    return set_text(&config->backends, names);
}

bool jfi_config_wants(const struct jf_config *config, const struct jfi_backend_ops *ops)
{
    const char *rest = config->backends, *name;
    size_t length;

    if (config->machine || !config->backends || !can_be_chosen(ops))
        return true;
    while ((name = next_name(&rest, &length))) {
        if (is_name_of(ops, name, length))
            return true;
    }
    return false;
}

/* ---- the rest -------------------------------------------------------------------------------- */

int jf_config_set_timeout_ms(struct jf_config *config, int timeout_ms)
{
    if (!config || timeout_ms < 1)
        return -EINVAL;
    config->timeout_ms = timeout_ms;
    return 0;
}

int jf_config_set_log(struct jf_config *config, jf_log_fn handler, void *user)
{
    if (!config)
        return -EINVAL;
    config->log = handler;
    config->log_user = user;
    return 0;
}

int jfi_config_copy(const struct jf_config *config, struct jf_config *ret_copy)
{
    struct jf_config copy = {.timeout_ms = DEFAULT_TIMEOUT_MS};
    int status = 0;

    if (config) {
        copy = *config;
        copy.machine = copy.remote = copy.backends = NULL;
        status = set_text(&copy.machine, config->machine);
        if (!status)
            status = set_text(&copy.remote, config->remote);
        if (!status)
            status = set_text(&copy.backends, config->backends);
    }
    if (status)
        jfi_config_fini(&copy);
    else
        *ret_copy = copy;
    return status;
}
