# SPDX-License-Identifier: MIT
# The command line as people and programs meet it: transcripts of what it says, and what it prints for
# other programs as those read it. JF_UPDATE=1 in the environment writes new transcripts.

function(jackfield_cli_test name)
    add_test(NAME cli-${name} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/run
             ${CMAKE_CURRENT_SOURCE_DIR}/cli/${name}.sh)
    set_tests_properties(cli-${name} PROPERTIES LABELS "unit;cli" TIMEOUT 120
        ENVIRONMENT "JACKFIELD=$<TARGET_FILE:jackfield-tool>")
endfunction()

jackfield_test(scene SOURCES ${PROJECT_SOURCE_DIR}/tools/scene.c helpers/torture.c)
jackfield_wrap_allocations(test-scene)

foreach(case causes check complete connect control disconnect environment graph help keep list machines
        names nearest output path reconnect
        record show usage watch why wiring)
    jackfield_cli_test(${case})
endforeach()
if(JACKFIELD_PIPEWIRE)
    jackfield_cli_test(server)
endif()
if(JACKFIELD_DRAW)
    jackfield_cli_test(overview)
    jackfield_cli_test(picture)
    add_test(NAME cli-pictures COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/cli/pictures.py
             $<TARGET_FILE:jackfield-tool>)
    set_tests_properties(cli-pictures PROPERTIES LABELS "unit;cli" TIMEOUT 300)
else()
    jackfield_cli_test(no-draw)
endif()
if(JACKFIELD_MEDIA)
    jackfield_cli_test(examples)
    set_property(TEST cli-examples APPEND PROPERTY
        ENVIRONMENT "EXAMPLES=$<TARGET_FILE_DIR:plugged>")
    jackfield_cli_test(stream)
    jackfield_cli_test(stream-signal)
    jackfield_cli_test(point)
    if(JACKFIELD_ALSA)
        jackfield_cli_test(stream-alsa)
        set_property(TEST cli-stream-alsa APPEND PROPERTY
            ENVIRONMENT "ALSA_CONFIG_PATH=${JACKFIELD_TEST_ALSA_CONFIG}")
    endif()
else()
    jackfield_cli_test(no-media)
endif()

add_test(NAME cli-terminal COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/cli/terminal.py
         $<TARGET_FILE:jackfield-tool>)
set_tests_properties(cli-terminal PROPERTIES LABELS "unit;cli" TIMEOUT 180)
# Every command of every case with each of its requests of the system refused; sanitizers have an
# allocator of their own.
add_library(faults MODULE helpers/faults.c helpers/faults-calls.c helpers/faults-memory.c
    helpers/faults-runs.c)
target_include_directories(faults PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(faults PRIVATE jackfield-warnings ${CMAKE_DL_LIBS})
# The compiler must not take the functions that it defines for those that it knows.
target_compile_options(faults PRIVATE -fno-builtin -g -O1)
if(NOT JACKFIELD_SANITIZE)
    set(torture_cases causes check connect control disconnect graph help keep list machines names path
        reconnect show usage watch why wiring)
    if(JACKFIELD_MEDIA)
        list(APPEND torture_cases stream)
    endif()
    list(TRANSFORM torture_cases REPLACE "(.+)" "${CMAKE_CURRENT_SOURCE_DIR}/cli/\\1.sh")
    add_test(NAME torture-tool COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/torture ${torture_cases})
    set_tests_properties(torture-tool PROPERTIES LABELS live TIMEOUT 600
        ENVIRONMENT "JACKFIELD=$<TARGET_FILE:jackfield-tool>;FAULTS=$<TARGET_FILE:faults>;TORTURE_RUNS=8;TORTURE_BUDGET=200;TORTURE_KINDS=1")
endif()

add_test(NAME cli-formats COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/cli/formats.py
         $<TARGET_FILE:jackfield-tool>)
set_tests_properties(cli-formats PROPERTIES LABELS "unit;cli" TIMEOUT 300 SKIP_RETURN_CODE 77)
