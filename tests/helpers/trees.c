/* SPDX-License-Identifier: MIT */
#include "helpers/trees.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "topology/internal.h"

/* ---- comparing ------------------------------------------------------------------------------- */

/* Both trees of a comparison, without a slash at their ends. */
static const char *left_root, *right_root;
static size_t seen;

static void assert_same_file(const char *left, const char *right)
{
    size_t left_size, right_size;
    char *a = read_whole(left, &left_size), *b = read_whole(right, &right_size);

    if (left_size != right_size || memcmp(a, b, left_size) != 0)
        fail_msg("%s differs from %s", left, right);
    free(a);
    free(b);
}

static void assert_same_link(const char *left, const char *right)
{
    char a[512] = "", b[512] = "";

    assert_true(readlink(left, a, sizeof(a) - 1) > 0);
    if (readlink(right, b, sizeof(b) - 1) < 0 || strcmp(a, b) != 0)
        fail_msg("%s -> %s, %s -> %s", left, a, right, b);
}

static bool is_part_of_machine(const char *path)
{
    return strncmp(path, "/expected.", strlen("/expected.")) != 0;
}

static int compare_one(const char *path, const struct stat *facts, int type, struct FTW *place)
{
    char other[1024];

    (void)facts;
    (void)place;
    (void)snprintf(other, sizeof(other), "%s%s", right_root, path + strlen(left_root));
    if (type == FTW_D || !is_part_of_machine(path + strlen(left_root)))
        return 0;
    seen++;
    if (type == FTW_SL)
        assert_same_link(path, other);
    else
        assert_same_file(path, other);
    return 0;
}

static size_t compare_all(const char *left, const char *right)
{
    left_root = left;
    right_root = right;
    seen = 0;
    assert_int_equal(nftw(left, compare_one, 16, FTW_PHYS), 0);
    return seen;
}

void assert_same_tree(const char *left, const char *right)
{
    assert_int_equal(compare_all(left, right), compare_all(right, left));
}

static void assert_same_part(const struct jf_part *left, const struct jf_part *right)
{
    if (strcmp(left->id, right->id) != 0 || jfi_part_changes(left, right))
        fail_msg("%s differs from %s", left->id, right->id);
    for (size_t i = 0; i < left->control_count; i++) {
        if (!jfi_control_value_equal(&left->controls[i], &right->controls[i]))
            fail_msg("%s: %s differs", left->id, left->controls[i].name);
    }
}

static void assert_same_device(const struct jf_device *left, const struct jf_device *right)
{
    if (strcmp(left->id, right->id) != 0 || jfi_device_changes(left, right))
        fail_msg("%s differs from %s", left->id, right->id);
    assert_int_equal(left->part_count, right->part_count);
    for (size_t i = 0; i < left->part_count; i++)
        assert_same_part(&left->parts[i], &right->parts[i]);
}

/* Serials depend on the order in which the machine happened to be read. */
void assert_same_graph(const struct jf_context *left, const struct jf_context *right)
{
    const struct jf_graph *a = jf_context_get_graph(left), *b = jf_context_get_graph(right);

    assert_int_equal(a->device_count, b->device_count);
    for (size_t i = 0; i < a->device_count; i++)
        assert_same_device(a->devices[i], b->devices[i]);
    assert_int_equal(a->connection_count, b->connection_count);
    for (size_t i = 0; i < a->connection_count; i++) {
        const struct jfi_wire *wire = a->connections[i].wire, *other = b->connections[i].wire;

        if (strcmp(wire->id, other->id) != 0 || jfi_wire_changes(wire, other))
            fail_msg("%s differs from %s", wire->id, other->id);
    }
}

/* Whether any file below the recording holds the text. */
static const char *wanted;
static bool is_found;

static int look_into(const char *path, const struct stat *facts, int type, struct FTW *place)
{
    size_t size;
    char *bytes;

    (void)facts;
    (void)place;
    if (type != FTW_F)
        return 0;
    bytes = read_whole(path, &size);
    if (memmem(bytes, size, wanted, strlen(wanted)))
        is_found = true;
    free(bytes);
    return 0;
}

bool is_told(const char *root, const char *text)
{
    wanted = text;
    is_found = false;
    assert_int_equal(nftw(root, look_into, 16, FTW_PHYS), 0);
    return is_found;
}

/* ---- recording ------------------------------------------------------------------------------- */

struct recording output;

int make_both(void **state)
{
    recording_make(&output);
    return make_recording(state);
}

int delete_both(void **state)
{
    recording_delete(&output);
    return delete_recording(state);
}

int record(const char *machine, const char *name, unsigned int flags,
           struct jf_record_summary *ret_summary, struct log_lines *ret_log)
{
    char directory[512];
    struct jf_context *context;
    int status;

    (void)snprintf(directory, sizeof(directory), "%s", recording_path(&output, name));
    assert_int_equal(open_recorded(machine, &context, ret_log), 0);
    status = jf_record(context, directory, flags, ret_summary);
    jf_context_unref(context);
    return status;
}

void record_well(const char *machine, const char *name, unsigned int flags)
{
    struct jf_record_summary summary;
    struct log_lines log;

    assert_int_equal(record(machine, name, flags, &summary, &log), 0);
    assert_int_equal(log.count, 0);
    assert_int_equal(summary.left_out, 0);
    assert_true(summary.file_count > 0);
}

size_t count_output(void)
{
    DIR *directory = opendir(output.root);
    const struct dirent *entry;
    size_t count = 0;

    assert_non_null(directory);
    while ((entry = readdir(directory)))
        count += entry->d_name[0] != '.';
    closedir(directory);
    return count;
}

void assert_output(const char *path, const char *expected)
{
    size_t size;
    char *bytes = read_whole(recording_path(&output, path), &size);

    assert_string_equal(bytes, expected);
    free(bytes);
}
