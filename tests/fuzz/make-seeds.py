#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# make-seeds.py MACHINES OUT: what the fuzz targets begin with, made of recorded machines. OUT/TARGET
# gets a file for each; the layout of an input stands at the top of fuzz-TARGET.c.
import json
import pathlib
import re
import sys

CARD = "proc/asound/card0"
STATE = "var/lib/alsa/asound.state"
machines, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])


def read(pattern):
    """The first file below the machines that fits; the card of a state gets the targets' name."""
    path = sorted(machines.glob(pattern))[0]
    return re.sub(rb"^state\.\w+", b"state.Card", path.read_bytes())


def seed(target, name, *pieces):
    directory = out / target
    directory.mkdir(parents=True, exist_ok=True)
    (directory / name).write_bytes(b"\0".join(pieces))


def state(machine):
    """So much of a state as has whole elements and a few kilobytes."""
    text = read(f"{machine}/{STATE}")
    end = text.rfind(b"\n\tcontrol.", 0, 4000) if len(text) > 4000 else -1
    return text if end < 0 else text[:end] + b"\n}\n"


def pw_dump(machine):
    """One object of each type and class: a dump of tens of kilobytes is mutated in vain."""
    objects = json.loads(read(f"{machine}/pipewire/pw-dump.json"))
    chosen = {}
    for thing in objects:
        properties = (thing.get("info") or {}).get("props") or thing.get("props") or {}
        chosen.setdefault((thing["type"], properties.get("media.class")), thing)
    for thing in chosen.values():
        params = (thing.get("info") or {}).get("params") or {}
        for key, values in params.items():
            params[key] = values[:1]
    seed("pw-dump", machine, json.dumps(list(chosen.values()), indent=1).encode())


for machine in ("demo", "open", "vm-hda"):
    others = sorted(machines.glob(f"{machine}/{CARD}/codec#[12]"))
    eld = sorted(machines.glob(f"{machine}/{CARD}/eld#*"))
    seed("hda", machine, read(f"{machine}/{CARD}/codec#0"), state(machine),
         eld[0].read_bytes() if eld else b"", others[0].read_bytes() if others else b"",
         b"0x14 0x0221101f\n")
ac97 = f"vm-ac97/{CARD}/codec97#0/ac97#0-0"
seed("ac97", "vm-ac97", read(ac97), read(ac97 + "+regs"), state("vm-ac97"))
seed("usb", "vm-usb", read(f"vm-usb/{CARD}/usbmixer"), read(f"vm-usb/{CARD}/stream0"),
     state("vm-usb"), read("vm-usb/sys/devices/*/*/usb1/1-1/descriptors"))
for machine in ("open", "soc", "vm-ac97", "vm-plain", "vm-usb"):
    ucm = sorted(machines.glob(f"{machine}/alsaucm/card0.json"))
    seed("state", machine, state(machine), *(path.read_bytes() for path in ucm))
seed("eld", "open", read(f"open/{CARD}/eld#2.0"))
for machine in ("demo", "open", "vm-hda", "vm-usb"):
    pw_dump(machine)
