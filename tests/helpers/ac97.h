/* SPDX-License-Identifier: MIT */
#ifndef TESTS_AC97_H
#define TESTS_AC97_H

/* Recordings of one AC'97 codec. */

#include "helpers/questions.h"
#include "helpers/recording.h"

#define DIRECTORY "proc/asound/card0/codec97#0/"
#define TEXT      DIRECTORY "ac97#0-0"
#define CODEC     "ac97:card0:0"

#define HEAD "0-0/0: Test Chip rev 3\n\n"
#define BARE HEAD "Capabilities     :\n3D enhancement   : No 3D Stereo Enhancement\n"
#define FULL                                                                  \
    HEAD "Capabilities     : -dedicated MIC PCM IN channel- -bass & treble- " \
         "-simulated stereo- -headphone out- -loudness-\n"                    \
         "3D enhancement   : SRS 3D Stereo Enhancement\n"                     \
         "Extended ID      : codec=0 rev=0 AMAP LDAC SDAC CDAC DSA=0 VRM SPDIF DRA VRA\n"

static inline struct jf_context *open_codec(const char *text)
{
    recording_write(&recorded, TEXT, text);
    return open_sound(recorded.root);
}

#define IN_RECORDING(test) cmocka_unit_test_setup_teardown(test, make_recording, delete_recording)

#endif
