/* SPDX-License-Identifier: MIT */

/*
 * Use cases: what a dump of them says, what their values mean, and that libasound itself says the
 * same of the configuration in tests/ucm, of which the dump in tests/machines/soc was made.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helpers/recording.h"

#include "backends/alsa/ucm.h"

#ifdef JACKFIELD_ALSA
#include <alsa/asoundlib.h>
#include <alsa/use-case.h>
#endif

#define DUMP TEST_SOURCE_DIR "/machines/soc/alsaucm/card0.json"

static struct jfi_ucm *read_dump(const char *text, size_t size)
{
    struct jfi_ucm_fault fault = {.line = 0};
    struct jfi_ucm *ucm;
    int status = jfi_ucm_read_dump(text, size, &ucm, &fault);

    if (status)
        fail_msg("%zu:%zu: %s", fault.line, fault.column, fault.what);
    return ucm;
}

static struct jfi_ucm *read_recorded(void)
{
    size_t size;
    char *text = read_whole(DUMP, &size);
    struct jfi_ucm *ucm = read_dump(text, size);

    free(text);
    return ucm;
}

static const struct jfi_ucm_device *device_of(const struct jfi_ucm *ucm, const char *verb,
                                              const char *name)
{
    for (size_t i = 0; i < ucm->devices.count; i++) {
        const struct jfi_ucm_device *device = jfi_ucm_get_device(ucm, i);

        if (strcmp(device->verb, verb) == 0 && strcmp(device->name, name) == 0)
            return device;
    }
    fail_msg("no %s in %s", name, verb);
    return NULL;
}

/* ---- dumps ----------------------------------------------------------------------------------- */

static void a_dump_tells_of_devices_and_their_values(void **state)
{
    struct jfi_ucm *ucm = read_recorded();
    const struct jfi_ucm_device *device = device_of(ucm, "HiFi", "Headphones");

    (void)state;
    assert_int_equal(ucm->devices.count, 9);
    assert_string_equal(device->comment, "Headphones");
    assert_string_equal(device->values[JFI_UCM_PLAYBACK_PCM], "hw:InventedSoC,0");
    assert_string_equal(device->values[JFI_UCM_PLAYBACK_VOLUME],
                        "name='Headphone Playback Volume'");
    assert_string_equal(device->values[JFI_UCM_JACK_CONTROL], "Headphone Jack");
    assert_null(device->values[JFI_UCM_CAPTURE_PCM]);
    assert_null(device_of(ucm, "HiFi", "Headset")->comment);
    jfi_ucm_free(ucm);
}

static void assert_same_devices(const struct jfi_ucm *left, const struct jfi_ucm *right)
{
    assert_int_equal(left->devices.count, right->devices.count);
    for (size_t i = 0; i < left->devices.count; i++) {
        const struct jfi_ucm_device *a = jfi_ucm_get_device(left, i);
        const struct jfi_ucm_device *b = device_of(right, a->verb, a->name);

        assert_int_equal(a->conflicts.count, b->conflicts.count);
        assert_int_equal(a->supported.count, b->supported.count);
        for (size_t k = 0; k < JFI_UCM_VALUES; k++) {
            assert_int_equal(!a->values[k], !b->values[k]);
            if (a->values[k])
                assert_string_equal(a->values[k], b->values[k]);
        }
    }
}

static void what_was_read_can_be_written_and_read_again(void **state)
{
    struct jfi_ucm *ucm = read_recorded(), *again;
    char *text;

    (void)state;
    assert_int_equal(jfi_ucm_write_dump(ucm, &text), 0);
    again = read_dump(text, strlen(text));
    assert_same_devices(ucm, again);
    free(text);
    jfi_ucm_free(again);
    jfi_ucm_free(ucm);
}

static void what_conflicts_excludes_both_ways(void **state)
{
    static const char text[] =
        "{\"Verbs\": {\"V\": {\"Devices\": {\"A\": {\"ConflictingDevices\": [\"B\"]}, \"B\": {}, "
        "\"C\": {\"SupportedDevices\": [\"A\"]}}}, \"W\": {\"Devices\": {\"B\": {}}}}}";
    struct jfi_ucm *ucm = read_dump(text, strlen(text));
    const struct jfi_ucm_device *a = device_of(ucm, "V", "A"), *b = device_of(ucm, "V", "B"),
                                *c = device_of(ucm, "V", "C");

    (void)state;
    assert_true(jfi_ucm_are_exclusive(a, b));
    assert_true(jfi_ucm_are_exclusive(b, a));
    assert_false(jfi_ucm_are_exclusive(a, c));
    assert_false(jfi_ucm_are_exclusive(c, a));
    assert_true(jfi_ucm_are_exclusive(b, c));
    assert_false(jfi_ucm_are_exclusive(a, a));
    assert_false(jfi_ucm_are_exclusive(a, device_of(ucm, "W", "B")));
    jfi_ucm_free(ucm);
}

