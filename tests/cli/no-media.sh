# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# A build without the media library says so.

jack stream tone --to a.wav
jack stream --help
jack --help stream
