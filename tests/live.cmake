# SPDX-License-Identifier: MIT
# Scripts that drive the tool as people do, against a private PipeWire server of their own.

function(jackfield_live_test name)
    add_test(NAME live-${name} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/live/${name}.sh)
    set_tests_properties(live-${name} PROPERTIES LABELS live TIMEOUT 150 SKIP_RETURN_CODE 77
        ENVIRONMENT "JACKFIELD=$<TARGET_FILE:jackfield-tool>")
endfunction()

if(JACKFIELD_PIPEWIRE)
    jackfield_live_test(absent)
    jackfield_live_test(changes)
    jackfield_live_test(connect)
    jackfield_live_test(environment)
    set_property(TEST live-environment APPEND PROPERTY ENVIRONMENT
        "SANITIZED=${JACKFIELD_SANITIZE}" "ALSA=$<$<BOOL:${JACKFIELD_ALSA}>:1>")
    jackfield_live_test(control)
    jackfield_live_test(faults)
    jackfield_live_test(forbid)
    jackfield_live_test(keep)
    jackfield_live_test(names)
    jackfield_live_test(record)
    jackfield_live_test(route)
    jackfield_live_test(schema)
    jackfield_live_test(watch)
    jackfield_live_test(wiring)
    if(JACKFIELD_SYSTEMD)
        jackfield_live_test(keep-service)
    endif()
    if(JACKFIELD_MEDIA)
        jackfield_live_test(examples)
        set_property(TEST live-examples APPEND PROPERTY
            ENVIRONMENT "EXAMPLES=$<TARGET_FILE_DIR:plugged>")
        jackfield_live_test(stream)
    endif()
endif()
