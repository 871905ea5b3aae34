/* SPDX-License-Identifier: MIT */

/*
 * A card of which only asound.state and, behind a NUL, alsaucm's dump tell anything. What has been
 * written of a state reads as the same.
 */

#include "machine.h"

#include <stdlib.h>
#include <string.h>

#include "backends/alsa/state.h"

#define CARD "proc/asound/card0"

/* What would be written of the card in a state, which is written to; NULL: it is no state. */
static char *rewritten(char *text)
{
    struct jfi_state state;
    struct jfi_elems elems;
    struct jfi_buffer buffer = {.bytes = NULL};
    size_t line, length;
    char *written;

    if (jfi_state_parse(text, &state, &line) != 0)
        return NULL;
    jfi_elems_init(&elems);
    jfi_state_take(&state, "Card", &elems);
    jfi_state_write(&buffer, "Card", &elems);
    FUZZ_ASSERT(jfi_buffer_take(&buffer, &written, &length) == 0);
    jfi_elems_fini(&elems);
    jfi_state_fini(&state);
    return written;
}

/* The file ends without a NUL. */
static char *copy_text(const struct jfi_io_file *file)
{
    char *text = calloc(file->size_bytes + 1, 1);

    if (text && file->size_bytes > 0)
        memcpy(text, file->bytes, file->size_bytes);
    return text;
}

static void check_round(const struct jfi_io_file *file)
{
    char *text = copy_text(file), *first = text ? rewritten(text) : NULL;
    char *copy = first ? strdup(first) : NULL, *second = copy ? rewritten(copy) : NULL;

    FUZZ_ASSERT(!second || strcmp(first, second) == 0);
    free(second);
    free(copy);
    free(first);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_rest rest = {bytes, size};
    const struct jfi_io_file files[] = {
        fuzz_take_file(&rest, "var/lib/alsa/asound.state"),
        fuzz_take_file(&rest, "alsaucm/card0.json"),
        FUZZ_TEXT(CARD "/id", "Card\n"),
        FUZZ_TEXT(CARD "/pcm0p/info", "card: 0\ndevice: 0\nstream: PLAYBACK\nid: Analog\n"),
    };

    check_round(&files[0]);
    fuzz_open_files(files, sizeof(files) / sizeof(files[0]));
    return 0;
}
