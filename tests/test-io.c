/* SPDX-License-Identifier: MIT */

/*
 * The root that nothing leads out of. All cases run twice: as the kernel resolves paths, and in a
 * process whose kernel knows no openat2, where the library does.
 */

#include <errno.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helpers/recording.h"

#include "backends/io.h"

enum {
    LIMIT_BYTES = 64 * 1024
};

/* ---- a root for each test -------------------------------------------------------------------- */

struct fixture {
    struct recording recording;
    struct jfi_io *io;
};

static int make_root(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    recording_make(&fixture->recording);
    recording_write(&fixture->recording, "proc/asound/cards", "no cards\n");
    assert_int_equal(jfi_io_open(fixture->recording.root, &fixture->io), 0);
    *state = fixture;
    return 0;
}

static int delete_root(void **state)
{
    struct fixture *fixture = *state;

    jfi_io_close(fixture->io);
    recording_delete(&fixture->recording);
    free(fixture);
    return 0;
}

static int read_status(struct jfi_io *io, const char *path)
{
    char *bytes = NULL;
    size_t size = 0;
    int status = jfi_io_read(io, path, LIMIT_BYTES, &bytes, &size);

    free(bytes);
    return status;
}

static void assert_reads(struct jfi_io *io, const char *path, const char *expected)
{
    char *bytes;
    size_t size;

    assert_int_equal(jfi_io_read(io, path, LIMIT_BYTES, &bytes, &size), 0);
    assert_int_equal(size, strlen(expected));
    assert_string_equal(bytes, expected);
    free(bytes);
}

/* ---- opening and reading --------------------------------------------------------------------- */

static void a_root_that_is_missing_is_refused(void **state)
{
    struct jfi_io *io;

    (void)state;
    assert_int_equal(jfi_io_open("/nowhere/at/all", &io), -ENOENT);
}

static void a_root_that_is_a_file_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct jfi_io *io;

    assert_int_equal(jfi_io_open(recording_path(&fixture->recording, "proc/asound/cards"), &io),
                     -ENOTDIR);
}

static void a_file_is_read_whole_and_ended_by_nul(void **state)
{
    struct fixture *fixture = *state;

    assert_reads(fixture->io, "proc/asound/cards", "no cards\n");
}

static void an_empty_file_is_read(void **state)
{
    struct fixture *fixture = *state;

    recording_write(&fixture->recording, "empty", "");
    assert_reads(fixture->io, "empty", "");
}

static void a_file_that_says_it_has_no_bytes_is_read_to_its_end(void **state)
{
    struct jfi_io *io;
    char *bytes;
    size_t size;

    (void)state;
    assert_int_equal(jfi_io_open("/", &io), 0);
    assert_int_equal(jfi_io_read(io, "proc/cpuinfo", 16 * 1024 * 1024, &bytes, &size), 0);
    assert_true(size > 0);
    assert_int_equal(strlen(bytes), size);
    free(bytes);
    jfi_io_close(io);
}

static void a_missing_file_is_told(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(read_status(fixture->io, "proc/asound/card0/id"), -ENOENT);
    assert_int_equal(read_status(fixture->io, "proc/asound/cards/id"), -ENOTDIR);
    assert_int_equal(read_status(fixture->io, ""), -ENOENT);
}

static void a_directory_is_no_file(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(read_status(fixture->io, "proc/asound"), -EISDIR);
}

static void a_pipe_is_refused_at_once(void **state)
{
    struct fixture *fixture = *state;

    recording_pipe(&fixture->recording, "pipe");
    (void)alarm(10);
    assert_int_equal(read_status(fixture->io, "pipe"), -EINVAL);
    (void)alarm(0);
}

static void a_socket_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s",
                   recording_path(&fixture->recording, "socket"));
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(read_status(fixture->io, "socket"), -EINVAL);
    close(fd);
}

static void the_limit_is_the_last_size_that_is_read(void **state)
{
    struct fixture *fixture = *state;
    char *bytes;
    size_t size;

    recording_write(&fixture->recording, "eight", "12345678");
    assert_int_equal(jfi_io_read(fixture->io, "eight", 8, &bytes, &size), 0);
    assert_int_equal(size, 8);
    free(bytes);
    assert_int_equal(jfi_io_read(fixture->io, "eight", 7, &bytes, &size), -EFBIG);
}

