#!/bin/bash
# SPDX-License-Identifier: MIT
# What the tool reads of real controls is what ALSA's own tools read; what it sets they see, and what
# they set a running watch tells. With and without the permission to do so.
# shellcheck source=tests/vm/guest/lib.sh
. "$VM_GUEST/lib.sh"
need amixer python3

load_cards hda
card=$(card_number hda)

# The names of the first codec's controls; those of the second have the index 10.
volume='Master Playback Volume,0' switch='Master Playback Switch,0'
other_volume='Master Playback Volume,10'

# raw NAME [INDEX]: the values as ALSA has them, "54,54".
raw() {
    amixer -c "$card" cget "iface=MIXER,name=$1,index=${2:-0}" | sed -n 's/^ *: values=//p'
}

# put NAME VALUES [INDEX]: as another program does.
put() {
    amixer -q -c "$card" cset "iface=MIXER,name=$1,index=${3:-0}" "$2"
}

# levels NAME [INDEX]: what amixer makes of a scale of 1 dB from -74 dB on, in the words of the tool.
levels() {
    raw "$@" | tr , '\n' | sed 's/.*/& 74/' | awk '{ printf "%s%.2f dB", (NR > 1 ? ", " : ""), $1 - $2 }
        END { print "" }'
}

# ---- read, and set ----------------------------------------------------------------------------------

put 'Master Playback Volume' 54,60
put 'Master Playback Switch' on,on
check "a level is what amixer says" same "$(levels 'Master Playback Volume')" "$(jackfield get "$volume")"
check "an open switch is no mute" same open "$(jackfield get "$switch")"

# set_and_see WORDS CONTROL VALUE WANTED: what amixer sees of it.
set_and_see() {
    check "$1: it is set" jackfield set "$2" "$3"
    check "$1: amixer sees it" same "$4" "$(raw "${2%,*}" "${2##*,}")"
}

set_and_see "one level for both channels" "$volume" -20dB 54,54
set_and_see "a level for each" "$volume" -10dB,-30dB 64,44
set_and_see "between two steps it is the quieter one" "$volume" -20.01dB 53,53
set_and_see "above the range it is the loudest" "$volume" 12dB 74,74
set_and_see "below the range it is the quietest" "$volume" -99dB 0,0
set_and_see "a control of the same name on the other codec" "$other_volume" -4dB 70,70
check "the first codec's stays" same 0,0 "$(raw 'Master Playback Volume')"
set_and_see "a mute closes both sides of the switch" "$switch" mute off,off
set_and_see "and opens both" "$switch" unmute on,on
check "what it is already is an honest no" fails jackfield set "$switch" unmute

# ---- followed ---------------------------------------------------------------------------------------

jackfield watch --json >watch.json &
watch=$!
check "a watch settles" wait_for 60 grep -q '"settled"' watch.json

# tells_level DB ORIGIN: whether a level of the volume with this value was told.
tells_level() {
    python3 - "$1" "$2" <<'END'
import json, sys
for line in open("watch.json"):
    try:
        event = json.loads(line)
    except ValueError:
        continue  # not yet whole
    control = event.get("control") or {}
    if (event["event"] == "control" and control["name"] == "Master Playback Volume"
            and control["value"] == [float(sys.argv[1])] * 2 and event["origin"] == sys.argv[2]):
        sys.exit(0)
sys.exit(1)
END
}

put 'Master Playback Volume' 41,41
check "what amixer sets is told" wait_for 30 tells_level -33 unknown
check "what another jackfield sets" jackfield set "$volume" -7dB
check "is told, too" wait_for 30 tells_level -7 unknown

# ---- kept by another program -------------------------------------------------------------------------

numid=$(amixer -c "$card" cget 'iface=MIXER,name=Master Playback Volume' | sed -n 's/^numid=\([0-9]*\),.*/\1/p')
# Keeps the element until it is killed.
python3 - "$card" "$numid" <<'END' &
import fcntl, os, struct, sys, time
fd = os.open(f"/dev/snd/controlC{sys.argv[1]}", os.O_RDWR)
fcntl.ioctl(fd, 0x40405514, struct.pack("I60x", int(sys.argv[2])))
open("locked", "w").close()
time.sleep(600)
END
keeper=$!
check "another program keeps a control for itself" wait_for 30 test -e locked
status=0
jackfield set "$volume" -9dB 2>refusal || status=$?
check "setting it is refused" same 5 "$status"
check "and the reason is told" grep -q 'another program keeps it' refusal
check "it is not changed" same 67,67 "$(raw 'Master Playback Volume')"
finish "$keeper"
check "it can be set again when that one has gone" jackfield set "$volume" -9dB

finish "$watch"

# ---- without permission --------------------------------------------------------------------------------

start_udev
# As at a start with udev: then it gives the nodes to the group.
udevadm trigger --action=add --subsystem-match=sound
udevadm settle
# as_nobody GROUPS-OPTION COMMAND…
as_nobody() {
    setpriv --reuid=65534 --regid=65534 "$@"
}

# shellcheck disable=SC2094 # the files are this shell's
as_nobody --clear-groups "$JACKFIELD" list devices >devices 2>complaints || true
check "without the audio group every device is shown" same "$(jackfield list devices)" "$(cat devices)"
check "one line for each card says why its controls are not" same \
    "$(grep -c '\]: ' /proc/asound/cards)" "$(wc -l <complaints)"
check "and what helps" grep -q "/dev/snd/controlC$card: permission denied; join the audio group" complaints
check "nothing can be set" fails as_nobody --clear-groups "$JACKFIELD" set "$volume" -5dB
check "with the audio group it can" as_nobody --groups="$(getent group audio | cut -d: -f3)" \
    "$JACKFIELD" set "$volume" -5dB
check "and amixer sees it" same 69,69 "$(raw 'Master Playback Volume')"

as_nobody --clear-groups "$JACKFIELD" watch --json >watch.json 2>complaints &
watch=$!
check "without permission a watch settles" wait_for 60 grep -q '"settled"' watch.json
chmod 666 "/dev/snd/controlC$card"
check "permission that comes later is noticed" wait_for 30 grep -q '"changed"' watch.json
put 'Master Playback Volume' 33,33
check "and from then on values are told" wait_for 30 tells_level -41 unknown
finish "$watch"
