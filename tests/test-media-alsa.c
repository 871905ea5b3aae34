/* SPDX-License-Identifier: MIT */

/*
 * Through the real libasound to cards that are none (helpers/alsa-card.c): what is agreed on with
 * them, what is heard, and what is said of those that cannot be captured.
 */

#include "test-media-support.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <alsa/asoundlib.h>

#include "media/pcm.h"
#include "media/source.h"

#define SAMPLE_MODULUS 30000

static struct jfi_pcm *open_pcm(const char *name, unsigned int rate_hz, unsigned int channel_count)
{
    const struct jfi_pcm_request request = {
        .name = name, .rate_hz = rate_hz, .channel_count = channel_count};
    struct jfi_pcm *pcm = NULL;

    assert_int_equal(jfi_pcm_open(&request, &pcm), 0);
    return pcm;
}

/* ---- what is agreed on ----------------------------------------------------------------------- */

static void the_best_that_a_card_has_is_agreed_on(void **state)
{
    static const struct {
        const char *name;
        unsigned int asked_hz, asked_channels;
        enum jfi_pcm_format format;
        unsigned int rate_hz, channel_count;
    } cases[] = {
        {"hw:Usual,0", 0, 0, JFI_PCM_S32_LE, 48000, 2},
        {"hw:Usual,0", 44100, 6, JFI_PCM_S32_LE, 44100, 6},
        {"hw:Usual,0,0", 96000, 1, JFI_PCM_S32_LE, 96000, 1},
        {"hw:Float,0", 0, 0, JFI_PCM_FLOAT_LE, 48000, 2},
        {"hw:Big,0", 0, 0, JFI_PCM_S24_3BE, 44100, 2},
        {"hw:Mono,0", 0, 0, JFI_PCM_S16_LE, 44100, 1},
        {"hw:Studio,0", 0, 0, JFI_PCM_S24_3LE, 96000, 26},
        {"hw:Studio,0", 192000, 8, JFI_PCM_S24_3LE, 192000, 26},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct jfi_pcm *pcm = open_pcm(cases[i].name, cases[i].asked_hz, cases[i].asked_channels);

        assert_int_equal(pcm->format, cases[i].format);
        assert_int_equal(pcm->rate_hz, cases[i].rate_hz);
        assert_int_equal(pcm->channel_count, cases[i].channel_count);
        assert_in_range(pcm->buffer_frames, pcm->rate_hz / 2, pcm->rate_hz * 2);
        assert_in_range(pcm->period_frames, 16, pcm->buffer_frames / 2);
        pcm->ops->close(pcm);
    }
}

static void a_source_has_the_channels_that_were_asked_for(void **state)
{
    static const struct {
        const char *name;
        unsigned int asked_channels, channel_count;
    } cases[] = {
        {"hw:Usual,0", 0, 2},  {"hw:Usual,0", 6, 6},  {"hw:Mono,0", 0, 1},
        {"hw:Studio,0", 0, 2}, {"hw:Studio,0", 5, 5},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct jf_source *source = NULL;

        assert_int_equal(jf_source_new_alsa(cases[i].name, 0, cases[i].asked_channels, &source), 0);
        assert_int_equal(jf_source_get_channel_count(source), cases[i].channel_count);
        jf_source_unref(source);
    }
}

/* ---- what cannot be captured ----------------------------------------------------------------- */

/* What was written to stderr since catch_complaints; to be freed. */
static int kept_stderr = -1, complaints = -1;

static void catch_complaints(void)
{
    fflush(stderr);
    kept_stderr = dup(STDERR_FILENO);
    complaints = open("/tmp", O_TMPFILE | O_RDWR, 0600);
    assert_true(kept_stderr >= 0 && complaints >= 0);
    assert_true(dup2(complaints, STDERR_FILENO) >= 0);
}

static void assert_no_complaint(void)
{
    struct stat status;

    fflush(stderr);
    assert_true(dup2(kept_stderr, STDERR_FILENO) >= 0);
    assert_int_equal(fstat(complaints, &status), 0);
    close(kept_stderr);
    close(complaints);
    assert_int_equal(status.st_size, 0);
}

