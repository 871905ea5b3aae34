#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Whether a graph (JSON on stdin) has what the kernel lists: each PCM device of /proc/asound/pcm as
one connector, each element that amixer lists as at least one control, and no others."""

import json
import re
import subprocess
import sys


def told_pcms():
    pcms = set()
    for line in open("/proc/asound/pcm", encoding="utf-8"):
        card, device = (int(number) for number in line.split(":")[0].split("-"))
        for way in ("playback", "capture"):
            if f": {way} " in line:
                pcms.add((card, device, way))
    return pcms


def told_elements(card):
    listing = subprocess.run(["amixer", "-c", str(card), "contents"], capture_output=True, text=True, check=True).stdout
    for line in listing.splitlines():
        found = re.match(r"numid=\d+,iface=\w+,name='(.*?)'(?:,index=(\d+))?", line)
        if found:
            yield card, found[1], int(found[2] or 0)


def main():
    graph = json.load(sys.stdin)
    pcms, elements, read_outs, wrong = [], set(), set(), 0
    for device in graph["devices"]:
        card = (device["card"] or {}).get("number")
        if device["kind"] != "adapter" or card is None:
            continue
        for part in device["parts"]:
            properties = part["properties"]
            if "alsa.pcm.stream" in properties:
                pcms.append((card, int(properties["alsa.pcm.device"]), properties["alsa.pcm.stream"]))
            for control in part["controls"]:
                # What only a codec's text reads out is no element.
                is_read_out = control["evidence"] == "codec text" and not control["writable"]
                element = (card, control["name"], control["index"])
                if control["evidence"] not in ("amplifier", "registers"):
                    (read_outs if is_read_out else elements).add(element)
    cards = {card for card, _, _ in told_pcms()}
    told = {element for card in cards for element in told_elements(card)}
    elements |= read_outs & told
    for what, is_so, should_be in (("PCM", set(pcms), told_pcms()), ("element", elements, told)):
        for one in sorted(should_be - is_so):
            print(f"{what} {one} is not in the graph")
            wrong += 1
        for one in sorted(is_so - should_be):
            print(f"{what} {one} is in the graph alone")
            wrong += 1
    if len(pcms) != len(set(pcms)):
        print(f"{len(pcms) - len(set(pcms))} PCM devices are there twice")
        wrong += 1
    print(f"{len(pcms)} PCM devices, {len(elements)} elements")
    sys.exit(wrong > 0)


main()
