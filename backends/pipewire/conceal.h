/* SPDX-License-Identifier: MIT */
#ifndef JFI_PIPEWIRE_CONCEAL_H
#define JFI_PIPEWIRE_CONCEAL_H

#include <stdbool.h>

#include <jansson.h>

#include "topology/aliases.h"

/**
 * Takes out of objects, as pw-dump prints them, what tells of a person or of one specimen of a
 * thing: known secrets become their neutral names, and properties that are not known to be harmless
 * are left out, as are objects that nothing here reads (modules, factories). What refers to each
 * other still does.
 *
 * @param lists  a list of pw-dump's lists, whose objects have no fault; changed in place.
 * Errors: -ENOMEM.
 */
int jfi_pw_conceal(json_t *lists, struct jfi_aliases *aliases);

/** The lists as pw-dump writes them. The caller frees it; NULL when out of memory. */
char *jfi_pw_dump_text(const json_t *lists);

/* ---- conceal-rules.c: what is done with a property ------------------------------------------- */

enum jfi_pw_rule {
    JFI_PW_DROP = 0, /**< may be anything */
    JFI_PW_KEEP,     /**< technical; only secrets that are found by form or serial give way in it */
    JFI_PW_TEXT,     /**< words in which any secret may stand */
    JFI_PW_PROGRAM,  /**< a name that is a program's, or that somebody gave */
    JFI_PW_STREAM,   /**< likewise in a stream's node; of another node words */
    JFI_PW_TITLE,    /**< what is played or recorded */
    JFI_PW_USER,
    JFI_PW_HOST,
    JFI_PW_MACHINE,
    JFI_PW_PROCESS,
    JFI_PW_SERIAL,
};

enum jfi_pw_rule jfi_pw_rule_of(const char *key);
/** Whether a title says no more than that something is played or recorded. */
bool jfi_pw_is_plain_title(const char *title);

#endif
