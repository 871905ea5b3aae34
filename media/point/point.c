/* SPDX-License-Identifier: MIT */
#include "media/point/point.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "media/clock.h"
#include "media/network/answers.h"

/* Packets travel together until they are this many bytes, as the network sink's. */
#define BATCH_BYTES 4096
/* How long listeners may take to fetch the last of a stream. */
#define DRAIN_NS ((int64_t)2 * JFI_NS_PER_SECOND)

struct session {
    char id[JFI_PUSH_ID_BYTES]; /* "": there is none */
    enum jf_point_state state;
    struct jfi_push *push; /* while it runs */
    struct jfi_push_reader body;
    struct jf_data_unit *header; /* NULL: none has come */
    size_t packet_bytes;         /* as the header has it; 0: it does not say */
    bool header_may_come;        /* nothing but a header has come of this body */
    bool auto_destroy;
    int64_t deadline_ns; /* when it has waited too long */
    uint64_t packet_count, byte_count;
};

struct jfi_point {
    char name[sizeof(((struct jf_point *)0)->name)];
    struct jfi_point_world *world;
    struct jfi_station *station;
    struct session session;
    bool created, removed;
    int64_t send_ns; /* when what has come must go on; INT64_MAX: nothing has */
    size_t batch_bytes;
    int64_t drop_ns; /* when those are dropped who still fetch a stream that is over; INT64_MAX */
};

int jfi_point_new(struct jfi_point_world *world, const char *name, bool created,
                  struct jfi_point **ret_point)
{
    struct jfi_point *point = calloc(1, sizeof(*point));
    struct jfi_station_config config = {
        .authority = world->authority, .epoll_fd = world->epoll_fd, .statuses = world->statuses};
    int err = 0;

    if (!point)
        return -ENOMEM;
    (void)snprintf(point->name, sizeof(point->name), "%s", name);
    config.path = point->name;
    err = jfi_station_new(&config, &point->station);
    if (err < 0) {
        free(point);
        return err;
    }
    jfi_station_set(point->station, &world->station);
    point->world = world;
    point->created = created;
    point->send_ns = point->drop_ns = INT64_MAX;
    *ret_point = point;
    return 0;
}

struct jfi_point *jfi_point_free(struct jfi_point *point)
{
    if (!point)
        return NULL;
    jfi_station_free(point->station);
    free(point);
    return NULL;
}

const char *jfi_point_get_name(const struct jfi_point *point)
{
    return point->name;
}

struct jfi_station *jfi_point_get_station(const struct jfi_point *point)
{
    return point->station;
}

void jfi_point_describe(const struct jfi_point *point, struct jf_point *ret_description)
{
    const enum jf_point_state state = point->session.state;
    const bool waits = state == JF_POINT_WAITING || state == JF_POINT_LINGERING;
    const int64_t rest_ns = point->session.deadline_ns - jfi_clock_now_ns();

    *ret_description = (struct jf_point){
        .state = state,
        .rest_ns = waits && rest_ns > 0 ? rest_ns : 0,
        .client_count = jfi_station_get_client_count(point->station),
        .packet_count = point->session.packet_count,
        .byte_count = point->session.byte_count,
        .created = point->created,
    };
    memcpy(ret_description->name, point->name, sizeof(point->name));
}

void jfi_point_tell(const struct jfi_point *point, enum jf_writer_status_type type, int result,
                    const char *text)
{
    const struct jfi_status_content content = {
        .type = type, .result = result, .text = text, .place = point->name};
    struct jf_writer_status *status = NULL;

    if (jfi_status_new(&status) == 0)
        jfi_status_queue_push(point->world->statuses, status, &content);
}

/* ---- the session ----------------------------------------------------------------------------- */

static void look_again(struct jfi_point *point, int64_t at_ns)
{
    if (at_ns < point->world->due_ns)
        point->world->due_ns = at_ns;
}

static void wait_for(struct jfi_point *point, enum jf_point_state state, int64_t limit_ns)
{
    point->session.state = state;
    point->session.deadline_ns = jfi_clock_now_ns() + limit_ns;
    look_again(point, point->session.deadline_ns);
}

bool jfi_point_has_session(const struct jfi_point *point, const char *id)
{
    return point->session.id[0] != '\0' && strcmp(point->session.id, id) == 0;
}

bool jfi_point_is_pushing(const struct jfi_point *point)
{
    return point->session.state == JF_POINT_PUSHING;
}

const char *jfi_point_get_session(const struct jfi_point *point)
{
    return point->session.id;
}

/* Nobody can guess it: it is all that keeps others out of a running session. */
static int make_id(char id[JFI_PUSH_ID_BYTES])
{
    uint8_t random[(JFI_PUSH_ID_BYTES - 1) / 2];

    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
        return -EIO;
    for (size_t i = 0; i < sizeof(random); i++)
        (void)snprintf(id + 2 * i, 3, "%02x", random[i]);
    return 0;
}

