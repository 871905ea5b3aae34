/* SPDX-License-Identifier: MIT */

/* What the elements of a card say: read, followed, and set. */

#include <errno.h>
#include <string.h>

#include "backends/alsa/live.h"
#include "backends/alsa/scale.h"

enum {
    MAX_CHANGES = 512, /* of one card in one dispatch */
    MAX_VALUES = 512,  /* of an element, as bytes have */
};

static const char lost_text[] = "the card's control device fails";

/* ---- reading --------------------------------------------------------------------------------- */

int jfi_live_prepare(struct jfi_live *live, struct jfi_live_card *known)
{
    int status;

    if (!known->must_read || !known->ctl)
        return 0;
    status = jfi_ctl_read(known->ctl, &known->card->elems);
    if (status == -ENODEV || status == -ENOMEM)
        return status;
    known->must_read = false;
    if (status) {
        known->card->elems.fault = lost_text;
        jfi_backend_log(live->backend, JF_LOG_WARNING,
                        "/dev/snd/controlC%d: listing its elements failed: %s; what they say is "
                        "not shown",
                        known->number, jfi_io_fault_text(status));
    }
    return 0;
}

/* ---- following ------------------------------------------------------------------------------- */

/* What cannot be marked for want of memory is made up for when the timer says so. */
static int marked(struct jfi_live_card *known, int status)
{
    known->must_mark = known->must_mark || status == -ENOMEM;
    return status;
}

static int read_all_again(const struct jfi_live *live, struct jfi_live_card *known, bool with_texts)
{
    known->must_read = true;
    return marked(known, jfi_hardware_mark_card(live->hardware, known->card, with_texts));
}

static int elem_changed(const struct jfi_live *live, struct jfi_live_card *known,
                        const struct jfi_elem *elem)
{
    return marked(known, jfi_hardware_mark_elem(live->hardware, known->card, elem));
}

/*
 * After a value or the nature of an element has changed. Elements that have not been read yet are
 * not read here either: a scan that does so is due.
 */
static int one_changed(struct jfi_live *live, struct jfi_live_card *known, unsigned int numid,
                       bool is_nature)
{
    const struct jfi_elem *elem = jfi_elems_find_numid(&known->card->elems, numid);
    int status = known->must_read ? 1 : jfi_ctl_refresh(known->ctl, &known->card->elems, numid);

    if (!elem)
        return read_all_again(live, known, true);
    if (status == -ESTALE || (is_nature && elem->item_count))
        status = read_all_again(live, known, false);
    else if (status == 0 || status == -ENODEV)
        return 0;
    return status == -ENOMEM ? status : elem_changed(live, known, elem);
}

static int handle_change(struct jfi_live *live, struct jfi_live_card *known,
                         enum jfi_ctl_change change, unsigned int numid)
{
    switch (change) {
    case JFI_CTL_VALUE:
    case JFI_CTL_NATURE:
        return one_changed(live, known, numid, change == JFI_CTL_NATURE);
    case JFI_CTL_ELEMENTS:
        return read_all_again(live, known, true);
    default:
        return 0;
    }
}

/* Something else than being pulled out: what was read last is not shown as if it still held. */
static int lose(struct jfi_live *live, struct jfi_live_card *known, int status)
{
    jfi_backend_log(live->backend, JF_LOG_WARNING,
                    "/dev/snd/controlC%d: listening to it failed: %s; what its controls say is not "
                    "shown",
                    known->number, jfi_io_fault_text(status));
    jfi_live_close(live, known, lost_text);
    return marked(known, jfi_hardware_mark_card(live->hardware, known->card, false));
}

int jfi_live_handle_changes(struct jfi_live *live, struct jfi_live_card *known)
{
    enum jfi_ctl_change change = JFI_CTL_VALUE;
    unsigned int numid;
    int result = 0;

    for (int i = 0; i < MAX_CHANGES && change != JFI_CTL_NOTHING; i++) {
        int status = jfi_ctl_next_change(known->ctl, &change, &numid);

        if (status == -ENODEV) {
            jfi_live_remove(live, known);
            return 0;
        }
        if (status)
            return lose(live, known, status);
        status = handle_change(live, known, change, numid);
        result = result ? result : status;
    }
    return result;
}

/* ---- setting --------------------------------------------------------------------------------- */

/* The item of the element that stands for a neighbour: names are in the same order in both. */
static int item_of(const struct jf_control *control, const struct jfi_elem *elem, int64_t local_id,
                   int64_t *ret_item)
{
    size_t at = 0;

    for (size_t i = 0; i < jf_control_get_item_count(control); i++) {
        const char *name = NULL;
        int64_t value = 0;

        (void)jf_control_get_item(control, i, &name, &value);
        while (at < elem->item_count && strcmp(elem->items[at].name, name) != 0)
            at++;
        if (at >= elem->item_count)
            break;
        if (value == local_id) {
            *ret_item = elem->items[at].value;
            return 0;
        }
        at++;
    }
    return -EINVAL;
}

