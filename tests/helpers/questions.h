/* SPDX-License-Identifier: MIT */
#ifndef TESTS_QUESTIONS_H
#define TESTS_QUESTIONS_H

/* Short ways to ask what is in the graph of a context. What is not there ends the test. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/jackfield.h>

bool has_device(const struct jf_context *context, const char *id);
const struct jf_device *device_of(const struct jf_context *context, const char *id);
bool has_part(const struct jf_context *context, const char *id);
const struct jf_part *part_of(const struct jf_context *context, const char *id);
void assert_part(const struct jf_context *context, const char *id, enum jf_part_type type, int nid,
                 uint32_t local_id);
/* The link between two parts, or NULL. */
const struct jf_link *find_link(const struct jf_context *context, const char *from, const char *to);
void assert_link(const struct jf_context *context, const char *from, const char *to,
                 enum jf_link_state state, const char *evidence);
/* A link that the hardware's connection list says, and one between the parts of a widget. */
void assert_listed(const struct jf_context *context, const char *from, const char *to,
                   enum jf_link_state state);
void assert_inside(const struct jf_context *context, const char *from, const char *to);
const struct jf_control *control_of(const struct jf_context *context, const char *part_id,
                                    const char *name);
int64_t value_of(const struct jf_control *control, size_t index);
/* A control of this kind whose value nothing tells. */
void assert_untold(const struct jf_context *context, const char *part, const char *name,
                   enum jf_control_kind kind);
const struct jf_jack *jack_of(const struct jf_context *context, const char *id, size_t index);
void assert_presence(const struct jf_jack *jack, enum jf_presence presence, const char *said_by);

#endif
