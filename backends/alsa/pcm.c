/* SPDX-License-Identifier: MIT */
#include "backends/alsa/pcm.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LIMIT_BYTES = 64 * 1024,
    MAX_DEVICE = 4095,
};

/* "pcm3p" exactly as the kernel writes it. */
static bool is_pcm_directory(const char *name, struct jfi_pcm *ret_pcm)
{
    char *end;
    unsigned long device;

    if (strncmp(name, "pcm", 3) != 0 || name[3] < '0' || name[3] > '9')
        return false;
    device = strtoul(name + 3, &end, 10);
    if (device > MAX_DEVICE || (*end != 'p' && *end != 'c') || end[1])
        return false;
    *ret_pcm = (struct jfi_pcm){.device = (unsigned int)device, .is_capture = *end == 'c'};
    return true;
}

/* Lines "name: ALC269 Analog". */
static int read_info(char *text, struct jfi_arena *arena, struct jfi_pcm *pcm)
{
    char *line;

    while ((line = strsep(&text, "\n"))) {
        line[strcspn(line, "\r")] = '\0';
        if (strncmp(line, "name: ", 6) == 0 && line[6]) {
            pcm->name = jfi_arena_dup(arena, line + 6);
            if (!pcm->name)
                return -ENOMEM;
        } else if (strncmp(line, "subdevices_count: ", 18) == 0) {
            pcm->subdevice_count = (unsigned int)strtoul(line + 18, NULL, 10);
        }
    }
    return 0;
}

static int add_pcm(struct jfi_io *io, const char *card_path, const char *directory,
                   struct jfi_arena *arena, struct jfi_vec *pcms)
{
    struct jfi_pcm pcm;
    char path[128], *text;
    size_t size;
    int status;

    if (!is_pcm_directory(directory, &pcm))
        return 0;
    (void)snprintf(path, sizeof(path), "%s/%s/info", card_path, directory);
    status = jfi_io_read(io, path, LIMIT_BYTES, &text, &size);
    if (!status) {
        status = read_info(text, arena, &pcm);
        free(text);
    }
    /* The directory alone tells that there is a PCM. */
    return status == -ENOMEM ? status : jfi_vec_push(pcms, &pcm);
}

static int compare(const void *a, const void *b)
{
    const struct jfi_pcm *left = a, *right = b;

    if (left->device != right->device)
        return left->device < right->device ? -1 : 1;
    return (int)left->is_capture - (int)right->is_capture;
}

int jfi_pcms_read(struct jfi_io *io, const char *card_path, struct jfi_arena *arena,
                  struct jfi_vec *ret_pcms)
{
    char **names = NULL;
    int status = jfi_io_list(io, card_path, &names);

    if (status != -ENOMEM)
        status = 0;
    for (char **name = names; name && *name && !status; name++)
        status = add_pcm(io, card_path, *name, arena, ret_pcms);
    jfi_io_free_names(names);
    if (status)
        ret_pcms->count = 0;
    else
        jfi_sort(ret_pcms->items, ret_pcms->count, sizeof(struct jfi_pcm), compare);
    return status;
}

void jfi_pcm_describe(struct jfi_builder *builder, jfi_ref part, unsigned int device,
                      bool is_capture)
{
    char number[16];

    if (part == JFI_NO_REF)
        return;
    (void)snprintf(number, sizeof(number), "%u", device);
    jfi_builder_part_property(builder, part, "alsa.pcm.device", number);
    jfi_builder_part_property(builder, part, "alsa.pcm.stream",
                              is_capture ? "capture" : "playback");
}
