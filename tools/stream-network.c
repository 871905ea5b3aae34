/* SPDX-License-Identifier: MIT */

/* --to mmsh://…: the network sink, and what is told of it while it runs. */

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "common.h"
#include "json.h"
#include "options.h"
#include "output.h"
#include "stream.h"

/* The library's own default is the contract's 5; people expect more of a tool. */
#define DEFAULT_MAX_CLIENTS 1000

static int complain(const struct stream_sink *sink, const char *what)
{
    error_line("cannot stream to '%s': %s", sink->to, what);
    return EXIT_USAGE;
}

/* ---- options --------------------------------------------------------------------------------- */

/* Digits and nothing else. */
static bool read_number(const char *value, unsigned long max, unsigned long *ret_number)
{
    char *end = NULL;

    errno = 0;
    *ret_number = strtoul(value, &end, 10);
    return *value >= '0' && *value <= '9' && !*end && !errno && *ret_number <= max;
}

static int set_max_clients(const struct stream_sink *sink, const char *value)
{
    unsigned long count;

    if (!read_number(value, 1000000, &count))
        return complain(sink, "max-clients is a number up to 1000000");
    return jf_network_sink_lift_maximum_clients(sink->sink, (unsigned int)count);
}

/* As --duration takes a time, and "0". */
static bool read_time(const char *value, int64_t *ret_ns)
{
    *ret_ns = 0;
    return strcmp(value, "0") == 0 || parse_duration_ns(value, ret_ns) == 0;
}

static int set_burst(const struct stream_sink *sink, const char *value)
{
    int64_t burst_ns;

    if (!read_time(value, &burst_ns) || jf_network_sink_set_burst_ns(sink->sink, burst_ns))
        return complain(sink, "burst is a time up to 30s");
    return 0;
}

static int set_coalesce(const struct stream_sink *sink, const char *value)
{
    int64_t coalescing_ns;

    if (!read_time(value, &coalescing_ns) ||
        jf_network_sink_set_coalescing_ns(sink->sink, coalescing_ns))
        return complain(sink, "coalesce is a time up to 5s");
    return 0;
}

static int set_lag(const struct stream_sink *sink, const char *value)
{
    int64_t lag_ns;

    if (!read_time(value, &lag_ns) || jf_network_sink_set_lag_limit_ns(sink->sink, lag_ns))
        return complain(sink, "lag is a time from 1s to 60s");
    return 0;
}

static int set_packet(const struct stream_sink *sink, const char *value)
{
    unsigned long bytes;

    if (!read_number(value, UINT16_MAX, &bytes) ||
        jf_format_set_packet_size(sink->format, (unsigned int)bytes))
        return complain(sink, "packet is a number of bytes from 100 to 65527");
    return 0;
}

static int set_clock_start(const struct stream_sink *sink, const char *value)
{
    unsigned long start_ms;

    if (!read_number(value, UINT32_MAX, &start_ms))
        return complain(sink, "clock-start is a number of milliseconds up to 4294967295");
    return jf_format_set_clock_start_ms(sink->format, (uint32_t)start_ms);
}

static int set_names(const struct stream_sink *sink, const char *value)
{
    if (strcmp(value, "0") != 0 && strcmp(value, "1") != 0)
        return complain(sink, "names is 0 or 1");
    return jf_network_sink_set_resolving_names(sink->sink, *value == '1');
}

/* The mask that stands for so many leading bits, as text. */
static bool write_mask(bool v6, unsigned long bits, char out[INET6_ADDRSTRLEN])
{
    unsigned char mask[16] = {0};

    if (bits > (v6 ? 128 : 32))
        return false;
    for (unsigned long i = 0; i < bits; i++)
        mask[i / 8] |= (unsigned char)(0x80 >> i % 8);
    return inet_ntop(v6 ? AF_INET6 : AF_INET, mask, out, INET6_ADDRSTRLEN);
}

/* ADDR or ADDR/BITS. */
static int add_access(const struct stream_sink *sink, enum jf_access list, const char *value)
{
    char address[INET6_ADDRSTRLEN], mask[INET6_ADDRSTRLEN];
    size_t length = strcspn(value, "/");
    const bool v6 = strchr(value, ':');
    unsigned long bits = v6 ? 128 : 32;
    char *end = NULL;

    if (value[length] == '/')
        bits = strtoul(value + length + 1, &end, 10);
    if (length >= sizeof(address) || (end && *end))
        return complain(sink, "allow and deny take an address, or ADDRESS/BITS");
    memcpy(address, value, length);
    address[length] = '\0';
    if (!write_mask(v6, bits, mask) || jf_network_sink_add_access(sink->sink, list, address, mask))
        return complain(sink, "allow and deny take an address, or ADDRESS/BITS");
    return 0;
}

static int allow(const struct stream_sink *sink, const char *value)
{
    return add_access(sink, JF_ACCESS_INCLUDE, value);
}

static int deny(const struct stream_sink *sink, const char *value)
{
    return add_access(sink, JF_ACCESS_EXCLUDE, value);
}

static const struct {
    const char *key;
    int (*set)(const struct stream_sink *sink, const char *value);
} settings[] = {
    {"max-clients", set_max_clients},
    {"burst", set_burst},
    {"coalesce", set_coalesce},
    {"lag", set_lag},
    {"names", set_names},
    {"packet", set_packet},
    {"clock-start", set_clock_start},
    {"allow", allow},
    {"deny", deny},
};