static void what_is_no_dump_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *text;
        size_t line, column;
        const char *what;
    } cases[] = {
        {"", 1, 1, NULL},
        {"[]", 1, 1, "not what alsaucm dumps"},
        {"{}", 1, 1, "not what alsaucm dumps"},
        {"{\"Verbs\": 3}", 1, 1, "not what alsaucm dumps"},
        {"{\n  \"Verbs\": {\n    \"HiFi\": {", 3, 13, NULL},
        {"{\"Verbs\": {\"a\tb\": {}}}", 1, 13, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jfi_ucm_fault fault;
        struct jfi_ucm *ucm = NULL;

        assert_int_equal(jfi_ucm_read_dump(cases[i].text, strlen(cases[i].text), &ucm, &fault),
                         -EBADMSG);
        assert_null(ucm);
        assert_int_equal(fault.line, cases[i].line);
        assert_int_equal(fault.column, cases[i].column);
        if (cases[i].what)
            assert_string_equal(fault.what, cases[i].what);
        assert_true(*fault.what && !strpbrk(fault.what, "\n\t\r"));
    }
}

static void what_has_another_form_is_passed_over(void **state)
{
    static const char text[] =
        "{\"Verbs\": {\"V\": 3, \"W\": {\"Devices\": []}, \"X\": {\"Devices\": {\"\": {}, \"A\": "
        "7, "
        "\"B\": {\"Comment\": 1, \"Values\": {\"PlaybackPCM\": 4, \"CapturePCM\": \"\", "
        "\"JackDev\": \"j\"}, \"ConflictingDevices\": [1, \"A\"]}}}}}";
    struct jfi_ucm *ucm = read_dump(text, strlen(text));
    const struct jfi_ucm_device *b = device_of(ucm, "X", "B");

    (void)state;
    assert_int_equal(ucm->devices.count, 2);
    assert_null(b->comment);
    assert_null(b->values[JFI_UCM_PLAYBACK_PCM]);
    assert_null(b->values[JFI_UCM_CAPTURE_PCM]);
    assert_string_equal(b->values[JFI_UCM_JACK_DEVICE], "j");
    assert_int_equal(b->conflicts.count, 1);
    jfi_ucm_free(ucm);
}

static void a_flood_of_devices_is_cut_off(void **state)
{
    char *text = malloc(1 << 20);
    size_t length;
    struct jfi_ucm *ucm;

    (void)state;
    assert_non_null(text);
    length = (size_t)snprintf(text, 1 << 20, "{\"Verbs\": {\"V\": {\"Devices\": {\"0\": {}");
    for (int i = 1; i < 5000; i++)
        length += (size_t)snprintf(text + length, (1 << 20) - length, ",\"%d\": {}", i);
    length += (size_t)snprintf(text + length, (1 << 20) - length, "}}}}");
    ucm = read_dump(text, length);
    assert_int_equal(ucm->devices.count, 512);
    jfi_ucm_free(ucm);
    free(text);
}

/* ---- values ---------------------------------------------------------------------------------- */

