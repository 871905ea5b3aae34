/* SPDX-License-Identifier: MIT */

/* Terminals, units and clocks: one class descriptor each. */

#include <errno.h>

#include "backends/alsa/usb-parser.h"

enum {
    HEADER = 1,
    MAX_SUBTYPE = 16,
    FEATURES_OF_CLASS_1 = 10
};

/* Numbers of class 2 mean other things than those of class 1, and class 3 moved most. */
static const enum jfi_usb_kind kinds[][MAX_SUBTYPE + 1] = {
    [JFI_USB_VERSION_1] = {[2] = JFI_USB_INPUT_TERMINAL,
                           [3] = JFI_USB_OUTPUT_TERMINAL,
                           [4] = JFI_USB_MIXER,
                           [5] = JFI_USB_SELECTOR,
                           [6] = JFI_USB_FEATURE,
                           [7] = JFI_USB_PROCESSING,
                           [8] = JFI_USB_EXTENSION},
    [JFI_USB_VERSION_2] = {[2] = JFI_USB_INPUT_TERMINAL,
                           [3] = JFI_USB_OUTPUT_TERMINAL,
                           [4] = JFI_USB_MIXER,
                           [5] = JFI_USB_SELECTOR,
                           [6] = JFI_USB_FEATURE,
                           [7] = JFI_USB_EFFECT,
                           [8] = JFI_USB_PROCESSING,
                           [9] = JFI_USB_EXTENSION,
                           [10] = JFI_USB_CLOCK_SOURCE,
                           [11] = JFI_USB_CLOCK_SELECTOR,
                           [12] = JFI_USB_CLOCK_MULTIPLIER,
                           [13] = JFI_USB_RATE_CONVERTER},
    [JFI_USB_VERSION_3] = {[2] = JFI_USB_INPUT_TERMINAL,
                           [3] = JFI_USB_OUTPUT_TERMINAL,
                           [5] = JFI_USB_MIXER,
                           [6] = JFI_USB_SELECTOR,
                           [7] = JFI_USB_FEATURE,
                           [8] = JFI_USB_EFFECT,
                           [9] = JFI_USB_PROCESSING,
                           [10] = JFI_USB_EXTENSION,
                           [11] = JFI_USB_CLOCK_SOURCE,
                           [12] = JFI_USB_CLOCK_SELECTOR,
                           [13] = JFI_USB_CLOCK_MULTIPLIER,
                           [14] = JFI_USB_RATE_CONVERTER,
                           [16] = JFI_USB_POWER_DOMAIN},
};

/** Where the fields are that all versions have at one place; 0: there is none. */
struct layout {
    size_t type_at, partner_at, source_at;
    bool has_source_list; /* the source's place holds their number */
};

static const struct layout layouts[] = {
    [JFI_USB_INPUT_TERMINAL] = {.type_at = 4, .partner_at = 6},
    [JFI_USB_OUTPUT_TERMINAL] = {.type_at = 4, .partner_at = 6, .source_at = 7},
    [JFI_USB_MIXER] = {.source_at = 4, .has_source_list = true},
    [JFI_USB_SELECTOR] = {.source_at = 4, .has_source_list = true},
    [JFI_USB_FEATURE] = {.source_at = 4},
    [JFI_USB_EFFECT] = {.type_at = 4, .source_at = 6},
    [JFI_USB_PROCESSING] = {.type_at = 4, .source_at = 6, .has_source_list = true},
    [JFI_USB_EXTENSION] = {.type_at = 4, .source_at = 6, .has_source_list = true},
    [JFI_USB_RATE_CONVERTER] = {.source_at = 4},
    [JFI_USB_CLOCK_SOURCE] = {0},
    [JFI_USB_CLOCK_SELECTOR] = {.source_at = 4, .has_source_list = true},
    [JFI_USB_CLOCK_MULTIPLIER] = {.source_at = 4},
    [JFI_USB_POWER_DOMAIN] = {0},
};

/* ---- fields ---------------------------------------------------------------------------------- */

/* What is there of the sources; false when that is not all. */
static bool read_sources(const struct jfi_usb_item *item, const struct layout *layout,
                         struct jfi_usb_entity *entity)
{
    size_t at = layout->source_at, count = 1;

