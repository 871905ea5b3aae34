/* SPDX-License-Identifier: MIT */

/* What jackfield point takes; cmd-point.c does it, in a program of its own (stream-exec.c). */

#include "commands.h"

static const struct option_spec options[] = {
    {"listen", 'l', "ADDR:PORT", "where to listen, 127.0.0.1:0 unless given; 0 is any free port"},
    {"create", 'c', NULL, "an encoder that pushes to an unknown name makes the point"},
    {"linger", 0, "TIME", "how long a lost encoder may stay away, 300s unless given"},
    {"idle-timeout", 0, "TIME", "how long an encoder may send nothing, 60s"},
    {"inactivity-timeout", 0, "TIME", "how long a session may wait for its encoder, 120s"},
    {"max-listeners", 'm', "N", "how many may listen to one point, 1000"},
    {"burst", 0, "TIME", "what a listener gets of the past, 2s"},
    {"password-file", 'p', "FILE", "who may push: lines USER:PASSWORD (Digest authentication)"},
    {0},
};

const struct command command_point = {
    .name = "point",
    .operands = "[NAME...]",
    .operand_min = 0,
    .operand_max = OPERANDS_MAX,
    .options = options,
    .summary = "be the publishing points that encoders push to and players listen to",
    .help =
        "Serves publishing points: an encoder (jackfield stream --to push+http://..., or one of\n"
        "Windows Media) pushes to NAME, players pull it from there, at the same port. Each point\n"
        "is printed as two lines, \"listening push+http://...\" for encoders and \"listening\n"
        "mmsh://...\" for players, and so is what happens to it. An encoder whose connection "
        "broke\n"
        "may come back within the linger time while listeners stay. An interrupt ends every\n"
        "session properly. Pages: /status lists all points, /NAME/status tells of one; with .json\n"
        "for programs.\n"
        "\n"
        "Example: jackfield point studio --listen 0.0.0.0:8080 --password-file pushers\n",
    .run = run_point,
};
