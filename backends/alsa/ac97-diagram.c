/* SPDX-License-Identifier: MIT */

/*
 * The AC'97 diagram (AC '97 Component Specification, revisions 2.1 to 2.3) as tables: pins,
 * converters, mixers, gates with their registers, and the ways the signal takes.
 */

#include "backends/alsa/ac97-build.h"

enum {
    ANY = 0,
    NO_PIN = -1,
};
#define NONE JFI_AC97_NOTHING

/*
 * Which pins are wired is the board's matter. Microphones, lines, headphones and S/PDIF are made
 * for sockets; the others were made for cables inside, and lead somewhere unknown.
 */
const struct jfi_ac97_shape jfi_ac97_shapes[] = {
    {"pc-beep", "PC Beep", JFI_AC97_PC_BEEP, JF_TYPE_UNKNOWN, JF_FLOW_IN, ANY, NO_PIN,
     JFI_AC97_BEEP_GATE},
    {"phone", "Phone", JFI_AC97_PHONE, JF_TYPE_UNKNOWN, JF_FLOW_IN, ANY, JFI_AC97_PIN_PHONE, NONE},
    {"mic1", "Mic 1", JFI_AC97_MIC1, JF_TYPE_PHYSICAL_EXTERNAL, JF_FLOW_IN, ANY, JFI_AC97_PIN_MIC1,
     NONE},
    {"mic2", "Mic 2", JFI_AC97_MIC2, JF_TYPE_PHYSICAL_EXTERNAL, JF_FLOW_IN, ANY, JFI_AC97_PIN_MIC2,
     NONE},
    {"line", "Line In", JFI_AC97_LINE, JF_TYPE_PHYSICAL_EXTERNAL, JF_FLOW_IN, ANY,
     JFI_AC97_PIN_LINE, NONE},
    {"cd", "CD", JFI_AC97_CD, JF_TYPE_UNKNOWN, JF_FLOW_IN, ANY, JFI_AC97_PIN_CD, NONE},
    {"video", "Video", JFI_AC97_VIDEO, JF_TYPE_UNKNOWN, JF_FLOW_IN, ANY, JFI_AC97_PIN_VIDEO, NONE},
    {"aux", "Aux", JFI_AC97_AUX, JF_TYPE_UNKNOWN, JF_FLOW_IN, ANY, JFI_AC97_PIN_AUX, NONE},
    {"line-out", "Line Out", JFI_AC97_LINE_OUT, JF_TYPE_PHYSICAL_EXTERNAL, JF_FLOW_OUT, ANY,
     JFI_AC97_PIN_MASTER, NONE},
    {"headphone-out", "Headphone", JFI_AC97_HEADPHONE_OUT, JF_TYPE_PHYSICAL_EXTERNAL, JF_FLOW_OUT,
     JFI_AC97_HEADPHONE, JFI_AC97_PIN_AUX_OUT, NONE},
    {"mono-out", "Mono Out", JFI_AC97_MONO_OUT, JF_TYPE_UNKNOWN, JF_FLOW_OUT, ANY,
     JFI_AC97_PIN_MONO, JFI_AC97_MONO_GATE},
    {"surround-out", "Surround", JFI_AC97_SURROUND_OUT, JF_TYPE_PHYSICAL_EXTERNAL, JF_FLOW_OUT,
     JFI_AC97_SURROUND, NO_PIN, NONE},
    {"center-out", "Center", JFI_AC97_CENTER_OUT, JF_TYPE_PHYSICAL_EXTERNAL, JF_FLOW_OUT,
     JFI_AC97_CENTER, JFI_AC97_PIN_CENTER_LFE, NONE},
    {"lfe-out", "LFE", JFI_AC97_LFE_OUT, JF_TYPE_PHYSICAL_EXTERNAL, JF_FLOW_OUT, JFI_AC97_LFE,
     JFI_AC97_PIN_CENTER_LFE, NONE},
    {"spdif-out", "S/PDIF Out", JFI_AC97_SPDIF_OUT, JF_TYPE_PHYSICAL_EXTERNAL, JF_FLOW_OUT,
     JFI_AC97_SPDIF, JFI_AC97_PIN_SPDIF, NONE},
    {"pcm-out", "PCM Out", JFI_AC97_PCM_OUT, JF_TYPE_SOFTWARE_IO, JF_FLOW_IN, ANY, NO_PIN, NONE},
    {"pcm-in", "PCM In", JFI_AC97_PCM_IN, JF_TYPE_SOFTWARE_IO, JF_FLOW_OUT, ANY, NO_PIN, NONE},
    {"mic-in", "Mic PCM In", JFI_AC97_MIC_IN, JF_TYPE_SOFTWARE_IO, JF_FLOW_OUT, JFI_AC97_MIC_ADC,
     NO_PIN, NONE},
    {"spdif-pcm", "S/PDIF PCM", JFI_AC97_SPDIF_PCM, JF_TYPE_SOFTWARE_IO, JF_FLOW_IN, JFI_AC97_SPDIF,
     NO_PIN, NONE},
    {"mic-select", "Mic Select", JFI_AC97_MIC_SELECT, JF_TYPE_MUX, JF_FLOW_UNKNOWN, ANY, NO_PIN,
     NONE},
    {"mic-boost", "Mic Boost", JFI_AC97_MIC_BOOST, JF_TYPE_VOLUME, JF_FLOW_UNKNOWN, ANY, NO_PIN,
     NONE},
    {"dac", "DAC", JFI_AC97_DAC, JF_TYPE_DAC, JF_FLOW_UNKNOWN, ANY, NO_PIN, NONE},
    {"pcm-path", "PCM Path", JFI_AC97_PCM_PATH, JF_TYPE_DEMUX, JF_FLOW_UNKNOWN, ANY, NO_PIN, NONE},
    {"input-mix", "Input Mix", JFI_AC97_INPUT_MIX, JF_TYPE_SUM, JF_FLOW_UNKNOWN, ANY, NO_PIN, NONE},
    {"simulated-stereo", "Simulated Stereo", JFI_AC97_SIMULATION, JF_TYPE_DEVICE_SPECIFIC,
     JF_FLOW_UNKNOWN, JFI_AC97_SIMULATED_STEREO, NO_PIN, NONE},
    {"3d", "3D", JFI_AC97_ENHANCER, JF_TYPE_DEVICE_SPECIFIC, JF_FLOW_UNKNOWN, JFI_AC97_ENHANCEMENT,
     NO_PIN, NONE},
    {"output-mix", "Output Mix", JFI_AC97_OUTPUT_MIX, JF_TYPE_SUM, JF_FLOW_UNKNOWN, ANY, NO_PIN,
     NONE},
    {"tone", "Tone", JFI_AC97_TONE_CONTROL, JF_TYPE_TONE, JF_FLOW_UNKNOWN, JFI_AC97_TONE, NO_PIN,
     NONE},
    {"loudness", "Loudness", JFI_AC97_LOUDNESS_CONTROL, JF_TYPE_LOUDNESS, JF_FLOW_UNKNOWN,
     JFI_AC97_LOUDNESS, NO_PIN, NONE},
    {"mono-mix", "Mono Mix", JFI_AC97_MONO_MIX, JF_TYPE_SUM, JF_FLOW_UNKNOWN, ANY, NO_PIN, NONE},
    {"mono-select", "Mono Select", JFI_AC97_MONO_SELECT, JF_TYPE_MUX, JF_FLOW_UNKNOWN, ANY, NO_PIN,
     JFI_AC97_MONO_GATE},
    {"record-select", "Record Select", JFI_AC97_RECORD_SELECT, JF_TYPE_MUX, JF_FLOW_UNKNOWN, ANY,
     NO_PIN, NONE},
    {"adc", "ADC", JFI_AC97_ADC, JF_TYPE_ADC, JF_FLOW_UNKNOWN, ANY, NO_PIN, NONE},
    {"mic-adc", "Mic ADC", JFI_AC97_MIC_CONVERTER, JF_TYPE_ADC, JF_FLOW_UNKNOWN, JFI_AC97_MIC_ADC,
     NO_PIN, NONE},
    {"surround-dac", "Surround DAC", JFI_AC97_SURROUND_DAC, JF_TYPE_DAC, JF_FLOW_UNKNOWN,
     JFI_AC97_SURROUND, NO_PIN, NONE},
    {"center-dac", "Center DAC", JFI_AC97_CENTER_DAC, JF_TYPE_DAC, JF_FLOW_UNKNOWN, JFI_AC97_CENTER,
     NO_PIN, NONE},
    {"lfe-dac", "LFE DAC", JFI_AC97_LFE_DAC, JF_TYPE_DAC, JF_FLOW_UNKNOWN, JFI_AC97_LFE, NO_PIN,
     NONE},
    {"spdif", "S/PDIF Transmitter", JFI_AC97_SPDIF_TRANSMITTER, JF_TYPE_DEVICE_SPECIFIC,
     JF_FLOW_UNKNOWN, JFI_AC97_SPDIF, NO_PIN, NONE},
};
const size_t jfi_ac97_shape_count = sizeof(jfi_ac97_shapes) / sizeof(jfi_ac97_shapes[0]);

