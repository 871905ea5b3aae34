/* SPDX-License-Identifier: MIT */
#ifndef TESTS_MEDIA_SUPPORT_H
#define TESTS_MEDIA_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jackfield/media.h>

/** @file Makes sound, writes it, reads it back with libavformat and looks at it. */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define RATE_HZ   48000
#define SECOND    RATE_HZ
#define SECOND_NS ((int64_t)1000000000)

/* ---- sound ----------------------------------------------------------------------------------- */

/** A sine of -20 dBFS on every channel that goes on from frame `first`. */
void fill_tone(float *samples, double hz, unsigned int rate_hz, unsigned int channel_count,
               int64_t first, size_t frame_count);

/** What libavformat and libavcodec make of some bytes. */
struct decoded {
    unsigned int rate_hz, channel_count;
    float *samples; /**< interleaved */
    size_t frame_count;
    int64_t duration_us; /**< as the container says, -1 when it does not */
    int64_t start_us;
    size_t complaint_count; /**< errors that libav has logged */
    size_t packet_count;
};

void decode_bytes(const uint8_t *bytes, size_t size, struct decoded *ret);
void decode_file(const char *path, struct decoded *ret);
/** What a memory sink holds. */
void decode_sink(struct jf_sink *sink, struct decoded *ret);
void decoded_free(struct decoded *decoded);

/** Frequency of one channel between two frames, counted at its zero crossings. */
double measure_hz(const struct decoded *decoded, unsigned int channel, size_t begin, size_t end);
/** Share of a channel's energy in a sine of this frequency, 0…1. */
double measure_purity(const struct decoded *decoded, unsigned int channel, size_t begin, size_t end,
                      double hz);
/** Asserts that all channels hold the tone between the two frames, and no complaint was made. */
void assert_tone(const struct decoded *decoded, double hz, size_t begin, size_t end);

/** Asserts that Debian's ffmpeg decodes the file without a word. */
void assert_ffmpeg_is_silent(const char *path);

/* ---- writing --------------------------------------------------------------------------------- */

struct jf_format *make_format(const char *container, const char *codec);
struct jf_writer *make_writer(unsigned int rate_hz, unsigned int channel_count);
void add_sink(struct jf_writer *writer, struct jf_sink *sink, const char *container,
              const char *codec);
struct jf_sink *make_memory(bool real_time);
/** A writer of RATE_HZ and two channels that has begun with this sink. */
struct jf_writer *begin_with(struct jf_sink *sink, const char *container, const char *codec);
/** Writes that much of the tone, going on from frame `first`. */
int write_tone(struct jf_writer *writer, double hz, unsigned int rate_hz,
               unsigned int channel_count, int64_t first, size_t frame_count);
/** Writes that much of 440 Hz to a writer of RATE_HZ and two channels. */
void write_frames(struct jf_writer *writer, int64_t first, size_t frame_count);

/* ---- statuses -------------------------------------------------------------------------------- */

/** Takes the next status and asserts what it says; waits for it up to a few seconds. */
void assert_status(struct jf_writer *writer, enum jf_writer_status_type type, struct jf_sink *sink,
                   int result);
/** As assert_status for an ERROR; the text contains all of `words`. */
void assert_error_status(struct jf_writer *writer, struct jf_sink *sink, int result,
                         const char *words);
void assert_no_status(struct jf_writer *writer);

/* ---- files ----------------------------------------------------------------------------------- */

/** A fresh directory; the caller removes it with remove_directory. */
char *make_directory(void);
void remove_directory(char *directory);
/** DIRECTORY/NAME, to be freed. */
char *join(const char *directory, const char *name);
bool exists(const char *path);
size_t count_entries(const char *directory);

#endif
