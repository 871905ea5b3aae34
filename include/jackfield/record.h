/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_RECORD_H
#define JACKFIELD_RECORD_H

#include <stddef.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_context;

/**
 * @file
 * Recording a machine, so that another can show it.
 *
 * Ownership: nothing is handed out.
 * Threads: that of the context.
 * Errors: one line at the function.
 */

/** How to record; or'ed. */
enum jf_record_flags {
    JF_RECORD_CONCEALED = 0,
    /**
     * Everything as it is. Without this flag serial numbers, hardware addresses, names of users and
     * machines, process numbers, home directories, titles and names that are no program's are
     * replaced by neutral ones, the same always by the same.
     */
    JF_RECORD_RAW = 1 << 0,
};

/** What a recording holds. */
struct jf_record_summary {
    size_t file_count; /**< files that were written */
    size_t link_count; /**< symbolic links besides */
    size_t size_bytes; /**< of all files */
    size_t left_out;   /**< files that could not be read; a log line names each */
    size_t concealed;  /**< texts that were replaced by neutral ones */
};

/**
 * Writes what the context looks at as a recorded machine, for jf_config_set_machine. The context
 * should have settled; files are read anew, and the server is asked anew.
 *
 * The directory must not exist or be empty. It is written beside itself and renamed at the end: it
 * is there as a whole, or not at all.
 *
 * @param flags        jf_record_flags values or'ed.
 * @param ret_summary  or NULL.
 * Errors: -EINVAL; -ENOTEMPTY the directory has something in it; -ENOTDIR; -ENOENT nothing to put
 * it into; -ENOTSUP nothing here can be recorded; -ENODEV there is nothing to record; -EPIPE server
 * lost; -ETIMEDOUT no answer in the context's time limit; -ENOSPC; -ENOMEM; what else the file
 * system says.
 */
JF_EXPORT int jf_record(struct jf_context *context, const char *directory, unsigned int flags,
                        struct jf_record_summary *ret_summary);

#ifdef __cplusplus
}
#endif

#endif
