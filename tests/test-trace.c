/* SPDX-License-Identifier: MIT */

/* Why there is no sound: each cause, seeded in a machine, is named with its proof. */

#include "helpers/context.h"

#include <errno.h>
#include <string.h>

/* A player, a sink with an inside, a codec behind it, and headphones. */
#define CHAIN                                                                                  \
    "player:node; player/volume:volume; player/mute:mute; player/out:out; player/volume>mute;" \
    "player/mute>out; player/volume.level=0; player/mute.mute=0; sink:node; sink/in:in; "      \
    "sink/volume:volume; sink/mute:mute;"                                                      \
    "sink/hw:out; sink/in>volume; sink/volume>mute; sink/mute>hw; sink/hw.node.side=hardware;" \
    "player/out~sink/in; codec:adapter; codec/pcm:in; codec/dac:dac; codec/amp:volume;"        \
    "codec/mux:mux; codec/other:dac; codec/pin:out.physical-external; codec/pcm>dac;"          \
    "codec/dac>amp; codec/amp>mux:selected; codec/other>mux:unselected; codec/mux>pin;"        \
    "sink/hw~codec/pcm:fixed; phones:endpoint; phones/plug:in.physical-external;"              \
    "codec/pin~phones/plug:physical; codec/pin.presence=plugged;"                              \
    "sink/volume.level=-600; sink/mute.mute=0; codec/amp.level=-1200;"                         \
    "codec/amp.range=-6000,0,100"

#define FROM "syn:player/out"
#define TO   "syn:phones/plug"

static struct jf_trace *trace_of(struct jf_context *context, const char *from, const char *to)
{
    const struct jf_graph *graph = jf_context_get_graph(context);
    const struct jf_part *start = part_of(graph, from), *goal = to ? part_of(graph, to) : NULL;
    struct jf_trace *trace = NULL;

    assert_int_equal(jf_trace_find(graph, &start, 1, goal ? &goal : NULL, goal != NULL, &trace), 0);
    return trace;
}

/* The one finding of this cause; NULL: none. */
static const struct jf_finding *finding_of(const struct jf_trace *trace, enum jf_cause cause)
{
    const struct jf_finding *finding, *found = NULL;

    for (size_t i = 0; jf_trace_get_finding(trace, i, &finding) == 0; i++) {
        if (jf_finding_get_cause(finding) != cause)
            continue;
        assert_null(found);
        found = finding;
    }
    return found;
}

static void assert_found_at(const struct jf_trace *trace, const struct jf_finding *finding,
                            const char *id)
{
    const struct jf_part *part = NULL;

    assert_int_equal(jf_trace_get_part(trace, jf_finding_get_index(finding), &part), 0);
    assert_string_equal(jf_part_get_id(part), id);
}

static void an_open_way_flows_with_the_sum_of_its_gains(void **state)
{
    struct jf_context *context = open_machine("synthetic:" CHAIN);
    struct jf_trace *trace = trace_of(context, FROM, TO);
    int64_t gain;

    (void)state;
    assert_int_equal(jf_trace_get_verdict(trace), JF_VERDICT_FLOWS);
    assert_int_equal(jf_trace_get_finding_count(trace), 0);
    assert_int_equal(jf_trace_get_gain_millibel(trace), -1800);
    assert_int_equal(jf_trace_get_count(trace), 13);
    assert_int_equal(jf_trace_get_part_gain(trace, 2, &gain), -ENOENT);
    assert_int_equal(jf_trace_get_part_gain(trace, 4, &gain), 0);
    assert_int_equal(gain, -600);
    assert_int_equal(jf_trace_get_part_gain(trace, 13, &gain), -EINVAL);
    jf_trace_free(trace);
    jf_context_unref(context);
}

/* What is changed in the chain, what must be found, where, and what repairs it. */
struct seed {
    const char *statements;
    enum jf_cause cause;
    bool is_certain;
    const char *part, *proof, *repair;
};