int jfi_point_set_up(struct jfi_point *point, bool auto_destroy)
{
    char id[JFI_PUSH_ID_BYTES];

    if (jfi_point_is_pushing(point))
        return -EBUSY;
    if (make_id(id) < 0)
        return -EIO;
    jfi_point_end(point, -ECONNABORTED, "another session takes its place");
    point->removed = false;
    memcpy(point->session.id, id, sizeof(id));
    point->session.auto_destroy = auto_destroy;
    wait_for(point, JF_POINT_WAITING, point->world->times.inactivity_ns);
    return 0;
}

void jfi_point_start(struct jfi_point *point, struct jfi_push *push)
{
    struct session *session = &point->session;
    const bool lingered = session->state == JF_POINT_LINGERING;

    session->push = push;
    session->header_may_come = true;
    push->point = point;
    wait_for(point, JF_POINT_PUSHING, point->world->times.idle_ns);
    if (lingered)
        jfi_point_tell(point, JF_WRITER_STATUS_RECONNECT_END, 0, "the encoder is back");
}

/* The request goes on without the point. */
static struct jfi_http_connection *let_go(struct jfi_point *point)
{
    struct jfi_push *push = point->session.push;

    jfi_push_reader_fini(&point->session.body);
    point->session.push = NULL;
    if (!push)
        return NULL;
    push->point = NULL;
    return push->connection;
}

void jfi_point_pause(struct jfi_point *point)
{
    (void)let_go(point);
    wait_for(point, JF_POINT_WAITING, point->world->times.inactivity_ns);
}

void jfi_point_lose(struct jfi_point *point)
{
    (void)let_go(point);
    wait_for(point, JF_POINT_LINGERING, point->world->times.linger_ns);
    jfi_point_tell(point, JF_WRITER_STATUS_RECONNECT_START, 0,
                   "the encoder's connection broke; the session waits for it");
}

void jfi_point_end(struct jfi_point *point, int why, const char *text)
{
    struct session *session = &point->session;
    const bool auto_destroy = session->auto_destroy;

    if (session->id[0] == '\0')
        return;
    (void)let_go(point);
    if (session->header) {
        jfi_station_end(point->station);
        point->drop_ns = jfi_clock_now_ns() + DRAIN_NS;
    }
    jf_data_unit_unref(session->header);
    *session = (struct session){.state = JF_POINT_IDLE};
    point->send_ns = INT64_MAX;
    jfi_point_tell(point, JF_WRITER_STATUS_STOPPED, why, text);
    point->removed = auto_destroy;
    look_again(point, 0);
}

/* ---- packets --------------------------------------------------------------------------------- */

static int make_unit(const uint8_t *bytes, size_t size, size_t full_bytes,
                     struct jf_data_unit **ret_unit)
{
    struct jf_data_unit *unit = NULL;
    const size_t whole = full_bytes > size ? full_bytes : size;
    int err = jf_data_unit_new(whole, &unit);

    if (err < 0)
        return err;
    memcpy(jf_data_unit_get_writable(unit), bytes, size);
    memset(jf_data_unit_get_writable(unit) + size, 0, whole - size);
    (void)jf_data_unit_set_size(unit, whole);
    (void)jf_data_unit_set_time_ns(unit, jfi_clock_now_ns());
    *ret_unit = unit;
    return 0;
}

static bool is_same(const struct jf_data_unit *unit, const uint8_t *bytes, size_t size)
{
    return unit && jf_data_unit_get_size(unit) == size &&
           memcmp(jf_data_unit_get_bytes(unit), bytes, size) == 0;
}

/* A header other than that of now ends the stream of who listens: players come back for the new. */
static int begin_stream(struct jfi_point *point, const uint8_t *bytes, size_t size)
{
    struct session *session = &point->session;
    struct jfi_asf_info info;
    struct jf_data_unit *header = NULL;
    int err = jfi_asf_read_header(bytes, size, &info);

    if (err < 0 || is_same(session->header, bytes, size))
        return err;
    err = make_unit(bytes, size, 0, &header);
    if (err < 0)
        return err;
    jfi_station_drop(point->station, true);
    point->drop_ns = INT64_MAX;
    (void)jfi_station_sweep(point->station);
    err = jfi_station_begin(point->station, header);
    if (err < 0) {
        jf_data_unit_unref(header);
        return err;
    }
    if (!session->header)
        jfi_point_tell(point, JF_WRITER_STATUS_STARTED, 0, "an encoder pushes");
    jf_data_unit_unref(session->header);
    session->header = header;
    session->packet_bytes = info.packet_bytes;
    return 0;
}

