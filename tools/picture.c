/* SPDX-License-Identifier: MIT */
#include "picture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <gvc.h>

enum {
    /* Four bytes each, and Graphviz holds them all: 256 MiB. */
    MOST_PIXELS = 64 * 1024 * 1024,
    /* On a side; what is larger Graphviz scales down. */
    MOST_SIDE = 32767
};

/* Graphviz counts in points, of which an inch has 72, and gives 96 pixels to an inch. */
static const double pixels_per_point = 96.0 / 72.0;

/* ---- what Graphviz complains of -------------------------------------------------------------- */

/* Graphviz hands messages out in pieces and without any word of whom they are for. */
static struct {
    char text[2048];
    size_t length;
} complaints;

static int hear(char *piece)
{
    size_t room = sizeof(complaints.text) - 1 - complaints.length;
    size_t length = strlen(piece) < room ? strlen(piece) : room;

    memcpy(complaints.text + complaints.length, piece, length);
    complaints.length += length;
    complaints.text[complaints.length] = '\0';
    return 0;
}

/* The first complaint of a kind without the name of the kind, cut off at its end; NULL: none. */
static const char *first_complaint(const char *kind)
{
    char *found = strstr(complaints.text, kind);

    if (!found)
        return NULL;
    found += strlen(kind);
    found[strcspn(found, "\n")] = '\0';
    return found;
}

/* ---- what is said of it ---------------------------------------------------------------------- */

/* The one line; it has to wait until Graphviz, and what Graphviz uses, writes to stderr no more. */
static char line[2048];

/* The first line is the one. */
__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
    va_list values;

    if (*line)
        return;
    va_start(values, format);
    (void)vsnprintf(line, sizeof(line), format, values);
    va_end(values);
}

static int fail(const struct picture *picture)
{
    const char *why = first_complaint("Error: ");

    if (!why)
        why = first_complaint("Warning: ");
    say("cannot draw the graph as '%s': Graphviz says: %s", picture->format, why ? why : "nothing");
    return EXIT_REFUSED;
}

/* Lets nobody else write to stderr. Returns what it was, or -1. */
static int hush(void)
{
    int spoken = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
    int silence = spoken < 0 ? -1 : open("/dev/null", O_WRONLY | O_CLOEXEC);

    if (silence >= 0) {
        (void)dup2(silence, STDERR_FILENO);
        (void)close(silence);
    }
    return spoken;
}

static void end_hush(int spoken)
{
    if (spoken < 0)
        return;
    (void)dup2(spoken, STDERR_FILENO);
    (void)close(spoken);
}

/* ---- drawing --------------------------------------------------------------------------------- */

static int check_pixels(const struct picture *picture, const Agraph_t *graph)
{
    double width = (GD_bb(graph).UR.x - GD_bb(graph).LL.x) * pixels_per_point;
    double height = (GD_bb(graph).UR.y - GD_bb(graph).LL.y) * pixels_per_point;
    bool is_scaled = width > MOST_SIDE || height > MOST_SIDE;

    if (!is_scaled && width * height <= MOST_PIXELS)
        return EXIT_YES;
    if (!picture->any_size) {
        say("cannot draw the graph as 'png': it would have %.0f times %.0f pixels; give --format "
            "svg, draw less with --device, or give --force",
            width, height);
        return EXIT_REFUSED;
    }
    if (is_scaled && !picture->tool->quiet)
        say("warning: %.0f times %.0f pixels are scaled down to %d at most", width, height,
            MOST_SIDE);
    return EXIT_YES;
}

static int render(const struct picture *picture, GVC_t *graphviz, Agraph_t *graph, FILE *stream)
{
    const char *warning;

    if (gvRender(graphviz, graph, picture->format, stream) != 0 || agerrors() >= AGERR)
        return fail(picture);
    warning = first_complaint("Warning: ");
    if (warning && !picture->tool->quiet)
        say("warning: Graphviz says: %s", warning);
    return EXIT_YES;
}

