#!/bin/bash
# SPDX-License-Identifier: MIT
# A keeper that forbids what the session manager makes: it holds, and nobody fights over it.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"
need pw-cat ffmpeg pw-metadata
start_server jf-two:Audio/Sink:FL,FR

ffmpeg -nostdin -v error -f lavfi -i sine=frequency=440:duration=110:sample_rate=48000 -ac 2 \
    "$work/tone.wav"
cat >"$work/wiring" <<'END'
forbid {node.name=jf-player} node:jf-sink
connect {node.name=jf-player} node:jf-two
END

# prefer SINK: what the session manager connects streams to that say nothing.
prefer() {
    pw-metadata 0 default.configured.audio.sink "{ \"name\": \"$1\" }" Spa:String:JSON >/dev/null
}

# made: how often anybody has made the forbidden connection of the left channel.
made() {
    lines '"connected".*jf-player/out:output_FL~node:jf-sink/in:playback_FL' "$work/watch"
}

# made_more COUNT
made_more() {
    [ "$(made)" -gt "$1" ]
}

# holds: the player goes where the document wants it, and nowhere else.
holds() {
    linked jf-player:output_FL jf-two:playback_FL && linked jf-player:output_FR jf-two:playback_FR &&
        unlinked jf-player:output_FL jf-sink:playback_FL &&
        unlinked jf-player:output_FR jf-sink:playback_FR
}

# ticks: how much of the processor the keeper has had.
ticks() {
    awk '{ print $14 + $15 }' "/proc/$keeper/stat"
}

# is_quiet: it holds for three seconds in which nobody does or says anything.
is_quiet() {
    local rounds said used end
    sleep 0.5 # what the last change brings is told
    end=$((SECONDS + 3))
    rounds=$(made) said=$(wc -l <"$work/keep") used=$(ticks)
    while [ $SECONDS -lt $end ]; do
        holds || fail "what is forbidden is there again: $(pw-link --links)"
        sleep 0.2
    done
    [ "$(made)" -eq "$rounds" ] || fail "they fight: $(made) rounds after $rounds"
    [ "$(wc -l <"$work/keep")" -eq "$said" ] || fail "it says more: $(cat "$work/keep")"
    # What looks here are clients, too, of which it is told.
    [ $(($(ticks) - used)) -le 10 ] || fail "it took $(($(ticks) - used)) ticks in 3 s"
}

prefer jf-sink
"$JACKFIELD" keep "$work/wiring" >"$work/keep" 2>"$work/keep.err" &
keeper=$!
children+=("$keeper")
"$JACKFIELD" watch --json >"$work/watch" 2>&1 &
children+=($!)
appears 20 '"settled"' "$work/watch"
appears 20 '^waiting' "$work/keep"

pw-cat --playback --properties '{ node.name = jf-player }' "$work/tone.wav" >/dev/null 2>&1 &
children+=($!)
until_true 20 made_more 0 || fail "the session manager does not connect the player"
until_true 2 holds || fail "it does not hold: $(pw-link --links)"
is_quiet
[ "$(made)" -eq 1 ] || fail "it took $(made) rounds"
proves "what the session manager makes and a line forbids is broken once, and it is quiet then"

# It decides anew: another default and back, other streams, a note about this one.
before=$(made)
prefer jf-two
sleep 1
prefer jf-sink
until_true 10 made_more "$before" || fail "the session manager does not go back"
until_true 5 holds || fail "it does not hold: $(pw-link --links)"
is_quiet
timeout 2 pw-cat --playback --properties '{ node.name = jf-other }' "$work/tone.wav" \
    >/dev/null 2>&1 || true
expect 0 connect --route jf-player jf-sink
sleep 2 # it may make the connection, or take it for made
until_true 10 holds || fail "it does not hold: $(pw-link --links)"
is_quiet
[ "$(made)" -le $((before + 3)) ] || fail "it took $(made) rounds"
proves "nor does it come to a fight when the session manager decides anew"

# insist: makes it again for six seconds, whenever it is gone.
insist() {
    local end=$((SECONDS + 6))
    while [ $SECONDS -lt $end ]; do
        pw-link jf-player:output_FL jf-sink:playback_FL 2>/dev/null || true
        sleep 0.05
    done
}
# is_given_up: nobody is fought with who is quick enough; a busy machine may not be at once.
is_given_up() {
    "$JACKFIELD" keep --status >"$work/status"
    grep -q '^overridden  *no node:jf-player/out:output_FL' "$work/status"
}
for ((tries = 0; tries < 4; tries++)); do
    before=$(made) used=$(ticks)
    insist
    [ $(($(made) - before)) -le 6 ] || fail "they fight: $(($(made) - before)) rounds in 6 s"
    [ $(($(ticks) - used)) -le 60 ] || fail "it took $(($(ticks) - used)) ticks in 6 s"
    ! is_given_up || break
done
is_given_up || fail "not told: $(cat "$work/status")"
until_true 20 holds || fail "it gave up: $("$JACKFIELD" keep --status)"
is_quiet
proves "who makes it again at once is not fought with, and when they tire it holds"