static void only_a_device_of_this_card_is_a_pcm(void **state)
{
    static const struct {
        const char *pcm;
        int device; /* -1: none */
    } cases[] = {
        {"hw:PCH,3", 3},
        {"hw:2,7", 7},
        {"hw:PCH", 0},
        {"hw:PCH,3,1", 3},
        {"plughw:PCH,1", 1},
        {"hw:CARD=PCH,DEV=12", 12},
        {"_ucm0001.hw:PCH,5", 5},
        {"_ucm00AF.plughw:CARD=2,DEV=5,SUBDEV=1", 5},
        {"hw:PCHX,3", -1},
        {"hw:PC,3", -1},
        {"hw:3,3", -1},
        {"hw:2x,3", -1},
        {"hw:", -1},
        {"hw:PCH,", -1},
        {"hw:PCH,x", -1},
        {"hw:PCH,-1", -1},
        {"hw:PCH,99999", -1},
        {"hw:PCH,3x", -1},
        {"hdmi:PCH,3", -1},
        {"_ucm.hw:PCH,3", -1},
        {"_ucm0001hw:PCH,3", -1},
        {"default", -1},
        {"", -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        unsigned int device = 9999;
        bool is_pcm = jfi_ucm_pcm_device(cases[i].pcm, 2, "PCH", &device);

        if (is_pcm != (cases[i].device >= 0) || (is_pcm && (int)device != cases[i].device))
            fail_msg("'%s': %d", cases[i].pcm, is_pcm ? (int)device : -1);
    }
    assert_string_equal(jfi_ucm_pcm_name("_ucm0001.hw:PCH,5"), "hw:PCH,5");
    assert_string_equal(jfi_ucm_pcm_name("hw:PCH,5"), "hw:PCH,5");
}

static void elements_are_named_in_several_ways(void **state)
{
    static const struct {
        const char *text, *elem, *mixer; /* NULL: none */
        unsigned int elem_index, mixer_index;
    } cases[] = {
        {"Headphone Jack", "Headphone Jack", "Headphone Jack", 0, 0},
        {"name='Headphone Jack'", "Headphone Jack", "Headphone Jack", 0, 0},
        {"name='A, B',index=3", "A, B", "A, B", 3, 3},
        {"iface=CARD,name=\"HDMI/DP,pcm=3 Jack\"", "HDMI/DP,pcm=3 Jack", "iface=CARD", 0, 0},
        {"name=Mic,index=1", "Mic", "Mic", 1, 1},
        {"'Headphone',1", "Headphone", "Headphone", 0, 1},
        {"Headphone,1", "Headphone,1", "Headphone", 0, 1},
        {"'Capture',0", "Capture", "Capture", 0, 0},
        {"name='unfinished", NULL, NULL, 0, 0},
        {"name=''", NULL, NULL, 0, 0},
        {"", NULL, NULL, 0, 0},
        {"a name that is longer than any that an element can have, whatever it is of", NULL, NULL,
         0, 0},
    };
    char name[JFI_UCM_NAME_BYTES];
    unsigned int index;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        bool is_elem = jfi_ucm_parse_elem(cases[i].text, name, &index);

        assert_int_equal(is_elem, cases[i].elem != NULL);
        if (is_elem) {
            assert_string_equal(name, cases[i].elem);
            assert_int_equal(index, cases[i].elem_index);
        }
        is_elem = cases[i].mixer && jfi_ucm_parse_mixer(cases[i].text, name, &index);
        if (cases[i].mixer) {
            assert_true(is_elem);
            assert_string_equal(name, cases[i].mixer);
            assert_int_equal(index, cases[i].mixer_index);
        }
    }
}

/* ---- libasound ------------------------------------------------------------------------------- */

#ifdef JACKFIELD_ALSA

static void assert_same_names(const struct jfi_vec *a, const struct jfi_vec *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++)
        assert_string_equal(*(const char **)jfi_vec_at(a, i), *(const char **)jfi_vec_at(b, i));
}

static void assert_same_text(const char *a, const char *b)
{
    assert_int_equal(a == NULL, b == NULL);
    if (a)
        assert_string_equal(a, b);
}

static void assert_same(const struct jfi_ucm_device *a, const struct jfi_ucm_device *b)
{
    assert_string_equal(a->verb, b->verb);
    assert_string_equal(a->name, b->name);
    assert_same_text(a->comment, b->comment);
    for (size_t i = 0; i < JFI_UCM_VALUES; i++)
        assert_same_text(a->values[i], b->values[i]);
    assert_same_names(&a->conflicts, &b->conflicts);
    assert_same_names(&a->supported, &b->supported);
}

static void libasound_and_the_dump_of_its_tool_say_the_same(void **state)
{
    struct jfi_ucm *asked, *recorded_ones = read_recorded();

    (void)state;
    assert_int_equal(setenv("ALSA_CONFIG_UCM2", TEST_SOURCE_DIR "/ucm", 1), 0);
    assert_int_equal(jfi_ucm_read_library("invented", &asked), 0);
    assert_int_equal(asked->devices.count, recorded_ones->devices.count);
    for (size_t i = 0; i < asked->devices.count; i++)
        assert_same(jfi_ucm_get_device(asked, i), jfi_ucm_get_device(recorded_ones, i));
    jfi_ucm_free(asked);
    jfi_ucm_free(recorded_ones);
}

/* ---- nothing is run -------------------------------------------------------------------------- */

