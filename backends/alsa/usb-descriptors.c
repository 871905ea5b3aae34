/* SPDX-License-Identifier: MIT */

/*
 * The chain of descriptors: every one begins with its length and its type. Nothing but that length
 * leads from one to the next; the totals that configurations and headers tell are often wrong.
 */

#include "backends/alsa/usb-descriptors.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/usb-parser.h"

enum {
    CLASS_AUDIO = 1,
    SUBCLASS_CONTROL = 1,
    SUBCLASS_STREAMING = 2,
    AS_GENERAL = 1,
    MIN_LENGTH = 2,
    CONFIGURATION_LENGTH = 9,
    INTERFACE_LENGTH = 9,
    MAX_GROUPS = 256, /* no more than interfaces */
};

/* ---- pieces ---------------------------------------------------------------------------------- */

void jfi_usb_fault(struct jfi_usb_parser *parser, const uint8_t *at, const char *what)
{
    struct jfi_usb_device *device = parser->device;

    if (!device->fault_count)
        device->first_fault =
            (struct jfi_usb_fault){.offset = (size_t)(at - device->bytes), .what = what};
    device->fault_count++;
}

int jfi_usb_byte(const struct jfi_usb_item *item, size_t offset)
{
    return offset < item->length ? item->bytes[offset] : -1;
}

int jfi_usb_word(const struct jfi_usb_item *item, size_t offset)
{
    return offset + 1 < item->length ? item->bytes[offset] | item->bytes[offset + 1] << 8 : -1;
}

/* The descriptor at `at`, as long as it says. False: nothing can be so long, or the end. */
static bool item_at(const struct jfi_usb_parser *parser, size_t at, struct jfi_usb_item *ret_item)
{
    const uint8_t *bytes = parser->device->bytes + at;

    if (parser->size - at < MIN_LENGTH || bytes[0] < MIN_LENGTH || bytes[0] > parser->size - at)
        return false;
    *ret_item = (struct jfi_usb_item){bytes, bytes[0]};
    return true;
}

static bool is_configuration(const struct jfi_usb_item *item)
{
    return item->bytes[1] == JFI_USB_DT_CONFIGURATION && item->length >= CONFIGURATION_LENGTH;
}

static bool is_control(const struct jfi_usb_item *item)
{
    return item->bytes[1] == JFI_USB_DT_INTERFACE && item->length >= INTERFACE_LENGTH &&
           item->bytes[5] == CLASS_AUDIO && item->bytes[6] == SUBCLASS_CONTROL;
}

/* ---- the configuration ----------------------------------------------------------------------- */

/** What the search for a configuration has seen. */
struct search {
    size_t start; /* of the configuration it is in */
    size_t first; /* of the first one */
    size_t count; /* of configurations */
    bool is_found;
};

/* Behind a descriptor that breaks the chain: the next configuration, where this one is to end. */
static bool resume(const struct jfi_usb_parser *parser, const struct search *search, size_t *at)
{
    struct jfi_usb_item item;
    size_t end;

    if (!search->count || !item_at(parser, search->start, &item))
        return false;
    end = search->start + (size_t)jfi_usb_word(&item, 2);
    if (end <= *at || end >= parser->size || !item_at(parser, end, &item) ||
        !is_configuration(&item))
        return false;
    *at = end;
    return true;
}

static void look_at(struct search *search, const struct jfi_usb_item *item, size_t at,
                    int configuration)
{
    if (is_configuration(item)) {
        search->start = at;
        if (!search->count++)
            search->first = at;
        search->is_found = item->bytes[5] == configuration;
    } else if (configuration < 0 && search->count) {
        search->is_found = is_control(item);
    }
}

/* Some devices have the same configuration twice; the first is as good as the other. */
static bool find_configuration(struct jfi_usb_parser *parser, int configuration)
{
    struct search search = {0};
    struct jfi_usb_item item;
    size_t at = 0;

    while (!search.is_found && at < parser->size) {
        if (item_at(parser, at, &item)) {
            look_at(&search, &item, at, configuration);
            at += item.length;
        } else if (!resume(parser, &search, &at)) {
            break;
        }
    }
    parser->at = search.is_found ? search.start : search.first;
    return search.is_found || (configuration < 0 && search.count);
}

