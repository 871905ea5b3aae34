#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# null-arguments.py LIBRARY…: every function that a library exports answers NULL and 0 for all of its
# arguments, as jackfield.h says it does, and not with an address next to NULL.
import ctypes
import os
import subprocess
import sys

PAGE = 4096


def exported(library):
    listing = subprocess.run(["nm", "--dynamic", "--defined-only", library], check=True, text=True,
                             stdout=subprocess.PIPE).stdout
    return [line.split()[-1].split("@")[0] for line in listing.splitlines() if " T " in line]


def call(library, name):
    """In a process of its own; its status is what to complain of."""
    pid = os.fork()
    if pid == 0:
        function = getattr(library, name)
        function.restype = ctypes.c_int64
        os._exit(1 if 0 < function(*[ctypes.c_uint64(0)] * 10) < PAGE else 0)
    return os.waitpid(pid, 0)[1]


count, faults = 0, 0
for path in sys.argv[1:]:
    loaded = ctypes.CDLL(path)
    for symbol in exported(path):
        status = call(loaded, symbol)
        count += 1
        if status:
            faults += 1
            print(f"{symbol}: {'an address' if os.WIFEXITED(status) else 'a signal'}")
print(f"{count} functions, {faults} at fault")
sys.exit(faults > 0 or count == 0)
