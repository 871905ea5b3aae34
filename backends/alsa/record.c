/* SPDX-License-Identifier: MIT */
#include "backends/alsa/record.h"

#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/cards.h"
#include "backends/alsa/function.h"
#include "backends/alsa/state.h"
#include "backends/alsa/ucm.h"

enum {
    FILE_LIMIT_BYTES = 4 * 1024 * 1024,
    MAX_LINKS = 40,
    MAX_DEPTH = 8, /* of proc/asound */
    USB_AUDIO_CLASS = 1,
};

struct job {
    struct jfi_io *io;
    struct jfi_backend *backend;
    struct jfi_recording *recording;
};

/* ---- paths ----------------------------------------------------------------------------------- */

/* A path while its links are followed; `done` has none. */
struct walk {
    char done[PATH_MAX], todo[PATH_MAX];
    int links;
};

static int join(char path[PATH_MAX], const char *directory, const char *name)
{
    size_t used = strlen(directory), length = strlen(name);

    if (used + length + 2 > PATH_MAX)
        return -ENAMETOOLONG;
    memmove(path, directory, used + 1);
    if (used)
        path[used++] = '/';
    memcpy(path + used, name, length + 1);
    return 0;
}

static void take_component(struct walk *walk, char name[NAME_MAX + 1])
{
    size_t length = strcspn(walk->todo, "/");
    const char *rest = walk->todo + length + strspn(walk->todo + length, "/");

    if (length > NAME_MAX)
        length = NAME_MAX;
    memcpy(name, walk->todo, length);
    name[length] = '\0';
    memmove(walk->todo, rest, strlen(rest) + 1);
}

static void cut_last(char path[PATH_MAX])
{
    char *slash = strrchr(path, '/');

    *(slash ? slash : path) = '\0';
}

/* Notes the link at the end of `done` and puts its target in front of what is left. */
static int follow(const struct job *job, struct walk *walk, const char *target)
{
    char rest[PATH_MAX];
    int status = jfi_recording_add_link(job->recording, walk->done, target);

    if (!status && ++walk->links > MAX_LINKS)
        status = -ELOOP;
    if (status)
        return status;
    memcpy(rest, walk->todo, strlen(walk->todo) + 1);
    if (target[0] == '/')
        walk->done[0] = '\0';
    else
        cut_last(walk->done);
    return join(walk->todo, target + strspn(target, "/"), rest);
}

static int step(const struct job *job, struct walk *walk)
{
    char name[NAME_MAX + 1], *target;
    int status;

    take_component(walk, name);
    if (strcmp(name, "..") == 0) {
        cut_last(walk->done);
        return 0;
    }
    if (!*name || strcmp(name, ".") == 0)
        return 0;
    status = join(walk->done, walk->done, name);
    if (!status)
        status = jfi_io_read_link(job->io, walk->done, &target);
    if (status)
        return status == -ENOMEM || status == -ENAMETOOLONG ? status : 0;
    status = follow(job, walk, target);
    free(target);
    return status;
}

/* Puts every link on the way into the recording; `ret_path` is where they lead. */
static int resolve(const struct job *job, const char *path, char ret_path[PATH_MAX])
{
    struct walk walk = {.done = ""};
    int status = join(walk.todo, "", path);

    while (*walk.todo && !status)
        status = step(job, &walk);
    if (!status)
        memcpy(ret_path, walk.done, strlen(walk.done) + 1);
    return status;
}

/* ---- files ----------------------------------------------------------------------------------- */

static int leave_out(const struct job *job, const char *path, const char *why)
{
    jfi_backend_log(job->backend, JF_LOG_WARNING, "%s: left out: %s", path, why);
    jfi_recording_leave_out(job->recording);
    return 0;
}

/* The same serial number, as udev writes it in names. */
static int add_spelling(struct jfi_aliases *aliases, const char *serial, const char *alias)
{
    char *spelling = strdup(serial);
    int status;

    if (!spelling)
        return -ENOMEM;
    for (char *c = spelling; *c; c++) {
        if (!strchr("#+-.:=@_", *c) && !((*c | 0x20) >= 'a' && (*c | 0x20) <= 'z') &&
            !(*c >= '0' && *c <= '9'))
            *c = '_';
    }
    status = jfi_aliases_add_spelling(aliases, JFI_SECRET_SERIAL, spelling, alias);
    free(spelling);
    return status;
}

static int add_serial(struct jfi_recording *recording, const char *path, const char *serial)
{
    struct jfi_aliases *aliases = jfi_recording_aliases(recording);
    const char *alias;
    char *text;
    int status = jfi_aliases_add(aliases, JFI_SECRET_SERIAL, serial, NULL, &alias);

    if (!status)
        status = add_spelling(aliases, serial, alias);
    if (status)
        return status;
    if (asprintf(&text, "%s\n", alias) < 0)
        return -ENOMEM;
    status = jfi_recording_add_file(recording, path, JFI_RECORD_BYTES, text, strlen(text));
    free(text);
    return status;
}

static bool is_serial(const char *path)
{
    const char *slash = strrchr(path, '/');

    return strcmp(slash ? slash + 1 : path, "serial") == 0;
}

