/* SPDX-License-Identifier: MIT */

/*
 * Simulates days of a stream with faults, and says whether anything grew, drifted or went missing.
 *
 *   soak [OPTION…]
 *   --hours=H (24)        how long, on the clock of the simulation
 *   --rate=HZ (8111)      of the capture; one that no time stamp in ms fits
 *   --clock-ms=N (0)      what the 32-bit clock in ASF packets says at the start
 *   --start-ms=N (10^9)   what the machine's own clock says then
 *   --unplug-s=N (20011)  how often the source is lost, and another session begins
 *   --json=FILE           the figures once more
 *   --verbose             tells what the push sink and the point tell
 *
 * The status is 1 when something must not be, which is told, and 3 when the soak itself is broken.
 */

#include "soak/soak.h"

#include <dirent.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>
#include <libavutil/log.h>

#include "media/clock.h"
#include "soak/virtual-time.h"

#define GRAIN_NS (250 * JFI_NS_PER_MS)
/* A push goes on in another request every minute or so. */
#define BODY_BYTES (1 << 20)
#define HOUR_S     3600
#define FOOTPRINTS 100
/* The soak's own thread looks between two moments at which others do anything. */
#define OFFSET_NS (110 * JFI_NS_PER_MS)

/* Of the peak, from the first half to the second. A sanitizer keeps what is freed for a while. */
#ifdef __SANITIZE_ADDRESS__
#define GROWTH_LIMIT_KIB (1 << 20)
#else
#define GROWTH_LIMIT_KIB 1024
#endif

static struct soak soak;
static unsigned int log_lines;

/* ---- telling --------------------------------------------------------------------------------- */

void complain(struct soak *of, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)printf("%8" PRId64 " s  WRONG: ", of->now_s);
    (void)vprintf(format, arguments);
    (void)printf("\n");
    (void)fflush(stdout);
    va_end(arguments);
    of->totals.complaints++;
}

void expect(struct soak *of, bool holds, const char *what, int64_t is, int64_t should_be)
{
    if (!holds)
        complain(of, "%s: %" PRId64 ", not %" PRId64, what, is, should_be);
}

static void count_log_line(void *user, int level, const char *format, va_list arguments)
{
    (void)user;
    (void)format;
    (void)arguments;
    if (level <= AV_LOG_ERROR)
        log_lines++;
}

/* ---- the process ----------------------------------------------------------------------------- */

static int64_t get_memory_kib(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    int64_t pages = 0;

    need(file && fscanf(file, "%*d %" SCNd64, &pages) == 1, "no statm");
    (void)fclose(file);
    return pages * sysconf(_SC_PAGESIZE) / 1024;
}

static int64_t count_descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    int64_t count = -3; /* itself, "." and ".." */

    need(directory, "no descriptors");
    while (readdir(directory))
        count++;
    (void)closedir(directory);
    return count;
}

static int64_t count_listeners(void)
{
    int64_t count = (soak.faithful ? 1 : 0) + (soak.remote ? 1 : 0) + (soak.sleeper ? 1 : 0);

    for (size_t i = 0; i < VISITOR_COUNT; i++)
        count += soak.visitors[i] ? 1 : 0;
    return count;
}

static bool is_all_in_order(void)
{
    for (size_t i = 0; i < LANE_COUNT; i++) {
        if (soak.now_s < soak.busy_until_s[i])
            return false;
    }
    return soak.pipeline && soak.faithful && soak.remote;
}

/* A listener has a socket at both ends. */
static void measure(void)
{
    struct footprint *footprint = NULL;

    soak.footprints =
        realloc(soak.footprints, (soak.footprint_count + 1) * sizeof(*soak.footprints));
    need(soak.footprints, "no memory");
    footprint = &soak.footprints[soak.footprint_count++];
    footprint->hour = (double)soak.now_s / HOUR_S;
    footprint->memory_kib = get_memory_kib();
    footprint->descriptors = count_descriptors() - 2 * count_listeners();
    if (soak.is_verbose)
        (void)printf("%8.2f h  %" PRId64 " KiB  %" PRId64 " fds\n", footprint->hour,
                     footprint->memory_kib, footprint->descriptors);
}

