/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FAULTS_H
#define TESTS_FAULTS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * @file
 * A library for LD_PRELOAD: runs the program it is loaded into again and again, each time with
 * another one of its requests of the system refused, and tells which runs did not take that well.
 *
 * What counts as a request, whose, and what is expected stands in the environment:
 *
 *   FAULTS_KINDS    memory, files, system, sockets; several with commas (memory)
 *   FAULTS_CALLERS  pieces of the names of the objects whose requests count, with commas; "any"
 *                   (the program, libjackfield, libjansson)
 *   FAULTS_RUNS     at most so many runs; more requests are taken in steps (200)
 *   FAULTS_BUDGET   milliseconds that all runs may take together; there are fewer then (an hour)
 *   FAULTS_SEED     where the steps begin (0)
 *   FAULTS_ONLY     one run, with this request refused
 *   FAULTS_SECONDS  what takes longer hangs (20)
 *   FAULTS_IDLE     set: a program that has nothing left to do is interrupted, as with Ctrl-C
 *   FAULTS_STATUS   the highest documented exit status (8)
 *   FAULTS_CHECK    "crash": a run may do anything else; "status": neither may it end with a status
 *                   that is not documented, or without a word; "all": nor leave blocks,
 *                   descriptors or halves of files, nor claim success with another output than
 *                   without a fault (all)
 *   FAULTS_PART     set: what was written until then may stay, so files are not compared
 *   FAULTS_COPY     set: what is in the directory where the program is started is there in each run
 *
 * Each run has an empty directory of its own. The status is 0 when all went well, and 1 otherwise.
 */

enum fault_kind {
    FAULT_MEMORY = 1U << 0,
    FAULT_FILES = 1U << 1,
    FAULT_SYSTEM = 1U << 2,
    FAULT_SOCKETS = 1U << 3,
};

enum {
    FAULT_FRAMES = 12
};

/* Of an instruction. */
struct fault_place {
    char object[128];
    unsigned long offset;
};

/* What a run leaves behind, in memory that the parent shares. */
struct fault_run {
    atomic_long requests;
    atomic_bool was_refused;
    const char *refused; /* what was refused; valid in both processes, which are one program */
    struct fault_place caller;
    bool has_ended; /* by exit() */
    int blocks;     /* that were not freed */
    struct fault_place block_caller;
    size_t block_bytes;
    int fds; /* that were not closed */
    char fd_target[128];
    int frame_count; /* where it was when it crashed or hung */
    struct fault_place frames[FAULT_FRAMES];
};

extern struct fault_run *fault_run;

/** Whether this request is to be refused. Any thread. */
bool fault_is_due(enum fault_kind kind, const char *name, const void *caller);
/** Whether an address is in one of the objects whose requests count. */
bool fault_is_callers(const void *address);
/** Where an address is. */
void fault_place(const void *address, struct fault_place *ret_place);
/** Counts the blocks that were not freed since fault_arm, into fault_run. */
void fault_count_blocks(void);
#endif
