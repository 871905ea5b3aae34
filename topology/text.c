/* SPDX-License-Identifier: MIT */

/* The words for every enumeration, as people and the JSON output read them. */

#include "topology/internal.h"

static const char *word(const char *const words[], size_t count, unsigned int value)
{
    return value < count && words[value] ? words[value] : words[0];
}

#define WORD(words, value) word(words, JFI_COUNT(words), (unsigned int)(value))

const char *jf_device_kind_text(enum jf_device_kind kind)
{
    static const char *const words[] = {
        [JF_DEVICE_UNKNOWN] = "unknown",   [JF_DEVICE_ADAPTER] = "adapter",
        [JF_DEVICE_ENDPOINT] = "endpoint", [JF_DEVICE_NODE] = "node",
        [JF_DEVICE_NETWORK] = "network",
    };

    return WORD(words, kind);
}

const char *jf_device_state_text(enum jf_device_state state)
{
    static const char *const words[] = {
        [JF_STATE_UNKNOWN] = "unknown",     [JF_STATE_ACTIVE] = "active",
        [JF_STATE_UNPLUGGED] = "unplugged", [JF_STATE_NOT_PRESENT] = "not-present",
        [JF_STATE_DISABLED] = "disabled",
    };

    return WORD(words, state);
}

const char *jf_part_kind_text(enum jf_part_kind kind)
{
    static const char *const words[] = {
        [JF_PART_UNKNOWN] = "unknown",
        [JF_PART_CONNECTOR] = "connector",
        [JF_PART_SUBUNIT] = "subunit",
    };

    return WORD(words, kind);
}

const char *jf_part_type_text(enum jf_part_type type)
{
    static const char *const words[] = {
        [JF_TYPE_UNKNOWN] = "unknown",
        [JF_TYPE_PHYSICAL_EXTERNAL] = "physical-external",
        [JF_TYPE_PHYSICAL_INTERNAL] = "physical-internal",
        [JF_TYPE_SOFTWARE_IO] = "software-io",
        [JF_TYPE_SOFTWARE_FIXED] = "software-fixed",
        [JF_TYPE_NETWORK] = "network",
        [JF_TYPE_VOLUME] = "volume",
        [JF_TYPE_MUTE] = "mute",
        [JF_TYPE_MUX] = "mux",
        [JF_TYPE_DEMUX] = "demux",
        [JF_TYPE_SUM] = "sum",
        [JF_TYPE_DAC] = "dac",
        [JF_TYPE_ADC] = "adc",
        [JF_TYPE_TONE] = "tone",
        [JF_TYPE_AGC] = "agc",
        [JF_TYPE_LOUDNESS] = "loudness",
        [JF_TYPE_PEAK_METER] = "peak-meter",
        [JF_TYPE_BEEP] = "beep",
        [JF_TYPE_CLOCK] = "clock",
        [JF_TYPE_DEVICE_SPECIFIC] = "device-specific",
        [JF_TYPE_OPAQUE] = "opaque",
    };

    return WORD(words, type);
}

const char *jf_flow_text(enum jf_flow flow)
{
    static const char *const words[] = {
        [JF_FLOW_UNKNOWN] = "unknown",
        [JF_FLOW_IN] = "in",
        [JF_FLOW_OUT] = "out",
    };

    return WORD(words, flow);
}

const char *jf_link_state_text(enum jf_link_state state)
{
    static const char *const words[] = {
        [JF_LINK_UNKNOWN] = "unknown",
        [JF_LINK_ALWAYS] = "always",
        [JF_LINK_SELECTED] = "selected",
        [JF_LINK_UNSELECTED] = "unselected",
    };

    return WORD(words, state);
}

const char *jf_permanence_text(enum jf_permanence permanence)
{
    static const char *const words[] = {
        [JF_PERMANENCE_UNKNOWN] = "unknown", [JF_PERMANENCE_PHYSICAL] = "physical",
        [JF_PERMANENCE_FIXED] = "fixed",     [JF_PERMANENCE_SWITCHABLE] = "switchable",
        [JF_PERMANENCE_FREE] = "free",
    };

    return WORD(words, permanence);
}

const char *jf_connection_state_text(enum jf_connection_state state)
{
    static const char *const words[] = {
        [JF_CONNECTION_UNKNOWN] = "unknown",         [JF_CONNECTION_ERROR] = "error",
        [JF_CONNECTION_UNLINKED] = "unlinked",       [JF_CONNECTION_INIT] = "init",
        [JF_CONNECTION_NEGOTIATING] = "negotiating", [JF_CONNECTION_ALLOCATING] = "allocating",
        [JF_CONNECTION_PAUSED] = "paused",           [JF_CONNECTION_ACTIVE] = "active",
    };

    return WORD(words, state);
}

const char *jf_presence_text(enum jf_presence presence)
{
    static const char *const words[] = {
        [JF_PRESENCE_UNKNOWN] = "unknown",
        [JF_PRESENCE_UNPLUGGED] = "unplugged",
        [JF_PRESENCE_PLUGGED] = "plugged",
    };

    return WORD(words, presence);
}

