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

static struct soak whole;
static unsigned int log_lines;

/* ---- telling --------------------------------------------------------------------------------- */

void complain(struct soak *soak, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)printf("%8" PRId64 " s  WRONG: ", soak->now_s);
    (void)vprintf(format, arguments);
    (void)printf("\n");
    va_end(arguments);
    soak->totals.complaints++;
}

void expect(struct soak *soak, bool holds, const char *what, int64_t is, int64_t should_be)
{
    if (!holds)
        complain(soak, "%s: %" PRId64 ", not %" PRId64, what, is, should_be);
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
    char line[128], *resident = NULL;

    need(file && fgets(line, sizeof(line), file), "no statm");
    (void)fclose(file);
    resident = strchr(line, ' ');
    need(resident, "an odd statm");
    return strtoll(resident, NULL, 10) * sysconf(_SC_PAGESIZE) / 1024;
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
    int64_t count = (whole.faithful ? 1 : 0) + (whole.remote ? 1 : 0) + (whole.sleeper ? 1 : 0);

    for (size_t i = 0; i < VISITOR_COUNT; i++)
        count += whole.visitors[i] ? 1 : 0;
    return count;
}

static bool is_all_in_order(void)
{
    for (size_t i = 0; i < LANE_COUNT; i++) {
        if (whole.now_s < whole.busy_until_s[i])
            return false;
    }
    return whole.pipeline && whole.faithful && whole.remote;
}

/* A listener has a socket at both ends. */
static void measure(void)
{
    struct footprint *footprint = NULL;

    whole.footprints =
        realloc(whole.footprints, (whole.footprint_count + 1) * sizeof(*whole.footprints));
    need(whole.footprints, "no memory");
    footprint = &whole.footprints[whole.footprint_count++];
    footprint->hour = (double)whole.now_s / HOUR_S;
    footprint->memory_kib = get_memory_kib();
    footprint->descriptors = count_descriptors() - 2 * count_listeners();
    if (whole.is_verbose)
        (void)printf("%8.2f h  %" PRId64 " KiB  %" PRId64 " fds\n", footprint->hour,
                     footprint->memory_kib, footprint->descriptors);
}

static void judge_footprints(void)
{
    const size_t half = whole.footprint_count / 2;
    int64_t before_kib = 0, after_kib = 0;

    if (whole.footprint_count < 4)
        return;
    for (size_t i = 0; i < whole.footprint_count; i++) {
        const struct footprint *each = &whole.footprints[i];
        int64_t *most = i < half ? &before_kib : &after_kib;

        *most = each->memory_kib > *most ? each->memory_kib : *most;
        expect(&whole, each->descriptors == whole.footprints[0].descriptors, "descriptors",
               each->descriptors, whole.footprints[0].descriptors);
    }
    expect(&whole, after_kib - before_kib <= GROWTH_LIMIT_KIB, "memory grown (KiB)",
           after_kib - before_kib, 0);
}

/* ---- time ------------------------------------------------------------------------------------ */

void do_later(struct soak *soak, int64_t seconds, void (*act)(struct soak *soak))
{
    for (size_t i = 0; i < MAX_LATER; i++) {
        if (!soak->later[i].act) {
            soak->later[i] = (struct later){soak->now_s + seconds, act};
            return;
        }
    }
    need(false, "too much to do");
}

static void do_what_is_due(void)
{
    for (size_t i = 0; i < MAX_LATER; i++) {
        const struct later later = whole.later[i];

        if (!later.act || whole.now_s < later.at_s)
            continue;
        whole.later[i].act = NULL;
        later.act(&whole);
    }
}

static void live_a_second(bool may_fail)
{
    static int64_t measured_s = 0;

    virtual_time_sleep_until_ns(whole.begin_ns + whole.now_s * SECOND_NS + OFFSET_NS);
    look_after(&whole);
    do_what_is_due();
    if (may_fail)
        do_faults(&whole);
    if (whole.now_s >= measured_s + whole.duration_s / FOOTPRINTS && is_all_in_order()) {
        measured_s = whole.now_s;
        measure();
    }
    /* A fault may have taken its time. */
    whole.now_s = (jfi_clock_now_ns() - whole.begin_ns) / SECOND_NS + 1;
}

/* ---- the run --------------------------------------------------------------------------------- */

static struct jf_format *make_format(const char *container, const char *codec)
{
    struct jf_format *format = NULL;

    need(jf_format_new(&format) == 0 && jf_format_set_container(format, container) == 0 &&
             jf_format_set_codec(format, codec) == 0 &&
             jf_format_set_packet_size(format, PACKET_BYTES) == 0 &&
             jf_format_set_clock_start_ms(format, whole.clock_start_ms) == 0,
         "no format");
    return format;
}

static void open_all(void)
{
    whole.live_format = make_format("asf", "pcm");
    whole.file_format = make_format("wav", "pcm");
    need(jf_writer_new(&whole.writer) == 0, "no writer");
    open_recordings(&whole);
    whole.audience = audience_new(whole.rate_hz, whole.clock_start_ms);
    need(jf_point_server_new(&whole.point) == 0 &&
             jf_point_server_add_point(whole.point, "live") == 0,
         "no point");
    open_point(&whole);
    whole.relay = relay_new(whole.point_port, &whole.wire_port);
    need(jf_sink_new_network(&whole.network) == 0 &&
             jf_network_sink_set_maximum_clients(whole.network, 10) == 0 &&
             jf_network_sink_open(whole.network, NULL, &whole.network_port) == 0,
         "no network sink");
    need(jf_sink_new_push(&whole.push) == 0 &&
             jf_push_sink_set_length_budget(whole.push, BODY_BYTES) == 0,
         "no push sink");
    attach_network(&whole);
    attach_push(&whole);
    connect_push(&whole);
    begin_session(&whole);
}

