/* SPDX-License-Identifier: MIT */
#include "backends/alsa/ac97-text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/text.h"

struct parser {
    struct jfi_ac97_codec *codec;
    size_t line;
    bool is_in_setup; /* below "Current setup" a label may mean something else */
};

/* ---- words ----------------------------------------------------------------------------------- */

static bool take_number(const char **at, char end, unsigned int *ret_number)
{
    char *behind;
    unsigned long number = strtoul(*at, &behind, 10);

    if (**at < '0' || **at > '9' || *behind != end || number > 255)
        return false;
    *at = behind + 1;
    *ret_number = (unsigned int)number;
    return true;
}

static void note_fault(struct parser *parser, const char *what)
{
    if (!parser->codec->fault_count++)
        parser->codec->first_fault = (struct jfi_ac97_fault){.line = parser->line, .what = what};
}

/* ---- lines "label : value" ------------------------------------------------------------------- */

struct feature_word {
    const char *word;
    uint32_t feature;
};

static void read_capabilities(struct parser *parser, const char *value)
{
    static const struct feature_word words[] = {
        {"-dedicated MIC PCM IN channel-", JFI_AC97_MIC_ADC},
        {"-bass & treble-", JFI_AC97_TONE},
        {"-simulated stereo-", JFI_AC97_SIMULATED_STEREO},
        {"-headphone out-", JFI_AC97_HEADPHONE},
        {"-loudness-", JFI_AC97_LOUDNESS},
    };

    parser->codec->is_audio = true;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strstr(value, words[i].word))
            parser->codec->features |= words[i].feature;
    }
}

/* A rate of its own is told only of a microphone converter that is there. */
static void read_extended_id(struct parser *parser, const char *value)
{
    static const struct feature_word words[] = {
        {"LDAC", JFI_AC97_LFE},    {"SDAC", JFI_AC97_SURROUND}, {"CDAC", JFI_AC97_CENTER},
        {"VRM", JFI_AC97_MIC_ADC}, {"SPDIF", JFI_AC97_SPDIF},
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (jfi_text_has_word(value, words[i].word))
            parser->codec->features |= words[i].feature;
    }
}

static void read_extended_status(struct parser *parser, const char *value)
{
    static const struct {
        const char *word;
        unsigned int slot;
    } slots[] = {{"SPDIF=3/4", 3}, {"SPDIF=7/8", 7}, {"SPDIF=6/9", 6}, {"SPDIF=10/11", 10}};

    for (size_t i = 0; i < sizeof(slots) / sizeof(slots[0]); i++) {
        if (jfi_text_has_word(value, slots[i].word))
            parser->codec->spdif_slot = slots[i].slot;
    }
}

static void set_enhancement(struct parser *parser, const char *value)
{
    struct jfi_ac97_codec *codec = parser->codec;

    if (codec->enhancement || !*value || strncmp(value, "No ", 3) == 0)
        return;
    codec->features |= JFI_AC97_ENHANCEMENT;
    codec->enhancement = strdup(value); /* NULL: the caller looks at the feature */
}

/* The label stands twice: for what there is, and in the setup for whether it is on. */
static void read_enhancement(struct parser *parser, const char *value)
{
    if (!parser->is_in_setup)
        set_enhancement(parser, value);
}

static void read_setting(struct parser *parser, const char *value, const char *first,
                         const char *second, enum jfi_ac97_setting *setting)
{
    size_t length = strcspn(value, " ");

    if (length == strlen(first) && strncmp(value, first, length) == 0)
        *setting = JFI_AC97_FIRST;
    else if (length == strlen(second) && strncmp(value, second, length) == 0)
        *setting = JFI_AC97_SECOND;
    else
        note_fault(parser, "neither of the positions that the setting has");
}

static void read_pcm_path(struct parser *parser, const char *value)
{
    read_setting(parser, value, "pre", "post", &parser->codec->pcm_path);
}