const char *jf_control_kind_text(enum jf_control_kind kind)
{
    static const char *const words[] = {
        [JF_CONTROL_UNKNOWN] = "unknown", [JF_CONTROL_LEVEL] = "level",
        [JF_CONTROL_MUTE] = "mute",       [JF_CONTROL_SELECTOR] = "selector",
        [JF_CONTROL_BOOLEAN] = "boolean", [JF_CONTROL_ENUM] = "enum",
        [JF_CONTROL_INTEGER] = "integer", [JF_CONTROL_BYTES] = "bytes",
    };

    return WORD(words, kind);
}

const char *jf_event_type_text(enum jf_event_type type)
{
    static const char *const words[] = {
        [JF_EVENT_UNKNOWN] = "unknown",           [JF_EVENT_ADDED] = "added",
        [JF_EVENT_REMOVED] = "removed",           [JF_EVENT_CHANGED] = "changed",
        [JF_EVENT_CONNECTED] = "connected",       [JF_EVENT_DISCONNECTED] = "disconnected",
        [JF_EVENT_CONTROL] = "control",           [JF_EVENT_SETTLED] = "settled",
        [JF_EVENT_BACKEND_LOST] = "backend-lost", [JF_EVENT_BACKEND_BACK] = "backend-back",
        [JF_EVENT_REQUEST] = "request",
    };

    return WORD(words, type);
}

const char *jf_origin_text(enum jf_origin origin)
{
    static const char *const words[] = {
        [JF_ORIGIN_UNKNOWN] = "unknown",
        [JF_ORIGIN_SELF] = "self",
        [JF_ORIGIN_OTHER] = "other",
        [JF_ORIGIN_HARDWARE] = "hardware",
    };

    return WORD(words, origin);
}

const char *jf_verdict_text(enum jf_verdict verdict)
{
    static const char *const words[] = {
        [JF_VERDICT_UNKNOWN] = "unknown",
        [JF_VERDICT_FLOWS] = "flows",
        [JF_VERDICT_SILENT] = "silent",
    };

    return WORD(words, verdict);
}

const char *jf_cause_text(enum jf_cause cause)
{
    static const char *const words[] = {
        [JF_CAUSE_UNKNOWN] = "unknown",
        [JF_CAUSE_NO_LINK] = "no-link",
        [JF_CAUSE_LINKED_ELSEWHERE] = "linked-elsewhere",
        [JF_CAUSE_LINK_ERROR] = "link-error",
        [JF_CAUSE_LINK_PAUSED] = "link-paused",
        [JF_CAUSE_STREAM_PAUSED] = "stream-paused",
        [JF_CAUSE_MUTED] = "muted",
        [JF_CAUSE_ZERO] = "zero",
        [JF_CAUSE_MINIMUM] = "minimum",
        [JF_CAUSE_CHANNEL_SILENT] = "channel-silent",
        [JF_CAUSE_GATED] = "gated",
        [JF_CAUSE_UNSELECTED] = "unselected",
        [JF_CAUSE_NODE_SUSPENDED] = "node-suspended",
        [JF_CAUSE_NODE_ERROR] = "node-error",
        [JF_CAUSE_PROFILE] = "profile",
        [JF_CAUSE_ROUTE] = "route",
        [JF_CAUSE_ROUTE_UNAVAILABLE] = "route-unavailable",
        [JF_CAUSE_UNPLUGGED] = "unplugged",
        [JF_CAUSE_PRESENCE_UNKNOWN] = "presence-unknown",
        [JF_CAUSE_NO_MONITOR_AUDIO] = "no-monitor-audio",
        [JF_CAUSE_NOT_PRESENT] = "not-present",
        [JF_CAUSE_DISABLED] = "disabled",
        [JF_CAUSE_BUSY] = "busy",
        [JF_CAUSE_PIN_OFF] = "pin-off",
        [JF_CAUSE_EAPD_OFF] = "eapd-off",
        [JF_CAUSE_NO_STREAM] = "no-stream",
        [JF_CAUSE_POWERED_DOWN] = "powered-down",
        [JF_CAUSE_RESET] = "reset",
        [JF_CAUSE_NO_PERMISSION] = "no-permission",
    };

    return WORD(words, cause);
}

const char *jf_change_result_text(enum jf_change_result result)
{
    static const char *const words[] = {
        [JF_RESULT_UNKNOWN] = "unknown",   [JF_RESULT_DONE] = "done",
        [JF_RESULT_NEEDLESS] = "needless", [JF_RESULT_FAILED] = "failed",
        [JF_RESULT_UNDONE] = "undone",     [JF_RESULT_STUCK] = "stuck",
    };

    return WORD(words, result);
}

const char *jf_plan_kind_text(enum jf_plan_kind kind)
{
    static const char *const words[] = {
        [JF_PLAN_UNKNOWN] = "unknown", [JF_PLAN_PRESENT] = "present",
        [JF_PLAN_MAKE] = "make",       [JF_PLAN_BREAK] = "break",
        [JF_PLAN_MISSING] = "missing", [JF_PLAN_AMBIGUOUS] = "ambiguous",
    };

    return WORD(words, kind);
}

const char *jf_kept_state_text(enum jf_kept_state state)
{
    static const char *const words[] = {
        [JF_KEPT_UNKNOWN] = "unknown",       [JF_KEPT_WANTED] = "wanted",
        [JF_KEPT_WAITING] = "waiting",       [JF_KEPT_ACTIVE] = "active",
        [JF_KEPT_OVERRIDDEN] = "overridden", [JF_KEPT_FAILED] = "failed",
    };

    return WORD(words, state);
}
