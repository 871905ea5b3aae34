/* SPDX-License-Identifier: MIT */
#ifndef TESTS_LIVE_MACHINE_H
#define TESTS_LIVE_MACHINE_H

/*
 * A machine that lives: its files are a recording, whose directory of device nodes is watched, and
 * its cards are fake ones. A test that links this and wraps jfi_registry_for_machine gets it for
 * "this machine". Failures end the test.
 */

#include <jackfield/jackfield.h>

#include "helpers/fake-card.h"
#include "helpers/recording.h"

#define DEMO_CODEC "hda:pci-0000:00:1b.0:0"

/** cmocka's setup and teardown: card 0 is plugged in, with the demo machine's codec. */
int make_machine(void **state);
int end_machine(void **state);

/** The files of a card with this codec text; its elements are the fake card's. */
void write_card(int number, const char *place);
/** The two halves of that: all but the device node, and the node. */
void write_card_files(int number, const char *place);
void write_card_node(int number);
/** The kernel takes the files of a card away, and the node. */
void delete_card(int number);
/** Adds the elements that the codec text names. */
void add_elements(int number);
/** The demo machine's codec text with `from` replaced by `to`, once, as that card's. */
void change_codec(int number, const char *from, const char *to);

extern struct log_lines machine_log;
/** How long after the last scan the machine is watched; 0 unless a test sets it. */
extern int64_t machine_watch_delay_ms;

/** A settled context of the machine, its events drained. */
struct jf_context *open_live(void);
/** As open_live with this limit of time, but nothing is dispatched yet. -ENOMEM. */
int open_unsettled(struct jf_context **ret_context);
/** Dispatches until nothing is left to do. */
void follow(struct jf_context *context);
/** Dispatches for at most this long, until `is_done`. */
void follow_until(struct jf_context *context, bool (*is_done)(struct jf_context *context),
                  int limit_ms);

/** A control of the current graph by its name; NULL: there is none. */
const struct jf_control *find_control(struct jf_context *context, const char *name);
const struct jf_control *control_named(struct jf_context *context, const char *name);
int64_t value_of(struct jf_context *context, const char *name, size_t channel);

/** Counts the queued events of a type, and keeps the last; all are taken. */
struct event_count {
    size_t count;
    enum jf_origin origin; /**< of the last */
    char name[64];         /**< the control of the last */
    unsigned int changes;  /**< of all, or'ed */
};
struct event_count count_events(struct jf_context *context, enum jf_event_type type);

/** Open fds of this process. */
size_t count_fds(void);

#endif
