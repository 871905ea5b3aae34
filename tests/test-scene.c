/* SPDX-License-Identifier: MIT */

/* What a picture shows: where sound comes through, what is in the picture, what is on the path. */

#include "helpers/context.h"
#include "helpers/torture.h"

#include <errno.h>
#include <string.h>

#include "tools/scene.h"
#include "topology/internal.h"

/* The parts with all of these marks, by the last components of their ids. */
static const char *marked(const struct scene *scene, unsigned int marks)
{
    static char text[512];
    const struct jf_device *device;
    const struct jf_part *part;
    size_t length = 0;

    text[0] = '\0';
    for (size_t i = 0; jf_graph_get_device(scene->view->graph, i, &device) == 0; i++) {
        for (size_t j = 0; jf_device_get_part(device, j, &part) == 0; j++) {
            if ((scene_marks(scene, part) & marks) != marks)
                continue;
            length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s",
                                       length ? " " : "", strchr(jf_part_get_id(part), '/') + 1);
        }
    }
    return text;
}

static void assert_passes(const char *machine, const char *parts)
{
    struct jf_context *context = open_machine(machine);
    const struct view view = {.graph = jf_context_get_graph(context)};
    struct scene scene;

    assert_int_equal(scene_init(&scene, &view), 0);
    assert_string_equal(marked(&scene, MARK_PASSES), parts);
    scene_fini(&scene);
    jf_context_unref(context);
}

static void sound_comes_through_what_is_open(void **state)
{
    (void)state;
    assert_passes("synthetic:a:chain*2", "in v1 v2 out");
    assert_passes("synthetic:a:adapter;a/i:in;a/m:mute;a/m.mute=0;a/o:out;a/i>m;a/m>o", "i m o");
    assert_passes("synthetic:a:adapter;a/i:in;a/m:mute;a/m.mute=1;a/o:out;a/i>m;a/m>o", "i");
}

static void sound_takes_no_link_that_is_not_selected(void **state)
{
    (void)state;
    assert_passes("synthetic:a:adapter;a/i:in;a/m:mux;a/o:out;a/i>m:unselected;a/m>o", "i");
    assert_passes("synthetic:a:adapter;a/i:in;a/m:mux;a/o:out;a/i>m:selected;a/m>o", "i m o");
    assert_passes("synthetic:a:adapter;a/i:in;a/m:mux;a/o:out;a/i>m:unknown;a/m>o", "i m o");
}

static void sound_begins_where_it_may(void **state)
{
    (void)state;
    /* Whatever is not known to need an input may have a sound of its own. */
    assert_passes("synthetic:a:adapter;a/b:beep;a/o:opaque;a/x:device-specific;a/d:dac", "b o x d");
    assert_passes("synthetic:a:adapter;a/v:volume;a/s:sum;a/m:mux;a/c:adc;a/v>s", "");
    /* An output of which nobody tells what leads to it. */
    assert_passes("synthetic:a:node;a/o:out", "o");
    /* A ring is no source; an input in a ring is one. */
    assert_passes("synthetic:a:adapter;a/x:sum;a/y:sum;a/x>y;a/y>x", "");
    assert_passes("synthetic:a:adapter;a/i:in;a/o:out;a/i>o;a/o>i", "i o");
}

static void a_pin_that_faces_the_other_way_is_muted(void **state)
{
    (void)state;
    assert_passes("synthetic:a:adapter;a/i:in;a/i.hda.pin-control=out;a/v:volume;a/i>v", "");
    assert_passes("synthetic:a:adapter;a/i:in;a/i.hda.pin-control=in;a/v:volume;a/i>v", "i v");
    assert_passes("synthetic:a:adapter;a/i:in;a/i.hda.pin-control=in out;a/v:volume;a/i>v", "i v");
    assert_passes("synthetic:a:adapter;a/i:in;a/i.hda.pin-control=off;a/v:volume;a/i>v", "");
}

