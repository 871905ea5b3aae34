/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include <jackfield/jackfield.h>

#include "backends/backend.h"

static struct jf_config *new_config(void)
{
    struct jf_config *config;

    assert_int_equal(jf_config_new(&config), 0);
    return config;
}

/* Whether a context of these settings has opened the backend. */
static bool opens(const struct jf_config *config, const char *name)
{
    struct jf_context *context;
    bool found = false;

    assert_int_equal(jf_context_new(config, &context), 0);
    for (size_t i = 0; i < jf_context_get_backend_count(context); i++)
        found = found || strcmp(jf_context_get_backend_name(context, i), name) == 0;
    jf_context_unref(context);
    return found;
}

/* The first that this build can be asked for; NULL: it has none. */
static const char *first_backend(void)
{
    const struct jfi_backend_ops *const *list = jfi_registry_for_machine(NULL);

    return *list && (*list)->phase != JFI_PHASE_ANNOTATE ? (*list)->name : NULL;
}

static void only_the_backends_that_were_asked_for_are_opened(void **state)
{
    const struct jfi_backend_ops *const *list = jfi_registry_for_machine(NULL);
    struct jf_config *config = new_config();

    (void)state;
    if (!first_backend()) {
        print_message("skipped: this build has no backend to choose\n");
        skip();
    }
    assert_int_equal(jf_config_set_backends(config, first_backend()), 0);
    for (size_t i = 0; list[i]; i++)
        assert_int_equal(opens(config, list[i]->name),
                         i == 0 || list[i]->phase == JFI_PHASE_ANNOTATE);
    jf_config_free(config);
}

static void without_a_choice_all_of_them_are_opened(void **state)
{
    const struct jfi_backend_ops *const *list = jfi_registry_for_machine(NULL);
    struct jf_config *config = new_config();

    (void)state;
    if (first_backend())
        assert_int_equal(jf_config_set_backends(config, first_backend()), 0);
    assert_int_equal(jf_config_set_backends(config, NULL), 0);
    for (size_t i = 0; list[i]; i++)
        assert_true(opens(config, list[i]->name));
    jf_config_free(config);
}

static void a_name_of_no_backend_is_refused_and_changes_nothing(void **state)
{
    static const char *const wrong[] = {"jack",  "",          "tie", "replay",
                                        "alsa,", ",pipewire", "als", "alsa pipewire"};
    struct jf_config *config = new_config();

    (void)state;
    if (!first_backend()) {
        print_message("skipped: this build has no backend to choose\n");
        skip();
    }
    assert_int_equal(jf_config_set_backends(config, first_backend()), 0);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_int_equal(jf_config_set_backends(config, wrong[i]), -ENOENT);
    assert_true(opens(config, first_backend()));
    assert_int_equal(jf_config_set_backends(NULL, "alsa"), -EINVAL);
    jf_config_free(config);
}

static void another_machine_has_all_that_it_has(void **state)
{
    struct jf_config *config = new_config();

    (void)state;
    if (first_backend())
        assert_int_equal(jf_config_set_backends(config, first_backend()), 0);
    assert_int_equal(jf_config_set_machine(config, "synthetic:a:node"), 0);
    assert_true(opens(config, "synthetic"));
    jf_config_free(config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_backends_that_were_asked_for_are_opened),
        cmocka_unit_test(without_a_choice_all_of_them_are_opened),
        cmocka_unit_test(a_name_of_no_backend_is_refused_and_changes_nothing),
        cmocka_unit_test(another_machine_has_all_that_it_has),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
