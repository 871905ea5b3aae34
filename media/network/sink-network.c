/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jackfield/network-sink.h>

#include "media/clock.h"
#include "media/network/access.h"
#include "media/network/server.h"
#include "media/sink.h"

/* "Default Values" of the Windows Media Format SDK. */
#define DEFAULT_MAX_CLIENTS  5
#define CONTRACT_MAX_CLIENTS 50

#define DEFAULT_ADDRESS "127.0.0.1"

struct network {
    struct jfi_access access;

    /* Held for writing only for moments: whoever brings packets reads. */
    pthread_rwlock_t lock;
    /* under lock */
    struct jfi_server *server; /* NULL: not open */
    struct jfi_server_settings settings;
    struct jf_data_unit *header; /* of the stream that runs; NULL: none does */
};

/* ---- what the writer calls ------------------------------------------------------------------- */

static int on_header(struct jf_sink *sink, struct jf_data_unit *header)
{
    struct network *network = jf_sink_get_priv(sink);
    int err = 0;

    pthread_rwlock_wrlock(&network->lock);
    if (network->server)
        err = jfi_server_begin(network->server, header);
    if (err == 0) {
        jf_data_unit_unref(network->header);
        network->header = jf_data_unit_ref(header);
    }
    pthread_rwlock_unlock(&network->lock);
    return err;
}

static int say_real_time(struct jf_sink *sink, bool *ret_real_time)
{
    (void)sink;
    *ret_real_time = true;
    return 0;
}

static int on_data_unit(struct jf_sink *sink, struct jf_data_unit *unit)
{
    struct network *network = jf_sink_get_priv(sink);
    int err = 0;

    pthread_rwlock_rdlock(&network->lock);
    if (network->server)
        err = jfi_server_push(network->server, unit);
    pthread_rwlock_unlock(&network->lock);
    return err;
}

static void finish(struct network *network, void (*how)(struct jfi_server *server))
{
    bool streamed = false;

    pthread_rwlock_wrlock(&network->lock);
    streamed = network->header;
    network->header = jf_data_unit_unref(network->header);
    pthread_rwlock_unlock(&network->lock);
    pthread_rwlock_rdlock(&network->lock);
    if (network->server && streamed)
        how(network->server);
    pthread_rwlock_unlock(&network->lock);
}

static int on_end_writing(struct jf_sink *sink)
{
    finish(jf_sink_get_priv(sink), jfi_server_end);
    return 0;
}

static void on_abort(struct jf_sink *sink)
{
    finish(jf_sink_get_priv(sink), jfi_server_cut);
}

static void close_sink(struct jf_sink *sink)
{
    struct network *network = jf_sink_get_priv(sink);

    jfi_server_free(network->server);
    jf_data_unit_unref(network->header);
    jfi_access_fini(&network->access);
    pthread_rwlock_destroy(&network->lock);
}

static const struct jf_sink_ops network_ops = {.name = "network sink",
                                               .priv_size = sizeof(struct network),
                                               .on_header = on_header,
                                               .is_real_time = say_real_time,
                                               .on_data_unit = on_data_unit,
                                               .on_end_writing = on_end_writing,
                                               .close = close_sink,
                                               .on_abort = on_abort};

int jf_sink_new_network(struct jf_sink **ret_sink)
{
    struct jf_sink *sink = NULL;
    struct network *network = NULL;
    int err = 0;

    if (!ret_sink)
        return -EINVAL;
    err = jf_sink_new(&network_ops, &sink);
    if (err < 0)
        return err;
    network = jf_sink_get_priv(sink);
    jfi_access_init(&network->access);
    /* A lock of the default kind takes no resource: this cannot fail on Linux. */
    pthread_rwlock_init(&network->lock, NULL);
    network->settings = (struct jfi_server_settings){
        .max_clients = DEFAULT_MAX_CLIENTS,
        .burst_ns = (int64_t)2 * JFI_NS_PER_SECOND,
        .coalescing_ns = (int64_t)250 * JFI_NS_PER_MS,
        .lag_limit_ns = (int64_t)10 * JFI_NS_PER_SECOND,
    };
    err = jfi_sink_open_statuses(sink);
    if (err < 0) {
        jf_sink_unref(sink);
        return err;
    }
    *ret_sink = sink;
    return 0;
}

/* NULL: it is no network sink. */
static struct network *get_network(const struct jf_sink *sink)
{
    if (!sink || jfi_sink_get_ops(sink) != &network_ops)
        return NULL;
    return jf_sink_get_priv((struct jf_sink *)sink);
}

/* ---- the port -------------------------------------------------------------------------------- */

