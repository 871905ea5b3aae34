/* SPDX-License-Identifier: MIT */
/*
 * Keeps a conference microphone connected to a recorder, whichever of them goes and comes back,
 * until it is interrupted. Both are ids of "jackfield list", or patterns of them.
 *
 *     gcc keep-microphone.c -o keep-microphone $(pkg-config --cflags --libs jackfield)
 *     ./keep-microphone node:conference-mic 'node:recorder*'
 */
#include <stdio.h>

#include <jackfield/jackfield.h>

static int step(struct jf_context *context, struct jf_keeper *keeper, size_t *active_count)
{
    struct jf_event *event;
    size_t count = 0;
    int status = jf_context_dispatch(context);

    for (; (event = jf_context_next_event(context)); jf_event_unref(event))
        jf_keeper_event(keeper, event);
    if (!status)
        status = jf_keeper_step(keeper);
    for (size_t i = 0; i < jf_keeper_get_count(keeper); i++)
        count += jf_keeper_get_state(keeper, i) == JF_KEPT_ACTIVE;
    if (count != *active_count)
        printf("%zu of %zu connections\n", count, jf_keeper_get_count(keeper));
    (void)fflush(stdout);
    *active_count = count;
    return status;
}

int main(int argc, char **argv)
{
    struct jf_context *context = NULL;
    struct jf_wiring *wiring = NULL;
    struct jf_keeper *keeper = NULL;
    char text[1024];
    size_t active_count = 0;
    int size, status;

    if (argc != 3)
        return 2;
    size = snprintf(text, sizeof(text), "connect %s %s\n", argv[1], argv[2]);
    if (size < 0 || (size_t)size >= sizeof(text))
        return 2;
    status = jf_wiring_parse(text, (size_t)size, &wiring, NULL);
    if (!status)
        status = jf_context_new(NULL, &context);
    if (!status)
        status = jf_keeper_new(context, wiring, &keeper);
    while (status >= 0 && (status = step(context, keeper, &active_count)) >= 0)
        status = jf_context_wait(context, jf_keeper_get_timeout_ms(keeper));
    (void)fprintf(stderr, "keep-microphone: %s\n", jf_status_text(status));
    jf_keeper_free(keeper);
    jf_context_unref(context);
    jf_wiring_free(wiring);
    return 1;
}
