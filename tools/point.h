/* SPDX-License-Identifier: MIT */
#ifndef TOOLS_POINT_H
#define TOOLS_POINT_H

#include <jackfield/media.h>

/** @file What the files of "jackfield point" share. */

/** The line on a terminal that says how the points are. */
void point_show_live(struct jf_point_server *server);
void point_clear_live(void);

#endif
