/* SPDX-License-Identifier: MIT */
#include "helpers/claims.h"

#include <string.h>

#include "helpers/recording.h"

#include "backends/alsa/cards.h"
#include "backends/alsa/function.h"
#include "backends/alsa/hardware.h"
#include "topology/context.h"

/* Controls of one name and index on the codecs of a card. */
struct shown {
    size_t by_text, by_rule;
};

static void count_part(const struct jf_part *part, const struct jfi_elem *elem, struct shown *shown)
{
    for (size_t i = 0; i < jf_part_get_control_count(part); i++) {
        const struct jf_control *control;
        const char *evidence;

        assert_int_equal(jf_part_get_control(part, i, &control), 0);
        evidence = jf_control_get_evidence(control);
        if (jf_control_get_index(control) != elem->index ||
            strcmp(jf_control_get_name(control), elem->name) != 0 ||
            strcmp(evidence, "amplifier") == 0)
            continue;
        if (strcmp(evidence, "codec text") == 0)
            shown->by_text++;
        else
            shown->by_rule++;
    }
}

static void count_device(const struct jf_device *device, const struct jfi_elem *elem,
                         struct shown *shown)
{
    for (size_t i = 0; i < jf_device_get_part_count(device); i++) {
        const struct jf_part *part;

        assert_int_equal(jf_device_get_part(device, i, &part), 0);
        count_part(part, elem, shown);
    }
}

static struct shown find_shown(const struct jf_context *context, int card_number,
                               const struct jfi_elem *elem)
{
    const struct jf_graph *graph = jf_context_get_graph(context);
    struct shown shown = {0, 0};

    for (size_t i = 0; i < jf_graph_get_device_count(graph); i++) {
        const struct jf_device *device;
        struct jf_card card;

        assert_int_equal(jf_graph_get_device(graph, i, &device), 0);
        if (strncmp(jf_device_get_id(device), "hda:", 4) == 0 &&
            jf_device_get_card(device, &card) == 0 && card.number == card_number)
            count_device(device, elem, &shown);
    }
    return shown;
}

/* Elements like this one, which only another device may tell apart, that are claimed. */
static size_t count_claimed(const struct jfi_hardware *hardware, const struct jfi_card *card,
                            const struct jfi_elem *like)
{
    size_t count = 0;

    for (size_t i = 0; i < jfi_elems_get_count(&card->elems); i++) {
        const struct jfi_elem *elem = jfi_elems_get(&card->elems, i);

        count += elem->index == like->index && strcmp(elem->name, like->name) == 0 &&
                 jfi_hardware_is_elem_claimed(hardware, card, elem);
    }
    return count;
}

static void check_card(const struct jf_context *context, const struct jfi_hardware *hardware,
                       const struct jfi_card *card)
{
    for (size_t i = 0; i < jfi_elems_get_count(&card->elems); i++) {
        const struct jfi_elem *elem = jfi_elems_get(&card->elems, i);
        struct shown shown = find_shown(context, card->number, elem);
        size_t claimed = count_claimed(hardware, card, elem);

        if (!claimed != !(shown.by_text + shown.by_rule) ||
            (!shown.by_text && claimed != shown.by_rule))
            fail_msg("'%s' %u of %s: claimed %zu times, shown %zu times by text and %zu by rule",
                     elem->name, elem->index, card->path, claimed, shown.by_text, shown.by_rule);
    }
}

void assert_claims_agree(struct jf_context *context, const char *root)
{
    struct jfi_backend *backend = jfi_context_find_backend(context, "replay");
    struct jfi_hardware *hardware;
    struct jfi_io *io;

    assert_non_null(backend);
    assert_int_equal(jfi_io_open(root, &io), 0);
    assert_int_equal(jfi_hardware_new(io, backend, JFI_HARDWARE_RECORDED, &hardware), 0);
    for (size_t i = 0; i < jfi_hardware_get_function_count(hardware); i++)
        (void)jfi_hardware_load(hardware, i);
    for (size_t i = 0; i < jfi_hardware_get_card_count(hardware); i++)
        check_card(context, hardware, jfi_hardware_get_card(hardware, i));
    jfi_hardware_free(hardware);
    jfi_io_close(io);
}