/* ---- interfaces ------------------------------------------------------------------------------ */

/* Some devices write what they like there; the kernel too takes that for class 1. */
static enum jfi_usb_version version_of(const struct jfi_usb_item *item)
{
    switch (item->bytes[7]) {
    case 0x20:
        return JFI_USB_VERSION_2;
    case 0x30:
        return JFI_USB_VERSION_3;
    default:
        return JFI_USB_VERSION_1;
    }
}

static bool has_draft(const struct jfi_usb_parser *parser, int interface)
{
    for (size_t i = 0; i < parser->drafts.count; i++) {
        if (((struct jfi_usb_draft *)jfi_vec_at(&parser->drafts, i))->function.interface ==
            interface)
            return true;
    }
    return false;
}

static int begin_function(struct jfi_usb_parser *parser, const struct jfi_usb_item *item)
{
    struct jfi_usb_draft draft = {
        .function = {.interface = item->bytes[2], .category = -1},
        .entities.item_size = sizeof(struct jfi_usb_entity),
    };

    if (item->bytes[3])
        return 0; /* what other settings say counts for nobody: the kernel reads the first only */
    if (has_draft(parser, item->bytes[2]) || parser->drafts.count == JFI_USB_MAX_FUNCTIONS) {
        jfi_usb_fault(parser, item->bytes, "an AudioControl interface too many");
        return 0;
    }
    draft.function.version = version_of(item);
    for (size_t i = 0; i < sizeof(draft.function.by_id) / sizeof(draft.function.by_id[0]); i++)
        draft.function.by_id[i] = -1;
    parser->section = JFI_USB_SECTION_CONTROL;
    return jfi_vec_push(&parser->drafts, &draft);
}

static int begin_interface(struct jfi_usb_parser *parser, const struct jfi_usb_item *item)
{
    parser->section = JFI_USB_SECTION_OTHER;
    if (item->length < INTERFACE_LENGTH) {
        jfi_usb_fault(parser, item->bytes, "a descriptor that is too short for its kind");
        return 0;
    }
    parser->interface = item->bytes[2];
    parser->setting = item->bytes[3];
    if (is_control(item))
        return begin_function(parser, item);
    if (item->bytes[5] == CLASS_AUDIO && item->bytes[6] == SUBCLASS_STREAMING)
        parser->section = JFI_USB_SECTION_STREAMING;
    return 0;
}

/* The terminal is at one place in all versions. */
static int read_streaming(struct jfi_usb_parser *parser, const struct jfi_usb_item *item)
{
    int terminal = jfi_usb_byte(item, 3);

    if (jfi_usb_byte(item, 2) != AS_GENERAL)
        return 0;
    if (terminal < 0 || parser->streams.count == JFI_USB_MAX_STREAMS) {
        jfi_usb_fault(parser, item->bytes, "a stream that is linked to no terminal, or too many");
        return 0;
    }
    return jfi_vec_push(&parser->streams, &(struct jfi_usb_stream){
                                              .interface = parser->interface,
                                              .setting = parser->setting,
                                              .terminal = (uint8_t)terminal,
                                          });
}

static int read_item(struct jfi_usb_parser *parser, const struct jfi_usb_item *item)
{
    switch (item->bytes[1]) {
    case JFI_USB_DT_INTERFACE:
        return begin_interface(parser, item);
    case JFI_USB_DT_ENDPOINT:
        parser->section = JFI_USB_SECTION_OTHER; /* class descriptors behind it are its own */
        return 0;
    case JFI_USB_DT_ASSOCIATION:
        if (item->length < 4 || parser->groups.count == MAX_GROUPS)
            return 0;
        return jfi_vec_push(&parser->groups, item);
    case JFI_USB_DT_CLASS_INTERFACE:
        if (parser->section == JFI_USB_SECTION_CONTROL)
            return jfi_usb_read_control(parser, item);
        if (parser->section == JFI_USB_SECTION_STREAMING)
            return read_streaming(parser, item);
        return 0;
    default:
        return 0;
    }
}

