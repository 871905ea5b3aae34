/* SPDX-License-Identifier: MIT */

/* The file sink: a file under its own name is whole, or it is not there. */

#include "test-media-support.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <jackfield/status.h>

#define NOBODY 65534

static struct jf_sink *make_file(const char *path)
{
    struct jf_sink *sink = NULL;

    assert_int_equal(jf_sink_new_file(path, &sink), 0);
    return sink;
}

static void assert_one_second(const char *path)
{
    struct decoded decoded;

    decode_file(path, &decoded);
    assert_int_equal(decoded.duration_us, 1000000);
    assert_tone(&decoded, 440, 0, SECOND);
    decoded_free(&decoded);
}

static void put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void assert_content(const char *path, const char *text)
{
    char content[64] = "";
    FILE *file = fopen(path, "re");

    assert_non_null(file);
    assert_int_equal(fread(content, 1, sizeof(content) - 1, file), strlen(text));
    assert_string_equal(content, text);
    fclose(file);
}

static void a_file_appears_under_its_name_when_it_is_whole(void **state)
{
    char *directory = make_directory(), *path = join(directory, "a.asf");
    char *part = join(directory, "a.asf.part");
    struct jf_sink *sink = make_file(path);
    struct jf_writer *writer = begin_with(sink, "asf", "wmav2");

    (void)state;
    write_frames(writer, 0, SECOND);
    assert_true(exists(part));
    assert_false(exists(path));
    assert_int_equal(jf_writer_end(writer), 0);
    assert_false(exists(part));
    assert_one_second(path);
    jf_writer_unref(writer);
    jf_sink_unref(sink);
    assert_one_second(path);
    assert_int_equal(count_entries(directory), 1);
    free(part);
    free(path);
    remove_directory(directory);
}

static void an_older_file_stays_until_the_new_one_is_whole(void **state)
{
    char *directory = make_directory(), *path = join(directory, "a.wav");
    struct jf_sink *sink = NULL;
    struct jf_writer *writer = NULL;

    (void)state;
    put_file(path, "older");
    sink = make_file(path);
    writer = begin_with(sink, "wav", "pcm");
    write_frames(writer, 0, SECOND);
    assert_content(path, "older");
    assert_int_equal(jf_writer_remove_sink(writer, sink), 0);
    assert_content(path, "older");
    assert_int_equal(count_entries(directory), 1);

    assert_int_equal(jf_writer_end(writer), 0);
    add_sink(writer, sink, "wav", "pcm");
    assert_int_equal(jf_writer_begin(writer), 0);
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_one_second(path);
    assert_int_equal(count_entries(directory), 1);
    jf_writer_unref(writer);
    jf_sink_unref(sink);
    free(path);
    remove_directory(directory);
}

static void a_recording_that_is_cut_short_leaves_nothing(void **state)
{
    char *directory = make_directory(), *path = join(directory, "a.flac");
    struct jf_sink *sink = make_file(path);
    struct jf_writer *writer = begin_with(sink, "flac", "flac");

    (void)state;
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_writer_remove_sink(writer, sink), 0);
    assert_int_equal(count_entries(directory), 0); /* while the sink is still there */
    jf_sink_unref(sink);

    sink = make_file(path);
    add_sink(writer, sink, "flac", "flac");
    jf_sink_unref(sink);
    write_frames(writer, 0, SECOND);
    jf_writer_unref(writer);
    assert_int_equal(count_entries(directory), 0);

    sink = make_file(path);
    assert_int_equal(count_entries(directory), 1);
    jf_sink_unref(sink); /* never used */
    assert_int_equal(count_entries(directory), 0);
    free(path);
    remove_directory(directory);
}

static void one_file_sink_can_record_again_and_again(void **state)
{
    char *directory = make_directory(), *path = join(directory, "a.wav");
    struct jf_sink *sink = make_file(path);
    struct jf_writer *writer = begin_with(sink, "wav", "pcm");

    (void)state;
    write_frames(writer, 0, SECOND);
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_writer_end(writer), 0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(jf_writer_begin(writer), 0);
        write_frames(writer, 0, SECOND);
        assert_int_equal(jf_writer_end(writer), 0);
        assert_one_second(path);
    }
    jf_writer_unref(writer);
    jf_sink_unref(sink);
    free(path);
    remove_directory(directory);
}

