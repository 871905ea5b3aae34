/* SPDX-License-Identifier: MIT */
/*
 * Shows every volume and mute, and then each change, with who made it, until it is interrupted.
 *
 *     gcc follow-volume.c -o follow-volume $(pkg-config --cflags --libs jackfield)
 *     ./follow-volume [MACHINE]
 */
#include <stdio.h>

#include <jackfield/jackfield.h>

static void print_control(const struct jf_control *control, const char *remark)
{
    const struct jf_device *device = jf_part_get_device(jf_control_get_part(control));
    int64_t value;

    if (jf_control_get_kind(control) != JF_CONTROL_LEVEL &&
        jf_control_get_kind(control) != JF_CONTROL_MUTE)
        return;
    printf("%s: %s:", jf_device_get_id(device), jf_control_get_name(control));
    for (size_t i = 0; !jf_control_get_value(control, i, &value); i++) {
        if (jf_control_get_kind(control) == JF_CONTROL_MUTE)
            printf(" %s", value ? "muted" : "on");
        else if (value == INT64_MIN)
            printf(" silent");
        else
            printf(" %.2f dB", (double)value / 100);
    }
    printf("%s\n", remark);
    (void)fflush(stdout);
}

/* What is there when we come is ADDED, part by part. */
static void handle(const struct jf_event *event)
{
    const struct jf_part *part = jf_event_get_part(event);
    const struct jf_control *control;

    if (jf_event_get_type(event) == JF_EVENT_CONTROL)
        print_control(jf_event_get_control(event), " (changed)");
    else if (jf_event_get_type(event) == JF_EVENT_ADDED && part)
        for (size_t i = 0; !jf_part_get_control(part, i, &control); i++)
            print_control(control, "");
}

int main(int argc, char **argv)
{
    struct jf_config *config = NULL;
    struct jf_context *context = NULL;
    struct jf_event *event;
    int status = jf_config_new(&config);

    if (!status && !(status = jf_config_set_machine(config, argc > 1 ? argv[1] : NULL)))
        status = jf_context_new(config, &context);
    while (status >= 0 && (status = jf_context_dispatch(context)) >= 0) {
        for (; (event = jf_context_next_event(context)); jf_event_unref(event))
            handle(event);
        status = jf_context_wait(context, -1);
    }
    (void)fprintf(stderr, "follow-volume: %s\n", jf_status_text(status));
    jf_context_unref(context);
    jf_config_free(config);
    return 1;
}
