/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void fill(sigset_t *set)
{
    (void)sigemptyset(set);
    (void)sigaddset(set, SIGINT);
    (void)sigaddset(set, SIGTERM);
}

static int open_set(const sigset_t *set)
{
    int fd;

    if (sigprocmask(SIG_BLOCK, set, NULL) < 0)
        return -errno;
    fd = signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK);
    return fd < 0 ? -errno : fd;
}

int signals_open(void)
{
    sigset_t set;

    fill(&set);
    return open_set(&set);
}

int signals_open_with(int signal_number)
{
    sigset_t set;

    fill(&set);
    (void)sigaddset(&set, signal_number);
    return open_set(&set);
}

int signals_open_on_terminal(int signal_number)
{
    sigset_t set;

    fill(&set);
    if (signal_number)
        (void)sigaddset(&set, signal_number);
    (void)sigaddset(&set, SIGWINCH);
    return open_set(&set);
}

int signals_take(int fd)
{
    struct signalfd_siginfo info;

    return read(fd, &info, sizeof(info)) == sizeof(info) ? (int)info.ssi_signo : 0;
}

void signals_die(int signal_number)
{
    sigset_t set;

    fill(&set);
    (void)signal(signal_number, SIG_DFL);
    (void)kill(getpid(), signal_number);
    (void)sigprocmask(SIG_UNBLOCK, &set, NULL);
    /* Another thread may be the one to die of it; the process goes either way. */
    _exit(128 + signal_number);
}
