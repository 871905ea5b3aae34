# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2046 # no path in the tree has a space
# What is checked without running the code. Each gate_NAME prints what is wrong and returns 1 if
# anything is. Sourced from the top of the tree.

# shellcheck source=scripts/lib/build.sh
. scripts/lib/build.sh

# shellcheck disable=SC2034 # for who sources this
gates=(format words banned layers size headers symbols abi reference readme manuals options shell cppcheck
    tidy)

max_file_lines=600
max_function_lines=80
max_complexity=15
code_dirs=(include topology backends media tools tests docs/examples)
library_dirs=(topology backends media)

# sources DIR… -- every C file and header there.
sources() {
    find "$@" -type f \( -name '*.[ch]' -o -name '*.h.in' \) | sort
}

# uncommented FILE: the code alone, with the line numbers it has. The compiler is asked not to expand
# anything, so that what stands there is what was written.
uncommented() {
    gcc -fpreprocessed -dD -E -P -x c "$1" 2>/dev/null
}

# forbid REMARK REGEX FILE…: no line of the code outside comments matches.
forbid() {
    local remark=$1 regex=$2 found=0 file
    shift 2
    for file in "$@"; do
        if uncommented "$file" | grep -P "$regex" | sed "s|^|$file: |"; then
            found=1
        fi
    done
    [ "$found" -eq 0 ] || {
        echo "^ $remark"
        return 1
    }
}

gate_format() {
    sources "${code_dirs[@]}" | grep -v '\.in$' | xargs clang-format --dry-run -Werror
}

# ---- what may not be written -------------------------------------------------------------------------

gate_words() {
    local status=0 file
    while read -r file; do
        if ! head -n 1 "$file" | grep -qx '/\* SPDX-License-Identifier: MIT \*/'; then
            echo "$file: the first line is not the licence"
            status=1
        fi
        # Columns, not bytes.
        if LC_ALL=C.UTF-8 grep -nE '^.{101,}$' "$file" | sed "s|^|$file: over 100 columns: |"; then
            status=1
        fi
        if grep -nE '\b(TODO|FIXME|XXX|HACK)\b' "$file" | sed "s|^|$file:|"; then
            status=1
        fi
        # A comment of that kind, not the middle of a URL.
        if sed 's/"[^"]*"//g' "$file" | grep -nE '(^|[^:])//' | sed "s|^|$file:|"; then
            status=1
        fi
    done < <(sources "${code_dirs[@]}")
    return $status
}

gate_banned() {
    local status=0 all libraries
    mapfile -t all < <(sources "${code_dirs[@]}")
    mapfile -t libraries < <(sources include "${library_dirs[@]}")
    forbid 'no bounds, no errors, or the stack' \
        '\b(strcpy|stpcpy|strcat|strncpy|strncat|v?sprintf|strtok|atoi|atol|atoll|atof|gets|alloca)\s*\(' \
        "${all[@]}" || status=1
    forbid 'a struct has its name, a pointer its star' '^\s*typedef\s+(struct|union|enum)\b' \
        "${all[@]}" || status=1
    forbid 'libraries do not print, end the process or read the environment' \
        '\b(v?printf|puts|putchar|perror|exit|_exit|abort|(secure_)?getenv|setlocale)\s*\(|\bstd(out|err)\b' \
        "${libraries[@]}" || status=1
    forbid 'the topology library starts no thread' '\bpthread_create\s*\(' \
        $(sources topology backends) || status=1
    return $status
}

# ---- who may include whom ------------------------------------------------------------------------------

# no_include DIR REGEX: in the angle brackets or quotes of an include.
no_include() {
    local dir=$1 regex=$2
    if grep -nP "^\s*#\s*include\s*[<\"]($regex)" $(sources "$dir"); then
        echo "^ $dir/ may not include this"
        return 1
    fi
}

