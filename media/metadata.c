/* SPDX-License-Identifier: MIT */
#include "media/metadata.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libavutil/avstring.h>
#include <libavutil/dict.h>

static const struct {
    const char *name;
    const char *av_name; /* which libavformat translates for each container */
} names[JFI_METADATA_COUNT] = {
    {"title", "title"},         {"author", "artist"}, {"copyright", "copyright"},
    {"description", "comment"}, {"album", "album"},   {"genre", "genre"},
    {"date", "date"},
};

void jfi_metadata_fini(struct jfi_metadata *metadata)
{
    for (size_t i = 0; i < JFI_METADATA_COUNT; i++)
        free(metadata->values[i]);
    *metadata = (struct jfi_metadata){{0}};
}

static size_t find(const char *name)
{
    size_t i = 0;

    while (i < JFI_METADATA_COUNT && strcmp(names[i].name, name) != 0)
        i++;
    return i;
}

/* UTF-8 of at least one character and without control characters but line ends. */
static bool is_text(const char *value)
{
    const uint8_t *at = (const uint8_t *)value, *end = at + strlen(value);

    while (at < end) {
        int32_t character = 0;

        if (av_utf8_decode(&character, &at, end, 0) < 0)
            return false;
        if ((character < ' ' && character != '\n' && character != '\t') || character == 0x7F)
            return false;
    }
    return true;
}

static size_t count_bytes_but(const struct jfi_metadata *metadata, size_t place)
{
    size_t count = 0;

    for (size_t i = 0; i < JFI_METADATA_COUNT; i++) {
        if (i != place && metadata->values[i])
            count += strlen(metadata->values[i]);
    }
    return count;
}

int jfi_metadata_set(struct jfi_metadata *metadata, const char *name, const char *value)
{
    const size_t place = find(name);
    char *copy = NULL;

    if (place == JFI_METADATA_COUNT)
        return -EINVAL;
    if (value && value[0] != '\0') {
        if (strlen(value) > JFI_METADATA_MAX_BYTES - count_bytes_but(metadata, place))
            return -E2BIG;
        if (!is_text(value))
            return -EINVAL;
        copy = strdup(value);
        if (!copy)
            return -ENOMEM;
    }
    free(metadata->values[place]);
    metadata->values[place] = copy;
    return 0;
}

const char *jfi_metadata_get(const struct jfi_metadata *metadata, const char *name)
{
    const size_t place = find(name);

    return place < JFI_METADATA_COUNT ? metadata->values[place] : NULL;
}

int jfi_metadata_describe(const struct jfi_metadata *metadata, struct AVDictionary **dictionary)
{
    for (size_t i = 0; i < JFI_METADATA_COUNT; i++) {
        if (metadata->values[i] &&
            av_dict_set(dictionary, names[i].av_name, metadata->values[i], 0) < 0)
            return -ENOMEM;
    }
    return 0;
}
