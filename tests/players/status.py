#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Compares a status page, as a browser has it, with /status.json and with what is so.

    status.py PAGE.html URL LISTENERS MAXIMUM BIT-RATE

URL is the server's, without a path.
"""

import html.parser
import json
import sys
import urllib.request

# The bit rate is that of the codec, or of whole packets, of which a frame may leave half empty.
PACKET_SHARE = 2.2
# It is a mean, and so moves a little between two looks at it.
BIT_RATE_SLACK = 0.15
# From the page to /status.json.
LATER_S = 10


class Page(html.parser.HTMLParser):
    """The text of every element that has an id, and where the links lead."""

    EMPTY = {"meta", "br", "link", "img", "hr", "input"}

    def __init__(self):
        super().__init__()
        self.open = []
        self.texts = {}
        self.links = {}

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag in self.EMPTY:
            return
        self.open.append((tag, attributes.get("id")))
        if "id" in attributes:
            self.texts[attributes["id"]] = ""
        if tag == "a":
            for identity in self.identities():
                self.links.setdefault(identity, []).append(attributes.get("href"))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        for identity in self.identities():
            self.texts[identity] += data

    def identities(self):
        return [identity for _, identity in self.open if identity]


def seconds(text):
    """Of "1:02:03"."""
    hours, minutes, rest = map(int, text.split(":"))
    return (hours * 60 + minutes) * 60 + rest


def main():
    path, url, listeners, maximum = sys.argv[1:5]
    bit_rate = int(sys.argv[5])
    page = Page()
    with open(path, encoding="utf-8") as text:
        page.feed(text.read())
    with urllib.request.urlopen(f"{url}/status.json", timeout=10) as answer:
        kind = answer.headers.get_content_type()
        status = json.load(answer)
    authority = url.split("://")[1]

    def same(what, found, wanted):
        if found != wanted:
            faults.append(f"{what}: {found!r}, not {wanted!r}")

    faults = []
    same("the kind of /status.json", kind, "application/json")
    for key, wanted in ("listeners", listeners), ("maximum", maximum):
        same(f"{key} of the page", page.texts.get(key), wanted)
        same(f"{key} of /status.json", status.get(key), int(wanted))
    rates = int(page.texts.get("bit-rate") or 0), status.get("bit_rate") or 0
    if abs(rates[0] - rates[1]) > BIT_RATE_SLACK * rates[1]:
        faults.append(f"two bit rates: {rates}")
    if not bit_rate <= rates[1] <= bit_rate * PACKET_SHARE:
        faults.append(f"a bit rate of {rates[1]}, of {bit_rate}")
    uptime = seconds(page.texts.get("uptime", "0:00:00"))
    if not 0 < uptime <= status.get("uptime", 0) < uptime + LATER_S:
        faults.append(f"on air for {uptime} s, then {status.get('uptime')} s")
    codec = status.get("codec") or {}
    for word in codec.get("name"), codec.get("channels"), codec.get("rate_hz"):
        if not word or str(word) not in page.texts.get("codec", ""):
            faults.append(f"no {word} in the codec {page.texts.get('codec')!r}")
    links = [f"mmsh://{authority}/", f"http://{authority}/"]
    for name, found in ("page", page.links.get("links", [])), (
        "/status.json",
        list((status.get("links") or {}).values()),
    ):
        if [link for link in links if not any(at.startswith(link) for at in found)]:
            faults.append(f"links of the {name}: {found}, not {links}")
    print(*faults, sep="\n")
    sys.exit(1 if faults else 0)


main()
