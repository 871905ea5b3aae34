/* SPDX-License-Identifier: MIT */

/* A machine made of one line of text, with fault knobs. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "backends/registry.h"
#include "backends/synthetic/world.h"

static const char prefix[] = "synthetic:";
static const char id_prefix[] = "syn:";

enum action {
    CONNECT,
    DISCONNECT,
    SET
};

/* Something asked for that is answered later. */
struct delayed {
    int64_t due_ms;
    uint64_t request;
    enum action action;
    struct jfi_syn_connection connection;   /* DISCONNECT: only the handle */
    char statement[4 * JFI_SYN_NAME_BYTES]; /* SET */
};

struct synthetic {
    struct jfi_syn_world world;
    struct jfi_vec delayed; /* struct delayed, ordered by due time: the delay is one for all */
    int timer_fd;
    int64_t opened_ms;
    bool is_lost;
};

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- time ------------------------------------------------------------------------------------ */

static int64_t earlier(int64_t a, int64_t b)
{
    if (a < 0 || b < 0)
        return a < 0 ? b : a;
    return a < b ? a : b;
}

/* When the server is to go or come next, as a CLOCK_MONOTONIC time, or -1. */
static int64_t next_turn_ms(const struct synthetic *synthetic)
{
    const struct jfi_syn_knobs *knobs = &synthetic->world.knobs;
    int64_t turn = synthetic->is_lost ? knobs->back_ms : knobs->lost_ms;

    return turn < 0 ? -1 : synthetic->opened_ms + turn;
}

/* When the statements for later are due, likewise. */
static int64_t later_ms(const struct synthetic *synthetic)
{
    const struct jfi_syn_world *world = &synthetic->world;

    return world->later ? synthetic->opened_ms + world->later_ms : -1;
}

static void arm(const struct synthetic *synthetic)
{
    const struct delayed *first = synthetic->delayed.items;
    int64_t due = earlier(next_turn_ms(synthetic), later_ms(synthetic));
    struct itimerspec timer = {0};

    due = earlier(due, synthetic->delayed.count ? first->due_ms : -1);
    if (due >= 0) {
        timer.it_value.tv_sec = due / 1000;
        timer.it_value.tv_nsec = due % 1000 * 1000000 + 1;
    }
    (void)timerfd_settime(synthetic->timer_fd, TFD_TIMER_ABSTIME, &timer, NULL);
}

/* ---- the world ------------------------------------------------------------------------------- */

static int touched(void *user, const char *device, bool present)
{
    struct jfi_backend *backend = user;
    const struct synthetic *synthetic = jfi_backend_priv(backend);
    char key[JFI_SYN_NAME_BYTES + sizeof(id_prefix)];

    (void)snprintf(key, sizeof(key), "%s%s", id_prefix, device);
    if (!present) {
        jfi_backend_drop(backend, key);
        return 0;
    }
    if (synthetic->is_lost || !jfi_syn_find_device(&synthetic->world, device))
        return 0;
    return jfi_backend_mark(backend, key);
}

static int mark_all(struct jfi_backend *backend)
{
    const struct synthetic *synthetic = jfi_backend_priv(backend);
    int status = 0;

    for (size_t i = 0; i < synthetic->world.devices.count && !status; i++) {
        const struct jfi_syn_device *device = jfi_vec_at(&synthetic->world.devices, i);

        status = touched(backend, device->name, true);
    }
    return status;
}

static int apply(struct jfi_backend *backend, const char *statements)
{
    struct synthetic *synthetic = jfi_backend_priv(backend);
    char *problem = NULL;
    int status = jfi_syn_apply(&synthetic->world, statements, touched, backend, &problem);

    if (status == -EBADMSG)
        jfi_backend_log(backend, JF_LOG_ERROR, "%s", problem ? problem : "bad description");
    free(problem);
    return status;
}

int jfi_synthetic_apply(struct jfi_backend *backend, const char *statements)
{
    int status = apply(backend, statements);

    arm(jfi_backend_priv(backend));
    return status;
}

/* ---- the backend's ops ----------------------------------------------------------------------- */