static const struct seed seeds[] = {
    {"player/mute.mute=1", JF_CAUSE_MUTED, true, "syn:player/mute",
     "'mute' of syn:player/mute is muted", "jackfield set 'syn:player/mute:mute' unmute"},
    {"player/volume.level=-9223372036854775808", JF_CAUSE_ZERO, true, "syn:player/volume",
     "at silence", "jackfield set 'syn:player/volume:level' 0dB"},
    {"sink/mute.mute=1", JF_CAUSE_MUTED, true, "syn:sink/mute", "'mute' of syn:sink/mute is muted",
     "jackfield set 'syn:sink/mute:mute' unmute"},
    {"sink/volume.level=-9223372036854775808", JF_CAUSE_ZERO, true, "syn:sink/volume", "at silence",
     "jackfield set 'syn:sink/volume:level' 0dB"},
    {"codec/amp.level=-6000", JF_CAUSE_MINIMUM, true, "syn:codec/amp", "minimum, -60.00 dB",
     "jackfield set 'syn:codec/amp:level' 0dB"},
    {"codec/amp.level=-6000; codec/amp.access=read-only", JF_CAUSE_MINIMUM, true, "syn:codec/amp",
     "minimum", NULL},
    {"codec/gate:mute; codec/mix:sum; -codec/dac>amp; codec/dac>gate; codec/gate>mix;"
     "codec/mix>amp; codec/gate.mute=1",
     JF_CAUSE_GATED, true, "syn:codec/gate", "muted", "jackfield set 'syn:codec/gate:mute' unmute"},
    {"-codec/amp>mux; -codec/other>mux; codec/amp>mux:unselected; codec/other>mux:selected",
     JF_CAUSE_UNSELECTED, true, "syn:codec/mux", "from other, not from amp", NULL},
    {"-codec/amp>mux; -codec/other>mux; codec/amp>mux:unknown; codec/other>mux:unknown",
     JF_CAUSE_UNSELECTED, false, "syn:codec/mux", "nothing tells which input", NULL},
    {"codec/pin.presence=unplugged", JF_CAUSE_UNPLUGGED, true, "syn:codec/pin",
     "nothing is plugged", NULL},
    {"codec/pin.presence=what", JF_CAUSE_PRESENCE_UNKNOWN, false, "syn:codec/pin", "nothing tells",
     NULL},
    {"sink.node.state=suspended", JF_CAUSE_NODE_SUSPENDED, true, "syn:sink/in", "suspended", NULL},
    {"sink.node.state=error; sink.node.error=broken", JF_CAUSE_NODE_ERROR, true, "syn:sink/in",
     "broken", NULL},
    {"player.pulse.corked=true", JF_CAUSE_STREAM_PAUSED, true, "syn:player/volume", "held by",
     NULL},
    {"sink/hw.route.available=no", JF_CAUSE_ROUTE_UNAVAILABLE, true, "syn:sink/hw", "not available",
     NULL},
    {"codec/pin.hda.pin-control=in", JF_CAUSE_PIN_OFF, true, "syn:codec/pin", "not set to output",
     NULL},
    {"codec/pin.hda.eapd=off", JF_CAUSE_EAPD_OFF, true, "syn:codec/pin", "EAPD", NULL},
    {"codec/dac.hda.stream=0", JF_CAUSE_NO_STREAM, true, "syn:codec/dac", "no stream", NULL},
    {"codec/dac.hda.power=D3", JF_CAUSE_POWERED_DOWN, true, "syn:codec/dac", "D3", NULL},
    {"codec.hda.power-reset=yes", JF_CAUSE_RESET, false, "syn:codec/pcm", "lost its settings",
     NULL},
    {"player/volume.level=0,-9223372036854775808", JF_CAUSE_CHANNEL_SILENT, false,
     "syn:player/volume", "silent on one channel only",
     "jackfield set 'syn:player/volume:level' 0dB"},
    {"-player/out~sink/in; player/out~sink/in.state=paused", JF_CAUSE_LINK_PAUSED, true,
     "syn:player/out", "is paused", NULL},
    {"-player/out~sink/in; player/out~sink/in.state=error", JF_CAUSE_LINK_ERROR, true,
     "syn:player/out", "gave up the connection", "jackfield reconnect 'syn:player/out'"},
    {"-sink/hw~codec/pcm; sink/hw~codec/pcm:fixed.alsa.pcm.owner=mpv; sink.node.state=suspended",
     JF_CAUSE_BUSY, true, "syn:sink/hw", "syn:codec/pcm is held by mpv", NULL},
    {"phones.state=disabled", JF_CAUSE_DISABLED, true, "syn:phones/plug", "disabled", NULL},
    {"phones.state=not-present", JF_CAUSE_NOT_PRESENT, true, "syn:phones/plug", "not-present",
     NULL},
    {"phones.monitor.audio=none", JF_CAUSE_NO_MONITOR_AUDIO, true, "syn:phones/plug",
     "takes no sound", NULL},
    {"-player/out~sink/in", JF_CAUSE_NO_LINK, true, "syn:player/out", "nothing is connected",
     "jackfield connect 'syn:player' 'syn:sink'"},
    {"-player/out~sink/in; null:node; null/in:in; null/out:out; null/in>out; player/out~null/in",
     JF_CAUSE_LINKED_ELSEWHERE, true, "syn:null/out", "leads to syn:null",
     "jackfield connect --route 'syn:player' 'syn:sink'"},
};

