/* SPDX-License-Identifier: MIT */

/* A wiring document: what is written of it reads as the same, and it plans on a small machine. */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include <jackfield/jackfield.h>

static const char machine[] =
    "synthetic:a:node; a/out_FL:out; a/out_FR:out; a.media.class=Audio/Source; b:node; b/in_FL:in;"
    "b/in_FR:in; b.media.class=Audio/Sink; a/out_FL~b/in_FL; c:adapter; c/x:out; c/y:in";

/* Made once, and kept. */
static const struct jf_graph *machine_graph(void)
{
    static struct jf_context *context;
    struct jf_config *config;

    if (!context) {
        FUZZ_ASSERT(jf_config_new(&config) == 0);
        FUZZ_ASSERT(jf_config_set_machine(config, machine) == 0);
        FUZZ_ASSERT(jf_context_new(config, &context) == 0);
        FUZZ_ASSERT(jf_context_settle(context) == 0);
        jf_config_free(config);
    }
    return jf_context_get_graph(context);
}

static void check_round(const char *text)
{
    struct jf_wiring *wiring;
    char *again;

    FUZZ_ASSERT(jf_wiring_parse(text, strlen(text), &wiring, NULL) == 0);
    FUZZ_ASSERT(jf_wiring_text(wiring, &again) == 0);
    FUZZ_ASSERT(strcmp(text, again) == 0);
    free(again);
    jf_wiring_free(wiring);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct jf_wiring *wiring;
    struct jf_plan *plan;
    char *text;

    if (jf_wiring_parse((const char *)bytes, size, &wiring, NULL) != 0)
        return 0;
    FUZZ_ASSERT(jf_wiring_text(wiring, &text) == 0);
    check_round(text);
    free(text);
    FUZZ_ASSERT(jf_plan_new(wiring, machine_graph(), &plan) == 0);
    jf_plan_free(plan);
    jf_wiring_free(wiring);
    return 0;
}
