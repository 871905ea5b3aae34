/* SPDX-License-Identifier: MIT */

/* faults.h: whose requests count, and what a run in the child does before and after the program. */

#include "faults.h"

#include <dirent.h>
#include <dlfcn.h>
#include <execinfo.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "faults-child.h"

/* A mapped object. */
struct object {
    uintptr_t start, end;
    bool counts;
};

enum {
    OBJECTS = 512,
    DESCRIPTORS = 1024
};

struct fault_run *fault_run;

static struct object objects[OBJECTS];
static int object_count;
static const char *wanted_callers = "";
static unsigned int wanted_kinds;
static long wanted_request;
static bool had_fd[DESCRIPTORS];

/* ---- whose request it is --------------------------------------------------------------------- */

static bool is_named(const char *name)
{
    const char *at = wanted_callers;

    /* The program itself has no name here. */
    if (!*name)
        return true;
    while (*at) {
        size_t length = strcspn(at, ",");
        char piece[64];

        (void)snprintf(piece, sizeof(piece), "%.*s", (int)length, at);
        if (length > 0 && strstr(name, piece))
            return true;
        at += length + (at[length] == ',');
    }
    return false;
}

static int add_object(struct dl_phdr_info *info, size_t size, void *user)
{
    struct object object = {.start = UINTPTR_MAX};

    (void)size;
    (void)user;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + segment->p_vaddr;

        if (segment->p_type != PT_LOAD)
            continue;
        if (start < object.start)
            object.start = start;
        if (start + segment->p_memsz > object.end)
            object.end = start + segment->p_memsz;
    }
    object.counts = is_named(info->dlpi_name);
    if (object_count < OBJECTS)
        objects[object_count++] = object;
    return 0;
}

/* Objects that come later count for nobody, but by "any". */
bool fault_is_callers(const void *address)
{
    uintptr_t at = (uintptr_t)address;

    if (strcmp(wanted_callers, "any") == 0)
        return true;
    for (int i = 0; i < object_count; i++)
        if (at >= objects[i].start && at < objects[i].end)
            return objects[i].counts;
    return false;
}

void fault_place(const void *address, struct fault_place *ret_place)
{
    Dl_info info;

    if (!dladdr(address, &info) || !info.dli_fname)
        return;
    (void)snprintf(ret_place->object, sizeof(ret_place->object), "%s", info.dli_fname);
    ret_place->offset = (unsigned long)((uintptr_t)address - (uintptr_t)info.dli_fbase);
}

bool fault_is_due(enum fault_kind kind, const char *name, const void *caller)
{
    static _Thread_local bool inside;

    if (inside || !fault_run || !(wanted_kinds & kind) || !fault_is_callers(caller))
        return false;
    if (atomic_fetch_add(&fault_run->requests, 1) + 1 != wanted_request)
        return false;
    inside = true;
    fault_run->refused = name;
    fault_place(caller, &fault_run->caller);
    atomic_store(&fault_run->was_refused, true);
    inside = false;
    return true;
}

/* ---- before and after the program ------------------------------------------------------------ */

static void look_at_fds(void (*each)(int fd, const char *target))
{
    DIR *directory = opendir("/proc/self/fd");
    struct dirent *entry;

    while (directory && (entry = readdir(directory))) {
        char target[128] = "";
        int fd = (int)strtol(entry->d_name, NULL, 10);

        if (entry->d_name[0] == '.' || fd == dirfd(directory))
            continue;
        (void)!readlinkat(dirfd(directory), entry->d_name, target, sizeof(target) - 1);
        each(fd, target);
    }
    if (directory)
        (void)closedir(directory);
}

static void keep_fd(int fd, const char *target)
{
    (void)target;
    if (fd < DESCRIPTORS)
        had_fd[fd] = true;
}

static void count_fd(int fd, const char *target)
{
    /* libshout reads this once, and the C library keeps it open. */
    if (fd >= DESCRIPTORS || had_fd[fd] || strcmp(target, "/etc/hosts") == 0)
        return;
    fault_run->fds++;
    (void)snprintf(fault_run->fd_target, sizeof(fault_run->fd_target), "%s", target);
}

/* The program has freed what it had, and other libraries have not yet. */
static void at_end(void)
{
    wanted_kinds = 0;
    fault_count_blocks();
    look_at_fds(count_fd);
    fault_run->has_ended = true;
}

/* As in a debugger, though not every call in here may be made in a handler: there is nothing to
 * lose. */
static void at_crash(int number)
{
    void *frames[FAULT_FRAMES];

    wanted_kinds = 0;
    fault_run->frame_count = backtrace(frames, FAULT_FRAMES);
    for (int i = 0; i < fault_run->frame_count; i++)
        fault_place(frames[i], &fault_run->frames[i]);
    (void)raise(number);
}

void fault_begin(unsigned int kinds, const char *callers, long nth)
{
    const struct sigaction crash = {.sa_handler = at_crash, .sa_flags = SA_RESETHAND | SA_NODEFER};
    const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM};
    void *frame;

    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
        (void)sigaction(numbers[i], &crash, NULL);
    /* The first one loads a library. */
    (void)backtrace(&frame, 1);
    (void)atexit(at_end);
    look_at_fds(keep_fd);
    wanted_callers = callers;
    (void)dl_iterate_phdr(add_object, NULL);
    wanted_request = nth;
    wanted_kinds = kinds;
}
