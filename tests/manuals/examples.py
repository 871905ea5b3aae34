#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs the examples of the manuals and of README.md and compares what they print with what is there.

  examples.py TOOL PAGE... [--without media,draw,live]

A block of commands has a mark in front of it, a comment that is not printed (in Markdown, where the
block begins with "```console", it is <!-- example ... -->):

  ; example demo          runs without a server
  ; example live          runs with a PipeWire server of its own: mic, recorder, mixer, speakers
  ; example ... media     needs a build with the media library; "draw" one with Graphviz
  ; example ... interrupt the last command is sent SIGINT once it has printed what stands there

The blocks of a page share a directory, and those that are live a server. "$ " begins a command, "> "
goes on with it, the rest is what it prints. "..." in that is anything, and alone on a line any lines.
JF_UPDATE=1 in the environment writes what was printed into the manuals, but for lines with "...".
"""
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

LIMIT_S = 30
HELPER = pathlib.Path(__file__).resolve().parent.parent / "helpers" / "private-pipewire"
NODES = ("mic:Audio/Source/Virtual:MONO", "recorder:Audio/Sink:FL,FR", "mixer:Audio/Sink:FL,FR",
         "speakers:Audio/Sink:FL,FR")


class Block:
    """A marked block: where it is, what it needs, and its commands, each with what it prints."""

    def __init__(self, page, line, words):
        self.page, self.line, self.needs, self.commands = page, line, set(words), []

    def add(self, text):
        if text.startswith("$ "):
            self.commands.append((text[2:], []))
        elif text.startswith("> ") and self.commands and not self.commands[-1][1]:
            self.commands[-1] = (self.commands[-1][0] + "\n" + text[2:], [])
        elif self.commands:
            self.commands[-1][1].append(text)

    def __str__(self):
        return f"{self.page.name}:{self.line}"


def read_blocks(page):
    """The marked blocks of a page; every block with a command has to be one of them."""
    blocks, mark, block, literal = [], None, None, False
    for number, text in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if text.startswith(("; example ", "<!-- example ")):
            mark = [word for word in text.split()[2:] if word != "-->"]
        elif text.startswith("```"):
            literal = not literal
            block = Block(page, number, mark) if literal and mark else None
            if block:
                blocks.append(block)
            if literal:
                mark = None
        elif literal and block:
            block.add(text)
        elif literal and text.startswith("$ "):
            sys.exit(f"FAILED: {page.name}:{number}: an example without a mark")
    return blocks


def pattern_of(lines):
    parts = []
    for line in lines:
        if line == "...":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append(".*".join(re.escape(part) for part in line.split("...")) + r"\n")
    return re.compile("".join(parts))


def script_of(block):
    """All commands, with a mark behind the output of each; "$?" stays what it was."""
    lines = []
    for command, _ in block.commands[:-1]:
        lines.append(f"{command}\nstatus=$?; printf '\\0'; (exit $status)")
    last = block.commands[-1][0]
    lines.append(f"exec {last}" if "interrupt" in block.needs else last)
    return "\n".join(lines)


def run(block, shell, here):
    """What each command printed."""
    process = subprocess.Popen([*shell, "bash", "-c", script_of(block)], cwd=here, text=False,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)
    text, end = b"", time.monotonic() + LIMIT_S
    wanted = pattern_of(block.commands[-1][1])
    is_asked = "interrupt" not in block.needs
    while time.monotonic() < end:
        if not is_asked and is_enough(text, block, wanted, end):
            process.send_signal(signal.SIGINT)
            is_asked = True
        if select.select([process.stdout], [], [], 0.1)[0]:
            piece = os.read(process.stdout.fileno(), 65536)
            if not piece:
                break
            text += piece
    else:
        process.kill()
        text += b"(it does not end)\n"
    process.stdout.close()
    status = process.wait()
    if status and "interrupt" in block.needs:
        text += f"(it ended with {status})\n".encode()
    return [piece.decode(errors="replace") for piece in text.split(b"\0")]


def is_enough(text, block, wanted, end):
    pieces = text.split(b"\0")
    if len(pieces) < len(block.commands):
        return False
    if os.environ.get("JF_UPDATE") == "1":
        return time.monotonic() > end - LIMIT_S + 2
    return wanted.fullmatch(pieces[-1].decode(errors="replace")) is not None


def check(block, outputs):
    failed = 0
    for (command, wanted), printed in zip(block.commands, outputs + [""] * len(block.commands)):
        if not pattern_of(wanted).fullmatch(printed):
            shown = "\n".join(wanted)
            print(f"FAILED: {block}: {command}\n-- the manual:\n{shown}\n-- it prints:\n{printed}")
            failed = 1
    return failed


def update(block, outputs):
    """Writes what was printed in the place of what stands there."""
    lines = block.page.read_text(encoding="utf-8").splitlines()
    end = lines.index("```", block.line)
    new = []
    for (command, wanted), printed in zip(block.commands, outputs):
        new += ["$ " + command.replace("\n", "\n> ")]
        new += wanted if any("..." in line for line in wanted) else printed.splitlines()
    lines[block.line:end] = new
    block.page.write_text("\n".join(lines) + "\n", encoding="utf-8")


def try_page(page, without):
    blocks = [block for block in read_blocks(page) if not block.needs & without]
    failed = 0
    with tempfile.TemporaryDirectory(prefix="jf-man.") as top:
        here, home = os.path.join(top, "here"), os.path.join(top, "home")
        runtime = os.path.join(top, "none")
        for directory in (here, home, runtime):
            os.mkdir(directory)
        os.environ.update(HOME=home, XDG_RUNTIME_DIR=runtime)
        server = os.path.join(top, "server")
        if any("live" in block.needs for block in blocks):
            subprocess.run([HELPER, "start", server, *NODES], check=True)
        try:
            # Whatever cards are here are not in the manual.
            live = [HELPER, "run", server, "env", "JACKFIELD_BACKENDS=pipewire"]
            told = [(block, run(block, live if "live" in block.needs else [], here))
                    for block in blocks]
            # From the end, since an update moves what is behind it.
            for block, outputs in reversed(told):
                if os.environ.get("JF_UPDATE") == "1":
                    update(block, outputs)
                else:
                    failed |= check(block, outputs)
        finally:
            if os.path.exists(server):
                subprocess.run([HELPER, "stop", server], check=True)
    return failed, len(blocks)


def main():
    words = sys.argv[1:]
    without = set()
    if "--without" in words:
        at = words.index("--without")
        without = set(words[at + 1].split(","))
        del words[at:at + 2]
    tool = os.path.realpath(words[0])
    for name in list(os.environ):
        if name.startswith(("JACKFIELD_", "PIPEWIRE_", "XDG_")) or name == "NO_COLOR":
            del os.environ[name]
    os.environ.update(PATH=os.path.dirname(tool) + ":" + os.environ["PATH"], LC_ALL="C.UTF-8",
                      TERM="dumb")
    if "live" not in without and not all(map(shutil.which, ("pipewire", "wireplumber", "pw-link"))):
        print("skipped: no PipeWire here")
        sys.exit(1 if os.environ.get("CI") == "true" else 77)
    results = [try_page(pathlib.Path(page), without) for page in words[1:]]
    print(f"{sum(count for _, count in results)} examples")
    sys.exit(1 if any(failed for failed, _ in results) else 0)


main()