static int synthetic_open(struct jfi_backend *backend)
{
    struct synthetic *synthetic = jfi_backend_priv(backend);
    const char *machine = jfi_backend_machine(backend);
    int status;

    jfi_syn_world_init(&synthetic->world);
    synthetic->delayed.item_size = sizeof(struct delayed);
    synthetic->opened_ms = now_ms();
    synthetic->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (synthetic->timer_fd < 0)
        return -errno;
    status = apply(backend, machine + strlen(prefix));
    if (status) {
        jfi_syn_world_fini(&synthetic->world);
        close(synthetic->timer_fd);
        return status;
    }
    arm(synthetic);
    jfi_backend_settled(backend);
    return 0;
}

static void synthetic_close(struct jfi_backend *backend)
{
    struct synthetic *synthetic = jfi_backend_priv(backend);

    jfi_vec_fini(&synthetic->delayed);
    jfi_syn_world_fini(&synthetic->world);
    close(synthetic->timer_fd);
}

static int synthetic_get_fd(struct jfi_backend *backend)
{
    return ((struct synthetic *)jfi_backend_priv(backend))->timer_fd;
}

static int synthetic_scan(struct jfi_backend *backend, const char *key, struct jfi_builder *builder)
{
    const struct synthetic *synthetic = jfi_backend_priv(backend);
    const struct jfi_syn_device *device =
        jfi_syn_find_device(&synthetic->world, key + strlen(id_prefix));

    if (!device)
        return -ENODEV;
    if (device->bad) {
        jfi_backend_log(backend, JF_LOG_WARNING, "%s: skipped: its description is bad", key);
        return -EBADMSG;
    }
    return jfi_syn_describe(&synthetic->world, device, builder);
}

/* ---- connecting ------------------------------------------------------------------------------ */

static int make_connection(struct jfi_backend *backend, const struct jfi_syn_connection *connection)
{
    struct synthetic *synthetic = jfi_backend_priv(backend);
    struct jfi_syn_connection made = *connection;
    int status;

    if (!jfi_syn_find_part(&synthetic->world, made.from_device, made.from) ||
        !jfi_syn_find_part(&synthetic->world, made.to_device, made.to))
        return -EINVAL;
    made.handle = synthetic->world.next_handle++;
    status = jfi_vec_push(&synthetic->world.connections, &made);
    return status ? status : touched(backend, made.from_device, true);
}

static int break_connection(struct jfi_backend *backend, uint64_t handle)
{
    struct synthetic *synthetic = jfi_backend_priv(backend);
    const struct jfi_vec *connections = &synthetic->world.connections;
    char statement[4 * JFI_SYN_NAME_BYTES + 8];

    for (size_t i = 0; i < connections->count; i++) {
        const struct jfi_syn_connection *connection = jfi_vec_at(connections, i);

        if (connection->handle != handle)
            continue;
        (void)snprintf(statement, sizeof(statement), "-%s/%s~%s/%s", connection->from_device,
                       connection->from, connection->to_device, connection->to);
        return apply(backend, statement);
    }
    return -ENOTCONN;
}

/* What the knobs say to the next request. */
static int refusal(struct jfi_syn_knobs *knobs)
{
    bool is_from = knobs->refuse_from == 1;
    bool is_nth = knobs->refuse_nth == 1;

    if (knobs->refuse_from > 1)
        knobs->refuse_from--;
    if (knobs->refuse_nth > 0)
        knobs->refuse_nth--;
    return is_from || is_nth ? -EPERM : knobs->refuse;
}

static void carry_out(struct jfi_backend *backend, const struct delayed *delayed)
{
    struct synthetic *synthetic = jfi_backend_priv(backend);
    int status = refusal(&synthetic->world.knobs);

    if (!status && delayed->action == CONNECT)
        status = make_connection(backend, &delayed->connection);
    else if (!status && delayed->action == DISCONNECT)
        status = break_connection(backend, delayed->connection.handle);
    else if (!status)
        status = apply(backend, delayed->statement);
    jfi_backend_request_done(backend, delayed->request, status);
}

static int start(struct jfi_backend *backend, struct delayed *delayed)
{
    struct synthetic *synthetic = jfi_backend_priv(backend);
    int status = 0;

    if (synthetic->world.knobs.silent)
        return 0;
    if (synthetic->world.knobs.delay_ms <= 0) {
        carry_out(backend, delayed);
        return 0;
    }
    delayed->due_ms = now_ms() + synthetic->world.knobs.delay_ms;
    status = jfi_vec_push(&synthetic->delayed, delayed);
    arm(synthetic);
    return status;
}

