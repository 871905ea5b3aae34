/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FAKE_CARD_H
#define TESTS_FAKE_CARD_H

/*
 * Sound cards that stand in the place of the kernel's below libasound's control calls: elements
 * with values, scales and events, cards that are pulled out, and calls that fail on demand.
 * Failures end the test.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct jfi_ctl_calls;

/** Opens fake cards. */
extern const struct jfi_ctl_calls fake_calls;

enum fake_type {
    FAKE_BOOLEAN = 1,
    FAKE_INTEGER,
    FAKE_ENUM,
    FAKE_BYTES,
    FAKE_IEC958,
    FAKE_INTEGER64,
};

enum fake_iface {
    FAKE_CARD = 0,
    FAKE_MIXER = 2,
    FAKE_PCM = 3,
};

enum fake_mask {
    FAKE_VALUE = 1,
    FAKE_INFO = 2,
    FAKE_ADD = 4,
    FAKE_TLV = 8,
    FAKE_REMOVE = ~0,
};

enum {
    FAKE_MAX_VALUES = 512,
    FAKE_MAX_TLV = 64
};

/** What may be set on an element; changed in place, no event follows by itself. */
struct fake_elem {
    unsigned int numid; /* given by fake_add */
    const char *name;
    unsigned int index, device;
    enum fake_iface iface;
    enum fake_type type;
    bool is_write_only, is_read_only, is_inactive, is_locked;
    size_t count;
    int64_t min, max, step;
    const char *const *items; /* ended by NULL */
    const unsigned int *tlv;  /* a type, a length in bytes, and what follows */
    int64_t values[FAKE_MAX_VALUES];
    int read_error, write_error; /* negative errno, or 0 */
    int64_t rounded_down_to;     /* the driver keeps multiples of this only; 0: what it is given */
    unsigned int writes;         /* that were taken */
};

/** A new card. */
void fake_plug(int number);
/** The card is gone: whoever has it open gets -ENODEV from now on. */
void fake_pull(int number);
/** Opening it answers this status until that is 0 again. */
void fake_deny(int number, int status);
/** No more cards. Ends the test when a device of one is still open. */
void fake_end(void);

/** Adds a copy of an element to a card, with an event; the number it got. */
unsigned int fake_add(int number, const struct fake_elem *elem);
/** An element of a card, by name; the test ends when there is none. */
struct fake_elem *fake_find(int number, const char *name);
/** Takes an element away, with an event. */
void fake_remove(int number, const char *name);
/** An event about an element, for all that listen to its card. */
void fake_tell(int number, const struct fake_elem *elem, enum fake_mask mask);
/** Another program sets the first value, or all of them. */
void fake_set(int number, const char *name, int64_t value);

/** How many devices are open. */
unsigned int fake_open_count(void);
/** How many calls there were, of whatever kind, since fake_fail. */
unsigned long fake_call_count(void);
/** Call number `nth` (from 1) from now on answers `error`; 0: none does. */
void fake_fail(unsigned long nth, int error);
/** As fake_fail, and all calls behind it do, too. */
void fake_fail_from(unsigned long nth, int error);
/** A card is pulled out just before call number `nth` from now on. */
void fake_pull_at(unsigned long nth, int number);

#endif
