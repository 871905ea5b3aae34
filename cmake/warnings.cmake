# SPDX-License-Identifier: MIT
# Compiler settings that every target shares, and the shape of our shared libraries.

add_library(jackfield-warnings INTERFACE)
target_compile_definitions(jackfield-warnings INTERFACE _GNU_SOURCE)
target_compile_options(jackfield-warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2
    -Wpointer-arith -Wwrite-strings -Wundef -fno-common -fvisibility=hidden)
if(JACKFIELD_WERROR)
    target_compile_options(jackfield-warnings INTERFACE -Werror)
endif()
if(JACKFIELD_SANITIZE)
    target_compile_options(jackfield-warnings INTERFACE
        -fsanitize=${JACKFIELD_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(jackfield-warnings INTERFACE -fsanitize=${JACKFIELD_SANITIZE})
endif()
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)

# Hidden by default, exported by a version script, an soname of its own.
function(jackfield_shared_library target map soversion)
    set_target_properties(${target} PROPERTIES
        VERSION ${PROJECT_VERSION} SOVERSION ${soversion} C_VISIBILITY_PRESET hidden
        LINK_DEPENDS ${PROJECT_SOURCE_DIR}/${map})
    target_include_directories(${target} PUBLIC
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
        $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>)
    target_link_options(${target} PRIVATE
        LINKER:--version-script=${PROJECT_SOURCE_DIR}/${map} LINKER:--no-undefined)
endfunction()

# jackfield_pipewire_sources(TARGET FILE...)
# Adds files that call libpipewire, whose methods are macros made of GNU extensions.
function(jackfield_pipewire_sources target)
    target_sources(${target} PRIVATE ${ARGN})
    target_link_libraries(${target} PUBLIC PkgConfig::PIPEWIRE)
    set_source_files_properties(${ARGN} TARGET_DIRECTORY ${target} PROPERTIES COMPILE_OPTIONS
        "$<$<C_COMPILER_ID:Clang>:-Wno-gnu-statement-expression;-Wno-gnu-empty-initializer>")
endfunction()
