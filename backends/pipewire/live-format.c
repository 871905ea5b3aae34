/* SPDX-License-Identifier: MIT */

/* Formats in words. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include <spa/debug/types.h>
#include <spa/param/audio/format-utils.h>
#include <spa/param/type-info.h>

#include "backends/pipewire/live.h"

static const char *name_of(const struct spa_type_info *types, uint32_t type)
{
    const char *name = spa_debug_type_find_short_name(types, type);

    return name ? name : "unknown";
}

static int raw_text(const struct spa_pod *format, char **ret_text)
{
    struct spa_audio_info_raw info = {0};

    if (spa_format_audio_raw_parse(format, &info) < 0)
        return asprintf(ret_text, "audio/raw");
    return asprintf(ret_text, "audio/raw %s %" PRIu32 " Hz %" PRIu32 " ch",
                    name_of(spa_type_audio_format, info.format), info.rate, info.channels);
}

static int dsp_text(const struct spa_pod *format, char **ret_text)
{
    struct spa_audio_info_dsp info = {0};

    if (spa_format_audio_dsp_parse(format, &info) < 0)
        return asprintf(ret_text, "audio/dsp");
    return asprintf(ret_text, "audio/dsp %s", name_of(spa_type_audio_format, info.format));
}

int jfi_pw_format_text(const struct spa_pod *format, char **ret_text)
{
    uint32_t type, subtype;
    char *text;
    int length;

    if (!format || spa_format_parse(format, &type, &subtype) < 0) {
        *ret_text = NULL;
        return 0;
    }
    if (type == SPA_MEDIA_TYPE_audio && subtype == SPA_MEDIA_SUBTYPE_raw)
        length = raw_text(format, &text);
    else if (type == SPA_MEDIA_TYPE_audio && subtype == SPA_MEDIA_SUBTYPE_dsp)
        length = dsp_text(format, &text);
    else
        length = asprintf(&text, "%s/%s", name_of(spa_type_media_type, type),
                          name_of(spa_type_media_subtype, subtype));
    if (length < 0)
        return -ENOMEM;
    *ret_text = text;
    return 0;
}
