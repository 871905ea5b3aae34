/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SOAK_H
#define TESTS_SOAK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/media.h>

#include "helpers/fake-pcm.h"
#include "soak/audience.h"
#include "soak/need.h"
#include "soak/relay.h"

/**
 * @file
 * Days of a stream on a clock that does not wait (virtual-time.h): a fake PCM is captured into a
 * writer with three sinks, which a schedule of faults takes apart again and again. Nothing else
 * looks at the state of anything but one thread, once a second of that time.
 */

#define SECOND_NS     ((int64_t)1000000000)
#define PACKET_BYTES  12000
#define VISITOR_COUNT 4
#define MAX_LATER     16

/** What may be out of order at a time; a fault waits until its own is not. */
enum lane {
    LANE_HARDWARE = 1 << 0,
    LANE_FILE = 1 << 1,
    LANE_NETWORK = 1 << 2,
    LANE_PUSH = 1 << 3,
    LANE_ALL = 15,
};

#define LANE_COUNT 4

struct soak;

struct later {
    int64_t at_s;
    void (*act)(struct soak *soak); /* NULL: free */
};

/** The file that is written now, and what the ones before it held. */
struct recordings {
    char *directory, *path;
    struct jf_sink *sink; /* NULL: none is written */
    atomic_bool is_disk_full;
    uint64_t count, failed_count;
    int64_t end_frame; /* of the last whole one since the capture began */
    bool is_after_loss;
    int64_t begin_frame, begin_shift; /* of the one after a loss: about where, and its true shift */
    int64_t kept_frames, missing_frames;
    int64_t wrong_samples;
};

/** What one connection of the push sink, and all of them, have had. */
struct push_account {
    bool is_fed;             /* a session runs, and the sink is in it */
    uint64_t fed_before;     /* by feeds that are gone */
    uint64_t fed_at_connect; /* all units fed until then */
    uint64_t unit_count, gap_count, unkept_count;
    uint64_t reconnect_starts, reconnect_ends, told_gap_count;
    uint64_t point_packets, last_packets; /* as the point counts them */
    uint64_t cut_count;                   /* how often the connection was broken on purpose */
};

struct network_account {
    bool is_attached;
    uint64_t connects, stalls, heard_packets;
    bool was_taken_off; /* since the capture began */
};

/** What all sessions came to. */
struct totals {
    int64_t sessions;
    int64_t captured_frames, unread_frames, written_frames, gap_frames, lost_frames;
    int64_t max_shift_frames, max_error_us;
    uint64_t network_units, network_dropped, push_units, push_dropped;
    uint64_t jumps;
    int64_t jumped_frames;
    uint64_t complaints;
    uint64_t faults;
};

/** The process, a hundred times. */
struct footprint {
    double hour;
    int64_t memory_kib;
    int64_t descriptors; /* less those of listeners */
};

struct soak {
    /* options */
    int64_t duration_s;
    unsigned int rate_hz;
    uint32_t clock_start_ms;
    int64_t start_ns;
    bool is_verbose;

    int64_t begin_ns, now_s;
    int64_t busy_until_s[LANE_COUNT];
    struct later later[MAX_LATER];

    struct fake_pcm pcm;
    int64_t stall_count; /* of it, since the capture began */
    struct jf_source *source;
    struct jf_pipeline *pipeline; /* NULL: no session runs */
    struct jf_writer *writer;
    struct jf_format *live_format, *file_format;

    struct jf_sink *network, *push;
    unsigned int network_port, point_port, wire_port;
    struct jf_point_server *point;
    bool is_point_open;
    struct relay *relay;
    struct audience *audience;
    struct listener *faithful; /* at the network sink, always */
    struct listener *remote;   /* at the point, whenever there is something to hear */
    struct listener *visitors[VISITOR_COUNT];
    struct listener *sleeper; /* the one that stalls */

    struct recordings recordings;
    struct push_account pushes;
    struct network_account networks;
    struct totals totals;
    struct footprint *footprints;
    size_t footprint_count;
};

/** Something that must not be; told at once, and counted. */
void complain(struct soak *soak, const char *format, ...) __attribute__((format(printf, 2, 3)));
void expect(struct soak *soak, bool holds, const char *what, int64_t is, int64_t should_be);

/** Calls it so many seconds later. */
void do_later(struct soak *soak, int64_t seconds, void (*act)(struct soak *soak));

/* sessions.c: the capture, the writer and what is attached to it */

void begin_session(struct soak *soak);
/** The PCM is pulled out; every sink ends properly, and all frames are accounted for. */
void end_session(struct soak *soak);
void attach_network(struct soak *soak);
void detach_network(struct soak *soak);
void attach_push(struct soak *soak);
void detach_push(struct soak *soak);
void connect_push(struct soak *soak);
void disconnect_push(struct soak *soak, bool ends);
void open_point(struct soak *soak);
void close_point(struct soak *soak);
/** What the point counts is taken before it begins anew. */
void count_point_packets(struct soak *soak);
/** Listeners that have lost their stream come back, statuses are taken. */
void look_after(struct soak *soak);
/** Takes what a listener has heard into account. */
void close_listener(struct soak *soak, struct listener **listener);

/* recordings.c: files that take turns */

void open_recordings(struct soak *soak);
void close_recordings(struct soak *soak);
/** Begins a file; what is written then is its first frame. */
void begin_recording(struct soak *soak);
/** The same after a loss: the first frame is the one that the faithful listener hears as that. */
void begin_recording_anywhere(struct soak *soak);
/** Ends it in good order and looks at every sample. */
void end_recording(struct soak *soak);
/** The session has ended the file already. */
void finish_recording(struct soak *soak);
/** Its sink has failed. */
void lose_recording(struct soak *soak);
/** At the end of a session of so many frames. */
void account_recordings(struct soak *soak, int64_t written_frames);

/* faults.c */

/** How often the PCM is pulled out, which begins everything anew. */
void set_unplug_interval(int64_t every_s);
void do_faults(struct soak *soak);

#endif
