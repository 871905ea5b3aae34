/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_METADATA_H
#define JFI_MEDIA_METADATA_H

/** @file What is said about a recording in its header: a few texts by name. */

/** Of all texts together: twice this in UTF-16, and twice over, has to fit into an ASF header. */
#define JFI_METADATA_MAX_BYTES 3000
#define JFI_METADATA_COUNT     7

struct AVDictionary;

/** `{0}` is empty. */
struct jfi_metadata {
    char *values[JFI_METADATA_COUNT];
};

void jfi_metadata_fini(struct jfi_metadata *metadata);
/** NULL or "" takes the text away. -EINVAL, -E2BIG, -ENOMEM. */
int jfi_metadata_set(struct jfi_metadata *metadata, const char *name, const char *value);
/** Borrowed; NULL: there is none. */
const char *jfi_metadata_get(const struct jfi_metadata *metadata, const char *name);
/** Adds the texts under libavformat's names. -ENOMEM. */
int jfi_metadata_describe(const struct jfi_metadata *metadata, struct AVDictionary **dictionary);

#endif
