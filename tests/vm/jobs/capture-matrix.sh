#!/bin/bash
# SPDX-License-Identifier: MIT
# What is captured from a card is what was played to it, in every format, at every rate, with one, two and
# six channels.
# shellcheck source=tests/vm/guest/lib.sh
. "$VM_GUEST/lib.sh"
# shellcheck source=tests/vm/guest/loopback.sh
. "$VM_GUEST/loopback.sh"
need aplay python3

load_cards aloop
for format in S16_LE S24_LE S32_LE FLOAT_LE; do
    for rate in 44100 48000 96000; do
        exact "$format" "$rate"
    done
done
