/* SPDX-License-Identifier: MIT */

/*
 * jackfield complete: what may come next on a command line. Shells ask it, so that they know no
 * more of the commands than its name (tools/completion).
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common.h"
#include "complete.h"
#include "options.h"
#include "output.h"

enum {
    LIVE_TIMEOUT_MS = 40 /* a person waits for it, with a key held down */
};

/* What the words of the help for operands and values stand for. */
struct meaning {
    const char *command; /* of which it is the word; NULL: of any that has none of its own */
    const char *word;
    unsigned int kinds;
    const char *choices; /* with blanks between them; NULL: none */
};

static const struct meaning meanings[] = {
    {"graph", "ID", NAME_DEVICE, NULL},
    {"stream", "FROM", NAME_DEVICE | NAME_CONNECTOR, "hw: file: tone"},
    {NULL, "A", NAME_DEVICE | NAME_CONNECTOR, NULL},
    {NULL, "B", NAME_DEVICE | NAME_CONNECTOR, NULL},
    {NULL, "CODEC", 0, "wmav2 pcm flac opus mp3"},
    {NULL, "COMMAND", NAME_FILE, NULL},
    {NULL, "CONTROL", NAME_CONTROL, NULL},
    {NULL, "DIR", NAME_DIRECTORY, NULL},
    {NULL, "FAULT,...", 0, "silence stuck clip dropout"},
    {NULL, "FILE", NAME_FILE, NULL},
    {NULL, "FORMAT", 0, "tree json dot svg png"},
    {NULL, "FROM", NAME_DEVICE | NAME_PART, NULL},
    {NULL, "HOW", 0, "end disconnect"},
    {NULL, "ID", NAME_DEVICE | NAME_PART, NULL},
    {NULL, "KEY=VALUE", 0, "title= author= copyright= description= album= genre= date="},
    {NULL, "LIST", 0, "alsa pipewire alsa,pipewire"},
    {NULL, "M", NAME_DIRECTORY, "demo synthetic:"},
    {NULL, "RATE", 0, "64k 96k 128k 192k 256k 320k"},
    {NULL, "SINK", NAME_FILE, "mmsh:// push+http:// icecast://"},
    {NULL, "THEME", 0, "light dark"},
    {NULL, "TO", NAME_DEVICE | NAME_PART, NULL},
    {NULL, "VALUE", NAME_VALUE, NULL},
    {NULL, "WHEN", 0, "auto always never"},
    /* Nobody but who types them can know these. */
    {NULL, "ADDR:PORT", 0, "127.0.0.1: 0.0.0.0:"},
    {NULL, "CHARS", 0, NULL},
    {NULL, "LINE", 0, NULL},
    {NULL, "N", 0, NULL},
    {NULL, "NAME", 0, NULL},
    {NULL, "SECONDS", 0, NULL},
    {NULL, "TIME", 0, NULL},
    {NULL, "TIME[,LEVEL]", 0, NULL},
    {NULL, "WORD", 0, NULL},
};

/* ---- what is asked --------------------------------------------------------------------------- */

struct completion {
    struct tool *tool;
    const struct arguments *own;     /* what this command itself was given */
    struct arguments before;         /* what stands in front of the word */
    const struct option_spec *asked; /* the option whose value the word is; NULL: none */
    bool options_ended;
    const char *word;      /* as far as it is typed */
    size_t prefix;         /* bytes of the word in front of the value: "--format=" */
    struct bash_line bash; /* no words: it is another shell */
};

/* A name that no line can hold is left out, and one that would be taken for a word to the shell. */
static bool can_be_told(const char *candidate)
{
    for (const char *at = candidate; *at; at++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            return false;
    }
    return *candidate && *candidate != ':';
}

static void offer(void *user, const char *candidate, const char *about)
{
    const struct completion *completion = user;
    char *whole;

    if (!can_be_told(candidate) ||
        asprintf(&whole, "%.*s%s", (int)completion->prefix, completion->word, candidate) < 0)
        return;
    if (completion->bash.count) {
        bash_line_put(&completion->bash, whole);
    } else {
        (void)fputs(whole, stdout);
        (void)putchar('\t');
        put_text(stdout, about ? about : "");
        (void)putchar('\n');
    }
    free(whole);
}

/* ---- what belongs there ---------------------------------------------------------------------- */

static bool is_of(const struct meaning *meaning, const struct command *command)
{
    return !meaning->command || (command && strcmp(meaning->command, command->name) == 0);
}

