# SPDX-License-Identifier: MIT
"""Compares what a long-lived `watch --json` has told with the graph that a fresh process makes.

view.py WATCHED.json GRAPH.json: says what only one of them has; the status is 1 then.
"""

import json
import sys


def watched(path):
    there = set()
    for line in open(path):
        event = json.loads(line)
        if event["event"] in ("added", "connected"):
            there.add((event["object"], event["id"]))
        elif event["event"] in ("removed", "disconnected"):
            # What goes was there.
            there.remove((event["object"], event["id"]))
    return there


def found(path):
    graph = json.load(open(path))
    there = {("connection", connection["id"]) for connection in graph["connections"]}
    for device in graph["devices"]:
        there.add(("device", device["id"]))
        there.update(("part", part["id"]) for part in device["parts"])
    return there


ONE, OTHER = watched(sys.argv[1]), found(sys.argv[2])
for kind, name in sorted(ONE - OTHER):
    print("only the watch has", kind, name)
for kind, name in sorted(OTHER - ONE):
    print("the watch lacks", kind, name)
print(len(OTHER), "things")
sys.exit(ONE != OTHER)
