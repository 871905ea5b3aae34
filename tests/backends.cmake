# SPDX-License-Identifier: MIT
jackfield_test(io SOURCES helpers/recording.c)
jackfield_test(eld SOURCES helpers/recording.c)
jackfield_test(hda SOURCES helpers/recording.c)
jackfield_test(hda-hostile SOURCES helpers/recording.c)
jackfield_test(hda-map SOURCES helpers/recording.c helpers/questions.c)
jackfield_test(hda-names SOURCES helpers/recording.c)
jackfield_test(hda-ties SOURCES helpers/recording.c helpers/questions.c helpers/claims.c)
jackfield_test(hda-display SOURCES helpers/recording.c helpers/questions.c helpers/claims.c)
jackfield_test(hda-sysfs SOURCES helpers/recording.c helpers/questions.c helpers/claims.c)
jackfield_test(hda-state SOURCES helpers/recording.c helpers/questions.c)
jackfield_test(hda-jacks SOURCES helpers/recording.c helpers/questions.c)
jackfield_test(replay SOURCES helpers/recording.c helpers/questions.c)
jackfield_test(tie SOURCES helpers/recording.c helpers/questions.c)

# Reads the recordings below $JACKFIELD_CORPUS; without it there is nothing to do.
jackfield_test(corpus SOURCES helpers/recording.c helpers/codec-words.c)
jackfield_test(corpus-reports SOURCES helpers/recording.c helpers/claims.c
    helpers/codec-words.c helpers/report.c)
set_tests_properties(corpus corpus-reports PROPERTIES SKIP_RETURN_CODE 77)

jackfield_test(replay-torture SOURCES helpers/recording.c helpers/torture.c)
jackfield_wrap_allocations(test-replay-torture)
jackfield_test(hda-torture SOURCES helpers/recording.c helpers/torture.c)
jackfield_wrap_allocations(test-hda-torture)

if(JACKFIELD_ALSA)
    jackfield_test(alsa SOURCES helpers/recording.c)
    set_tests_properties(alsa PROPERTIES SKIP_RETURN_CODE 77)
endif()