/* From its descriptor to the next one, or to where the chain ends. */
static int read_configuration(struct jfi_usb_parser *parser)
{
    size_t start = parser->at, told;
    struct jfi_usb_item item;
    int status = 0;

    if (!item_at(parser, parser->at, &item))
        return 0;
    told = (size_t)jfi_usb_word(&item, 2);
    parser->at += item.length;
    while (!status && parser->at < parser->size) {
        if (!item_at(parser, parser->at, &item)) {
            parser->device->is_cut_off = true;
            jfi_usb_fault(parser, parser->device->bytes + parser->at,
                          "a descriptor of impossible length");
            return 0;
        }
        if (is_configuration(&item))
            return 0;
        status = read_item(parser, &item);
        parser->at += item.length;
    }
    if (!status && start + told > parser->size)
        jfi_usb_fault(parser, parser->device->bytes + start,
                      "a configuration of which the end is missing");
    return status;
}

/* ---- which function a stream belongs to ------------------------------------------------------ */

static bool is_in_group(const struct jfi_usb_item *group, int interface)
{
    return interface >= group->bytes[2] && interface < group->bytes[2] + group->bytes[3];
}

static bool is_grouped(const struct jfi_usb_parser *parser, const struct jfi_usb_draft *draft,
                       int interface)
{
    for (size_t i = 0; i < parser->groups.count; i++) {
        const struct jfi_usb_item *group = jfi_vec_at(&parser->groups, i);

        if (is_in_group(group, draft->function.interface) && is_in_group(group, interface))
            return true;
    }
    return false;
}

static bool is_collected(const struct jfi_usb_parser *parser, const struct jfi_usb_draft *draft,
                         int interface)
{
    (void)parser;
    for (size_t i = 0; i < draft->collection.length; i++) {
        if (draft->collection.bytes[i] == interface)
            return true;
    }
    return false;
}

static bool is_before(const struct jfi_usb_parser *parser, const struct jfi_usb_draft *draft,
                      int interface)
{
    (void)parser;
    return draft->function.interface <= interface;
}

/*
 * Groups count more than the lists of class 1: a second function, for MIDI only, may list the first
 * one's interfaces. Without either it is the function that comes before the interface.
 */
