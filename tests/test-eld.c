/* SPDX-License-Identifier: MIT */

/* What monitors tell of themselves: the kernel's text of it, and its bytes. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/recording.h"

#include "backends/alsa/eld.h"

/* ---- short ways to ask ----------------------------------------------------------------------- */

static struct jfi_eld parse(const char *text)
{
    char *copy = strdup(text);
    struct jfi_eld eld;

    assert_non_null(copy);
    assert_true(jfi_eld_parse(copy, "eld#2.0", &eld));
    free(copy);
    return eld;
}

/* What was told, as "key=value" lines. */
struct told {
    char text[2048];
};

static void note(void *user, const char *key, const char *value)
{
    struct told *told = user;
    size_t used = strlen(told->text);

    (void)snprintf(told->text + used, sizeof(told->text) - used, "%s=%s\n", key, value);
}

static void assert_told(const struct jfi_eld *eld, const char *prefix, const char *expected)
{
    struct told told = {.text = ""};

    jfi_eld_tell(eld, prefix, note, &told);
    assert_string_equal(told.text, expected);
}

/* ---- text ------------------------------------------------------------------------------------ */

#define PLACE                \
    "monitor_present\t\t1\n" \
    "eld_valid\t\t1\n"       \
    "codec_pin_nid\t\t0x5\n" \
    "codec_dev_id\t\t0x1\n"  \
    "codec_cvt_nid\t\t0x2\n"
#define FACTS                                                              \
    "monitor_name\t\tDELL U2715H\n"                                        \
    "connection_type\t\tDisplayPort\n"                                     \
    "eld_version\t\t[0x2] CEA-861D or below\n"                             \
    "edid_version\t\t[0x3] CEA-861-B, C or D\n"                            \
    "manufacture_id\t\t0xac10\n"                                           \
    "product_id\t\t0xd065\n"                                               \
    "port_id\t\t\t0x20000\n"                                               \
    "support_hdcp\t\t0\n"                                                  \
    "support_ai\t\t0\n"                                                    \
    "audio_sync_delay\t40\n"                                               \
    "speakers\t\t[0x5f] FL/FR LFE FC RL/RR RC RLC/RRC\n"                   \
    "sad_count\t\t2\n"                                                     \
    "sad0_coding_type\t[0x1] LPCM\n"                                       \
    "sad0_channels\t\t2\n"                                                 \
    "sad0_rates\t\t[0x1ee0] 32000 44100 48000 88200 96000 176400 192000\n" \
    "sad0_bits\t\t[0xe0000] 16 20 24\n"                                    \
    "sad1_coding_type\t[0x2] AC-3\n"                                       \
    "sad1_channels\t\t6\n"                                                 \
    "sad1_rates\t\t[0xe0] 32000 44100 48000\n"                             \
    "sad1_max_bitrate\t640000\n"

static void a_file_tells_the_place_and_the_monitor(void **state)
{
    struct jfi_eld eld = parse(PLACE FACTS);

    (void)state;
    assert_string_equal(eld.file, "eld#2.0");
    assert_true(eld.has_presence && eld.is_present && eld.is_valid && eld.has_place);
    assert_int_equal(eld.nid, 5);
    assert_int_equal(eld.device, 1);
    assert_int_equal(eld.converter, 2);
    assert_told(&eld, "monitor.1",
                "monitor.1.name=DELL U2715H\n"
                "monitor.1.connection=DisplayPort\n"
                "monitor.1.manufacturer=DEL\n"
                "monitor.1.product=0xd065\n"
                "monitor.1.port=0x20000\n"
                "monitor.1.speakers=FL FR LFE FC RL RR RC RLC RRC\n"
                "monitor.1.formats=LPCM 2 channels 32/44.1/48/88.2/96/176.4/192 kHz 16/20/24 bits; "
                "AC-3 6 channels 32/44.1/48 kHz up to 640 kbit/s\n"
                "monitor.1.delay-ms=40\n");
}

static void an_empty_socket_tells_its_place_only(void **state)
{
    struct jfi_eld eld = parse("monitor_present\t\t0\r\neld_valid\t\t0\r\ncodec_pin_nid\t\t0x6\r\n"
                               "codec_dev_id\t\t0x0\r\ncodec_cvt_nid\t\t0x0\r\n");

    (void)state;
    assert_true(eld.has_presence && eld.has_place);
    assert_false(eld.is_present);
    assert_false(eld.is_valid);
    assert_int_equal(eld.nid, 6);
    assert_told(&eld, "monitor", "");
}

/* Kernels before 2011 print the fields of the monitor and nothing else. */
static void an_old_file_tells_neither_place_nor_presence(void **state)
{
    struct jfi_eld eld = parse("monitor_name\t\tSyncMaster\nconnection_type\t\tDisplay Port\n"
                               "sad_count\t\t0\n");

    (void)state;
    assert_true(eld.is_valid);
    assert_false(eld.has_presence);
    assert_false(eld.has_place);
    assert_told(&eld, "monitor", "monitor.name=SyncMaster\nmonitor.connection=DisplayPort\n");
}

static void what_is_no_such_file_is_refused(void **state)
{
    static const char *const texts[] = {"", "\n\n", "Codec: Realtek ALC269\nAddress: 0\n",
                                        "monitor_present", "sad\t1\n"};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        char *copy = strdup(texts[i]);
        struct jfi_eld eld;

        assert_non_null(copy);
        if (jfi_eld_parse(copy, "eld#0.0", &eld))
            fail_msg("case %zu", i);
        free(copy);
    }
}

