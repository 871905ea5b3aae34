/* SPDX-License-Identifier: MIT */
#include "helpers/live-machine.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "backends/alsa/live.h"
#include "backends/registry.h"
#include "topology/context.h"

/* ---- the machine in the place of this one ---------------------------------------------------- */

int64_t machine_watch_delay_ms;

static int open_fake(struct jfi_backend *backend)
{
    static struct jfi_live_machine machine;

    machine = (struct jfi_live_machine){
        .root = recorded.root,
        .calls = &fake_calls,
        .watch_delay_ms = machine_watch_delay_ms,
    };
    return jfi_live_open(backend, &machine);
}

const struct jfi_backend_ops *const *__wrap_jfi_registry_for_machine(const char *machine);
const struct jfi_backend_ops *const *__wrap_jfi_registry_for_machine(const char *machine)
{
    static struct jfi_backend_ops fake_alsa;
    static const struct jfi_backend_ops *const list[] = {&fake_alsa, NULL};

    assert_null(machine);
    fake_alsa = jfi_backend_alsa;
    fake_alsa.open = open_fake;
    return list;
}

/* ---- its files ------------------------------------------------------------------------------- */

static const char *card_path(const char *before, int number, const char *after)
{
    static char path[128];

    (void)snprintf(path, sizeof(path), "%s%d%s", before, number, after);
    return path;
}

void change_codec(int number, const char *from, const char *to)
{
    size_t size;
    char *text = read_whole(TEST_SOURCE_DIR "/machines/demo/proc/asound/card0/codec#0", &size);
    char *at = strstr(text, from);
    char *changed = malloc(size + strlen(to) + 1);

    assert_non_null(at);
    assert_non_null(changed);
    (void)snprintf(changed, size + strlen(to) + 1, "%.*s%s%s", (int)(at - text), text, to,
                   at + strlen(from));
    recording_write(&recorded, card_path("proc/asound/card", number, "/codec#0"), changed);
    free(changed);
    free(text);
}

void write_card_files(int number, const char *place)
{
    char target[256];

    recording_write(&recorded, card_path("proc/asound/card", number, "/id"), "Demo\n");
    change_codec(number, "Codec", "Codec");
    (void)snprintf(target, sizeof(target), "../../devices/%s/sound/card%d", place, number);
    recording_link(&recorded, card_path("sys/class/sound/card", number, ""), target);
}

void write_card_node(int number)
{
    recording_write(&recorded, card_path("dev/snd/controlC", number, ""), "");
}

void write_card(int number, const char *place)
{
    write_card_files(number, place);
    write_card_node(number);
}

void delete_card(int number)
{
    assert_int_equal(unlink(recording_path(&recorded, card_path("dev/snd/controlC", number, ""))),
                     0);
    (void)unlink(recording_path(&recorded, card_path("sys/class/sound/card", number, "")));
    (void)unlink(recording_path(&recorded, card_path("proc/asound/card", number, "/codec#0")));
    (void)unlink(recording_path(&recorded, card_path("proc/asound/card", number, "/id")));
    assert_int_equal(rmdir(recording_path(&recorded, card_path("proc/asound/card", number, ""))),
                     0);
}

/* ---- its elements ---------------------------------------------------------------------------- */

static const unsigned int scale[] = {1, 8, (unsigned int)-6525, 75};
/* 0..3 in steps of 3 dB from -20 dB on, above that in steps of 1 dB from -10 dB on. */
static const unsigned int pieces[] = {
    3, 48, 0, 3, 1, 8, (unsigned int)-2000, 300, 4, 10, 1, 8, (unsigned int)-1000, 100};
static const char *const sources[] = {"Mic", "Internal Mic", "Mix", NULL};

static void add_switch(int number, const char *name, size_t count)
{
    fake_add(number, &(struct fake_elem){.name = name,
                                         .iface = FAKE_MIXER,
                                         .type = FAKE_BOOLEAN,
                                         .count = count,
                                         .max = 1,
                                         .values = {1, 1}});
}

static void add_level(int number, const char *name, const unsigned int *tlv, int64_t max,
                      int64_t value)
{
    fake_add(number, &(struct fake_elem){.name = name,
                                         .iface = FAKE_MIXER,
                                         .type = FAKE_INTEGER,
                                         .count = 2,
                                         .max = max,
                                         .tlv = tlv,
                                         .values = {value, value}});
}

static void add_jack(int number, const char *name, int64_t value)
{
    fake_add(number, &(struct fake_elem){.name = name,
                                         .iface = FAKE_CARD,
                                         .type = FAKE_BOOLEAN,
                                         .is_read_only = true,
                                         .count = 1,
                                         .values = {value}});
}

