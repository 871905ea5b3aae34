/* SPDX-License-Identifier: MIT */
#include "media/drift.h"

#include <string.h>

#include "media/clock.h"

#define MAX_SPACING_NS ((int64_t)16 * JFI_NS_PER_SECOND)
#define MIN_SPAN_NS    ((int64_t)10 * JFI_NS_PER_SECOND)

/* A delay that is further than this from where the line leads, or from the last one while there is
 * none, is a step and no drift: 100 ms, and 5 % of the time in between. */
#define STEP_NS         ((int64_t)100 * JFI_NS_PER_MS)
#define STEP_PER_SECOND 0.05

/*
 * Nobody reads a clock at the very moment; and how late a thread is may change as slowly as a clock
 * drifts, by about what a scheduler takes.
 */
#define RESOLUTION_NS 50000.0

void jfi_drift_init(struct jfi_drift *drift, unsigned int rate_hz)
{
    *drift = (struct jfi_drift){.rate_hz = rate_hz, .spacing_ns = JFI_NS_PER_SECOND};
}

void jfi_drift_restart(struct jfi_drift *drift)
{
    const uint64_t count = drift->restart_count + 1;

    jfi_drift_init(drift, drift->rate_hz);
    drift->restart_count = count;
}

static int64_t get_span_ns(const struct jfi_drift *drift)
{
    return drift->count > 0 ? drift->points[drift->count - 1].time_ns - drift->points[0].time_ns
                            : 0;
}

static double get_slope(const struct jfi_drift *drift)
{
    const struct jfi_drift_point *points = drift->points;
    double mean_time = 0, mean_delay = 0, time_square = 0, product = 0;

    for (size_t i = 0; i < drift->count; i++) {
        mean_time += (double)points[i].time_ns / (double)drift->count;
        mean_delay += (double)points[i].delay_ns / (double)drift->count;
    }
    for (size_t i = 0; i < drift->count; i++) {
        const double time = (double)points[i].time_ns - mean_time;

        time_square += time * time;
        product += time * ((double)points[i].delay_ns - mean_delay);
    }
    return time_square > 0 ? product / time_square : 0;
}

/* How far the points are from a line of that slope, from the one furthest below to the one furthest
 * above. */
static double get_band_ns(const struct jfi_drift *drift, double slope)
{
    double lowest = 0, highest = 0;

    for (size_t i = 0; i < drift->count; i++) {
        const double time_ns = (double)(drift->points[i].time_ns - drift->points[0].time_ns);
        const double delay_ns = (double)(drift->points[i].delay_ns - drift->points[0].delay_ns);
        const double rest_ns = delay_ns - slope * time_ns;

        lowest = rest_ns < lowest ? rest_ns : lowest;
        highest = rest_ns > highest ? rest_ns : highest;
    }
    return highest - lowest;
}

static bool is_step(const struct jfi_drift *drift, const struct jfi_drift_point *point)
{
    const struct jfi_drift_point *last = &drift->points[drift->count - 1];
    const double passed_ns = (double)(point->time_ns - last->time_ns);
    double rest_ns = (double)(point->delay_ns - last->delay_ns);

    if (get_span_ns(drift) >= MIN_SPAN_NS)
        rest_ns -= get_slope(drift) * passed_ns;
    if (rest_ns < 0)
        rest_ns = -rest_ns;
    return rest_ns > (double)STEP_NS + STEP_PER_SECOND * passed_ns;
}

static void merge_pairs(struct jfi_drift *drift)
{
    for (size_t i = 0; i < JFI_DRIFT_POINTS / 2; i++) {
        const struct jfi_drift_point *pair = &drift->points[2 * i];

        drift->points[i] = pair[pair[1].delay_ns < pair[0].delay_ns];
    }
    drift->count = JFI_DRIFT_POINTS / 2;
    drift->spacing_ns *= 2;
}

static void make_room(struct jfi_drift *drift)
{
    if (drift->count < JFI_DRIFT_POINTS)
        return;
    if (drift->spacing_ns < MAX_SPACING_NS) {
        merge_pairs(drift);
        return;
    }
    drift->count--;
    memmove(drift->points, drift->points + 1, drift->count * sizeof(drift->points[0]));
}

static void begin(struct jfi_drift *drift, int64_t now_ns)
{
    drift->has_begun = true;
    drift->begin_ns = drift->last_ns = now_ns;
    drift->bin_end_ns = now_ns + drift->spacing_ns;
}

void jfi_drift_take(struct jfi_drift *drift, int64_t frame_count, int64_t now_ns)
{
    struct jfi_drift_point point;

    if (drift->has_begun && now_ns < drift->last_ns)
        jfi_drift_restart(drift);
    if (!drift->has_begun) {
        begin(drift, now_ns);
        return;
    }
    if (now_ns >= drift->bin_end_ns) {
        if (drift->count > 0 && is_step(drift, &drift->best)) {
            jfi_drift_restart(drift);
            begin(drift, now_ns);
            return;
        }
        make_room(drift);
        drift->points[drift->count++] = drift->best;
        drift->bin_end_ns = now_ns + drift->spacing_ns;
        drift->best.delay_ns = INT64_MAX;
    }
    drift->frames += frame_count;
    drift->last_ns = now_ns;
    point.time_ns = now_ns - drift->begin_ns;
    point.delay_ns = point.time_ns - jfi_clock_frames_to_ns(drift->frames, drift->rate_hz);
    if (point.delay_ns < drift->best.delay_ns)
        drift->best = point;
}

void jfi_drift_get(const struct jfi_drift *drift, struct jf_clock_drift *ret_drift)
{
    const int64_t span_ns = get_span_ns(drift);
    const double slope = get_slope(drift);
    const double band_ns = get_band_ns(drift, slope) + RESOLUTION_NS;

    *ret_drift = (struct jf_clock_drift){.span_ns = span_ns, .restart_count = drift->restart_count};
    if (span_ns < MIN_SPAN_NS)
        return;
    ret_drift->is_known = true;
    ret_drift->ppm = -slope * 1e6;
    /* What delays within a band do to the slope at most, in the middle of a line: a step there. */
    ret_drift->uncertainty_ppm = 1.5 * band_ns / (double)span_ns * 1e6;
}
