/* SPDX-License-Identifier: MIT */

/* What a person holds, hears or speaks to at a card that is described as a whole. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/card-build.h"

static const char part_key[] = "connector";

bool jfi_card_has_endpoint(const struct jfi_card_face *face)
{
    return face->type != JF_TYPE_UNKNOWN;
}

char *jfi_card_endpoint_id(const struct jfi_card_plan *plan, const struct jfi_card_face *face)
{
    char *id;

    return asprintf(&id, "endpoint:%s:%s", plan->card->name, face->key) < 0 ? NULL : id;
}

static int add_cable(const struct jfi_card_plan *plan, const struct jfi_card_face *face,
                     const char *id, struct jfi_builder *builder)
{
    bool leads_out = face->flow == JF_FLOW_OUT;
    char *own = NULL, *end = NULL;
    int status = -ENOMEM;

    if (asprintf(&own, "%s/%s", plan->function->device_id, face->key) < 0)
        return status;
    if (asprintf(&end, "%s/%s", id, part_key) >= 0) {
        (void)jfi_builder_connection(builder, &(struct jfi_connection_info){
                                                  .from_id = leads_out ? own : end,
                                                  .to_id = leads_out ? end : own,
                                                  .permanence = JF_PERMANENCE_PHYSICAL,
                                                  .state = JF_CONNECTION_UNKNOWN,
                                                  .evidence = face->device ? "ucm" : "jack",
                                              });
        free(end);
        status = 0;
    }
    free(own);
    return status;
}

int jfi_card_describe_endpoint(const struct jfi_card_plan *plan, const struct jfi_card_face *face,
                               struct jfi_builder *builder)
{
    bool is_empty = face->jack && jfi_elem_presence(face->jack) == JF_PRESENCE_UNPLUGGED;
    char *id = jfi_card_endpoint_id(plan, face);
    int status;

    if (!id)
        return -ENOMEM;
    jfi_builder_device(builder, &(struct jfi_device_info){
                                    .id = id,
                                    .name = face->name,
                                    .kind = JF_DEVICE_ENDPOINT,
                                    .state = is_empty ? JF_STATE_UNPLUGGED : JF_STATE_ACTIVE,
                                });
    (void)jfi_builder_part(builder,
                           &(struct jfi_part_info){
                               .key = part_key,
                               .local_id = 1,
                               .kind = JF_PART_CONNECTOR,
                               .type = face->type,
                               .flow = face->flow == JF_FLOW_OUT ? JF_FLOW_IN : JF_FLOW_OUT,
                           });
    status = add_cable(plan, face, id, builder);
    free(id);
    return status;
}
