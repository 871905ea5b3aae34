/* SPDX-License-Identifier: MIT */
#ifndef TOOL_SIGNALS_H
#define TOOL_SIGNALS_H

/**
 * @file
 * SIGINT and SIGTERM as something to poll for. Threads started later inherit the blocked mask.
 */

/** Blocks both and gives an fd that is readable when one has come; close it. Negative errno. */
int signals_open(void);
/** As signals_open, of one signal more. */
int signals_open_with(int signal_number);
/** As signals_open_with, and of SIGWINCH: the terminal has got another size. 0: no signal more. */
int signals_open_on_terminal(int signal_number);
/** The signal that came, or 0 when there is none. Never waits. */
int signals_take(int fd);
/** Dies of the signal, as if it had never been blocked. */
void signals_die(int signal_number);

#endif
