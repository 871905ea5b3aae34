# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Configuring and compiling. Sourced from the top of the tree.

jobs=$(nproc)

# build DIR [CMAKE-ARGUMENT…]
build() {
    local dir=$1
    shift
    cmake -G Ninja -S . -B "$dir" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DJACKFIELD_WERROR=ON "$@" &&
        cmake --build "$dir" --parallel "$jobs"
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

build_tsan() {
    build build-tsan -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=RelWithDebInfo \
        -DJACKFIELD_SANITIZE=thread
}
