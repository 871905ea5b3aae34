/* SPDX-License-Identifier: MIT */
#include "helpers/plain-card.h"

#include <stdio.h>
#include <string.h>

static char elements[65536];

void begin_card(void)
{
    elements[0] = '\0';
    recording_write(&recorded, "proc/asound/cards",
                    " 0 [Test           ]: Driver - Short Name\n"
                    "                      Long Name at 0xf000 irq 34\n");
    recording_write(&recorded, "proc/asound/card0/id", "Test\n");
}

void add_pcm(const char *directory)
{
    char path[64];

    (void)snprintf(path, sizeof(path), "proc/asound/card0/%s/info", directory);
    recording_write(&recorded, path, "name: A PCM\n");
}

void add_switch(const char *where, const char *name, const char *value, const char *access)
{
    size_t length = strlen(elements);

    (void)snprintf(elements + length, sizeof(elements) - length,
                   "\tcontrol.1 {\n%s\t\tname '%s'\n\t\tvalue %s\n\t\tcomment {\n"
                   "\t\t\taccess '%s'\n\t\t\ttype BOOLEAN\n\t\t\tcount 1\n\t\t}\n\t}\n",
                   where, name, value, access);
}

void add_volume(const char *name)
{
    size_t length = strlen(elements);

    (void)snprintf(elements + length, sizeof(elements) - length,
                   "\tcontrol.1 {\niface MIXER\n\t\tname '%s'\n\t\tvalue.0 3\n\t\tvalue.1 4\n"
                   "\t\tcomment {\n\t\t\taccess 'read write'\n\t\t\ttype INTEGER\n\t\t\tcount 2\n"
                   "\t\t\trange '0 - 31'\n\t\t}\n\t}\n",
                   name);
}

void add_jack(const char *name, const char *value)
{
    add_switch("iface CARD\n", name, value, "read");
}

struct jf_context *open_card(void)
{
    char state[sizeof(elements) + 64];

    (void)snprintf(state, sizeof(state), "state.Test {\n%s}\n", elements);
    if (*elements)
        recording_write(&recorded, "var/lib/alsa/asound.state", state);
    return open_sound(recorded.root);
}

size_t count_controls(const struct jf_context *context, const char *part)
{
    return jf_part_get_control_count(part_of(context, part));
}