int jf_network_sink_set_protocol(struct jf_sink *sink, enum jf_network_protocol protocol)
{
    if (!get_network(sink))
        return -ENOTSUP;
    return protocol == JF_NETWORK_PROTOCOL_HTTP ? 0 : -EINVAL;
}

enum jf_network_protocol jf_network_sink_get_protocol(const struct jf_sink *sink)
{
    (void)sink;
    return JF_NETWORK_PROTOCOL_HTTP;
}

/* Called locked. */
static int open_server(struct network *network, const struct jfi_server_config *config)
{
    struct jfi_server *server = NULL;
    int err = 0;

    if (network->server)
        return -EBADFD;
    err = jfi_server_new(config, &server);
    if (err < 0)
        return err;
    jfi_server_set(server, &network->settings);
    if (network->header)
        err = jfi_server_begin(server, network->header);
    if (err < 0) {
        jfi_server_free(server);
        return err;
    }
    network->server = server;
    return 0;
}

int jf_network_sink_open(struct jf_sink *sink, const char *address, unsigned int *port)
{
    struct network *network = get_network(sink);
    struct jfi_server_config config;
    int err = 0;

    if (!network)
        return -ENOTSUP;
    if (!port)
        return -EINVAL;
    config = (struct jfi_server_config){.address = address ? address : DEFAULT_ADDRESS,
                                        .port = *port,
                                        .access = &network->access,
                                        .statuses = jfi_sink_get_statuses(sink)};
    pthread_rwlock_wrlock(&network->lock);
    err = open_server(network, &config);
    if (err == 0)
        *port = jfi_server_get_port(network->server);
    pthread_rwlock_unlock(&network->lock);
    return err;
}

int jf_network_sink_close(struct jf_sink *sink)
{
    struct network *network = get_network(sink);
    struct jfi_server *server = NULL;

    if (!network)
        return -ENOTSUP;
    pthread_rwlock_wrlock(&network->lock);
    server = network->server;
    network->server = NULL;
    pthread_rwlock_unlock(&network->lock);
    if (!server)
        return -EBADFD;
    jfi_server_free(server);
    return 0;
}

int jf_network_sink_disconnect(struct jf_sink *sink)
{
    struct network *network = get_network(sink);

    if (!network)
        return -ENOTSUP;
    pthread_rwlock_rdlock(&network->lock);
    if (network->server)
        jfi_server_drop(network->server);
    pthread_rwlock_unlock(&network->lock);
    return 0;
}

int jf_network_sink_dup_host_url(struct jf_sink *sink, char **ret_url)
{
    struct network *network = get_network(sink);
    char *url = NULL;
    int err = 0;

    if (!network)
        return -ENOTSUP;
    if (!ret_url)
        return -EINVAL;
    pthread_rwlock_rdlock(&network->lock);
    if (!network->server)
        err = -EBADFD;
    else if (asprintf(&url, "mmsh://%s/", jfi_server_get_authority(network->server)) < 0)
        err = -ENOMEM;
    pthread_rwlock_unlock(&network->lock);
    if (err == 0)
        *ret_url = url;
    return err;
}

/* ---- settings -------------------------------------------------------------------------------- */

/* Takes the settings to change them; NULL and a status: they may not be. Locked then. */
static struct jfi_server_settings *begin_setting(struct network *network, int *ret_err)
{
    if (!network) {
        *ret_err = -ENOTSUP;
        return NULL;
    }
    pthread_rwlock_wrlock(&network->lock);
    if (!network->header)
        return &network->settings;
    pthread_rwlock_unlock(&network->lock);
    *ret_err = -EBADFD;
    return NULL;
}

static int end_setting(struct network *network)
{
    if (network->server)
        jfi_server_set(network->server, &network->settings);
    pthread_rwlock_unlock(&network->lock);
    return 0;
}

int jf_network_sink_lift_maximum_clients(struct jf_sink *sink, unsigned int count)
{
    struct network *network = get_network(sink);
    int err = 0;
    struct jfi_server_settings *settings = begin_setting(network, &err);

    if (!settings)
        return err;
    settings->max_clients = count;
    return end_setting(network);
}

int jf_network_sink_set_maximum_clients(struct jf_sink *sink, unsigned int count)
{
    return count <= CONTRACT_MAX_CLIENTS ? jf_network_sink_lift_maximum_clients(sink, count)
                                         : -ERANGE;
}

unsigned int jf_network_sink_get_maximum_clients(const struct jf_sink *sink)
{
    struct network *network = get_network(sink);
    unsigned int count = 0;

    if (!network)
        return 0;
    pthread_rwlock_rdlock(&network->lock);
    count = network->settings.max_clients;
    pthread_rwlock_unlock(&network->lock);
    return count;
}

