/* SPDX-License-Identifier: MIT */

/* USB functions as devices: which parts, links, jacks and endpoints their descriptors become. */

#include <stdio.h>
#include <string.h>

#include "helpers/questions.h"
#include "helpers/usb-machine.h"

static struct usb_bytes usb;

static struct jf_context *open_usb(void)
{
    usb_machine(&recorded, &usb);
    return open_sound(recorded.root);
}

static const char *id_of(const char *key)
{
    static char ids[4][128];
    static size_t next;
    char *id = ids[next++ % 4];

    (void)snprintf(id, sizeof(ids[0]), USB_ID "/%s", key);
    return id;
}

static void assert_usb_part(const struct jf_context *context, const char *key,
                            enum jf_part_type type, int entity, uint32_t local_id)
{
    const struct jf_part *part = part_of(context, id_of(key));

    assert_int_equal(jf_part_get_type(part), type);
    assert_int_equal(jf_part_get_entity(part), entity);
    assert_int_equal(jf_part_get_interface(part), 0);
    assert_int_equal(jf_part_get_nid(part), -1);
    assert_int_equal(jf_part_get_local_id(part), local_id);
}

static void assert_usb_link(const struct jf_context *context, const char *from, const char *to,
                            enum jf_link_state state)
{
    assert_link(context, id_of(from), id_of(to), state, "USB descriptor");
}

static void assert_flow(const struct jf_context *context, const char *key, enum jf_flow flow)
{
    const struct jf_connector *connector;

    assert_int_equal(jf_part_get_connector(part_of(context, id_of(key)), &connector), 0);
    assert_int_equal(jf_connector_get_flow(connector), flow);
}

static void assert_property(const struct jf_context *context, const char *key, const char *name,
                            const char *value)
{
    const char *told = jf_part_get_property(part_of(context, id_of(key)), name);

    if (value)
        assert_string_equal(told, value);
    else
        assert_null(told);
}

/* ---- parts ----------------------------------------------------------------------------------- */

static void every_entity_is_a_part(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_studio(&usb);
    context = open_usb();
    assert_usb_part(context, "input1", JF_TYPE_SOFTWARE_IO, 1, 1);
    assert_usb_part(context, "input2", JF_TYPE_PHYSICAL_EXTERNAL, 2, 2);
    assert_usb_part(context, "input3", JF_TYPE_PHYSICAL_EXTERNAL, 3, 3);
    assert_usb_part(context, "output20", JF_TYPE_PHYSICAL_EXTERNAL, 20, 20);
    assert_usb_part(context, "output21", JF_TYPE_SOFTWARE_IO, 21, 21);
    assert_usb_part(context, "mixer10", JF_TYPE_SUM, 10, 10);
    assert_usb_part(context, "selector13", JF_TYPE_MUX, 13, 13);
    assert_usb_part(context, "effect14", JF_TYPE_DEVICE_SPECIFIC, 14, 14);
    assert_usb_part(context, "processing15", JF_TYPE_DEVICE_SPECIFIC, 15, 15);
    assert_usb_part(context, "extension16", JF_TYPE_DEVICE_SPECIFIC, 16, 16);
    assert_usb_part(context, "rate-converter17", JF_TYPE_DEVICE_SPECIFIC, 17, 17);
    assert_usb_part(context, "clock41", JF_TYPE_CLOCK, 41, 41);
    assert_usb_part(context, "clock42", JF_TYPE_CLOCK, 42, 42);
    assert_usb_part(context, "clock-selector40", JF_TYPE_CLOCK, 40, 40);
    assert_usb_part(context, "clock-multiplier43", JF_TYPE_CLOCK, 43, 43);
    assert_flow(context, "input1", JF_FLOW_IN);
    assert_flow(context, "input2", JF_FLOW_IN);
    assert_flow(context, "output20", JF_FLOW_OUT);
    assert_flow(context, "output21", JF_FLOW_OUT);
    assert_string_equal(jf_part_get_name(part_of(context, id_of("input3"))), "S/PDIF");
    assert_string_equal(jf_part_get_name(part_of(context, id_of("input1"))), "USB streaming");
    assert_string_equal(jf_part_get_name(part_of(context, id_of("effect14"))),
                        "Dynamic range compressor");
    assert_string_equal(jf_part_get_name(part_of(context, id_of("processing15"))), "Up/down-mix");
    assert_null(jf_part_get_name(part_of(context, id_of("mixer10"))));
    jf_context_unref(context);
}