/* ---- gates ----------------------------------------------------------------------------------- */

static const struct jfi_ac97_scale output = {0, -150, 0x3f, {8, 0}, 2, 15},
                                   mono_output = {0, -150, 0x3f, {0, 0}, 1, 15},
                                   lower_output = {0, -150, 0x3f, {0, 0}, 1, 7},
                                   upper_output = {0, -150, 0x3f, {8, 0}, 1, 15},
                                   input = {1200, -150, 0x1f, {8, 0}, 2, 15},
                                   mono_input = {1200, -150, 0x1f, {0, 0}, 1, 15},
                                   beep = {0, -300, 0xf, {1, 0}, 1, 15},
                                   record = {0, 150, 0xf, {8, 0}, 2, 15},
                                   mono_record = {0, 150, 0xf, {0, 0}, 1, 15};

const struct jfi_ac97_gate jfi_ac97_gates[] = {
    {"beep", "Beep", "Beep Playback", "PC Speaker Playback", &beep, JFI_AC97_BEEP_GATE, ANY, 0x0a,
     true},
    {"phone", "Phone", "Phone Playback", NULL, &mono_input, JFI_AC97_PHONE_GATE, ANY, 0x0c, true},
    {"mic", "Mic", "Mic Playback", NULL, &mono_input, JFI_AC97_MIC_GATE, ANY, 0x0e, true},
    {"line", "Line", "Line Playback", NULL, &input, JFI_AC97_LINE_GATE, ANY, 0x10, true},
    {"cd", "CD", "CD Playback", NULL, &input, JFI_AC97_CD_GATE, ANY, 0x12, true},
    {"video", "Video", "Video Playback", NULL, &input, JFI_AC97_VIDEO_GATE, ANY, 0x14, true},
    {"aux", "Aux", "Aux Playback", NULL, &input, JFI_AC97_AUX_GATE, ANY, 0x16, true},
    {"pcm", "PCM", "PCM Playback", NULL, &input, JFI_AC97_PCM_GATE, ANY, 0x18, false},
    {"master", "Master", "Master Playback", NULL, &output, JFI_AC97_MASTER_GATE, ANY, 0x02, false},
    {"headphone", "Headphone", "Headphone Playback", NULL, &output, JFI_AC97_HEADPHONE_GATE,
     JFI_AC97_HEADPHONE, 0x04, false},
    {"mono", "Mono", "Master Mono Playback", NULL, &mono_output, JFI_AC97_MONO_GATE, ANY, 0x06,
     true},
    {"surround", "Surround", "Surround Playback", NULL, &output, JFI_AC97_SURROUND_GATE,
     JFI_AC97_SURROUND, 0x38, false},
    {"center", "Center", "Center Playback", NULL, &lower_output, JFI_AC97_CENTER_GATE,
     JFI_AC97_CENTER, 0x36, false},
    {"lfe", "LFE", "LFE Playback", NULL, &upper_output, JFI_AC97_LFE_GATE, JFI_AC97_LFE, 0x36,
     false},
    {"record", "Record", "Capture", NULL, &record, JFI_AC97_RECORD_GATE, ANY, 0x1c, false},
    {"mic-record", "Mic Record", "Mic Capture", NULL, &mono_record, JFI_AC97_MIC_RECORD_GATE,
     JFI_AC97_MIC_ADC, 0x1e, false},
};
const size_t jfi_ac97_gate_count = sizeof(jfi_ac97_gates) / sizeof(jfi_ac97_gates[0]);

