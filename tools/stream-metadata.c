/* SPDX-License-Identifier: MIT */

/* Texts that go with a stream: --metadata, --metadata-file, and the latter anew on SIGHUP. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "options.h"
#include "stream.h"

static int complain(const char *option, const char *text, const char *problem)
{
    error_line("%s '%s': %s", option, text, problem);
    return EXIT_USAGE;
}

/* KEY=VALUE; an empty value is none. */
static int set_text(const struct stream *stream, const char *option, const char *text)
{
    const char *equals = strchr(text, '=');
    char *key = equals ? strndup(text, (size_t)(equals - text)) : NULL;
    int status = key ? jf_writer_set_metadata(stream->writer, key, equals + 1) : -ENOMEM;

    free(key);
    if (!equals)
        return complain(option, text, "give KEY=VALUE, such as title=News");
    if (status == -E2BIG)
        return complain(option, text, "all texts together are too long; 3000 bytes fit");
    if (status == -EINVAL) {
        return complain(option, text,
                        "the key is title, author, copyright, description, album, "
                        "genre or date, the value plain text");
    }
    return status ? report(status, "%s '%s'", option, text) : EXIT_YES;
}

/* ---- the file -------------------------------------------------------------------------------- */

/* What listeners of a running stream can be told. */
struct playing {
    char *title, *author;
};

static void playing_fini(struct playing *playing)
{
    free(playing->title);
    free(playing->author);
}

static void note(struct playing *playing, const char *line)
{
    char **text = NULL;

    if (strncmp(line, "title=", 6) == 0)
        text = &playing->title;
    else if (strncmp(line, "author=", 7) == 0)
        text = &playing->author;
    if (!text)
        return;
    free(*text);
    *text = strdup(strchr(line, '=') + 1);
}

/* Each line that says something goes to the writer, or with `playing` there alone. */
static int read_file(const struct stream *stream, struct playing *playing)
{
    FILE *file = fopen(stream->metadata_file, "re");
    char *line = NULL;
    size_t size = 0;
    int result = EXIT_YES;

    if (!file) {
        const int status = -errno;

        error_line("cannot read the texts in '%s': %s", stream->metadata_file, strerror(-status));
        return exit_status_of(status);
    }
    while (!result && getline(&line, &size, file) >= 0) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] == '\0' || line[0] == '#')
            continue;
        if (playing)
            note(playing, line);
        else
            result = set_text(stream, "--metadata-file", line);
    }
    free(line);
    (void)fclose(file);
    return result;
}

int stream_set_metadata(struct stream *stream, const struct arguments *arguments)
{
    const size_t count = arguments_count(arguments, "metadata");
    int result = stream->metadata_file ? read_file(stream, NULL) : EXIT_YES;

    for (size_t i = 0; i < count && !result; i++)
        result = set_text(stream, "--metadata", arguments_value_at(arguments, "metadata", i));
    return result;
}

/* ---- while it runs --------------------------------------------------------------------------- */

static bool tell(const struct stream_sink *sink, const struct playing *playing)
{
    return sink->kind == STREAM_SINK_ICECAST &&
           jf_icecast_sink_set_metadata(sink->sink, playing->title, playing->author) == 0;
}

void stream_tell_metadata(const struct stream *stream)
{
    const struct playing playing = {
        .title = (char *)jf_writer_get_metadata(stream->writer, "title"),
        .author = (char *)jf_writer_get_metadata(stream->writer, "author")};

    for (size_t i = 0; i < stream->sink_count; i++)
        (void)tell(&stream->sinks[i], &playing);
}

void stream_reload_metadata(const struct stream *stream)
{
    struct playing playing = {.title = NULL};
    size_t told = 0;

    if (read_file(stream, &playing) == EXIT_YES) {
        for (size_t i = 0; i < stream->sink_count; i++)
            told += tell(&stream->sinks[i], &playing);
        if (told == 0)
            error_line("none of these sinks can be told another title while it runs: MP3 to "
                       "Icecast can");
    }
    playing_fini(&playing);
}
