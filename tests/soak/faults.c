/* SPDX-License-Identifier: MIT */
#include "soak/soak.h"

#include <errno.h>

#include "media/clock.h"

/* Longer than what a push sink keeps, and than a point waits. */
#define BUFFER_S 10
#define LINGER_S 300

/* ---- the hardware ---------------------------------------------------------------------------- */

static void overrun(struct soak *soak)
{
    fake_pcm_stop(&soak->pcm, -EPIPE);
}

static void suspend(struct soak *soak)
{
    fake_pcm_stop(&soak->pcm, -ESTRPIPE);
}

static void resume_stalled(struct soak *soak)
{
    fake_pcm_stall(&soak->pcm, false);
}

static void stall_hardware(struct soak *soak)
{
    fake_pcm_stall(&soak->pcm, true);
    soak->stall_count++;
    do_later(soak, 3, resume_stalled);
}

static void plug_in(struct soak *soak)
{
    begin_session(soak);
}

static void pull_out(struct soak *soak)
{
    end_session(soak);
    do_later(soak, 7, plug_in);
}

/* ---- files ----------------------------------------------------------------------------------- */

static void rotate(struct soak *soak)
{
    end_recording(soak);
    begin_recording(soak);
}

static void find_space(struct soak *soak)
{
    atomic_store(&soak->recordings.is_disk_full, false);
    begin_recording_anywhere(soak);
}

static void lose(struct soak *soak)
{
    lose_recording(soak);
}

static void fill_disk(struct soak *soak)
{
    atomic_store(&soak->recordings.is_disk_full, true);
    do_later(soak, 5, lose);
    do_later(soak, 30, find_space);
}

/* ---- listeners ------------------------------------------------------------------------------- */

/* One comes or goes, in turn. */
static void visit(struct soak *soak)
{
    const int64_t place = soak->now_s / 127 % VISITOR_COUNT;
    struct listener **visitor = &soak->visitors[place];

    if (*visitor) {
        close_listener(soak, visitor);
        return;
    }
    *visitor = listener_open(soak->audience, &(struct place){.port = soak->network_port});
    need(*visitor, "nobody listens at the network sink's port");
    soak->networks.connects++;
}

static void wake_up(struct soak *soak)
{
    const bool is_gone = soak->sleeper != NULL;

    expect(soak, is_gone, "listeners that stall", is_gone, true);
    listener_stall(soak->sleeper, false);
    close_listener(soak, &soak->sleeper);
}

static void fall_asleep(struct soak *soak)
{
    listener_stall(soak->sleeper, true);
    soak->networks.stalls++;
    do_later(soak, 60, wake_up);
}

/* It plays for a while, and then reads no more. */
static void stall_listener(struct soak *soak)
{
    soak->sleeper = listener_open(
        soak->audience, &(struct place){.port = soak->network_port, .receive_bytes = 4096});
    need(soak->sleeper, "nobody listens at the network sink's port");
    soak->networks.connects++;
    do_later(soak, 10, fall_asleep);
}

static void go_on_reading(struct soak *soak)
{
    listener_stall(soak->faithful, false);
}

static void stall_faithful(struct soak *soak)
{
    listener_stall(soak->faithful, true);
    do_later(soak, 5, go_on_reading);
}

static void add_network(struct soak *soak)
{
    attach_network(soak);
}

static void remove_network(struct soak *soak)
{
    detach_network(soak);
    do_later(soak, 9, add_network);
}

/* ---- the push -------------------------------------------------------------------------------- */

static void mend_wire(struct soak *soak)
{
    relay_cut(soak->relay, false);
}

static void cut_wire(struct soak *soak, int64_t seconds)
{
    count_point_packets(soak);
    relay_cut(soak->relay, true);
    soak->pushes.cut_count++;
    do_later(soak, seconds, mend_wire);
}

static void cut_shortly(struct soak *soak)
{
    cut_wire(soak, BUFFER_S * 4 / 10);
}

