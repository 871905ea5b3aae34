/* SPDX-License-Identifier: MIT */
#ifndef TOOL_OVERVIEW_H
#define TOOL_OVERVIEW_H

#include "common.h"

/** What there is on the machine, and what can be done with it next. An exit status. */
int overview(struct tool *tool);

#endif