/* ---- ways ------------------------------------------------------------------------------------ */

#define GATE(volume) volume, (enum jfi_ac97_part)((volume) + 1)

const enum jfi_ac97_part jfi_ac97_chains[][JFI_AC97_CHAIN_PARTS] = {
    {JFI_AC97_PC_BEEP, GATE(JFI_AC97_BEEP_GATE), JFI_AC97_INPUT_MIX},
    {JFI_AC97_PHONE, GATE(JFI_AC97_PHONE_GATE), JFI_AC97_INPUT_MIX},
    {JFI_AC97_MIC_SELECT, JFI_AC97_MIC_BOOST, GATE(JFI_AC97_MIC_GATE), JFI_AC97_INPUT_MIX},
    {JFI_AC97_LINE, GATE(JFI_AC97_LINE_GATE), JFI_AC97_INPUT_MIX},
    {JFI_AC97_CD, GATE(JFI_AC97_CD_GATE), JFI_AC97_INPUT_MIX},
    {JFI_AC97_VIDEO, GATE(JFI_AC97_VIDEO_GATE), JFI_AC97_INPUT_MIX},
    {JFI_AC97_AUX, GATE(JFI_AC97_AUX_GATE), JFI_AC97_INPUT_MIX},
    {JFI_AC97_PCM_OUT, JFI_AC97_DAC, GATE(JFI_AC97_PCM_GATE), JFI_AC97_PCM_PATH},
    {JFI_AC97_INPUT_MIX, JFI_AC97_SIMULATION, JFI_AC97_ENHANCER, JFI_AC97_OUTPUT_MIX,
     JFI_AC97_TONE_CONTROL, JFI_AC97_LOUDNESS_CONTROL},
    {JFI_AC97_STEREO_MIX, GATE(JFI_AC97_MASTER_GATE), JFI_AC97_LINE_OUT},
    {JFI_AC97_STEREO_MIX, GATE(JFI_AC97_HEADPHONE_GATE), JFI_AC97_HEADPHONE_OUT},
    {JFI_AC97_STEREO_MIX, JFI_AC97_MONO_MIX},
    {JFI_AC97_MONO_SELECT, GATE(JFI_AC97_MONO_GATE), JFI_AC97_MONO_OUT},
    {JFI_AC97_RECORD_SELECT, GATE(JFI_AC97_RECORD_GATE), JFI_AC97_ADC, JFI_AC97_PCM_IN},
    {JFI_AC97_MIC_BOOST, GATE(JFI_AC97_MIC_RECORD_GATE), JFI_AC97_MIC_CONVERTER, JFI_AC97_MIC_IN},
    {JFI_AC97_PCM_OUT, JFI_AC97_SURROUND_DAC, GATE(JFI_AC97_SURROUND_GATE), JFI_AC97_SURROUND_OUT},
    {JFI_AC97_PCM_OUT, JFI_AC97_CENTER_DAC, GATE(JFI_AC97_CENTER_GATE), JFI_AC97_CENTER_OUT},
    {JFI_AC97_PCM_OUT, JFI_AC97_LFE_DAC, GATE(JFI_AC97_LFE_GATE), JFI_AC97_LFE_OUT},
    {JFI_AC97_SPDIF_TRANSMITTER, JFI_AC97_SPDIF_OUT},
};
const size_t jfi_ac97_chain_count = sizeof(jfi_ac97_chains) / sizeof(jfi_ac97_chains[0]);

