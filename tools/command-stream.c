/* SPDX-License-Identifier: MIT */

/* What jackfield stream takes; cmd-stream.c does it, in a program of its own (stream-exec.c). */

#include "commands.h"

static const struct option_spec options[] = {
    {"to", 't', "SINK", "a FILE, or a server's or one's own URL (see above); may be repeated"},
    {"codec", 'c', "CODEC", "wmav2, pcm, flac, opus or mp3, instead of the container's usual one"},
    {"bitrate", 'b', "RATE", "bits a second, such as 128k (lossless codecs ignore it)"},
    {"metadata", 'm', "KEY=VALUE", "title, author, album, … of what is written; may be repeated"},
    {"metadata-file", 0, "FILE", "the same from lines KEY=VALUE; read anew on SIGHUP"},
    {"password-file", 'p', "FILE", "of who pushes: lines USER:PASSWORD"},
    {"on-exit", 0, "HOW", "end (the default) or disconnect sessions of push+http at the end"},
    {"silence-after", 0, "TIME[,LEVEL]", "tell of lasting silence: zeros, or up to LEVEL dBFS"},
    {"on-silence", 0, "COMMAND", "run when a channel falls silent and when it is over; no shell"},
    {"exit-on", 0, "FAULT,...", "end at silence, stuck, clip or dropout, with exit status 9"},
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
        "hw:CARD,DEV[,SUB][?rate=HZ&channels=N] as ALSA counts them, file:PATH[?loop=1] to play a\n"
        "recording of any kind in real time, or tone[:HZ]. Files end in .asf, .wma, .wav, .flac,\n"
        ".ogg, .opus or .mp3 and appear when they are whole. An interrupt ends them properly; a\n"
        "second one gives up at once. What a card lost is silence. A card that is pulled out ends\n"
        "the files properly, with exit status 6; 8 is that of a file that failed while others\n"
        "went on.\n"
        "\n"
        "Opus is always 48000 Hz, MP3 at most that: other rates are resampled. Keys of --metadata\n"
        "are title, author, copyright, description, album, genre and date. After SIGHUP listeners\n"
        "of MP3 at Icecast see the title and author that --metadata-file has then.\n"
        "\n"
        "mmsh://[ADDR]:PORT/[NAME][?OPTION&...] listens at ADDR (none: only this machine can\n"
        "reach it) and PORT (0: any free one, printed as \"listening URL\") and serves Windows\n"
        "Media over HTTP to players, plain ASF to others, and a page at /status. Options:\n"
        "max-clients=1000, burst=2s (what a player gets of the past), coalesce=250ms (how long\n"
        "packets wait for each other), lag=10s (who is further behind is dropped),\n"
        "allow=ADDR[/BITS], deny=ADDR[/BITS], names=1 (look up who they are), packet=1400 (bytes\n"
        "of each), clock-start=MS (where their 32-bit clock begins).\n"
        "\n"
        "push+http://[USER@]HOST[:PORT]/POINT[?OPTION&...] pushes to a publishing point, and\n"
        "icecast://[USER@]HOST[:PORT]/MOUNT[?OPTION&...] to Icecast (MP3 where MOUNT ends in "
        ".mp3,\n"
        "else Ogg). A connection that breaks is made again, and what was captured meanwhile is "
        "sent\n"
        "then. The password of USER is in --password-file or in JACKFIELD_PASSWORD. Options of\n"
        "both: buffer=10s (how much may wait), give-up=10m (how long to try; 0: for ever). Of\n"
        "push: auto-destroy=1, template=URL, basic=1 (send the password in clear if need be),\n"
        "length-budget=BYTES. Of Icecast: name=, description=, genre=, public=1, tls=1. Exit\n"
        "status 5: refused; 6: nobody answers; 7: not within --timeout (30 s); 1: lost for good.\n"
        "\n"
        "Faults of the sound (silence, stuck, clip, dropout) are told with -v and --json, and\n"
        "where an option names them. COMMAND is split at spaces; quotes and backslashes keep\n"
        "them. It has JACKFIELD_EVENT (silence or silence-end), JACKFIELD_CHANNEL (from 1),\n"
        "JACKFIELD_POSITION, JACKFIELD_LENGTH (frames) and JACKFIELD_RATE; one runs at a time.\n"
        "\n"
        "Example: jackfield stream Microphone --to a.asf --to b.flac --duration 10s\n"
        "         jackfield stream tone --to 'mmsh://0.0.0.0:8080/?max-clients=50'\n",
    .run = run_stream,
};
