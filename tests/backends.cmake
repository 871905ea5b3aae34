# SPDX-License-Identifier: MIT
jackfield_test(io SOURCES helpers/recording.c)
jackfield_test(hda SOURCES helpers/recording.c)
jackfield_test(hda-hostile SOURCES helpers/recording.c)
jackfield_test(hda-map SOURCES helpers/recording.c helpers/questions.c)
jackfield_test(hda-jacks SOURCES helpers/recording.c helpers/questions.c)
jackfield_test(ac97-text)
jackfield_test(ac97-map SOURCES helpers/recording.c helpers/questions.c)
jackfield_test(ac97-controls SOURCES helpers/recording.c helpers/questions.c)
jackfield_test(card SOURCES helpers/recording.c helpers/questions.c)
jackfield_test(ucm SOURCES helpers/recording.c)
if(JACKFIELD_ALSA)
    target_compile_definitions(test-ucm PRIVATE JACKFIELD_ALSA)
endif()
jackfield_test(replay SOURCES helpers/recording.c helpers/questions.c)
jackfield_test(tie SOURCES helpers/recording.c helpers/questions.c)

# Reads the recordings below $JACKFIELD_CORPUS; without it there is nothing to do.
jackfield_test(corpus SOURCES helpers/recording.c)
jackfield_test(corpus-ac97 SOURCES helpers/recording.c helpers/questions.c)
set_tests_properties(corpus corpus-ac97 PROPERTIES SKIP_RETURN_CODE 77)

jackfield_test(replay-torture SOURCES helpers/recording.c helpers/torture.c)
jackfield_wrap_allocations(test-replay-torture)

if(JACKFIELD_ALSA)
    jackfield_test(alsa SOURCES helpers/recording.c)
    set_tests_properties(alsa PROPERTIES SKIP_RETURN_CODE 77)
endif()
