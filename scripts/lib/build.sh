# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Configuring and compiling. Sourced from the top of the tree.

jobs=$(nproc)

# configure DIR [CMAKE-ARGUMENT…]
configure() {
    local dir=$1
    shift
    cmake -G Ninja -S . -B "$dir" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DJACKFIELD_WERROR=ON "$@"
}

# build DIR [CMAKE-ARGUMENT…]
build() {
    configure "$@" && cmake --build "$1" --parallel "$jobs"
}

build_gcc() {
    build build -DCMAKE_C_COMPILER=gcc
}

build_clang() {
    build build-clang -DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE=Debug
}

build_asan() {
    build build-asan -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=Debug \
        -DJACKFIELD_SANITIZE=address,undefined
}

# The fuzz targets alone: the shared libraries want every symbol, and clang brings its own late.
# Optimised, but with assertions.
build_fuzz() {
    configure build-fuzz -DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE=RelWithDebInfo \
        "-DCMAKE_C_FLAGS_RELWITHDEBINFO=-O2 -g" -DJACKFIELD_FUZZ=ON -DJACKFIELD_TESTS=OFF \
        -DJACKFIELD_SANITIZE=address,undefined,fuzzer-no-link &&
        cmake --build build-fuzz --parallel "$jobs" --target fuzz-targets
}

# Optimised; says why where it cannot.
build_bench() {
    build build-bench -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=gcc >build-bench.log 2>&1 || {
        tail build-bench.log >&2
        return 1
    }
}

build_tsan() {
    build build-tsan -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=RelWithDebInfo \
        -DJACKFIELD_SANITIZE=thread
}