/* NULL: nothing is known of it. */
static const struct meaning *find_meaning(const struct command *command, const char *word,
                                          size_t length)
{
    for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
        if (is_of(&meanings[i], command) && strlen(meanings[i].word) == length &&
            strncmp(meanings[i].word, word, length) == 0)
            return &meanings[i];
    }
    return NULL;
}

static void offer_choices(struct completion *completion, const char *choices, const char *between)
{
    char *copy = strdup(choices), *rest = copy, *choice;

    while (rest && (choice = strsep(&rest, between)))
        offer(completion, choice, NULL);
    free(copy);
}

/* The machine that is spoken of in front of the word. One that cannot be had offers nothing. */
static const struct jf_graph *open_machine(struct completion *completion)
{
    struct tool *tool = completion->tool;

    if (tool_configure(tool, &completion->before))
        return NULL;
    if (!arguments_has(&completion->before, "timeout"))
        tool->timeout_ms = LIVE_TIMEOUT_MS;
    if (tool_open(tool))
        return NULL;
    /* What has not been told by then is left out. */
    (void)jf_context_settle(tool->context);
    return jf_context_get_graph(tool->context);
}

static int offer_live(struct completion *completion, unsigned int kinds)
{
    const struct jf_graph *graph = open_machine(completion);
    int status;

    if (!graph)
        return EXIT_YES;
    if (kinds & NAME_VALUE && completion->before.operand_count)
        offer_values(graph, completion->before.operands[0], offer, completion);
    status = offer_names(graph, kinds, offer, completion);
    return status ? report(status, "cannot complete") : EXIT_YES;
}

static int offer_meaning(struct completion *completion, const struct meaning *meaning)
{
    const unsigned int live = NAME_DEVICE | NAME_CONNECTOR | NAME_PART | NAME_CONTROL | NAME_VALUE;

    /* The shell knows best what files there are, and how they are written. */
    if (meaning->kinds & (NAME_FILE | NAME_DIRECTORY))
        (void)puts(meaning->kinds & NAME_FILE ? ":files" : ":directories");
    if (meaning->choices)
        offer_choices(completion, meaning->choices, " ");
    else if (!meaning->kinds)
        (void)puts(":anything");
    return meaning->kinds & live ? offer_live(completion, meaning->kinds) : EXIT_YES;
}

/* ---- operands -------------------------------------------------------------------------------- */

/* Whether it is one of the words of `operands` that stand for something. */
static bool is_placeholder(const char *word, size_t length)
{
    return length && word[0] != '-' &&
           (strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == length || memchr(word, '|', length));
}

/* The `index`th word that stands for an operand; the last one where it may be repeated. */
static const char *find_operand(const char *operands, size_t index, size_t *ret_length)
{
    const char *found = NULL;

    for (const char *word = operands; *word; word += strcspn(word, " [].") + 1) {
        size_t length = strcspn(word, " [].");

        if (is_placeholder(word, length)) {
            found = word;
            *ret_length = length;
            if (index-- == 0)
                return found;
        }
        if (!word[length])
            break;
    }
    return found && strncmp(found + *ret_length, "...", 3) == 0 ? found : NULL;
}

static int offer_operand(struct completion *completion)
{
    const struct command *command = completion->before.command;
    size_t count = completion->before.operand_count, length = 0;
    const char *word =
        count < command->operand_max ? find_operand(command->operands, count, &length) : NULL;
    const struct meaning *meaning = word ? find_meaning(command, word, length) : NULL;
    char *choices;

    if (meaning)
        return offer_meaning(completion, meaning);
    if (!word || !memchr(word, '|', length))
        return EXIT_YES;
    choices = strndup(word, length);
    if (!choices)
        return report(-ENOMEM, "cannot complete");
    offer_choices(completion, choices, "|");
    free(choices);
    return EXIT_YES;
}

/* ---- options and commands -------------------------------------------------------------------- */

static void offer_commands(struct completion *completion)
{
    for (size_t i = 0; commands[i]; i++)
        offer(completion, commands[i]->name, commands[i]->summary);
}

static void offer_options(struct completion *completion, const struct option_spec *options)
{
    for (; options && options->name; options++) {
        char form[64];

        (void)snprintf(form, sizeof(form), "--%s", options->name);
        offer(completion, form, options->help);
    }
}

