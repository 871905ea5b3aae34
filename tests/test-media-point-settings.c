/* SPDX-License-Identifier: MIT */

/* What a publishing point server is told, and when. */

#include "test-media-support.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define MS ((int64_t)1000000)

static void settings_are_made_before_it_opens(void **state)
{
    struct jf_point_server *server = NULL;
    const struct jf_point_times times = {.linger_ns = 0, .idle_ns = MS, .inactivity_ns = MS};
    struct jf_point point;
    char *authority = NULL, expected[64];
    unsigned int port = 0, other = 0;

    (void)state;
    assert_int_equal(jf_point_server_new(&server), 0);
    assert_int_equal(jf_point_server_add_point(server, "live"), 0);
    assert_int_equal(jf_point_server_open(server, NULL, &port), 0);
    assert_int_equal(jf_point_server_open(server, NULL, &other), -EBADFD);
    assert_int_equal(jf_point_server_add_point(server, "late"), -EBADFD);
    assert_int_equal(jf_point_server_set_creating(server, true), -EBADFD);
    assert_int_equal(jf_point_server_set_times(server, &times), -ERANGE);
    assert_int_equal(jf_point_server_get_point(server, 1, &point), -EBADSLT);
    assert_int_equal(jf_point_server_dup_authority(server, &authority), 0);
    (void)snprintf(expected, sizeof(expected), "127.0.0.1:%u", port);
    assert_string_equal(authority, expected);
    free(authority);
    assert_int_equal(jf_point_server_close(server), 0);
    assert_int_equal(jf_point_server_close(server), -EBADFD);
    assert_int_equal(jf_point_server_dup_authority(server, &authority), -EBADFD);
    assert_int_equal(jf_point_server_add_point(server, "/live"), -EEXIST);
    assert_int_equal(jf_point_server_add_point(server, "status"), -EINVAL);
    assert_int_equal(jf_point_server_add_point(server, ""), -EINVAL);
    assert_int_equal(jf_point_server_add_point(server, "a b"), -EINVAL);
    assert_int_equal(jf_point_server_set_burst_ns(server, -1), -ERANGE);
    assert_null(jf_point_server_free(server));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_are_made_before_it_opens),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
