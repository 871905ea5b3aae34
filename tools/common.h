/* SPDX-License-Identifier: MIT */
#ifndef TOOL_COMMON_H
#define TOOL_COMMON_H

#include <stdbool.h>
#include <stddef.h>

#include <jackfield/jackfield.h>

/**
 * @file
 * What the commands share: exit statuses, error lines, the opened machine, and finding things by
 * the names people use. Functions that return an exit status have already said what went wrong.
 */

/** The exit statuses of every command; jackfield(1) is their contract. */
enum exit_status {
    EXIT_YES = 0,       /**< yes, or done */
    EXIT_NO = 1,        /**< an honest no */
    EXIT_USAGE = 2,     /**< the command line is wrong */
    EXIT_NOT_FOUND = 3, /**< no such thing */
    EXIT_AMBIGUOUS = 4, /**< several things of that name */
    EXIT_REFUSED = 5,   /**< cannot or may not be done */
    EXIT_NO_SERVER = 6, /**< no server, no device, or an unreadable machine */
    EXIT_TIMED_OUT = 7, /**< no answer within the time limit */
    EXIT_PARTLY = 8,    /**< partly done */
    EXIT_FAULT = 9,     /**< the sound was as --exit-on says */
};

/** The exit status that a library status stands for. */
int exit_status_of(int status);

/** One line on stderr, "jackfield: " in front. */
void error_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** Says what was tried, what `status` says of it and what to do. Returns its exit status. */
int report(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- the tool -------------------------------------------------------------------------------- */

struct arguments;

enum color {
    COLOR_AUTO = 0,
    COLOR_ALWAYS,
    COLOR_NEVER,
};

/** One run of the tool. */
struct tool {
    bool json, quiet;
    unsigned int verbosity;      /**< how often -v was given */
    enum jf_log_level log_level; /**< what the library says is printed up to here; 0: warnings */
    enum color color;
    const char *machine, *remote; /**< NULL: this one */
    const char *backends;         /**< NULL: all */
    /** The variable that named the machine; NULL: none. What named the backends. */
    const char *machine_from, *backends_from;
    char *const *command_line; /**< all words of it, the last is NULL */
    int timeout_ms;
    unsigned int logged_errors;   /**< ERROR lines of the library, which have been printed */
    struct jf_context *context;   /**< NULL until opened */
    const struct jf_graph *graph; /**< the graph as it was when the machine had settled */
};

/** Reads the global options. An exit status. */
int tool_configure(struct tool *tool, const struct arguments *arguments);
/** Opens the machine without waiting for what is on it; `graph` stays NULL. An exit status. */
int tool_open(struct tool *tool);
/** Opens the machine and waits until it has been described. An exit status. */
int tool_open_settled(struct tool *tool);
/** The name of a backend that is lost, PipeWire's before others; NULL: none is. */
const char *lost_backend(const struct tool *tool);
/** Lets go of the machine; harmless when there is none. */
void tool_close(struct tool *tool);

/* ---- finding things -------------------------------------------------------------------------- */

/** What a name stands for: exactly one of the three pointers is set. They live like tool->graph. */
struct target {
    const char *text; /**< as it was typed; borrowed */
    const struct jf_device *device;
    const struct jf_part *part;
    const struct jf_connection *connection;
};

/**
 * Finds what `text` names. Candidates of an ambiguous name are listed on stderr.
 * @param kinds  jf_object_kind values or'ed.
 * An exit status.
 */
int find_target(const struct tool *tool, const char *text, unsigned int kinds,
                struct target *ret_target);
/** The connector of a target that is a part; a subunit is refused. An exit status. */
int target_connector(const struct target *target, const struct jf_connector **ret_connector);
/** The device that the target is, or is in; NULL for a connection. */
const struct jf_device *target_device(const struct target *target);

/** Whether a connector gives what its device was given, for listening along (port.monitor). */
bool is_monitor(const struct jf_part *part);
/** Where a node meets the PCM it opens; no port. */
bool is_hardware_side(const struct jf_part *part);
/** Where sound of that flow begins or ends: no PCM's side, and of monitors a virtual source's. */
bool is_patch_point(const struct jf_connector *connector, enum jf_flow flow);
const char *connector_id(const struct jf_connector *connector);
/** The part's id behind its device's id. */
const char *part_key(const struct jf_part *part);

#endif