void add_elements(int number)
{
    add_level(number, "Headphone Playback Volume", scale, 87, 71);
    add_level(number, "Speaker Playback Volume", pieces, 10, 5);
    add_level(number, "Capture Volume", NULL, 31, 7);
    add_switch(number, "Headphone Playback Switch", 2);
    add_switch(number, "Capture Switch", 2);
    fake_add(number, &(struct fake_elem){.name = "Capture Source",
                                         .iface = FAKE_MIXER,
                                         .type = FAKE_ENUM,
                                         .count = 1,
                                         .items = sources,
                                         .values = {1}});
    add_jack(number, "Headphone Jack", 1);
    add_jack(number, "Mic Jack", 0);
}

int make_machine(void **state)
{
    make_recording(state);
    machine_watch_delay_ms = 0;
    fake_plug(0);
    add_elements(0);
    write_card(0, "pci0000:00/0000:00:1b.0");
    return 0;
}

int end_machine(void **state)
{
    delete_recording(state);
    fake_end();
    return 0;
}

/* ---- contexts -------------------------------------------------------------------------------- */

struct log_lines machine_log;

static void keep_line(void *user, enum jf_log_level level, const char *line)
{
    struct log_lines *log = user;
    size_t used = strlen(log->text);

    (void)level;
    (void)snprintf(log->text + used, sizeof(log->text) - used, "%s\n", line);
    log->count++;
}

int open_unsettled(struct jf_context **ret_context)
{
    struct jf_config *config = NULL;
    int status;

    machine_log = (struct log_lines){.count = 0};
    status = jf_config_new(&config);
    if (!status)
        status = jf_config_set_log(config, keep_line, &machine_log);
    if (!status)
        status = jf_config_set_timeout_ms(config, 5000);
    if (!status)
        status = jf_context_new(config, ret_context);
    jf_config_free(config);
    return status;
}

struct jf_context *open_live(void)
{
    struct jf_context *context = NULL;

    assert_int_equal(open_unsettled(&context), 0);
    assert_int_equal(jf_context_settle(context), 0);
    follow(context);
    (void)count_events(context, JF_EVENT_UNKNOWN);
    return context;
}

void follow(struct jf_context *context)
{
    do
        assert_int_equal(jf_context_dispatch(context), 0);
    while (jf_context_wait(context, 0) > 0);
    assert_graph_is_sound(jf_context_get_graph(context));
}

void follow_until(struct jf_context *context, bool (*is_done)(struct jf_context *context),
                  int limit_ms)
{
    int64_t end_ns = jfi_now_ns() + (int64_t)limit_ms * 1000000;

    follow(context);
    while (!is_done(context)) {
        if (jfi_now_ns() >= end_ns)
            fail_msg("it did not happen within %d ms", limit_ms);
        (void)jf_context_wait(context, 5);
        follow(context);
    }
}

/* ---- questions ------------------------------------------------------------------------------- */

static const struct jf_control *find_on_part(const struct jf_part *part, const char *name)
{
    const struct jf_control *control;

    for (size_t i = 0; jf_part_get_control(part, i, &control) == 0; i++) {
        if (strcmp(jf_control_get_name(control), name) == 0)
            return control;
    }
    return NULL;
}

const struct jf_control *find_control(struct jf_context *context, const char *name)
{
    const struct jf_graph *graph = jf_context_get_graph(context);
    const struct jf_device *device;
    const struct jf_part *part;

    for (size_t d = 0; jf_graph_get_device(graph, d, &device) == 0; d++) {
        for (size_t p = 0; jf_device_get_part(device, p, &part) == 0; p++) {
            const struct jf_control *control = find_on_part(part, name);

            if (control)
                return control;
        }
    }
    return NULL;
}

const struct jf_control *control_named(struct jf_context *context, const char *name)
{
    const struct jf_control *control = find_control(context, name);

    if (!control)
        fail_msg("no control %s", name);
    return control;
}

int64_t value_of(struct jf_context *context, const char *name, size_t channel)
{
    int64_t value = -1;

    assert_int_equal(jf_control_get_value(control_named(context, name), channel, &value), 0);
    return value;
}

struct event_count count_events(struct jf_context *context, enum jf_event_type type)
{
    struct event_count count = {.count = 0};
    struct jf_event *event;

    while ((event = jf_context_next_event(context))) {
        if (jf_event_get_type(event) == type) {
            count.count++;
            count.origin = jf_event_get_origin(event);
            count.changes |= jf_event_get_changes(event);
            if (jf_event_get_control(event))
                (void)snprintf(count.name, sizeof(count.name), "%s",
                               jf_control_get_name(jf_event_get_control(event)));
        }
        jf_event_unref(event);
    }
    return count;
}

size_t count_fds(void)
{
    DIR *dir = opendir("/proc/self/fd");
    size_t count = 0;

    assert_non_null(dir);
    while (readdir(dir))
        count++;
    closedir(dir);
    return count;
}
