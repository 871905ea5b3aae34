/* SPDX-License-Identifier: MIT */
#include "backends/alsa/usb-names.h"

enum {
    TYPE_HEADPHONES = 0x0302,
    TYPE_HEADSET = 0x0402,
    GROUP_MICROPHONES = 0x02,
};

struct word {
    unsigned int number;
    const char *text;
};

static const char *find_word(const struct word *words, size_t count, unsigned int number)
{
    for (size_t i = 0; i < count; i++) {
        if (words[i].number == number)
            return words[i].text;
    }
    return NULL;
}

const char *jfi_usb_terminal_name(unsigned int type)
{
    static const struct word words[] = {
        {0x0100, "USB"},
        {0x0101, "USB streaming"},
        {0x01ff, "USB, vendor specific"},
        {0x0200, "Input"},
        {0x0201, "Microphone"},
        {0x0202, "Desktop microphone"},
        {0x0203, "Personal microphone"},
        {0x0204, "Omni-directional microphone"},
        {0x0205, "Microphone array"},
        {0x0206, "Processing microphone array"},
        {0x0300, "Output"},
        {0x0301, "Speaker"},
        {0x0302, "Headphones"},
        {0x0303, "Head-mounted display"},
        {0x0304, "Desktop speaker"},
        {0x0305, "Room speaker"},
        {0x0306, "Communication speaker"},
        {0x0307, "Subwoofer"},
        {0x0400, "Bi-directional"},
        {0x0401, "Handset"},
        {0x0402, "Headset"},
        {0x0403, "Speakerphone"},
        {0x0404, "Echo-suppressing speakerphone"},
        {0x0405, "Echo-canceling speakerphone"},
        {0x0500, "Telephony"},
        {0x0501, "Phone line"},
        {0x0502, "Telephone"},
        {0x0503, "Down line phone"},
        {0x0600, "External"},
        {0x0601, "Analog connector"},
        {0x0602, "Digital audio interface"},
        {0x0603, "Line connector"},
        {0x0604, "Legacy audio connector"},
        {0x0605, "S/PDIF"},
        {0x0606, "1394 audio stream"},
        {0x0607, "1394 video soundtrack"},
        {0x0608, "ADAT Lightpipe"},
        {0x0609, "TDIF"},
        {0x060a, "MADI"},
        {0x0700, "Embedded"},
        {0x0701, "Level calibration noise source"},
        {0x0702, "Equalization noise"},
        {0x0703, "CD player"},
        {0x0704, "DAT"},
        {0x0705, "DCC"},
        {0x0706, "Compressed audio player"},
        {0x0707, "Analog tape"},
        {0x0708, "Phonograph"},
        {0x0709, "VCR"},
        {0x070a, "Video disc"},
        {0x070b, "DVD"},
        {0x070c, "TV tuner"},
        {0x070d, "Satellite receiver"},
        {0x070e, "Cable tuner"},
        {0x070f, "DSS"},
        {0x0710, "Radio receiver"},
        {0x0711, "Radio transmitter"},
        {0x0712, "Multi-track recorder"},
        {0x0713, "Synthesizer"},
    };

    return find_word(words, sizeof(words) / sizeof(words[0]), type);
}

const char *jfi_usb_process_name(enum jfi_usb_version version, const struct jfi_usb_entity *entity)
{
    static const struct word processes[] = {
        {1, "Up/down-mix"},   {2, "Dolby Pro Logic"}, {3, "Stereo extender"},
        {4, "Reverberation"}, {5, "Chorus"},          {6, "Dynamic range compressor"},
    };
    static const struct word effects[] = {
        {1, "Parametric equalizer"},
        {2, "Reverberation"},
        {3, "Modulation delay"},
        {4, "Dynamic range compressor"},
    };
    static const struct word multi_function[] = {
        {1, "Up/down-mix"},
        {2, "Stereo extender"},
        {3, "Multi-function"},
    };

    if (entity->kind == JFI_USB_EFFECT)
        return find_word(effects, sizeof(effects) / sizeof(effects[0]), entity->type);
    if (entity->kind != JFI_USB_PROCESSING)
        return NULL;
    if (version == JFI_USB_VERSION_3)
        return find_word(multi_function, sizeof(multi_function) / sizeof(multi_function[0]),
                         entity->type);
    /* Class 2 made effects of the last three. */
    if (version == JFI_USB_VERSION_2 && entity->type > 3)
        return NULL;
    return find_word(processes, sizeof(processes) / sizeof(processes[0]), entity->type);
}

const char *jfi_usb_category_name(int category)
{
    static const struct word words[] = {
        {1, "desktop speaker"}, {2, "home theater"},     {3, "microphone"},
        {4, "headset"},         {5, "telephone"},        {6, "converter"},
        {7, "recorder"},        {8, "i/o box"},          {9, "musical instrument"},
        {10, "pro audio"},      {11, "audio/video"},     {12, "control panel"},
        {13, "headphone"},      {14, "generic speaker"}, {15, "headset adapter"},
        {16, "speakerphone"},
    };

    return category < 0
               ? NULL
               : find_word(words, sizeof(words) / sizeof(words[0]), (unsigned int)category);
}

/* A microphone and headphones that are one thing; a headset is one by itself. */
static bool is_of_headset(const struct jfi_usb_entity *terminal,
                          const struct jfi_usb_entity *partner)
{
    if (terminal->type == TYPE_HEADSET)
        return true;
    if (!partner || !jfi_usb_is_terminal(partner) || partner->kind == terminal->kind)
        return false;
    return partner->type == TYPE_HEADSET ||
           (terminal->type == TYPE_HEADPHONES && partner->type >> 8 == GROUP_MICROPHONES) ||
           (partner->type == TYPE_HEADPHONES && terminal->type >> 8 == GROUP_MICROPHONES);
}

const char *jfi_usb_endpoint_name(const struct jfi_usb_function *function,
                                  const struct jfi_usb_entity *terminal)
{
    bool is_input = terminal->kind == JFI_USB_INPUT_TERMINAL;
    const struct jfi_usb_entity *partner =
        terminal->partner ? jfi_usb_find_entity(function, terminal->partner) : NULL;
    const char *name = jfi_usb_terminal_name(terminal->type);

    if (is_of_headset(terminal, partner))
        return is_input ? "Headset microphone" : "Headset headphones";
    if (name)
        return name;
    return is_input ? "Input" : "Output";
}
