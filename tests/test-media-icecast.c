/* SPDX-License-Identifier: MIT */

/*
 * The Icecast sink and Debian's Icecast, with ffmpeg for a listener. The test is the writer: it
 * brings the frames or pages of a file that ffmpeg has made, at their time.
 */

#include "helpers/icecast.h"
#include "test-media-support.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "media/sink.h"

#define PIECE_NS ((int64_t)50000000)

struct rig {
    struct icecast icecast;
    struct jf_sink *sink;
    uint8_t *file;
    size_t size, place, piece_bytes;
    int64_t count; /* of pieces given */
    bool ogg;
};

static int open_rig(void **state)
{
    struct rig *rig = calloc(1, sizeof(*rig));

    assert_non_null(rig);
    icecast_prepare(&rig->icecast);
    icecast_start(&rig->icecast);
    assert_int_equal(jf_sink_new_icecast(&rig->sink), 0);
    assert_int_equal(jf_uplink_set_credentials(rig->sink, "source", ICECAST_PASSWORD), 0);
    *state = rig;
    return 0;
}

static int close_rig(void **state)
{
    struct rig *rig = *state;

    assert_null(jf_sink_unref(rig->sink));
    icecast_remove(&rig->icecast);
    free(rig->file);
    free(rig);
    return 0;
}

/* ---- the writer ------------------------------------------------------------------------------ */

static void give(struct rig *rig, const uint8_t *bytes, size_t size, bool header)
{
    const struct jf_sink_ops *ops = jfi_sink_get_ops(rig->sink);
    struct jf_data_unit *unit = NULL;

    assert_int_equal(jf_data_unit_new(size, &unit), 0);
    memcpy(jf_data_unit_get_writable(unit), bytes, size);
    assert_int_equal(jf_data_unit_set_size(unit, size), 0);
    assert_int_equal(jf_data_unit_set_time_ns(unit, rig->count * PIECE_NS), 0);
    assert_int_equal(header ? ops->on_header(rig->sink, unit) : ops->on_data_unit(rig->sink, unit),
                     0);
    jf_data_unit_unref(unit);
}

/* A minute of 440 Hz. */
static void make_file(struct rig *rig, const char *name, const char *codec)
{
    char *path = join(rig->icecast.directory, name);
    const char *const ogg = "-page_duration", *const mp3 = "-write_xing";
    const char *const arguments[] = {"ffmpeg",
                                     "-nostdin",
                                     "-y",
                                     "-v",
                                     "error",
                                     "-f",
                                     "lavfi",
                                     "-i",
                                     "sine=frequency=440:sample_rate=48000:duration=60",
                                     "-ac",
                                     "2",
                                     "-c:a",
                                     codec,
                                     "-b:a",
                                     "128k",
                                     strstr(name, "mp3") ? mp3 : ogg,
                                     strstr(name, "mp3") ? "0" : "50000",
                                     path,
                                     NULL};
    FILE *file = NULL;

    rig->ogg = strstr(name, "mp3") == NULL;
    assert_int_equal(await_program(start_program(arguments, false), 60), 0);
    file = fopen(path, "rb");
    assert_non_null(file);
    rig->file = malloc(8 << 20);
    assert_non_null(rig->file);
    rig->size = fread(rig->file, 1, 8 << 20, file);
    assert_true(rig->size > 100000);
    rig->piece_bytes = rig->size / (60 * 20);
    (void)fclose(file);
    free(path);
}

static size_t page_bytes(const uint8_t *page)
{
    size_t size = 27 + page[26];

    assert_memory_equal(page, "OggS", 4);
    for (size_t i = 0; i < page[26]; i++)
        size += page[27 + i];
    return size;
}

static void give_header(struct rig *rig)
{
    size_t first = 0, both = 0;

    if (!rig->ogg)
        return;
    first = page_bytes(rig->file);
    both = first + page_bytes(rig->file + first);
    give(rig, rig->file, both, true);
    rig->place = both;
}

/* At the time of the sound in it. */
static void stream_ms(struct rig *rig, int duration_ms)
{
    for (int i = 0; i < duration_ms / 50; i++) {
        const size_t size = rig->ogg ? page_bytes(rig->file + rig->place) : rig->piece_bytes;

        assert_true(rig->place + size < rig->size);
        give(rig, rig->file + rig->place, size, false);
        rig->place += size;
        rig->count++;
        usleep(50000);
    }
}

static void connect_to(struct rig *rig, const char *mount)
{
    char url[64];

    (void)snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", rig->icecast.port, mount);
    assert_int_equal(jf_icecast_sink_connect(rig->sink, url, rig->ogg ? "ogg" : "mp3"), 0);
}