static void a_feature_unit_is_a_chain_in_the_stated_order(void **state)
{
    static const struct {
        const char *key;
        enum jf_part_type type;
        uint32_t local_id;
    } chain[] = {
        {"feature12:pad", JF_TYPE_VOLUME, 0xc000c},
        {"feature12:gain", JF_TYPE_VOLUME, 0xb000c},
        {"feature12:phase", JF_TYPE_DEVICE_SPECIFIC, 0xd000c},
        {"feature12:agc", JF_TYPE_AGC, 0x7000c},
        {"feature12:bass", JF_TYPE_TONE, 0x3000c},
        {"feature12:mid", JF_TYPE_TONE, 0x4000c},
        {"feature12:treble", JF_TYPE_TONE, 0x5000c},
        {"feature12:equalizer", JF_TYPE_DEVICE_SPECIFIC, 0x6000c},
        {"feature12:bass-boost", JF_TYPE_TONE, 0x9000c},
        {"feature12:loudness", JF_TYPE_LOUDNESS, 0xa000c},
        {"feature12:delay", JF_TYPE_DEVICE_SPECIFIC, 0x8000c},
        {"feature12:volume", JF_TYPE_VOLUME, 0x2000c},
        {"feature12:mute", JF_TYPE_MUTE, 0x1000c},
        {"feature12:underflow", JF_TYPE_DEVICE_SPECIFIC, 0xe000c},
        {"feature12:overflow", JF_TYPE_DEVICE_SPECIFIC, 0xf000c},
    };
    struct jf_context *context;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_2);
    USB_CLASS(&usb, 2, 1, 0x01, 0x01, 0, 0, 4, 0x33, 0, 0, 0, 0, 0, 0, 0);
    USB_CLASS(&usb, 6, 12, 1, 0xff, 0xff, 0xff, 0x3f, 0, 0, 0, 0, 0);
    USB_CLASS(&usb, 3, 20, 0x01, 0x03, 0, 12, 40, 0, 0, 0);
    usb_end(&usb);
    context = open_usb();
    for (size_t i = 0; i < sizeof(chain) / sizeof(chain[0]); i++) {
        assert_usb_part(context, chain[i].key, chain[i].type, 12, chain[i].local_id);
        assert_usb_link(context, i ? chain[i - 1].key : "input1", chain[i].key, JF_LINK_ALWAYS);
    }
    assert_usb_link(context, "feature12:overflow", "output20", JF_LINK_ALWAYS);
    jf_context_unref(context);
}

static void a_feature_unit_without_controls_passes_sound_on(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0101, 0, 2);
    USB_FEATURE(&usb, 2, 1, 0);
    USB_OUT(&usb, 3, 0x0301, 0, 2);
    usb_end(&usb);
    context = open_usb();
    assert_usb_part(context, "feature2", JF_TYPE_DEVICE_SPECIFIC, 2, 2);
    assert_usb_link(context, "input1", "feature2", JF_LINK_ALWAYS);
    assert_usb_link(context, "feature2", "output3", JF_LINK_ALWAYS);
    jf_context_unref(context);
}

static void terminals_say_what_their_descriptor_says(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_studio(&usb);
    context = open_usb();
    assert_property(context, "input2", "usb.terminal-type", "0x0201");
    assert_property(context, "input2", "usb.channels", "2");
    assert_property(context, "input2", "usb.clock", "40");
    assert_property(context, "input2", "usb.associated-terminal", NULL);
    assert_property(context, "output20", "usb.channels", NULL);
    assert_property(context, "clock-selector40", "usb.clock-sources", "41 42");
    assert_property(context, "clock-multiplier43", "usb.clock-sources", "40");
    assert_property(context, "clock41", "usb.clock-sources", NULL);
    jf_context_unref(context);
    usb_headset(&usb);
    context = open_usb();
    assert_property(context, "input4", "usb.associated-terminal", "3");
    assert_property(context, "input4", "usb.clock", NULL);
    jf_context_unref(context);
}

