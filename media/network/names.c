/* SPDX-License-Identifier: MIT */
#include "media/network/names.h"

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/queue.h>
#include <unistd.h>

#include "media/network/listener.h"

#define MAX_QUESTIONS 1024

struct question {
    uint64_t serial;
    union jfi_address address;
    char *name; /* once it is answered */
    STAILQ_ENTRY(question) entry;
};
/* What STAILQ_HEAD makes, spelled out for tools that do not know it. */
struct question_list {
    struct question *stqh_first, **stqh_last;
};

struct jfi_names {
    atomic_uint reference_count; /* the user's and the thread's */
    int fd;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t asked;
    /* under lock */
    bool stopping;
    bool asking; /* the system, which may take its time */
    size_t question_count;
    struct question_list questions, answers;
};

static void free_list(struct question_list *list)
{
    struct question *question = NULL;

    while ((question = STAILQ_FIRST(list))) {
        STAILQ_REMOVE_HEAD(list, entry);
        free(question->name);
        free(question);
    }
}

static void unref(struct jfi_names *names)
{
    if (atomic_fetch_sub_explicit(&names->reference_count, 1, memory_order_acq_rel) != 1)
        return;
    free_list(&names->questions);
    free_list(&names->answers);
    close(names->fd);
    pthread_cond_destroy(&names->asked);
    pthread_mutex_destroy(&names->lock);
    free(names);
}

/* The next question, when there is one; NULL: the end. */
static struct question *wait_for_question(struct jfi_names *names)
{
    struct question *question = NULL;

    pthread_mutex_lock(&names->lock);
    names->asking = false;
    while (!names->stopping && STAILQ_EMPTY(&names->questions))
        pthread_cond_wait(&names->asked, &names->lock);
    if (!names->stopping) {
        question = STAILQ_FIRST(&names->questions);
        STAILQ_REMOVE_HEAD(&names->questions, entry);
        names->question_count--;
        names->asking = true;
    }
    pthread_mutex_unlock(&names->lock);
    return question;
}

static char *look_up(const union jfi_address *address)
{
    const socklen_t size =
        address->any.sa_family == AF_INET6 ? sizeof(address->v6) : sizeof(address->v4);
    char name[NI_MAXHOST];

    if (getnameinfo(&address->any, size, name, sizeof(name), NULL, 0, NI_NAMEREQD) != 0)
        return NULL;
    return strdup(name);
}

static void *answer(void *userdata)
{
    struct jfi_names *names = userdata;
    struct question *question = NULL;

    while ((question = wait_for_question(names))) {
        question->name = look_up(&question->address);
        if (!question->name) {
            free(question);
            continue;
        }
        pthread_mutex_lock(&names->lock);
        STAILQ_INSERT_TAIL(&names->answers, question, entry);
        eventfd_write(names->fd, 1);
        pthread_mutex_unlock(&names->lock);
    }
    unref(names);
    return NULL;
}

static int start(struct jfi_names *names)
{
    sigset_t all, before;
    int err = 0;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    err = -pthread_create(&names->thread, NULL, answer, names);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return err;
}

int jfi_names_new(struct jfi_names **ret_names)
{
    struct jfi_names *names = calloc(1, sizeof(*names));
    int err = 0;

    if (!names)
        return -ENOMEM;
    STAILQ_INIT(&names->questions);
    STAILQ_INIT(&names->answers);
    /* Locks of the default kind take no resource: this cannot fail on Linux. */
    pthread_mutex_init(&names->lock, NULL);
    pthread_cond_init(&names->asked, NULL);
    atomic_init(&names->reference_count, 2);
    names->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    err = names->fd < 0 ? -errno : start(names);
    if (err < 0) {
        if (names->fd >= 0)
            close(names->fd);
        free(names);
        return err;
    }
    *ret_names = names;
    return 0;
}

struct jfi_names *jfi_names_free(struct jfi_names *names)
{
    bool asking = false;

    if (!names)
        return NULL;
    pthread_mutex_lock(&names->lock);
    names->stopping = true;
    asking = names->asking;
    pthread_cond_signal(&names->asked);
    pthread_mutex_unlock(&names->lock);
    if (asking)
        pthread_detach(names->thread);
    else
        pthread_join(names->thread, NULL);
    unref(names);
    return NULL;
}

int jfi_names_get_fd(const struct jfi_names *names)
{
    return names->fd;
}

void jfi_names_ask(struct jfi_names *names, uint64_t serial, const struct sockaddr *address)
{
    struct question *question = calloc(1, sizeof(*question));

    if (!question)
        return;
    question->serial = serial;
    if (address->sa_family == AF_INET6)
        memcpy(&question->address.v6, address, sizeof(question->address.v6));
    else
        memcpy(&question->address.v4, address, sizeof(question->address.v4));
    pthread_mutex_lock(&names->lock);
    if (names->question_count < MAX_QUESTIONS) {
        STAILQ_INSERT_TAIL(&names->questions, question, entry);
        names->question_count++;
        question = NULL;
        pthread_cond_signal(&names->asked);
    }
    pthread_mutex_unlock(&names->lock);
    free(question);
}

char *jfi_names_take(struct jfi_names *names, uint64_t *ret_serial)
{
    struct question *question = NULL;
    eventfd_t ignored = 0;
    char *name = NULL;

    pthread_mutex_lock(&names->lock);
    question = STAILQ_FIRST(&names->answers);
    if (question)
        STAILQ_REMOVE_HEAD(&names->answers, entry);
    else
        eventfd_read(names->fd, &ignored);
    pthread_mutex_unlock(&names->lock);
    if (!question)
        return NULL;
    *ret_serial = question->serial;
    name = question->name;
    free(question);
    return name;
}