static void odd_lines_do_no_harm(void **state)
{
    struct jfi_eld eld =
        parse("monitor_present 1\nsad99_channels 2\nsad-1_channels 2\n"
              "sad0_rates [0x\nsad0_bits ] 16 x 24\nsad14_coding_type [0x77] what\n"
              "speakers [\nconnection_type 2-reserved\nmonitor_name \n"
              "manufacture_id 0xffff\nport_id nonsense\n");

    (void)state;
    assert_int_equal(eld.format_count, 15);
    assert_int_equal(eld.formats[0].sizes, 1);
    assert_null(eld.connection);
    assert_int_equal(eld.speakers, 0);
}

static void a_name_that_is_too_long_is_cut(void **state)
{
    struct jfi_eld eld = parse("monitor_name\tA monitor whose name never ends at all\n");

    (void)state;
    assert_string_equal(eld.monitor, "A monitor whose name ne");
}

/* ---- bytes ----------------------------------------------------------------------------------- */

/* Version, size, name of 11 bytes, 2 formats, DisplayPort, 40 ms, speakers, port, ids, name. */
static const unsigned char bytes[] = {
    0x10, 0x00, 0x09, 0x00, 0x6b, 0x24, 0x14, 0x5f, 0x00, 0x00, 0x02, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x10, 0xac, 0x65, 0xd0, 'D',  'E',  'L',  'L',  ' ',  'U',
    '2',  '7',  '1',  '5',  'H',  0x09, 0x7f, 0x07, 0x15, 0x07, 0x50, 0x00, 0x00,
};

static bool decode(const unsigned char *from, size_t count, struct jfi_eld *ret_eld)
{
    int64_t values[512];

    assert_true(count <= 512);
    for (size_t i = 0; i < count; i++)
        values[i] = from[i];
    return jfi_eld_decode(values, count, ret_eld);
}

static void bytes_and_text_of_a_monitor_say_the_same(void **state)
{
    struct jfi_eld text = parse(PLACE FACTS), decoded;
    struct told expected = {.text = ""};

    (void)state;
    assert_true(decode(bytes, sizeof(bytes), &decoded));
    assert_null(decoded.file);
    assert_true(decoded.is_valid && decoded.is_present);
    assert_false(decoded.has_place);
    jfi_eld_tell(&text, "monitor", note, &expected);
    assert_told(&decoded, "monitor", expected.text);
    assert_true(jfi_eld_is_same(&text, &decoded));
    decoded.port++;
    assert_false(jfi_eld_is_same(&text, &decoded));
}

static void every_beginning_of_the_bytes_is_read_or_refused(void **state)
{
    struct jfi_eld eld;

    (void)state;
    for (size_t i = 0; i < sizeof(bytes) - 2; i++)
        assert_false(decode(bytes, i, &eld));
    assert_true(decode(bytes, sizeof(bytes) - 2, &eld));
    assert_false(jfi_eld_decode(NULL, sizeof(bytes), &eld));
}

static void bytes_that_are_all_the_same_are_survived(void **state)
{
    unsigned char all[512];
    struct jfi_eld eld;

    (void)state;
    for (unsigned int value = 0; value < 256; value++) {
        memset(all, (int)value, sizeof(all));
        all[0] = 0x10;
        if (decode(all, sizeof(all), &eld)) {
            struct told told = {.text = ""};

            assert_true(eld.format_count <= JFI_ELD_MAX_FORMATS);
            jfi_eld_tell(&eld, "monitor", note, &told);
        }
    }
}

static void a_name_ends_where_edid_ends_it(void **state)
{
    unsigned char copy[sizeof(bytes)];
    struct jfi_eld eld;

    (void)state;
    memcpy(copy, bytes, sizeof(bytes));
    copy[22] = 0xe9;
    copy[25] = '\n';
    assert_true(decode(copy, sizeof(copy), &eld));
    assert_string_equal(eld.monitor, "DE?L");
}

static void formats_are_named(void **state)
{
    static const struct {
        unsigned char format[3];
        const char *words;
    } cases[] = {
        {{0x57, 0x06, 0x00}, "E-AC-3 8 channels 44.1/48 kHz"},
        {{0x3d, 0x04, 0xc0}, "DTS 6 channels 48 kHz up to 1536 kbit/s"},
        {{0x79, 0x04, 0x10}, "HE-AAC v2 2 channels 48 kHz"},
        {{0x79, 0x04, 0x00}, "unknown coding 2 channels 48 kHz"},
        {{0x01, 0x00, 0x00}, "unknown coding 2 channels"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        unsigned char copy[sizeof(bytes)];
        struct jfi_eld eld;
        struct told told = {.text = ""};

        memcpy(copy, bytes, sizeof(bytes));
        copy[5] = 0x14;
        memcpy(copy + 31, cases[i].format, 3);
        assert_true(decode(copy, sizeof(copy), &eld));
        jfi_eld_tell(&eld, "m", note, &told);
        if (!strstr(told.text, cases[i].words))
            fail_msg("%s in %s", cases[i].words, told.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_tells_the_place_and_the_monitor),
        cmocka_unit_test(an_empty_socket_tells_its_place_only),
        cmocka_unit_test(an_old_file_tells_neither_place_nor_presence),
        cmocka_unit_test(what_is_no_such_file_is_refused),
        cmocka_unit_test(odd_lines_do_no_harm),
        cmocka_unit_test(a_name_that_is_too_long_is_cut),
        cmocka_unit_test(bytes_and_text_of_a_monitor_say_the_same),
        cmocka_unit_test(every_beginning_of_the_bytes_is_read_or_refused),
        cmocka_unit_test(bytes_that_are_all_the_same_are_survived),
        cmocka_unit_test(a_name_ends_where_edid_ends_it),
        cmocka_unit_test(formats_are_named),
    };

    return cmocka_run_group_tests_name("eld", tests, NULL, NULL);
}
