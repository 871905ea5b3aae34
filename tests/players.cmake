# SPDX-License-Identifier: MIT
# The network sink against the players that people have, and under load. libmms is not looked for by
# pkg-config, which wants glib's development files for it.

find_path(LIBMMS_INCLUDE_DIR libmms/mmsx.h)
find_library(LIBMMS_LIBRARY mms)
if(LIBMMS_INCLUDE_DIR AND LIBMMS_LIBRARY)
    add_executable(libmms-play players/libmms-play.c)
    target_include_directories(libmms-play SYSTEM PRIVATE ${LIBMMS_INCLUDE_DIR})
    target_link_libraries(libmms-play PRIVATE jackfield-warnings ${LIBMMS_LIBRARY})
endif()

# jackfield_player_test(NAME SCRIPT)
function(jackfield_player_test name script)
    add_test(NAME ${name} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/players/${script}.sh)
    set_tests_properties(${name} PROPERTIES LABELS live TIMEOUT 150 SKIP_RETURN_CODE 77
        ENVIRONMENT "JACKFIELD=$<TARGET_FILE:jackfield-tool>;LISTENERS=$<TARGET_FILE:bench-listeners>$<$<TARGET_EXISTS:libmms-play>:;LIBMMS_PLAY=$<TARGET_FILE:libmms-play>>")
endfunction()

jackfield_player_test(players players)
# The sanitizers of threads look at the tests of this name.
jackfield_player_test(media-load load)
jackfield_test(load-framing SOURCES bench/load-framing.c)
jackfield_player_test(players-status status)
jackfield_player_test(players-points points)
jackfield_player_test(players-push push)
jackfield_player_test(players-push-lost push-lost)
jackfield_player_test(players-push-net push-net)
jackfield_player_test(players-push-stop push-stop)
jackfield_player_test(players-icecast icecast)