static void assert_seed(const struct seed *seed)
{
    struct jf_context *context = open_machine("synthetic:" CHAIN);
    const struct jf_finding *finding;
    struct jf_trace *trace;

    change_machine(context, seed->statements);
    trace = trace_of(context, FROM, TO);
    finding = finding_of(trace, seed->cause);
    if (!finding)
        fail_msg("%s: no finding '%s'", seed->statements, jf_cause_text(seed->cause));
    assert_int_equal(jf_finding_is_certain(finding), seed->is_certain);
    assert_found_at(trace, finding, seed->part);
    if (!strstr(jf_finding_get_proof(finding), seed->proof))
        fail_msg("%s: '%s'", seed->statements, jf_finding_get_proof(finding));
    if (seed->repair)
        assert_string_equal(jf_finding_get_repair(finding), seed->repair);
    else
        assert_null(jf_finding_get_repair(finding));
    assert_int_equal(jf_trace_get_verdict(trace),
                     seed->is_certain ? JF_VERDICT_SILENT : JF_VERDICT_UNKNOWN);
    /* One cause is one finding: nothing else is blamed. */
    assert_int_equal(jf_trace_get_finding_count(trace), 1);
    jf_trace_free(trace);
    jf_context_unref(context);
}

static void each_cause_is_named_with_its_proof_and_repair(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++)
        assert_seed(&seeds[i]);
}

static void a_way_that_is_open_is_preferred(void **state)
{
    struct jf_context *context = open_machine(
        "synthetic:" CHAIN "; codec/short:sum; codec/pcm>short:unselected; codec/short>pin");
    struct jf_trace *trace = trace_of(context, FROM, TO);

    (void)state;
    assert_int_equal(jf_trace_get_verdict(trace), JF_VERDICT_FLOWS);
    jf_trace_free(trace);
    jf_context_unref(context);
}

static void the_inside_of_the_last_node_counts(void **state)
{
    struct jf_context *context =
        open_machine("synthetic:" CHAIN "; null:node; null/in:in; null/mute:mute; null/in>mute;"
                     "null/mute.mute=1; player/out~null/in");
    struct jf_trace *trace = trace_of(context, FROM, "syn:null/in");
    const struct jf_finding *finding = finding_of(trace, JF_CAUSE_MUTED);

    (void)state;
    assert_non_null(finding);
    assert_found_at(trace, finding, "syn:null/mute");
    jf_trace_free(trace);
    jf_context_unref(context);
}

static void silence_anywhere_is_silence_in_all(void **state)
{
    struct jf_context *context = open_machine("synthetic:" CHAIN);
    struct jf_trace *trace;

    (void)state;
    change_machine(context, "sink/volume.level=-9223372036854775808");
    trace = trace_of(context, FROM, TO);
    assert_true(jf_trace_get_gain_millibel(trace) == INT64_MIN);
    jf_trace_free(trace);
    jf_context_unref(context);
}

