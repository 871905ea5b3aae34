#!/bin/bash
# SPDX-License-Identifier: MIT
# The page that a server has of itself, as a browser shows it, against what it says to programs and
# against what is so.
# shellcheck source=tests/players/lib.sh
. "$(dirname "$0")/lib.sh"
need python3
command -v chromium >/dev/null || {
    lacks chromium
    done_testing
}
status=$(cd "$(dirname "$0")" && pwd)/status.py

serve page "max-clients=17&burst=2s" tone:440 60
"$LISTENERS" --count=3 --seconds=60 "$url" >"$work/listeners" 2>&1 &
children+=($!)
until_true 20 grep -q '^listeners-listening' "$work/listeners" || fail "nobody listens"
base=${plain_url%/*}
# Long enough on air for a mean to be one.
sleep 3
# A browser of nobody, that talks to nobody else.
chromium --headless --no-sandbox --disable-gpu --disable-background-networking \
    --disable-component-update --disable-sync --no-first-run --no-default-browser-check \
    --user-data-dir="$work/browser" --dump-dom "$base/status" >"$work/page.html" 2>"$work/browser.log" ||
    fail "no page: $(tail -n 5 "$work/browser.log")"
"$status" "$work/page.html" "$base" 3 17 128000 || fail "$(cat "$work/page.html")"
proves "a browser shows listeners, bit rate, time, codec and links as they are"
