#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What the tool does on a terminal, and only there: it fits, it is coloured, its last line is alive.

    terminal.py TOOL
"""

import fcntl
import os
import pathlib
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unicodedata

TOOL = sys.argv[1]
WIDE = "録音スタジオの長い長い長い名前です"
JOINED = "e\u0301" * 20
LONG = "a-device-with-an-id-that-takes-many-columns"
LONG_PART = LONG + "/a-connector-with-an-id-that-takes-many"
MACHINE = (
    f"synthetic:{LONG}:node;{LONG_PART}:out;wide:adapter;wide.name={WIDE};wide/in:in;wide/in.name={JOINED};"
    "wide/off:mute;wide/off.mute=1;wide/on:mute;wide/on.mute=0;wide/jack:out;wide/in>off;wide/in>on;"
    f"wide/off>jack:selected;wide/on>jack:unselected;{LONG_PART}~wide/in:free"
)
PAIR = "synthetic:player:node;player/out:out;sink:node;sink/in:in"
CLEARED = b"\r\x1b[J"
failures = []


def check(holds, what):
    if not holds:
        failures.append(what)
        print(f"FAILED: {what}")


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    return {**kept, "LC_ALL": "C.UTF-8", "TERM": "xterm", **more}


class Terminal:
    """The tool on a terminal of so many columns."""

    def __init__(self, columns, *arguments, **more):
        self.main, self.side = pty.openpty()
        self.output = b""
        self.resize(columns)
        self.tool = subprocess.Popen([TOOL, *arguments], stdin=subprocess.DEVNULL, stdout=self.side,
                                     stderr=subprocess.STDOUT, env=environment(**more))  # fmt: skip

    def resize(self, columns):
        fcntl.ioctl(self.main, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def read(self, seconds):
        """Whether there was anything."""
        if not select.select([self.main], [], [], seconds)[0]:
            return False
        self.output += os.read(self.main, 65536)
        return True

    def until(self, pattern, start=0):
        end = time.monotonic() + 20
        while not re.search(pattern, self.output[start:]):
            if time.monotonic() > end:
                check(False, f"{pattern} does not come: {self.output[start:][-300:]}")
                return
            self.read(0.1)

    def end(self, number=None):
        """Everything that was written; the tool is sent a signal, if any."""
        if number:
            self.tool.send_signal(number)
        while self.tool.poll() is None or self.read(0):
            self.read(0.05)
        os.close(self.main)
        os.close(self.side)
        return self.output.replace(b"\r\n", b"\n")


def piped(*arguments, **more):
    done = subprocess.run([TOOL, *arguments], capture_output=True, check=False, env=environment(**more))
    check(done.returncode == 0, f"{done.stderr} {arguments}")
    return done.stdout


def plain(output):
    return re.sub("\x1b\\[[0-9;]*m", "", output.decode())


def width(line):
    return sum(0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
               for letter in line)  # fmt: skip


# ---- the tree ------------------------------------------------------------------------------------


def judge_width():
    whole = plain(piped("--machine", MACHINE, "graph")).splitlines()
    check(max(map(width, whole)) > 90 and not any("…" in line for line in whole), "all of it where nobody looks")
    for columns in (80, 60, 45, 200):
        lines = plain(Terminal(columns, "--machine", MACHINE, "graph").end()).splitlines()
        widest = max(lines, key=width)
        check(width(widest) <= columns, f"{columns} columns, and {width(widest)} are taken: {widest}")
        check(any("…" in line for line in lines) == (columns < 200), f"what is cut at {columns} ends in an ellipsis")
        check(lines[-1].startswith("━━ physical"), f"a legend: {lines[-1]}")
        check(len(lines) == len(whole) + 2, "nothing is left out")
    lines = plain(Terminal(60, "--machine", MACHINE, "graph").end()).splitlines()
    ends = [line for line in lines if "◀──" in line]
    check(len(ends) == 1 and re.search("syn:a-dev.*….*many  free", ends[0]), f"both ends of an id: {ends}")
    output = Terminal(80, "--machine", MACHINE, "graph", LC_ALL="C").end()
    check(max(len(line) for line in plain(output).splitlines() if line.isascii()) <= 80, "ASCII fits, too")
    check("..." in plain(output), "an ellipsis of ASCII")
    check(max(map(width, plain(Terminal(80, "--machine", "demo", "show", "Jackfield JF1234").end()).splitlines()[14:]))
          <= 80, "show draws the same tree")  # fmt: skip


def judge_color():
    check(b"\x1b[" in Terminal(80, "--machine", MACHINE, "graph").end(), "colours")
    for more in ({"TERM": "dumb"}, {"NO_COLOR": "1"}):
        check(b"\x1b" not in Terminal(80, "--machine", MACHINE, "graph", **more).end(), f"no colours with {more}")
    check(b"\x1b" not in Terminal(80, "--machine", MACHINE, "graph", "--color", "never").end(), "no colours")
    check(b"\x1b" not in piped("--machine", MACHINE, "graph"), "no colours in a pipe")
    with tempfile.TemporaryDirectory() as scratch:
        file = pathlib.Path(scratch) / "tree"
        Terminal(80, "--machine", MACHINE, "graph", "-o", str(file)).end()
        check(file.read_bytes() == piped("--machine", MACHINE, "graph"), "a file is no terminal")
    dims = [re.sub("^[│├└─ ]*", "", plain(line.encode())).split()[0]
            for line in Terminal(200, "--machine", MACHINE, "graph").end().decode().splitlines()
            if "\x1b[2m" in line and re.search("[├└]─", line)]  # fmt: skip
    check(dims == ["off", "out"], f"what lets no sound through, and what gets none, is dim: {dims}")


# ---- the last line -------------------------------------------------------------------------------


def judge_watch():
    terminal = Terminal(80, "--machine", PAIR, "watch")
    terminal.until(rb"settled(.|\n)*watching 2 devices, 0 connections; 0 changes$")
    start = len(terminal.output)
    terminal.resize(30)
    terminal.tool.send_signal(signal.SIGWINCH)
    terminal.until(rb"watching 2 d[^\r\n]*$", start)
    line = terminal.output[start:].split(CLEARED)[-1].decode()
    check(width(line) == 29 and line.endswith("…"), f"cut anew when the terminal has got narrow: {line!r}")
    output = terminal.end(signal.SIGINT)
    check(output.endswith(CLEARED) and terminal.tool.returncode == 0, f"cleared at the end: {output[-80:]}")
    check(piped_until("settled", "--machine", PAIR, "watch") == plain_lines(output), "else the lines are the same")
    for arguments, more in ((["--json"], {}), (["-q"], {}), ([], {"TERM": "dumb"}), ([], {"TERM": ""})):
        terminal = Terminal(80, "--machine", PAIR, "watch", *arguments, **more)
        terminal.until(b"settled")
        check(b"watching" not in terminal.end(signal.SIGTERM), f"no live line with {arguments} {more}")


def plain_lines(output):
    """What stays when each live line has been cleared."""
    return plain(re.sub(rb"\r\x1b\[J(watching[^\r]*(?=\r))?", b"", output))


def piped_until(word, *arguments):
    with subprocess.Popen([TOOL, *arguments], stdout=subprocess.PIPE, env=environment()) as tool:
        lines = []
        for line in tool.stdout:
            lines.append(line.decode())
            if word in lines[-1]:
                break
        tool.send_signal(signal.SIGINT)
        return "".join(lines) + tool.stdout.read().decode()


def judge_keep():
    with tempfile.TemporaryDirectory() as scratch:
        document = pathlib.Path(scratch) / "a.wiring"
        document.write_text("connect syn:player syn:sink\nconnect syn:gone syn:sink\n")
        more = {"XDG_RUNTIME_DIR": scratch}
        terminal = Terminal(200, "--machine", PAIR, "keep", str(document), **more)
        terminal.until(rb"keeping [^\r]*: 1 waiting, 1 active; last change at \d\d:\d\d:\d\d$")
        output = terminal.end(signal.SIGTERM)
        check(output.endswith(CLEARED) and terminal.tool.returncode == 0, f"cleared at the end: {output[-80:]}")
        for arguments, more in ((["--json"], more), (["-q"], more), ([], {**more, "TERM": "dumb"})):
            terminal = Terminal(200, "--machine", PAIR, "keep", str(document), *arguments, **more)
            while terminal.read(1):
                pass
            check(b"keeping" not in terminal.end(signal.SIGTERM), f"no live line with {arguments} {more}")


judge_width()
judge_color()
judge_watch()
judge_keep()
sys.exit(1 if failures else 0)
