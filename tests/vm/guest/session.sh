# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What a desktop runs besides the kernel: udev, and PipeWire with WirePlumber. A job that needs it
# starts it. Sourced by lib.sh.

session=()

# start_udev: it stays for the jobs after this one.
start_udev() {
    if [ ! -e /run/udev/control ]; then
        /lib/systemd/systemd-udevd --daemon
        udevadm trigger --subsystem-match=sound --subsystem-match=usb
    fi
    udevadm settle --timeout=30
}

# spawn COMMAND…: as a part of the session, with its log in the share.
spawn() {
    "$@" >>"$VM_SHARE/$(basename "$0" .sh)-$1.log" 2>&1 </dev/null &
    session=("$!" "${session[@]}")
}

# Every card has become a device that has nodes, and there are ports, the same for a second.
session_has_settled() {
    local cards devices ports
    cards=$(grep -c '\]: ' /proc/asound/cards)
    devices=$(pw-cli ls Node | grep -o 'device\.id = .*' | sort -u | wc -l)
    [ "$devices" -eq "$cards" ] || return
    ports=$(pw-cli ls Port)
    [ -n "$ports" ] || return
    sleep 1
    [ "$ports" = "$(pw-cli ls Port)" ]
}

# start_session: D-Bus, PipeWire and WirePlumber, as clients of which the job's programs run from here
# on. Returns once the cards are their devices, with their nodes.
start_session() {
    start_udev
    export XDG_RUNTIME_DIR=/run/user/0
    export DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus
    # Without these WirePlumber believes that it lost its seat, and leaves.
    mkdir -p "$XDG_RUNTIME_DIR" /run/systemd/{seats,sessions,users,machines}
    chmod 700 "$XDG_RUNTIME_DIR"
    rm -f "$XDG_RUNTIME_DIR"/{bus,pipewire-0}
    spawn dbus-daemon --session --address="$DBUS_SESSION_BUS_ADDRESS" --nofork --nopidfile
    wait_for 30 test -S "$XDG_RUNTIME_DIR/bus" || give_up "dbus-daemon does not start"
    spawn pipewire
    wait_for 30 test -S "$XDG_RUNTIME_DIR/pipewire-0" || give_up "pipewire does not start"
    spawn wireplumber
    wait_for 120 session_has_settled || give_up "WirePlumber does not settle within 120 s"
}

# stop_session: in the opposite order.
stop_session() {
    finish "${session[@]}"
    session=()
}
