/* SPDX-License-Identifier: MIT */

/* What is recorded of a running machine: the files below a root that is taken for one. */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/trees.h"

#include "backends/alsa/hardware-internal.h"
#include "backends/alsa/record.h"
#include "backends/alsa/state.h"
#include "backends/alsa/ucm.h"
#include "topology/context.h"

/* ---- a running machine's files --------------------------------------------------------------- */

/* Device, configuration, and one interface of a class. */
#define DESCRIPTORS(class)                                                                     \
    "\x12\x01\x00\x02\x00\x00\x00\x40\x34\x12\x78\x56\x00\x01\x01\x02\x03\x01\x09\x02\x12\x00" \
    "\x01\x01\x00\x80\x32\x09\x04\x00\x00\x00" class "\x01\x00\x00"

static void write_usb(const char *name, const char *descriptors)
{
    char path[256], target[256];

    (void)snprintf(path, sizeof(path), "sys/devices/pci0000:00/usb1/%s/descriptors", name);
    recording_write_bytes(&recorded, path, descriptors, sizeof(DESCRIPTORS("\x01")) - 1);
    (void)snprintf(path, sizeof(path), "sys/devices/pci0000:00/usb1/%s/%s:1.0/bInterfaceClass",
                   name, name);
    recording_write(&recorded, path, "01\n");
    (void)snprintf(path, sizeof(path), "sys/bus/usb/devices/%s", name);
    (void)snprintf(target, sizeof(target), "../../../devices/pci0000:00/usb1/%s", name);
    recording_link(&recorded, path, target);
    (void)snprintf(path, sizeof(path), "sys/bus/usb/devices/%s:1.0", name);
    (void)snprintf(target, sizeof(target), "../../../devices/pci0000:00/usb1/%s/%s:1.0", name,
                   name);
    recording_link(&recorded, path, target);
}

static void write_live_machine(void)
{
    recording_write(&recorded, "proc/asound/cards", " 0 [PCH ]: HDA-Intel - PCH\n");
    recording_write(&recorded, "proc/asound/timers", "Client application 314159\n");
    recording_write(&recorded, "proc/asound/card0/id", "PCH\n");
    recording_write(&recorded, "proc/asound/card0/codec#0", "Codec: X\nVendor Id: 0x10ec0269\n");
    recording_write(&recorded, "proc/asound/card0/codec97#0/ac97#0-0", "0-0/0: X\n");
    recording_write(&recorded, "proc/asound/card0/pcm0p/info", "card: 0\n");
    recording_write(&recorded, "proc/asound/card0/pcm0p/sub0/status", "owner_pid : 314159\n");
    recording_link(&recorded, "proc/asound/PCH", "card0");
    recording_link(&recorded, "sys/class/sound/card0",
                   "../../devices/pci0000:00/0000:00:1f.3/sound/card0");
    recording_link(&recorded, "sys/devices/pci0000:00/0000:00:1f.3/sound/card0/device",
                   "../../../0000:00:1f.3");
    recording_link(&recorded, "sys/class/sound/hwC0D0",
                   "../../devices/pci0000:00/0000:00:1f.3/sound/card0/hwC0D0");
    recording_write(&recorded,
                    "sys/devices/pci0000:00/0000:00:1f.3/sound/card0/hwC0D0/init_pin_configs",
                    "0x14 0x90170110\n");
    recording_write(&recorded, "sys/devices/pci0000:00/0000:00:1f.3/config", "secret\n");
    write_usb("1-2", DESCRIPTORS("\x01"));
    write_usb("1-3", DESCRIPTORS("\x03"));
    recording_write(&recorded, "var/lib/alsa/asound.state", "state.PCH {\n}\n");
}

/* Gives the cards the elements that the running machine would tell of. */
static void give_elements(struct jfi_io *io, const struct jfi_hardware *hardware)
{
    struct jfi_state told;
    size_t size, line;
    char *text;

    if (jfi_io_read(io, "var/lib/alsa/asound.state", 1 << 20, &text, &size) < 0)
        return;
    assert_int_equal(jfi_state_parse(text, &told, &line), 0);
    for (size_t i = 0; i < jfi_hardware_get_card_count(hardware); i++) {
        struct jfi_card *card = jfi_hardware_get_card(hardware, i);

        jfi_state_take(&told, card->id, &card->elems);
    }
    jfi_state_fini(&told);
    free(text);
}

/* And the use cases that libasound would tell of. */
static void give_use_cases(struct jfi_io *io, const struct jfi_hardware *hardware)
{
    for (size_t i = 0; i < jfi_hardware_get_function_count(hardware); i++) {
        struct jfi_function *function = jfi_function_at(hardware, i);
        struct jfi_ucm_fault fault;
        struct jfi_ucm *ucm;
        char path[48], *text;
        size_t size;

        (void)snprintf(path, sizeof(path), "alsaucm/card%d.json", function->card->number);
        if (function->ops != &jfi_function_card || jfi_io_read(io, path, 1 << 20, &text, &size) < 0)
            continue;
        assert_int_equal(jfi_ucm_read_dump(text, size, &ucm, &fault), 0);
        function->data = ucm;
        function->is_loaded = true;
        free(text);
    }
}