/* Types outside of the class say nothing; what is embedded is inside of the box. */
static void a_connector_is_what_the_type_of_its_terminal_says(void **state)
{
    static const struct {
        unsigned int terminal;
        enum jf_part_type type;
        bool has_endpoint;
    } cases[] = {
        {0x0100, JF_TYPE_SOFTWARE_IO, false},      {0x01ff, JF_TYPE_SOFTWARE_IO, false},
        {0x0200, JF_TYPE_PHYSICAL_EXTERNAL, true}, {0x06ff, JF_TYPE_PHYSICAL_EXTERNAL, true},
        {0x0713, JF_TYPE_PHYSICAL_INTERNAL, true}, {0x0000, JF_TYPE_UNKNOWN, false},
        {0x0800, JF_TYPE_UNKNOWN, false},          {0xff01, JF_TYPE_UNKNOWN, false},
    };
    struct jf_context *context;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        usb_begin(&usb);
        usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
        USB_IN(&usb, 7, (uint16_t)cases[i].terminal, 0, 2);
        usb_end(&usb);
        context = open_usb();
        assert_usb_part(context, "input7", cases[i].type, 7, 7);
        assert_int_equal(has_device(context, USB_ENDPOINT "input7"), cases[i].has_endpoint);
        jf_context_unref(context);
    }
}

/* ---- links ----------------------------------------------------------------------------------- */

static void every_source_is_a_link(void **state)
{
    struct jf_context *context;
    size_t inside_of_features = 3 + 13;

    (void)state;
    usb_studio(&usb);
    context = open_usb();
    assert_usb_link(context, "input1", "mixer10", JF_LINK_ALWAYS);
    assert_usb_link(context, "input2", "feature11:pad", JF_LINK_ALWAYS);
    assert_usb_link(context, "feature11:mute", "mixer10", JF_LINK_ALWAYS);
    assert_usb_link(context, "mixer10", "feature12:gain", JF_LINK_ALWAYS);
    assert_usb_link(context, "feature12:overflow", "output20", JF_LINK_ALWAYS);
    assert_usb_link(context, "feature11:mute", "selector13", JF_LINK_UNKNOWN);
    assert_usb_link(context, "input3", "selector13", JF_LINK_UNKNOWN);
    assert_usb_link(context, "selector13", "effect14", JF_LINK_ALWAYS);
    assert_usb_link(context, "effect14", "processing15", JF_LINK_ALWAYS);
    assert_usb_link(context, "processing15", "extension16", JF_LINK_ALWAYS);
    assert_usb_link(context, "extension16", "rate-converter17", JF_LINK_ALWAYS);
    assert_usb_link(context, "rate-converter17", "output21", JF_LINK_ALWAYS);
    assert_int_equal(jf_device_get_link_count(device_of(context, USB_ID)), 12 + inside_of_features);
    jf_context_unref(context);
}

static void clocks_carry_no_sound(void **state)
{
    static const char *const clocks[] = {"clock41", "clock42", "clock-selector40",
                                         "clock-multiplier43"};
    struct jf_context *context;

    (void)state;
    /* A terminal that takes its sound from a clock. */
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_2);
    USB_CLASS(&usb, 10, 41, 3, 7, 0, 0);
    USB_CLASS(&usb, 10, 42, 0, 7, 3, 0);
    USB_CLASS(&usb, 11, 40, 3, 41, 42, 20, 3, 0);
    USB_CLASS(&usb, 12, 43, 40, 0, 0);
    USB_CLASS(&usb, 3, 20, 0x01, 0x03, 0, 40, 40, 4, 0, 0);
    usb_end(&usb);
    context = open_usb();
    for (size_t i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++) {
        const struct jf_part *part = part_of(context, id_of(clocks[i]));

        assert_int_equal(jf_part_get_type(part), JF_TYPE_CLOCK);
        assert_int_equal(jf_part_get_incoming_count(part), 0);
        assert_int_equal(jf_part_get_outgoing_count(part), 0);
    }
    assert_int_equal(jf_device_get_link_count(device_of(context, USB_ID)), 0);
    jf_context_unref(context);
}