static void cut_for_longer(struct soak *soak)
{
    cut_wire(soak, BUFFER_S * 3);
}

/* The session is over then, and another one begins. */
static void cut_beyond_linger(struct soak *soak)
{
    cut_wire(soak, LINGER_S + 60);
}

static void raise_point(struct soak *soak)
{
    open_point(soak);
}

static void drop_point(struct soak *soak)
{
    close_point(soak);
    soak->pushes.cut_count++;
    do_later(soak, 8, raise_point);
}

static void connect_again(struct soak *soak)
{
    connect_push(soak);
}

static void disconnect(struct soak *soak)
{
    disconnect_push(soak, false);
    do_later(soak, 20, connect_again);
}

static void end_push(struct soak *soak)
{
    disconnect_push(soak, true);
    do_later(soak, 20, connect_again);
}

static void add_push(struct soak *soak)
{
    attach_push(soak);
}

static void remove_push(struct soak *soak)
{
    detach_push(soak);
    do_later(soak, 15, add_push);
}

/* ---- the schedule ---------------------------------------------------------------------------- */

/* The times have no common factor, so that in days every fault meets every other. */
static struct fault {
    unsigned int lanes; /* that must be in order before, and are not while it lasts */
    int64_t every_s, lasts_s;
    void (*act)(struct soak *soak);
    int64_t next_s;
} faults[] = {
    {LANE_NETWORK, 127, 0, visit, 0},
    {LANE_FILE, 599, 0, rotate, 0},
    {LANE_NETWORK, 907, 15, stall_faithful, 0},
    {LANE_NETWORK, 1801, 80, stall_listener, 0},
    {LANE_PUSH, 3607, 60, cut_shortly, 0},
    {LANE_HARDWARE, 5003, 10, overrun, 0},
    {LANE_HARDWARE, 6007, 10, stall_hardware, 0},
    {LANE_FILE | LANE_HARDWARE, 7213, 40, fill_disk, 0},
    {LANE_HARDWARE, 9001, 10, suspend, 0},
    {LANE_PUSH, 10007, 90, cut_for_longer, 0},
    {LANE_PUSH, 14411, 60, drop_point, 0},
    {LANE_ALL, 20011, 20, pull_out, 0},
    {LANE_PUSH, 21601, 60, disconnect, 0},
    {LANE_PUSH, 26003, 60, end_push, 0},
    {LANE_PUSH, 28807, LINGER_S + 120, cut_beyond_linger, 0},
    {LANE_NETWORK, 36007, 20, remove_network, 0},
    {LANE_PUSH, 43201, 60, remove_push, 0},
};

#define FAULT_COUNT (sizeof(faults) / sizeof(faults[0]))

static bool is_free(const struct soak *soak, const struct fault *fault)
{
    for (size_t i = 0; i < LANE_COUNT; i++) {
        if ((fault->lanes & 1U << i) && soak->now_s < soak->busy_until_s[i])
            return false;
    }
    return soak->pipeline != NULL;
}

static void start_fault(struct soak *soak, struct fault *fault)
{
    for (size_t i = 0; i < LANE_COUNT; i++) {
        if (fault->lanes & 1U << i)
            soak->busy_until_s[i] = soak->now_s + fault->lasts_s + 1;
    }
    fault->next_s += fault->every_s;
    soak->totals.faults++;
    fault->act(soak);
}

void set_unplug_interval(int64_t every_s)
{
    for (struct fault *fault = faults; fault < faults + FAULT_COUNT; fault++) {
        if (fault->act == pull_out)
            fault->every_s = every_s;
    }
}

void do_faults(struct soak *soak)
{
    for (struct fault *fault = faults; fault < faults + FAULT_COUNT; fault++) {
        if (fault->next_s == 0)
            fault->next_s = fault->every_s;
        if (soak->now_s >= fault->next_s && is_free(soak, fault))
            start_fault(soak, fault);
    }
}