static void close_all(void)
{
    close_listener(&whole, &whole.remote);
    jf_writer_unref(whole.writer);
    jf_sink_unref(whole.network);
    jf_sink_unref(whole.push);
    relay_free(whole.relay);
    jf_point_server_free(whole.point);
    audience_free(whole.audience);
    close_recordings(&whole);
    jf_format_free(whole.live_format);
    jf_format_free(whole.file_format);
}

static bool is_anything_to_be_done(void)
{
    for (size_t i = 0; i < MAX_LATER; i++) {
        if (whole.later[i].act)
            return true;
    }
    return false;
}

static void run(void)
{
    while (whole.now_s < whole.duration_s)
        live_a_second(true);
    while (is_anything_to_be_done() || !is_all_in_order())
        live_a_second(false);
    disconnect_push(&whole, true);
    end_session(&whole);
    look_after(&whole);
}

/* ---- what it came to ------------------------------------------------------------------------- */

static void judge_network(void)
{
    struct jf_network_statistics statistics;

    need(jf_network_sink_get_statistics(whole.network, &statistics) == 0, "no statistics");
    expect(&whole, statistics.connect_count == whole.networks.connects, "players served",
           (int64_t)statistics.connect_count, (int64_t)whole.networks.connects);
    expect(&whole, statistics.dropped_count == whole.networks.stalls, "players dropped",
           (int64_t)statistics.dropped_count, (int64_t)whole.networks.stalls);
    expect(&whole, statistics.refused_count == 0, "players refused",
           (int64_t)statistics.refused_count, 0);
    expect(&whole, statistics.malformed_count == 0, "odd requests",
           (int64_t)statistics.malformed_count, 0);
    expect(&whole, statistics.lost_event_count == 0, "lost events",
           (int64_t)statistics.lost_event_count, 0);
}

static void judge(void)
{
    const struct push_account *pushes = &whole.pushes;
    const struct recordings *recordings = &whole.recordings;
    const struct totals *totals = &whole.totals;
    const uint64_t told = pushes->unit_count + pushes->gap_count + pushes->unkept_count +
                          pushes->fed_before - pushes->fed_at_connect;

    expect(&whole, recordings->kept_frames + recordings->missing_frames == totals->written_frames,
           "frames in recordings, and missing",
           recordings->kept_frames + recordings->missing_frames, totals->written_frames);
    expect(&whole, told == pushes->fed_before, "units pushed, and told to be lost", (int64_t)told,
           (int64_t)pushes->fed_before);
    expect(&whole, pushes->point_packets == pushes->unit_count, "packets at the point",
           (int64_t)pushes->point_packets, (int64_t)pushes->unit_count);
    expect(&whole, pushes->reconnect_starts == pushes->cut_count, "connections broken",
           (int64_t)pushes->reconnect_starts, (int64_t)pushes->cut_count);
    expect(&whole, pushes->reconnect_ends == pushes->cut_count, "connections back",
           (int64_t)pushes->reconnect_ends, (int64_t)pushes->cut_count);
    expect(&whole, totals->network_dropped == 0 && totals->push_dropped == 0, "units dropped",
           (int64_t)(totals->network_dropped + totals->push_dropped), 0);
    expect(&whole, log_lines == 0, "lines logged by libav", log_lines, 0);
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

    for (size_t i = 0; i < count; i++) {
        need(json_object_set_new(object, figures[i].name,
                                 json_integer((json_int_t)figures[i].value)) == 0,
             "no memory");
    }
    return object;
}

static void tell(double real_s, const char *path)
{
    const struct totals *totals = &whole.totals;
    const struct push_account *pushes = &whole.pushes;
    const struct footprint *last = &whole.footprints[whole.footprint_count - 1];
    const struct footprint *half = &whole.footprints[whole.footprint_count / 2];
    const struct figure figures[] = {
        {"simulated_minutes", whole.now_s / 60},
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
        {"recordings", (int64_t)whole.recordings.count},
        {"recordings_failed", (int64_t)whole.recordings.failed_count},
        {"recorded_frames", whole.recordings.kept_frames},
        {"unrecorded_frames", whole.recordings.missing_frames},
        {"players", (int64_t)whole.networks.connects},
        {"players_dropped", (int64_t)whole.networks.stalls},
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
            whole.duration_s = (int64_t)(strtod(optarg, NULL) * HOUR_S);
        else if (option == 'r')
            whole.rate_hz = (unsigned int)strtoul(optarg, NULL, 10);
        else if (option == 'c')
            whole.clock_start_ms = (uint32_t)strtoul(optarg, NULL, 10);
        else if (option == 's')
            whole.start_ns = strtoll(optarg, NULL, 10) * JFI_NS_PER_MS;
        else if (option == 'u')
            set_unplug_interval(strtoll(optarg, NULL, 10));
        else if (option == 'j')
            path = optarg;
        else if (option == 'v')
            whole.is_verbose = true;
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

    whole.duration_s = (int64_t)24 * HOUR_S;
    whole.rate_hz = 8111;
    whole.start_ns = (int64_t)1000000 * SECOND_NS;
    path = read_options(argc, argv);
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    av_log_set_callback(count_log_line);
    whole.begin_ns = whole.start_ns / SECOND_NS * SECOND_NS;
    virtual_time_start(whole.begin_ns);
    virtual_time_set_grain_ns(GRAIN_NS);
    open_all();
    run();
    judge();
    close_all();
    virtual_time_stop();
    tell(get_real_s() - real_begin_s, path);
    free(whole.footprints);
    return whole.totals.complaints == 0 ? 0 : 1;
}
