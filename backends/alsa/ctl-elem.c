/* SPDX-License-Identifier: MIT */
#include "backends/alsa/ctl-elem.h"

#include <errno.h>

#include "backends/alsa/scale.h"

enum {
    TLV_WORDS = 1024,
    MAX_ITEMS = 4096,
    /* What a value has room for; libasound ends the process of whoever asks for more. */
    MAX_INTEGERS = 128,
    MAX_INTEGERS_64 = 64,
    MAX_BYTES = 512,
    STATUS_BYTES = 24, /* of IEC958: the channel status, which all else in it follows */
};

/* ---- what it is ------------------------------------------------------------------------------ */

static enum jfi_elem_type type_of(snd_ctl_elem_type_t type)
{
    switch (type) {
    case SND_CTL_ELEM_TYPE_BOOLEAN:
        return JFI_ELEM_BOOLEAN;
    case SND_CTL_ELEM_TYPE_INTEGER:
    case SND_CTL_ELEM_TYPE_INTEGER64:
        return JFI_ELEM_INTEGER;
    case SND_CTL_ELEM_TYPE_ENUMERATED:
        return JFI_ELEM_ENUM;
    case SND_CTL_ELEM_TYPE_BYTES:
    case SND_CTL_ELEM_TYPE_IEC958:
        return JFI_ELEM_BYTES;
    default:
        return JFI_ELEM_UNKNOWN;
    }
}

static size_t count_of(const snd_ctl_elem_info_t *info)
{
    size_t count = snd_ctl_elem_info_get_count(info), most = MAX_INTEGERS;

    switch (snd_ctl_elem_info_get_type(info)) {
    case SND_CTL_ELEM_TYPE_NONE:
        return 0;
    case SND_CTL_ELEM_TYPE_IEC958:
        return STATUS_BYTES;
    case SND_CTL_ELEM_TYPE_BYTES:
        most = MAX_BYTES;
        break;
    case SND_CTL_ELEM_TYPE_INTEGER64:
        most = MAX_INTEGERS_64;
        break;
    default:
        break;
    }
    return count < most ? count : most;
}

static void take_range(const snd_ctl_elem_info_t *info, struct jfi_elem *elem)
{
    switch (snd_ctl_elem_info_get_type(info)) {
    case SND_CTL_ELEM_TYPE_INTEGER:
        elem->min = snd_ctl_elem_info_get_min(info);
        elem->max = snd_ctl_elem_info_get_max(info);
        elem->step = snd_ctl_elem_info_get_step(info);
        break;
    case SND_CTL_ELEM_TYPE_INTEGER64:
        elem->min = snd_ctl_elem_info_get_min64(info);
        elem->max = snd_ctl_elem_info_get_max64(info);
        elem->step = snd_ctl_elem_info_get_step64(info);
        elem->is_wide = true;
        break;
    default:
        return;
    }
    elem->has_range = elem->min <= elem->max && elem->step >= 0;
}

static const char *iface_of(const snd_ctl_elem_info_t *info)
{
    snd_ctl_elem_iface_t iface = snd_ctl_elem_info_get_interface(info);

    return (unsigned int)iface <= SND_CTL_ELEM_IFACE_LAST ? snd_ctl_elem_iface_name(iface) : "";
}

static size_t items_of(const snd_ctl_elem_info_t *info)
{
    size_t count = snd_ctl_elem_info_get_items(info);

    return count < MAX_ITEMS ? count : MAX_ITEMS;
}

int jfi_ctl_elem_peek(struct jfi_ctl *ctl, unsigned int numid, struct jfi_elem *ret_elem)
{
    const snd_ctl_elem_info_t *info = ctl->info;
    int status;

    snd_ctl_elem_info_clear(ctl->info);
    snd_ctl_elem_info_set_numid(ctl->info, numid);
    status = ctl->calls->elem_info(ctl->handle, ctl->info);
    /* No lack of ours, which would pass: some driver may say so for ever. */
    if (status < 0)
        return status == -ENOMEM ? -EIO : status;
    *ret_elem = (struct jfi_elem){
        .iface = iface_of(info),
        .index = snd_ctl_elem_info_get_index(info),
        .device = snd_ctl_elem_info_get_device(info),
        .subdevice = snd_ctl_elem_info_get_subdevice(info),
        .type = type_of(snd_ctl_elem_info_get_type(info)),
        .is_readable = snd_ctl_elem_info_is_readable(info),
        .is_writable = snd_ctl_elem_info_is_writable(info),
        .is_inactive = snd_ctl_elem_info_is_inactive(info),
        .is_locked = snd_ctl_elem_info_is_locked(info) && !snd_ctl_elem_info_is_owner(info),
        .count = count_of(info),
        .numid = numid,
    };
    take_range(info, ret_elem);
    if (ret_elem->type == JFI_ELEM_ENUM)
        ret_elem->item_count = items_of(info);
    return 0;
}

/* Each has to be asked for. One that does not answer has no name, and is a choice all the same. */
static int take_items(struct jfi_ctl *ctl, struct jfi_arena *arena, struct jfi_elem *elem)
{
    struct jfi_item *items = jfi_arena_alloc(arena, elem->item_count, sizeof(*items));

    elem->items = items;
    for (size_t i = 0; items && i < elem->item_count; i++) {
        int status;

        snd_ctl_elem_info_set_item(ctl->info, (unsigned int)i);
        status = ctl->calls->elem_info(ctl->handle, ctl->info);
        if (status == -ENODEV)
            return status;
        items[i].value = (int64_t)i;
        items[i].name =
            status < 0 ? "" : jfi_arena_dup(arena, snd_ctl_elem_info_get_item_name(ctl->info));
        if (!items[i].name)
            return -ENOMEM;
    }
    return items ? 0 : -ENOMEM;
}