/* Records the files of a root as if they were of this machine. How many were left out. */
static size_t record_live(const char *root, const char *name)
{
    struct jf_context *context = open_sound("demo");
    struct jfi_backend *backend = jfi_context_find_backend(context, "replay");
    struct jf_record_summary summary;
    struct jfi_recording *recording;
    struct jfi_hardware *hardware;
    struct jfi_io *io;

    assert_int_equal(jfi_io_open(root, &io), 0);
    assert_int_equal(jfi_hardware_new(io, backend, JFI_HARDWARE_LIVE, &hardware), 0);
    give_elements(io, hardware);
    give_use_cases(io, hardware);
    assert_int_equal(jfi_recording_new(0, &recording), 0);
    assert_int_equal(jfi_alsa_record(io, hardware, backend, recording), 0);
    assert_int_equal(jfi_recording_write(recording, recording_path(&output, name), &summary), 0);
    jfi_recording_free(recording);
    jfi_hardware_free(hardware);
    jfi_io_close(io);
    jf_context_unref(context);
    return summary.left_out;
}

static bool is_recorded(const char *path)
{
    char whole[512];
    struct stat facts;

    (void)snprintf(whole, sizeof(whole), "machine/%s", path);
    return lstat(recording_path(&output, whole), &facts) == 0;
}

static void a_running_machine_is_recorded_as_its_links_lead(void **state)
{
    static const char *const there[] = {
        "proc/asound/cards",
        "proc/asound/card0/codec#0",
        "proc/asound/card0/codec97#0/ac97#0-0",
        "proc/asound/card0/pcm0p/info",
        "proc/asound/PCH",
        "sys/class/sound/card0",
        "sys/devices/pci0000:00/0000:00:1f.3/sound/card0/device",
        "sys/devices/pci0000:00/0000:00:1f.3/sound/card0/hwC0D0/init_pin_configs",
        "sys/bus/usb/devices/1-2",
        "sys/bus/usb/devices/1-2:1.0",
        "sys/devices/pci0000:00/usb1/1-2/descriptors",
        "sys/devices/pci0000:00/usb1/1-2/1-2:1.0/bInterfaceClass",
    };
    struct jf_context *context;
    char directory[512];

    (void)state;
    write_live_machine();
    assert_int_equal(record_live(recorded.root, "machine"), 0);
    for (size_t i = 0; i < sizeof(there) / sizeof(there[0]); i++) {
        if (!is_recorded(there[i]))
            fail_msg("%s is missing", there[i]);
    }
    (void)snprintf(directory, sizeof(directory), "%s/machine", output.root);
    context = open_sound(directory);
    jf_context_unref(context);
}

static void what_is_passing_or_nobodys_business_is_not_recorded(void **state)
{
    static const char *const away[] = {
        "proc/asound/timers",
        "proc/asound/card0/pcm0p/sub0",
        "sys/devices/pci0000:00/0000:00:1f.3/config",
        "sys/bus/usb/devices/1-3",
        "sys/bus/usb/devices/1-3:1.0",
        "sys/devices/pci0000:00/usb1/1-3",
        "var/lib/alsa/asound.state", /* as old as the last shutdown */
    };

    (void)state;
    write_live_machine();
    assert_int_equal(record_live(recorded.root, "machine"), 0);
    for (size_t i = 0; i < sizeof(away) / sizeof(away[0]); i++) {
        if (is_recorded(away[i]))
            fail_msg("%s is recorded", away[i]);
    }
    assert_false(is_told(recording_path(&output, "machine"), "314159"));
}

static void a_loop_of_links_ends(void **state)
{
    (void)state;
    write_live_machine();
    recording_link(&recorded, "sys/class/sound/loop", "loop/loop");
    assert_int_equal(record_live(recorded.root, "machine"), 1);
}

static void assert_recorded_whole(const char *machine)
{
    struct jf_context *expected, *found;
    char raw[512], live[512];

    (void)snprintf(raw, sizeof(raw), "%s/raw", output.root);
    (void)snprintf(live, sizeof(live), "%s/live", output.root);
    record_well(machine, "raw", JF_RECORD_RAW);
    /* What the server tells is no file of the machine. */
    (void)unlink(recording_path(&output, "raw/pipewire/pw-dump.json"));
    assert_int_equal(record_live(raw, "live"), 0);
    expected = open_sound(raw);
    found = open_sound(live);
    assert_same_graph(expected, found);
    jf_context_unref(found);
    jf_context_unref(expected);
}

static void all_that_is_read_of_a_running_machine_is_recorded(void **state)
{
    DIR *directory = opendir(TEST_SOURCE_DIR "/machines");
    const struct dirent *entry;

    (void)state;
    assert_non_null(directory);
    while ((entry = readdir(directory))) {
        char machine[512];

        if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
            continue;
        (void)snprintf(machine, sizeof(machine), "%s/machines/%s", TEST_SOURCE_DIR, entry->d_name);
        print_message("%s\n", machine);
        recording_make(&output);
        assert_recorded_whole(machine);
        recording_delete(&output);
    }
    closedir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BOTH(a_running_machine_is_recorded_as_its_links_lead),
        WITH_BOTH(what_is_passing_or_nobodys_business_is_not_recorded),
        WITH_BOTH(a_loop_of_links_ends),
        cmocka_unit_test(all_that_is_read_of_a_running_machine_is_recorded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
