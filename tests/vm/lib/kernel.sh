# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The kernel of the virtual machine: Debian's package, unpacked and never installed. It stays in
# $kernel, as a root directory with boot/ and lib/modules/, and its version in the file "version".
# Sourced by tests/vm/run.
: "${tree:?}" "${cache:?}" "${work:?}"

kernel=$cache/linux
kernel_version=

# The packages' lists of this machine, or where they lack or are too old new ones of our own.
apt_options=()

kernel_package() {
    apt-cache "${apt_options[@]}" depends linux-image-amd64 2>/dev/null |
        sed -n 's/^ *Depends: *\(linux-image-[0-9][^ ]*\)$/\1/p' | head -n 1
}

# download_kernel DIR
download_kernel() (
    package=$(kernel_package)
    [ -n "$package" ] || return 1
    cd "$1" && apt-get "${apt_options[@]}" --quiet=2 --option Acquire::Retries=3 download "$package"
)

use_own_lists() {
    mkdir -p "$cache/apt/lists/partial" "$cache/apt/archives/partial"
    apt_options=(--option Dir::State::lists="$cache/apt/lists" --option Dir::Cache="$cache/apt")
    apt-get "${apt_options[@]}" --quiet=2 --option Acquire::Retries=3 update
}

# unpack_kernel PACKAGE DIR: without what has to do neither with sound nor with pairs of links, and is
# large.
unpack_kernel() (
    set -e
    dpkg-deb --extract "$1" "$2"
    # Newer packages know no /lib.
    [ -e "$2/lib" ] || ln -s usr/lib "$2/lib"
    version=$(basename "$2"/lib/modules/*)
    rm -rf "$2"/lib/modules/*/kernel/drivers/{gpu,infiniband,scsi,staging}
    find "$2"/lib/modules/*/kernel/drivers/net -type f ! -name 'veth.ko*' -delete
    depmod --basedir "$2" "$version"
    echo "$version" >"$2/version"
)

fetch_kernel() {
    local new=$kernel.new
    rm -rf "$new" "$kernel" && mkdir -p "$new" || return
    download_kernel "$new" || { use_own_lists && download_kernel "$new"; } || return
    unpack_kernel "$new"/*.deb "$new/root" || return
    mv "$new/root" "$kernel" || return
    rm -rf "$new" "$cache/apt"
}

get_kernel() {
    command -v apt-get >/dev/null || unavailable "no apt-get to fetch a kernel with"
    # Two runs may start at once.
    exec {lock}>"$cache/lock"
    flock "$lock"
    if [ ! -f "$kernel/version" ]; then
        fetch_kernel >"$cache/fetch.log" 2>&1 || {
            sed 's/^/  /' "$cache/fetch.log"
            unavailable "no package linux-image-amd64 to be had"
        }
    fi
    exec {lock}>&-
    kernel_version=$(<"$kernel/version")
}

# kernel_modules NAME…: their files with what they need, in the order in which they are loaded.
kernel_modules() {
    local module
    for module in "$@"; do
        modprobe --dirname "$kernel" --set-version "$kernel_version" --show-depends "$module" ||
            return
    done | sed -n 's/^insmod \(.*\.ko[.a-z]*\).*/\1/p' | awk '!seen[$0]++'
}

# add_module FILE DIR: unpacked, for a loader that knows only that.
add_module() {
    local base=${1##*/}
    base=${base%.ko*}.ko
    case $1 in
    *.xz) xz --decompress --stdout "$1" >"$2/$base" ;;
    *.zst) zstd --quiet --decompress --stdout "$1" >"$2/$base" ;;
    *) cp "$1" "$2/$base" ;;
    esac
    echo "$base" >>"$2/order"
}

# make_initramfs FILE: busybox, the modules it takes to reach this machine's files, and guest/init.
make_initramfs() {
    local root=$work/initramfs.d module
    mkdir -p "$root"/{bin,dev,proc,sys,modules,lower,upper,root}
    cp "$(command -v busybox)" "$root/bin/busybox"
    ln -s busybox "$root/bin/sh"
    cp "$tree/tests/vm/guest/init" "$root/init"
    kernel_modules virtio_pci virtio_console 9p 9pnet_virtio overlay |
        while read -r module; do
            add_module "$module" "$root/modules"
        done
    (cd "$root" && find . | cpio --create --format=newc --quiet) >"$1"
    rm -rf "$root"
}
