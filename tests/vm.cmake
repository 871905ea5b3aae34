# SPDX-License-Identifier: MIT
# Jobs in a virtual machine that has sound cards: vm/jobs/NAME.sh as the test vm-NAME, label vm. Two
# machines at once would only slow each other down. The time includes fetching the kernel, once.

function(jackfield_vm_test name)
    add_test(NAME vm-${name} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/vm/run --build ${PROJECT_BINARY_DIR}
             ${CMAKE_CURRENT_SOURCE_DIR}/vm/jobs/${name}.sh)
    set_tests_properties(vm-${name} PROPERTIES LABELS vm TIMEOUT 900 SKIP_RETURN_CODE 77
        RESOURCE_LOCK vm ENVIRONMENT "JACKFIELD=$<TARGET_FILE:jackfield-tool>")
endfunction()

if(JACKFIELD_ALSA)
    jackfield_vm_test(cards)
    jackfield_vm_test(controls)
    if(JACKFIELD_MEDIA)
        jackfield_vm_test(faults)
    endif()
    if(JACKFIELD_PIPEWIRE)
        jackfield_vm_test(record)
        jackfield_vm_test(why)
        if(JACKFIELD_SYSTEMD)
            jackfield_vm_test(service)
        endif()
    endif()
    if(JACKFIELD_MEDIA)
        jackfield_vm_test(capture)
        jackfield_vm_test(capture-matrix)
        jackfield_vm_test(push)
    endif()
endif()
