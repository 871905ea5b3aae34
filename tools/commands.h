/* SPDX-License-Identifier: MIT */
#ifndef TOOL_COMMANDS_H
#define TOOL_COMMANDS_H

#include "options.h"

/* One for each cmd-NAME.c; jackfield.c lists them in the order of the help. */
extern const struct command command_list;
extern const struct command command_show;
extern const struct command command_get;
extern const struct command command_set;
extern const struct command command_graph;
extern const struct command command_path;
extern const struct command command_why;
extern const struct command command_connect;
extern const struct command command_disconnect;
extern const struct command command_reconnect;
extern const struct command command_save;
extern const struct command command_restore;
extern const struct command command_keep;
extern const struct command command_watch;
extern const struct command command_record;
extern const struct command command_check;
extern const struct command command_complete;
extern const struct command command_stream;
extern const struct command command_point;

/** All of them, ended by NULL. */
extern const struct command *const commands[];

/** What these commands run: it is not the same in jackfield and in jackfield-stream. */
int run_stream(struct tool *tool, const struct arguments *arguments);
int run_point(struct tool *tool, const struct arguments *arguments);

#endif
