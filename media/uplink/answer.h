/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_UPLINK_ANSWER_H
#define JFI_MEDIA_UPLINK_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/uplink/cookies.h"
#include "media/uplink/uplink.h"

/** @file What a server of the push protocol has answered, and what that means. */

struct jfi_answer {
    int status; /**< 0: none yet */
    char phrase[64];
    char type[64]; /**< of the body; "": not told */
    bool has_head; /**< all of it; not of a 1xx */
    bool is_media_server, has_via, has_location;
    bool offers_digest, offers_basic;
    uint64_t body_bytes;
};

/** One line of the head, as it came; a status line begins a new answer. Keeps the cookies. */
void jfi_answer_take_line(struct jfi_answer *answer, struct jfi_cookies *cookies, const char *line,
                          size_t size);

/** 0: the server has agreed. Else the failure says what it did. */
int jfi_answer_judge(const struct jfi_answer *answer, struct jfi_uplink_failure *failure);

#endif
