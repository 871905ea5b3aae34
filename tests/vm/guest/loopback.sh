# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The loopback card: known samples are played into it, and captured from its other side. Sourced by jobs
# behind lib.sh. It has eight sub-devices, 0 to 7, which have nothing to do with each other.

samples() {
    python3 -I -S "$VM_GUEST/samples.py" "$@"
}

# wait_slowly SECONDS COMMAND…: as wait_for, and leaves the processor to what is waited for.
wait_slowly() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.4
    done
}

# loopback SIDE SUB FILE: of the card in /proc; side 0p plays, 1c captures it.
loopback() {
    echo "/proc/asound/Loopback/pcm$1/sub$2/$3"
}

# is_open SIDE SUB
is_open() {
    [ "$(<"$(loopback "$1" "$2" hw_params)")" != closed ]
}

# play SUB FORMAT RATE CHANNELS SAMPLES…: in the background, as $player, until it is finished. The card's
# other side then takes what the player has chosen.
play() {
    local sub=$1 format=$2 rate=$3 channels=$4
    shift 4
    rm -f "done-$sub" "pipe-$sub"
    mkfifo "pipe-$sub"
    samples "$@" "$(loopback 1c "$sub" status)" "done-$sub" >"pipe-$sub" 2>"samples-$sub.err" &
    aplay --quiet --device "hw:Loopback,0,$sub" --file-type raw --format "$format" --rate "$rate" \
        --channels "$channels" --buffer-time 500000 - <"pipe-$sub" &>"player-$sub.err" &
    player=$!
    wait_slowly 60 is_open 0p "$sub" || cat "player-$sub.err" "samples-$sub.err"
}

# has_played SUB: returns once all samples have been played.
has_played() {
    wait_slowly 90 test -e "done-$1" || cat "player-$1.err" "samples-$1.err"
}

# capture NAME FROM: in the background, as $capture, into NAME.wav; what it says is in NAME.json and .err.
# shellcheck disable=SC2034 # for the jobs
capture() {
    "$JACKFIELD" stream "$2" --to "$1.wav" --json >"$1.json" 2>"$1.err" &
    capture=$!
}

# stop PID: as from the keyboard; succeeds when it does.
stop() {
    kill -INT "$1" && wait "$1"
}

# counted NAME FIELD: a number of what the capture said.
counted() {
    sed -n "s/.*\"$2\": *\([0-9]*\).*/\1/p" "$1.json"
}

# exact FORMAT RATE: one, two and six channels at once; every sample is captured as it was played.
exact() {
    local format=$1 rate=$2 sub channels players=() captures=()
    local -ra channels_of=(1 2 6)
    for sub in 0 1 2; do
        channels=${channels_of[$sub]}
        play "$sub" "$format" "$rate" "$channels" noise "$format" "$rate" "$channels"
        players+=("$player")
        capture "exact-$sub" "hw:Loopback,1,$sub?channels=$channels"
        captures+=("$capture")
    done
    for sub in 0 1 2; do
        channels=${channels_of[$sub]}
        has_played "$sub"
        stop "${captures[$sub]}" || cat "exact-$sub.err"
        finish "${players[$sub]}"
        check "$format, $rate Hz, $channels channels: every sample is as it was played" \
            samples find-noise "exact-$sub.wav" "$rate" "$channels"
    done
}
