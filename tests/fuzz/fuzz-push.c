/* SPDX-License-Identifier: MIT */

/*
 * The body of a push, cut into pieces: the first byte says how large they are. The packets must be
 * the same whatever the pieces.
 */

#include "fuzz.h"

#include "media/point/push-reader.h"

struct seen {
    size_t count, bytes;
    uint32_t sum;
};

static int on_packet(void *userdata, enum jfi_push_packet id, const uint8_t *payload,
                     size_t payload_bytes)
{
    struct seen *seen = userdata;

    FUZZ_ASSERT(id == JFI_PUSH_HEADER || id == JFI_PUSH_DATA || id == JFI_PUSH_CHANGE ||
                id == JFI_PUSH_END || id == JFI_PUSH_FILLER);
    seen->count++;
    seen->bytes += payload_bytes;
    for (size_t i = 0; i < payload_bytes; i++)
        seen->sum = seen->sum * 31 + payload[i];
    return 0;
}

static int read_in_pieces(const uint8_t *bytes, size_t size, size_t piece_bytes, struct seen *seen)
{
    struct jfi_push_reader reader = {.payload = NULL};
    int err = 0;

    while (size > 0 && err == 0) {
        const size_t piece = size < piece_bytes ? size : piece_bytes;

        err = jfi_push_reader_take(&reader, bytes, piece, on_packet, seen);
        bytes += piece;
        size -= piece;
    }
    jfi_push_reader_fini(&reader);
    return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct seen whole = {0}, pieces = {0};
    int err = 0;

    if (size == 0)
        return 0;
    err = read_in_pieces(bytes + 1, size - 1, size, &whole);
    FUZZ_ASSERT(read_in_pieces(bytes + 1, size - 1, (size_t)bytes[0] + 1, &pieces) == err);
    FUZZ_ASSERT(whole.count == pieces.count && whole.bytes == pieces.bytes &&
                whole.sum == pieces.sum);
    return 0;
}
