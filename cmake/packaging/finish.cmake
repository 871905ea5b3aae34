# SPDX-License-Identifier: MIT
# What Debian's policy wants of the files of a package besides: what is for people is compressed, and
# the time of that is not in it.
file(GLOB_RECURSE papers ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/*)
list(FILTER papers INCLUDE REGEX "/share/(man/.*\\.[1-9]|doc/[^/]+/(changelog|NEWS\\.md))$")
if(papers)
    execute_process(COMMAND gzip -9 --no-name --force ${papers} COMMAND_ERROR_IS_FATAL ANY)
endif()
