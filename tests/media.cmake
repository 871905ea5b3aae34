# SPDX-License-Identifier: MIT
foreach(area unit container writer time statistics
        metadata late live failure file schedule pipeline source signal signal-unit)
    jackfield_test(media-${area} MEDIA SOURCES test-media-support.c test-media-probe.c)
endforeach()
jackfield_test(media-asf MEDIA SOURCES test-media-support.c test-media-catcher.c)

foreach(area drift)
    jackfield_test(media-${area} MEDIA SOURCES test-media-support.c)
    target_link_options(test-media-${area} PRIVATE LINKER:--wrap=jfi_clock_now_ns)
endforeach()

jackfield_test(media-network-unit MEDIA SOURCES test-media-support.c)
foreach(area network network-hostile)
    jackfield_test(media-${area} MEDIA
        SOURCES test-media-support.c helpers/network-rig.c helpers/player.c)
    target_link_options(test-media-${area} PRIVATE LINKER:--wrap=jfi_clock_now_ns)
endforeach()
jackfield_test(media-point MEDIA SOURCES test-media-support.c helpers/player.c)
jackfield_test(media-point-settings MEDIA SOURCES test-media-support.c)
foreach(area network-torture point-torture)
    jackfield_test(media-${area} MEDIA
        SOURCES test-media-support.c helpers/player.c helpers/refusals.c helpers/torture.c)
    jackfield_wrap_allocations(test-media-${area})
    foreach(function eventfd epoll_create1 epoll_ctl pthread_create)
        target_link_options(test-media-${area} PRIVATE LINKER:--wrap=${function})
    endforeach()
endforeach()

foreach(area push push-recovery)
    jackfield_test(media-${area} MEDIA
        SOURCES test-media-support.c helpers/push-rig.c helpers/push-server.c)
endforeach()

# Not in valgrind, which would see what libshout leaks (helpers/lsan-suppressions.txt).
jackfield_test(media-push-torture MEDIA LABELS live
    SOURCES test-media-support.c helpers/push-server.c helpers/torture.c)
jackfield_wrap_allocations(test-media-push-torture)
foreach(function asprintf eventfd pthread_create)
    target_link_options(test-media-push-torture PRIVATE LINKER:--wrap=${function})
endforeach()

# Against a server of its own.
jackfield_test(media-icecast MEDIA LABELS live
    SOURCES test-media-support.c helpers/icecast.c helpers/player.c)
set_tests_properties(media-icecast PROPERTIES SKIP_RETURN_CODE 77)

foreach(area pcm pcm-loss)
    jackfield_test(media-${area} MEDIA
        SOURCES test-media-support.c helpers/fake-pcm.c helpers/pcm-rig.c)
endforeach()
jackfield_test(media-capture MEDIA
    SOURCES test-media-support.c test-media-probe.c helpers/fake-pcm.c)

# Against cards that are a plugin of libasound.
if(JACKFIELD_ALSA)
    add_library(alsa-card MODULE helpers/alsa-card.c)
    target_link_libraries(alsa-card PRIVATE jackfield-warnings PkgConfig::ALSA)
    file(GENERATE OUTPUT alsa-cards.conf CONTENT "pcm_type.jfcard.lib \"$<TARGET_FILE:alsa-card>\"\n")
    jackfield_test(media-alsa MEDIA SOURCES test-media-support.c)
    add_dependencies(test-media-alsa alsa-card)
    target_compile_definitions(test-media-alsa PRIVATE
        TEST_ALSA_CONFIG="${JACKFIELD_TEST_ALSA_CONFIG}")
endif()

jackfield_test(media-torture MEDIA
    SOURCES test-media-support.c test-media-probe.c helpers/fake-pcm.c helpers/torture.c)
jackfield_wrap_allocations(test-media-torture)
foreach(function strndup asprintf eventfd pthread_create)
    target_link_options(test-media-torture PRIVATE LINKER:--wrap=${function})
endforeach()

# Against a private server of its own.
if(JACKFIELD_PIPEWIRE)
    jackfield_test(media-pipewire MEDIA LABELS live
        SOURCES test-media-support.c helpers/pipewire-server.c)
    set_tests_properties(media-pipewire PROPERTIES SKIP_RETURN_CODE 77 RUN_SERIAL TRUE)
endif()
