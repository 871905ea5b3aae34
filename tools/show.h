/* SPDX-License-Identifier: MIT */
#ifndef TOOL_SHOW_H
#define TOOL_SHOW_H

#include <jackfield/jackfield.h>

/** @file Lines of `jackfield show`: a label, and what there is to say. Lists wrap at 80 columns. */

void show_field(const char *label, const char *value);
/** A part's control, with everything it can be. */
void show_control(const struct jf_control *control);
/** A connector's jack, and who says whether something is plugged into it. */
void show_jack(const struct jf_jack *jack);
/** How much of everything a device has. */
void show_summary(const struct jf_device *device);

#endif