static void what_cannot_be_captured_is_refused_for_its_reason_and_quietly(void **state)
{
    static const struct {
        const char *name;
        unsigned int rate_hz, channel_count;
        int status;
    } cases[] = {
        {"hw:Nobody,0", 0, 0, -ENOENT},    {"hw:Usual,zero", 0, 0, -ENOENT},
        {"nonsense", 0, 0, -ENOENT},       {"", 0, 0, -ENOENT},
        {"hw:Busy,0", 0, 0, -EBUSY},       {"hw:Locked,0", 0, 0, -EPERM},
        {"hw:Broken,0", 0, 0, -EIO},       {"hw:Old,0", 0, 0, -EMEDIUMTYPE},
        {"hw:Fast,0", 0, 0, -EMEDIUMTYPE}, {"hw:Usual,0", 32000, 0, -EMEDIUMTYPE},
        {"hw:Mono,0", 0, 2, -EMEDIUMTYPE},
    };
    struct jf_source *source = NULL;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        int status = 0;

        catch_complaints();
        status =
            jf_source_new_alsa(cases[i].name, cases[i].rate_hz, cases[i].channel_count, &source);
        assert_no_complaint();
        if (status != cases[i].status)
            fail_msg("'%s': %s", cases[i].name, strerror(-status));
        assert_null(source);
    }
}

static void count_complaint(const char *file, int line, const char *function, int err,
                            const char *format, va_list values)
{
    (void)file;
    (void)line;
    (void)function;
    (void)err;
    (void)format;
    (void)values;
}

/* What the application has set for its thread is there again afterwards. */
static void the_error_handler_of_the_application_is_left_alone(void **state)
{
    struct jf_source *source = NULL;

    (void)state;
    assert_null(snd_lib_error_set_local(count_complaint));
    assert_int_equal(jf_source_new_alsa("hw:Nobody,0", 0, 0, &source), -ENOENT);
    assert_int_equal(jf_source_new_alsa("hw:Chatty,0", 0, 0, &source), 0);
    jf_source_unref(source);
    assert_ptr_equal(snd_lib_error_set_local(NULL), count_complaint);
}

/* ---- what is heard --------------------------------------------------------------------------- */

struct heard {
    float samples[8 * 2 * 96000];
    size_t frame_count;
    unsigned int rate_hz, channel_count;
    uint64_t lost_frames, gap_frames;
    int status; /* of the last read */
};

static struct heard *hear(const char *name, unsigned int rate_hz, unsigned int channel_count,
                          size_t frame_count)
{
    struct heard *heard = calloc(1, sizeof(*heard));
    struct jf_source *source = NULL;

    assert_non_null(heard);
    assert_int_equal(jf_source_new_alsa(name, rate_hz, channel_count, &source), 0);
    heard->channel_count = jf_source_get_channel_count(source);
    heard->rate_hz = jf_source_get_rate_hz(source);
    assert_true(frame_count * heard->channel_count <= COUNT(heard->samples));
    while (heard->frame_count < frame_count && heard->status >= 0) {
        heard->status =
            jfi_source_read(source, heard->samples + heard->frame_count * heard->channel_count,
                            frame_count - heard->frame_count);
        if (heard->status > 0)
            heard->frame_count += (size_t)heard->status;
    }
    heard->lost_frames = jf_source_get_lost_frames(source);
    heard->gap_frames = jf_source_get_gap_frames(source);
    jf_source_unref(source);
    return heard;
}

/* Frame `first` of the card is what was heard as frame `begin`, and so on. */
static void assert_heard(const struct heard *heard, size_t begin, size_t end, size_t first)
{
    for (size_t i = begin; i < end; i++) {
        for (unsigned int c = 0; c < heard->channel_count; c++) {
            const float sample = heard->samples[i * heard->channel_count + c] * 32768;

            if (sample != (float)((first + i - begin) % SAMPLE_MODULUS + 1 + c))
                fail_msg("frame %zu, channel %u is %g", i, c, sample);
        }
    }
}