/* No backend tells of silence yet, so the value of a level is set from behind. */
static void assert_level_passes(int64_t first, int64_t second, bool passes)
{
    struct jf_context *context =
        open_machine("synthetic:a:adapter;a/i:in;a/v1:volume;a/v1.level=-650;a/i>v1");
    const struct view view = {.graph = jf_context_get_graph(context)};
    const struct jf_part *part = part_of(view.graph, "syn:a/v1");
    const int64_t values[] = {first, second};
    const struct jf_control *control;
    struct jf_control kept, *changed;
    struct scene scene;

    assert_int_equal(jf_part_get_control(part, 0, &control), 0);
    changed = (struct jf_control *)(uintptr_t)control;
    kept = *changed;
    changed->values = values;
    changed->value_count = 2;
    assert_int_equal(scene_init(&scene, &view), 0);
    assert_int_equal((scene_marks(&scene, part) & MARK_PASSES) != 0, passes);
    assert_int_equal((scene_marks(&scene, part) & MARK_MUTED) == 0, passes);
    scene_fini(&scene);
    *changed = kept;
    jf_context_unref(context);
}

static void a_level_mutes_when_every_channel_is_silent(void **state)
{
    (void)state;
    assert_level_passes(INT64_MIN, INT64_MIN, false);
    assert_level_passes(INT64_MIN, -650, true);
    assert_level_passes(-650, INT64_MIN, true);
}

static void a_device_is_drawn_with_where_its_connections_lead(void **state)
{
    struct jf_context *context = open_machine("synthetic:a:node;a/o:out;a/p:out;b:node;b/i:in;b/"
                                              "o:out;b/i>o;c:node;c/i:in;a/o~b/i;b/o~c/i");
    const struct jf_graph *graph = jf_context_get_graph(context);
    const struct jf_device *device = jf_part_get_device(part_of(graph, "syn:a/o"));
    struct view view = {.graph = graph, .devices = &device, .device_count = 1};
    struct jf_path *path;
    struct scene scene;

    (void)state;
    assert_int_equal(scene_init(&scene, &view), 0);
    assert_string_equal(marked(&scene, MARK_DRAWN), "o p i");
    assert_int_equal(scene.drawn_count, 3);
    assert_true(scene_is_whole(&scene, device));
    assert_int_equal(scene_count_parts(&scene, device), 2);
    assert_true(scene_has_edge(&scene, part_of(graph, "syn:a/o"), part_of(graph, "syn:b/i")));
    assert_false(scene_has_edge(&scene, part_of(graph, "syn:b/i"), part_of(graph, "syn:b/o")));
    scene_fini(&scene);
    assert_int_equal(
        jf_path_find(graph, part_of(graph, "syn:b/i"), part_of(graph, "syn:c/i"), 0, &path), 0);
    view.path = path;
    assert_int_equal(scene_init(&scene, &view), 0);
    assert_string_equal(marked(&scene, MARK_DRAWN), "o p i o i");
    assert_string_equal(marked(&scene, MARK_PATH), "i o i");
    scene_fini(&scene);
    jf_path_free(path);
    jf_context_unref(context);
}

static void a_scene_survives_every_failed_allocation(void **state)
{
    struct jf_context *context = open_machine("synthetic:a:chain*3");
    const struct view view = {.graph = jf_context_get_graph(context)};
    unsigned long nth = 1;
    struct scene scene;

    (void)state;
    for (;; nth++) {
        int status;

        torture_arm(nth);
        status = scene_init(&scene, &view);
        if (!torture_has_failed())
            break;
        assert_int_equal(status, -ENOMEM);
        assert_null(scene.parts);
    }
    torture_arm(0);
    assert_int_equal(nth, 3);
    scene_fini(&scene);
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_comes_through_what_is_open),
        cmocka_unit_test(sound_takes_no_link_that_is_not_selected),
        cmocka_unit_test(sound_begins_where_it_may),
        cmocka_unit_test(a_pin_that_faces_the_other_way_is_muted),
        cmocka_unit_test(a_level_mutes_when_every_channel_is_silent),
        cmocka_unit_test(a_device_is_drawn_with_where_its_connections_lead),
        cmocka_unit_test(a_scene_survives_every_failed_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
