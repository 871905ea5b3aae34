/* SPDX-License-Identifier: MIT */
#include "media/network/station.h"

#include <errno.h>
#include <stdlib.h>

#include "media/clock.h"
#include "media/network/station-internal.h"

/* Clients' events that nobody takes. */
#define MAX_QUEUED_EVENTS 16384

int jfi_station_new(const struct jfi_station_config *config, struct jfi_station **ret_station)
{
    struct jfi_station *station = calloc(1, sizeof(*station));

    if (!station)
        return -ENOMEM;
    station->config = *config;
    station->next_serial = 1;
    *ret_station = station;
    return 0;
}

struct jfi_station *jfi_station_free(struct jfi_station *station)
{
    if (!station)
        return NULL;
    jfi_broadcast_free(station->broadcast);
    jfi_broadcast_free(station->retired);
    free(station);
    return NULL;
}

void jfi_station_set(struct jfi_station *station, const struct jfi_station_settings *settings)
{
    station->settings = *settings;
}

void jfi_station_set_names(struct jfi_station *station, struct jfi_names *names)
{
    station->names = names;
}

/* ---- clients come and go --------------------------------------------------------------------- */

static void tell(struct jfi_station *station, enum jf_writer_status_type type,
                 const struct jfi_listener *listener, const char *text)
{
    const struct jfi_status_content content = {
        .type = type, .text = text, .place = station->config.path};
    struct jf_network_client client;
    struct jf_writer_status *status = NULL;

    jfi_listener_get(listener, &client);
    if (jfi_status_queue_get_length(station->config.statuses) >= MAX_QUEUED_EVENTS ||
        jfi_status_new_for_client(&client, &status) < 0)
        station->statistics.lost_event_count++;
    else
        jfi_status_queue_push(station->config.statuses, status, &content);
}

static void on_join(void *userdata, const struct jfi_listener *listener)
{
    struct jfi_station *station = userdata;

    tell(station, JF_WRITER_STATUS_CLIENT_CONNECT, listener, "a player has come");
    if (station->names)
        jfi_names_ask(station->names, jfi_listener_get_serial(listener),
                      jfi_listener_get_peer(listener));
}

void jfi_station_take_name(struct jfi_station *station, uint64_t serial, char *name)
{
    struct jfi_listener *listener =
        station->broadcast ? jfi_broadcast_find(station->broadcast, serial) : NULL;

    if (!listener) {
        free(name); /* it has gone meanwhile */
        return;
    }
    jfi_listener_take_name(listener, name);
    tell(station, JF_WRITER_STATUS_CLIENT_PROPERTIES, listener, "its name is known");
}

static void on_leave(void *userdata, const struct jfi_listener *listener, enum jfi_leave why)
{
    static const char *const texts[] = {
        [JFI_LEAVE_LEFT] = "the player has gone",
        [JFI_LEAVE_ENDED] = "its stream has ended",
        [JFI_LEAVE_SLOW] = "dropped: it had fallen too far behind",
    };
    struct jfi_station *station = userdata;

    station->statistics.dropped_count += why == JFI_LEAVE_SLOW;
    station->statistics.byte_count += jfi_listener_get_byte_count(listener);
    tell(station, JF_WRITER_STATUS_CLIENT_DISCONNECT, listener, texts[why]);
}

/* ---- the stream ------------------------------------------------------------------------------ */

int jfi_station_begin(struct jfi_station *station, struct jf_data_unit *header)
{
    const struct jfi_broadcast_config config = {.epoll_fd = station->config.epoll_fd,
                                                .burst_ns = station->settings.burst_ns,
                                                .lag_limit_ns = station->settings.lag_limit_ns,
                                                .on_join = on_join,
                                                .on_leave = on_leave,
                                                .userdata = station};
    struct jfi_broadcast *broadcast = NULL;
    int err = station->retired ? -EAGAIN : jfi_broadcast_new(&config, header, &broadcast);

    if (err < 0)
        return err;
    if (station->broadcast)
        jfi_broadcast_drop(station->broadcast);
    station->retired = station->broadcast;
    station->broadcast = broadcast;
    station->over = false;
    station->streamed_bytes = 0;
    station->first_time_ns = station->last_time_ns = -1;
    station->begun_ns = jfi_clock_now_ns();
    station->stream = (struct jfi_asf_info){0};
    (void)jfi_asf_read_header(jf_data_unit_get_bytes(header), jf_data_unit_get_size(header),
                              &station->stream);
    return 0;
}

/* The first packet sets the time off and does not count: a rate is between times. */
static void count_streamed(struct jfi_station *station, const struct jf_data_unit *unit)
{
    if (station->first_time_ns < 0)
        station->first_time_ns = jf_data_unit_get_time_ns(unit);
    else
        station->streamed_bytes += jf_data_unit_get_size(unit);
    station->last_time_ns = jf_data_unit_get_time_ns(unit);
}

int jfi_station_push(struct jfi_station *station, struct jf_data_unit *unit, size_t wire_bytes)
{
    const int err = station->broadcast && !station->over
                        ? jfi_broadcast_push(station->broadcast, unit, wire_bytes)
                        : -EBADFD;

    if (err == 0)
        count_streamed(station, unit);
    return err;
}

void jfi_station_send(struct jfi_station *station)
{
    if (station->broadcast)
        jfi_broadcast_send(station->broadcast);
}

void jfi_station_end(struct jfi_station *station)
{
    station->over = true;
    if (station->broadcast)
        jfi_broadcast_end(station->broadcast);
}

void jfi_station_drop(struct jfi_station *station, bool over)
{
    station->over = station->over || over;
    if (station->broadcast)
        jfi_broadcast_drop(station->broadcast);
}

bool jfi_station_sweep(struct jfi_station *station)
{
    station->retired = jfi_broadcast_free(station->retired);
    if (!station->broadcast)
        return true;
    jfi_broadcast_sweep(station->broadcast);
    return jfi_broadcast_get_count(station->broadcast) == 0;
}

/* ---- asking ---------------------------------------------------------------------------------- */

bool jfi_station_is_on_air(const struct jfi_station *station)
{
    return station->broadcast && !station->over;
}

size_t jfi_station_get_client_count(const struct jfi_station *station)
{
    return station->broadcast ? jfi_broadcast_get_count(station->broadcast) : 0;
}

int jfi_station_get_client(const struct jfi_station *station, size_t index,
                           struct jf_network_client *ret_client)
{
    if (index >= jfi_station_get_client_count(station))
        return -ECHRNG;
    jfi_listener_get(jfi_broadcast_get(station->broadcast, index), ret_client);
    return 0;
}

void jfi_station_add_statistics(const struct jfi_station *station,
                                struct jf_network_statistics *statistics)
{
    statistics->connect_count += station->statistics.connect_count;
    statistics->refused_count += station->statistics.refused_count;
    statistics->dropped_count += station->statistics.dropped_count;
    statistics->byte_count += station->statistics.byte_count;
    statistics->lost_event_count += station->statistics.lost_event_count;
    for (size_t i = 0; i < jfi_station_get_client_count(station); i++)
        statistics->byte_count +=
            jfi_listener_get_byte_count(jfi_broadcast_get(station->broadcast, i));
}