#define PLAIN                                                                              \
    "card:adapter; card/pcm:in.software-io; card/rec:out.software-io; card/inside:opaque;" \
    "card/out:out.physical-external; card/mic:in.physical-external; card/pcm>inside;"      \
    "card/inside>out; card/mic>inside; card/inside>rec; card/out.presence=plugged;"        \
    "card/mic.presence=plugged"

/* Which signals a control of such a part acts on is not told, so that it is no gain of any. */
static void what_a_control_inside_an_opaque_part_does_is_not_certain(void **state)
{
    struct jf_context *context =
        open_machine("synthetic:" PLAIN "; card/inside.level=-6000; card/inside.range=-6000,0,100");
    struct jf_trace *trace = trace_of(context, "syn:card/pcm", "syn:card/out");
    const struct jf_finding *finding = finding_of(trace, JF_CAUSE_MINIMUM);
    int64_t gain;

    (void)state;
    assert_non_null(finding);
    assert_found_at(trace, finding, "syn:card/inside");
    assert_false(jf_finding_is_certain(finding));
    assert_non_null(strstr(jf_finding_get_proof(finding), "nothing tells what runs through it"));
    assert_string_equal(jf_finding_get_repair(finding),
                        "jackfield set 'syn:card/inside:level' 0dB");
    assert_int_equal(jf_trace_get_part_gain(trace, 1, &gain), -ENOENT);
    assert_int_equal(jf_trace_get_gain_millibel(trace), 0);
    assert_int_equal(jf_trace_get_verdict(trace), JF_VERDICT_UNKNOWN);
    jf_trace_free(trace);
    change_machine(context, "card/inside.level=-600");
    trace = trace_of(context, "syn:card/pcm", "syn:card/out");
    assert_int_equal(jf_trace_get_verdict(trace), JF_VERDICT_FLOWS);
    jf_trace_free(trace);
    jf_context_unref(context);
}

static void a_profile_without_the_node_is_named(void **state)
{
    struct jf_context *context = open_machine(
        "synthetic:" CHAIN "; -sink; pw:adapter; pw/profile:volume;"
        "pw/profile.profile.name=off; pw.device.bus-path=pci-1; codec.device.bus-path=pci-1");
    struct jf_trace *trace = trace_of(context, FROM, TO);
    const struct jf_finding *finding = finding_of(trace, JF_CAUSE_PROFILE);

    (void)state;
    assert_non_null(finding);
    assert_non_null(strstr(jf_finding_get_proof(finding), "'off'"));
    assert_int_equal(jf_trace_get_verdict(trace), JF_VERDICT_SILENT);
    jf_trace_free(trace);
    jf_context_unref(context);
}

/* A card with two things at it, and a server that has chosen the headphones. */
#define TWO_WAYS                                                                               \
    "sink:node; sink/in:in; sink/hw:out; sink/in>hw; sink/hw.node.side=hardware;"              \
    "sink.card.profile.device=5; sink/hw.route.port.type=headphones; codec:adapter;"           \
    "codec/pcm:in; codec/master:mute; codec/left:mute; codec/right:mute;"                      \
    "codec/speaker:out.physical-internal; codec/jack:out.physical-internal; codec/pcm>master;" \
    "codec/master>left; codec/left>speaker; codec/master>right; codec/right>jack;"             \
    "codec/master.mute=0; codec/left.mute=0; codec/right.mute=0; sink/hw~codec/pcm:fixed;"     \
    "box:endpoint; box/plug:in.physical-internal; codec/speaker~box/plug:physical;"            \
    "ears:endpoint; ears/plug:in.physical-internal; codec/jack~ears/plug:physical;"            \
    "box.endpoint.type=speaker; ears.endpoint.type=headphones; codec.device.bus-path=pci-1;"   \
    "pw:adapter; pw/profile:volume; pw.device.bus-path=pci-1; pw/route5:volume;"               \
    "pw/route5.items=Speakers,Headphones; pw/route5.enum=1; "                                  \
    "pw/route5.route.types=speaker,headphones;"

