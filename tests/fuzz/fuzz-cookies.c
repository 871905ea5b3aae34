/* SPDX-License-Identifier: MIT */

/* Values of Set-Cookie headers, one a line. All that is kept fits into a Cookie header. */

#include "fuzz.h"

#include <string.h>

#include "media/uplink/cookies.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct jfi_cookies cookies = {.count = 0};
    char line[JFI_COOKIE_LINE_SIZE];

    while (size > 0) {
        const uint8_t *end = memchr(bytes, '\n', size);
        const size_t length = end ? (size_t)(end - bytes) : size;

        jfi_cookies_take(&cookies, (const char *)bytes, length);
        bytes += length + (end ? 1 : 0);
        size -= length + (end ? 1 : 0);
        FUZZ_ASSERT(cookies.count <= JFI_COOKIE_COUNT);
    }
    jfi_cookies_format(&cookies, line);
    FUZZ_ASSERT(memchr(line, '\0', sizeof(line)));
    FUZZ_ASSERT(strncmp(line, "push-id=", strlen("push-id=")) == 0);
    (void)jfi_cookies_find(&cookies, "push-id");
    jfi_cookies_reset(&cookies);
    return 0;
}
