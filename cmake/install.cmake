# SPDX-License-Identifier: MIT
# What `cmake --install` lays out of the libraries: themselves, the headers, and what tells pkg-config
# and CMake of them. docs/packaging.md says which package each is for.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Jackfield)

# jackfield_install_library(TARGET NAME COMPONENT): as Jackfield::NAME, and as TARGET.pc.
function(jackfield_install_library target name component)
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
    install(TARGETS ${target} EXPORT jackfield-targets
            LIBRARY COMPONENT ${component} NAMELINK_COMPONENT development
            INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
    configure_file(cmake/packaging/${target}.pc.in ${target}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/${target}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
            COMPONENT development)
endfunction()

# From where a .pc file is to what it names, so that all may be moved together.
if(IS_ABSOLUTE ${CMAKE_INSTALL_LIBDIR} OR IS_ABSOLUTE ${CMAKE_INSTALL_INCLUDEDIR})
    set(pc_prefix ${CMAKE_INSTALL_PREFIX})
    set(pc_libdir ${CMAKE_INSTALL_FULL_LIBDIR})
    set(pc_includedir ${CMAKE_INSTALL_FULL_INCLUDEDIR})
else()
    file(RELATIVE_PATH up /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
    string(REGEX REPLACE "/$" "" up ${up})
    set(pc_prefix "\${pcfiledir}/${up}")
    set(pc_libdir "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
    set(pc_includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()

jackfield_install_library(jackfield jackfield library)
if(JACKFIELD_MEDIA)
    jackfield_install_library(jackfield-media media media)
endif()

install(DIRECTORY include/jackfield ${PROJECT_BINARY_DIR}/include/jackfield TYPE INCLUDE
        COMPONENT development FILES_MATCHING PATTERN "*.h")

configure_package_config_file(cmake/packaging/JackfieldConfig.cmake.in JackfieldConfig.cmake
    INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
# Before 1.0 every minor version may change what is there; see docs/packaging.md.
write_basic_package_version_file(JackfieldConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/JackfieldConfig.cmake
        ${PROJECT_BINARY_DIR}/JackfieldConfigVersion.cmake
        DESTINATION ${package_dir} COMPONENT development)
install(EXPORT jackfield-targets FILE JackfieldTargets.cmake NAMESPACE Jackfield::
        DESTINATION ${package_dir} COMPONENT development)

file(GLOB documents docs/*.md docs/*.json)
install(FILES README.md NEWS.md ${documents} TYPE DOC)
install(DIRECTORY docs/examples TYPE DOC COMPONENT development)