static void read_mono_source(struct parser *parser, const char *value)
{
    read_setting(parser, value, "MIX", "Mic", &parser->codec->mono_source);
}

static void read_mic(struct parser *parser, const char *value)
{
    read_setting(parser, value, "Mic1", "Mic2", &parser->codec->mic);
}

/* "+0dB [+0dB]", of which the first is the chip's own word. */
static void read_mic_boost(struct parser *parser, const char *value)
{
    value += *value == '+';
    read_setting(parser, value, "0dB", "20dB", &parser->codec->mic_boost);
}

static const struct {
    const char *label;
    void (*read)(struct parser *parser, const char *value);
} labels[] = {
    {"Capabilities", read_capabilities}, {"3D enhancement", read_enhancement},
    {"Mic gain", read_mic_boost},        {"POP path", read_pcm_path},
    {"Mono output", read_mono_source},   {"Mic select", read_mic},
    {"Extended ID", read_extended_id},   {"Extended status", read_extended_status},
};

/* ---- the function table ---------------------------------------------------------------------- */

static const char *const pin_labels[JFI_AC97_PINS] = {
    [JFI_AC97_PIN_MASTER] = "Master Out",
    [JFI_AC97_PIN_AUX_OUT] = "AUX Out",
    [JFI_AC97_PIN_CENTER_LFE] = "Center/LFE Out",
    [JFI_AC97_PIN_SPDIF] = "SPDIF Out",
    [JFI_AC97_PIN_PHONE] = "Phone In",
    [JFI_AC97_PIN_MIC1] = "Mic 1",
    [JFI_AC97_PIN_MIC2] = "Mic 2",
    [JFI_AC97_PIN_LINE] = "Line In",
    [JFI_AC97_PIN_CD] = "CD In",
    [JFI_AC97_PIN_VIDEO] = "Video In",
    [JFI_AC97_PIN_AUX] = "Aux In",
    [JFI_AC97_PIN_MONO] = "Mono Out",
};

/* "  0.0 dBV    -       0/fs         Rear I/O Panel" */
static void read_place(struct parser *parser, const char *value, enum jfi_ac97_place *place)
{
    static const struct {
        const char *words;
        enum jfi_ac97_place place;
    } places[] = {
        {"Rear I/O Panel", JFI_AC97_PLACE_REAR},     {"Front Panel", JFI_AC97_PLACE_FRONT},
        {"Motherboard", JFI_AC97_PLACE_MOTHERBOARD}, {"Dock/External", JFI_AC97_PLACE_DOCK},
        {"reserved", JFI_AC97_PLACE_UNKNOWN},        {"NC/unused", JFI_AC97_PLACE_UNUSED},
    };

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        if (jfi_text_ends_with(value, places[i].words)) {
            *place = places[i].place;
            return;
        }
    }
    note_fault(parser, "a pin without its location");
}

static void read_labelled(struct parser *parser, const char *label, const char *value)
{
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        if (strcmp(label, labels[i].label) == 0) {
            labels[i].read(parser, value);
            return;
        }
    }
    for (size_t i = 0; i < JFI_AC97_PINS; i++) {
        if (strcmp(label, pin_labels[i]) == 0) {
            read_place(parser, value, &parser->codec->places[i]);
            return;
        }
    }
}

/* ---- the text -------------------------------------------------------------------------------- */

/* "0-0/0: SigmaTel STAC9700,83,84": address, number, chip. NULL: another line. */
static const char *read_head(const char *line, unsigned int *ret_address, unsigned int *ret_number)
{
    unsigned int chip;

    if (!take_number(&line, '-', ret_address) || !take_number(&line, '/', ret_number) ||
        !take_number(&line, ':', &chip))
        return NULL;
    return line + strspn(line, " ");
}

