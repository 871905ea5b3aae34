/* SPDX-License-Identifier: MIT */

/*
 * The network sink while everything that our own code may be refused is refused once, at every
 * place where it can be. What was asked for then works or says so, players get their answer or are
 * closed, and nothing leaks: the sanitizers and valgrind watch.
 */

#include "helpers/player.h"
#include "helpers/refusals.h"
#include "helpers/torture.h"
#include "test-media-support.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "media/sink.h"

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

static void visit(unsigned int port, const char *path, const char *headers)
{
    struct player player;

    player_connect(&player, port, 0);
    player_ask(&player, "GET", path, headers);
    (void)player_status(&player);
    player_close(&player);
}

static int stream(struct jf_sink *sink, unsigned int port)
{
    struct player player;
    int err = give(sink, 100, 0, true);

    if (err < 0)
        return err;
    visit(port, "/", PLAYER_UA);
    visit(port, "/status", "");
    visit(port, "/status.json", "");
    player_connect(&player, port, 0);
    player_ask(&player, "GET", "/", PLAYER_UA "Pragma: xPlayStrm=1\r\n");
    (void)player_status(&player);
    for (int i = 0; i < 5 && err == 0; i++)
        err = give(sink, 1400, i * SECOND_NS / 10, false);
    assert_int_equal(jfi_sink_get_ops(sink)->on_end_writing(sink), 0);
    player_read_to_end(&player);
    player_close(&player);
    return err;
}

static int serve(void)
{
    struct jf_writer_status *status = NULL;
    struct jf_sink *sink = NULL;
    unsigned int port = 0;
    char *url = NULL;
    int err = jf_sink_new_network(&sink);

    if (err == 0)
        err = jf_network_sink_add_access(sink, JF_ACCESS_INCLUDE, "127.0.0.0", "255.0.0.0");
    if (err == 0)
        err = jf_network_sink_set_resolving_names(sink, true);
    if (err == 0)
        err = jf_network_sink_open(sink, NULL, &port);
    if (err == 0)
        err = jf_network_sink_dup_host_url(sink, &url);
    if (err == 0)
        err = stream(sink, port);
    while (sink && (status = jf_sink_next_status(sink)))
        jf_writer_status_free(status);
    free(url);
    jf_sink_unref(sink);
    return err;
}

static void whatever_is_refused_is_said_or_survived(void **state)
{
    unsigned long nth = 0;
    bool failed = true;

    (void)state;
    assert_int_equal(serve(), 0);
    while (failed) {
        int err = 0;

        torture_arm(++nth);
        err = serve();
        failed = torture_has_failed();
        torture_arm(0);
        if (err != 0 && err != -ENOMEM && err != -EMFILE && err != -ENOSPC && err != -EAGAIN)
            fail_msg("refusal %lu made %d", nth, err);
        assert_true(failed || err == 0);
    }
    assert_true(nth > 30);
    print_message("%lu refusals\n", nth - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_refused_is_said_or_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