static void a_selector_of_one_source_has_no_choice(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0201, 0, 2);
    USB_CLASS(&usb, 5, 2, 1, 1, 0);
    USB_OUT(&usb, 3, 0x0101, 0, 2);
    usb_end(&usb);
    context = open_usb();
    assert_usb_link(context, "input1", "selector2", JF_LINK_ALWAYS);
    jf_context_unref(context);
}

static void loops_and_units_that_feed_themselves_are_shown(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_FEATURE(&usb, 2, 3, 3);
    USB_FEATURE(&usb, 3, 2, 3);
    USB_FEATURE(&usb, 4, 4, 1);
    USB_CLASS(&usb, 4, 5, 3, 5, 2, 5, 2, 3, 0, 0, 0, 0);
    USB_OUT(&usb, 6, 0x0101, 0, 5);
    usb_end(&usb);
    usb_machine_mixer(&recorded, USB_LEVEL(5, 1, "Loop Volume", -100, 0));
    context = open_usb();
    assert_usb_link(context, "feature2:mute", "feature3:volume", JF_LINK_ALWAYS);
    assert_usb_link(context, "feature3:mute", "feature2:volume", JF_LINK_ALWAYS);
    assert_usb_link(context, "feature4:mute", "feature4:mute", JF_LINK_ALWAYS);
    /* The mixer tells its own channels, so its first input is the first of its own. */
    assert_usb_link(context, "mixer5", "mixer5:in1-volume", JF_LINK_ALWAYS);
    assert_usb_link(context, "mixer5:in1-volume", "mixer5", JF_LINK_ALWAYS);
    assert_usb_link(context, "mixer5", "mixer5", JF_LINK_ALWAYS);
    assert_usb_link(context, "feature2:mute", "mixer5", JF_LINK_ALWAYS);
    jf_context_unref(context);
}

static void a_second_unit_of_one_id_is_shown_besides(void **state)
{
    struct jf_context *context;
    struct log_lines log;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0201, 0, 2);
    USB_FEATURE(&usb, 2, 1, 1);
    USB_FEATURE(&usb, 2, 1, 3);
    USB_OUT(&usb, 3, 0x0101, 0, 2);
    USB_OUT(&usb, 3, 0x0101, 0, 77);
    usb_end(&usb);
    usb_machine(&recorded, &usb);
    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_graph_is_sound(jf_context_get_graph(context));
    assert_string_equal(log.text, "replay: " USB_PATH "/descriptors: byte 56: "
                                  "a second unit of one id (faults in all: 3)\n");
    assert_usb_part(context, "feature2:mute", JF_TYPE_MUTE, 2, 0x10002);
    assert_usb_part(context, "feature2#2:mute", JF_TYPE_MUTE, 2, 0x10102);
    assert_usb_part(context, "output3#2", JF_TYPE_SOFTWARE_IO, 3, 0x103);
    assert_usb_link(context, "input1", "feature2:mute", JF_LINK_ALWAYS);
    assert_usb_link(context, "input1", "feature2#2:volume", JF_LINK_ALWAYS);
    assert_usb_link(context, "feature2:mute", "output3", JF_LINK_ALWAYS);
    assert_int_equal(jf_part_get_outgoing_count(part_of(context, id_of("feature2#2:mute"))), 0);
    jf_context_unref(context);
}

/* ---- devices --------------------------------------------------------------------------------- */

