/* SPDX-License-Identifier: MIT */

/*
 * The push and the Icecast sink while everything that our own code may be refused is refused once,
 * at every place where it can be. What was asked for then works or says so, the server gets what
 * was given but for a counted gap, and nothing leaks: the sanitizers and valgrind watch.
 */

#include "helpers/push-server.h"
#include "helpers/torture.h"
#include "test-media-support.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "media/sink.h"

#define PACKET_BYTES 1400

int __real_eventfd(unsigned int count, int flags);
int __wrap_eventfd(unsigned int count, int flags);
int __wrap_asprintf(char **ret, const char *format, ...) __attribute__((format(printf, 2, 3)));
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *user);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *user);

int __wrap_asprintf(char **ret, const char *format, ...)
{
    va_list arguments;
    int length = -1;

    if (torture_is_due())
        return -1;
    va_start(arguments, format);
    length = vasprintf(ret, format, arguments);
    va_end(arguments);
    return length;
}

int __wrap_eventfd(unsigned int count, int flags)
{
    if (!torture_is_due())
        return __real_eventfd(count, flags);
    errno = EMFILE;
    return -1;
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *user)
{
    return torture_is_due() ? EAGAIN : __real_pthread_create(thread, attributes, run, user);
}

/* ---- one session ----------------------------------------------------------------------------- */

static int give(struct jf_sink *sink, size_t size, int64_t time_ns, bool header)
{
    const struct jf_sink_ops *ops = jfi_sink_get_ops(sink);
    struct jf_data_unit *unit = NULL;
    int err = jf_data_unit_new(size, &unit);

    if (err < 0)
        return err;
    memset(jf_data_unit_get_writable(unit), 0, size);
    (void)jf_data_unit_set_size(unit, size);
    (void)jf_data_unit_set_time_ns(unit, time_ns);
    err = header ? ops->on_header(sink, unit) : ops->on_data_unit(sink, unit);
    jf_data_unit_unref(unit);
    return err;
}

static int stream(struct jf_sink *sink)
{
    struct jf_uplink_statistics statistics;
    int given = 0;
    int err = give(sink, 100, 0, true);

    for (int i = 0; i < 100 && err == 0; i++) {
        err = give(sink, PACKET_BYTES, i * SECOND_NS / 100, false);
        given += err == 0;
    }
    assert_int_equal(jf_uplink_get_statistics(sink, &statistics), 0);
    assert_int_equal(
        statistics.unit_count + statistics.waiting_unit_count + statistics.gap_unit_count, given);
    return err;
}

/* Waits for the server: an end before it has agreed is none. */
static bool await_open(struct jf_sink *sink)
{
    struct jf_uplink_statistics statistics = {.state = JF_UPLINK_STATE_LOCATING};

    while (statistics.state == JF_UPLINK_STATE_LOCATING ||
           statistics.state == JF_UPLINK_STATE_CONNECTING) {
        assert_int_equal(jf_uplink_get_statistics(sink, &statistics), 0);
        usleep(1000);
    }
    return statistics.state == JF_UPLINK_STATE_OPEN;
}

static int push(const char *url)
{
    struct jf_writer_status *status = NULL;
    struct jf_sink *sink = NULL;
    int err = jf_sink_new_push(&sink);

    if (err == 0)
        err = jf_uplink_set_credentials(sink, "me", "secret");
    if (err == 0)
        err = jf_uplink_set_user_agent(sink, "Test/1");
    if (err == 0)
        err = jf_push_sink_set_length_budget(sink, 50000);
    if (err == 0)
        err = jf_push_sink_connect(sink, url, "http://127.0.0.1/model", true);
    if (err == 0)
        err = stream(sink);
    if (err == 0 && await_open(sink))
        err = jf_push_sink_end_session(sink);
    while (sink && (status = jf_sink_next_status(sink)))
        jf_writer_status_free(status);
    jf_sink_unref(sink);
    return err;
}

/* Nobody listens at port 1: what is refused is refused before, or while calling. */
static int icecast(const char *url)
{
    struct jf_writer_status *status = NULL;
    struct jf_sink *sink = NULL;
    int err = jf_sink_new_icecast(&sink);

    (void)url;
    if (err == 0)
        err = jf_uplink_set_credentials(sink, "me", "secret");
    if (err == 0)
        err = jf_icecast_sink_set_info(sink, "name", "description", "genre", true);
    if (err == 0)
        err = jf_icecast_sink_set_metadata(sink, "title", "artist");
    if (err == 0)
        err = jf_icecast_sink_connect(sink, "http://127.0.0.1:1/live", "ogg");
    if (err == 0)
        err = stream(sink);
    while (sink && (status = jf_sink_next_status(sink)))
        jf_writer_status_free(status);
    jf_sink_unref(sink);
    return err;
}

static unsigned long torment(int (*run)(const char *url))
{
    unsigned long nth = 0;
    bool failed = true;

    while (failed) {
        struct push_server server;
        int err = 0;

        push_server_start(&server, 0);
        torture_arm(++nth);
        err = run(push_server_get_url(&server));
        failed = torture_has_failed();
        torture_arm(0);
        push_server_free(&server);
        if (err != 0 && err != -ENOMEM && err != -EMFILE && err != -EAGAIN)
            fail_msg("refusal %lu made %d", nth, err);
        assert_true(failed || err == 0);
    }
    return nth - 1;
}

static void whatever_a_push_is_refused_is_said_or_survived(void **state)
{
    const unsigned long count = torment(push);

    (void)state;
    assert_true(count > 100);
    print_message("%lu refusals\n", count);
}

static void whatever_an_icecast_sink_is_refused_is_said_or_survived(void **state)
{
    const unsigned long count = torment(icecast);

    (void)state;
    assert_true(count > 100);
    print_message("%lu refusals\n", count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_a_push_is_refused_is_said_or_survived),
        cmocka_unit_test(whatever_an_icecast_sink_is_refused_is_said_or_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
