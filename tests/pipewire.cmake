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
    jackfield_test(pipewire-rights SOURCES helpers/pipewire-server.c LABELS live)
    jackfield_test(pipewire-rounds SOURCES helpers/pipewire-server.c LABELS live)
    set_tests_properties(pipewire-control pipewire-live pipewire-loss pipewire-rights pipewire-rounds
        PROPERTIES
        SKIP_RETURN_CODE 77)
    # A thousand rounds, each with a program of the server's own.
    set_tests_properties(pipewire-rounds PROPERTIES TIMEOUT 600)
endif()
