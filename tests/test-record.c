/* SPDX-License-Identifier: MIT */

/* Recording machines: nothing is lost, and nothing is left half done. */

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/questions.h"
#include "helpers/trees.h"

#include "topology/context.h"
#include "topology/recording.h"

/* ---- export, import, empty difference -------------------------------------------------------- */

static void assert_comes_back(const char *machine)
{
    char raw[512], concealed[512], again[512];
    struct jf_context *here, *there;

    (void)snprintf(raw, sizeof(raw), "%s/raw", output.root);
    (void)snprintf(concealed, sizeof(concealed), "%s/concealed", output.root);
    (void)snprintf(again, sizeof(again), "%s/again", output.root);
    record_well(machine, "raw", JF_RECORD_RAW);
    here = open_sound(machine);
    there = open_sound(raw);
    assert_same_graph(here, there);
    jf_context_unref(there);
    jf_context_unref(here);
    if (strcmp(machine, "demo") != 0)
        assert_same_tree(machine, raw);
    record_well(machine, "concealed", JF_RECORD_CONCEALED);
    record_well(concealed, "again", JF_RECORD_CONCEALED);
    assert_same_tree(concealed, again);
}

static void a_raw_recording_of_every_machine_is_the_same_machine(void **state)
{
    DIR *directory = opendir(TEST_SOURCE_DIR "/machines");
    const struct dirent *entry;
    size_t count = 0;

    (void)state;
    assert_non_null(directory);
    while ((entry = readdir(directory))) {
        char machine[512];

        if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
            continue;
        (void)snprintf(machine, sizeof(machine), "%s/machines/%s", TEST_SOURCE_DIR, entry->d_name);
        print_message("%s\n", machine);
        recording_make(&output);
        assert_comes_back(machine);
        recording_delete(&output);
        count++;
    }
    closedir(directory);
    assert_true(count > 0);
}

static void the_compiled_in_machine_is_recorded_as_well(void **state)
{
    (void)state;
    assert_comes_back("demo");
    assert_same_tree(TEST_SOURCE_DIR "/machines/demo", recording_path(&output, "raw"));
}

static void a_concealed_machine_is_the_same_but_for_names(void **state)
{
    struct jf_context *here = open_sound("demo"), *there;
    char path[512];

    (void)state;
    record_well("demo", "concealed", JF_RECORD_CONCEALED);
    (void)snprintf(path, sizeof(path), "%s/concealed", output.root);
    there = open_sound(path);
    assert_string_equal(jf_device_get_property(device_of(here, "node:Player"), "media.name"),
                        "A Song");
    assert_string_equal(jf_device_get_property(device_of(there, "node:Player"), "media.name"),
                        "title-1");
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(here)),
                     jf_graph_get_device_count(jf_context_get_graph(there)));
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(here)),
                     jf_graph_get_connection_count(jf_context_get_graph(there)));
    jf_context_unref(there);
    jf_context_unref(here);
}

/* ---- what cannot be read --------------------------------------------------------------------- */

static void write_machine(void)
{
    recording_write(&recorded, "proc/asound/cards", "--- no soundcards ---\n");
    recording_write(&recorded, "proc/asound/card0/id", "Model\n");
}

static void what_cannot_be_read_is_left_out_with_a_line(void **state)
{
    struct jf_record_summary summary;
    struct log_lines log;

    (void)state;
    write_machine();
    recording_pipe(&recorded, "proc/asound/card0/broken");
    assert_int_equal(record(recorded.root, "machine", JF_RECORD_RAW, &summary, &log), 0);
    assert_int_equal(summary.left_out, 1);
    assert_int_equal(log.error_count, 0);
    assert_non_null(strstr(log.text, "proc/asound/card0/broken: left out: not a regular file"));
    assert_int_equal(access(recording_path(&output, "machine/proc/asound/card0/id"), F_OK), 0);
}

static void links_are_copied_and_never_followed_out(void **state)
{
    char target[64] = "";

    (void)state;
    write_machine();
    recording_link(&recorded, "proc/asound/passwd", "/etc/passwd");
    recording_link(&recorded, "proc/asound/etc", "../../../../../../etc");
    record_well(recorded.root, "machine", JF_RECORD_RAW);
    assert_true(readlink(recording_path(&output, "machine/proc/asound/passwd"), target,
                         sizeof(target) - 1) > 0);
    assert_string_equal(target, "/etc/passwd");
    assert_false(is_told(recording_path(&output, "machine"), "root:x:"));
}

