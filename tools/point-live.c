/* SPDX-License-Identifier: MIT */

/* The line on a terminal that says how publishing points are. */

#include "point.h"

#include <inttypes.h>
#include <stdio.h>

#define CLEAR_LINE "\r\033[K"

struct sums {
    size_t points, pushes, lingering, listeners;
    uint64_t bytes;
    int64_t rest_ns; /* of the one that lingers and is over first */
};

static void add(struct sums *sums, const struct jf_point *point)
{
    sums->points++;
    sums->listeners += point->client_count;
    sums->bytes += point->byte_count;
    sums->pushes += point->state == JF_POINT_PUSHING;
    if (point->state != JF_POINT_LINGERING)
        return;
    if (sums->lingering == 0 || point->rest_ns < sums->rest_ns)
        sums->rest_ns = point->rest_ns;
    sums->lingering++;
}

static void put_count(size_t count, const char *one)
{
    (void)fprintf(stderr, "%zu %s%s", count, one, count == 1 ? "" : "s");
}

void point_show_live(struct jf_point_server *server)
{
    const size_t count = jf_point_server_get_point_count(server);
    struct sums sums = {.points = 0};
    struct jf_point point;

    for (size_t i = 0; i < count; i++) {
        if (jf_point_server_get_point(server, i, &point) == 0)
            add(&sums, &point);
    }
    (void)fputs(CLEAR_LINE, stderr);
    put_count(sums.points, "point");
    (void)fputs(" | ", stderr);
    put_count(sums.pushes, "encoder");
    (void)fprintf(stderr, ", %.1f MB | ", (double)sums.bytes / 1e6);
    put_count(sums.listeners, "listener");
    if (sums.lingering > 0)
        (void)fprintf(stderr, " | %zu lost, %" PRId64 " s left", sums.lingering,
                      sums.rest_ns / 1000000000);
    (void)fflush(stderr);
}

void point_clear_live(void)
{
    (void)fputs(CLEAR_LINE, stderr);
    (void)fflush(stderr);
}
