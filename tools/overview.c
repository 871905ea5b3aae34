/* SPDX-License-Identifier: MIT */

/* jackfield without a command: what is here, and commands that work here as they stand. */

#include "overview.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control.h"
#include "output.h"

enum {
    NAMES_SHOWN = 4,
    PATHS_TRIED = 64, /* it is an offer: nobody waits long for it */
    OFFERS_WANTED = 4,
    PURPOSE_WIDTH = 25,
    WORDS_BYTES = 512
};

struct overview {
    const struct tool *tool;
    const struct jf_connector **connectors; /* of all devices */
    size_t count;
    size_t offer_count;
};

/* ---- what is here ---------------------------------------------------------------------------- */

static const struct jf_device *device_of(const struct jf_connector *connector)
{
    return jf_part_get_device(jf_connector_get_part(connector));
}

static int overview_init(struct overview *overview, const struct tool *tool)
{
    const struct jf_device *device;
    size_t count = 0;

    *overview = (struct overview){.tool = tool};
    for (size_t i = 0; jf_graph_get_device(tool->graph, i, &device) == 0; i++)
        count += jf_device_get_connector_count(device);
    overview->connectors = calloc(count + 1, sizeof(const struct jf_connector *));
    if (!overview->connectors)
        return report(-ENOMEM, "cannot look around");
    for (size_t i = 0; jf_graph_get_device(tool->graph, i, &device) == 0; i++) {
        for (size_t k = 0;
             jf_device_get_connector(device, k, &overview->connectors[overview->count]) == 0; k++)
            overview->count++;
    }
    return EXIT_YES;
}

static bool is_port(const struct jf_connector *connector, enum jf_flow flow)
{
    const struct jf_device *device = jf_part_get_device(jf_connector_get_part(connector));

    return jf_device_get_kind(device) == JF_DEVICE_NODE && is_patch_point(connector, flow);
}

static bool is_connected(const struct overview *overview, const struct jf_connector *connector)
{
    const struct jf_connection *connection;

    return jf_connector_get_connection(overview->tool->graph, connector, 0, &connection) == 0;
}

static bool has_plug(const struct jf_connector *connector)
{
    const struct jf_jack *jack;

    for (size_t i = 0; jf_connector_get_jack(connector, i, &jack) == 0; i++) {
        if (jf_jack_get_presence(jack) == JF_PRESENCE_PLUGGED)
            return true;
    }
    return false;
}

/* What is plugged in, as a person calls it; where nothing tells, the socket. */
static const char *plug_name(const struct overview *overview, const struct jf_connector *connector)
{
    const struct jf_part *part = jf_connector_get_part(connector);
    const char *name = jf_part_get_name(part);
    const struct jf_connection *connection;

    for (size_t i = 0;
         !jf_connector_get_connection(overview->tool->graph, connector, i, &connection); i++) {
        const struct jf_connector *from = jf_connection_get_from(connection);
        const struct jf_device *device =
            device_of(from == connector ? jf_connection_get_to(connection) : from);

        if (jf_device_get_kind(device) == JF_DEVICE_ENDPOINT && jf_device_get_name(device))
            return jf_device_get_name(device);
    }
    return name ? name : jf_part_get_id(part);
}

static void print_plugs(const struct overview *overview)
{
    size_t count = 0;

    for (size_t i = 0; i < overview->count; i++) {
        if (!has_plug(overview->connectors[i]) || ++count > NAMES_SHOWN)
            continue;
        (void)fputs(count == 1 ? "Plugged in: " : ", ", stdout);
        put_text(stdout, plug_name(overview, overview->connectors[i]));
    }
    if (count > NAMES_SHOWN)
        (void)printf(" and %zu more", count - NAMES_SHOWN);
    (void)fputs(count ? ".\n" : "", stdout);
}

