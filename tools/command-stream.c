/* SPDX-License-Identifier: MIT */

/* What jackfield stream takes; cmd-stream.c does it, in a program of its own (stream-exec.c). */

#include "commands.h"

static const struct option_spec options[] = {
    {"to", 't', "SINK", "a FILE, or mmsh://ADDR:PORT/ to serve players; may be repeated"},
    {"codec", 'c', "CODEC", "wmav2, pcm or flac, instead of the container's usual one"},
    {"bitrate", 'b', "RATE", "bits a second, such as 128k (lossless codecs ignore it)"},
    {"duration", 'd', "TIME", "end after 10s, 1m30s, 500ms; else when interrupted"},
    {0},
};

const struct command command_stream = {
    .name = "stream",
    .operands = "FROM --to SINK...",
    .operand_min = 1,
    .operand_max = 1,
    .options = options,
    .summary = "capture sound, write it to files and serve it to players",
    .help =
        "Captures from FROM and writes to every SINK at once. FROM is a connector, a node (all\n"
        "its outputs; of a sink, its monitors), a card or codec that captures on one device,\n"
        "hw:CARD,DEV[,SUB][?rate=HZ&channels=N] as ALSA counts them, or tone[:HZ]. Files end in\n"
        ".asf, .wma, .wav or .flac and appear when they are whole. An interrupt ends them\n"
        "properly; a second one gives up at once. What a card lost is silence. A card that is\n"
        "pulled out ends the files properly, with exit status 6; 8 is that of a file that failed\n"
        "while others went on.\n"
        "\n"
        "mmsh://[ADDR]:PORT/[NAME][?OPTION&...] listens at ADDR (none: only this machine can\n"
        "reach it) and PORT (0: any free one, printed as \"listening URL\") and serves Windows\n"
        "Media over HTTP to players, plain ASF to others, and a page at /status. Options:\n"
        "max-clients=1000, burst=2s (what a player gets of the past), coalesce=250ms (how long\n"
        "packets wait for each other), lag=10s (who is further behind is dropped),\n"
        "allow=ADDR[/BITS], deny=ADDR[/BITS], names=1 (look up who they are).\n"
        "\n"
        "Example: jackfield stream Microphone --to a.asf --to b.flac --duration 10s\n"
        "         jackfield stream tone --to 'mmsh://0.0.0.0:8080/?max-clients=50'\n",
    .run = run_stream,
};