const struct jfi_ac97_choice jfi_ac97_choices[] = {
    {JFI_AC97_MIC_SELECT,
     false,
     "Mic Select",
     2,
     {{"Mic1", JFI_AC97_MIC1}, {"Mic2", JFI_AC97_MIC2}}},
    {JFI_AC97_PCM_PATH,
     true,
     "PCM Out Path & Mute",
     2,
     {{"pre 3D", JFI_AC97_INPUT_MIX}, {"post 3D", JFI_AC97_OUTPUT_MIX}}},
    {JFI_AC97_MONO_SELECT,
     false,
     "Mono Output Select",
     2,
     {{"Mix", JFI_AC97_MONO_MIX}, {"Mic", JFI_AC97_MIC_BOOST}}},
    {JFI_AC97_RECORD_SELECT,
     false,
     "Capture Source",
     8,
     {{"Mic", JFI_AC97_MIC_BOOST},
      {"CD", JFI_AC97_CD},
      {"Video", JFI_AC97_VIDEO},
      {"Aux", JFI_AC97_AUX},
      {"Line", JFI_AC97_LINE},
      {"Mix", JFI_AC97_STEREO_MIX},
      {"Mix Mono", JFI_AC97_MONO_MIX},
      {"Phone", JFI_AC97_PHONE}}},
};
const size_t jfi_ac97_choice_count = sizeof(jfi_ac97_choices) / sizeof(jfi_ac97_choices[0]);
