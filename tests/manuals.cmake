# SPDX-License-Identifier: MIT
# The manuals against the tool, and the completions in the shells they are for.

set(lacking live)
set(lacking_commands)
if(NOT JACKFIELD_MEDIA)
    list(APPEND lacking media)
    set(lacking_commands --without stream,point)
endif()
if(NOT JACKFIELD_DRAW)
    list(APPEND lacking draw)
endif()
list(JOIN lacking "," lacking)
file(GLOB manuals CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/man/*.scd)
list(APPEND manuals ${PROJECT_SOURCE_DIR}/README.md)

add_test(NAME manuals-agree COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/manuals/agree.py
         $<TARGET_FILE:jackfield-tool> ${PROJECT_SOURCE_DIR} ${lacking_commands})
add_test(NAME manuals-examples COMMAND /usr/bin/python3
         ${CMAKE_CURRENT_SOURCE_DIR}/manuals/examples.py $<TARGET_FILE:jackfield-tool> ${manuals}
         --without ${lacking})
set_tests_properties(manuals-agree manuals-examples PROPERTIES LABELS "unit;cli" TIMEOUT 120)
if(JACKFIELD_PIPEWIRE AND JACKFIELD_MEDIA AND JACKFIELD_DRAW)
    add_test(NAME live-manuals COMMAND /usr/bin/python3
             ${CMAKE_CURRENT_SOURCE_DIR}/manuals/examples.py $<TARGET_FILE:jackfield-tool> ${manuals})
    set_tests_properties(live-manuals PROPERTIES LABELS live TIMEOUT 300 SKIP_RETURN_CODE 77)
endif()

set(completions bash zsh fish)
# How long it takes is not what sanitizers are for.
if(NOT JACKFIELD_SANITIZE)
    list(APPEND completions time)
endif()
foreach(shell ${completions})
    add_test(NAME completion-${shell} COMMAND /usr/bin/python3
             ${CMAKE_CURRENT_SOURCE_DIR}/completion/completion.py $<TARGET_FILE:jackfield-tool>
             ${PROJECT_SOURCE_DIR}/tools/completion ${shell})
    set_tests_properties(completion-${shell} PROPERTIES LABELS "unit;cli" TIMEOUT 180
        SKIP_RETURN_CODE 77)
endforeach()
# Nor what others leave of this machine.
if(NOT JACKFIELD_SANITIZE)
    set_tests_properties(completion-time PROPERTIES RUN_SERIAL ON)
endif()
