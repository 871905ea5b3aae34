/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALIASES_H
#define JFI_ALIASES_H

#include "topology/arena.h"
#include "topology/vec.h"

/**
 * @file
 * Neutral names for what tells of a person, or of one specimen of a thing. The same text always
 * gets the same name and no two texts one, so that what was tied by it stays tied. A name that is
 * given again to what has it stays as it is: what was made neutral once does not change.
 */

/** What a text is; or'ed where several are meant. */
enum jfi_secret {
    JFI_SECRET_UNKNOWN = 0,
    JFI_SECRET_SERIAL = 1 << 0,  /**< serial number of a device */
    JFI_SECRET_USER = 1 << 1,    /**< name of a user */
    JFI_SECRET_HOST = 1 << 2,    /**< name of a machine */
    JFI_SECRET_MACHINE = 1 << 3, /**< number of a machine, in 32 hexadecimal digits */
    JFI_SECRET_PROCESS = 1 << 4, /**< number of a process */
    JFI_SECRET_NAME = 1 << 5,    /**< a name that somebody gave */
    JFI_SECRET_ADDRESS = 1 << 6, /**< hardware address, found by its form: needs no adding */
    JFI_SECRET_HOME = 1 << 7,    /**< path below a home directory, found likewise */
    JFI_SECRET_ALL = (1 << 8) - 1,
};

/** Zeroed it is empty and ready. */
struct jfi_aliases {
    struct jfi_arena arena;
    struct jfi_vec items; /**< private */
    size_t heads[32];     /**< private: into items, by how a text begins */
    size_t replaced;      /**< how many texts have been given a name that is not their own */
};

void jfi_aliases_fini(struct jfi_aliases *aliases);

/**
 * The neutral name of a text. Lives as long as the aliases.
 * @param stem  what a new name begins with; NULL: the kind's own.
 * Errors: -ENOMEM; -ENOSPC more than a recording may have.
 */
int jfi_aliases_add(struct jfi_aliases *aliases, enum jfi_secret kind, const char *text,
                    const char *stem, const char **ret_alias);
/** Another spelling of a text that has a name. Errors as jfi_aliases_add. */
int jfi_aliases_add_spelling(struct jfi_aliases *aliases, enum jfi_secret kind,
                             const char *spelling, const char *alias);
/**
 * A copy of `text` in which every whole word of these kinds has given way to its neutral name.
 * Words too short or too common to be told from others are left. The caller frees it. Errors as
 * jfi_aliases_add.
 */
int jfi_aliases_replace(struct jfi_aliases *aliases, unsigned int kinds, const char *text,
                        char **ret_text);

#endif