static void a_limit_holds_for_files_that_tell_no_size(void **state)
{
    struct jfi_io *io;
    char *bytes;
    size_t size;

    (void)state;
    assert_int_equal(jfi_io_open("/", &io), 0);
    assert_int_equal(jfi_io_read(io, "proc/cpuinfo", 3, &bytes, &size), -EFBIG);
    jfi_io_close(io);
}

static void a_huge_file_is_refused_without_reading_it(void **state)
{
    struct fixture *fixture = *state;

    recording_write(&fixture->recording, "huge", "");
    assert_int_equal(truncate(recording_path(&fixture->recording, "huge"), (off_t)1 << 40), 0);
    assert_int_equal(read_status(fixture->io, "huge"), -EFBIG);
}

/* Root reads everything, so the question is asked by a process that is not root. */
static void a_file_without_permission_is_told(void **state)
{
    struct fixture *fixture = *state;
    const char *path = recording_path(&fixture->recording, "proc/asound/cards");
    int exit_status = -1;
    pid_t child;

    assert_int_equal(chmod(path, 0), 0);
    child = fork();
    if (child == 0) {
        if (geteuid() == 0 && setresuid(65534, 65534, 65534) < 0)
            _exit(2);
        _exit(read_status(fixture->io, "proc/asound/cards") == -EACCES ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &exit_status, 0), child);
    assert_int_equal(exit_status, 0);
}

/* ---- no way out ------------------------------------------------------------------------------ */

static void links_are_followed_inside_the_root(void **state)
{
    struct fixture *fixture = *state;

    recording_link(&fixture->recording, "proc/asound/relative", "cards");
    recording_link(&fixture->recording, "proc/asound/upwards", "../asound/cards");
    recording_link(&fixture->recording, "absolute", "/proc/asound/cards");
    recording_link(&fixture->recording, "sys/class/sound", "../../proc/asound");
    assert_reads(fixture->io, "proc/asound/relative", "no cards\n");
    assert_reads(fixture->io, "proc/asound/upwards", "no cards\n");
    assert_reads(fixture->io, "absolute", "no cards\n");
    assert_reads(fixture->io, "sys/class/sound/relative", "no cards\n");
}

static void nothing_leads_out_of_the_root(void **state)
{
    struct fixture *fixture = *state;

    recording_link(&fixture->recording, "absolute", "/etc/passwd");
    recording_link(&fixture->recording, "upwards", "../../../../../../etc/passwd");
    recording_link(&fixture->recording, "directory", "/");
    recording_link(&fixture->recording, "proc/asound/above", "../../..");
    assert_int_equal(read_status(fixture->io, "absolute"), -ENOENT);
    assert_int_equal(read_status(fixture->io, "upwards"), -ENOENT);
    assert_int_equal(read_status(fixture->io, "../../../etc/passwd"), -ENOENT);
    assert_int_equal(read_status(fixture->io, "/etc/passwd"), -ENOENT);
    assert_int_equal(read_status(fixture->io, "proc/asound/../../../../../etc/passwd"), -ENOENT);
    assert_reads(fixture->io, "directory/proc/asound/cards", "no cards\n");
    assert_reads(fixture->io, "proc/asound/above/proc/asound/cards", "no cards\n");
    assert_reads(fixture->io, "../../proc/./asound//cards", "no cards\n");
}

static void links_that_lead_in_a_circle_are_told(void **state)
{
    struct fixture *fixture = *state;

    recording_link(&fixture->recording, "one", "two");
    recording_link(&fixture->recording, "two", "one");
    recording_link(&fixture->recording, "self", "self/self");
    assert_int_equal(read_status(fixture->io, "one"), -ELOOP);
    assert_int_equal(read_status(fixture->io, "self"), -ELOOP);
}