/* Splits "syn:DEVICE/PART". */
static void name_part(const struct jf_part *part, char *ret_device, char *ret_part)
{
    const char *device = jf_device_get_id(jf_part_get_device(part));

    (void)snprintf(ret_device, JFI_SYN_NAME_BYTES, "%s", device + strlen(id_prefix));
    (void)snprintf(ret_part, JFI_SYN_NAME_BYTES, "%s", jf_part_get_id(part) + strlen(device) + 1);
}

static int synthetic_connect(struct jfi_backend *backend, const struct jf_connector *from,
                             const struct jf_connector *to, uint64_t request)
{
    struct delayed delayed = {.request = request, .action = CONNECT};

    delayed.connection.permanence = JF_PERMANENCE_FREE;
    name_part(jf_connector_get_part(from), delayed.connection.from_device, delayed.connection.from);
    name_part(jf_connector_get_part(to), delayed.connection.to_device, delayed.connection.to);
    return start(backend, &delayed);
}

static int synthetic_disconnect(struct jfi_backend *backend, uint64_t handle, uint64_t request)
{
    struct delayed delayed = {
        .request = request, .action = DISCONNECT, .connection.handle = handle};

    return start(backend, &delayed);
}

static int synthetic_set_control(struct jfi_backend *backend, const struct jf_control *control,
                                 const struct jfi_setting *setting, uint64_t request)
{
    const struct synthetic *synthetic = jfi_backend_priv(backend);
    struct delayed delayed = {.request = request, .action = SET};
    char device[JFI_SYN_NAME_BYTES], part[JFI_SYN_NAME_BYTES], value[JFI_SYN_NAME_BYTES];
    int status = jfi_syn_write_setting(&synthetic->world, control, setting, value);

    if (status)
        return status;
    name_part(jf_control_get_part(control), device, part);
    (void)snprintf(delayed.statement, sizeof(delayed.statement), "%s/%s.%s=%s", device, part,
                   jf_control_get_name(control), value);
    return start(backend, &delayed);
}

/* ---- what time brings ------------------------------------------------------------------------ */

static void answer_due(struct jfi_backend *backend)
{
    struct synthetic *synthetic = jfi_backend_priv(backend);
    struct delayed *first = synthetic->delayed.items;

    while (synthetic->delayed.count && first->due_ms <= now_ms()) {
        const struct delayed due = *first;

        synthetic->delayed.count--;
        memmove(first, first + 1, synthetic->delayed.count * sizeof(*first));
        carry_out(backend, &due);
    }
}

static int turn(struct jfi_backend *backend)
{
    struct synthetic *synthetic = jfi_backend_priv(backend);
    int status;

    if (synthetic->is_lost) {
        synthetic->is_lost = false;
        synthetic->world.knobs.back_ms = synthetic->world.knobs.lost_ms = -1;
        jfi_backend_back(backend);
        status = mark_all(backend);
        jfi_backend_settled(backend);
        return status;
    }
    synthetic->is_lost = true;
    synthetic->delayed.count = 0;
    jfi_backend_lost(backend, "lost by its own description");
    return 0;
}

static int apply_later(struct jfi_backend *backend)
{
    struct synthetic *synthetic = jfi_backend_priv(backend);
    char *statements = synthetic->world.later;
    int status;

    synthetic->world.later = NULL;
    status = apply(backend, statements);
    free(statements);
    return status;
}

static int synthetic_dispatch(struct jfi_backend *backend)
{
    struct synthetic *synthetic = jfi_backend_priv(backend);
    uint64_t expirations;
    int64_t turn_ms;
    int status = 0;

    if (read(synthetic->timer_fd, &expirations, sizeof(expirations)) < 0 && errno != EAGAIN)
        return -errno;
    turn_ms = next_turn_ms(synthetic);
    if (turn_ms >= 0 && turn_ms <= now_ms())
        status = turn(backend);
    if (!status && synthetic->world.later && later_ms(synthetic) <= now_ms())
        status = apply_later(backend);
    answer_due(backend);
    arm(synthetic);
    return status;
}

const struct jfi_backend_ops jfi_backend_synthetic = {
    .name = "synthetic",
    .phase = JFI_PHASE_SERVER,
    .priv_size = sizeof(struct synthetic),
    .open = synthetic_open,
    .close = synthetic_close,
    .get_fd = synthetic_get_fd,
    .dispatch = synthetic_dispatch,
    .scan = synthetic_scan,
    .connect = synthetic_connect,
    .disconnect = synthetic_disconnect,
    .set_control = synthetic_set_control,
};
