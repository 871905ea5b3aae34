/* SPDX-License-Identifier: MIT */

/* The text of sound/usb/mixer.c: a block for each AudioControl interface. */

#include "backends/alsa/usb-mixer-text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/** Where the reading is. */
struct reading {
    struct jfi_usb_mixer *mixer;
    size_t line;
    int interface;    /* of the block; -1: before the first */
    long unit;        /* -1: none yet */
    bool has_control; /* the last one of the mixer is of this unit, and lines may say more of it */
};

static void fault(struct reading *reading)
{
    if (!reading->mixer->fault_line)
        reading->mixer->fault_line = reading->line;
}

/* The number behind "key=", or at the text itself when there is no key. */
static bool find_number(const char *text, const char *key, long *ret_number)
{
    const char *at = key ? strstr(text, key) : text;
    char *end;
    long number;

    if (!at)
        return false;
    at += key ? strlen(key) : 0;
    errno = 0;
    number = strtol(at, &end, 0);
    if (end == at || errno || number > INT32_MAX || number < INT32_MIN)
        return false;
    *ret_number = number;
    return true;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static int read_block(struct reading *reading, char *rest)
{
    long product, interface;
    char *end, *id = strstr(rest, "usb_id=");

    reading->unit = -1;
    reading->has_control = false;
    reading->interface = -1;
    if (!find_number(rest, "ctrlif=", &interface) || interface < 0) {
        fault(reading);
        return 0;
    }
    reading->interface = (int)interface;
    if (!id)
        return 0;
    /* 32 bits, of which the highest is in use. */
    product = (long)strtoul(id + strlen("usb_id="), &end, 16);
    if (product >= 0 && product <= UINT32_MAX)
        reading->mixer->product_id = product;
    return 0;
}

static int read_unit(struct reading *reading, char *rest)
{
    reading->has_control = false;
    reading->unit = -1;
    if (reading->interface < 0 || !find_number(rest, NULL, &reading->unit))
        fault(reading);
    return 0;
}

/* name="…", index=N; a name may hold quotes itself. */
static int read_control(struct reading *reading, char *rest)
{
    static const char middle[] = "\", index=";
    char *name = strstr(rest, "name=\""), *end = NULL;
    struct jfi_usb_control control = {
        .interface = reading->interface,
        .unit = (unsigned int)reading->unit,
        .selector = -1,
    };
    long index;

    for (char *at = name; at && (at = strstr(at, middle)); at++)
        end = at;
    reading->has_control = false;
    if (reading->unit < 0 || !end || !find_number(end, "index=", &index) || index < 0 ||
        reading->mixer->controls.count == JFI_USB_MAX_CONTROLS) {
        fault(reading);
        return 0;
    }
    *end = '\0';
    control.name = name + strlen("name=\"");
    control.index = (unsigned int)index;
    if (control.name > end || !*control.name) {
        fault(reading);
        return 0;
    }
    reading->has_control = true;
    return jfi_vec_push(&reading->mixer->controls, &control);
}

/* What the last control is, or NULL when none came before. */
static struct jfi_usb_control *last_control(const struct reading *reading)
{
    const struct jfi_vec *controls = &reading->mixer->controls;

    return reading->has_control ? jfi_vec_at(controls, controls->count - 1) : NULL;
}

/* BOOLEAN, INV_BOOLEAN, and S8 to U32; BESPOKEN may be anything. */
static enum jfi_usb_value value_of(const char *type)
{
    if (strncmp(type, "BOOLEAN", 7) == 0 || strncmp(type, "INV_BOOLEAN", 11) == 0)
        return JFI_USB_VALUE_BOOLEAN;
    return *type == 'S' || *type == 'U' ? JFI_USB_VALUE_NUMBER : JFI_USB_VALUE_UNKNOWN;
}

static int read_info(struct reading *reading, char *rest)
{
    struct jfi_usb_control *control = last_control(reading);
    const char *type = strstr(rest, "type=\"");
    long selector;

    if (!control)
        return 0; /* of a unit without an element */
    if (find_number(rest, "control=", &selector) && selector >= 0)
        control->selector = (int)selector;
    else
        fault(reading);
    if (type)
        control->value = value_of(type + strlen("type=\""));
    return 0;
}

/* Hundredths of a decibel. Of what has no scale the kernel prints 0 for both. */
static int read_volume(struct reading *reading, char *rest)
{
    struct jfi_usb_control *control = last_control(reading);
    long min, max;

    if (!control || !find_number(rest, "dBmin=", &min) || !find_number(rest, "dBmax=", &max) ||
        min >= max)
        return 0;
    control->has_db = true;
    control->db_min = min;
    control->db_max = max;
    return 0;
}

static int read_line(struct reading *reading, char *line)
{
    static const struct {
        const char *label;
        int (*read)(struct reading *reading, char *rest);
    } labels[] = {
        {"USB Mixer:", read_block}, {"Unit:", read_unit},     {"Control:", read_control},
        {"Info:", read_info},       {"Volume:", read_volume},
    };

    line += strspn(line, " \t");
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        if (strncmp(line, labels[i].label, strlen(labels[i].label)) == 0)
            return labels[i].read(reading, line + strlen(labels[i].label));
    }
    return 0;
}

int jfi_usb_mixer_parse(const char *bytes, size_t size, struct jfi_usb_mixer *ret_mixer)
{
    struct jfi_usb_mixer mixer = {
        .product_id = -1,
        .controls.item_size = sizeof(struct jfi_usb_control),
        .text = strndup(bytes, size),
    };
    struct reading reading = {.mixer = &mixer, .interface = -1, .unit = -1};
    char *rest = mixer.text, *line;
    int status = mixer.text ? 0 : -ENOMEM;

    while (!status && (line = strsep(&rest, "\n"))) {
        reading.line++;
        status = read_line(&reading, line);
    }
    if (status)
        jfi_usb_mixer_fini(&mixer);
    else
        *ret_mixer = mixer;
    return status;
}

void jfi_usb_mixer_fini(struct jfi_usb_mixer *mixer)
{
    jfi_vec_fini(&mixer->controls);
    free(mixer->text);
    *mixer = (struct jfi_usb_mixer){.product_id = -1};
}
