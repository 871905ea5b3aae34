#!/bin/bash
# SPDX-License-Identifier: MIT
# The keeper as a service: the unit as it is installed, run by a real service manager of the user's.
# shellcheck source=tests/vm/guest/lib.sh
. "$VM_GUEST/lib.sh"
need cmake systemctl pw-cli pw-link
[ -e "$VM_BUILD/tools/jackfield-keep.service" ] || {
    echo "skipped: this build is without the unit"
    exit 77
}
load_cards dummy
start_session

cmake --install "$VM_BUILD" >install.log || give_up "cannot install: $(tail -n 5 install.log)"
ldconfig
prefix=$(sed -n 's/^CMAKE_INSTALL_PREFIX:PATH=//p' "$VM_BUILD/CMakeCache.txt")
installed=$prefix/bin/jackfield

# ---- a service manager ---------------------------------------------------------------------------------

# It wants a system that systemd has booted, and a control group of its own. Of the units of this
# machine's users only those are looked at that packages bring, and none is started by itself.
mkdir -p /run/systemd/system "$HOME/.config/systemd/user" "$HOME/.config/jackfield"
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir /sys/fs/cgroup/session
printf '[Unit]\nDefaultDependencies=no\n' >"$HOME/.config/systemd/user/nothing.target"
# How the service ended the manager forgets as soon as it has.
mkdir "$HOME/.config/systemd/user/jackfield-keep.service.d"
cat >"$HOME/.config/systemd/user/jackfield-keep.service.d/ended.conf" <<END
[Service]
ExecStopPost=/bin/sh -c 'echo "\$SERVICE_RESULT \$EXIT_CODE \$EXIT_STATUS" >$PWD/ended'
END
export SYSTEMD_UNIT_PATH=$HOME/.config/systemd/user:$prefix/lib/systemd/user:/usr/lib/systemd/user
(
    echo "$BASHPID" >/sys/fs/cgroup/session/cgroup.procs
    exec /lib/systemd/systemd --user --unit=nothing.target --log-target=console
) >manager.log 2>&1 </dev/null &
manager=$!
control() {
    systemctl --user "$@"
}
manager_runs() {
    control is-system-running 2>/dev/null | grep -Eq 'running|degraded|starting'
}
wait_for 30 manager_runs || give_up "no service manager: $(tail -n 20 manager.log)"

# state STATE: what the manager says of the service.
state() {
    [ "$(control is-active jackfield-keep)" = "$1" ]
}
shows() {
    control show jackfield-keep -p "$1" --value
}

# ---- nodes, and what is wanted of them -----------------------------------------------------------------

# make_node NAME CLASS
make_node() {
    pw-cli create-node adapter "{ factory.name = support.null-audio-sink, node.name = $1,
        media.class = $2, audio.position = [ FL FR ], object.linger = true }" >/dev/null
}
make_node jf-source Audio/Source/Virtual
make_node jf-sink Audio/Sink
has_ports() {
    pw-link --output | grep -q '^jf-source:capture_FR' && pw-link --input | grep -q '^jf-sink:playback_FR'
}
wait_for 20 has_ports || give_up "the nodes get no ports"
wired() {
    pw-link --links | grep -A1 "^jf-source:capture_$1" | grep -q "|-> jf-sink:playback_$1"
}
document=$HOME/.config/jackfield/wiring

# ---- the service ---------------------------------------------------------------------------------------

check "the manager has read the unit" same "$prefix/lib/systemd/user/jackfield-keep.service" \
    "$(shows FragmentPath)"
check "the unit has nothing that the manager does not know" \
    fails grep -Ei 'jackfield-keep.service:[0-9]+:' manager.log
check "without a document it is not started" control start jackfield-keep
check "and is not active" state inactive

echo 'connect node:jf-source/out:capture_FL node:jf-sink/in:playback_FL' >"$document"
check "it is enabled and started as the manual says" control enable --now jackfield-keep
check "and active then" state active
check "the start has waited until the wiring had been looked at" wired FL
check "the keeper is the one that was installed" same "$installed" \
    "$(readlink "/proc/$(shows MainPID)/exe")"
check "and tells its state to who asks" "$installed" keep --status

echo 'connect node:jf-source/out:capture_FR node:jf-sink/in:playback_FR' >>"$document"
check "the document is read again" control reload jackfield-keep
check "and what is new in it is made" wait_for 10 wired FR

killed=$(shows MainPID)
kill -KILL "$killed"
restarted() {
    state active && [ "$(shows MainPID)" != "$killed" ]
}
check "a keeper that is killed is started again" wait_for 20 restarted
check "and the wiring is as it was" wired FL

check "it is stopped" control stop jackfield-keep
check "and is not active then" state inactive
check "it has ended by itself, with status 0" same "success exited 0" "$(cat ended)"
check "the connections stay" wired FL

# ---- when it is ready ----------------------------------------------------------------------------------

# The same unit, but the keeper comes two seconds after what is started.
cat >"$HOME/.config/systemd/user/jackfield-keep.service.d/late.conf" <<END
[Service]
ExecStart=
ExecStart=/bin/sh -c 'sleep 2; exec $installed keep $document'
END
control daemon-reload
control start --no-block jackfield-keep
check "as long as it is not ready it is being activated" wait_for 5 state activating
sleep 1
check "and still a second later" state activating
check "once it is, it is active" wait_for 20 state active
check "and the keeper tells its state" "$installed" keep --status
control stop jackfield-keep

echo 'conect a b' >"$document"
check "with a wrong document the start fails" fails control start jackfield-keep
check "and is not tried again" same "failed 0" "$(control is-failed jackfield-keep) $(shows NRestarts)"

control exit
wait_for 20 fails kill -0 "$manager" 2>/dev/null || true
finish "$manager"