static void expect(struct jf_sink *sink, enum jf_writer_status_type type, int result)
{
    struct pollfd poll_fd = {.fd = jf_sink_get_fd(sink), .events = POLLIN};
    struct jf_writer_status *status = NULL;

    if (poll(&poll_fd, 1, 20000) != 1)
        fail_msg("no status came; wanted %d, %d", (int)type, result);
    status = jf_sink_next_status(sink);
    assert_non_null(status);
    if (jf_writer_status_get_type(status) != type ||
        jf_writer_status_get_result(status) != result) {
        fail_msg("status %d, result %d: \"%s\"; wanted %d, %d",
                 (int)jf_writer_status_get_type(status), jf_writer_status_get_result(status),
                 jf_writer_status_get_text(status), (int)type, result);
    }
    jf_writer_status_free(status);
}

static void expect_opened(struct jf_sink *sink, int result)
{
    expect(sink, JF_WRITER_STATUS_LOCATING, 0);
    expect(sink, JF_WRITER_STATUS_CONNECTING, 0);
    expect(sink, JF_WRITER_STATUS_OPENED, result);
}

/* ---- the listener ---------------------------------------------------------------------------- */

static pid_t listen_to(struct rig *rig, const char *mount, const char *name)
{
    char *path = join(rig->icecast.directory, name);
    char url[64];
    const char *const arguments[] = {"ffmpeg", "-nostdin", "-y", "-v", "error", "-i",
                                     url,      "-t",       "2",  path, NULL};
    pid_t pid = 0;

    (void)snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", rig->icecast.port, mount);
    pid = start_program(arguments, false);
    free(path);
    return pid;
}

static void assert_heard(struct rig *rig, pid_t pid, const char *name)
{
    char *path = join(rig->icecast.directory, name);
    struct decoded decoded;

    assert_int_equal(await_program(pid, 20), 0);
    decode_file(path, &decoded);
    assert_true(decoded.frame_count > (size_t)decoded.rate_hz * 3 / 2);
    assert_tone(&decoded, 440, decoded.rate_hz / 2, decoded.frame_count - decoded.rate_hz / 4);
    decoded_free(&decoded);
    free(path);
}

/* ---- what must be so ------------------------------------------------------------------------- */

static void push_and_listen(struct rig *rig, const char *name, const char *codec)
{
    struct jf_uplink_statistics statistics;
    pid_t listener = 0;

    make_file(rig, name, codec);
    connect_to(rig, "/live");
    give_header(rig);
    expect_opened(rig->sink, 0);
    stream_ms(rig, 1500);
    listener = listen_to(rig, "/live", "heard.wav");
    stream_ms(rig, 3500);
    assert_heard(rig, listener, "heard.wav");
    assert_int_equal(jf_icecast_sink_end(rig->sink), 0);
    expect(rig->sink, JF_WRITER_STATUS_CLOSED, 0);
    assert_int_equal(jf_icecast_sink_end(rig->sink), -ENOTCONN);
    assert_int_equal(jf_icecast_sink_disconnect(rig->sink), 0);
    assert_int_equal(jf_uplink_get_statistics(rig->sink, &statistics), 0);
    assert_int_equal(statistics.unit_count, rig->count);
    assert_int_equal(statistics.gap_unit_count, 0);
}

static void listeners_hear_mp3(void **state)
{
    push_and_listen(*state, "tone.mp3", "libmp3lame");
}

static void listeners_hear_opus_in_ogg(void **state)
{
    push_and_listen(*state, "tone.opus", "libopus");
}

static void what_plays_and_who_sends_is_told(void **state)
{
    struct rig *rig = *state;
    char *text = NULL;

    make_file(rig, "tone.mp3", "libmp3lame");
    assert_int_equal(jf_icecast_sink_set_info(rig->sink, "Studio One", "A tone", "Test", false), 0);
    connect_to(rig, "/live");
    give_header(rig);
    expect_opened(rig->sink, 0);
    stream_ms(rig, 500);
    assert_int_equal(jf_icecast_sink_set_metadata(rig->sink, "Für Elise", "L. v. B."), 0);
    stream_ms(rig, 1000);
    text = icecast_get(&rig->icecast, "/status-json.xsl", 0);
    assert_non_null(strstr(text, "\"server_name\":\"Studio One\""));
    assert_non_null(strstr(text, "\"server_description\":\"A tone\""));
    assert_non_null(strstr(text, "\"server_type\":\"audio/mpeg\""));
    assert_non_null(strstr(text, "L. v. B."));
    assert_non_null(strstr(text, "Elise"));
    free(text);
    assert_int_equal(jf_icecast_sink_disconnect(rig->sink), 0);
    rig->ogg = true;
    connect_to(rig, "/live");
    assert_int_equal(jf_icecast_sink_set_metadata(rig->sink, "title", NULL), -ENOTSUP);
}