static int take_header(struct jfi_point *point, const uint8_t *bytes, size_t size)
{
    if (!point->session.header_may_come)
        return -EBADMSG;
    point->session.header_may_come = false;
    return begin_stream(point, bytes, size);
}

static int take_data(struct jfi_point *point, const uint8_t *bytes, size_t size)
{
    struct session *session = &point->session;
    struct jf_data_unit *unit = NULL;
    int err = 0;

    session->header_may_come = false;
    if (!session->header || (session->packet_bytes > 0 && size > session->packet_bytes))
        return -EBADMSG;
    err = make_unit(bytes, size, session->packet_bytes, &unit);
    if (err < 0)
        return err;
    err = jfi_station_push(point->station, unit, size);
    jf_data_unit_unref(unit);
    if (err < 0)
        return err;
    session->packet_count++;
    session->byte_count += size;
    point->batch_bytes += size;
    if (point->batch_bytes >= BATCH_BYTES)
        point->send_ns = 0;
    else if (point->send_ns == INT64_MAX)
        point->send_ns = jfi_clock_now_ns() + point->world->coalescing_ns;
    look_again(point, point->send_ns);
    return 0;
}

static uint32_t read_reason(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

/* 2.2.3.3: whatever is not 1 says that nothing more comes. */
static void take_end(struct jfi_point *point, const uint8_t *bytes)
{
    struct jfi_http_connection *connection = NULL;

    if (read_reason(bytes) == 1)
        return;
    connection = point->session.push->connection;
    jfi_point_end(point, 0, "the encoder has ended it");
    jfi_http_connection_refuse(connection, JFI_HTTP_NO_CONTENT, "No Content");
}

static int on_packet(void *userdata, enum jfi_push_packet id, const uint8_t *payload,
                     size_t payload_bytes)
{
    struct jfi_point *point = userdata;

    if (id != JFI_PUSH_FILLER && id != JFI_PUSH_END)
        wait_for(point, JF_POINT_PUSHING, point->world->times.idle_ns);
    switch (id) {
    case JFI_PUSH_HEADER:
        return take_header(point, payload, payload_bytes);
    case JFI_PUSH_CHANGE:
        point->session.header_may_come = false;
        return point->session.header ? begin_stream(point, payload + 4, payload_bytes - 4)
                                     : -EBADMSG;
    case JFI_PUSH_DATA:
        return take_data(point, payload, payload_bytes);
    case JFI_PUSH_END:
        take_end(point, payload);
        return point->session.push ? 0 : -ESHUTDOWN;
    case JFI_PUSH_FILLER:
        break;
    }
    return 0;
}

void jfi_point_take(struct jfi_point *point, const uint8_t *bytes, size_t size)
{
    struct jfi_http_connection *connection = point->session.push->connection;
    const int err = jfi_push_reader_take(&point->session.body, bytes, size, on_packet, point);

    if (err == 0 || err == -ESHUTDOWN)
        return;
    jfi_http_connection_refuse(connection,
                               err == -ENOMEM ? JFI_HTTP_UNAVAILABLE : JFI_HTTP_BAD_REQUEST,
                               err == -ENOMEM ? "Service Unavailable" : "Bad Request");
    jfi_point_lose(point);
}

/* ---- time ------------------------------------------------------------------------------------ */

static void expire(struct jfi_point *point)
{
    struct session *session = &point->session;

    if (session->state == JF_POINT_PUSHING) {
        jfi_http_connection_refuse(session->push->connection, JFI_HTTP_TIMEOUT, "Request Time-out");
        jfi_point_end(point, -ETIMEDOUT, "no packet came for too long");
    } else {
        jfi_point_end(point, -ETIMEDOUT,
                      session->state == JF_POINT_LINGERING ? "the encoder has not come back"
                                                           : "the encoder has not begun");
    }
}

void jfi_point_tick(struct jfi_point *point, int64_t now_ns)
{
    if (point->send_ns <= now_ns) {
        point->send_ns = INT64_MAX;
        point->batch_bytes = 0;
        jfi_station_send(point->station);
    }
    if (point->session.id[0] != '\0' && point->session.deadline_ns <= now_ns)
        expire(point);
    if (point->drop_ns <= now_ns) {
        point->drop_ns = INT64_MAX;
        jfi_station_drop(point->station, true);
    }
    look_again(point, point->send_ns);
    look_again(point, point->drop_ns);
    if (point->session.id[0] != '\0')
        look_again(point, point->session.deadline_ns);
}

bool jfi_point_is_removable(const struct jfi_point *point)
{
    return point->removed && jfi_station_get_client_count(point->station) == 0;
}

void jfi_point_sweep(struct jfi_point *point)
{
    (void)jfi_station_sweep(point->station);
}