/* Only integers of 32 bits have a scale. The TLV of others says something else. */
static int take_scale(struct jfi_ctl *ctl, struct jfi_arena *arena, struct jfi_elem *elem)
{
    unsigned int tlv[TLV_WORDS] = {0};
    int status;

    if (elem->type != JFI_ELEM_INTEGER || elem->is_wide ||
        !snd_ctl_elem_info_is_tlv_readable(ctl->info))
        return 0;
    snd_ctl_elem_id_set_numid(ctl->id, elem->numid);
    status = ctl->calls->elem_tlv_read(ctl->handle, ctl->id, tlv, sizeof(tlv));
    if (status < 0)
        return status == -ENODEV ? status : 0;
    return jfi_scale_take(tlv, sizeof(tlv), arena, elem);
}

/* Before the items: they use the same info. */
static int take_texts(struct jfi_ctl *ctl, struct jfi_arena *arena, struct jfi_elem *elem)
{
    elem->name = jfi_arena_dup(arena, snd_ctl_elem_info_get_name(ctl->info));
    elem->room = jfi_arena_alloc(arena, elem->count, 2 * sizeof(*elem->room));
    return elem->name && elem->room ? 0 : -ENOMEM;
}

int jfi_ctl_elem_read(struct jfi_ctl *ctl, unsigned int numid, struct jfi_arena *arena,
                      struct jfi_elem *ret_elem)
{
    struct jfi_elem elem;
    int status = jfi_ctl_elem_peek(ctl, numid, &elem);

    if (!status)
        status = take_texts(ctl, arena, &elem);
    if (!status)
        status = take_scale(ctl, arena, &elem);
    if (!status && elem.type == JFI_ELEM_ENUM)
        status = take_items(ctl, arena, &elem);
    if (!status)
        *ret_elem = elem;
    return status;
}

/* ---- its values ------------------------------------------------------------------------------ */

static int64_t value_at(const struct jfi_ctl *ctl, const struct jfi_elem *elem, size_t index)
{
    unsigned int at = (unsigned int)index;

    switch (elem->type) {
    case JFI_ELEM_BOOLEAN:
        return snd_ctl_elem_value_get_boolean(ctl->value, at) != 0;
    case JFI_ELEM_INTEGER:
        return elem->is_wide ? snd_ctl_elem_value_get_integer64(ctl->value, at)
                             : snd_ctl_elem_value_get_integer(ctl->value, at);
    case JFI_ELEM_ENUM:
        return snd_ctl_elem_value_get_enumerated(ctl->value, at);
    default:
        return ((const unsigned char *)snd_ctl_elem_value_get_bytes(ctl->value))[index];
    }
}

static bool update(int64_t *place, int64_t value)
{
    bool is_new = *place != value;

    *place = value;
    return is_new;
}

/* The levels are behind the values they belong to. All of them or none. */
static bool take_levels(struct jfi_elem *elem)
{
    int64_t *levels = elem->room + elem->count;
    bool is_new = false, was_known = elem->db_values;

    elem->db_values = levels;
    for (size_t i = 0; i < elem->count; i++) {
        int64_t level = 0;

        if (jfi_scale_level_of(elem, elem->room[i], &level) < 0)
            elem->db_values = NULL;
        is_new = update(&levels[i], level) || is_new;
    }
    return is_new || was_known != (elem->db_values != NULL);
}

static int forget_values(struct jfi_elem *elem, int status)
{
    elem->values = elem->db_values = NULL;
    return status;
}

int jfi_ctl_elem_read_values(struct jfi_ctl *ctl, struct jfi_elem *elem)
{
    bool is_new = !elem->values;
    int status;

    if (!elem->is_readable || elem->type == JFI_ELEM_UNKNOWN)
        return 0;
    snd_ctl_elem_value_clear(ctl->value);
    snd_ctl_elem_value_set_numid(ctl->value, elem->numid);
    status = ctl->calls->elem_read(ctl->handle, ctl->value);
    if (status < 0)
        return forget_values(elem, status);
    for (size_t i = 0; i < elem->count; i++)
        is_new = update(&elem->room[i], value_at(ctl, elem, i)) || is_new;
    elem->values = elem->room;
    if (elem->has_db)
        is_new = take_levels(elem) || is_new;
    return is_new;
}

static void put_value(struct jfi_ctl *ctl, const struct jfi_elem *elem, size_t index, int64_t value)
{
    unsigned int at = (unsigned int)index;

    switch (elem->type) {
    case JFI_ELEM_BOOLEAN:
        snd_ctl_elem_value_set_boolean(ctl->value, at, value != 0);
        break;
    case JFI_ELEM_INTEGER:
        if (elem->is_wide)
            snd_ctl_elem_value_set_integer64(ctl->value, at, value);
        else
            snd_ctl_elem_value_set_integer(ctl->value, at, (long)value);
        break;
    case JFI_ELEM_ENUM:
        snd_ctl_elem_value_set_enumerated(ctl->value, at, (unsigned int)value);
        break;
    default:
        snd_ctl_elem_value_set_byte(ctl->value, at, (unsigned char)value);
        break;
    }
}

int jfi_ctl_elem_write(struct jfi_ctl *ctl, const struct jfi_elem *elem, const int64_t *values)
{
    snd_ctl_elem_value_clear(ctl->value);
    snd_ctl_elem_value_set_numid(ctl->value, elem->numid);
    for (size_t i = 0; i < elem->count; i++)
        put_value(ctl, elem, i, values[i]);
    return ctl->calls->elem_write(ctl->handle, ctl->value);
}
