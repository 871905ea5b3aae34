/* SPDX-License-Identifier: MIT */

/* An ELD, as the text of a file and as the bytes of an element. */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "backends/alsa/eld.h"

static void tell(void *user, const char *key, const char *value)
{
    size_t *length = user;

    *length += strlen(key) + strlen(value);
}

static void check(const struct jfi_eld *eld)
{
    size_t length = 0;

    FUZZ_ASSERT(memchr(eld->monitor, '\0', sizeof(eld->monitor)));
    FUZZ_ASSERT(eld->format_count <= JFI_ELD_MAX_FORMATS);
    FUZZ_ASSERT(!jfi_eld_is_same(eld, eld) || (eld->is_valid && eld->has_port));
    jfi_eld_tell(eld, "monitor", tell, &length);
}

static void check_bytes(const uint8_t *bytes, size_t size)
{
    int64_t *values = calloc(size > 0 ? size : 1, sizeof(*values));
    struct jfi_eld eld;

    for (size_t i = 0; values && i < size; i++)
        values[i] = bytes[i];
    if (values && jfi_eld_decode(values, size, &eld))
        check(&eld);
    free(values);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = malloc(size + 1);
    struct jfi_eld eld;

    if (!text)
        return 0;
    memcpy(text, bytes, size);
    text[size] = '\0';
    if (jfi_eld_parse(text, "eld#0.0", &eld))
        check(&eld);
    free(text);
    check_bytes(bytes, size);
    return 0;
}