/* Use cases each of whose sequences leaves a file in the directory: none, until it is run. */
static void write_running_cases(void)
{
    char text[4096];

    recording_write(&recorded, "ucm.conf",
                    "Syntax 4\nUseCasePath.virtual {\nDirectory \"conf.virt.d\"\n"
                    "File \"${OpenName}.conf\"\n}\n");
    (void)snprintf(text, sizeof(text),
                   "Syntax 4\nSectionUseCase.\"HiFi\" {\nFile \"/running/HiFi.conf\"\n}\n"
                   "BootSequence [ exec \"/bin/touch %s/ran-boot\" ]\n"
                   "FixedBootSequence [ exec \"/bin/touch %s/ran-fixed\" ]\n"
                   "SectionDefaults [ exec \"/bin/touch %s/ran-defaults\" ]\n",
                   recorded.root, recorded.root, recorded.root);
    recording_write(&recorded, "conf.virt.d/running.conf", text);
    (void)snprintf(text, sizeof(text),
                   "SectionVerb {\nEnableSequence [ exec \"/bin/touch %s/ran-verb\" ]\n}\n"
                   "SectionDevice.\"Speaker\" {\n"
                   "EnableSequence [ exec \"/bin/touch %s/ran-device\" ]\n"
                   "DisableSequence [ exec \"/bin/touch %s/ran-off\" ]\n"
                   "Value.PlaybackPCM \"hw:0\"\n}\n",
                   recorded.root, recorded.root, recorded.root);
    recording_write(&recorded, "running/HiFi.conf", text);
}

static size_t count_runs(void)
{
    static const char *const names[] = {"boot", "fixed", "defaults", "verb", "device", "off"};
    size_t count = 0;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char name[32];

        (void)snprintf(name, sizeof(name), "ran-%s", names[i]);
        count += access(recording_path(&recorded, name), F_OK) == 0;
    }
    return count;
}

/* That the same use cases do run when somebody sets them shows that this would be seen. */
static void reading_use_cases_runs_none_of_their_sequences(void **state)
{
    snd_use_case_mgr_t *manager;
    struct jfi_ucm *ucm;

    (void)state;
    write_running_cases();
    assert_int_equal(setenv("ALSA_CONFIG_UCM2", recorded.root, 1), 0);
    assert_int_equal(jfi_ucm_read_library("running", &ucm), 0);
    assert_string_equal(device_of(ucm, "HiFi", "Speaker")->values[JFI_UCM_PLAYBACK_PCM], "hw:0");
    jfi_ucm_free(ucm);
    assert_int_equal(count_runs(), 0);
    assert_int_equal(snd_use_case_mgr_open(&manager, "running"), 0);
    assert_int_equal(snd_use_case_set(manager, "_verb", "HiFi"), 0);
    assert_int_equal(snd_use_case_set(manager, "_enadev", "Speaker"), 0);
    assert_int_equal(snd_use_case_mgr_close(manager), 0);
    assert_true(count_runs() >= 3);
}

/* What libasound prints by itself goes to stderr, which is a file here. */
static void a_card_without_use_cases_is_no_word_on_the_terminal(void **state)
{
    struct jfi_ucm *ucm = NULL;
    FILE *printed = tmpfile();
    int before = dup(STDERR_FILENO);

    (void)state;
    assert_non_null(printed);
    assert_true(before >= 0);
    assert_int_equal(setenv("ALSA_CONFIG_UCM2", TEST_SOURCE_DIR "/ucm", 1), 0);
    assert_true(dup2(fileno(printed), STDERR_FILENO) >= 0);
    assert_int_equal(jfi_ucm_read_library("nobody", &ucm), -ENOENT);
    assert_int_equal(jfi_ucm_read_library("hw:31", &ucm), -ENOENT);
    (void)fflush(stderr);
    assert_true(dup2(before, STDERR_FILENO) >= 0);
    (void)close(before);
    assert_int_equal(ftell(printed), 0);
    assert_int_equal(lseek(fileno(printed), 0, SEEK_END), 0);
    (void)fclose(printed);
    assert_null(ucm);
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dump_tells_of_devices_and_their_values),
        cmocka_unit_test(what_was_read_can_be_written_and_read_again),
        cmocka_unit_test(what_conflicts_excludes_both_ways),
        cmocka_unit_test(what_is_no_dump_is_refused_with_its_place),
        cmocka_unit_test(what_has_another_form_is_passed_over),
        cmocka_unit_test(a_flood_of_devices_is_cut_off),
        cmocka_unit_test(only_a_device_of_this_card_is_a_pcm),
        cmocka_unit_test(elements_are_named_in_several_ways),
#ifdef JACKFIELD_ALSA
        cmocka_unit_test(libasound_and_the_dump_of_its_tool_say_the_same),
        cmocka_unit_test_setup_teardown(reading_use_cases_runs_none_of_their_sequences,
                                        make_recording, delete_recording),
        cmocka_unit_test(a_card_without_use_cases_is_no_word_on_the_terminal),
#endif
    };

    return cmocka_run_group_tests_name("ucm", tests, NULL, NULL);
}
