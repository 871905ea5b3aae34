/* SPDX-License-Identifier: MIT */

/* Recorded machines as a whole: what is read of them, and what a bad one is answered with. */

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helpers/questions.h"
#include "helpers/recording.h"

#define CODEC_PATH "proc/asound/card0/codec#0"
#define DUMP_PATH  "pipewire/pw-dump.json"

#define CODEC                 \
    "Codec: Test Chip\n"      \
    "Vendor Id: 0x10ec0269\n" \
    "Node 0x02 [Audio Output] wcaps 0x11: Stereo\n"

#define SINK                                                                                      \
    "{ \"id\": 30, \"type\": \"PipeWire:Interface:Node\", \"info\": { \"state\": \"suspended\", " \
    "\"props\": { \"node.name\": \"sink\", \"media.class\": \"Audio/Sink\", "                     \
    "\"alsa.card\": 1, \"node.driver\": true, \"priority.driver\": 1.5, \"object.serial\": 30 } " \
    "} }"

static void assert_refused(const char *machine, int expected, const char *line)
{
    struct jf_context *context;
    struct log_lines log;

    assert_int_equal(open_recorded(machine, &context, &log), expected);
    assert_int_equal(log.count, 1);
    assert_int_equal(log.error_count, 1);
    if (!strstr(log.text, line))
        fail_msg("no '%s' in '%s'", line, log.text);
}

/* ---- machines that are read ------------------------------------------------------------------ */

static void the_compiled_in_machine_is_its_recording(void **state)
{
    struct jf_context *demo = open_sound("demo"),
                      *expected = open_sound(TEST_SOURCE_DIR "/machines/demo");
    const struct jf_graph *a = jf_context_get_graph(demo), *b = jf_context_get_graph(expected);

    (void)state;
    assert_int_equal(jf_graph_get_device_count(a), jf_graph_get_device_count(b));
    assert_int_equal(jf_graph_get_connection_count(a), 11);
    assert_int_equal(jf_graph_get_connection_count(b), 11);
    for (size_t i = 0; i < jf_graph_get_device_count(a); i++) {
        const struct jf_device *left, *right;

        assert_int_equal(jf_graph_get_device(a, i, &left), 0);
        assert_int_equal(jf_graph_get_device(b, i, &right), 0);
        assert_string_equal(jf_device_get_id(left), jf_device_get_id(right));
        assert_int_equal(jf_device_get_part_count(left), jf_device_get_part_count(right));
        assert_int_equal(jf_device_get_link_count(left), jf_device_get_link_count(right));
        assert_string_equal(jf_device_get_backend(left), "replay");
    }
    jf_context_unref(demo);
    jf_context_unref(expected);
}

static void every_recording_here_opens_without_a_word(void **state)
{
    DIR *directory = opendir(TEST_SOURCE_DIR "/machines");
    const struct dirent *entry;
    size_t count = 0;
    char path[512];

    (void)state;
    assert_non_null(directory);
    while ((entry = readdir(directory))) {
        struct jf_context *context;
        struct log_lines log;

        if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof(path), "%s/machines/%s", TEST_SOURCE_DIR, entry->d_name);
        if (open_recorded(path, &context, &log) < 0 || log.count)
            fail_msg("%s: %s", path, log.text);
        assert_true(jf_graph_get_device_count(jf_context_get_graph(context)) > 0);
        jf_context_unref(context);
        count++;
    }
    closedir(directory);
    assert_true(count > 0);
}

static void a_path_leads_from_a_pcm_to_the_jack_that_is_chosen(void **state)
{
    struct jf_context *context = open_sound("demo");
    const struct jf_graph *graph = jf_context_get_graph(context);
    struct jf_path *path;

    (void)state;
    assert_int_equal(jf_path_find(graph, part_of(context, "hda:pci-0000:00:1b.0:0/dac02:pcm"),
                                  part_of(context, "endpoint:pci-0000:00:1b.0:0:pin10/connector"),
                                  JF_PATH_SELECTED_ONLY, &path),
                     0);
    assert_int_equal(jf_path_get_count(path), 10);
    jf_path_free(path);
    assert_int_equal(jf_path_find(graph, part_of(context, "hda:pci-0000:00:1b.0:0/dac03:pcm"),
                                  part_of(context, "endpoint:pci-0000:00:1b.0:0:pin10/connector"),
                                  JF_PATH_SELECTED_ONLY, &path),
                     -ENOENT);
    jf_context_unref(context);
}

static void one_codec_is_a_machine(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, CODEC_PATH, CODEC);
    context = open_sound(recorded.root);
    assert_true(has_part(context, "hda:card0:0/dac02"));
    jf_context_unref(context);
}

static void a_machine_without_sound_is_one(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, "proc/asound/cards", "--- no soundcards ---\n");
    context = open_sound(recorded.root);
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 0);
    jf_context_unref(context);
}

static void an_empty_server_is_a_machine(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, DUMP_PATH, "[]\n");
    context = open_sound(recorded.root);
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 0);
    jf_context_unref(context);
}

