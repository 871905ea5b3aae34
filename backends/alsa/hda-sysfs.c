/* SPDX-License-Identifier: MIT */

/* The codec's hwdep device in sysfs: what the driver makes of the pins, and calls the chip. */

#include "backends/alsa/hda-sysfs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/hda-parser.h"

enum {
    LIMIT_BYTES = 64 * 1024,
    PATH_BYTES = 128,
};

/* A file that cannot be read tells nothing. */
static int read_file(struct jfi_io *io, const char *directory, const char *name, char **ret_text)
{
    char path[PATH_BYTES];
    size_t size;
    int status;

    (void)snprintf(path, sizeof(path), "%s/%s", directory, name);
    status = jfi_io_read(io, path, LIMIT_BYTES, ret_text, &size);
    if (status)
        *ret_text = NULL;
    return status == -ENOMEM ? status : 0;
}

int jfi_hda_read_word(struct jfi_io *io, const char *directory, const char *name,
                      struct jfi_arena *arena, const char **ret_word)
{
    char *text, *word;
    int status = read_file(io, directory, name, &text);

    if (status || !text)
        return status;
    word = text + strspn(text, " \t");
    word[strcspn(word, "\r\n")] = '\0';
    if (*word) {
        *ret_word = jfi_arena_dup(arena, word);
        status = *ret_word ? 0 : -ENOMEM;
    }
    free(text);
    return status;
}

/* Lines "0x14 0x0221101f". */
static void read_configs(char *text, const char *source, struct jfi_hda_configs *configs)
{
    char *line;

    while ((line = strsep(&text, "\n"))) {
        const char *at = jfi_hda_skip_blanks(line);
        uint32_t nid, word;

        if (!jfi_hda_take_hex(&at, &nid) || nid >= JFI_HDA_MAX_NODES)
            continue;
        at = jfi_hda_skip_blanks(at);
        if (!jfi_hda_take_hex(&at, &word))
            continue;
        configs->sources[nid] = source;
        configs->words[nid] = word;
    }
}

/* What users set goes before what the driver knows, and that before what the firmware said. */
static int read_all_configs(struct jfi_io *io, const char *directory,
                            struct jfi_hda_configs *configs)
{
    static const char *const sources[] = {
        "init_pin_configs",
        "driver_pin_configs",
        "user_pin_configs",
    };

    for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
        char *text;
        int status = read_file(io, directory, sources[i], &text);

        if (status)
            return status;
        if (text)
            read_configs(text, sources[i], configs);
        free(text);
    }
    return 0;
}

int jfi_hda_read_sysfs(struct jfi_io *io, int card_number, int address, struct jfi_arena *arena,
                       struct jfi_hda_sysfs *ret_sysfs)
{
    struct jfi_hda_identity *identity = &ret_sysfs->identity;
    char directory[PATH_BYTES / 2];
    int status;

    (void)snprintf(directory, sizeof(directory), "sys/class/sound/hwC%dD%d", card_number, address);
    if (!jfi_io_exists(io, directory))
        return 0;
    status = read_all_configs(io, directory, &ret_sysfs->configs);
    if (!status)
        status = jfi_hda_read_word(io, directory, "vendor_name", arena, &identity->vendor);
    if (!status)
        status = jfi_hda_read_word(io, directory, "chip_name", arena, &identity->chip);
    if (!status)
        status = jfi_hda_read_word(io, directory, "modelname", arena, &identity->model);
    return status;
}