static int set_time(struct jf_sink *sink, int64_t *(*get)(struct jfi_server_settings *settings),
                    int64_t value_ns)
{
    struct network *network = get_network(sink);
    int err = 0;
    struct jfi_server_settings *settings = begin_setting(network, &err);

    if (!settings)
        return err;
    *get(settings) = value_ns;
    return end_setting(network);
}

static int64_t *get_burst(struct jfi_server_settings *settings)
{
    return &settings->burst_ns;
}

static int64_t *get_coalescing(struct jfi_server_settings *settings)
{
    return &settings->coalescing_ns;
}

static int64_t *get_lag_limit(struct jfi_server_settings *settings)
{
    return &settings->lag_limit_ns;
}

static bool is_between(int64_t value_ns, int64_t least_s, int64_t most_s)
{
    return value_ns >= least_s * JFI_NS_PER_SECOND && value_ns <= most_s * JFI_NS_PER_SECOND;
}

int jf_network_sink_set_burst_ns(struct jf_sink *sink, int64_t burst_ns)
{
    return is_between(burst_ns, 0, 30) ? set_time(sink, get_burst, burst_ns) : -ERANGE;
}

int jf_network_sink_set_coalescing_ns(struct jf_sink *sink, int64_t coalescing_ns)
{
    return is_between(coalescing_ns, 0, 5) ? set_time(sink, get_coalescing, coalescing_ns)
                                           : -ERANGE;
}

int jf_network_sink_set_lag_limit_ns(struct jf_sink *sink, int64_t lag_limit_ns)
{
    return is_between(lag_limit_ns, 1, 60) ? set_time(sink, get_lag_limit, lag_limit_ns) : -ERANGE;
}

int jf_network_sink_set_resolving_names(struct jf_sink *sink, bool resolving)
{
    struct network *network = get_network(sink);
    int err = 0;
    struct jfi_server_settings *settings = begin_setting(network, &err);

    if (!settings)
        return err;
    settings->resolving = resolving;
    return end_setting(network);
}

/* ---- who may connect ------------------------------------------------------------------------- */

int jf_network_sink_add_access(struct jf_sink *sink, enum jf_access list, const char *address,
                               const char *mask)
{
    struct network *network = get_network(sink);

    return network ? jfi_access_add(&network->access, list, address, mask) : -ENOTSUP;
}

int jf_network_sink_remove_access(struct jf_sink *sink, enum jf_access list, size_t index)
{
    struct network *network = get_network(sink);

    return network ? jfi_access_remove(&network->access, list, index) : -ENOTSUP;
}

size_t jf_network_sink_get_access_count(struct jf_sink *sink, enum jf_access list)
{
    struct network *network = get_network(sink);

    return network ? jfi_access_get_count(&network->access, list) : 0;
}

int jf_network_sink_dup_access(struct jf_sink *sink, enum jf_access list, size_t index,
                               char **ret_address, char **ret_mask)
{
    struct network *network = get_network(sink);

    if (!network)
        return -ENOTSUP;
    if (!ret_address || !ret_mask)
        return -EINVAL;
    return jfi_access_dup(&network->access, list, index, ret_address, ret_mask);
}

/* ---- clients --------------------------------------------------------------------------------- */

int jf_network_sink_get_client_count(struct jf_sink *sink, size_t *ret_count)
{
    struct network *network = get_network(sink);
    int err = 0;

    if (!network)
        return -ENOTSUP;
    if (!ret_count)
        return -EINVAL;
    pthread_rwlock_rdlock(&network->lock);
    if (network->server && network->header)
        *ret_count = jfi_server_get_client_count(network->server);
    else
        err = -EBADFD;
    pthread_rwlock_unlock(&network->lock);
    return err;
}

int jf_network_sink_get_client(struct jf_sink *sink, size_t index,
                               struct jf_network_client *ret_client)
{
    struct network *network = get_network(sink);
    int err = -EBADFD;

    if (!network)
        return -ENOTSUP;
    if (!ret_client)
        return -EINVAL;
    pthread_rwlock_rdlock(&network->lock);
    if (network->server && network->header)
        err = jfi_server_get_client(network->server, index, ret_client);
    pthread_rwlock_unlock(&network->lock);
    return err;
}

int jf_network_sink_get_statistics(struct jf_sink *sink,
                                   struct jf_network_statistics *ret_statistics)
{
    struct network *network = get_network(sink);
    int err = 0;

    if (!network)
        return -ENOTSUP;
    if (!ret_statistics)
        return -EINVAL;
    pthread_rwlock_rdlock(&network->lock);
    if (network->server)
        jfi_server_get_statistics(network->server, ret_statistics);
    else
        err = -EBADFD;
    pthread_rwlock_unlock(&network->lock);
    return err;
}