gate_layers() {
    local status=0
    local alsa='alsa/|sound/' pipewire='pipewire/|spa/' ffmpeg='libav|libsw'
    no_include include "(?!jackfield/|std[a-z]+\.h)" || status=1
    no_include topology "$alsa|$pipewire|$ffmpeg|libudev|media/|tools/" || status=1
    no_include topology "backends/(?!backend\.h)" || status=1
    no_include topology 'jackfield/(media|writer|sink|source|pipeline)\.h' || status=1
    no_include backends "$ffmpeg|media/|tools/" || status=1
    no_include backends 'jackfield/(media|writer|sink|source|pipeline)\.h' || status=1
    no_include media 'topology/|backends/|tools/' || status=1
    no_include tools "topology/|backends/|media/|$alsa|$pipewire|$ffmpeg" || status=1
    return $status
}

# ---- size ------------------------------------------------------------------------------------------------

# pmccabe counts a switch once in its first column, and the lines of a function in its fifth.
gate_size() {
    local status=0
    pmccabe $(sources "${code_dirs[@]}" | grep '\.c$') | awk -v max_lines=$max_function_lines \
        -v max_complexity=$max_complexity '
        $5 > max_lines { print $6 " " $7 ": " $5 " lines, at most " max_lines; bad = 1 }
        $1 > max_complexity { print $6 " " $7 ": complexity " $1 ", at most " max_complexity; bad = 1 }
        END { exit bad }' || status=1
    wc -l $(sources "${code_dirs[@]}") | awk -v max=$max_file_lines '
        $2 != "total" && $1 > max { print $2 ": " $1 " lines, at most " max; bad = 1 }
        END { exit bad }' || status=1
    return $status
}

# ---- the public face ----------------------------------------------------------------------------------

# Each public header compiles alone and twice, without any setting of ours, as C11 and as C++17.
gate_headers() {
    local status=0 header compiler
    cmake -G Ninja -S . -B build >/dev/null || return 1
    for header in include/jackfield/*.h build/include/jackfield/*.h; do
        header=jackfield/${header##*/}
        for compiler in 'gcc -std=c11 -x c' 'clang -std=c11 -x c' 'g++ -std=c++17 -x c++'; do
            # shellcheck disable=SC2086
            # A unit may not be empty, a header may.
            printf '#include <%s>\n#include <%s>\nextern int unit;\n' "$header" "$header" |
                $compiler -Wall -Wextra -Wpedantic -Wundef -Werror -fsyntax-only -Iinclude \
                    -Ibuild/include - || {
                echo "^ $header with $compiler"
                status=1
            }
        done
    done
    return $status
}

# declared HEADER: what an umbrella header and the headers it names declare as exported.
declared() {
    local header
    sed -n 's/^#include <\(jackfield\/.*\)>$/include\/\1/p' "$1" | while read -r header; do
        [ -f "$header" ] || header=build/$header
        uncommented "$header"
    done | tr '\n' ' ' | tr ';' '\n' |
        sed -nE 's/.*\bJF_EXPORT\b[^(]*\b(jf_[a-z0-9_]+) *\(.*/\1/p' | sort
}

# same_symbols REMARK WANTED FOUND
same_symbols() {
    diff --unchanged-line-format= --old-line-format='missing: %L' --new-line-format='surplus: %L' \
        "$2" "$3" || {
        echo "^ $1"
        return 1
    }
}

# symbols_of LIBRARY HEADER: header = map = what the shared library shows.
symbols_of() {
    local library=$1 header=$2 status=0
    same_symbols "$library.map against $header" <(declared "$header") \
        <(grep -oE '\bjf_[a-z0-9_]+ *;' "$library.map" | tr -d ' ;' | sort) || status=1
    same_symbols "lib$library.so against $header" <(declared "$header") \
        <(nm -D --defined-only "build/lib$library.so" |
            awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort) || status=1
    if nm -D --defined-only "build/lib$library.so" | awk '$2 != "A"' | grep -v '@@JACKFIELD_'; then
        echo "^ without a version in lib$library.so"
        status=1
    fi
    return $status
}