static int offer_value(struct completion *completion)
{
    const char *word = completion->asked->value;
    const struct meaning *meaning =
        word ? find_meaning(completion->before.command, word, strlen(word)) : NULL;

    return meaning ? offer_meaning(completion, meaning) : EXIT_YES;
}

/* "--option=" and the beginning of its value. */
static bool has_option_in_front(struct completion *completion)
{
    const char *word = completion->word, *equals = strchr(word, '=');

    if (completion->options_ended || strncmp(word, "--", 2) != 0 || !equals)
        return false;
    completion->asked =
        arguments_find_option(completion->before.command, word + 2, (size_t)(equals - word) - 2);
    completion->prefix = (size_t)(equals - word) + 1;
    return true;
}

static int complete_word(struct completion *completion)
{
    if (completion->asked || has_option_in_front(completion))
        return completion->asked ? offer_value(completion) : EXIT_YES;
    if (completion->word[0] == '-' && !completion->options_ended) {
        if (completion->before.command)
            offer_options(completion, completion->before.command->options);
        offer_options(completion, global_options);
        return EXIT_YES;
    }
    if (completion->before.command)
        return offer_operand(completion);
    if (completion->before.operand_count == 0)
        offer_commands(completion);
    return EXIT_YES;
}

/* ---- the command ----------------------------------------------------------------------------- */

/* The options of this command go before those of the line: the last one given is the one taken. */
static int inherit(struct completion *completion)
{
    const struct arguments *own = completion->own;
    struct arguments *before = &completion->before;
    size_t count = own->given_count + before->given_count;
    struct given_option *given = reallocarray(before->given, count + 1, sizeof(*given));

    if (!given)
        return report(-ENOMEM, "cannot complete");
    memmove(given + own->given_count, given, before->given_count * sizeof(*given));
    memcpy(given, own->given, own->given_count * sizeof(*given));
    before->given = given;
    before->given_count = count;
    return EXIT_YES;
}

static int complete(struct completion *completion, int count, char *const words[])
{
    int result = arguments_parse_beginning(count, words, commands, &completion->before,
                                           &completion->asked, &completion->options_ended);

    if (!result)
        result = inherit(completion);
    if (!result)
        result = complete_word(completion);
    arguments_fini(&completion->before);
    return result;
}

static int complete_bash(struct completion *completion, const char *text, const char *breaks)
{
    struct bash_line *line = &completion->bash;
    int status = bash_line_split(text, breaks ? breaks : "", line);
    int result = EXIT_YES;

    if (status)
        return report(status, "cannot complete");
    completion->word = line->words[line->count - 1];
    /* The first word is this program, by whatever name. */
    if (line->count > 1)
        result = complete(completion, (int)line->count - 2, line->words + 1);
    bash_line_fini(line);
    return result;
}

static int run_complete(struct tool *tool, const struct arguments *arguments)
{
    const char *line = arguments_value(arguments, "line");
    const char *word = arguments_value(arguments, "word");
    struct completion completion = {.tool = tool, .own = arguments, .word = word ? word : ""};

    if (line && (word || arguments->operand_count)) {
        error_line("complete takes a --line, or words; see jackfield complete --help");
        return EXIT_USAGE;
    }
    if (line)
        return complete_bash(&completion, line, arguments_value(arguments, "breaks"));
    return complete(&completion, (int)arguments->operand_count,
                    (char *const *)(uintptr_t)arguments->operands);
}

static const struct option_spec complete_options[] = {
    {"word", 'w', "WORD", "what is to be completed, as far as it is typed"},
    {"line", 'l', "LINE", "for bash: all of the line up to the cursor, instead of words"},
    {"breaks", 'b', "CHARS", "for bash: what ends a word besides blanks (COMP_WORDBREAKS)"},
    {0},
};

const struct command command_complete = {
    .name = "complete",
    .operands = "[WORD...]",
    .operand_max = OPERANDS_MAX,
    .options = complete_options,
    .summary = "print what may come next on a command line, for shells",
    .help = "Prints what may stand behind the WORDs of a command line of jackfield, one a line,\n"
            "with a tab and a description: commands, options, their values, and the names of\n"
            "what is on this machine now. :files or :directories says that the shell's own are\n"
            "good as well, :anything that nothing better is known. What the machine does not\n"
            "tell within 40 ms (or --timeout) is left out. With --line only what begins as the\n"
            "last word does is printed, as it is to be put in the place of it.\n"
            "\n"
            "Example: jackfield complete --word o -- set 'PCM Switch'\n",
    .run = run_complete,
};