static void what_is_shut_is_the_doing_of_a_route_only_where_that_spares_its_own(void **state)
{
    static const struct {
        const char *change, *to;
        enum jf_cause cause;
    } cases[] = {
        {"codec/left.mute=1", "syn:box/plug", JF_CAUSE_ROUTE},
        {"codec/master.mute=1", "syn:box/plug", JF_CAUSE_MUTED},
        {"codec/right.mute=1", "syn:ears/plug", JF_CAUSE_MUTED},
        {"codec/left.mute=1; pw/route5.route.types=line,headphones", "syn:box/plug",
         JF_CAUSE_MUTED},
        {"codec/left.mute=1; -ears", "syn:box/plug", JF_CAUSE_MUTED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jf_context *context = open_machine("synthetic:" TWO_WAYS);
        struct jf_trace *trace;

        change_machine(context, cases[i].change);
        trace = trace_of(context, "syn:sink/in", cases[i].to);
        if (jf_trace_get_finding_count(trace) != 1 || !finding_of(trace, cases[i].cause))
            fail_msg("%s", cases[i].change);
        if (cases[i].cause == JF_CAUSE_ROUTE)
            assert_string_equal(jf_finding_get_repair(finding_of(trace, JF_CAUSE_ROUTE)),
                                "jackfield set 'syn:pw/route5:enum' 'Speakers'");
        jf_trace_free(trace);
        jf_context_unref(context);
    }
}

static void a_trace_along_a_path_is_that_of_its_ends(void **state)
{
    struct jf_context *context = open_machine("synthetic:" CHAIN);
    const struct jf_graph *graph = jf_context_get_graph(context);
    struct jf_trace *trace;
    struct jf_path *path;

    (void)state;
    assert_int_equal(jf_path_find(graph, part_of(graph, FROM), part_of(graph, TO), 0, &path), 0);
    assert_int_equal(jf_trace_new(path, &trace), 0);
    /* What the stream does by itself comes before its output. */
    assert_int_equal(jf_trace_get_count(trace), 2 + jf_path_get_count(path));
    jf_path_free(path);
    jf_trace_free(trace);
    jf_context_unref(context);
}

static void wrong_arguments_are_refused(void **state)
{
    struct jf_context *context = open_machine("synthetic:" CHAIN);
    const struct jf_graph *graph = jf_context_get_graph(context);
    const struct jf_part *part = part_of(graph, FROM);
    struct jf_trace *trace = NULL;

    (void)state;
    assert_int_equal(jf_trace_new(NULL, &trace), -EINVAL);
    assert_int_equal(jf_trace_find(NULL, &part, 1, &part, 1, &trace), -EINVAL);
    assert_int_equal(jf_trace_find(graph, &part, 0, &part, 1, &trace), -EINVAL);
    assert_int_equal(jf_trace_find(graph, &part, 1, NULL, 1, &trace), -EINVAL);
    assert_int_equal(jf_trace_find(graph, &part, 1, &part, 1, NULL), -EINVAL);
    assert_int_equal(jf_trace_get_verdict(NULL), JF_VERDICT_UNKNOWN);
    assert_null(jf_trace_free(NULL));
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_open_way_flows_with_the_sum_of_its_gains),
        cmocka_unit_test(each_cause_is_named_with_its_proof_and_repair),
        cmocka_unit_test(a_way_that_is_open_is_preferred),
        cmocka_unit_test(the_inside_of_the_last_node_counts),
        cmocka_unit_test(silence_anywhere_is_silence_in_all),
        cmocka_unit_test(what_a_control_inside_an_opaque_part_does_is_not_certain),
        cmocka_unit_test(a_profile_without_the_node_is_named),
        cmocka_unit_test(what_is_shut_is_the_doing_of_a_route_only_where_that_spares_its_own),
        cmocka_unit_test(a_trace_along_a_path_is_that_of_its_ends),
        cmocka_unit_test(wrong_arguments_are_refused),
    };

    return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
