/* SPDX-License-Identifier: MIT */
#include "environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"

const char *environment_value(const char *name)
{
    const char *value = getenv(name);

    return value && *value ? value : NULL;
}

/* ---- what the command line left open --------------------------------------------------------- */

static int apply_log(struct tool *tool, const char *text)
{
    static const char *const words[] = {[JF_LOG_ERROR] = "error",
                                        [JF_LOG_WARNING] = "warning",
                                        [JF_LOG_INFO] = "info",
                                        [JF_LOG_DEBUG] = "debug"};

    for (size_t i = JF_LOG_ERROR; i <= JF_LOG_DEBUG; i++) {
        if (strcmp(words[i], text) == 0) {
            tool->log_level = (enum jf_log_level)i;
            return EXIT_YES;
        }
    }
    error_line("JACKFIELD_LOG takes error, warning, info or debug; not '%s'", text);
    return EXIT_USAGE;
}

int environment_apply(struct tool *tool)
{
    const char *log = environment_value("JACKFIELD_LOG");

    if (!tool->machine && environment_value("JACKFIELD_MACHINE")) {
        tool->machine = environment_value("JACKFIELD_MACHINE");
        tool->machine_from = "JACKFIELD_MACHINE";
    }
    if (!tool->backends) {
        tool->backends = environment_value("JACKFIELD_BACKENDS");
        tool->backends_from = "JACKFIELD_BACKENDS";
    }
    /* The library of PipeWire would take this for more than what it is told. */
    if (tool->remote)
        (void)unsetenv("PIPEWIRE_REMOTE");
    return log && !tool->log_level ? apply_log(tool, log) : EXIT_YES;
}

/* ---- directories ----------------------------------------------------------------------------- */

/* A path that is not absolute counts as none: so the specification wants it. */
static const char *directory_of(const char *name)
{
    const char *value = environment_value(name);

    return value && value[0] == '/' ? value : NULL;
}

static char *path_in(const char *directory, const char *below, const char *name)
{
    char *path;

    return directory && asprintf(&path, "%s%s/jackfield%s", directory, below, name) >= 0 ? path
                                                                                         : NULL;
}

/* In the directory that the variable names, else at its usual place in the home. */
static char *path_at(const char *variable, const char *usual, const char *name)
{
    const char *directory = directory_of(variable);

    return directory ? path_in(directory, "", name) : path_in(directory_of("HOME"), usual, name);
}

char *environment_config_path(const char *name)
{
    return path_at("XDG_CONFIG_HOME", "/.config", name);
}

bool environment_has_session(void)
{
    return directory_of("XDG_RUNTIME_DIR");
}

char *environment_runtime_path(const char *name)
{
    const char *directory = directory_of("XDG_RUNTIME_DIR");

    return directory ? path_in(directory, "", name)
                     : path_at("XDG_STATE_HOME", "/.local/state", name);
}