static int64_t on_a_step(const struct jfi_elem *elem, int64_t value)
{
    return elem->has_range && elem->step > 1 ? value - (value - elem->min) % elem->step : value;
}

static int raw_of(const struct jf_control *control, const struct jfi_elem *elem, int64_t value,
                  int64_t *ret_raw)
{
    *ret_raw = value;
    switch (jf_control_get_kind(control)) {
    case JF_CONTROL_LEVEL:
        if (!elem->has_db)
            return -ESTALE;
        *ret_raw = jfi_scale_raw_of(elem, value);
        return 0;
    case JF_CONTROL_MUTE:
        *ret_raw = !value;
        return 0;
    case JF_CONTROL_SELECTOR:
        return item_of(control, elem, value, ret_raw);
    case JF_CONTROL_INTEGER:
        *ret_raw = on_a_step(elem, value);
        return 0;
    default:
        return 0;
    }
}

/* A mute is one value for all channels of the switch. */
static bool is_one_for_all(const struct jf_control *control, const struct jfi_setting *setting)
{
    return setting->count == 0 || jf_control_get_kind(control) == JF_CONTROL_MUTE;
}

/* Puts what is wanted over what is. -ESTALE: the element has other channels now. */
static int fill(const struct jf_control *control, const struct jfi_elem *elem,
                const struct jfi_setting *setting, int64_t raw[MAX_VALUES])
{
    bool is_one = is_one_for_all(control, setting);
    size_t first = is_one ? 0 : setting->first;
    size_t count = is_one ? elem->count : setting->count;
    int status = 0;

    if (first > elem->count || count > elem->count - first)
        return -ESTALE;
    for (size_t i = 0; i < count && !status; i++)
        status = raw_of(control, elem, setting->values[is_one ? 0 : i], &raw[first + i]);
    return status;
}

/*
 * The values as they are now, not as they were shown: another program may have changed the channels
 * that are to stay. Only where none is to stay they need not be known. 1: they are not what they
 * were.
 */
static int take_present(struct jfi_live_card *known, const struct jfi_elem *elem, bool is_needed,
                        int64_t raw[MAX_VALUES])
{
    int status = jfi_ctl_refresh(known->ctl, &known->card->elems, elem->numid);

    if (status == -ENODEV || status == -ESTALE || status == -ENOMEM)
        return status;
    if (is_needed && !elem->values)
        return -EIO;
    for (size_t i = 0; elem->values && i < elem->count; i++)
        raw[i] = elem->values[i];
    return status > 0;
}

/* Also after a failure: it may be that the element is locked now, and in part set. */
static int show_outcome(const struct jfi_live *live, struct jfi_live_card *known,
                        const struct jfi_elem *elem, bool is_changed)
{
    int status = jfi_ctl_refresh(known->ctl, &known->card->elems, elem->numid);

    if (status == -ESTALE)
        return read_all_again(live, known, false);
    return status == 0 && !is_changed ? 0 : elem_changed(live, known, elem);
}

static int set_elem(const struct jfi_live *live, struct jfi_live_card *known,
                    const struct jfi_elem *elem, const struct jf_control *control,
                    const struct jfi_setting *setting)
{
    bool is_whole = is_one_for_all(control, setting) || setting->count == elem->count;
    int64_t raw[MAX_VALUES] = {0};
    int changed, status, shown;

    if (elem->count > MAX_VALUES)
        return -ENOTSUP;
    changed = take_present(known, elem, !is_whole, raw);
    status = changed < 0 ? changed : fill(control, elem, setting, raw);
    if (!status)
        status = jfi_ctl_write(known->ctl, elem, raw);
    if (status == -ENODEV)
        return status;
    shown = show_outcome(live, known, elem, changed > 0);
    return status ? status : shown;
}

int jfi_live_set_control(struct jfi_backend *backend, const struct jf_control *control,
                         const struct jfi_setting *setting, uint64_t request)
{
    struct jfi_live *live = jfi_backend_priv(backend);
    uint64_t handle = jfi_backend_control_handle(control);
    struct jfi_live_card *known = jfi_live_find(live, handle >> JFI_LIVE_HANDLE_SHIFT);
    const struct jfi_elem *elem;
    int status;

    if (!known || !known->card || !known->ctl)
        return -ENODEV;
    status = jfi_live_prepare(live, known);
    if (status)
        return status;
    elem = jfi_elems_find_numid(&known->card->elems, (unsigned int)handle);
    status = elem ? set_elem(live, known, elem, control, setting) : -ESTALE;
    jfi_live_arm(live);
    if (!status)
        jfi_backend_request_done(backend, request, 0);
    return status;
}