static size_t function_of(const struct jfi_usb_parser *parser, int interface)
{
    static bool (*const rules[])(const struct jfi_usb_parser *, const struct jfi_usb_draft *,
                                 int) = {is_grouped, is_collected, is_before};

    for (size_t rule = 0; rule < sizeof(rules) / sizeof(rules[0]); rule++) {
        for (size_t i = parser->drafts.count; i > 0; i--) {
            if (rules[rule](parser, jfi_vec_at(&parser->drafts, i - 1), interface))
                return i - 1;
        }
    }
    return 0;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* Hands the drafts over to the device, whether or not there were all of them. */
static int finish(struct jfi_usb_parser *parser)
{
    struct jfi_usb_device *device = parser->device;
    size_t count = parser->drafts.count;

    for (size_t i = 0; i < parser->streams.count; i++) {
        struct jfi_usb_stream *stream = jfi_vec_at(&parser->streams, i);

        stream->function = function_of(parser, stream->interface);
    }
    device->functions = calloc(count ? count : 1, sizeof(*device->functions));
    if (!device->functions)
        return -ENOMEM;
    for (size_t i = 0; i < count; i++) {
        struct jfi_usb_draft *draft = jfi_vec_at(&parser->drafts, i);

        jfi_usb_check_sources(parser, draft);
        device->functions[i] = draft->function;
        device->functions[i].entities = draft->entities.items;
        device->functions[i].entity_count = draft->entities.count;
        draft->entities.items = NULL;
    }
    device->function_count = count;
    device->stream_count = count ? parser->streams.count : 0;
    device->streams = parser->streams.items;
    parser->streams.items = NULL;
    return 0;
}

static void parser_fini(struct jfi_usb_parser *parser)
{
    for (size_t i = 0; i < parser->drafts.count; i++)
        free(((struct jfi_usb_draft *)jfi_vec_at(&parser->drafts, i))->entities.items);
    jfi_vec_fini(&parser->drafts);
    jfi_vec_fini(&parser->streams);
    jfi_vec_fini(&parser->groups);
}

static int parse(struct jfi_usb_device *device, size_t size, int configuration,
                 struct jfi_usb_fault *ret_fault)
{
    struct jfi_usb_parser parser = {
        .device = device,
        .size = size,
        .drafts.item_size = sizeof(struct jfi_usb_draft),
        .streams.item_size = sizeof(struct jfi_usb_stream),
        .groups.item_size = sizeof(struct jfi_usb_item),
    };
    struct jfi_usb_item first;
    int status = 0;

    if (item_at(&parser, 0, &first) && first.bytes[1] == JFI_USB_DT_DEVICE && first.length >= 12)
        device->product_id =
            (int64_t)jfi_usb_word(&first, 8) << 16 | (int64_t)jfi_usb_word(&first, 10);
    if (configuration != 0) {
        if (!find_configuration(&parser, configuration)) {
            *ret_fault = (struct jfi_usb_fault){
                .offset = parser.at,
                .what = configuration < 0 ? "no configuration descriptor"
                                          : "no descriptor of the active configuration"};
            return -EBADMSG;
        }
        status = read_configuration(&parser);
    }
    if (!status)
        status = finish(&parser);
    parser_fini(&parser);
    return status;
}

int jfi_usb_parse(const void *bytes, size_t size, int configuration,
                  struct jfi_usb_device **ret_device, struct jfi_usb_fault *ret_fault)
{
    struct jfi_usb_device *device = calloc(1, sizeof(*device));
    int status = -ENOMEM;

    if (!device)
        return -ENOMEM;
    device->product_id = -1;
    device->bytes = malloc(size ? size : 1);
    if (device->bytes) {
        if (size)
            memcpy(device->bytes, bytes, size);
        status = parse(device, size, configuration, ret_fault);
    }
    if (status) {
        jfi_usb_device_free(device);
        return status;
    }
    *ret_device = device;
    return 0;
}

struct jfi_usb_device *jfi_usb_device_free(struct jfi_usb_device *device)
{
    if (!device)
        return NULL;
    for (size_t i = 0; i < device->function_count; i++)
        free(device->functions[i].entities);
    free(device->functions);
    free(device->streams);
    free(device->bytes);
    free(device);
    return NULL;
}

const struct jfi_usb_entity *jfi_usb_find_entity(const struct jfi_usb_function *function,
                                                 unsigned int id)
{
    if (id > 255 || function->by_id[id] < 0)
        return NULL;
    return &function->entities[function->by_id[id]];
}

const struct jfi_usb_function *jfi_usb_find_function(const struct jfi_usb_device *device,
                                                     int interface)
{
    for (size_t i = 0; i < device->function_count; i++) {
        if (device->functions[i].interface == interface)
            return &device->functions[i];
    }
    return NULL;
}

bool jfi_usb_is_terminal(const struct jfi_usb_entity *entity)
{
    return entity->kind == JFI_USB_INPUT_TERMINAL || entity->kind == JFI_USB_OUTPUT_TERMINAL;
}

bool jfi_usb_is_streaming(const struct jfi_usb_entity *entity)
{
    return jfi_usb_is_terminal(entity) && entity->type >> 8 == 1;
}

bool jfi_usb_is_clock(const struct jfi_usb_entity *entity)
{
    return entity->kind == JFI_USB_CLOCK_SOURCE || entity->kind == JFI_USB_CLOCK_SELECTOR ||
           entity->kind == JFI_USB_CLOCK_MULTIPLIER;
}