gate_symbols() {
    local status=0
    build_gcc || return 1
    symbols_of jackfield include/jackfield/jackfield.h || status=1
    symbols_of jackfield-media include/jackfield/media.h || status=1
    return $status
}

# Doxygen has nothing to complain of, and each header says of all its functions who owns what, which
# thread may call them and how they fail.
gate_reference() {
    local status=0 header word
    configure build -DCMAKE_C_COMPILER=gcc >/dev/null && cmake --build build --target reference || status=1
    while read -r header; do
        for word in Ownership Threads Errors; do
            grep -q "^ \* $word: " "$header" || {
                echo "$header: no line \"$word:\" in its @file comment"
                status=1
            }
        done
    done < <(grep -l '^JF_EXPORT' include/jackfield/*.h)
    return $status
}

gate_abi() {
    build_gcc && scripts/abi
}

# The program in README.md compiles, links and runs as it stands there, and its pictures are current.
gate_readme() {
    build_gcc || return 1
    awk '/^```$/ { code = 0 } code; /^```c$/ { code = 1 }' README.md >build/readme.c
    gcc -std=c11 -Wall -Wextra -Wpedantic -Werror -Iinclude -Ibuild/include build/readme.c \
        -o build/readme -Lbuild -ljackfield -Wl,-rpath,"$PWD/build" && build/readme || return 1
    scripts/pictures --check
}

# The manuals say what --help says, and man has nothing to say about them.
gate_manuals() {
    local status=0 page words
    build_gcc || return 1
    python3 tests/manuals/agree.py build/tools/jackfield . || status=1
    for page in build/docs/man/*.[157]; do
        [ -f "$page" ] || {
            echo "no manuals were built: is scdoc there?"
            return 1
        }
        words=$(MANWIDTH=80 man --warnings --encoding=UTF-8 --local-file "$page" 2>&1 >/dev/null) || status=1
        [ -z "$words" ] || {
            echo "$page: $words"
            status=1
        }
    done
    return $status
}

# Every part that can be left out can be left out, alone and with the others; what is left works.
gate_options() {
    local option status=0
    for option in ALSA PIPEWIRE MEDIA DRAW SYSTEMD; do
        echo "-- without $option"
        build "build-without-${option,,}" -DCMAKE_C_COMPILER=gcc -DJACKFIELD_TESTS=OFF \
            "-DJACKFIELD_$option=OFF" || status=1
    done
    echo "-- without any"
    build build-bare -DCMAKE_C_COMPILER=gcc -DJACKFIELD_{ALSA,PIPEWIRE,MEDIA,DRAW,SYSTEMD}=OFF || return 1
    ctest --test-dir build-bare --label-regex unit --label-exclude live --parallel "$jobs" --output-on-failure || status=1
    return $status
}

# ---- other people's checkers ------------------------------------------------------------------------

gate_shell() {
    # A function that may get arguments need not get the script's.
    shellcheck --external-sources --exclude=SC2119,SC2120 \
        $(grep -rlE '^#!/bin/(ba)?sh|^# shellcheck shell=' scripts tests .ci)
}

# Both read how each file is compiled, and some files are generated.
built_by_clang() {
    local log
    log=$(build_clang 2>&1) || {
        echo "$log" | tail -n 20
        echo "^ clang does not build it"
        return 1
    }
}

gate_cppcheck() {
    built_by_clang || return 1
    cppcheck --project=build-clang/compile_commands.json -j "$jobs" --quiet --std=c11 \
        --enable=warning,performance,portability --inline-suppr --suppress=missingIncludeSystem \
        --suppressions-list=scripts/lib/cppcheck-suppressions.txt --error-exitcode=1
}

gate_tidy() {
    built_by_clang || return 1
    sources "${library_dirs[@]}" tools tests | grep '\.c$' |
        xargs -P "$jobs" -n 1 clang-tidy --quiet -p build-clang \
            2> >(grep -vE '^[0-9]+ warnings? generated' >&2)
}
