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
        copy.machine = copy.remote = NULL;
        status = set_text(&copy.machine, config->machine);
        if (!status)
            status = set_text(&copy.remote, config->remote);
    }
    if (status)
        jfi_config_fini(&copy);
    else
        *ret_copy = copy;
    return status;
}
