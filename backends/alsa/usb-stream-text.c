/* SPDX-License-Identifier: MIT */

/* The text of sound/usb/proc.c. What a running stream uses has an "=", and is not of the list. */

#include "backends/alsa/usb-stream-text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* "Interface 1" */
static bool read_number(const char *line, const char *label, int *ret_number)
{
    const char *at = line + strlen(label);
    char *end;
    long number;

    if (strncmp(line, label, strlen(label)) != 0)
        return false;
    number = strtol(at, &end, 10);
    if (end == at || number < 0 || number > 255)
        return false;
    *ret_number = (int)number;
    return true;
}

static int read_line(const char *line, struct jfi_usb_use *use, struct jfi_vec *uses)
{
    line += strspn(line, " \t");
    if (strncmp(line, "Playback:", strlen("Playback:")) == 0 ||
        strncmp(line, "Capture:", strlen("Capture:")) == 0) {
        use->is_capture = *line == 'C';
        use->interface = -1;
    } else if (read_number(line, "Altset ", &use->setting)) {
        if (use->interface >= 0 && uses->count < JFI_USB_MAX_USES)
            return jfi_vec_push(uses, use);
    } else {
        (void)read_number(line, "Interface ", &use->interface);
    }
    return 0;
}

int jfi_usb_stream_parse(const char *bytes, size_t size, unsigned int device, struct jfi_vec *uses)
{
    struct jfi_usb_use use = {.device = device, .interface = -1};
    char *text = strndup(bytes, size), *rest = text, *line;
    int status = text ? 0 : -ENOMEM;

    while (!status && (line = strsep(&rest, "\n")))
        status = read_line(line, &use, uses);
    free(text);
    return status;
}
