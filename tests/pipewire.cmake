# SPDX-License-Identifier: MIT
jackfield_test(pipewire-model SOURCES helpers/pipewire-world.c)
jackfield_test(pipewire-params SOURCES helpers/recording.c helpers/questions.c)
jackfield_test(pipewire-identity SOURCES helpers/pipewire-world.c helpers/torture.c)
jackfield_wrap_allocations(test-pipewire-identity)

# Against a private server of their own.
if(JACKFIELD_PIPEWIRE)
    jackfield_test(pipewire-live SOURCES helpers/pipewire-server.c LABELS live)
    jackfield_test(pipewire-loss SOURCES helpers/pipewire-server.c helpers/torture.c LABELS live)
    jackfield_wrap_allocations(test-pipewire-loss)
    jackfield_test(pipewire-control SOURCES helpers/pipewire-server.c LABELS live)
    set_tests_properties(pipewire-control pipewire-live pipewire-loss PROPERTIES
        SKIP_RETURN_CODE 77)
endif()
