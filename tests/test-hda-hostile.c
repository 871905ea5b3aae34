/* SPDX-License-Identifier: MIT */

/* Codec texts that nobody wrote in good faith: cut anywhere, damaged, and as long as allowed. */

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "helpers/recording.h"

#include "backends/alsa/hda-text.h"

static const char head[] = "Codec: Test Chip\nVendor Id: 0x10ec0269\n"
                           "Node 0x0b [Audio Mixer] wcaps 0x20010b: Stereo Amp-In\n";

static void assert_bounded(const struct jfi_hda_codec *codec)
{
    assert_true(codec->node_count <= JFI_HDA_MAX_NODES);
    for (size_t i = 0; i < codec->node_count; i++) {
        const struct jfi_hda_node *node = &codec->nodes[i];

        assert_ptr_equal(jfi_hda_find_node(codec, node->nid), node);
        assert_true(node->connections.count <= JFI_HDA_MAX_ENTRIES);
        assert_true(node->connections.selected < (int)node->connections.count);
        assert_true(node->driver_connections.count <= JFI_HDA_MAX_ENTRIES);
        assert_true(node->in.count <= JFI_HDA_MAX_ENTRIES);
        assert_true(node->out.count <= JFI_HDA_MAX_ENTRIES);
        assert_true(node->device_count <= JFI_HDA_MAX_DEVICES);
        assert_true(node->first_control + node->control_count <= codec->control_count);
    }
}

static void try_bytes(const char *bytes, size_t size)
{
    struct jfi_hda_codec *codec;
    struct jfi_hda_fault fault = {.line = 0};

    if (jfi_hda_parse(bytes, size, &codec, &fault) < 0) {
        assert_true(fault.line > 0);
        return;
    }
    assert_bounded(codec);
    jfi_hda_codec_free(codec);
}

static char *demo_codec(size_t *ret_size)
{
    return read_whole(TEST_SOURCE_DIR "/machines/demo/proc/asound/card0/codec#0", ret_size);
}

static void every_beginning_of_a_text_is_read(void **state)
{
    size_t size;
    char *text = demo_codec(&size);

    (void)state;
    for (size_t i = 0; i <= size; i++)
        try_bytes(text, i);
    free(text);
}

static void a_text_with_any_bytes_changed_is_read(void **state)
{
    static const char bytes[] = "0x[]*:,=\n\r \tNodeCfF9\xff\x00\"#";
    size_t size;
    char *text = demo_codec(&size), *copy = malloc(size);
    unsigned int random = 1;

    (void)state;
    assert_non_null(copy);
    for (int i = 0; i < 3000; i++) {
        memcpy(copy, text, size);
        for (int j = 0; j < 8; j++) {
            random = random * 1103515245 + 12345;
            copy[(random >> 8) % size] = bytes[(random >> 4) % (sizeof(bytes) - 1)];
        }
        try_bytes(copy, size);
    }
    free(copy);
    free(text);
}

/* Seconds that a text of 4 MiB made of one line takes, after a first node. */
static double seconds_for_many(const char *line)
{
    size_t size = 4 * 1024 * 1024, start_size = strlen(head), length = strlen(line);
    char *text = malloc(size);
    struct timespec start, end;

    assert_non_null(text);
    for (size_t i = 0; i < start_size; i++)
        text[i] = head[i];
    for (size_t i = start_size; i < size; i++)
        text[i] = line[(i - start_size) % length];
    (void)clock_gettime(CLOCK_MONOTONIC, &start);
    try_bytes(text, size);
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    free(text);
    return (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
}

static void no_text_takes_more_than_linear_time(void **state)
{
    static const char *const lines[] = {
        "Node 0x02 [Audio Output] wcaps 0x11: Stereo\n",
        "Control: name=\"X\", index=0, device=0\n",
        "     0x02 0x03 0x04\n",
        "Amp-In vals: [0x00 0x00]\n",
        "[",
        "Connection: 128 0x02 ",
        "> ",
        "\n",
        "Dev 00: PD = 1\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        double seconds = seconds_for_many(lines[i]);

        /* Some 20 ms when it is linear; the margin is for valgrind and sanitizers. */
        if (seconds > 20)
            fail_msg("%g s for %s", seconds, lines[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_beginning_of_a_text_is_read),
        cmocka_unit_test(a_text_with_any_bytes_changed_is_read),
        cmocka_unit_test(no_text_takes_more_than_linear_time),
    };

    return cmocka_run_group_tests_name("hda-hostile", tests, NULL, NULL);
}
