# SPDX-License-Identifier: MIT
# The Debian packages that `cpack -G DEB` makes; scripts/package calls it as it is meant. What each
# holds, and what the names of the libraries promise, is told in docs/packaging.md.

# jackfield_package(COMPONENT NAME SECTION SUMMARY TEXT DEPENDS)
# A line of TEXT is one of the description.
macro(jackfield_package component name section summary text depends)
    string(TOUPPER ${component} key)
    list(APPEND CPACK_COMPONENTS_ALL ${component})
    set(CPACK_COMPONENT_${key}_DESCRIPTION "${summary}\n${text}")
    set(CPACK_DEBIAN_${key}_PACKAGE_NAME ${name})
    set(CPACK_DEBIAN_${key}_PACKAGE_SECTION ${section})
    set(CPACK_DEBIAN_${key}_PACKAGE_DEPENDS "${depends}")
endmacro()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME jackfield)
# Each package has a summary of its own.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(CPACK_PACKAGE_CONTACT "The Jackfield authors <jackfield@localhost>"
    CACHE STRING "Who answers for the packages, as NAME <ADDRESS>")
set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR})
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/packaging/finish.cmake)

# jackfield_library_package(TARGET COMPONENT): sets COMPONENT_name and COMPONENT_exactly.
macro(jackfield_library_package target component)
    string(TOUPPER ${component} key)
    get_target_property(soversion ${target} SOVERSION)
    set(${component}_name lib${target}${soversion})
    set(${component}_exactly "${${component}_name} (= ${PROJECT_VERSION})")
    set(CPACK_DEBIAN_${key}_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/cmake/packaging/triggers)
endmacro()

jackfield_library_package(jackfield library)
set(both_exactly "${library_exactly}")
if(JACKFIELD_MEDIA)
    jackfield_library_package(jackfield-media media)
    string(APPEND both_exactly ", ${media_exactly}")
endif()

set(CPACK_COMPONENTS_ALL)
jackfield_package(tool jackfield sound "view, wiring and streaming of audio from stream to jack"
"Jackfield shows the streams, nodes, converters, amplifiers and jacks of a
machine as one graph, PipeWire's and the kernel's alike. It finds paths and
says what silences them, makes and keeps connections, sets volumes, and sends
what a jack hears to files and over the network.
.
This package has the tool, and a user service that keeps a wiring document
applied."
    "${both_exactly}")
jackfield_package(library ${library_name} libs "audio topology of a machine as one graph"
"Jackfield describes streams, nodes, converters, amplifiers and jacks as one
graph of devices, parts and connections, tells of changes, and makes
connections.
.
This package has the library of the topology, which needs no codecs."
    "")
if(JACKFIELD_MEDIA)
    jackfield_package(media ${media_name} libs "recording and streaming of what a jack hears"
"Jackfield describes streams, nodes, converters, amplifiers and jacks as one
graph of devices, parts and connections.
.
This package has the library that encodes what connectors send, and hands it
to files, players and servers."
        "${library_exactly}")
endif()
jackfield_package(development libjackfield-dev libdevel
    "audio topology of a machine as one graph (development files)"
"Jackfield describes streams, nodes, converters, amplifiers and jacks as one
graph of devices, parts and connections, tells of changes, and makes
connections.
.
This package has the headers and examples of both libraries, and what
pkg-config and CMake look for."
    "${both_exactly}")

# Papers that each package has; they are no part of an installation without packages.
file(READ LICENSE license_text)
string(REGEX REPLACE "^.*\n\n(Permission)" "\\1" license_text "${license_text}")
string(STRIP "${license_text}" license_text)
string(REPLACE "\n\n" "\n.\n" license_text "${license_text}")
string(REPLACE "\n" "\n " license_text " ${license_text}")
configure_file(cmake/packaging/copyright.in packaging/copyright @ONLY)
string(TIMESTAMP changelog_date "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file(cmake/packaging/changelog.in packaging/changelog @ONLY)
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
    string(TOUPPER ${component} key)
    install(FILES ${PROJECT_BINARY_DIR}/packaging/copyright ${PROJECT_BINARY_DIR}/packaging/changelog
            DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${CPACK_DEBIAN_${key}_PACKAGE_NAME}
            COMPONENT ${component} EXCLUDE_FROM_ALL)
endforeach()
include(CPack)