static void judge_footprints(void)
{
    const size_t half = soak.footprint_count / 2;
    int64_t before_kib = 0, after_kib = 0;

    if (soak.footprint_count < 4)
        return;
    for (size_t i = 0; i < soak.footprint_count; i++) {
        const struct footprint *each = &soak.footprints[i];
        int64_t *most = i < half ? &before_kib : &after_kib;

        *most = each->memory_kib > *most ? each->memory_kib : *most;
        expect(&soak, each->descriptors == soak.footprints[0].descriptors, "descriptors",
               each->descriptors, soak.footprints[0].descriptors);
    }
    expect(&soak, after_kib - before_kib <= GROWTH_LIMIT_KIB, "memory grown (KiB)",
           after_kib - before_kib, 0);
}

/* ---- time ------------------------------------------------------------------------------------ */

void do_later(struct soak *of, int64_t seconds, void (*act)(struct soak *soak))
{
    size_t place = 0;

    while (place < MAX_LATER && of->later[place].act)
        place++;
    need(place < MAX_LATER, "too much to do");
    of->later[place] = (struct later){of->now_s + seconds, act};
}

static void do_what_is_due(void)
{
    for (size_t i = 0; i < MAX_LATER; i++) {
        const struct later later = soak.later[i];

        if (!later.act || soak.now_s < later.at_s)
            continue;
        soak.later[i].act = NULL;
        later.act(&soak);
    }
}

static void live_a_second(bool may_fail)
{
    static int64_t measured_s = 0;

    virtual_time_sleep_until_ns(soak.begin_ns + soak.now_s * SECOND_NS + OFFSET_NS);
    look_after(&soak);
    do_what_is_due();
    if (may_fail)
        do_faults(&soak);
    if (soak.now_s >= measured_s + soak.duration_s / FOOTPRINTS && is_all_in_order()) {
        measured_s = soak.now_s;
        measure();
    }
    /* A fault may have taken its time. */
    soak.now_s = (jfi_clock_now_ns() - soak.begin_ns) / SECOND_NS + 1;
}

/* ---- the run --------------------------------------------------------------------------------- */

static struct jf_format *make_format(const char *container, const char *codec)
{
    struct jf_format *format = NULL;

    need(jf_format_new(&format) == 0 && jf_format_set_container(format, container) == 0 &&
             jf_format_set_codec(format, codec) == 0 &&
             jf_format_set_packet_size(format, PACKET_BYTES) == 0 &&
             jf_format_set_clock_start_ms(format, soak.clock_start_ms) == 0,
         "no format");
    return format;
}

static void open_all(void)
{
    soak.live_format = make_format("asf", "pcm");
    soak.file_format = make_format("wav", "pcm");
    need(jf_writer_new(&soak.writer) == 0, "no writer");
    open_recordings(&soak);
    soak.audience = audience_new(soak.rate_hz, soak.clock_start_ms);
    need(jf_point_server_new(&soak.point) == 0 &&
             jf_point_server_add_point(soak.point, "live") == 0,
         "no point");
    open_point(&soak);
    soak.relay = relay_new(soak.point_port, &soak.wire_port);
    need(jf_sink_new_network(&soak.network) == 0 &&
             jf_network_sink_set_maximum_clients(soak.network, 10) == 0 &&
             jf_network_sink_open(soak.network, NULL, &soak.network_port) == 0,
         "no network sink");
    need(jf_sink_new_push(&soak.push) == 0 &&
             jf_push_sink_set_length_budget(soak.push, BODY_BYTES) == 0,
         "no push sink");
    attach_network(&soak);
    attach_push(&soak);
    connect_push(&soak);
    begin_session(&soak);
}