static void a_wrong_password_and_a_taken_mount_are_refused(void **state)
{
    struct rig *rig = *state;
    struct jf_sink *ours = rig->sink;
    struct jf_sink *other = NULL;

    make_file(rig, "tone.mp3", "libmp3lame");
    assert_int_equal(jf_uplink_set_credentials(ours, "source", "wrong"), 0);
    connect_to(rig, "/live");
    expect_opened(ours, -EKEYREJECTED);
    assert_int_equal(jf_uplink_set_credentials(ours, "source", ICECAST_PASSWORD), 0);
    connect_to(rig, "/live");
    give_header(rig);
    expect_opened(ours, 0);
    stream_ms(rig, 500);

    assert_int_equal(jf_sink_new_icecast(&other), 0);
    assert_int_equal(jf_uplink_set_credentials(other, "source", ICECAST_PASSWORD), 0);
    rig->sink = other;
    connect_to(rig, "/live");
    expect_opened(other, -EKEYREJECTED);
    rig->sink = ours;
    jf_sink_unref(other);
    stream_ms(rig, 500);
    assert_int_equal(jf_icecast_sink_end(ours), 0);
}

static void a_server_that_is_killed_gets_the_stream_again(void **state)
{
    struct rig *rig = *state;
    struct jf_uplink_statistics statistics;
    pid_t listener = 0;

    make_file(rig, "tone.opus", "libopus");
    connect_to(rig, "/live");
    give_header(rig);
    expect_opened(rig->sink, 0);
    stream_ms(rig, 1000);
    icecast_kill(&rig->icecast);
    stream_ms(rig, 500);
    expect(rig->sink, JF_WRITER_STATUS_RECONNECT_START, -ECONNABORTED);
    icecast_start(&rig->icecast);
    stream_ms(rig, 2500);
    expect(rig->sink, JF_WRITER_STATUS_RECONNECT_END, 0);
    listener = listen_to(rig, "/live", "heard.wav");
    stream_ms(rig, 3000);
    assert_heard(rig, listener, "heard.wav");
    assert_int_equal(jf_icecast_sink_end(rig->sink), 0);
    assert_int_equal(jf_uplink_get_statistics(rig->sink, &statistics), 0);
    assert_int_equal(statistics.reconnect_count, 1);
    assert_int_equal(statistics.unit_count + statistics.gap_unit_count, rig->count);
}

static void nobody_there_ends_with_the_time_limit(void **state)
{
    struct rig *rig = *state;

    icecast_kill(&rig->icecast);
    assert_int_equal(jf_uplink_set_time_limit_ns(rig->sink, SECOND_NS), 0);
    connect_to(rig, "/live");
    expect_opened(rig->sink, -ECONNREFUSED);
    assert_int_equal(jf_icecast_sink_end(rig->sink), -ENOTCONN);
}

static void bad_targets_are_refused_at_once(void **state)
{
    static const char *const bad[] = {
        "",          "host/live",    "ftp://h/live",    "http://h",
        "http://h/", "http:///live", "http://u@h/live", "http://h:99999/live"};
    struct rig *rig = *state;

    for (size_t i = 0; i < COUNT(bad); i++) {
        if (jf_icecast_sink_connect(rig->sink, bad[i], "ogg") != -EDESTADDRREQ)
            fail_msg("\"%s\" was taken", bad[i]);
    }
    assert_int_equal(jf_icecast_sink_connect(rig->sink, "http://h/l", "asf"), -EMEDIUMTYPE);
    assert_int_equal(jf_icecast_sink_connect(rig->sink, NULL, "ogg"), -EINVAL);
    assert_int_equal(jf_push_sink_connect(rig->sink, "http://h/l", NULL, false), -ENOTSUP);
    assert_int_equal(jf_icecast_sink_disconnect(rig->sink), 0);
    assert_int_equal(jf_icecast_sink_end(rig->sink), -ENOTCONN);
}

#define ICECAST_TEST(test) cmocka_unit_test_setup_teardown(test, open_rig, close_rig)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ICECAST_TEST(bad_targets_are_refused_at_once),
        ICECAST_TEST(listeners_hear_mp3),
        ICECAST_TEST(listeners_hear_opus_in_ogg),
        ICECAST_TEST(what_plays_and_who_sends_is_told),
        ICECAST_TEST(a_wrong_password_and_a_taken_mount_are_refused),
        ICECAST_TEST(a_server_that_is_killed_gets_the_stream_again),
        ICECAST_TEST(nobody_there_ends_with_the_time_limit),
    };

    if (!icecast_is_there()) {
        (void)fprintf(stderr, "no icecast2 on this machine\n");
        return getenv("CI") ? 1 : 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