static void numbers_and_truth_values_of_a_dump_are_text(void **state)
{
    struct jf_context *context;
    const struct jf_device *device;

    (void)state;
    recording_write(&recorded, DUMP_PATH, "[ " SINK " ]");
    context = open_sound(recorded.root);
    device = device_of(context, "node:sink");
    assert_string_equal(jf_device_get_property(device, "alsa.card"), "1");
    assert_string_equal(jf_device_get_property(device, "node.driver"), "true");
    assert_string_equal(jf_device_get_property(device, "node.state"), "suspended");
    jf_context_unref(context);
}

/* As pw-dump -m prints: lists in a row, and null for what is gone. */
static void a_stream_of_lists_is_read_to_its_end(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, DUMP_PATH, "[ " SINK " ]\n[\n  { \"id\": 30, \"info\": null } ]\n");
    context = open_sound(recorded.root);
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 0);
    jf_context_unref(context);
    recording_write(&recorded, DUMP_PATH, "[]\n[ { \"id\": 30, \"info\": null } ]\n[ " SINK " ]\n");
    context = open_sound(recorded.root);
    assert_true(has_device(context, "node:sink"));
    jf_context_unref(context);
}

/* ---- machines that are none ------------------------------------------------------------------ */

static void a_machine_that_is_missing_is_refused(void **state)
{
    (void)state;
    assert_refused("/nowhere/at/all", -ENOENT, "/nowhere/at/all: No such file or directory");
    assert_refused("/proc/version", -ENOTDIR, "/proc/version: Not a directory");
}

static void a_directory_without_a_machine_is_refused(void **state)
{
    (void)state;
    recording_write(&recorded, "README", "nothing here\n");
    assert_refused(recorded.root, -EBADMSG,
                   "neither proc/asound/card*/codec#*, nor proc/asound/cards, nor " DUMP_PATH);
}

static void a_bad_codec_alone_is_refused_with_file_and_line(void **state)
{
    (void)state;
    recording_write_bytes(&recorded, CODEC_PATH, "\x7f\x00\x01\xff", 4);
    assert_refused(recorded.root, -EBADMSG, CODEC_PATH ":1: not the text of an HDA codec");
    recording_write(&recorded, CODEC_PATH, "");
    assert_refused(recorded.root, -EBADMSG, CODEC_PATH ":1: not the text of an HDA codec");
    recording_write(&recorded, CODEC_PATH, "");
    assert_int_equal(truncate(recording_path(&recorded, CODEC_PATH), (off_t)1 << 33), 0);
    assert_refused(recorded.root, -EBADMSG, CODEC_PATH ": larger than such a file can be");
}

static void a_pipe_in_a_recording_does_not_hang(void **state)
{
    (void)state;
    (void)alarm(20);
    recording_pipe(&recorded, CODEC_PATH);
    assert_refused(recorded.root, -EBADMSG, CODEC_PATH ": not a regular file");
    assert_int_equal(unlink(recording_path(&recorded, CODEC_PATH)), 0);
    recording_pipe(&recorded, DUMP_PATH);
    assert_refused(recorded.root, -EBADMSG, DUMP_PATH ": not a regular file");
    (void)alarm(0);
}