static void two_runs_to_one_target_do_not_mix(void **state)
{
    char *directory = make_directory(), *path = join(directory, "a.wav");
    struct jf_sink *first = make_file(path), *second = NULL;
    struct jf_writer *writer = begin_with(first, "wav", "pcm");

    (void)state;
    assert_int_equal(jf_sink_new_file(path, &second), -EBUSY);
    assert_null(second);
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_sink_new_file(path, &second), -EBUSY);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_one_second(path);
    second = make_file(path);

    /* Now it is the first one that comes too late. */
    assert_int_equal(jf_writer_begin(writer), 0);
    assert_int_equal(jf_writer_end(writer), -EBUSY);
    assert_one_second(path);
    jf_sink_unref(second);
    jf_writer_unref(writer);
    jf_sink_unref(first);
    assert_int_equal(count_entries(directory), 1);
    free(path);
    remove_directory(directory);
}

static void what_a_dead_process_left_behind_is_replaced(void **state)
{
    char *directory = make_directory(), *path = join(directory, "a.wav");
    char *part = join(directory, "a.wav.part");
    struct jf_sink *sink = NULL;
    struct jf_writer *writer = NULL;

    (void)state;
    put_file(part, "half of something that was much longer than what comes now");
    sink = make_file(path);
    writer = begin_with(sink, "wav", "pcm");
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_one_second(path);
    jf_writer_unref(writer);
    jf_sink_unref(sink);
    free(part);
    free(path);
    remove_directory(directory);
}

static int new_file_in(const char *directory, const char *name)
{
    char *path = join(directory, name);
    struct jf_sink *sink = NULL;
    const int err = jf_sink_new_file(path, &sink);

    jf_sink_unref(sink);
    free(path);
    return err;
}

static void a_target_that_cannot_be_is_refused_at_once(void **state)
{
    char *directory = make_directory();
    char *taken = join(directory, "directory.wav"), *pipe_path = join(directory, "pipe.wav");
    char *part_pipe = join(directory, "x.wav.part"), *part_link = join(directory, "y.wav.part");
    char *part_directory = join(directory, "z.wav.part"), *dangling = join(directory, "link.wav");
    char long_name[300];
    struct jf_sink *sink = NULL;

    (void)state;
    memset(long_name, 'a', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = '\0';
    assert_int_equal(mkdir(taken, 0700), 0);
    assert_int_equal(mkdir(part_directory, 0700), 0);
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    assert_int_equal(mkfifo(part_pipe, 0600), 0);
    assert_int_equal(symlink("/etc/passwd", part_link), 0);
    assert_int_equal(symlink("nowhere/nothing", dangling), 0);

    assert_int_equal(jf_sink_new_file(NULL, &sink), -EINVAL);
    assert_int_equal(jf_sink_new_file("", &sink), -EINVAL);
    assert_int_equal(jf_sink_new_file("/tmp/a", NULL), -EINVAL);
    assert_int_equal(new_file_in(directory, "nowhere/a.wav"), -ENOENT);
    assert_int_equal(new_file_in(directory, "pipe.wav/a.wav"), -ENOTDIR);
    assert_int_equal(new_file_in(directory, "directory.wav"), -EISDIR);
    assert_int_equal(new_file_in(directory, ""), -EISDIR);
    assert_int_equal(new_file_in(directory, "pipe.wav"), -EEXIST);
    assert_int_equal(new_file_in(directory, "x.wav"), -EEXIST);
    assert_int_equal(new_file_in(directory, "y.wav"), -EEXIST);
    assert_int_equal(new_file_in(directory, "z.wav"), -EEXIST);
    assert_int_equal(new_file_in(directory, long_name), -ENAMETOOLONG);
    assert_int_equal(new_file_in(directory, "link.wav"), 0);
    assert_null(sink);
    assert_int_equal(count_entries(directory), 6);
    free(dangling);
    free(part_directory);
    free(part_link);
    free(part_pipe);
    free(pipe_path);
    free(taken);
    remove_directory(directory);
}

/* Runs a function in a child of its own and gives its result. */
static int in_child(int (*function)(const char *directory), const char *directory)
{
    int status = 0;
    const pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        _exit(-function(directory));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return -WEXITSTATUS(status);
}

static int new_file_as_nobody(const char *directory)
{
    struct jf_sink *sink = NULL;
    char path[200];

    if (geteuid() == 0 && setresuid(NOBODY, NOBODY, NOBODY) < 0)
        return -EXDEV;
    snprintf(path, sizeof(path), "%s/a.wav", directory);
    return jf_sink_new_file(path, &sink);
}

static void a_directory_one_may_not_write_to_is_refused_at_once(void **state)
{
    char *directory = make_directory();

    (void)state;
    assert_int_equal(chmod(directory, 0555), 0);
    assert_int_equal(in_child(new_file_as_nobody, directory), -EACCES);
    assert_int_equal(count_entries(directory), 0);
    remove_directory(directory);
}

static void a_relative_path_is_kept_through_chdir(void **state)
{
    char *directory = make_directory(), *path = join(directory, "a.wav");
    char *before = getcwd(NULL, 0);
    struct jf_sink *sink = NULL;
    struct jf_writer *writer = NULL;

    (void)state;
    assert_int_equal(chdir(directory), 0);
    sink = make_file("a.wav");
    assert_int_equal(chdir(before), 0);
    writer = begin_with(sink, "wav", "pcm");
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_one_second(path);
    jf_writer_unref(writer);
    jf_sink_unref(sink);
    free(before);
    free(path);
    remove_directory(directory);
}

/* ---- full disks ------------------------------------------------------------------------------ */

/* Records to DIRECTORY/a.wav, where there is no room, and to memory beside it. */
static void record_into_too_little(const char *directory, int result, const char *words)
{
    char *path = join(directory, "a.wav");
    struct jf_sink *sink = make_file(path), *other = make_memory(false);
    struct jf_writer *writer = begin_with(sink, "wav", "pcm");
    struct jf_format *format = make_format("flac", "flac");
    struct decoded decoded;

    assert_int_equal(jf_writer_add_sink(writer, other, format), 0);
    for (int64_t i = 0; i < 5; i++)
        assert_int_equal(write_tone(writer, 440, RATE_HZ, 2, i * SECOND, SECOND), 0);
    assert_int_equal(jf_writer_end(writer), result);
    assert_false(exists(path));
    assert_int_equal(count_entries(directory), 0);

    decode_sink(other, &decoded);
    assert_int_equal(decoded.duration_us, 5000000);
    assert_tone(&decoded, 440, 0, 5 * SECOND);
    decoded_free(&decoded);
    for (bool reported = false; !reported;) {
        struct jf_writer_status *status = jf_writer_next_status(writer);

        assert_non_null(status);
        reported = jf_writer_status_get_type(status) == JF_WRITER_STATUS_ERROR;
        if (reported) {
            assert_ptr_equal(jf_writer_status_get_sink(status), sink);
            assert_int_equal(jf_writer_status_get_result(status), result);
            assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, result), 0xC00D0018);
            assert_non_null(strstr(jf_writer_status_get_text(status), path));
            assert_non_null(strstr(jf_writer_status_get_text(status), words));
        }
        jf_writer_status_free(status);
    }
    jf_format_free(format);
    jf_writer_unref(writer);
    jf_sink_unref(other);
    jf_sink_unref(sink);
    free(path);
}