/* Devices of a card are one card; an adapter that is on none counts for itself. */
static size_t count_cards(const struct jf_graph *graph)
{
    const struct jf_device *device;
    uint64_t seen = 0;
    size_t count = 0;

    for (size_t i = 0; jf_graph_get_device(graph, i, &device) == 0; i++) {
        struct jf_card card;
        bool is_numbered = jf_device_get_card(device, &card) == 0 && card.number >= 0;

        if (jf_device_get_kind(device) != JF_DEVICE_ADAPTER)
            continue;
        if (is_numbered && card.number < 64 && (seen & (UINT64_C(1) << card.number)))
            continue;
        if (is_numbered && card.number < 64)
            seen |= UINT64_C(1) << card.number;
        count++;
    }
    return count;
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void print_counts(const struct overview *overview)
{
    const struct jf_graph *graph = overview->tool->graph;
    const char *lost = lost_backend(overview->tool);
    const struct jf_device *device;
    size_t cards = count_cards(graph), nodes = 0, wires = jf_graph_get_connection_count(graph);

    for (size_t i = 0; jf_graph_get_device(graph, i, &device) == 0; i++)
        nodes += jf_device_get_kind(device) == JF_DEVICE_NODE;
    (void)printf("%zu card%s, %zu node%s, %zu connection%s.\n", cards, plural(cards), nodes,
                 plural(nodes), wires, plural(wires));
    print_plugs(overview);
    if (lost) {
        (void)printf("Without %s, which does not answer%s.\n", lost,
                     strcmp(lost, "pipewire") == 0 && !overview->tool->machine
                         ? ": try 'systemctl --user start pipewire wireplumber'"
                         : "");
    }
}

/* ---- commands -------------------------------------------------------------------------------- */

/* As a shell wants it. */
static void put_quoted(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-+=.,:@%/";

    if (*word && word[strspn(word, plain)] == '\0') {
        (void)fputs(word, stdout);
        return;
    }
    (void)putchar('\'');
    while (*word) {
        char piece[WORDS_BYTES];
        size_t length = strcspn(word, "'");

        if (length >= sizeof(piece))
            length = sizeof(piece) - 1;
        (void)snprintf(piece, sizeof(piece), "%.*s", (int)length, word);
        put_text(stdout, piece);
        word += length;
        if (*word == '\'') {
            (void)fputs("'\\''", stdout);
            word++;
        }
    }
    (void)putchar('\'');
}

/* A line: what it is good for, and the command with the words up to NULL. */
static void offer(struct overview *overview, const char *purpose, const char *const words[])
{
    const char *place[] = {"--machine", overview->tool->machine, "--remote",
                           overview->tool->remote};

    overview->offer_count++;
    (void)printf("  %-*s jackfield", PURPOSE_WIDTH, purpose);
    for (size_t i = 0; i < sizeof(place) / sizeof(place[0]); i += 2) {
        if (!place[i + 1])
            continue;
        (void)printf(" %s ", place[i]);
        put_quoted(place[i + 1]);
    }
    for (; *words; words++) {
        (void)putchar(' ');
        put_quoted(*words);
    }
    (void)putchar('\n');
}

/* Whether the text stands for exactly this device or part, the other of which is NULL. */
static bool stands_for(const struct overview *overview, const char *text,
                       const struct jf_device *device, const struct jf_part *part)
{
    struct jf_matches *matches = NULL;
    int status =
        jf_graph_resolve(overview->tool->graph, text, JF_OBJECT_DEVICE | JF_OBJECT_PART, &matches);
    bool is_it = status == 0 && jf_matches_get_device(matches, 0) == device &&
                 jf_matches_get_part(matches, 0) == part;

    jf_matches_free(matches);
    return is_it && *text != '-';
}

/* A device's name where it stands for nothing else, or its id. */
static const char *device_word(const struct overview *overview,
                               const struct jf_connector *connector)
{
    const struct jf_device *device = device_of(connector);
    const char *name = jf_device_get_name(device);

    return name && stands_for(overview, name, device, NULL) ? name : jf_device_get_id(device);
}

/* The same for a connector, as NODE:PORT. */
static const char *connector_word(const struct overview *overview,
                                  const struct jf_connector *connector, char text[WORDS_BYTES])
{
    const struct jf_part *part = jf_connector_get_part(connector);
    const char *node = jf_device_get_name(jf_part_get_device(part));
    const char *port = jf_part_get_name(part) ? jf_part_get_name(part) : part_key(part);

    if (node && snprintf(text, WORDS_BYTES, "%s:%s", node, port) < WORDS_BYTES &&
        stands_for(overview, text, NULL, part))
        return text;
    return jf_part_get_id(part);
}

/* ---- what can be done ------------------------------------------------------------------------ */

static bool is_heard(const struct jf_connector *connector)
{
    const struct jf_device *device = device_of(connector);

    return jf_device_get_kind(device) == JF_DEVICE_ENDPOINT &&
           jf_device_get_state(device) == JF_STATE_ACTIVE &&
           jf_connector_get_flow(connector) == JF_FLOW_IN;
}

static bool leads(const struct overview *overview, const struct jf_connector *from,
                  const struct jf_connector *to)
{
    struct jf_path *path;

    if (jf_path_find(overview->tool->graph, jf_connector_get_part(from), jf_connector_get_part(to),
                     JF_PATH_ANY, &path) < 0)
        return false;
    jf_path_free(path);
    return true;
}

/* The first player from which a way leads to something that is heard. */
static void offer_way(struct overview *overview)
{
    size_t tries = 0;

    for (size_t i = 0; i < overview->count; i++) {
        const struct jf_connector *player = overview->connectors[i];

        if (!is_port(player, JF_FLOW_OUT) || !is_connected(overview, player))
            continue;
        for (size_t k = 0; k < overview->count && tries < PATHS_TRIED; k++) {
            const struct jf_connector *phones = overview->connectors[k];

            if (!is_heard(phones) || (tries++, !leads(overview, player, phones)))
                continue;
            offer(overview, "what silences the sound?",
                  (const char *[]){"why", device_word(overview, player),
                                   device_word(overview, phones), NULL});
            return;
        }
    }
}

/* The first port of this flow that nothing is connected to, on another device; NULL: none. */
static const struct jf_connector *find_free(const struct overview *overview, enum jf_flow flow,
                                            const struct jf_device *other)
{
    for (size_t i = 0; i < overview->count; i++) {
        const struct jf_connector *connector = overview->connectors[i];

        if (is_port(connector, flow) && device_of(connector) != other &&
            !is_connected(overview, connector))
            return connector;
    }
    return NULL;
}

static void offer_connection(struct overview *overview)
{
    const struct jf_connector *from = find_free(overview, JF_FLOW_OUT, NULL);
    const struct jf_connector *to = from ? find_free(overview, JF_FLOW_IN, device_of(from)) : NULL;
    char from_text[WORDS_BYTES], to_text[WORDS_BYTES];

    if (!to)
        return;
    offer(overview, "connect the two",
          (const char *[]){"connect", connector_word(overview, from, from_text),
                           connector_word(overview, to, to_text), NULL});
}

static bool is_volume(const struct jf_control *control)
{
    return jf_control_get_kind(control) == JF_CONTROL_LEVEL && jf_control_is_writable(control) &&
           jf_control_is_active(control) && !jf_control_is_locked(control);
}

static const struct jf_control *find_volume(const struct jf_graph *graph)
{
    const struct jf_device *device;
    const struct jf_part *part;
    const struct jf_control *control;

    for (size_t i = 0; jf_graph_get_device(graph, i, &device) == 0; i++) {
        for (size_t k = 0; jf_device_get_part(device, k, &part) == 0; k++) {
            for (size_t n = 0; jf_part_get_control(part, n, &control) == 0; n++) {
                if (is_volume(control))
                    return control;
            }
        }
    }
    return NULL;
}

/* By its name where that is enough. */
static void offer_volume(struct overview *overview)
{
    const struct jf_control *control = find_volume(overview->tool->graph);
    struct jf_matches *matches = NULL;
    char *address;
    int status;

    if (!control)
        return;
    status =
        jf_graph_resolve_control(overview->tool->graph, jf_control_get_name(control), &matches);
    jf_matches_free(matches);
    address = status == 0 ? strdup(jf_control_get_name(control)) : control_address(control);
    if (address)
        offer(overview, "set this volume", (const char *[]){"set", address, "-12dB", NULL});
    free(address);
}

static void offer_stream(struct overview *overview)
{
#ifdef JACKFIELD_MEDIA
    if (overview->tool->machine)
        return;
    for (size_t i = 0; i < overview->count; i++) {
        if (!is_port(overview->connectors[i], JF_FLOW_OUT))
            continue;
        offer(overview, "write what it gives",
              (const char *[]){"stream", device_word(overview, overview->connectors[i]), "--to",
                               "take.flac", "--duration", "10s", NULL});
        return;
    }
#else
    (void)overview;
#endif
}

/* A recording only can be looked at. */
static bool is_alive(const struct tool *tool)
{
    return !tool->machine || strncmp(tool->machine, "synthetic:", strlen("synthetic:")) == 0;
}

static void print_offers(struct overview *overview)
{
    (void)puts("\nWhat to do next:");
    offer(overview, "all of it, as a tree", (const char *[]){"graph", NULL});
    offer_way(overview);
    if (is_alive(overview->tool)) {
        offer_connection(overview);
        offer_volume(overview);
        offer_stream(overview);
        offer(overview, "each change, as it comes", (const char *[]){"watch", NULL});
    }
#ifdef JACKFIELD_DRAW
    if (overview->offer_count < OFFERS_WANTED)
        offer(overview, "all of it, as a picture",
              (const char *[]){"graph", "--format", "svg", "-o", "audio.svg", NULL});
#endif
    if (overview->offer_count < OFFERS_WANTED)
        offer(overview, "the sockets, as a list", (const char *[]){"list", "connectors", NULL});
    (void)puts("All commands: jackfield --help");
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* Whoever has no sound wants to know where to look. */
static int advise(const struct tool *tool)
{
    (void)puts("Nothing here to show. What to do next:");
    if (!tool->machine)
        (void)puts("  is there a card?          cat /proc/asound/cards\n"
                   "  start the sound server    systemctl --user start pipewire wireplumber");
    (void)puts("  look at another machine   jackfield --machine demo\n"
               "All commands: jackfield --help");
    return EXIT_NO_SERVER;
}

int overview(struct tool *tool)
{
    struct overview overview;
    int result = tool_open_settled(tool);

    if (result == EXIT_NO_SERVER)
        return advise(tool);
    if (result)
        return result;
    if (jf_graph_get_device_count(tool->graph) == 0)
        return advise(tool);
    result = overview_init(&overview, tool);
    if (result)
        return result;
    print_counts(&overview);
    print_offers(&overview);
    free(overview.connectors);
    return EXIT_YES;
}