static void names_that_are_too_long_are_told(void **state)
{
    struct fixture *fixture = *state;
    char name[2 * PATH_MAX];

    memset(name, 'x', sizeof(name));
    name[NAME_MAX + 1] = '\0';
    assert_int_equal(read_status(fixture->io, name), -ENAMETOOLONG);
    name[NAME_MAX + 1] = 'x';
    name[sizeof(name) - 1] = '\0';
    assert_int_equal(read_status(fixture->io, name), -ENAMETOOLONG);
}

/* ---- listing, links, existence --------------------------------------------------------------- */

static void names_in_a_directory_are_sorted(void **state)
{
    struct fixture *fixture = *state;
    char **names;

    recording_write(&fixture->recording, "dir/b", "");
    recording_write(&fixture->recording, "dir/a/c", "");
    recording_link(&fixture->recording, "dir/B", "nowhere");
    assert_int_equal(jfi_io_list(fixture->io, "dir", &names), 0);
    assert_string_equal(names[0], "B");
    assert_string_equal(names[1], "a");
    assert_string_equal(names[2], "b");
    assert_null(names[3]);
    jfi_io_free_names(names);
}

static void listing_what_is_no_directory_fails(void **state)
{
    struct fixture *fixture = *state;
    char **names;

    assert_int_equal(jfi_io_list(fixture->io, "nowhere", &names), -ENOENT);
    assert_int_equal(jfi_io_list(fixture->io, "proc/asound/cards", &names), -ENOTDIR);
    assert_null(jfi_io_free_names(NULL));
}

static void a_link_is_read_as_it_is_written(void **state)
{
    struct fixture *fixture = *state;
    char *target;

    recording_link(&fixture->recording, "sys/class/sound/card0", "/../out/of/here");
    recording_link(&fixture->recording, "other", "sys/class");
    assert_int_equal(jfi_io_read_link(fixture->io, "sys/class/sound/card0", &target), 0);
    assert_string_equal(target, "/../out/of/here");
    free(target);
    assert_int_equal(jfi_io_read_link(fixture->io, "other/sound/card0", &target), 0);
    free(target);
    assert_int_equal(jfi_io_read_link(fixture->io, "proc/asound/cards", &target), -EINVAL);
    assert_int_equal(jfi_io_read_link(fixture->io, "proc/asound", &target), -EINVAL);
    assert_int_equal(jfi_io_read_link(fixture->io, "nowhere", &target), -ENOENT);
}

static void existence_follows_links_inside_the_root(void **state)
{
    struct fixture *fixture = *state;

    recording_link(&fixture->recording, "good", "proc/asound");
    recording_link(&fixture->recording, "bad", "/etc/passwd");
    assert_true(jfi_io_exists(fixture->io, "proc/asound/cards"));
    assert_true(jfi_io_exists(fixture->io, "good"));
    assert_false(jfi_io_exists(fixture->io, "bad"));
    assert_false(jfi_io_exists(fixture->io, "nowhere"));
}

/* ---- a root in memory ------------------------------------------------------------------------ */

static void a_root_in_memory_answers_like_a_directory(void **state)
{
    static const struct jfi_io_file files[] = {
        {"proc/asound/cards", "none\n", 5, false},
        {"proc/asound/card0/id", "PCH\n", 4, false},
        {"proc/asound/card0/codec#0", "", 0, false},
        {"sys/card0", "../device", 9, true},
    };
    struct jfi_io *io;
    char **names, *target, *bytes;
    size_t size;

    (void)state;
    assert_int_equal(jfi_io_open_memory(files, 4, &io), 0);
    assert_reads(io, "proc/asound/cards", "none\n");
    assert_reads(io, "proc/asound/card0/codec#0", "");
    assert_int_equal(read_status(io, "proc/asound/card"), -ENOENT);
    assert_int_equal(read_status(io, "sys/card0"), -ELOOP);
    assert_int_equal(jfi_io_read(io, "proc/asound/cards", 4, &bytes, &size), -EFBIG);
    assert_int_equal(jfi_io_list(io, "proc/asound", &names), 0);
    assert_string_equal(names[0], "card0");
    assert_string_equal(names[1], "cards");
    assert_null(names[2]);
    jfi_io_free_names(names);
    assert_int_equal(jfi_io_list(io, "proc/asound/cards", &names), -ENOENT);
    assert_int_equal(jfi_io_read_link(io, "sys/card0", &target), 0);
    assert_string_equal(target, "../device");
    free(target);
    assert_int_equal(jfi_io_read_link(io, "proc/asound/cards", &target), -EINVAL);
    assert_true(jfi_io_exists(io, "proc/asound/card0"));
    assert_false(jfi_io_exists(io, "proc/asound/card"));
    assert_null(jfi_io_close(io));
    assert_null(jfi_io_close(NULL));
}

