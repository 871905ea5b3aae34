/* SPDX-License-Identifier: MIT */
#ifndef TOOL_STREAM_HOOK_H
#define TOOL_STREAM_HOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * @file
 * A program that is run when something happens to a stream: without a shell, one at a time, and
 * nobody waits for it.
 *
 * The command line is split into words at spaces and tabs. Within '…' everything stands for itself;
 * within "…" and outside, a backslash makes the next character stand for itself. Nothing else means
 * anything. The first word is a path, or a name that is looked for in PATH.
 */

enum {
    HOOK_WAITING = 16
};

struct hook_event {
    const char *name; /**< static */
    int channel;      /**< from 1 */
    int64_t position_frames, length_frames;
    unsigned int rate_hz;
};

/** `{0}`: there is none. */
struct hook {
    char **words; /**< NULL behind the last; one allocation with their text */
    bool quiet;   /**< says nothing of programs that fail */
    pid_t pid;    /**< that runs; 0: none does */
    struct hook_event waiting[HOOK_WAITING];
    size_t waiting_count;
    size_t dropped_count; /**< of the events that there was no room for */
};

/** -EINVAL: an empty command, a quote without its end, a backslash with nothing behind; -ENOMEM. */
int hook_init(struct hook *hook, const char *command);
void hook_fini(struct hook *hook);
static inline bool hook_exists(const struct hook *hook)
{
    return hook->words != NULL;
}

/** Runs the program now, or when those before it have ended. */
void hook_run(struct hook *hook, const struct hook_event *event);
/** Takes note of a program that has ended, and runs it for the next event. */
void hook_go_on(struct hook *hook);
/** It runs, or has to. */
bool hook_is_busy(const struct hook *hook);

#endif