static void a_bad_dump_alone_is_refused_with_file_line_and_column(void **state)
{
    static const struct {
        const char *text, *line;
    } cases[] = {
        {"", DUMP_PATH ":1:1: empty"},
        {" \n\n", DUMP_PATH ":1:1: empty"},
        {"[ { \"id\": 30,\n  \"type\": ", DUMP_PATH ":2:11: "},
        {"hello", DUMP_PATH ":1:"},
        {"[\n  {\"id\": 1}\n]\ngarbage", DUMP_PATH ":4:"},
        {"{}", DUMP_PATH ":1:1: not a list of objects"},
        {"[]\n {}", DUMP_PATH ":2:2: not a list of objects"},
        {"[ [], 3 ]", DUMP_PATH ":1:3: an element that is no object"},
        {"[\n  { \"id\": 1, \"info\": {\"a\": \"]\\\"{\"} },\n  \"no\"\n]",
         DUMP_PATH ":3:3: an element that is no object"},
        {"[ { \"type\": \"x\" } ]", DUMP_PATH ":1:3: an object whose id is no number"},
        {"[ { \"id\": \"3\" } ]", DUMP_PATH ":1:3: an object whose id is no number"},
        {"[ { \"id\": -1 } ]", DUMP_PATH ":1:3: an object whose id is out of range"},
        {"[ { \"id\": 4294967296 } ]", DUMP_PATH ":1:3: an object whose id is out of range"},
        {"[ { \"id\": 99999999999999999999 } ]", DUMP_PATH ":1:"},
        {"[ { \"id\": 3, \"type\": 3 } ]", DUMP_PATH ":1:3: an object whose type is no text"},
        {"[ { \"id\": 3, \"info\": [] } ]", DUMP_PATH ":1:3: an object whose info is no object"},
        {"[ { \"id\": 3, \"info\": { \"props\": 3 } } ]",
         DUMP_PATH ":1:3: an object whose info.props is no object"},
        {"[ \"\\u0000\" ]", DUMP_PATH ":1:"},
        {"[ \"\xff\xfe\" ]", DUMP_PATH ":1:"},
        {"[ \"\x01\x02\n\" ]", DUMP_PATH ":1:"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        recording_write(&recorded, DUMP_PATH, cases[i].text);
        assert_refused(recorded.root, -EBADMSG, cases[i].line);
    }
}

static void a_dump_that_is_nested_too_deep_is_refused(void **state)
{
    size_t size = 1000000;
    char *text = malloc(size + 1);

    (void)state;
    assert_non_null(text);
    memset(text, '[', size);
    text[size] = '\0';
    recording_write(&recorded, DUMP_PATH, text);
    assert_refused(recorded.root, -EBADMSG, DUMP_PATH ":1:");
    free(text);
}

static void a_huge_dump_is_refused(void **state)
{
    (void)state;
    recording_write(&recorded, DUMP_PATH, "");
    assert_int_equal(truncate(recording_path(&recorded, DUMP_PATH), (off_t)1 << 33), 0);
    assert_refused(recorded.root, -EBADMSG, DUMP_PATH ": larger than such a file can be");
}

/* ---- machines of which a part is bad --------------------------------------------------------- */

static void assert_partly(const char *device, const char *line, size_t error_count)
{
    struct jf_context *context;
    struct log_lines log;

    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_int_equal(log.count, 1);
    assert_int_equal(log.error_count, error_count);
    if (!strstr(log.text, line))
        fail_msg("no '%s' in '%s'", line, log.text);
    assert_true(has_device(context, device));
    jf_context_unref(context);
}

static void a_bad_file_hurts_no_other(void **state)
{
    (void)state;
    recording_write(&recorded, CODEC_PATH, CODEC);
    recording_write(&recorded, "proc/asound/card0/codec#2", "nonsense\n");
    assert_partly("hda:card0:0", "proc/asound/card0/codec#2:1: ", 1);
    recording_write(&recorded, "proc/asound/card0/codec#2", CODEC);
    recording_write(&recorded, DUMP_PATH, "[ " SINK);
    assert_partly("hda:card0:2", DUMP_PATH ":1:", 1);
    recording_write(&recorded, DUMP_PATH, "[ " SINK " ]");
    recording_write(&recorded, "proc/asound/card0/codec#2", "nonsense\n");
    assert_partly("node:sink", "proc/asound/card0/codec#2:1: ", 1);
    recording_write(&recorded, "proc/asound/card0/codec#2", CODEC);
    recording_write(&recorded, "var/lib/alsa/asound.state", "\x01\x02\x03");
    assert_partly("hda:card0:2", "var/lib/alsa/asound.state:1: not what alsactl writes", 1);
}

static void a_bad_list_in_a_stream_leaves_nothing_of_it(void **state)
{
    struct jf_context *context;
    struct log_lines log;

    (void)state;
    recording_write(&recorded, CODEC_PATH, CODEC);
    recording_write(&recorded, DUMP_PATH, "[ " SINK " ]\n[ {");
    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_int_equal(log.count, 1);
    assert_false(has_device(context, "node:sink"));
    jf_context_unref(context);
}

static void a_codec_that_was_cut_is_shown_as_far_as_it_goes(void **state)
{
    (void)state;
    recording_write(&recorded, CODEC_PATH, CODEC "Node 0x03 [Audio Out");
    assert_partly("hda:card0:0", CODEC_PATH ":4: the text ends inside a line", 1);
    recording_write(&recorded, CODEC_PATH, CODEC "  Connection: few\nNode 0x03\n");
    assert_partly("hda:card0:0", CODEC_PATH ":4: not readable (lines skipped: 2)", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_compiled_in_machine_is_its_recording),
        cmocka_unit_test(every_recording_here_opens_without_a_word),
        cmocka_unit_test(a_path_leads_from_a_pcm_to_the_jack_that_is_chosen),
        cmocka_unit_test_setup_teardown(one_codec_is_a_machine, make_recording, delete_recording),
        cmocka_unit_test_setup_teardown(a_machine_without_sound_is_one, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(an_empty_server_is_a_machine, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(numbers_and_truth_values_of_a_dump_are_text, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(a_stream_of_lists_is_read_to_its_end, make_recording,
                                        delete_recording),
        cmocka_unit_test(a_machine_that_is_missing_is_refused),
        cmocka_unit_test_setup_teardown(a_directory_without_a_machine_is_refused, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(a_bad_codec_alone_is_refused_with_file_and_line,
                                        make_recording, delete_recording),
        cmocka_unit_test_setup_teardown(a_pipe_in_a_recording_does_not_hang, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(a_bad_dump_alone_is_refused_with_file_line_and_column,
                                        make_recording, delete_recording),
        cmocka_unit_test_setup_teardown(a_dump_that_is_nested_too_deep_is_refused, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(a_huge_dump_is_refused, make_recording, delete_recording),
        cmocka_unit_test_setup_teardown(a_bad_file_hurts_no_other, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(a_bad_list_in_a_stream_leaves_nothing_of_it, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(a_codec_that_was_cut_is_shown_as_far_as_it_goes,
                                        make_recording, delete_recording),
    };

    return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
