/* SPDX-License-Identifier: MIT */

/* Signal paths: order, limits, cycles; names people type; which connectors belong together. */

#include "helpers/context.h"

#include <errno.h>
#include <string.h>

/* The path as the last components of its parts' ids, joined by blanks. */
static const char *find(struct jf_context *context, const char *from, const char *to,
                        unsigned int flags)
{
    static char text[1024];
    const struct jf_graph *graph = jf_context_get_graph(context);
    struct jf_path *path;
    int status = jf_path_find(graph, part_of(graph, from), part_of(graph, to), flags, &path);
    size_t length = 0;

    if (status) {
        assert_int_equal(status, -ENOENT);
        return "none";
    }
    text[0] = '\0';
    for (size_t i = 0; i < jf_path_get_count(path); i++) {
        const struct jf_part *part;

        assert_int_equal(jf_path_get_part(path, i, &part), 0);
        length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s", i ? " " : "",
                                   strchr(jf_part_get_id(part), '/') + 1);
    }
    jf_path_free(path);
    return text;
}

static void a_path_crosses_devices_in_signal_order(void **state)
{
    struct jf_context *context =
        open_machine("synthetic:app:node;app/o:out;sink:node;sink/i:in;sink/n:opaque;sink/m:out;"
                     "sink/i>n;sink/n>m;rec:node;rec/i:in;app/o~sink/i;sink/m~rec/i");

    (void)state;
    assert_string_equal(find(context, "syn:app/o", "syn:rec/i", 0), "o i n m i");
    assert_string_equal(find(context, "syn:rec/i", "syn:app/o", 0), "none");
    assert_string_equal(find(context, "syn:sink/i", "syn:sink/m", JF_PATH_INSIDE_DEVICE), "i n m");
    assert_string_equal(find(context, "syn:app/o", "syn:app/o", 0), "o");
    jf_context_unref(context);
}

static void each_step_says_what_joins_its_parts(void **state)
{
    struct jf_context *context = open_machine(
        "synthetic:app:node;app/o:out;sink:node;sink/i:in;sink/n:opaque;sink/i>n;app/o~sink/i");
    const struct jf_graph *graph = jf_context_get_graph(context);
    const struct jf_connection *connection;
    const struct jf_link *link;
    struct jf_path *path, *reversed;

    (void)state;
    assert_int_equal(
        jf_path_find(graph, part_of(graph, "syn:app/o"), part_of(graph, "syn:sink/n"), 0, &path),
        0);
    assert_int_equal(jf_path_get_step(path, 0, &link, &connection), 0);
    assert_null(link);
    assert_string_equal(jf_connection_get_id(connection), "syn:app/o~syn:sink/i");
    assert_int_equal(jf_path_get_step(path, 1, &link, &connection), 0);
    assert_null(connection);
    assert_ptr_equal(jf_link_get_to(link), part_of(graph, "syn:sink/n"));
    assert_int_equal(jf_path_get_step(path, 2, &link, &connection), -EINVAL);
    assert_int_equal(jf_path_windows_order(path, &reversed), 0);
    assert_int_equal(jf_path_get_step(reversed, 0, &link, &connection), 0);
    assert_ptr_equal(jf_link_get_to(link), part_of(graph, "syn:sink/n"));
    jf_path_free(reversed);
    jf_path_free(path);
    jf_context_unref(context);
}

static void the_shortest_way_wins_and_ties_go_to_the_first_named(void **state)
{
    struct jf_context *context =
        open_machine("synthetic:c:adapter;c/i:in;c/a:volume;c/b:volume;c/d:volume;c/o:out;"
                     "c/i>d;c/d>a;c/a>o;c/i>b;c/b>o;c/i>a");

    (void)state;
    assert_string_equal(find(context, "syn:c/i", "syn:c/o", 0), "i b o");
    jf_context_unref(context);
}

static void mixers_are_ways_unless_mixed_paths_are_rejected(void **state)
{
    struct jf_context *context =
        open_machine("synthetic:c:adapter;c/a:in;c/b:in;c/s:sum;c/x:mux;c/o:out;c/p:out;"
                     "c/a>s;c/b>s;c/s>o;c/a>x:selected;c/b>x:unselected;c/x>p;c/one:sum;c/q:out;"
                     "c/a>one;c/one>q");

    (void)state;
    assert_string_equal(find(context, "syn:c/a", "syn:c/o", 0), "a s o");
    assert_string_equal(find(context, "syn:c/a", "syn:c/o", JF_PATH_REJECT_MIXED), "none");
    assert_string_equal(find(context, "syn:c/s", "syn:c/o", JF_PATH_REJECT_MIXED), "s o");
    assert_string_equal(find(context, "syn:c/b", "syn:c/p", JF_PATH_REJECT_MIXED), "b x p");
    assert_string_equal(find(context, "syn:c/a", "syn:c/q", JF_PATH_REJECT_MIXED), "a one q");
    jf_context_unref(context);
}

