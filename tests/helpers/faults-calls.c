/* SPDX-License-Identifier: MIT */

/* faults.h: what is asked of the system besides memory. */

#include "faults.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* What replaces the system's must be seen, unlike all else here. */
#pragma GCC visibility push(default)

/* The next definition of a function, looked for once; pointers to objects and to functions are of
   one size here, which only a copy of the bits can say. */
#define NEXT(name)                   \
    static __typeof__(&(name)) next; \
    if (!next)                       \
        *(void **)&next = dlsym(RTLD_NEXT, #name);

/* Defines `type name(parameters)`, which is refused with `result` and the error `why` when due. */
#define REFUSABLE(kind, why, result, type, name, parameters, arguments) \
    type name parameters                                                \
    {                                                                   \
        NEXT(name)                                                      \
        if (fault_is_due(kind, #name, __builtin_return_address(0))) {   \
            errno = (why);                                              \
            return result;                                              \
        }                                                               \
        return next arguments;                                          \
    }

/* ---- files ----------------------------------------------------------------------------------- */

/* O_CREAT is the one flag with a third argument that matters here. */
#define OPENING(name, parameters, arguments)                                 \
    int name parameters                                                      \
    {                                                                        \
        va_list list;                                                        \
        mode_t mode;                                                         \
        NEXT(name)                                                           \
        va_start(list, flags);                                               \
        mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;                   \
        va_end(list);                                                        \
        if (fault_is_due(FAULT_FILES, #name, __builtin_return_address(0))) { \
            errno = EMFILE;                                                  \
            return -1;                                                       \
        }                                                                    \
        return next arguments;                                               \
    }

OPENING(open, (const char *path, int flags, ...), (path, flags, mode))
OPENING(open64, (const char *path, int flags, ...), (path, flags, mode))
OPENING(openat, (int fd, const char *path, int flags, ...), (fd, path, flags, mode))

REFUSABLE(FAULT_FILES, EMFILE, NULL, FILE *, fopen, (const char *path, const char *mode),
          (path, mode))
REFUSABLE(FAULT_FILES, ENOMEM, NULL, FILE *, fdopen, (int fd, const char *mode), (fd, mode))
REFUSABLE(FAULT_FILES, EMFILE, NULL, DIR *, opendir, (const char *path), (path))
REFUSABLE(FAULT_FILES, ENOMEM, NULL, DIR *, fdopendir, (int fd), (fd))
REFUSABLE(FAULT_FILES, EIO, NULL, struct dirent *, readdir, (DIR * directory), (directory))
REFUSABLE(FAULT_FILES, EIO, -1, ssize_t, read, (int fd, void *bytes, size_t size),
          (fd, bytes, size))
REFUSABLE(FAULT_FILES, EIO, -1, ssize_t, pread, (int fd, void *bytes, size_t size, off_t offset),
          (fd, bytes, size, offset))
REFUSABLE(FAULT_FILES, ENOSPC, -1, ssize_t, write, (int fd, const void *bytes, size_t size),
          (fd, bytes, size))
REFUSABLE(FAULT_FILES, ENOSPC, -1, ssize_t, pwrite,
          (int fd, const void *bytes, size_t size, off_t offset), (fd, bytes, size, offset))
REFUSABLE(FAULT_FILES, EACCES, -1, ssize_t, readlink, (const char *path, char *text, size_t size),
          (path, text, size))
/* Of a link that is open already: nobody can be kept from it any more. */
REFUSABLE(FAULT_FILES, EIO, -1, ssize_t, readlinkat,
          (int fd, const char *path, char *text, size_t size), (fd, path, text, size))
REFUSABLE(FAULT_FILES, EIO, -1, int, fstat, (int fd, struct stat *status), (fd, status))
REFUSABLE(FAULT_FILES, EACCES, -1, int, fstatat,
          (int fd, const char *path, struct stat *status, int flags), (fd, path, status, flags))
REFUSABLE(FAULT_FILES, ENOSPC, -1, int, mkdir, (const char *path, mode_t mode), (path, mode))
REFUSABLE(FAULT_FILES, ENOSPC, -1, int, mkdirat, (int fd, const char *path, mode_t mode),
          (fd, path, mode))
REFUSABLE(FAULT_FILES, EMFILE, -1, int, mkostemp, (char *path, int flags), (path, flags))
REFUSABLE(FAULT_FILES, ENOSPC, -1, int, symlinkat, (const char *target, int fd, const char *path),
          (target, fd, path))
REFUSABLE(FAULT_FILES, EACCES, -1, int, rename, (const char *from, const char *to), (from, to))
REFUSABLE(FAULT_FILES, EACCES, -1, int, renameat,
          (int from_fd, const char *from, int to_fd, const char *to), (from_fd, from, to_fd, to))
REFUSABLE(FAULT_FILES, EIO, -1, int, ftruncate, (int fd, off_t size), (fd, size))
REFUSABLE(FAULT_FILES, EPERM, -1, int, fchmod, (int fd, mode_t mode), (fd, mode))
REFUSABLE(FAULT_FILES, EIO, -1, int, syncfs, (int fd), (fd))
REFUSABLE(FAULT_FILES, ENOSPC, EOF, int, fflush, (FILE * file), (file))

/* The file is closed all the same. */
int fclose(FILE *file)
{
    NEXT(fclose)
    if (!fault_is_due(FAULT_FILES, "fclose", __builtin_return_address(0)))
        return next(file);
    (void)next(file);
    errno = ENOSPC;
    return EOF;
}

/* Every request has a pointer here, or something of its size. */
int ioctl(int fd, unsigned long request, ...)
{
    va_list list;
    void *argument;
    static int (*next)(int, unsigned long, ...);

    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, "ioctl");
    va_start(list, request);
    argument = va_arg(list, void *);
    va_end(list);
    if (!fault_is_due(FAULT_FILES, "ioctl", __builtin_return_address(0)))
        return next(fd, request, argument);
    errno = ENODEV;
    return -1;
}

/* ---- descriptors and threads ----------------------------------------------------------------- */

REFUSABLE(FAULT_SYSTEM, EMFILE, -1, int, eventfd, (unsigned int count, int flags), (count, flags))
REFUSABLE(FAULT_SYSTEM, EMFILE, -1, int, epoll_create1, (int flags), (flags))
REFUSABLE(FAULT_SYSTEM, EMFILE, -1, int, pipe2, (int fds[2], int flags), (fds, flags))
REFUSABLE(FAULT_SYSTEM, EMFILE, -1, int, signalfd, (int fd, const sigset_t *set, int flags),
          (fd, set, flags))
REFUSABLE(FAULT_SYSTEM, EMFILE, -1, int, timerfd_create, (clockid_t clock, int flags),
          (clock, flags))
REFUSABLE(FAULT_SYSTEM, EMFILE, -1, int, inotify_init1, (int flags), (flags))
REFUSABLE(FAULT_SYSTEM, ENOSPC, -1, int, inotify_add_watch,
          (int fd, const char *path, uint32_t events), (fd, path, events))
REFUSABLE(FAULT_SYSTEM, EINTR, -1, int, poll, (struct pollfd * fds, nfds_t count, int wait_ms),
          (fds, count, wait_ms))
REFUSABLE(FAULT_SYSTEM, EINTR, -1, int, epoll_wait,
          (int fd, struct epoll_event *events, int size, int wait_ms), (fd, events, size, wait_ms))
REFUSABLE(FAULT_SYSTEM, EAGAIN, -1, pid_t, fork, (void), ())
REFUSABLE(FAULT_SYSTEM, EAGAIN, EAGAIN, int, pthread_create,
          (pthread_t * thread, const pthread_attr_t *attributes, void *(*run)(void *), void *user),
          (thread, attributes, run, user))
REFUSABLE(FAULT_SYSTEM, EAGAIN, EAGAIN, int, pthread_mutex_init,
          (pthread_mutex_t * mutex, const pthread_mutexattr_t *attributes), (mutex, attributes))
REFUSABLE(FAULT_SYSTEM, ENOMEM, MAP_FAILED, void *, mmap,
          (void *address, size_t size, int protection, int flags, int fd, off_t offset),
          (address, size, protection, flags, fd, offset))

/* Taking a descriptor out cannot fail. */
int epoll_ctl(int epoll_fd, int operation, int fd, struct epoll_event *event)
{
    NEXT(epoll_ctl)
    if (operation == EPOLL_CTL_DEL ||
        !fault_is_due(FAULT_SYSTEM, "epoll_ctl", __builtin_return_address(0)))
        return next(epoll_fd, operation, fd, event);
    errno = ENOSPC;
    return -1;
}

/* ---- sockets --------------------------------------------------------------------------------- */

REFUSABLE(FAULT_SOCKETS, EMFILE, -1, int, socket, (int family, int type, int protocol),
          (family, type, protocol))
REFUSABLE(FAULT_SOCKETS, EADDRINUSE, -1, int, bind,
          (int fd, __CONST_SOCKADDR_ARG address, socklen_t size), (fd, address, size))
REFUSABLE(FAULT_SOCKETS, EADDRINUSE, -1, int, listen, (int fd, int backlog), (fd, backlog))
REFUSABLE(FAULT_SOCKETS, ECONNREFUSED, -1, int, connect,
          (int fd, __CONST_SOCKADDR_ARG address, socklen_t size), (fd, address, size))
REFUSABLE(FAULT_SOCKETS, EMFILE, -1, int, accept4,
          (int fd, __SOCKADDR_ARG address, socklen_t *restrict size, int flags),
          (fd, address, size, flags))
REFUSABLE(FAULT_SOCKETS, ECONNRESET, -1, ssize_t, send,
          (int fd, const void *bytes, size_t size, int flags), (fd, bytes, size, flags))
REFUSABLE(FAULT_SOCKETS, ECONNRESET, -1, ssize_t, sendmsg,
          (int fd, const struct msghdr *message, int flags), (fd, message, flags))
REFUSABLE(FAULT_SOCKETS, ECONNRESET, -1, ssize_t, recv,
          (int fd, void *bytes, size_t size, int flags), (fd, bytes, size, flags))
REFUSABLE(FAULT_SOCKETS, ECONNRESET, -1, ssize_t, recvmsg,
          (int fd, struct msghdr *message, int flags), (fd, message, flags))
REFUSABLE(FAULT_SOCKETS, ENOPROTOOPT, -1, int, setsockopt,
          (int fd, int level, int option, const void *value, socklen_t size),
          (fd, level, option, value, size))
REFUSABLE(FAULT_SOCKETS, ENOBUFS, -1, int, getsockname,
          (int fd, __SOCKADDR_ARG address, socklen_t *restrict size), (fd, address, size))

/* ---- signals --------------------------------------------------------------------------------- */

/* A test runner catches crashes, which are to be seen here. */
static bool is_fatal(int number)
{
    return number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL ||
           number == SIGABRT || number == SIGALRM;
}

void (*signal(int number, void (*handler)(int)))(int)
{
    NEXT(signal)
    return is_fatal(number) ? SIG_DFL : next(number, handler);
}
