/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_LIVE_H
#define JFI_ALSA_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "backends/alsa/cards.h"
#include "backends/alsa/ctl.h"
#include "backends/alsa/hardware.h"
#include "backends/alsa/plug.h"
#include "backends/backend.h"

/** @file What the files of the backend for this machine share. */

enum {
    JFI_LIVE_HANDLE_SHIFT = 32 /**< in a control's handle the life is above the element's number */
};

/** A machine with sound; static. */
struct jfi_live_machine {
    const char *root; /**< where its files are */
    const struct jfi_ctl_calls *calls;
    int64_t watch_delay_ms; /**< see jfi_live.watch_due_ns */
};

/** A card that is there, or is waited for because its device cannot be opened yet. */
struct jfi_live_card {
    int number;
    char *place;           /**< where sysfs has it, or NULL; that and the number name the card */
    uint64_t life;         /**< another one for each card that was ever seen; from 1 */
    struct jfi_card *card; /**< NULL: waited for */
    struct jfi_ctl *ctl;   /**< NULL: not open */
    bool must_read;        /**< its elements are to be read before it is described next */
    bool must_mark;        /**< for want of memory that was not done */
    bool is_reported;      /**< a log line has said why it is not open */
    unsigned int tries;    /**< of opening it that are left */
    int64_t retry_ms;      /**< between them */
    int64_t due_ns;        /**< when the next one is; 0: none is */
};

struct jfi_live {
    struct jfi_backend *backend;
    const struct jfi_live_machine *machine;
    struct jfi_io *io;
    struct jfi_hardware *hardware;
    struct jfi_plug *plug; /**< NULL: nothing tells of cards that come and go */
    int epoll_fd, timer_fd;
    struct jfi_vec cards; /**< struct jfi_live_card * */
    uint64_t life_count;
    bool must_look; /**< for want of memory a card was not looked at */
    /**
     * When to begin to watch for cards; 0: that was done. Nobody who only has a look dispatches for
     * so long after the last scan, so that he need not wait for the end of it either.
     */
    int64_t watch_due_ns;
};

/* ---- backend.c ------------------------------------------------------------------------------- */

/** As ops->open, for any machine; the other ops are those of jfi_backend_alsa. */
int jfi_live_open(struct jfi_backend *backend, const struct jfi_live_machine *machine);

/** Calls for jfi_backend_alsa's dispatch whenever the fd has something to say of this card. */
int jfi_live_watch(const struct jfi_live *live, int fd, uint64_t life);
void jfi_live_unwatch(const struct jfi_live *live, int fd);

/* ---- live-cards.c: cards that come and go ---------------------------------------------------- */

/** Follows the cards that the hardware has at open. -ENOMEM. */
int jfi_live_begin(struct jfi_live *live);
void jfi_live_end(struct jfi_live *live);

struct jfi_live_card *jfi_live_find(const struct jfi_live *live, uint64_t life);
struct jfi_live_card *jfi_live_find_card(const struct jfi_live *live, const struct jfi_card *card);
/** Closes the device of a card, and what it said is forgotten. */
void jfi_live_close(const struct jfi_live *live, struct jfi_live_card *known, const char *fault);
/** Takes a card out of the graph, and closes its device. */
void jfi_live_remove(struct jfi_live *live, struct jfi_live_card *known);
/** All news there are. -ENOMEM, after which jfi_live_retry makes up for it. */
int jfi_live_handle_news(struct jfi_live *live);
/** Does what is due. -ENOMEM. */
int jfi_live_retry(struct jfi_live *live);
/** Puts the beginning of watching off, unless that was done. */
void jfi_live_watch_later(struct jfi_live *live);
/** Sets the timer to what is due next. */
void jfi_live_arm(const struct jfi_live *live);

/* ---- live-values.c: what the controls of a card say ------------------------------------------ */

/** Reads the elements of a card when they must be. -ENODEV, -ENOMEM. */
int jfi_live_prepare(struct jfi_live *live, struct jfi_live_card *known);
/** All that a card has to say, which may be that it is gone. -ENOMEM. */
int jfi_live_handle_changes(struct jfi_live *live, struct jfi_live_card *known);
/** The op of that name. */
int jfi_live_set_control(struct jfi_backend *backend, const struct jf_control *control,
                         const struct jfi_setting *setting, uint64_t request);

#endif
