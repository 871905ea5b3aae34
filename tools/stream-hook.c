/* SPDX-License-Identifier: MIT */
#include "stream-hook.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"

/* ---- words ----------------------------------------------------------------------------------- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* Copies the word at `text` to `word`, which ends with a 0 then. Returns what follows; NULL: a
 * quote or a backslash lacks what belongs behind it. */
static const char *copy_word(const char *text, char **word)
{
    bool is_quoted = false;
    char quote = '\0'; /* which kind, while it is */

    for (; *text && (is_quoted || !is_space(*text)); text++) {
        if (*text == '\\' && !(is_quoted && quote == '\'')) {
            if (!*++text)
                return NULL;
            *(*word)++ = *text;
        } else if (is_quoted ? *text == quote : *text == '\'' || *text == '"') {
            is_quoted = !is_quoted;
            quote = *text;
        } else {
            *(*word)++ = *text;
        }
    }
    *(*word)++ = '\0';
    return is_quoted ? NULL : text;
}

/* Of one allocation: no more words than every second character begins, then their text. */
static int split(const char *command, char ***ret_words)
{
    const size_t length = strlen(command);
    const size_t room = length / 2 + 2;
    char **words = calloc(1, room * sizeof(*words) + length + 2);
    char *text = words ? (char *)(words + room) : NULL;
    size_t count = 0;

    if (!words)
        return -ENOMEM;
    while (command) {
        while (is_space(*command))
            command++;
        if (!*command)
            break;
        words[count++] = text;
        command = copy_word(command, &text);
    }
    if (!command || count == 0 || !*words[0]) {
        free(words);
        return -EINVAL;
    }
    *ret_words = words;
    return 0;
}

int hook_init(struct hook *hook, const char *command)
{
    *hook = (struct hook){0};
    return split(command, &hook->words);
}

void hook_fini(struct hook *hook)
{
    free(hook->words);
    *hook = (struct hook){0};
}

/* ---- running --------------------------------------------------------------------------------- */

enum {
    VARIABLES = 5,
    VARIABLE_BYTES = 64
};

struct variables {
    char text[VARIABLES][VARIABLE_BYTES];
    char **list; /* all of the environment */
};

/* A program that only hears of silence has no use for a password. */
static bool is_passed_on(const char *variable)
{
    static const char *const kept[] = {
        "JACKFIELD_PASSWORD=", "JACKFIELD_EVENT=",  "JACKFIELD_CHANNEL=",
        "JACKFIELD_POSITION=", "JACKFIELD_LENGTH=", "JACKFIELD_RATE="};

    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        if (strncmp(variable, kept[i], strlen(kept[i])) == 0)
            return false;
    }
    return true;
}

static int make_variables(const struct hook_event *event, struct variables *variables)
{
    size_t count = 0;

    while (environ[count])
        count++;
    variables->list = calloc(count + VARIABLES + 1, sizeof(*variables->list));
    if (!variables->list)
        return -ENOMEM;
    (void)snprintf(variables->text[0], VARIABLE_BYTES, "JACKFIELD_EVENT=%s", event->name);
    (void)snprintf(variables->text[1], VARIABLE_BYTES, "JACKFIELD_CHANNEL=%d", event->channel);
    (void)snprintf(variables->text[2], VARIABLE_BYTES, "JACKFIELD_POSITION=%" PRId64,
                   event->position_frames);
    (void)snprintf(variables->text[3], VARIABLE_BYTES, "JACKFIELD_LENGTH=%" PRId64,
                   event->length_frames);
    (void)snprintf(variables->text[4], VARIABLE_BYTES, "JACKFIELD_RATE=%u", event->rate_hz);
    count = 0;
    for (size_t i = 0; environ[i]; i++) {
        if (is_passed_on(environ[i]))
            variables->list[count++] = environ[i];
    }
    for (size_t i = 0; i < VARIABLES; i++)
        variables->list[count++] = variables->text[i];
    return 0;
}

/* It gets the signals that this program waits for, reads nothing, and does not write between our
 * lines on standard output. */
static int set_up(posix_spawnattr_t *attributes, posix_spawn_file_actions_t *actions)
{
    const short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;
    sigset_t none, usual;
    int err;

    (void)sigemptyset(&none);
    (void)sigemptyset(&usual);
    (void)sigaddset(&usual, SIGPIPE);
    err = posix_spawnattr_setsigmask(attributes, &none);
    if (!err)
        err = posix_spawnattr_setsigdefault(attributes, &usual);
    if (!err)
        err = posix_spawnattr_setpgroup(attributes, 0);
    if (!err)
        err = posix_spawnattr_setflags(attributes, flags);
    if (!err)
        err = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (!err)
        err = posix_spawn_file_actions_adddup2(actions, STDERR_FILENO, STDOUT_FILENO);
    return -err;
}

static int spawn(struct hook *hook, char *const *variables)
{
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    int err = -posix_spawnattr_init(&attributes);

    if (err)
        return err;
    err = -posix_spawn_file_actions_init(&actions);
    if (err)
        goto out_attributes;
    err = set_up(&attributes, &actions);
    if (!err) {
        err = -posix_spawnp(&hook->pid, hook->words[0], &actions, &attributes, hook->words,
                            variables);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
out_attributes:
    (void)posix_spawnattr_destroy(&attributes);
    return err;
}

static void start(struct hook *hook, const struct hook_event *event)
{
    struct variables variables;
    int err = make_variables(event, &variables);

    if (!err) {
        err = spawn(hook, variables.list);
        free(variables.list);
    }
    if (!err)
        return;
    hook->pid = 0;
    if (!hook->quiet)
        error_line("warning: cannot run '%s': %s", hook->words[0], strerror(-err));
}

static void say_how_it_ended(const struct hook *hook, int status)
{
    if (hook->quiet)
        return;
    if (WIFSIGNALED(status))
        error_line("warning: '%s' was ended by signal %d", hook->words[0], WTERMSIG(status));
    else if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
        error_line("warning: '%s' ended with status %d", hook->words[0], WEXITSTATUS(status));
}

static void collect(struct hook *hook)
{
    int status = 0;
    const pid_t pid = hook->pid ? waitpid(hook->pid, &status, WNOHANG) : 0;

    if (pid == 0)
        return;
    if (pid == hook->pid)
        say_how_it_ended(hook, status);
    hook->pid = 0;
}

void hook_go_on(struct hook *hook)
{
    if (!hook_exists(hook))
        return;
    collect(hook);
    while (hook->pid == 0 && hook->waiting_count > 0) {
        start(hook, &hook->waiting[0]);
        hook->waiting_count--;
        memmove(&hook->waiting[0], &hook->waiting[1],
                hook->waiting_count * sizeof(hook->waiting[0]));
    }
    if (hook->dropped_count == 0 || hook->waiting_count > 0)
        return;
    if (!hook->quiet)
        error_line("warning: '%s' was not run for %zu more: it took too long", hook->words[0],
                   hook->dropped_count);
    hook->dropped_count = 0;
}

void hook_run(struct hook *hook, const struct hook_event *event)
{
    if (!hook_exists(hook))
        return;
    if (hook->waiting_count < HOOK_WAITING)
        hook->waiting[hook->waiting_count++] = *event;
    else
        hook->dropped_count++;
    hook_go_on(hook);
}

bool hook_is_busy(const struct hook *hook)
{
    return hook->pid != 0 || hook->waiting_count > 0;
}
