/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <string.h>

#include "backends/pipewire/conceal.h"

/* A key that ends in a point stands for all that begin so; the longest that fits counts. */
static const struct {
    const char *key;
    enum jfi_pw_rule rule;
} rules[] = {
    {"adapt.", JFI_PW_KEEP},
    {"alsa.", JFI_PW_KEEP},
    {"api.", JFI_PW_KEEP},
    {"application.icon-name", JFI_PW_KEEP},
    {"application.icon_name", JFI_PW_KEEP},
    {"application.id", JFI_PW_KEEP},
    {"application.name", JFI_PW_PROGRAM},
    {"application.process.binary", JFI_PW_KEEP},
    {"application.process.host", JFI_PW_HOST},
    {"application.process.id", JFI_PW_PROCESS},
    {"application.process.machine-id", JFI_PW_MACHINE},
    {"application.process.machine_id", JFI_PW_MACHINE},
    {"application.process.user", JFI_PW_USER},
    {"application.version", JFI_PW_KEEP},
    {"audio.", JFI_PW_KEEP},
    {"bluez5.", JFI_PW_KEEP},
    {"card.", JFI_PW_KEEP},
    {"channelmix.", JFI_PW_KEEP},
    {"client.api", JFI_PW_KEEP},
    {"client.id", JFI_PW_KEEP},
    {"client.name", JFI_PW_PROGRAM},
    {"clock.", JFI_PW_KEEP},
    {"config.name", JFI_PW_KEEP},
    {"context.", JFI_PW_KEEP},
    {"core.", JFI_PW_TEXT},
    {"cpu.", JFI_PW_KEEP},
    {"default.", JFI_PW_KEEP},
    {"device.", JFI_PW_KEEP},
    {"device.serial", JFI_PW_SERIAL},
    {"factory.", JFI_PW_KEEP},
    {"format.", JFI_PW_KEEP},
    {"iec958.", JFI_PW_KEEP},
    {"library.", JFI_PW_KEEP},
    {"link.", JFI_PW_KEEP},
    {"log.", JFI_PW_KEEP},
    {"media.category", JFI_PW_KEEP},
    {"media.class", JFI_PW_KEEP},
    {"media.name", JFI_PW_TITLE},
    {"media.role", JFI_PW_KEEP},
    {"media.type", JFI_PW_KEEP},
    {"mem.", JFI_PW_KEEP},
    {"metadata.name", JFI_PW_KEEP},
    {"module.", JFI_PW_KEEP},
    {"monitor.", JFI_PW_KEEP},
    {"node.", JFI_PW_KEEP},
    {"node.description", JFI_PW_STREAM},
    {"node.group", JFI_PW_TEXT},
    {"node.link-group", JFI_PW_TEXT},
    {"node.name", JFI_PW_STREAM},
    {"node.nick", JFI_PW_STREAM},
    {"node.sync-group", JFI_PW_TEXT},
    {"node.target", JFI_PW_TEXT},
    {"object.", JFI_PW_KEEP},
    {"object.path", JFI_PW_TEXT},
    {"pipewire.access", JFI_PW_KEEP},
    {"pipewire.client.access", JFI_PW_KEEP},
    {"pipewire.protocol", JFI_PW_KEEP},
    {"pipewire.sec.pid", JFI_PW_PROCESS},
    {"port.", JFI_PW_KEEP},
    {"port.alias", JFI_PW_TEXT},
    {"port.name", JFI_PW_TEXT},
    {"priority.", JFI_PW_KEEP},
    {"pulse.", JFI_PW_KEEP},
    {"resample.", JFI_PW_KEEP},
    {"session.", JFI_PW_KEEP},
    {"settings.", JFI_PW_KEEP},
    {"spa.", JFI_PW_KEEP},
    {"stream.", JFI_PW_KEEP},
    {"target.", JFI_PW_TEXT},
    {"wireplumber.", JFI_PW_KEEP},
};

static bool fits(const char *rule, const char *key)
{
    size_t length = strlen(rule);

    return rule[length - 1] == '.' ? strncmp(rule, key, length) == 0 : strcmp(rule, key) == 0;
}

enum jfi_pw_rule jfi_pw_rule_of(const char *key)
{
    enum jfi_pw_rule rule = JFI_PW_DROP;
    size_t longest = 0;

    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (strlen(rules[i].key) > longest && fits(rules[i].key, key)) {
            longest = strlen(rules[i].key);
            rule = rules[i].rule;
        }
    }
    return rule;
}

bool jfi_pw_is_plain_title(const char *title)
{
    static const char *const plain[] = {
        "Playback",        "Record",        "Capture",      "AudioStream",   "audio stream",
        "Playback Stream", "Record Stream", "Peak detect",  "output",        "input",
        "playback",        "capture",       "audio-volume", "ALSA Playback", "ALSA Capture",
    };

    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        if (strcmp(title, plain[i]) == 0)
            return true;
    }
    return false;
}