static void every_fault_has_words(void **state)
{
    (void)state;
    assert_string_equal(jfi_io_fault_text(-EINVAL), "not a regular file");
    assert_string_equal(jfi_io_fault_text(-EACCES), "Permission denied");
    assert_string_equal(jfi_io_fault_text(-99999), "not readable");
}

/* ---- the two kernels ------------------------------------------------------------------------- */

static int run_all(const char *name)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_root_that_is_missing_is_refused),
        cmocka_unit_test_setup_teardown(a_root_that_is_a_file_is_refused, make_root, delete_root),
        cmocka_unit_test_setup_teardown(a_file_is_read_whole_and_ended_by_nul, make_root,
                                        delete_root),
        cmocka_unit_test_setup_teardown(an_empty_file_is_read, make_root, delete_root),
        cmocka_unit_test(a_file_that_says_it_has_no_bytes_is_read_to_its_end),
        cmocka_unit_test_setup_teardown(a_missing_file_is_told, make_root, delete_root),
        cmocka_unit_test_setup_teardown(a_directory_is_no_file, make_root, delete_root),
        cmocka_unit_test_setup_teardown(a_pipe_is_refused_at_once, make_root, delete_root),
        cmocka_unit_test_setup_teardown(a_socket_is_refused, make_root, delete_root),
        cmocka_unit_test_setup_teardown(the_limit_is_the_last_size_that_is_read, make_root,
                                        delete_root),
        cmocka_unit_test(a_limit_holds_for_files_that_tell_no_size),
        cmocka_unit_test_setup_teardown(a_huge_file_is_refused_without_reading_it, make_root,
                                        delete_root),
        cmocka_unit_test_setup_teardown(a_file_without_permission_is_told, make_root, delete_root),
        cmocka_unit_test_setup_teardown(links_are_followed_inside_the_root, make_root, delete_root),
        cmocka_unit_test_setup_teardown(nothing_leads_out_of_the_root, make_root, delete_root),
        cmocka_unit_test_setup_teardown(links_that_lead_in_a_circle_are_told, make_root,
                                        delete_root),
        cmocka_unit_test_setup_teardown(names_that_are_too_long_are_told, make_root, delete_root),
        cmocka_unit_test_setup_teardown(names_in_a_directory_are_sorted, make_root, delete_root),
        cmocka_unit_test_setup_teardown(listing_what_is_no_directory_fails, make_root, delete_root),
        cmocka_unit_test_setup_teardown(a_link_is_read_as_it_is_written, make_root, delete_root),
        cmocka_unit_test_setup_teardown(existence_follows_links_inside_the_root, make_root,
                                        delete_root),
        cmocka_unit_test(a_root_in_memory_answers_like_a_directory),
        cmocka_unit_test(every_fault_has_words),
    };

    return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}

/* From here on this process has a kernel without openat2. False: it cannot be pretended. */
static bool forget_openat2(void)
{
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = sizeof(rules) / sizeof(rules[0]), .filter = rules};

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
        return false;
    return syscall(SYS_openat2, -1, "", NULL, 0) < 0 && errno == ENOSYS;
}

static int run_without_openat2(void)
{
    const char *ci = getenv("CI");

    if (forget_openat2())
        return run_all("without openat2");
    (void)fprintf(stderr, "not run without openat2: this kernel allows no system call filter\n");
    return ci && strcmp(ci, "true") == 0;
}

int main(void)
{
    int failed = run_all("with openat2"), exit_status = -1;
    pid_t child;

    (void)fflush(NULL);
    child = fork();
    if (child == 0)
        exit(run_without_openat2());
    if (waitpid(child, &exit_status, 0) != child)
        return 1;
    return failed || exit_status != 0;
}
