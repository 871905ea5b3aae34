# SPDX-License-Identifier: MIT
jackfield_test(io SOURCES helpers/recording.c)
jackfield_test(hda SOURCES helpers/recording.c)
jackfield_test(hda-hostile SOURCES helpers/recording.c)
jackfield_test(hda-map SOURCES helpers/recording.c helpers/questions.c)
jackfield_test(hda-jacks SOURCES helpers/recording.c helpers/questions.c)
jackfield_test(usb SOURCES helpers/usb-bytes.c helpers/usb-parse.c)
jackfield_test(usb-odd SOURCES helpers/usb-bytes.c helpers/usb-parse.c)
jackfield_test(usb-text)
jackfield_test(usb-map SOURCES helpers/recording.c helpers/questions.c helpers/usb-bytes.c helpers/usb-machine.c)
jackfield_test(usb-hostile SOURCES helpers/recording.c helpers/usb-bytes.c helpers/usb-machine.c)
jackfield_test(usb-place SOURCES helpers/recording.c helpers/questions.c helpers/usb-bytes.c helpers/usb-machine.c)
jackfield_test(usb-ties SOURCES helpers/recording.c helpers/questions.c helpers/usb-bytes.c helpers/usb-machine.c)
jackfield_test(replay SOURCES helpers/recording.c helpers/questions.c)
jackfield_test(tie SOURCES helpers/recording.c helpers/questions.c)

# Reads the recordings below $JACKFIELD_CORPUS; without it there is nothing to do.
jackfield_test(corpus SOURCES helpers/recording.c)
jackfield_test(corpus-usb SOURCES helpers/recording.c helpers/usb-told.c)
set_tests_properties(corpus corpus-usb PROPERTIES SKIP_RETURN_CODE 77)

jackfield_test(replay-torture SOURCES helpers/recording.c helpers/torture.c)
jackfield_wrap_allocations(test-replay-torture)
jackfield_test(usb-torture SOURCES helpers/recording.c helpers/torture.c helpers/usb-bytes.c helpers/usb-machine.c)
jackfield_wrap_allocations(test-usb-torture)

if(JACKFIELD_ALSA)
    jackfield_test(scale SOURCES helpers/fake-card.c helpers/fake-kernel.c)
    jackfield_test(ctl SOURCES helpers/fake-card.c helpers/fake-kernel.c helpers/torture.c)
    jackfield_wrap_allocations(test-ctl)
    # In a machine whose files are a test's, and whose cards are fake ones.
    set(live_machine helpers/fake-card.c helpers/fake-kernel.c helpers/live-machine.c
        helpers/recording.c)
    jackfield_test(alsa-control SOURCES ${live_machine} helpers/shadow.c)
    target_link_options(test-alsa-control PRIVATE LINKER:--wrap=jfi_registry_for_machine)
    jackfield_test(alsa-plug SOURCES ${live_machine} helpers/shadow.c)
    target_link_options(test-alsa-plug PRIVATE LINKER:--wrap=jfi_registry_for_machine
        LINKER:--wrap=inotify_init1)
    jackfield_test(alsa-torture SOURCES ${live_machine} helpers/shadow.c helpers/torture.c)
    jackfield_wrap_allocations(test-alsa-torture)
    target_link_options(test-alsa-torture PRIVATE LINKER:--wrap=jfi_registry_for_machine
        LINKER:--wrap=asprintf LINKER:--wrap=strndup)
    jackfield_test(alsa SOURCES helpers/recording.c)
    set_tests_properties(alsa PROPERTIES SKIP_RETURN_CODE 77)
endif()