static void every_sample_of_a_card_is_heard_as_it_is(void **state)
{
    static const struct {
        const char *name;
        unsigned int rate_hz, channel_count;
    } cases[] = {
        {"hw:Usual,0", 0, 0},      {"hw:Usual,0", 96000, 8}, {"hw:Usual,0", 44100, 1},
        {"hw:Float,0", 0, 0},      {"hw:Big,0", 0, 0},       {"hw:Mono,0", 0, 0},
        {"hw:Studio,0", 96000, 3},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct heard *heard = hear(cases[i].name, cases[i].rate_hz, cases[i].channel_count, 20000);

        assert_int_equal(heard->frame_count, 20000);
        assert_heard(heard, 0, 20000, 0);
        assert_int_equal(heard->lost_frames + heard->gap_frames, 0);
        free(heard);
    }
}

static void what_libasound_complains_of_while_it_runs_is_not_printed(void **state)
{
    struct heard *heard = NULL;

    (void)state;
    catch_complaints();
    heard = hear("hw:Chatty,0", 0, 0, 10000);
    assert_no_complaint();
    assert_heard(heard, 0, 10000, 0);
    free(heard);
}

/* It stops, is started again, and silence stands for what has been lost. */
static void an_overrun_is_recovered_from_and_counted(void **state)
{
    struct heard *heard = hear("hw:Overrun,0", 0, 0, 48000);
    size_t end = 0, again = 0;

    (void)state;
    assert_int_equal(heard->frame_count, 48000);
    while (end < 48000 && heard->samples[2 * end] != 0)
        end++;
    for (again = end; again < 48000 && heard->samples[2 * again] == 0;)
        again++;
    assert_in_range(end, 20000, 24000);
    assert_int_equal(heard->lost_frames, again - end);
    assert_int_equal(heard->gap_frames, 0);
    assert_true(heard->lost_frames > 0 && again < 48000);
    assert_heard(heard, 0, end, 0);
    /* This card goes on with the frame that nobody has read. */
    assert_heard(heard, again, 48000, end);
    free(heard);
}

static void a_card_that_is_pulled_out_ends_the_source(void **state)
{
    struct heard *heard = hear("hw:Pulled,0", 0, 0, 48000);

    (void)state;
    assert_int_equal(heard->status, -ENODEV);
    assert_in_range(heard->frame_count, 20000, 24000);
    assert_heard(heard, 0, heard->frame_count, 0);
    assert_int_equal(heard->lost_frames + heard->gap_frames, 0);
    free(heard);
}

/* ---- libasound's own ------------------------------------------------------------------------- */

static void what_is_in_a_file_is_heard_sample_by_sample(void **state)
{
    enum {
        FRAMES = 30000
    };
    char *directory = make_directory(), *path = join(directory, "samples"), name[256];
    float *samples = calloc((size_t)FRAMES * 2, sizeof(*samples));
    struct heard *heard = NULL;
    FILE *file = fopen(path, "w");

    (void)state;
    assert_non_null(samples);
    assert_non_null(file);
    for (size_t i = 0; i < (size_t)FRAMES * 2; i++)
        samples[i] = (float)sin((double)i * (double)i);
    assert_int_equal(fwrite(samples, sizeof(*samples), (size_t)FRAMES * 2, file), FRAMES * 2);
    assert_int_equal(fclose(file), 0);
    (void)snprintf(name, sizeof(name), "file:%s", path);
    heard = hear(name, 0, 0, FRAMES);
    assert_int_equal(heard->frame_count, FRAMES);
    assert_memory_equal(heard->samples, samples, (size_t)FRAMES * 2 * sizeof(*samples));
    free(heard);
    free(samples);
    free(path);
    remove_directory(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_that_a_card_has_is_agreed_on),
        cmocka_unit_test(a_source_has_the_channels_that_were_asked_for),
        cmocka_unit_test(what_cannot_be_captured_is_refused_for_its_reason_and_quietly),
        cmocka_unit_test(the_error_handler_of_the_application_is_left_alone),
        cmocka_unit_test(every_sample_of_a_card_is_heard_as_it_is),
        cmocka_unit_test(what_libasound_complains_of_while_it_runs_is_not_printed),
        cmocka_unit_test(an_overrun_is_recovered_from_and_counted),
        cmocka_unit_test(a_card_that_is_pulled_out_ends_the_source),
        cmocka_unit_test(what_is_in_a_file_is_heard_sample_by_sample),
    };
    int failed = 0;

    setenv("ALSA_CONFIG_PATH", TEST_ALSA_CONFIG, 1);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    snd_config_update_free_global();
    return failed;
}
