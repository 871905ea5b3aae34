#!/bin/bash
# SPDX-License-Identifier: MIT
# A push whose packets are late and lost, by the kernel of Debian, which can do that to them.
# shellcheck source=tests/vm/guest/lib.sh
. "$VM_GUEST/lib.sh"
need ip tc unshare nsenter curl ffmpeg python3
modprobe veth
modprobe sch_netem

export LISTENERS=$VM_BUILD/tests/bench/bench-listeners
status=0
"$VM_TREE/tests/players/push-net.sh" lossy | tee net.log || status=$?
check "a push outlives packets that are late and lost" same 0 "$status"
check "they are so by netem" grep -q netem: net.log