    if (!at)
        return true;
    if (at >= item->length)
        return false;
    if (layout->has_source_list)
        count = item->bytes[at++];
    entity->sources = item->bytes + at;
    entity->source_count = count < item->length - at ? count : item->length - at;
    return entity->source_count == count;
}

static void read_terminal(const struct jfi_usb_item *item, enum jfi_usb_version version,
                          struct jfi_usb_entity *entity)
{
    bool is_input = entity->kind == JFI_USB_INPUT_TERMINAL;
    int controls = 0;

    if (version != JFI_USB_VERSION_1)
        entity->clock = jfi_usb_byte(item, is_input ? 7 : 8);
    if (is_input && version != JFI_USB_VERSION_3)
        entity->channels = jfi_usb_byte(item, version == JFI_USB_VERSION_1 ? 7 : 8);
    /* Pairs of bits: the second is the connector's in class 2, the first in class 3. */
    if (version == JFI_USB_VERSION_2)
        controls = jfi_usb_word(item, is_input ? 14 : 9) >> 2;
    else if (version == JFI_USB_VERSION_3)
        controls = jfi_usb_word(item, is_input ? 8 : 9);
    entity->has_sensor = controls > 0 && controls & 1;
}

/* The cluster that leaves a unit is told behind its list of sources, but not so in class 3. */
static void read_channels(const struct jfi_usb_item *item, enum jfi_usb_version version,
                          const struct layout *layout, struct jfi_usb_entity *entity)
{
    bool has_cluster = entity->kind == JFI_USB_MIXER || entity->kind == JFI_USB_PROCESSING ||
                       entity->kind == JFI_USB_EXTENSION;

    if (has_cluster && version != JFI_USB_VERSION_3 && layout->source_at < item->length)
        entity->channels =
            jfi_usb_byte(item, layout->source_at + 1 + item->bytes[layout->source_at]);
}

/* ---- feature units --------------------------------------------------------------------------- */

/* One bit for each control, in elements of any size. */
static uint32_t features_of_class_1(const struct jfi_usb_item *item)
{
    int size = jfi_usb_byte(item, 5);
    size_t end = item->length - 1; /* iFeature */
    uint32_t features = 0;

    if (size <= 0)
        return 0;
    for (size_t at = 6; at + (size_t)size <= end; at += (size_t)size) {
        features |= (uint32_t)item->bytes[at] << 1;
        if (size > 1)
            features |= (uint32_t)item->bytes[at + 1] << 9;
    }
    return features & ((2U << FEATURES_OF_CLASS_1) - 1) & ~1U;
}

/* Two bits for each control, of which the first says that it can be read. */
static uint32_t features_of_pairs(const struct jfi_usb_item *item, size_t string_size)
{
    uint32_t features = 0;

    for (size_t at = 5; at + 4 + string_size <= item->length; at += 4) {
        for (unsigned int selector = 1; selector < JFI_USB_MAX_SELECTORS; selector++) {
            unsigned int bit = 2 * (selector - 1);

            if (item->bytes[at + bit / 8] >> bit % 8 & 1)
                features |= 1U << selector;
        }
    }
    return features;
}

static uint32_t read_features(const struct jfi_usb_item *item, enum jfi_usb_version version)
{
    if (version == JFI_USB_VERSION_1)
        return features_of_class_1(item);
    return features_of_pairs(item, version == JFI_USB_VERSION_2 ? 1 : 2);
}

/* ---- entities -------------------------------------------------------------------------------- */

static bool is_complete(const struct jfi_usb_item *item, const struct layout *layout,
                        const struct jfi_usb_entity *entity)
{
    if (layout->type_at && jfi_usb_word(item, layout->type_at) < 0)
        return false;
    if (layout->partner_at && jfi_usb_byte(item, layout->partner_at) < 0)
        return false;
    return entity->kind != JFI_USB_FEATURE || item->length >= 7;
}

/* What a descriptor is too short for stays untold. */
static bool read_entity(const struct jfi_usb_item *item, enum jfi_usb_version version,
                        struct jfi_usb_entity *entity)
{
    const struct layout *layout = &layouts[entity->kind];
    bool is_whole = is_complete(item, layout, entity);
    int type = layout->type_at ? jfi_usb_word(item, layout->type_at) : 0;
    int partner = layout->partner_at ? jfi_usb_byte(item, layout->partner_at) : 0;

