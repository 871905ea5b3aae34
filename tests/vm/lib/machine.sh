# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The virtual machine: its hardware, its start, its orders, its end. Sourced by tests/vm/run.
: "${tree:?}" "${kernel:?}" "${build:?}" "${jackfield:?}" "${limit_s:?}" "${share:?}" "${work:?}"

qemu=
# How a USB card is plugged, at the start and by the jobs.
usb_card='{"driver":"usb-audio","id":"usb","bus":"xhci.0","port":"1","audiodev":"audio","multi":true}'

# shellcheck disable=SC2317 # called by the trap
clean_up() {
    stop_machine
    rm -rf "$work"
}

stop_machine() {
    [ -n "$qemu" ] || return 0
    kill -KILL "$qemu" 2>/dev/null || true
    wait "$qemu" 2>/dev/null || true
    qemu=
}

# The names of this machine and of who runs it, as a regular expression: no recording may tell them.
host_names() {
    { uname -n && id -un 2>/dev/null; } | grep -vxE 'root|vm|localhost|.' |
        sed 's/[^A-Za-z0-9_-]/./g' | paste -sd '|'
}

# write_orders JOB…: what guest/start reads; and that itself, which is started as the first program.
write_orders() {
    rm -f "$share/status"
    {
        printf '%s=%q\n' vm_modules "$kernel/lib/modules" vm_shell "$shell"
        printf 'export %s=%q\n' JACKFIELD "$(realpath "$jackfield")" VM_TREE "$tree" \
            VM_BUILD "$build" VM_USB_CARD "$usb_card" VM_HOST_NAMES "$(host_names)" \
            CI "${CI:-}" TERM "${TERM:-dumb}"
        printf 'vm_jobs=('
        [ $# -eq 0 ] || printf ' %q' "$@"
        echo ')'
    } >"$share/orders"
    cp "$tree/tests/vm/guest/start" "$share/start"
}

# option TEXT: as a value in QEMU's option lists.
option() {
    printf '%s' "${1//,/,,}"
}

# Software emulation everywhere, so that a run is the same wherever it is made. Of that a second
# processor would cost twice the time and save none.
write_arguments() {
    local socket=$work/monitor
    # shellcheck disable=SC2054 # the commas are QEMU's
    arguments=(
        -machine q35 -accel 'tcg,thread=multi' -cpu max -smp 1 -m 1024
        -nodefaults -no-reboot -display none
        -kernel "$kernel/boot/vmlinuz-$kernel_version" -initrd "$work/initramfs"
        -append "console=ttyS0 quiet loglevel=4 panic=-1 mitigations=off random.trust_cpu=on"
        -virtfs "local,path=/,mount_tag=root,security_model=none,readonly=on,multidevs=remap"
        -virtfs "local,path=$(option "$share"),mount_tag=share,security_model=none"
        # The jobs' output goes one way; the monitor is the machine's own, so that a job can plug cards.
        -device virtio-serial
        -chardev "file,id=output,path=$(option "$log"),append=on"
        -device virtserialport,chardev=output,name=output
        -chardev "socket,id=monitor,path=$socket,server=on,wait=off"
        -mon chardev=monitor,mode=control
        -chardev "socket,id=asked,path=$socket"
        -device virtserialport,chardev=asked,name=monitor
        # The cards: two codecs on one HDA controller, USB, AC'97, and an ES1370.
        -audiodev none,id=audio
        -device ich9-intel-hda,id=hda
        -device hda-duplex,bus=hda.0,cad=0,audiodev=audio
        -device hda-micro,bus=hda.0,cad=1,audiodev=audio
        -device qemu-xhci,id=xhci -device "$usb_card"
        -device AC97,audiodev=audio
        -device ES1370,audiodev=audio
    )
    if [ -n "$shell" ]; then
        arguments+=(-serial mon:stdio)
    else
        arguments+=(-serial "file:$(option "$console")")
    fi
}

# start_machine: it dies with this script, however that ends.
start_machine() {
    write_arguments
    : >"$console"
    started=$SECONDS
    setpriv --pdeathsig KILL qemu-system-x86_64 "${arguments[@]}" <&0 &
    qemu=$!
}

# Shows what the jobs print, until the machine stops.
follow_machine() {
    local tail
    if [ -n "$shell" ]; then
        wait "$qemu" || true
        qemu=
        return
    fi
    timeout "$limit_s" tail --lines=+1 --follow --sleep-interval=0.2 --pid="$qemu" "$log" &
    tail=$!
    wait "$tail" || {
        stop_machine
        fail "not done within $limit_s s"
    }
    wait "$qemu" || true
    qemu=
}

report_end() {
    local status
    [ -z "$shell" ] || exit 0
    if [ ! -f "$share/status" ]; then
        tail -n 30 "$console" | sed 's/^/  console: /'
        fail "the machine stopped before the jobs were done; see $console"
    fi
    status=$(<"$share/status")
    echo "the machine ran for $((SECONDS - started)) s; log: $log" | tee -a "$log"
    exit "$status"
}
