/* SPDX-License-Identifier: MIT */

/* The network sink's parts that need no network. */

#include "test-media-support.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "media/network/access.h"
#include "media/network/asf-reader.h"
#include "media/network/backlog.h"
#include "media/network/listener.h"
#include "media/network/mmsh.h"
#include "media/network/page.h"

/* ---- what a request asks for ----------------------------------------------------------------- */

static enum jfi_mmsh_kind classify(const char *method, const char *first, const char *second)
{
    struct jfi_mmsh_pragmas pragmas = {.plays = false};

    if (first)
        jfi_mmsh_read_pragma(&pragmas, first);
    if (second)
        jfi_mmsh_read_pragma(&pragmas, second);
    return jfi_mmsh_classify(method, &pragmas);
}

static void requests_are_told_apart_by_their_pragmas(void **state)
{
    static const struct {
        const char *method, *first, *second;
        enum jfi_mmsh_kind kind;
    } cases[] = {
        {"GET", NULL, NULL, JFI_MMSH_DESCRIBE},
        {"GET", "no-cache,rate=1.000000,stream-time=0,stream-offset=0:0,request-context=1", NULL,
         JFI_MMSH_DESCRIBE},
        {"GET", "xClientGUID={c77e7400-738a-11d2-9add-0020af0a3278}", "xPlayStrm=1", JFI_MMSH_PLAY},
        {"GET", "no-cache, xPlayStrm=1 ,x", NULL, JFI_MMSH_PLAY},
        {"GET", "XPLAYSTRM=1", NULL, JFI_MMSH_PLAY},
        {"GET", "xPlayStrm=0", NULL, JFI_MMSH_DESCRIBE},
        /* ffmpeg 5.1: two headers without a line break between them */
        {"GET", "xPlayStrm=1", "no-cache,rate=1.000000,stream-time=0Connection: Close",
         JFI_MMSH_PLAY},
        /* VLC 3.0: a GUID that is none */
        {"GET", "xClientGUID={0xbabac001-0xb715-0xeaa9-0xc8ac57bb62797c2b}", NULL,
         JFI_MMSH_DESCRIBE},
        {"GET", "stream-switch-entry=ffff:1:0 ", "stream-switch-count=1", JFI_MMSH_DESCRIBE},
        {"GET", "pipeline-request=1", NULL, JFI_MMSH_OTHER},
        {"GET", "xPlayNextEntry=1", NULL, JFI_MMSH_OTHER},
        {"POST", "xPlayStrm=1", NULL, JFI_MMSH_OTHER},
        {"POST", "log-line=a b c", NULL, JFI_MMSH_OTHER},
        {"OPTIONS", NULL, NULL, JFI_MMSH_OTHER},
        {"GET", "", ",,, ,", JFI_MMSH_DESCRIBE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(classify(cases[i].method, cases[i].first, cases[i].second), cases[i].kind);
}

static void players_are_told_from_others(void **state)
{
    (void)state;
    assert_true(jfi_mmsh_is_player("NSPlayer/4.1.0.3856"));
    assert_true(jfi_mmsh_is_player("NSServer/9.0"));
    assert_true(jfi_mmsh_is_player("WMCacheProxy/1.0"));
    assert_false(jfi_mmsh_is_player("Lavf/59.27.100"));
    assert_false(jfi_mmsh_is_player("Mozilla/5.0 NSPlayer"));
    assert_false(jfi_mmsh_is_player(""));
}

/* ---- framing --------------------------------------------------------------------------------- */

static void packets_are_framed_as_the_specification_says(void **state)
{
    static const uint8_t header[] = {0x24, 0x48, 0x28, 0x02, 0, 0, 0, 0, 0, 0x0c, 0x28, 0x02};
    static const uint8_t data[] = {0x24, 0x44, 0x80, 0x05, 2, 0, 0, 0, 0, 0x02, 0x80, 0x05};
    static const uint8_t end[] = {0x24, 0x45, 0x04, 0x00, 0, 0, 0, 0};
    uint8_t head[JFI_MMSH_HEAD_BYTES], tail[JFI_MMSH_END_BYTES];

    (void)state;
    jfi_mmsh_put_header_head(head, 544);
    assert_memory_equal(head, header, sizeof(header));
    jfi_mmsh_put_data_head(head, 1400, 2, 2);
    assert_memory_equal(head, data, sizeof(data));
    jfi_mmsh_put_data_head(head, JFI_MMSH_MAX_PAYLOAD, 0xfffefdfc, 255);
    assert_int_equal(head[2] | head[3] << 8, 0xffff);
    assert_memory_equal(head + 4, "\xfc\xfd\xfe\xff", 4);
    assert_int_equal(head[9], 255);
    jfi_mmsh_put_end(tail);
    assert_memory_equal(tail, end, sizeof(end));
}

/* ---- ASF ------------------------------------------------------------------------------------- */

static void padding_is_taken_off_a_packet_of_several_payloads(void **state)
{
    /* error correction 82 00 00, several payloads, padding length of one byte: 5 */
    uint8_t packet[32] = {0x82, 0, 0, 0x09, 0x5d, 5, 1, 2, 3, 4, 7, 0, 0x81};

    (void)state;
    assert_int_equal(jfi_asf_strip_padding(packet, sizeof(packet)), sizeof(packet) - 5);
    assert_int_equal(packet[5], 0);
    assert_int_equal(packet[12], 0x81);
}

static void padding_that_cannot_be_taken_off_stays(void **state)
{
    static const uint8_t odd[][8] = {
        {0x82, 0, 0, 0x08, 0x5d, 5},    /* a single payload: it ends where the packet does */
        {0x82, 0, 0, 0x29, 0x5d, 9, 5}, /* a packet length of its own */
        {0x82, 0, 0, 0x01, 0x5d},       /* no padding length */
        {0x82, 0, 0, 0x09, 0x5d, 200},  /* more padding than packet */
        {0x8f},                         /* error correction data that are not there */
    };
    uint8_t packet[8];

    (void)state;
    for (size_t i = 0; i < COUNT(odd); i++) {
        memcpy(packet, odd[i], sizeof(packet));
        assert_int_equal(jfi_asf_strip_padding(packet, sizeof(packet)), sizeof(packet));
        assert_memory_equal(packet, odd[i], sizeof(packet));
    }
    for (size_t size = 0; size < 8; size++) {
        memcpy(packet, odd[1], sizeof(packet));
        assert_int_equal(jfi_asf_strip_padding(packet, size), size);
    }
}

/* The header that a live writer makes; the caller drops the sink. */
static struct jf_sink *record_live(uint8_t **ret_bytes, size_t *ret_size)
{
    struct jf_sink *memory = make_memory(true);
    struct jf_writer *writer = begin_with(memory, "asf", "wmav2");

    write_frames(writer, 0, SECOND / 2);
    assert_int_equal(jf_writer_end(writer), 0);
    jf_writer_unref(writer);
    assert_int_equal(jf_sink_memory_dup(memory, ret_bytes, ret_size), 0);
    return memory;
}

static void a_header_tells_what_the_stream_is(void **state)
{
    struct jfi_asf_info info;
    uint8_t *bytes = NULL;
    size_t size = 0;
    struct jf_sink *memory = record_live(&bytes, &size);

    (void)state;
    assert_int_equal(jfi_asf_read_header(bytes, size, &info), 0);
    assert_int_equal(info.format_tag, 0x161);
    assert_string_equal(jfi_asf_format_name(info.format_tag), "WMA 2");
    assert_int_equal(info.channel_count, 2);
    assert_int_equal(info.rate_hz, RATE_HZ);
    assert_true(info.packet_bytes >= 100);
    assert_true(info.max_bit_rate >= 24000);
    free(bytes);
    jf_sink_unref(memory);
}

static void a_header_that_is_cut_or_bent_is_refused_or_read_within_its_bounds(void **state)
{
    struct jfi_asf_info info;
    uint8_t *bytes = NULL, *copy = NULL;
    size_t size = 0, header_bytes = 0;
    struct jf_sink *memory = record_live(&bytes, &size);

    (void)state;
    for (size_t i = 8; i > 0; i--)
        header_bytes = header_bytes << 8 | bytes[15 + i];
    for (size_t cut = 0; cut < header_bytes; cut++) {
        copy = malloc(cut + 1);
        memcpy(copy, bytes, cut);
        assert_int_equal(jfi_asf_read_header(copy, cut, &info), -EBADMSG);
        free(copy);
    }
    /* Every byte of it set to the worst: the sanitizers watch. */
    for (size_t i = 0; i < header_bytes; i++) {
        copy = malloc(header_bytes);
        memcpy(copy, bytes, header_bytes);
        copy[i] = 0xff;
        (void)jfi_asf_read_header(copy, header_bytes, &info);
        free(copy);
    }
    free(bytes);
    jf_sink_unref(memory);
}

/* ---- the backlog ----------------------------------------------------------------------------- */

static struct jf_data_unit *make_unit(int64_t time_ns, size_t size)
{
    struct jf_data_unit *unit = NULL;

    assert_int_equal(jf_data_unit_new(size, &unit), 0);
    memset(jf_data_unit_get_writable(unit), 0, size);
    assert_int_equal(jf_data_unit_set_size(unit, size), 0);
    assert_int_equal(jf_data_unit_set_time_ns(unit, time_ns), 0);
    return unit;
}

static void push(struct jfi_backlog *backlog, int64_t time_ns)
{
    struct jf_data_unit *unit = make_unit(time_ns, 100);

    assert_int_equal(jfi_backlog_push(backlog, unit, 0), 0);
    jf_data_unit_unref(unit);
}

static void a_backlog_keeps_so_much_time_and_counts_on(void **state)
{
    const uint64_t first = ((uint64_t)1 << 32) - 50;
    struct jfi_backlog *backlog = NULL;

    (void)state;
    assert_int_equal(jfi_backlog_new(10 * SECOND_NS, first, &backlog), 0);
    assert_int_equal(jfi_backlog_find_since(backlog, SECOND_NS), first);
    for (int i = 0; i < 1000; i++)
        push(backlog, i * SECOND_NS / 10);
    assert_int_equal(jfi_backlog_get_end(backlog), first + 1000);
    assert_int_equal(jfi_backlog_get_first(backlog), first + 1000 - 101);
    assert_int_equal(jfi_backlog_find_since(backlog, 2 * SECOND_NS), first + 1000 - 21);
    assert_int_equal(jfi_backlog_find_since(backlog, 0), first + 1000 - 1);
    assert_int_equal(jfi_backlog_find_since(backlog, 60 * SECOND_NS), first + 1000 - 101);
    assert_int_equal(jfi_backlog_get_age_ns(backlog, first + 1000 - 11), SECOND_NS);
    assert_int_equal(jfi_backlog_get_age_ns(backlog, first + 1000), 0);
    jfi_backlog_free(backlog);
}

static void a_backlog_keeps_32_mib_of_what_comes_faster_than_time(void **state)
{
    const size_t size = 32768;
    struct jfi_backlog *backlog = NULL;

    (void)state;
    assert_int_equal(jfi_backlog_new(10 * SECOND_NS, 0, &backlog), 0);
    for (uint64_t i = 0; i < 2000; i++) {
        struct jf_data_unit *unit = make_unit(0, size);

        assert_int_equal(jfi_backlog_push(backlog, unit, size / 2), 0);
        jf_data_unit_unref(unit);
        assert_int_equal(jfi_backlog_get_end(backlog), i + 1);
    }
    /* Each as it is heard and as it came. */
    assert_int_equal(jfi_backlog_get_first(backlog), 2000 - (32 << 20) / (size + size / 2));
    jfi_backlog_free(backlog);
}

/* Over a socket, because that is what it writes to. */
static void numbers_go_on_where_32_bits_end(void **state)
{
    const uint64_t first = ((uint64_t)1 << 32) - 5;
    struct jfi_listener listener = {.mmsh = true, .next = first};
    struct jfi_backlog *backlog = NULL;
    uint8_t packet[JFI_MMSH_HEAD_BYTES + 100];
    int ends[2];

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    listener.fd = ends[0];
    assert_int_equal(jfi_backlog_new(60 * SECOND_NS, first, &backlog), 0);
    for (int i = 0; i < 300; i++)
        push(backlog, i * SECOND_NS / 10);
    assert_int_equal(jfi_listener_send(&listener, backlog), JFI_PROGRESS_DONE);
    for (uint64_t number = first; number < first + 300; number++) {
        uint8_t expected[JFI_MMSH_HEAD_BYTES];

        assert_int_equal(recv(ends[1], packet, sizeof(packet), MSG_WAITALL), sizeof(packet));
        jfi_mmsh_put_data_head(expected, 100, (uint32_t)number, (uint8_t)(number - first));
        assert_memory_equal(packet, expected, sizeof(expected));
    }
    assert_int_equal(listener.unit_count, 300);
    jfi_backlog_free(backlog);
    close(ends[0]);
    close(ends[1]);
}

static void a_packet_too_large_for_the_protocol_is_refused(void **state)
{
    struct jf_data_unit *unit = make_unit(0, JFI_MMSH_MAX_PAYLOAD + 1);
    struct jfi_backlog *backlog = NULL;

    (void)state;
    assert_int_equal(jfi_backlog_new(SECOND_NS, 0, &backlog), 0);
    assert_int_equal(jfi_backlog_push(backlog, unit, 0), -EMSGSIZE);
    assert_int_equal(jfi_backlog_get_end(backlog), 0);
    jf_data_unit_unref(unit);
    jfi_backlog_free(backlog);
}

/* ---- who may connect ------------------------------------------------------------------------- */

static bool allows(struct jfi_access *access, const char *address)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};

    if (inet_pton(AF_INET, address, &v4.sin_addr) == 1)
        return jfi_access_allows(access, (const struct sockaddr *)&v4);
    assert_int_equal(inet_pton(AF_INET6, address, &v6.sin6_addr), 1);
    return jfi_access_allows(access, (const struct sockaddr *)&v6);
}

