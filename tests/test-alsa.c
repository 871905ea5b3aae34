/* SPDX-License-Identifier: MIT */

/*
 * The backend for the hardware of this machine, in a process whose root directory is a recording:
 * it finds there what it would find on that machine.
 */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helpers/recording.h"

#include "backends/registry.h"
#include "topology/context.h"

enum {
    SKIPPED = 77
};

/* ---- the backend alone, under a context of another one --------------------------------------- */

/* How many things are described; none of them may be known to be unplugged. */
static size_t described_count(const struct jfi_backend *backend)
{
    size_t count = 0;

    for (size_t i = 0; i < backend->entries.count; i++) {
        const struct jfi_entry *entry = *(struct jfi_entry **)jfi_vec_at(&backend->entries, i);

        if (entry->unit && entry->unit->device.state == JF_STATE_ACTIVE)
            count++;
    }
    return count;
}

static bool describes(struct jf_context *context, size_t expected)
{
    struct jfi_backend backend = {.context = NULL};
    bool is_right = jfi_backend_init(&backend, context, &jfi_backend_alsa) == 0;

    is_right = is_right && backend.settling && jfi_backend_alsa.get_fd(&backend) >= 0 &&
               jfi_backend_alsa.dispatch(&backend) == 0;
    while (is_right && backend.first_marked)
        is_right = jfi_backend_scan_marked(&backend, jfi_now_ns()) == 0;
    is_right =
        is_right && backend.entries.count == expected && described_count(&backend) == expected;
    jfi_backend_fini(&backend);
    return is_right;
}

/* Exits with 0 when the hardware of the recording is described as `expected` things. */
static void look_around(size_t expected)
{
    struct jf_context *context = open_sound("synthetic:");
    int home = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    bool is_right;

    if (home < 0 || chroot(recorded.root) < 0 || chdir("/") < 0)
        _exit(2);
    is_right = describes(context, expected);
    /* Back again, for whoever looks for leaks when a process ends. */
    if (fchdir(home) < 0 || chroot(".") < 0)
        _exit(3);
    close(home);
    jf_context_unref(context);
    exit(is_right ? 0 : 1);
}

static void assert_described(size_t expected)
{
    int exit_status = -1;
    pid_t child = fork();

    if (child == 0)
        look_around(expected);
    assert_int_equal(waitpid(child, &exit_status, 0), child);
    assert_int_equal(exit_status, 0);
}

/* ---- machines -------------------------------------------------------------------------------- */

static void a_machine_without_sound_settles_at_once(void **state)
{
    (void)state;
    assert_described(0);
}

static void a_codec_and_its_endpoints_are_described(void **state)
{
    (void)state;
    recording_copy(&recorded, "proc/asound/card0/codec#0",
                   TEST_SOURCE_DIR "/machines/demo/proc/asound/card0/codec#0");
    recording_write(&recorded, "proc/asound/card0/id", "Demo\n");
    assert_described(1 + 4);
}

/* The first one that is read has the other read with it. */
static void each_codec_of_a_card_brings_its_endpoints(void **state)
{
    (void)state;
    recording_copy(&recorded, "proc/asound/card0/codec#0",
                   TEST_SOURCE_DIR "/machines/demo/proc/asound/card0/codec#0");
    recording_copy(&recorded, "proc/asound/card0/codec#1",
                   TEST_SOURCE_DIR "/machines/demo/proc/asound/card0/codec#0");
    recording_write(&recorded, "proc/asound/card0/id", "Demo\n");
    assert_described(2 * (1 + 4));
}

static void a_codec_that_cannot_be_read_hurts_no_other(void **state)
{
    (void)state;
    recording_copy(&recorded, "proc/asound/card0/codec#0",
                   TEST_SOURCE_DIR "/machines/demo/proc/asound/card0/codec#0");
    recording_write(&recorded, "proc/asound/card0/codec#1", "nonsense\n");
    recording_write(&recorded, "proc/asound/card0/codec#2",
                    "Codec: A Modem\nVendor Id: 0x11c11040\nModem Function Group: 0x1\n");
    assert_described(1 + 4);
}

/* What alsactl has saved is as old as the last shutdown: no jack is known to be empty by it. */
static void saved_values_are_not_taken_for_present_ones(void **state)
{
    (void)state;
    recording_copy(&recorded, "proc/asound/card0/codec#0",
                   TEST_SOURCE_DIR "/machines/demo/proc/asound/card0/codec#0");
    recording_copy(&recorded, "var/lib/alsa/asound.state",
                   TEST_SOURCE_DIR "/machines/demo/var/lib/alsa/asound.state");
    recording_write(&recorded, "proc/asound/card0/id", "Demo\n");
    assert_described(1 + 4);
}

/* The card is asked for after its codecs, whatever is found out about them. */
static void cards_are_described_by_what_their_codecs_leave(void **state)
{
    (void)state;
    recording_write(&recorded, "proc/asound/card0/id", "Plain\n");
    recording_write(&recorded, "proc/asound/card0/pcm0p/info", "name: A PCM\n");
    recording_write(&recorded, "proc/asound/card1/id", "Modem\n");
    recording_write(&recorded, "proc/asound/card1/codec97#0/ac97#0-0",
                    "0-0/0: A Modem\n\nExtended modem ID: codec=1 LIN1\n");
    recording_write(&recorded, "proc/asound/card2/id", "Whole\n");
    recording_write(&recorded, "proc/asound/card2/codec97#0/ac97#0-0",
                    "0-0/0: A Codec\n\nCapabilities     :\n");
    recording_write(&recorded, "proc/asound/card2/pcm0p/info", "name: A PCM\n");
    assert_described(1 + 1 + 1);
    recording_write(&recorded, "proc/asound/card2/pcm1p/info", "name: Another PCM\n");
    assert_described(1 + 1 + 2);
}

/* ---- whether this process may change its root ------------------------------------------------ */

static bool may_change_root(void)
{
    int exit_status = -1;
    pid_t child;

    if (geteuid() != 0 && unshare(CLONE_NEWUSER) < 0)
        return false;
    child = fork();
    if (child == 0)
        _exit(chroot("/") < 0);
    return waitpid(child, &exit_status, 0) == child && exit_status == 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_machine_without_sound_settles_at_once, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(a_codec_and_its_endpoints_are_described, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(each_codec_of_a_card_brings_its_endpoints, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(a_codec_that_cannot_be_read_hurts_no_other, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(saved_values_are_not_taken_for_present_ones, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(cards_are_described_by_what_their_codecs_leave,
                                        make_recording, delete_recording),
    };
    const char *ci = getenv("CI");

    if (may_change_root())
        return cmocka_run_group_tests_name("alsa", tests, NULL, NULL);
    (void)fprintf(stderr, "skipped: this process may not change its root directory\n");
    return ci && strcmp(ci, "true") == 0 ? 1 : SKIPPED;
}