static void a_file_that_may_not_grow_fails_alone_and_leaves_nothing(void **state)
{
    char *directory = make_directory();
    struct rlimit before, small;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 300000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    /* SIGXFSZ would end the process, were it not blocked in the sinks' threads. */
    record_into_too_little(directory, -EFBIG, "File too large");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    remove_directory(directory);
}

#define CANNOT_MOUNT (-77)

/* In a mount namespace of one's own, with a disk of 256 KiB in it. */
static int record_on_small_disk(const char *directory)
{
    if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", "", MS_REC | MS_PRIVATE, "") < 0 ||
        mount("tmpfs", directory, "tmpfs", 0, "size=256k") < 0) {
        print_message("no small disk can be mounted here: %s\n", strerror(errno));
        return CANNOT_MOUNT;
    }
    record_into_too_little(directory, -ENOSPC, "No space left on device");
    return 0;
}

static void a_full_disk_fails_alone_and_leaves_nothing(void **state)
{
    char *directory = make_directory();
    const int result = in_child(record_on_small_disk, directory);

    (void)state;
    remove_directory(directory);
    if (result == CANNOT_MOUNT)
        skip();
    assert_int_equal(result, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_appears_under_its_name_when_it_is_whole),
        cmocka_unit_test(an_older_file_stays_until_the_new_one_is_whole),
        cmocka_unit_test(a_recording_that_is_cut_short_leaves_nothing),
        cmocka_unit_test(one_file_sink_can_record_again_and_again),
        cmocka_unit_test(two_runs_to_one_target_do_not_mix),
        cmocka_unit_test(what_a_dead_process_left_behind_is_replaced),
        cmocka_unit_test(a_target_that_cannot_be_is_refused_at_once),
        cmocka_unit_test(a_directory_one_may_not_write_to_is_refused_at_once),
        cmocka_unit_test(a_relative_path_is_kept_through_chdir),
        cmocka_unit_test(a_file_that_may_not_grow_fails_alone_and_leaves_nothing),
        cmocka_unit_test(a_full_disk_fails_alone_and_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