static void close_all(void)
{
    close_listener(&soak, &soak.remote);
    jf_writer_unref(soak.writer);
    jf_sink_unref(soak.network);
    jf_sink_unref(soak.push);
    relay_free(soak.relay);
    jf_point_server_free(soak.point);
    audience_free(soak.audience);
    close_recordings(&soak);
    jf_format_free(soak.live_format);
    jf_format_free(soak.file_format);
}

static bool is_anything_to_be_done(void)
{
    for (size_t i = 0; i < MAX_LATER; i++) {
        if (soak.later[i].act)
            return true;
    }
    return false;
}

static void run(void)
{
    while (soak.now_s < soak.duration_s)
        live_a_second(true);
    while (is_anything_to_be_done() || !is_all_in_order())
        live_a_second(false);
    disconnect_push(&soak, true);
    end_session(&soak);
    look_after(&soak);
}

/* ---- what it came to ------------------------------------------------------------------------- */

static void judge_network(void)
{
    struct jf_network_statistics statistics;

    need(jf_network_sink_get_statistics(soak.network, &statistics) == 0, "no statistics");
    expect(&soak, statistics.connect_count == soak.networks.connects, "players served",
           (int64_t)statistics.connect_count, (int64_t)soak.networks.connects);
    expect(&soak, statistics.dropped_count == soak.networks.stalls, "players dropped",
           (int64_t)statistics.dropped_count, (int64_t)soak.networks.stalls);
    expect(&soak, statistics.refused_count == 0, "players refused",
           (int64_t)statistics.refused_count, 0);
    expect(&soak, statistics.malformed_count == 0, "odd requests",
           (int64_t)statistics.malformed_count, 0);
    expect(&soak, statistics.lost_event_count == 0, "lost events",
           (int64_t)statistics.lost_event_count, 0);
}

static void judge(void)
{
    const struct push_account *pushes = &soak.pushes;
    const struct recordings *recordings = &soak.recordings;
    const struct totals *totals = &soak.totals;
    const uint64_t told = pushes->unit_count + pushes->gap_count + pushes->unkept_count +
                          pushes->fed_before - pushes->fed_at_connect;

    expect(&soak, recordings->kept_frames + recordings->missing_frames == totals->written_frames,
           "frames in recordings, and missing",
           recordings->kept_frames + recordings->missing_frames, totals->written_frames);
    expect(&soak, told == pushes->fed_before, "units pushed, and told to be lost", (int64_t)told,
           (int64_t)pushes->fed_before);
    expect(&soak, pushes->point_packets == pushes->unit_count, "packets at the point",
           (int64_t)pushes->point_packets, (int64_t)pushes->unit_count);
    expect(&soak, pushes->reconnect_starts == pushes->cut_count, "connections broken",
           (int64_t)pushes->reconnect_starts, (int64_t)pushes->cut_count);
    expect(&soak, pushes->reconnect_ends == pushes->cut_count, "connections back",
           (int64_t)pushes->reconnect_ends, (int64_t)pushes->cut_count);
    expect(&soak, totals->network_dropped == 0 && totals->push_dropped == 0, "units dropped",
           (int64_t)(totals->network_dropped + totals->push_dropped), 0);
    expect(&soak, log_lines == 0, "lines logged by libav", log_lines, 0);
    judge_network();
    judge_footprints();
}

struct figure {
    const char *name;
    int64_t value;
};

static json_t *pack_figures(const struct figure *figures, size_t count)
{
    json_t *object = json_object();

    for (size_t i = 0; i < count; i++)
        need(json_object_set_new(object, figures[i].name,
                                 json_integer((json_int_t)figures[i].value)) == 0,
             "no memory");
    return object;
}

