/* SPDX-License-Identifier: MIT */

/* The head of what a server of the push protocol answers, line by line as it comes. */

#include "fuzz.h"

#include <stdbool.h>
#include <string.h>

#include "media/uplink/answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct jfi_answer answer = {.status = 0};
    struct jfi_cookies cookies = {.count = 0};
    struct jfi_uplink_failure failure = {.result = 0};

    while (size > 0) {
        const uint8_t *end = memchr(bytes, '\n', size);
        const size_t length = end ? (size_t)(end - bytes) + 1 : size;

        jfi_answer_take_line(&answer, &cookies, (const char *)bytes, length);
        bytes += length;
        size -= length;
    }
    FUZZ_ASSERT(memchr(answer.phrase, '\0', sizeof(answer.phrase)));
    FUZZ_ASSERT(memchr(answer.type, '\0', sizeof(answer.type)));
    FUZZ_ASSERT(jfi_answer_judge(&answer, &failure) <= 0);
    return 0;
}
