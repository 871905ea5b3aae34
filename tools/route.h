/* SPDX-License-Identifier: MIT */
#ifndef TOOL_ROUTE_H
#define TOOL_ROUTE_H

#include "common.h"

/** @file Streams and the session manager: where sound gets to an endpoint, and notes about it. */

/** The node through which sound gets to or from an endpoint; NULL: none, or it is no endpoint. */
const struct jf_device *route_node(const struct jf_graph *graph, const struct jf_device *endpoint);
/** Tells the session manager to connect stream `a` to `b`. An exit status. */
int route_targets(struct tool *tool, const struct target *a, const struct target *b);

#endif
