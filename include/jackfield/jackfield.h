/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_JACKFIELD_H
#define JACKFIELD_JACKFIELD_H

/**
 * @file
 * Jackfield: a machine's audio as one graph.
 *
 * Devices (adapters, endpoints, nodes) hold parts (connectors and subunits). A link joins two parts
 * inside one device; a connection joins two connectors of different devices. A context watches the
 * machine and offers the present as an immutable snapshot (jf_graph) and the changes between two
 * snapshots as a queue of events.
 *
 * Rules that hold everywhere:
 *  - A status is an int: 0 or more is success, a negative errno is failure (see status.h). Output
 *    parameters come last, are called ret_*, and are written only on success.
 *  - new/ref/unref own, get borrows, dup gives the caller something to free(). unref accepts NULL
 *    and returns NULL, so `x = jf_x_unref(x)` forgets the pointer.
 *  - One thread at a time per context. Snapshots (jf_graph) are immutable and their reference count
 *    is atomic: they may be handed to, read and dropped by other threads.
 *  - A NULL handle is a client bug: it is answered with -EINVAL, NULL, 0 or the UNKNOWN value.
 *  - The library starts no thread, handles no signal, prints nothing and never exits the process.
 */

#include <jackfield/change.h>
#include <jackfield/connector.h>
#include <jackfield/context.h>
#include <jackfield/control.h>
#include <jackfield/event.h>
#include <jackfield/graph.h>
#include <jackfield/part.h>
#include <jackfield/path.h>
#include <jackfield/record.h>
#include <jackfield/status.h>
#include <jackfield/trace.h>
#include <jackfield/version.h>
#include <jackfield/wiring.h>

#endif
