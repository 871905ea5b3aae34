/* SPDX-License-Identifier: MIT */
#include "helpers/corpus.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SKIPPED = 77,
    MAX_OPEN = 32
};

char **corpus_files;
size_t corpus_file_count;

static int add_file(const char *path, const struct stat *facts, int type, struct FTW *place)
{
    char **grown;

    (void)facts;
    (void)place;
    if (type != FTW_F)
        return 0;
    grown = realloc(corpus_files, (corpus_file_count + 1) * sizeof(*corpus_files));
    if (!grown)
        return -1;
    corpus_files = grown;
    corpus_files[corpus_file_count] = strdup(path);
    return corpus_files[corpus_file_count++] ? 0 : -1;
}

int corpus_find(void)
{
    const char *corpus = getenv("JACKFIELD_CORPUS");

    if (!corpus || !*corpus) {
        (void)fprintf(stderr, "skipped: JACKFIELD_CORPUS names no directory of recordings\n");
        return SKIPPED;
    }
    if (nftw(corpus, add_file, MAX_OPEN, FTW_PHYS) < 0) {
        (void)fprintf(stderr, "%s: %s\n", corpus, strerror(errno));
        return EXIT_FAILURE;
    }
    return 0;
}

void corpus_forget(void)
{
    for (size_t i = 0; i < corpus_file_count; i++)
        free(corpus_files[i]);
    free(corpus_files);
    corpus_files = NULL;
    corpus_file_count = 0;
}