    entity->type = type > 0 ? (unsigned int)type : 0;
    entity->partner = partner > 0 ? (uint8_t)partner : 0;
    if (jfi_usb_is_terminal(entity))
        read_terminal(item, version, entity);
    if (entity->kind == JFI_USB_FEATURE)
        entity->features = read_features(item, version);
    read_channels(item, version, layout, entity);
    return read_sources(item, layout, entity) && is_whole;
}

static unsigned int count_earlier(const struct jfi_usb_draft *draft, uint8_t id)
{
    unsigned int count = 0;

    for (size_t i = 0; i < draft->entities.count; i++)
        count += ((const struct jfi_usb_entity *)jfi_vec_at(&draft->entities, i))->id == id;
    return count;
}

static int add_entity(struct jfi_usb_parser *parser, struct jfi_usb_draft *draft,
                      const struct jfi_usb_item *item, enum jfi_usb_kind kind)
{
    struct jfi_usb_entity entity = {
        .kind = kind, .id = item->bytes[3], .clock = -1, .channels = -1};

    if (draft->entities.count == JFI_USB_MAX_ENTITIES) {
        jfi_usb_fault(parser, item->bytes, "more units than a function can have");
        return 0;
    }
    if (!read_entity(item, draft->function.version, &entity))
        jfi_usb_fault(parser, item->bytes, "a descriptor that is too short for its kind");
    if (draft->function.by_id[entity.id] < 0) {
        draft->function.by_id[entity.id] = (int)draft->entities.count;
    } else {
        entity.earlier = count_earlier(draft, entity.id);
        jfi_usb_fault(parser, item->bytes, "a second unit of one id");
    }
    return jfi_vec_push(&draft->entities, &entity);
}

/* Its length field is wrong in every tenth device; the interface's end is the better one. */
static void read_header(struct jfi_usb_draft *draft, const struct jfi_usb_item *item)
{
    int count;

    switch (draft->function.version) {
    case JFI_USB_VERSION_1:
        count = jfi_usb_byte(item, 7);
        if (count > 0 && item->length > 8)
            draft->collection = (struct jfi_usb_item){item->bytes + 8, item->length - 8};
        if (draft->collection.length > (size_t)(count > 0 ? count : 0))
            draft->collection.length = (size_t)(count > 0 ? count : 0);
        break;
    case JFI_USB_VERSION_2:
        draft->function.category = jfi_usb_byte(item, 5);
        break;
    case JFI_USB_VERSION_3:
        draft->function.category = jfi_usb_byte(item, 3);
        break;
    default:
        break;
    }
}

int jfi_usb_read_control(struct jfi_usb_parser *parser, const struct jfi_usb_item *item)
{
    struct jfi_usb_draft *draft = jfi_vec_at(&parser->drafts, parser->drafts.count - 1);
    int subtype = jfi_usb_byte(item, 2);
    enum jfi_usb_kind kind = JFI_USB_UNKNOWN;

    if (subtype == HEADER) {
        read_header(draft, item);
        return 0;
    }
    if (subtype > 0 && subtype <= MAX_SUBTYPE)
        kind = kinds[draft->function.version][subtype];
    if (kind != JFI_USB_UNKNOWN && item->length >= 4)
        return add_entity(parser, draft, item, kind);
    jfi_usb_fault(parser, item->bytes,
                  kind == JFI_USB_UNKNOWN ? "a class descriptor of no known kind"
                                          : "a descriptor that is too short for its kind");
    return 0;
}

void jfi_usb_check_sources(struct jfi_usb_parser *parser, const struct jfi_usb_draft *draft)
{
    for (size_t i = 0; i < draft->entities.count; i++) {
        const struct jfi_usb_entity *entity = jfi_vec_at(&draft->entities, i);

        for (size_t j = 0; j < entity->source_count; j++) {
            if (draft->function.by_id[entity->sources[j]] < 0)
                jfi_usb_fault(parser, &entity->sources[j], "a source that is not there");
        }
    }
}