/* ---- where it is written --------------------------------------------------------------------- */

static void only_what_is_empty_is_written_into(void **state)
{
    struct jf_record_summary summary;
    struct log_lines log;

    (void)state;
    recording_write(&output, "full/file", "precious\n");
    assert_int_equal(record("demo", "full", 0, &summary, &log), -ENOTEMPTY);
    assert_output("full/file", "precious\n");
    assert_int_equal(record("demo", "full/file", 0, &summary, &log), -ENOTDIR);
    assert_int_equal(record("demo", "none/at/all", 0, &summary, &log), -ENOENT);
    assert_int_equal(count_output(), 1);
    assert_int_equal(mkdir(recording_path(&output, "empty"), 0755), 0);
    assert_int_equal(record("demo", "empty", 0, &summary, &log), 0);
    assert_int_equal(record("demo", "slash/", 0, NULL, &log), 0);
    assert_int_equal(access(recording_path(&output, "slash/proc/asound/cards"), F_OK), 0);
    assert_int_equal(count_output(), 3);
}

static void wrong_arguments_are_refused(void **state)
{
    struct jf_context *context = open_sound("demo");

    (void)state;
    assert_int_equal(jf_record(NULL, "x", 0, NULL), -EINVAL);
    assert_int_equal(jf_record(context, NULL, 0, NULL), -EINVAL);
    assert_int_equal(jf_record(context, "", 0, NULL), -EINVAL);
    assert_int_equal(jf_record(context, "x", 2, NULL), -EINVAL);
    jf_context_unref(context);
}

static void a_description_is_no_machine_to_record(void **state)
{
    struct jf_record_summary summary;
    struct log_lines log;

    (void)state;
    assert_int_equal(record("synthetic:a:node", "machine", 0, &summary, &log), -ENOTSUP);
    assert_int_equal(count_output(), 0);
}

/* The disk is full, as far as this process goes. */
static void what_cannot_be_written_leaves_nothing(void **state)
{
    struct rlimit before, small;
    struct jf_record_summary summary;
    struct log_lines log;
    int status;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){.rlim_cur = 2000, .rlim_max = before.rlim_max};
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    status = record("demo", "machine", 0, &summary, &log);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, -EFBIG);
    assert_int_equal(count_output(), 0);
}

/* ---- the recording itself -------------------------------------------------------------------- */

static void no_path_leads_out_of_a_recording(void **state)
{
    static const char *const bad[] = {"",      "/etc/passwd", "../x",   "a/../../x", "a//b",
                                      "a/./b", "a/",          "link/x", "file/x",    "dir"};
    struct jfi_recording *recording;

    (void)state;
    assert_int_equal(jfi_recording_new(0, &recording), 0);
    assert_int_equal(jfi_recording_add_link(recording, "link", "/etc"), 0);
    assert_int_equal(jfi_recording_add_file(recording, "file", JFI_RECORD_TEXT, "", 0), 0);
    assert_int_equal(jfi_recording_add_file(recording, "dir/x", JFI_RECORD_TEXT, "1", 1), 0);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        print_message("'%s'\n", bad[i]);
        assert_int_equal(jfi_recording_add_file(recording, bad[i], JFI_RECORD_TEXT, "", 0),
                         -EINVAL);
        assert_int_equal(jfi_recording_add_link(recording, bad[i], "x"), -EINVAL);
    }
    /* The first to come is kept. */
    assert_int_equal(jfi_recording_add_file(recording, "dir/x", JFI_RECORD_TEXT, "22", 2), 0);
    assert_int_equal(jfi_recording_get_count(recording), 3);
    jfi_recording_free(recording);
    assert_null(jfi_recording_free(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_raw_recording_of_every_machine_is_the_same_machine),
        WITH_BOTH(the_compiled_in_machine_is_recorded_as_well),
        WITH_BOTH(a_concealed_machine_is_the_same_but_for_names),
        WITH_BOTH(what_cannot_be_read_is_left_out_with_a_line),
        WITH_BOTH(links_are_copied_and_never_followed_out),
        WITH_BOTH(only_what_is_empty_is_written_into),
        cmocka_unit_test(wrong_arguments_are_refused),
        WITH_BOTH(a_description_is_no_machine_to_record),
        WITH_BOTH(what_cannot_be_written_leaves_nothing),
        cmocka_unit_test(no_path_leads_out_of_a_recording),
    };

    return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