static void exclude_wins_and_an_empty_include_list_is_everybody(void **state)
{
    struct jfi_access access;

    (void)state;
    jfi_access_init(&access);
    assert_true(allows(&access, "192.0.2.1"));
    assert_int_equal(jfi_access_add(&access, JF_ACCESS_EXCLUDE, "192.0.2.0", "255.255.255.0"), 0);
    assert_false(allows(&access, "192.0.2.1"));
    assert_false(allows(&access, "::ffff:192.0.2.1"));
    assert_true(allows(&access, "198.51.100.1"));
    assert_int_equal(jfi_access_add(&access, JF_ACCESS_INCLUDE, "2001:db8::", "ffff:ffff::"), 0);
    assert_true(allows(&access, "2001:db8::7"));
    assert_false(allows(&access, "2001:db9::7"));
    assert_false(allows(&access, "198.51.100.1"));
    assert_int_equal(jfi_access_add(&access, JF_ACCESS_INCLUDE, "0.0.0.0", "0.0.0.0"), 0);
    assert_true(allows(&access, "198.51.100.1"));
    assert_false(allows(&access, "192.0.2.1"));
    jfi_access_fini(&access);
}

static void access_entries_are_kept_by_number(void **state)
{
    struct jfi_access access;
    char *address = NULL, *mask = NULL, text[16];

    (void)state;
    jfi_access_init(&access);
    for (int i = 0; i < 20; i++) {
        (void)snprintf(text, sizeof(text), "10.0.0.%d", i);
        assert_int_equal(jfi_access_add(&access, JF_ACCESS_INCLUDE, text, "255.255.255.255"), 0);
    }
    assert_int_equal(jfi_access_get_count(&access, JF_ACCESS_INCLUDE), 20);
    assert_int_equal(jfi_access_get_count(&access, JF_ACCESS_EXCLUDE), 0);
    assert_int_equal(jfi_access_remove(&access, JF_ACCESS_INCLUDE, 3), 0);
    assert_int_equal(jfi_access_dup(&access, JF_ACCESS_INCLUDE, 3, &address, &mask), 0);
    assert_string_equal(address, "10.0.0.4");
    assert_string_equal(mask, "255.255.255.255");
    free(address);
    free(mask);
    assert_int_equal(jfi_access_remove(&access, JF_ACCESS_INCLUDE, 19), -EBADSLT);
    assert_int_equal(jfi_access_remove(&access, (enum jf_access)1, 0), -EINVAL);
    assert_int_equal(jfi_access_add(&access, (enum jf_access)1, "10.0.0.1", "0.0.0.0"), -EINVAL);
    assert_int_equal(jfi_access_add(&access, JF_ACCESS_INCLUDE, "10.0.0.1", "::"), -EINVAL);
    assert_int_equal(jfi_access_add(&access, JF_ACCESS_INCLUDE, "host", "0.0.0.0"), -EINVAL);
    assert_int_equal(jfi_access_add(&access, JF_ACCESS_INCLUDE, NULL, "0.0.0.0"), -EINVAL);
    jfi_access_fini(&access);
}