static int set_option(const struct stream_sink *sink, const struct sink_url_option *option)
{
    int status;

    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        if (strcmp(option->key, settings[i].key) != 0)
            continue;
        status = settings[i].set(sink, option->value);
        return status < 0 ? report(status, "cannot stream to '%s'", sink->to) : status;
    }
    error_line("cannot stream to '%s': there is no option '%s'; there are max-clients, burst, "
               "coalesce, lag, packet, clock-start, names, allow and deny",
               sink->to, option->key);
    return EXIT_USAGE;
}

/* ---- opening --------------------------------------------------------------------------------- */

int network_sink_read(struct stream_sink *sink)
{
    const char *problem = "";
    int status = sink_url_parse(sink->to, &sink->url, &problem);
    int result = EXIT_YES;

    if (status == -EINVAL)
        return complain(sink, problem);
    if (status)
        return report(status, "cannot stream to '%s'", sink->to);
    if (strcmp(sink->url.scheme, "mmsh") != 0)
        return complain(sink, "no such sink kind; give the path of a file, or mmsh://ADDR:PORT/");
    if (!sink->url.has_port)
        return complain(sink, "say at which port to listen, as in mmsh://127.0.0.1:8080/; 0 is "
                              "any free one");
    status = jf_sink_new_network(&sink->sink);
    if (!status)
        status = jf_network_sink_lift_maximum_clients(sink->sink, DEFAULT_MAX_CLIENTS);
    if (status)
        return report(status, "cannot stream to '%s'", sink->to);
    for (size_t i = 0; i < sink->url.option_count && !result; i++)
        result = set_option(sink, &sink->url.options[i]);
    return result;
}

/* A socket for each player. */
static void raise_fd_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static int report_open(const struct stream_sink *sink, int status)
{
    switch (status) {
    case -EADDRINUSE:
        error_line("cannot listen at '%s': the port is in use; give another one, or 0 for any",
                   sink->to);
        return EXIT_REFUSED;
    case -EADDRNOTAVAIL:
        error_line("cannot listen at '%s': this machine has no such address", sink->to);
        return EXIT_REFUSED;
    case -EACCES:
        error_line("cannot listen at '%s': ports below 1024 are for root; give a higher one",
                   sink->to);
        return EXIT_REFUSED;
    case -EINVAL:
        error_line("cannot listen at '%s': the address is to be in figures, as 127.0.0.1, [::1] or "
                   "0.0.0.0",
                   sink->to);
        return EXIT_USAGE;
    default:
        return report(status, "cannot listen at '%s'", sink->to);
    }
}

int network_sink_open(struct stream_sink *sink)
{
    const char *host = sink->url.host;
    const bool loopback = !*host || strcmp(host, "localhost") == 0;
    unsigned int port = sink->url.port;
    int status;

    raise_fd_limit();
    status = jf_network_sink_open(sink->sink, loopback ? NULL : host, &port);
    return status ? report_open(sink, status) : EXIT_YES;
}

int network_sink_say_listening(const struct stream *stream, const struct stream_sink *sink)
{
    const char *name = *sink->url.path ? sink->url.path + 1 : "";
    char *url = NULL;
    int status = jf_network_sink_dup_host_url(sink->sink, &url);
    int result = EXIT_YES;

    if (status)
        return report(status, "cannot listen at '%s'", sink->to);
    if (stream->tool->json) {
        result = json_print(json_pack("{s:s, s:s++}", "event", "listening", "url", url, name, ""),
                            JSON_LAYOUT_LINE, stdout);
    } else {
        (void)printf("listening %s", url);
        put_text(stdout, name);
        (void)printf("\n");
    }
    free(url);
    (void)fflush(stdout);
    return result;
}

/* ---- while it runs --------------------------------------------------------------------------- */

static const char *event_name(enum jf_writer_status_type type)
{
    switch (type) {
    case JF_WRITER_STATUS_CLIENT_CONNECT:
        return "client-connect";
    case JF_WRITER_STATUS_CLIENT_DISCONNECT:
        return "client-disconnect";
    case JF_WRITER_STATUS_CLIENT_PROPERTIES:
        return "client-properties";
    default:
        return NULL;
    }
}

static void say_client(const struct stream *stream, const struct stream_sink *sink,
                       const struct jf_writer_status *status)
{
    const struct jf_network_client *client = jf_writer_status_get_client(status);
    const char *event = event_name(jf_writer_status_get_type(status));

    if (!client || !event)
        return;
    if (stream->tool->json) {
        (void)json_print(
            json_pack("{s:s, s:o, s:I, s:s, s:i, s:o, s:o, s:b, s:I, s:s}", "event", event, "sink",
                      json_of_text(sink->to), "client", (json_int_t)client->serial, "address",
                      client->address, "port", (int)client->port, "name",
                      *client->name ? json_of_text(client->name) : json_null(), "player",
                      json_of_text(client->player), "mmsh", client->mmsh, "bytes",
                      (json_int_t)client->byte_count, "text", jf_writer_status_get_text(status)),
            JSON_LAYOUT_LINE, stdout);
    } else if (stream->tool->verbosity > 0) {
        error_line("%s:%u (%s): %s", client->address, client->port, client->player,
                   jf_writer_status_get_text(status));
    }
}

void network_sink_take_events(const struct stream *stream, struct stream_sink *sink)
{
    struct jf_writer_status *status;

    while ((status = jf_sink_next_status(sink->sink))) {
        say_client(stream, sink, status);
        jf_writer_status_free(status);
    }
}