static void an_input_that_several_outputs_feed_is_a_mixer_too(void **state)
{
    struct jf_context *context = open_machine("synthetic:a:node;a/o:out;b:node;b/o:out;s:node;s/"
                                              "i:in;a/o~s/i;b/o~s/i;t:node;t/i:in;a/o~t/i");

    (void)state;
    assert_string_equal(find(context, "syn:a/o", "syn:s/i", 0), "o i");
    assert_string_equal(find(context, "syn:a/o", "syn:s/i", JF_PATH_REJECT_MIXED), "none");
    assert_string_equal(find(context, "syn:a/o", "syn:t/i", JF_PATH_REJECT_MIXED), "o i");
    jf_context_unref(context);
}

static void only_selected_links_can_be_asked_for(void **state)
{
    struct jf_context *context =
        open_machine("synthetic:c:adapter;c/a:in;c/b:in;c/u:in;c/x:mux;c/o:out;"
                     "c/a>x:selected;c/b>x:unselected;c/u>x:unknown;c/x>o");

    (void)state;
    assert_string_equal(find(context, "syn:c/b", "syn:c/o", 0), "b x o");
    assert_string_equal(find(context, "syn:c/a", "syn:c/o", JF_PATH_SELECTED_ONLY), "a x o");
    assert_string_equal(find(context, "syn:c/b", "syn:c/o", JF_PATH_SELECTED_ONLY), "none");
    assert_string_equal(find(context, "syn:c/u", "syn:c/o", JF_PATH_SELECTED_ONLY), "none");
    jf_context_unref(context);
}

static void cycles_end(void **state)
{
    struct jf_context *context =
        open_machine("synthetic:c:adapter;c/a:sum;c/b:sum;c/d:sum;c/e:sum;c/a>b;c/b>a;c/b>d;"
                     "c/d>b;c/d>d;x:node;x/i:in;x/n:opaque;x/o:out;x/i>n;x/n>o;"
                     "y:node;y/i:in;y/n:opaque;y/o:out;y/i>n;y/n>o;x/o~y/i;y/o~x/i");

    (void)state;
    assert_sound(jf_context_get_graph(context));
    assert_string_equal(find(context, "syn:c/a", "syn:c/d", 0), "a b d");
    assert_string_equal(find(context, "syn:c/a", "syn:c/e", 0), "none");
    assert_string_equal(find(context, "syn:x/o", "syn:x/n", 0), "o i n o i n");
    jf_context_unref(context);
}

static void a_path_through_thousands_of_parts_is_found(void **state)
{
    struct jf_context *context = open_machine("synthetic:big:chain*20000");
    const struct jf_graph *graph = jf_context_get_graph(context);
    struct jf_path *path;

    (void)state;
    assert_sound(graph);
    assert_int_equal(
        jf_path_find(graph, part_of(graph, "syn:big/in"), part_of(graph, "syn:big/out"), 0, &path),
        0);
    assert_int_equal(jf_path_get_count(path), 20002);
    jf_path_free(path);
    jf_context_unref(context);
}

/* ---- names ----------------------------------------------------------------------------------- */

#define NAMES                                                                               \
    "synthetic:p1:node;p1.name=player;p1.node.name=mpv;p1/FL:out;p1/FR:out;"                \
    "p2:node;p2.name=player;p2/FL:out;sink:node;sink/in-FL:in;sink/in-FR:in;sinkhole:node;" \
    "p1/FL~sink/in-FL"

struct name_case {
    const char *text;
    unsigned int kinds;
    int status;
    size_t count;
    const char *first;
};

static const struct name_case names[] = {
    {"syn:p1", 7, 0, 1, "syn:p1"},
    {"syn:p1/FL", 7, 0, 1, "syn:p1/FL"},
    {"syn:p1/FL~syn:sink/in-FL", 7, 0, 1, "syn:p1/FL~syn:sink/in-FL"},
    {"syn:p1/FL~syn:sink/in-FL", JF_OBJECT_PART, -ENOENT, 0, NULL},
    {"player", 7, -ENOTUNIQ, 2, "syn:p1"},
    {"mpv", 7, 0, 1, "syn:p1"},
    {"FL", 7, -ENOTUNIQ, 2, "syn:p1/FL"},
    {"FR", 7, 0, 1, "syn:p1/FR"},
    {"mpv:FL", 7, 0, 1, "syn:p1/FL"},
    {"player:FL", 7, -ENOTUNIQ, 2, "syn:p1/FL"},
    {"player:FR", 7, 0, 1, "syn:p1/FR"},
    {"sink", 7, 0, 1, "syn:sink"}, /* the exact name, although it is a prefix of sinkhole */
    {"syn:sink", 7, 0, 1, "syn:sink"},
    {"syn:sin", 7, -ENOTUNIQ, 2, "syn:sink"},
    {"syn:sinkh", 7, 0, 1, "syn:sinkhole"},
    {"syn:sink/in-", JF_OBJECT_PART, -ENOTUNIQ, 2, "syn:sink/in-FL"},
    {"syn:p1/FL~", 7, 0, 1, "syn:p1/FL~syn:sink/in-FL"},
    {"nothing", 7, -ENOENT, 0, NULL},
    {"", 7, -EINVAL, 0, NULL},
    {"player", 0, -EINVAL, 0, NULL},
};

