# SPDX-License-Identifier: MIT
# cmake -DROOT=directory -DOUTPUT=file.c -P embed.cmake
# Writes the files below a directory as the table that backends/replay/demo.h declares.

file(GLOB_RECURSE paths RELATIVE ${ROOT} LIST_DIRECTORIES false ${ROOT}/*)
list(FILTER paths EXCLUDE REGEX "^expected\\.") # what tools printed is no part of the machine
list(SORT paths)
set(contents "")
set(table "")
set(index 0)
foreach(path IN LISTS paths)
    if(IS_SYMLINK ${ROOT}/${path})
        file(READ_SYMLINK ${ROOT}/${path} target)
        string(APPEND table "    {\"${path}\", \"${target}\", sizeof(\"${target}\") - 1, true},\n")
    else()
        file(READ ${ROOT}/${path} bytes HEX)
        string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
        string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
        string(APPEND contents "static const unsigned char file_${index}[] = {\n${bytes}};\n\n")
        string(APPEND table "    {\"${path}\", file_${index}, sizeof(file_${index}), false},\n")
        math(EXPR index "${index} + 1")
    endif()
endforeach()
file(WRITE ${OUTPUT} "/* Written by embed.cmake. */
#include \"backends/replay/demo.h\"

${contents}const struct jfi_io_file jfi_demo_files[] = {
${table}};

const size_t jfi_demo_file_count = sizeof(jfi_demo_files) / sizeof(jfi_demo_files[0]);
")
