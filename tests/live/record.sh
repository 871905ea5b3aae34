#!/bin/bash
# SPDX-License-Identifier: MIT
# A recording of a server, raw or concealed, shows what the server shows, and nothing of who ran it.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"
need pw-cat
start_server jf-twin:Audio/Sink jf-twin:Audio/Sink jf-six:Audio/Sink:FL,FR,FC,LFE,RL,RR

# What counts within one run differs between two, and so does who tells of it.
plain() {
    /usr/bin/python3 -m json.tool "$1" | sed -E -e 's/"(serial|generation)": [0-9]+/"\1": N/' \
        -e 's/"backend": "(pipewire|replay)"/"backend": B/'
}

# graph FILE ARGUMENT…
graph() {
    local file=$1
    shift
    expect 0 graph --json --properties "$@"
    plain "$work/out" >"$file"
}

expect 0 connect jf-source jf-sink
expect 0 connect jf-sink:monitor_FL jf-six:playback_FC
graph "$work/live"
[ "$(grep -c '"permanence": "free"' "$work/live")" -ge 2 ] || fail "no links to record"
proves "there is a graph with links, and two nodes of one name"

expect 0 record --raw "$work/raw"
says 'nothing is concealed'
graph "$work/shown" --machine "$work/raw"
diff "$work/live" "$work/shown" || fail "a raw recording shows another graph"
/usr/bin/python3 - "$work/raw/pipewire/pw-dump.json" <<'END'
import json, sys
objects = json.load(open(sys.argv[1], encoding="utf-8"))
types = {item["type"].rsplit(":", 1)[1] for item in objects}
assert types >= {"Core", "Client", "Node", "Port", "Link", "Metadata"}, types
assert any(item.get("metadata") for item in objects), "no metadata is told"
assert any(item["info"].get("params", {}).get("Props") for item in objects if "info" in item)
END
proves "a raw recording shows the same graph"

expect 0 record "$work/concealed"
graph "$work/shown" --machine "$work/concealed"
diff "$work/live" "$work/shown" || fail "a concealed recording shows another graph"
host=$(uname -n) user=$(id -un)
for secret in "$host" "$user" "$work" '"application.process.user": "'"$user"; do
    case $secret in
    root | localhost | user | host) continue ;;
    esac
    ! grep -rqiwF -- "$secret" "$work/concealed" || fail "a recording tells of '$secret'"
done
! grep -rq 'application.language' "$work/concealed" || fail "a property that may be anything is kept"
proves "a concealed recording shows the same graph, and not whose it is"

expect 0 --machine "$work/concealed" record "$work/again"
diff -r --no-dereference "$work/concealed" "$work/again" || fail "concealing it again changes it"
expect 5 record "$work/again"
says 'something is in it already'
[ -z "$(find "$work" -name '*.tmp-*')" ] || fail "something half-written is left"
proves "what is concealed stays as it is, and what is there is not overwritten"

# A stream whose name, title and file are somebody's.
pw-cat --record --format s16 --rate 48000 --channels 2 --target jf-source \
    -P '{ node.name="Annas Stream" media.name="Secret Song" application.name="Annas Program" }' \
    "$work/Secret Take.wav" >"$work/pw-cat" 2>&1 &
children+=($!)
has_stream() {
    pw-link --input | grep -q 'Annas Stream'
}
until_true 10 has_stream || fail "no stream: $(cat "$work/pw-cat")"
expect 0 record "$work/stream"
! grep -rqE 'Annas|Secret' "$work/stream" || fail "it tells of Anna: $(grep -rhE 'Annas|Secret' "$work/stream")"
expect 0 --machine "$work/stream" list
says '^node:pw-cat-[0-9]+ '
proves "a stream has a neutral name"
expect 0 --machine "$work/stream" check