static void assert_names(const char *machine, const struct name_case *cases, size_t count)
{
    struct jf_context *context = open_machine(machine);

    for (size_t i = 0; i < count; i++) {
        struct jf_matches *matches = NULL;

        print_message("'%s'\n", cases[i].text);
        assert_int_equal(jf_graph_resolve(jf_context_get_graph(context), cases[i].text,
                                          cases[i].kinds, &matches),
                         cases[i].status);
        assert_int_equal(jf_matches_get_count(matches), cases[i].count);
        if (cases[i].first)
            assert_string_equal(jf_matches_get_id(matches, 0), cases[i].first);
        jf_matches_free(matches);
    }
    jf_context_unref(context);
}

static void a_name_resolves_as_people_mean_it(void **state)
{
    (void)state;
    assert_names(NAMES, names, JFI_COUNT(names));
}

#define SPOKEN                                                                          \
    "synthetic:ff:node;ff.name=Firefox;ff.node.name=Mozilla "                           \
    "Firefox;ff/fl:out;ff/fl.name=output_FL;"                                           \
    "ff/fr:out;ff/fr.name=output_FR;hp:endpoint;hp.name=Headphones (front);hp/plug:in;" \
    "codec:adapter;codec/pin:in;codec/pin.name=Headphone "                              \
    "Jack;codec/spk:in;codec/spk.name=Speaker;"                                         \
    "s1:node;s1.name=Speaker;s2:node;s2.name=speaker;s3:node;s3.name=Speaker: rear;"    \
    "k:endpoint;k.name=Kopfh\u00f6rer;k/plug:in;syn2:node;syn2.name=SYN:F"

static const struct name_case spoken[] = {
    {"firefox", 7, 0, 1, "syn:ff"},
    {"MOZILLA firefox", 7, 0, 1, "syn:ff"},
    {"firefox:OUTPUT_fl", 7, 0, 1, "syn:ff/fl"},
    {"fire:fl", 7, 0, 1, "syn:ff/fl"},
    {"fire:output", 7, -ENOTUNIQ, 2, "syn:ff/fl"},
    {"fire:", 7, -ENOENT, 0, NULL},
    {":fl", 7, -ENOENT, 0, NULL},
    {"fox", 7, 0, 1, "syn:ff"},
    {"headphones", 7, 0, 1, "syn:hp"},
    {"headphone", 7, 0, 1, "syn:hp"}, /* a device before the parts of others */
    {"headphone", JF_OBJECT_PART, 0, 1, "syn:codec/pin"},
    {"headphone jack", 7, 0, 1, "syn:codec/pin"},
    {"output_f", 7, -ENOTUNIQ, 2, "syn:ff/fl"},
    {"speaker", 7, 0, 1, "syn:s2"}, /* as it is written, before the other cases of it */
    {"SPEAKER", 7, -ENOTUNIQ, 3, "syn:s1"},
    {"peaker", 7, -ENOTUNIQ, 3, "syn:s1"},
    {"speaker: r", 7, 0, 1, "syn:s3"},
    {"KOPFH\u00d6RER", 7, 0, 1, "syn:k"},
    {"H\u00d6R", 7, 0, 1, "syn:k"},
    {"syn:f", 7, 0, 1, "syn:syn2"}, /* a whole name before the beginning of an id */
    {"fierfox", 7, -ENOENT, 0, NULL},
    {"headphones (front) left", 7, -ENOENT, 0, NULL},
};

static void a_name_resolves_in_any_case_and_in_part(void **state)
{
    (void)state;
    assert_names(SPOKEN, spoken, JFI_COUNT(spoken));
}