static void tell(double real_s, const char *path)
{
    const struct totals *totals = &soak.totals;
    const struct push_account *pushes = &soak.pushes;
    const struct footprint *last = &soak.footprints[soak.footprint_count - 1];
    const struct footprint *half = &soak.footprints[soak.footprint_count / 2];
    const struct figure figures[] = {
        {"simulated_minutes", soak.now_s / 60},
        {"real_ms", (int64_t)(real_s * 1000)},
        {"clock_jumps", (int64_t)virtual_time_get_jumps()},
        {"faults", (int64_t)totals->faults},
        {"sessions", totals->sessions},
        {"captured_frames", totals->captured_frames},
        {"unread_frames", totals->unread_frames},
        {"written_frames", totals->written_frames},
        {"gap_frames", totals->gap_frames},
        {"lost_frames", totals->lost_frames},
        {"max_shift_frames", totals->max_shift_frames},
        {"max_time_stamp_error_us", totals->max_error_us},
        {"recordings", (int64_t)soak.recordings.count},
        {"recordings_failed", (int64_t)soak.recordings.failed_count},
        {"recorded_frames", soak.recordings.kept_frames},
        {"unrecorded_frames", soak.recordings.missing_frames},
        {"players", (int64_t)soak.networks.connects},
        {"players_dropped", (int64_t)soak.networks.stalls},
        {"network_units", (int64_t)totals->network_units},
        {"push_units", (int64_t)pushes->fed_before},
        {"push_units_arrived", (int64_t)pushes->unit_count},
        {"push_units_lost", (int64_t)pushes->gap_count},
        {"push_units_unconnected",
         (int64_t)(pushes->fed_before - pushes->unit_count - pushes->gap_count)},
        {"push_breaks", (int64_t)pushes->cut_count},
        {"memory_kib_after_a_half", half->memory_kib},
        {"memory_kib", last->memory_kib},
        {"descriptors", last->descriptors},
        {"complaints", (int64_t)totals->complaints},
    };
    const size_t count = sizeof(figures) / sizeof(figures[0]);
    json_t *object = pack_figures(figures, count);

    (void)printf("| figure | value |\n|---|---|\n");
    for (size_t i = 0; i < count; i++)
        (void)printf("| %s | %" PRId64 " |\n", figures[i].name, figures[i].value);
    if (path)
        need(json_dump_file(object, path, JSON_INDENT(2)) == 0, "the figures cannot be written");
    json_decref(object);
}

/* ---- the command line ------------------------------------------------------------------------ */

static const char *read_options(int argc, char **argv)
{
    static const struct option options[] = {
        {"hours", required_argument, NULL, 'h'},    {"rate", required_argument, NULL, 'r'},
        {"clock-ms", required_argument, NULL, 'c'}, {"start-ms", required_argument, NULL, 's'},
        {"unplug-s", required_argument, NULL, 'u'}, {"json", required_argument, NULL, 'j'},
        {"verbose", no_argument, NULL, 'v'},        {0}};
    const char *path = NULL;
    int option = 0;

    while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
        if (option == 'h')
            soak.duration_s = (int64_t)(strtod(optarg, NULL) * HOUR_S);
        else if (option == 'r')
            soak.rate_hz = (unsigned int)strtoul(optarg, NULL, 10);
        else if (option == 'c')
            soak.clock_start_ms = (uint32_t)strtoul(optarg, NULL, 10);
        else if (option == 's')
            soak.start_ns = strtoll(optarg, NULL, 10) * JFI_NS_PER_MS;
        else if (option == 'u')
            set_unplug_interval(strtoll(optarg, NULL, 10));
        else if (option == 'j')
            path = optarg;
        else if (option == 'v')
            soak.is_verbose = true;
        else
            exit(2);
    }
    return path;
}

static double get_real_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    const double real_begin_s = get_real_s();
    const char *path = NULL;

    soak.duration_s = (int64_t)24 * HOUR_S;
    soak.rate_hz = 8111;
    soak.start_ns = (int64_t)1000000 * SECOND_NS;
    path = read_options(argc, argv);
    av_log_set_callback(count_log_line);
    soak.begin_ns = soak.start_ns / SECOND_NS * SECOND_NS;
    virtual_time_start(soak.begin_ns);
    virtual_time_set_grain_ns(GRAIN_NS);
    open_all();
    run();
    judge();
    close_all();
    virtual_time_stop();
    tell(get_real_s() - real_begin_s, path);
    free(soak.footprints);
    return soak.totals.complaints == 0 ? 0 : 1;
}
