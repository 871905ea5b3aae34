/* SPDX-License-Identifier: MIT */

/*
 * Every allocation made for a recording fails once, wherever it is. The recording is then whole, or
 * -ENOMEM is said and nothing is there; nothing leaks.
 */

#include <errno.h>
#include <stdio.h>

#include "helpers/torture.h"
#include "helpers/trees.h"

static void write_machine(void)
{
    recording_write(&recorded, "proc/asound/cards", " 0 [Model ]: USB-Audio - Model\n");
    recording_write(&recorded, "proc/asound/card0/codec#0",
                    "Codec: Test Chip\nVendor Id: 0x10ec0269\n"
                    "Node 0x02 [Audio Output] wcaps 0x11: Stereo\n");
    recording_write(&recorded, "sys/bus/usb/devices/1-2/serial", "SN 5EC4E7\n");
    recording_link(&recorded, "sys/class/sound/card0", "../../devices/card0");
    recording_write(&recorded, "pipewire/pw-dump.json",
                    "[{\"id\": 31, \"type\": \"PipeWire:Interface:Client\", \"info\": {\"props\": {"
                    "\"application.name\": \"Annas Player\", \"application.process.id\": 4711, "
                    "\"application.process.user\": \"anna\", \"core.name\": \"pw-anna-4711\"}}}]");
}

/* Records with the n-th allocation failing. False: there is none left to fail. */
static bool record_round(struct jf_context *context, const char *directory, unsigned long nth)
{
    char name[256];
    bool failed;
    int status;

    (void)snprintf(name, sizeof(name), "%s/%lu", directory, nth);
    torture_arm(nth);
    status = jf_record(context, name, JF_RECORD_CONCEALED, NULL);
    failed = torture_has_failed();
    torture_arm(0);
    assert_int_equal(status, failed ? -ENOMEM : 0);
    assert_int_equal(count_output(), failed ? 0 : 1);
    return failed;
}

static void a_recording_is_whole_or_not_there(void **state)
{
    struct jf_context *context;
    unsigned long nth = 1;

    (void)state;
    write_machine();
    context = open_sound(recorded.root);
    while (record_round(context, output.root, nth))
        nth++;
    jf_context_unref(context);
    print_message("%lu allocations\n", nth - 1);
    assert_true(nth > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BOTH(a_recording_is_whole_or_not_there),
    };

    return cmocka_run_group_tests_name("record-torture", tests, NULL, NULL);
}