static void a_match_is_read_by_its_kind(void **state)
{
    struct jf_context *context = open_machine(NAMES);
    struct jf_matches *matches;

    (void)state;
    assert_int_equal(jf_graph_resolve(jf_context_get_graph(context), "mpv", 7, &matches), 0);
    assert_int_equal(jf_matches_get_kind(matches, 0), JF_OBJECT_DEVICE);
    assert_non_null(jf_matches_get_device(matches, 0));
    assert_null(jf_matches_get_part(matches, 0));
    assert_null(jf_matches_get_connection(matches, 0));
    assert_int_equal(jf_matches_get_kind(matches, 1), JF_OBJECT_UNKNOWN);
    assert_null(jf_matches_get_id(matches, 1));
    jf_matches_free(matches);
    jf_matches_free(NULL);
    jf_context_unref(context);
}

/* ---- whole devices --------------------------------------------------------------------------- */

static const struct {
    const char *row, *machine;
    int status;
    const char *pairs;
} pairings[] = {
    {"equal channels, whatever their order",
     "synthetic:a:node;a/1:out;a/2:out;b:node;b/1:in;b/2:in;a/1.audio.channel=FL;"
     "a/2.audio.channel=FR;b/1.audio.channel=FR;b/2.audio.channel=FL",
     0, "1-2 2-1 "},
    {"stereo into surround leaves the rest alone",
     "synthetic:a:node;a/1:out;a/2:out;b:node;b/1:in;b/2:in;b/3:in;a/1.audio.channel=FL;"
     "a/2.audio.channel=FR;b/1.audio.channel=FL;b/2.audio.channel=FR;b/3.audio.channel=LFE",
     0, "1-1 2-2 "},
    {"mono to every channel",
     "synthetic:a:node;a/1:out;b:node;b/1:in;b/2:in;a/1.audio.channel=MONO;b/1.audio.channel=FL;"
     "b/2.audio.channel=FR",
     0, "1-1 1-2 "},
    {"every channel to mono", "synthetic:a:node;a/1:out;a/2:out;b:node;b/1:in", 0, "1-1 2-1 "},
    {"no channel names: by order", "synthetic:a:node;a/1:out;a/2:out;a/3:out;b:node;b/1:in;b/2:in",
     0, "1-1 2-2 "},
    {"monitors only when there is nothing else",
     "synthetic:a:node;a/m:out;a/m.port.monitor=true;a/1:out;b:node;b/1:in", 0, "1-1 "},
    {"a sink gives its monitor",
     "synthetic:a:node;a/i:in;a/m:out;a/m.port.monitor=true;b:node;b/1:in", 0, "m-1 "},
    {"nothing to pair", "synthetic:a:node;a/i:in;b:node;b/1:in", -ENOENT, ""},
    {"a socket is not for software", "synthetic:a:adapter;a/1:out.physical-external;b:node;b/1:in",
     -ENOENT, ""},
};

static void devices_pair_by_channel(void **state)
{
    (void)state;
    for (size_t i = 0; i < JFI_COUNT(pairings); i++) {
        struct jf_context *context = open_machine(pairings[i].machine);
        const struct jf_graph *graph = jf_context_get_graph(context);
        const struct jf_device *a, *b;
        struct jf_pairs *pairs = NULL;
        char text[128] = "";

        print_message("%s\n", pairings[i].row);
        assert_int_equal(jf_graph_find_device(graph, "syn:a", &a), 0);
        assert_int_equal(jf_graph_find_device(graph, "syn:b", &b), 0);
        assert_int_equal(jf_device_pair(a, b, &pairs), pairings[i].status);
        for (size_t p = 0; p < jf_pairs_get_count(pairs); p++) {
            const struct jf_connector *from, *to;

            assert_int_equal(jf_pairs_get(pairs, p, &from, &to), 0);
            (void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s-%s ",
                           jf_part_get_name(jf_connector_get_part(from)),
                           jf_part_get_name(jf_connector_get_part(to)));
        }
        assert_string_equal(text, pairings[i].pairs);
        jf_pairs_free(pairs);
        jf_context_unref(context);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_crosses_devices_in_signal_order),
        cmocka_unit_test(each_step_says_what_joins_its_parts),
        cmocka_unit_test(the_shortest_way_wins_and_ties_go_to_the_first_named),
        cmocka_unit_test(mixers_are_ways_unless_mixed_paths_are_rejected),
        cmocka_unit_test(an_input_that_several_outputs_feed_is_a_mixer_too),
        cmocka_unit_test(only_selected_links_can_be_asked_for),
        cmocka_unit_test(cycles_end),
        cmocka_unit_test(a_path_through_thousands_of_parts_is_found),
        cmocka_unit_test(a_name_resolves_as_people_mean_it),
        cmocka_unit_test(a_name_resolves_in_any_case_and_in_part),
        cmocka_unit_test(a_match_is_read_by_its_kind),
        cmocka_unit_test(devices_pair_by_channel),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