static void the_device_says_what_it_is(void **state)
{
    struct jf_context *context;
    const struct jf_device *device;
    struct jf_card card;

    (void)state;
    usb_studio(&usb);
    context = open_usb();
    device = device_of(context, USB_ID);
    assert_int_equal(jf_device_get_kind(device), JF_DEVICE_ADAPTER);
    assert_int_equal(jf_device_get_state(device), JF_STATE_ACTIVE);
    assert_string_equal(jf_device_get_name(device), "Acme Mumble");
    assert_int_equal(jf_device_get_card(device, &card), 0);
    assert_int_equal(card.number, 1);
    assert_string_equal(card.id, "Usb");
    assert_int_equal(card.codec, -1);
    assert_int_equal(card.vendor_id, 0x046d082d);
    assert_string_equal(jf_device_get_property(device, "device.bus-path"), USB_NAME);
    assert_string_equal(jf_device_get_property(device, "usb.class"), "2");
    assert_string_equal(jf_device_get_property(device, "usb.category"), "pro audio");
    jf_context_unref(context);
    /* A product that begins with its maker, and one that is not told. */
    recording_write(&recorded, USB_PATH "/product", "Acme Two\n");
    context = open_sound(recorded.root);
    assert_string_equal(jf_device_get_name(device_of(context, USB_ID)), "Acme Two");
    jf_context_unref(context);
    recording_write(&recorded, USB_PATH "/product", "\n");
    context = open_sound(recorded.root);
    assert_string_equal(jf_device_get_name(device_of(context, USB_ID)), "USB audio 046d:082d");
    jf_context_unref(context);
}

static void every_interface_of_control_is_a_device(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0201, 0, 2);
    usb_interface(&usb, 3, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0201, 0, 2);
    usb_interface(&usb, 5, 0, USB_CONTROL, USB_CLASS_1);
    USB_CLASS(&usb, 1, 0, 1, 9, 0, 1, 6);
    usb_end(&usb);
    context = open_usb();
    assert_string_equal(jf_device_get_name(device_of(context, USB_ID)),
                        "Acme Mumble (interface 0)");
    assert_int_equal(jf_part_get_interface(part_of(context, "usb:" USB_NAME ":3/input1")), 3);
    assert_int_equal(jf_device_get_part_count(device_of(context, "usb:" USB_NAME ":5")), 0);
    assert_string_equal(jf_device_get_name(device_of(context, USB_ENDPOINT "input1")),
                        "Microphone (Mumble)");
    assert_string_equal(jf_device_get_name(device_of(context, "endpoint:" USB_NAME ":3:input1")),
                        "Microphone 2 (Mumble)");
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 5);
    jf_context_unref(context);
}

/* ---- endpoints ------------------------------------------------------------------------------- */

static void assert_wired(const struct jf_context *context, const char *from, const char *to)
{
    const struct jf_connection *connection;
    char id[256];

    (void)snprintf(id, sizeof(id), "%s~%s", from, to);
    if (jf_graph_find_connection(jf_context_get_graph(context), id, &connection))
        fail_msg("no connection %s", id);
    assert_int_equal(jf_connection_get_permanence(connection), JF_PERMANENCE_PHYSICAL);
    assert_string_equal(jf_connection_get_evidence(connection), "USB descriptor");
}

static void what_is_not_the_host_has_an_endpoint(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_studio(&usb);
    context = open_usb();
    assert_wired(context, USB_ENDPOINT "input2/connector", USB_ID "/input2");
    assert_wired(context, USB_ENDPOINT "input3/connector", USB_ID "/input3");
    assert_wired(context, USB_ID "/output20", USB_ENDPOINT "output20/connector");
    assert_int_equal(jf_device_get_kind(device_of(context, USB_ENDPOINT "output20")),
                     JF_DEVICE_ENDPOINT);
    assert_string_equal(jf_device_get_name(device_of(context, USB_ENDPOINT "output20")),
                        "Speaker (Mumble)");
    assert_string_equal(jf_device_get_name(device_of(context, USB_ENDPOINT "input3")),
                        "S/PDIF (Mumble)");
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 4);
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(context)), 3);
    assert_presence(jack_of(context, USB_ID "/input2", 0), JF_PRESENCE_UNKNOWN, NULL);
    assert_null(jf_jack_get_color(jack_of(context, USB_ID "/input2", 0)));
    assert_null(jf_jack_get_connection(jack_of(context, USB_ID "/input2", 0)));
    jf_context_unref(context);
}