/* ---- the page -------------------------------------------------------------------------------- */

static void the_page_shows_a_title_as_text(void **state)
{
    struct jfi_page page = {.authority = "127.0.0.1:8080",
                            .path = "/",
                            .stream = {.packet_bytes = 1400,
                                       .format_tag = 0x161,
                                       .channel_count = 2,
                                       .rate_hz = 48000,
                                       .title = "<script>alert('a&b')</script>"},
                            .listeners = 3,
                            .maximum = 50,
                            .uptime_ns = 3723 * SECOND_NS,
                            .bit_rate = 128000};
    char *text = NULL;

    (void)state;
    assert_int_equal(jfi_page_write_html(&page, &text), 0);
    assert_null(strstr(text, "<script>"));
    assert_non_null(strstr(text, "&#60;script&#62;alert(&#39;a&#38;b&#39;)"));
    assert_non_null(strstr(text, "id=\"listeners\">3<"));
    assert_non_null(strstr(text, "id=\"uptime\">1:02:03<"));
    assert_non_null(strstr(text, "href=\"mmsh://127.0.0.1:8080/\""));
    free(text);
    assert_int_equal(jfi_page_write_json(&page, &text), 0);
    assert_non_null(strstr(text, "\"listeners\":3"));
    assert_non_null(strstr(text, "\"name\":\"WMA 2\""));
    free(text);
    page.stream = (struct jfi_asf_info){0};
    assert_int_equal(jfi_page_write_html(&page, &text), 0);
    assert_non_null(strstr(text, "nothing is sent now"));
    free(text);
    assert_int_equal(jfi_page_write_json(&page, &text), 0);
    assert_non_null(strstr(text, "\"codec\":null"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_told_apart_by_their_pragmas),
        cmocka_unit_test(players_are_told_from_others),
        cmocka_unit_test(packets_are_framed_as_the_specification_says),
        cmocka_unit_test(padding_is_taken_off_a_packet_of_several_payloads),
        cmocka_unit_test(padding_that_cannot_be_taken_off_stays),
        cmocka_unit_test(a_header_tells_what_the_stream_is),
        cmocka_unit_test(a_header_that_is_cut_or_bent_is_refused_or_read_within_its_bounds),
        cmocka_unit_test(a_backlog_keeps_so_much_time_and_counts_on),
        cmocka_unit_test(a_backlog_keeps_32_mib_of_what_comes_faster_than_time),
        cmocka_unit_test(numbers_go_on_where_32_bits_end),
        cmocka_unit_test(a_packet_too_large_for_the_protocol_is_refused),
        cmocka_unit_test(exclude_wins_and_an_empty_include_list_is_everybody),
        cmocka_unit_test(access_entries_are_kept_by_number),
        cmocka_unit_test(the_page_shows_a_title_as_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