static void read_line(struct parser *parser, char *line)
{
    unsigned int address, number;
    char *colon;

    if (read_head(line, &address, &number)) {
        parser->codec->chip_count++;
        return;
    }
    colon = strchr(line, ':');
    if (parser->codec->chip_count > 1)
        return;
    if (!colon) {
        parser->is_in_setup = parser->is_in_setup || strcmp(line, "Current setup") == 0;
        return;
    }
    *colon = '\0';
    read_labelled(parser, jfi_text_trim(line), jfi_text_trim(colon + 1));
}

/* The first line that is not empty names the codec, or the text is none. */
static int read_first(struct parser *parser, char **at)
{
    char *line;

    while ((line = strsep(at, "\n"))) {
        const char *name;

        parser->line++;
        line = jfi_text_trim(line);
        if (!*line)
            continue;
        name = read_head(line, &parser->codec->address, &parser->codec->number);
        if (!name)
            return -EBADMSG;
        parser->codec->chip_count = 1;
        parser->codec->name = strdup(name);
        return parser->codec->name ? 0 : -ENOMEM;
    }
    return -EBADMSG;
}

static int read_text(struct parser *parser, char *text)
{
    int status = read_first(parser, &text);
    char *line;

    if (status)
        return status;
    while ((line = strsep(&text, "\n"))) {
        parser->line++;
        read_line(parser, jfi_text_trim(line));
    }
    return parser->codec->features & JFI_AC97_ENHANCEMENT && !parser->codec->enhancement ? -ENOMEM
                                                                                         : 0;
}

static struct jfi_ac97_codec *codec_new(void)
{
    struct jfi_ac97_codec *codec = calloc(1, sizeof(*codec));

    for (size_t i = 0; codec && i < JFI_AC97_REGISTERS; i++)
        codec->registers[i] = -1;
    return codec;
}

int jfi_ac97_parse(const char *text, struct jfi_ac97_codec **ret_codec,
                   struct jfi_ac97_fault *ret_fault)
{
    struct parser parser = {.codec = codec_new()};
    char *copy = strdup(text);
    int status = parser.codec && copy ? read_text(&parser, copy) : -ENOMEM;

    free(copy);
    if (status == -EBADMSG)
        *ret_fault = (struct jfi_ac97_fault){.line = parser.line ? parser.line : 1,
                                             .what = "not the text of an AC'97 codec"};
    if (status)
        jfi_ac97_free(parser.codec);
    else
        *ret_codec = parser.codec;
    return status;
}

struct jfi_ac97_codec *jfi_ac97_free(struct jfi_ac97_codec *codec)
{
    if (!codec)
        return NULL;
    free(codec->name);
    free(codec->enhancement);
    free(codec);
    return NULL;
}

/* ---- registers ------------------------------------------------------------------------------- */

/* "0:1a = 0505": chip, address, value. The last line of a text that was cut has no whole value. */
static bool read_register(const char *line, unsigned int *ret_address, unsigned int *ret_value)
{
    static const char hex[] = "0123456789abcdefABCDEF";

    if (strncmp(line, "0:", 2) != 0 || strspn(line + 2, hex) != 2 ||
        strncmp(line + 4, " = ", 3) != 0 || strspn(line + 7, hex) != 4)
        return false;
    *ret_address = (unsigned int)strtoul(line + 2, NULL, 16);
    *ret_value = (unsigned int)strtoul(line + 7, NULL, 16);
    return *ret_address < 2 * JFI_AC97_REGISTERS && *ret_address % 2 == 0;
}

void jfi_ac97_parse_registers(const char *text, struct jfi_ac97_codec *codec)
{
    for (const char *line = text; line; line = strchr(line, '\n')) {
        unsigned int address, value;

        line += *line == '\n';
        if (read_register(line, &address, &value))
            codec->registers[address / 2] = (int32_t)value;
    }
}

int32_t jfi_ac97_register(const struct jfi_ac97_codec *codec, unsigned int address)
{
    return address / 2 < JFI_AC97_REGISTERS ? codec->registers[address / 2] : -1;
}