static int lay_out_and_render(const struct picture *picture, GVC_t *graphviz, Agraph_t *graph,
                              FILE *stream)
{
    int result = EXIT_YES;

    if (gvLayout(graphviz, graph, "dot") != 0)
        return fail(picture);
    /* A label that cannot be read is drawn as something else. */
    if (agerrors() >= AGERR)
        result = fail(picture);
    if (!result && strcmp(picture->format, "png") == 0)
        result = check_pixels(picture, graph);
    if (!result)
        result = render(picture, graphviz, graph, stream);
    (void)gvFreeLayout(graphviz, graph);
    return result;
}

static int draw(const struct picture *picture, FILE *stream)
{
    GVC_t *graphviz;
    Agraph_t *graph;
    int result;

    (void)agreseterrors();
    (void)agseterrf(hear);
    graphviz = gvContext();
    if (!graphviz)
        return fail(picture);
    graph = agmemread(picture->dot);
    if (graph) {
        result = lay_out_and_render(picture, graphviz, graph, stream);
        (void)agclose(graph);
    } else {
        result = fail(picture);
    }
    (void)gvFreeContext(graphviz);
    return result;
}

/* ---- a process of its own -------------------------------------------------------------------- */

/*
 * Most graphs are laid out in well under a second, but how long it takes depends on their shape,
 * and some of a few hundred parts would take hours. A process can be ended.
 */
static void run_child(const struct picture *picture, int output)
{
    int result = EXIT_REFUSED, spoken = -1;
    FILE *stream;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (picture->tool->verbosity == 0)
        spoken = hush();
    stream = fdopen(output, "w");
    if (stream)
        result = draw(picture, stream);
    if (!stream || fclose(stream) != 0) {
        say("cannot draw the graph as '%s': %s", picture->format, jf_status_text(-errno));
        result = EXIT_REFUSED;
    }
    end_hush(spoken);
    if (*line)
        error_line("%s", line);
    _exit(result);
}

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Copies what the child draws. -ETIMEDOUT: it takes too long. */
static int copy(int input, int timeout_ms, FILE *stream)
{
    const int64_t end_ms = now_ms() + timeout_ms;
    char piece[16384];

    for (;;) {
        struct pollfd ready = {.fd = input, .events = POLLIN};
        int64_t left_ms = end_ms - now_ms();
        int count = poll(&ready, 1, (int)(left_ms > 0 ? left_ms : 0));
        ssize_t length;

        if (count == 0)
            return -ETIMEDOUT;
        length = count < 0 ? -1 : read(input, piece, sizeof(piece));
        if (length < 0 && errno == EINTR)
            continue;
        if (length <= 0)
            return length < 0 ? -errno : 0;
        (void)fwrite(piece, 1, (size_t)length, stream);
    }
}

/* Waits for the child, which has said itself what went wrong unless it was ended. */
static int finish_child(pid_t child, int status, const char *format)
{
    int state = 0;

    if (status)
        (void)kill(child, SIGKILL);
    while (waitpid(child, &state, 0) < 0 && errno == EINTR)
        ;
    if (status == -ETIMEDOUT) {
        error_line("cannot draw the graph as '%s': Graphviz needs too long for it; draw less with "
                   "--device, or wait longer with --timeout",
                   format);
        return EXIT_TIMED_OUT;
    }
    if (status)
        return report(status, "cannot draw the graph as '%s'", format);
    if (WIFEXITED(state))
        return WEXITSTATUS(state);
    error_line("cannot draw the graph as '%s': Graphviz was ended by signal %d; draw less with "
               "--device",
               format, WTERMSIG(state));
    return EXIT_REFUSED;
}

int picture_draw(const struct picture *picture, FILE *stream)
{
    int ends[2], status;
    pid_t child;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return report(-errno, "cannot draw the graph as '%s'", picture->format);
    /* What waits in a buffer would be written twice. */
    (void)fflush(stdout);
    child = fork();
    if (child == 0)
        run_child(picture, ends[1]);
    status = child < 0 ? -errno : 0;
    (void)close(ends[1]);
    if (!status)
        status = copy(ends[0], picture->tool->timeout_ms, stream);
    (void)close(ends[0]);
    return child < 0 ? report(status, "cannot draw the graph as '%s'", picture->format)
                     : finish_child(child, status, picture->format);
}
