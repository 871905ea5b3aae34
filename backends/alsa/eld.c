/* SPDX-License-Identifier: MIT */
#include "backends/alsa/eld.h"

#include <stdlib.h>
#include <string.h>

bool jfi_eld_parse(char *text, const char *file, struct jfi_hda_eld *ret_eld)
{
    struct jfi_hda_eld eld = {.file = file};
    bool has_pin = false, has_presence = false;
    char *line;

    while ((line = strsep(&text, "\n"))) {
        char *value = strpbrk(line, " \t");

        if (!value)
            continue;
        *value++ = '\0';
        value += strspn(value, " \t");
        value[strcspn(value, "\r")] = '\0';
        if (strcmp(line, "monitor_present") == 0) {
            has_presence = true;
            eld.is_present = *value == '1';
        } else if (strcmp(line, "codec_pin_nid") == 0) {
            has_pin = true;
            eld.nid = (unsigned int)strtoul(value, NULL, 0);
        } else if (strcmp(line, "codec_dev_id") == 0) {
            eld.device = (unsigned int)strtoul(value, NULL, 0);
        } else if (strcmp(line, "monitor_name") == 0 && *value) {
            eld.monitor = value;
        }
    }
    if (has_pin && has_presence)
        *ret_eld = eld;
    return has_pin && has_presence;
}