/* What the types of a pair of associated terminals make of its faces. */
static void a_pair_of_microphone_and_headphones_is_a_headset(void **state)
{
    static const struct {
        uint16_t output, input;
        uint8_t partner; /* of both: 3 and 4 are each other's */
        const char *names[2];
    } cases[] = {
        {0x0302, 0x0201, 4, {"Headset headphones", "Headset microphone"}},
        {0x0301, 0x0402, 4, {"Headset headphones", "Headset microphone"}},
        {0x0402, 0x0402, 0, {"Headset headphones", "Headset microphone"}},
        {0x0301, 0x0201, 4, {"Speaker", "Microphone"}},
        {0x0302, 0x0201, 0, {"Headphones", "Microphone"}},
        {0x0302, 0x0603, 4, {"Headphones", "Line connector"}},
        {0x0302, 0x0201, 1, {"Headphones", "Microphone"}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint8_t partner = cases[i].partner;
        struct jf_context *context;
        char name[64];

        usb_begin(&usb);
        usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
        USB_IN(&usb, 1, 0x0101, 0, 2);
        USB_OUT(&usb, 3, cases[i].output, partner, 1);
        USB_IN(&usb, 4, cases[i].input, partner == 4 ? 3 : partner, 1);
        usb_end(&usb);
        context = open_usb();
        (void)snprintf(name, sizeof(name), "%s (Mumble)", cases[i].names[0]);
        assert_string_equal(jf_device_get_name(device_of(context, USB_ENDPOINT "output3")), name);
        (void)snprintf(name, sizeof(name), "%s (Mumble)", cases[i].names[1]);
        assert_string_equal(jf_device_get_name(device_of(context, USB_ENDPOINT "input4")), name);
        jf_context_unref(context);
    }
}

/* ---- a real driver --------------------------------------------------------------------------- */

#define VM_ID "usb:pci-0000:00:05.0-usb-0:1:1.0:0"

static void the_card_of_the_virtual_machine_is_shown_whole(void **state)
{
    static const char *const way[] = {VM_ID "/input1", VM_ID "/feature2:volume",
                                      VM_ID "/feature2:mute", VM_ID "/output3"};
    struct jf_context *context = open_sound(TEST_SOURCE_DIR "/machines/vm-usb");
    const struct jf_device *device = device_of(context, VM_ID);
    const struct jf_control *control =
        control_of(context, way[1], "Audio Output Volume Control Playback Volume");

    (void)state;
    assert_string_equal(jf_device_get_name(device), "QEMU USB Audio");
    assert_int_equal(jf_device_get_part_count(device), 4);
    for (size_t i = 0; i + 1 < 4; i++)
        assert_link(context, way[i], way[i + 1], JF_LINK_ALWAYS, "USB descriptor");
    assert_string_equal(jf_part_get_property(part_of(context, way[0]), "alsa.pcm.device"), "0");
    assert_int_equal(jf_control_get_value_count(control), 8);
    assert_int_equal(value_of(control, 7), -50);
    assert_string_equal(jf_control_get_evidence(control), "usbmixer");
    assert_int_equal(
        value_of(control_of(context, way[2], "Audio Output Volume Control Playback Switch"), 0), 0);
    (void)control_of(context, way[0], "Playback Channel Map");
    /* What PipeWire calls the place of its device. */
    assert_true(has_device(context, "pw-device:pci-0000:00:05.0-usb-0:1:1.0"));
    jf_context_unref(context);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_recording, delete_recording)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_entity_is_a_part),
        TEST(a_feature_unit_is_a_chain_in_the_stated_order),
        TEST(a_feature_unit_without_controls_passes_sound_on),
        TEST(terminals_say_what_their_descriptor_says),
        TEST(a_connector_is_what_the_type_of_its_terminal_says),
        TEST(every_source_is_a_link),
        TEST(clocks_carry_no_sound),
        TEST(a_selector_of_one_source_has_no_choice),
        TEST(loops_and_units_that_feed_themselves_are_shown),
        TEST(a_second_unit_of_one_id_is_shown_besides),
        TEST(the_device_says_what_it_is),
        TEST(every_interface_of_control_is_a_device),
        TEST(what_is_not_the_host_has_an_endpoint),
        TEST(a_pair_of_microphone_and_headphones_is_a_headset),
        cmocka_unit_test(the_card_of_the_virtual_machine_is_shown_whole),
    };

    return cmocka_run_group_tests_name("usb-map", tests, NULL, NULL);
}