int jfi_alsa_record_file(struct jfi_recording *recording, const char *path, const char *bytes,
                         size_t size)
{
    const char *start = bytes + strspn(bytes, " \t\r\n");
    size_t length = strlen(start);
    char *serial;
    int status;

    while (length && strchr(" \t\r\n", start[length - 1]))
        length--;
    if (!length || !is_serial(path) || jfi_recording_is_raw(recording))
        return jfi_recording_add_file(recording, path, JFI_RECORD_TEXT, bytes, size);
    serial = strndup(start, length);
    status = serial ? add_serial(recording, path, serial) : -ENOMEM;
    free(serial);
    return status;
}

/* Something that is there but no file, or gone meanwhile, is nothing to record. */
static int add_file(const struct job *job, const char *path)
{
    char where[PATH_MAX], *bytes;
    size_t size;
    int status = resolve(job, path, where);

    if (status == -ENOMEM || status == -ENOSPC)
        return status;
    if (status)
        return leave_out(job, path, jfi_io_fault_text(status));
    status = jfi_io_read(job->io, where, FILE_LIMIT_BYTES, &bytes, &size);
    if (status == -ENOMEM)
        return status;
    if (status == -ENOENT || status == -EISDIR)
        return 0;
    if (status)
        return leave_out(job, path, jfi_io_fault_text(status));
    status = jfi_alsa_record_file(job->recording, where, bytes, size);
    free(bytes);
    return status == -EINVAL ? leave_out(job, path, "it has no place in a recording") : status;
}

/* ---- what there is to look for --------------------------------------------------------------- */

/* Not recorded: what streams are open now, sequencer and timers, which name processes. */
static bool is_passing(const char *name)
{
    return strncmp(name, "sub", 3) == 0 || strcmp(name, "seq") == 0 || strcmp(name, "oss") == 0 ||
           strcmp(name, "timers") == 0;
}

static bool is_link(const struct job *job, const char *path)
{
    char *target;

    if (jfi_io_read_link(job->io, path, &target))
        return false;
    free(target);
    return true;
}

static int add_tree(const struct job *job, const char *path, int depth);

static int add_child(const struct job *job, const char *directory, const char *name, int depth)
{
    char path[PATH_MAX];
    int status = join(path, directory, name);

    if (status || is_passing(name))
        return status == -ENAMETOOLONG ? 0 : status;
    return is_link(job, path) ? add_file(job, path) : add_tree(job, path, depth + 1);
}

/* Every file below a directory; a path that is no directory is a file. */
static int add_tree(const struct job *job, const char *path, int depth)
{
    char **names = NULL;
    int status = depth < MAX_DEPTH ? jfi_io_list(job->io, path, &names) : -ENOTDIR;

    if (status)
        return status == -ENOMEM ? status : add_file(job, path);
    for (char **name = names; *name && !status; name++)
        status = add_child(job, path, *name, depth);
    jfi_io_free_names(names);
    return status;
}

/* Files that fit "sys/class/sound/hwC*\/chip_name"; `at` is what has been matched. */
static int add_matching(const struct job *job, const char *at, const char *pattern)
{
    char part[NAME_MAX + 1], path[PATH_MAX], **names;
    size_t length = strcspn(pattern, "/");
    bool is_last = pattern[length] == '\0';
    int status;

    memcpy(part, pattern, length);
    part[length] = '\0';
    if (!strpbrk(part, "*[")) {
        status = join(path, at, part);
        if (status || is_last)
            return status ? 0 : add_file(job, path);
        return add_matching(job, path, pattern + length + 1);
    }
    status = jfi_io_list(job->io, at, &names);
    if (status)
        return status == -ENOMEM ? status : 0;
    for (char **name = names; *name && !status; name++) {
        if (fnmatch(part, *name, 0) != 0 || join(path, at, *name))
            continue;
        status = is_last ? add_file(job, path) : add_matching(job, path, pattern + length + 1);
    }
    jfi_io_free_names(names);
    return status;
}

static int add_all(const struct job *job, const char *at, const char *const *patterns)
{
    int status = 0;

    for (; *patterns && !status; patterns++)
        status = add_matching(job, at, *patterns);
    return status;
}

/* ---- USB devices ----------------------------------------------------------------------------- */

/* Whether an interface of the device is for audio: what else is plugged in is nobody's business. */
static bool has_audio(const unsigned char *bytes, size_t size)
{
    size_t at = 0;

    while (at + 2 <= size && bytes[at] >= 2 && bytes[at] <= size - at) {
        if (bytes[at + 1] == 4 && bytes[at] >= 9 && bytes[at + 5] == USB_AUDIO_CLASS)
            return true;
        at += bytes[at];
    }
    return false;
}

static int is_audio_device(const struct job *job, const char *path, bool *ret_is_audio)
{
    char descriptors[PATH_MAX], *bytes;
    size_t size;
    int status = join(descriptors, path, "descriptors");

    *ret_is_audio = false;
    if (!status)
        status = jfi_io_read(job->io, descriptors, FILE_LIMIT_BYTES, &bytes, &size);
    if (status)
        return status == -ENOMEM ? status : 0;
    *ret_is_audio = has_audio((const unsigned char *)bytes, size);
    free(bytes);
    return 0;
}

