/* SPDX-License-Identifier: MIT */
#include "nearest.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <jackfield/jackfield.h>

#include "common.h"

/* ---- how far two names are from each other --------------------------------------------------- */

static bool is_same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/*
 * How many letters are to be changed, added, left out or swapped with the next one to make one of
 * the other (Damerau and Levenshtein, no letter touched twice). Capital or small is the same.
 */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][NAME_BYTES + 1];
    size_t a_length = strnlen(a, NAME_BYTES), b_length = strnlen(b, NAME_BYTES);

    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *over_above = rows[(i + 1) % 3];

        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            row[j] =
                least(least(above[j], row[j - 1]) + 1, above[j - 1] + !is_same(a[i - 1], b[j - 1]));
            if (i > 1 && j > 1 && is_same(a[i - 1], b[j - 2]) && is_same(a[i - 2], b[j - 1]))
                row[j] = least(row[j], over_above[j - 2] + 1);
        }
    }
    return rows[a_length % 3][b_length];
}

/* SIZE_MAX: it is no name that could have been meant. */
static size_t farness(const char *typed, const char *name)
{
    size_t length = strnlen(typed, NAME_BYTES), name_length = strnlen(name, NAME_BYTES);
    size_t most = 1 + length / 4, changes;
    const char *piece = strcasestr(name, typed);

    if (length < 3)
        return SIZE_MAX;
    if (piece)
        return piece != name;
    if (length > name_length + most || name_length > length + most)
        return SIZE_MAX;
    changes = distance(typed, name);
    return changes <= most ? changes : SIZE_MAX;
}

/* The farness of the nearest word of a name, when one word was typed; it may have been meant. */
static size_t word_farness(const char *typed, const char *name)
{
    static const char gaps[] = " ()[],-";
    size_t nearest = SIZE_MAX;

    for (name += strspn(name, gaps); *name; name += strspn(name, gaps)) {
        size_t length = strcspn(name, gaps), far;
        char word[NAME_BYTES];

        (void)snprintf(word, sizeof(word), "%.*s", (int)least(length, NAME_BYTES), name);
        far = farness(typed, word);
        nearest = least(nearest, far == SIZE_MAX ? far : far + 1);
        name += length;
    }
    return nearest;
}

bool nearest_judge(struct nearest *nearest, const char *name)
{
    size_t far = least(farness(nearest->typed, name), word_farness(nearest->typed, name));

    if (far == SIZE_MAX || (nearest->is_found && far >= nearest->farness) ||
        strlen(name) >= NAME_BYTES)
        return false;
    nearest->is_found = true;
    nearest->farness = far;
    (void)snprintf(nearest->name, sizeof(nearest->name), "%s", name);
    return true;
}

/* ---- what is in a graph ---------------------------------------------------------------------- */

static void judge_part(struct nearest *nearest, const struct jf_part *part, const char *device_name)
{
    const char *name = jf_part_get_name(part) ? jf_part_get_name(part) : part_key(part);
    char address[2 * NAME_BYTES];

    (void)nearest_judge(nearest, name);
    (void)nearest_judge(nearest, jf_part_get_id(part));
    if (!device_name || !strchr(nearest->typed, ':'))
        return;
    (void)snprintf(address, sizeof(address), "%s:%s", device_name, name);
    (void)nearest_judge(nearest, address);
}

static void judge_device(struct nearest *nearest, const struct jf_device *device,
                         unsigned int kinds)
{
    const char *name = jf_device_get_name(device);
    const struct jf_part *part;

    if ((kinds & JF_OBJECT_DEVICE) && name)
        (void)nearest_judge(nearest, name);
    if (kinds & JF_OBJECT_DEVICE)
        (void)nearest_judge(nearest, jf_device_get_id(device));
    for (size_t i = 0; (kinds & JF_OBJECT_PART) && !jf_device_get_part(device, i, &part); i++)
        judge_part(nearest, part, name);
}

void nearest_judge_graph(struct nearest *nearest, const struct jf_graph *graph, unsigned int kinds)
{
    const struct jf_device *device;
    const struct jf_connection *connection;

    for (size_t i = 0; jf_graph_get_device(graph, i, &device) == 0; i++)
        judge_device(nearest, device, kinds);
    for (size_t i = 0;
         (kinds & JF_OBJECT_CONNECTION) && !jf_graph_get_connection(graph, i, &connection); i++)
        (void)nearest_judge(nearest, jf_connection_get_id(connection));
}
