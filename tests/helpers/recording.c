/* SPDX-License-Identifier: MIT */
#include "helpers/recording.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- files ----------------------------------------------------------------------------------- */

void recording_make(struct recording *recording)
{
    (void)snprintf(recording->root, sizeof(recording->root), "/tmp/jackfield-test-XXXXXX");
    assert_non_null(mkdtemp(recording->root));
    assert_int_equal(chmod(recording->root, 0755), 0);
}

static int delete_one(const char *path, const struct stat *facts, int type, struct FTW *place)
{
    (void)facts;
    (void)type;
    (void)place;
    return remove(path);
}

void recording_delete(const struct recording *recording)
{
    assert_int_equal(nftw(recording->root, delete_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

struct recording recorded;

int make_recording(void **state)
{
    (void)state;
    recording_make(&recorded);
    return 0;
}

int delete_recording(void **state)
{
    (void)state;
    recording_delete(&recorded);
    return 0;
}

const char *recording_path(const struct recording *recording, const char *path)
{
    static char whole[512];

    (void)snprintf(whole, sizeof(whole), "%s/%s", recording->root, path);
    return whole;
}

static void make_directories(const char *path)
{
    char above[512];

    (void)snprintf(above, sizeof(above), "%s", path);
    for (char *slash = strchr(above + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(above, 0755) < 0)
            assert_int_equal(errno, EEXIST);
        *slash = '/';
    }
}

void recording_write_bytes(const struct recording *recording, const char *path, const void *bytes,
                           size_t size)
{
    const char *whole = recording_path(recording, path);
    FILE *file;

    make_directories(whole);
    file = fopen(whole, "wbe");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

void recording_write(const struct recording *recording, const char *path, const char *text)
{
    recording_write_bytes(recording, path, text, strlen(text));
}

void recording_link(const struct recording *recording, const char *path, const char *target)
{
    const char *whole = recording_path(recording, path);

    make_directories(whole);
    assert_int_equal(symlink(target, whole), 0);
}

void recording_copy(const struct recording *recording, const char *path, const char *source)
{
    size_t size;
    char *bytes = read_whole(source, &size);

    recording_write_bytes(recording, path, bytes, size);
    free(bytes);
}

void recording_pipe(const struct recording *recording, const char *path)
{
    const char *whole = recording_path(recording, path);

    make_directories(whole);
    assert_int_equal(mkfifo(whole, 0644), 0);
}

char *read_whole(const char *path, size_t *ret_size)
{
    FILE *file = fopen(path, "rbe");
    struct stat facts;
    char *bytes;

    if (!file)
        fail_msg("%s: %s", path, strerror(errno));
    assert_int_equal(fstat(fileno(file), &facts), 0);
    bytes = malloc((size_t)facts.st_size + 1);
    assert_non_null(bytes);
    *ret_size = fread(bytes, 1, (size_t)facts.st_size, file);
    bytes[*ret_size] = '\0';
    assert_int_equal(fclose(file), 0);
    return bytes;
}

/* ---- opening --------------------------------------------------------------------------------- */

static void keep_line(void *user, enum jf_log_level level, const char *line)
{
    struct log_lines *log = user;
    size_t used = strlen(log->text);

    (void)snprintf(log->text + used, sizeof(log->text) - used, "%s\n", line);
    log->count++;
    log->error_count += level == JF_LOG_ERROR;
}

int open_recorded(const char *machine, struct jf_context **ret_context, struct log_lines *ret_log)
{
    struct jf_config *config;
    int status;

    *ret_log = (struct log_lines){.count = 0};
    assert_int_equal(jf_config_new(&config), 0);
    assert_int_equal(jf_config_set_machine(config, machine), 0);
    assert_int_equal(jf_config_set_log(config, keep_line, ret_log), 0);
    assert_int_equal(jf_config_set_timeout_ms(config, 60000), 0);
    status = jf_context_new(config, ret_context);
    jf_config_free(config);
    if (status)
        return status;
    assert_int_equal(jf_context_settle(*ret_context), 0);
    assert_graph_is_sound(jf_context_get_graph(*ret_context));
    return 0;
}

struct jf_context *open_sound(const char *machine)
{
    /* The handler keeps writing to it for as long as the context lives. */
    static struct log_lines log;
    struct jf_context *context;
    int status = open_recorded(machine, &context, &log);

    if (status)
        fail_msg("%s: %s\n%s", machine, jf_status_text(status), log.text);
    return context;
}

void assert_graph_is_sound(const struct jf_graph *graph)
{
    char *report = NULL;
    int violations = jf_graph_check(graph, &report);

    if (violations)
        print_error("%s", report ? report : "out of memory\n");
    free(report);
    assert_int_equal(violations, 0);
}