static int add_usb_device(const struct job *job, const char *name)
{
    static const char *const files[] = {
        "descriptors", "bConfigurationValue", "busnum", "devnum",  "devpath",      "idVendor",
        "idProduct",   "bcdDevice",           "serial", "product", "manufacturer", "speed",
        NULL};
    static const char *const interface_files[] = {"bInterfaceNumber",
                                                  "bAlternateSetting",
                                                  "bInterfaceClass",
                                                  "bInterfaceSubClass",
                                                  "bInterfaceProtocol",
                                                  "interface",
                                                  NULL};
    char path[PATH_MAX], pattern[PATH_MAX];
    bool is_audio = false;
    int status = join(path, "sys/bus/usb/devices", name);

    if (!status)
        status = is_audio_device(job, path, &is_audio);
    if (status || !is_audio)
        return status == -ENAMETOOLONG ? 0 : status;
    status = add_all(job, path, files);
    for (size_t i = 0; interface_files[i] && !status; i++) {
        (void)snprintf(pattern, sizeof(pattern), "sys/bus/usb/devices/%s:*/%s", name,
                       interface_files[i]);
        status = add_matching(job, "", pattern);
    }
    return status;
}

/* Interfaces, whose names have a colon, come with their device. */
static int add_usb(const struct job *job)
{
    char **names;
    int status = jfi_io_list(job->io, "sys/bus/usb/devices", &names);

    if (status)
        return status == -ENOMEM ? status : 0;
    for (char **name = names; *name && !status; name++) {
        if (!strchr(*name, ':'))
            status = add_usb_device(job, *name);
    }
    jfi_io_free_names(names);
    return status;
}

/* ---- control elements ------------------------------------------------------------------------ */

static int add_state(const struct job *job, const struct jfi_hardware *hardware)
{
    struct jfi_buffer buffer = {.bytes = NULL};
    size_t length;
    char *text;
    int status;

    for (size_t i = 0; i < jfi_hardware_get_card_count(hardware); i++) {
        const struct jfi_card *card = jfi_hardware_get_card(hardware, i);

        if (card->id && jfi_elems_get_count(&card->elems))
            jfi_state_write(&buffer, card->id, &card->elems);
    }
    if (!buffer.length && !buffer.status)
        return 0;
    status = jfi_buffer_take(&buffer, &text, &length);
    if (status)
        return status;
    status = jfi_recording_add_file(job->recording, "var/lib/alsa/asound.state", JFI_RECORD_TEXT,
                                    text, length);
    free(text);
    return status;
}

/* ---- use cases ------------------------------------------------------------------------------- */

static int add_dump(const struct job *job, const struct jfi_card *card, const struct jfi_ucm *ucm)
{
    char path[48], *text;
    int status = jfi_ucm_write_dump(ucm, &text);

    (void)snprintf(path, sizeof(path), "alsaucm/card%d.json", card->number);
    if (status)
        return status;
    status = jfi_recording_add_file(job->recording, path, JFI_RECORD_TEXT, text, strlen(text));
    free(text);
    return status;
}

static int add_use_cases(const struct job *job, const struct jfi_hardware *hardware)
{
    int status = 0;

    for (size_t i = 0; i < jfi_hardware_get_card_count(hardware) && !status; i++) {
        const struct jfi_card *card = jfi_hardware_get_card(hardware, i);
        const struct jfi_ucm *ucm = jfi_hardware_get_use_cases(hardware, card);

        if (ucm)
            status = add_dump(job, card, ucm);
    }
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------- */

int jfi_alsa_record(struct jfi_io *io, const struct jfi_hardware *hardware,
                    struct jfi_backend *backend, struct jfi_recording *recording)
{
    static const char *const patterns[] = {
        "sys/class/sound/*",
        "sys/class/sound/card[0-9]*/id",
        "sys/class/sound/card[0-9]*/number",
        "sys/class/sound/card[0-9]*/device",
        "sys/class/sound/hwC[0-9]*/*_id",
        "sys/class/sound/hwC[0-9]*/*_name",
        "sys/class/sound/hwC[0-9]*/[am]fg",
        "sys/class/sound/hwC[0-9]*/modelname",
        "sys/class/sound/hwC[0-9]*/*_pin_configs",
        "sys/bus/hdaudio/devices/*/*_id",
        "sys/bus/hdaudio/devices/*/*_name",
        "sys/bus/hdaudio/devices/*/[am]fg",
        "sys/bus/hdaudio/devices/*/widgets/*/*",
        NULL,
    };
    const struct job job = {.io = io, .backend = backend, .recording = recording};
    int status = add_tree(&job, "proc/asound", 0);

    if (!status)
        status = add_all(&job, "", patterns);
    if (!status)
        status = add_usb(&job);
    if (!status)
        status = add_use_cases(&job, hardware);
    return status ? status : add_state(&job, hardware);
}
