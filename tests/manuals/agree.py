#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Holds the manuals against what the tool says of itself, and against what reads the environment.

  agree.py TOOL SOURCE-DIRECTORY [--without COMMAND,...]

Every command has a page, and every page a command. Name, usage and options of both are the same; so
are the exit statuses. Every variable that the tool reads is listed. Every word for a value means
something to completion. --without names commands that this build lacks: their pages are not read.
"""
import pathlib
import re
import subprocess
import sys

found_wrong = []


def complain(where, what):
    found_wrong.append(f"{where}: {what}")


def ask(tool, *words):
    return subprocess.run([tool, *words], check=True, text=True, stdout=subprocess.PIPE,
                          env={"LC_ALL": "C.UTF-8"}).stdout


def told_commands(tool):
    """The commands of --help, with what it says of each."""
    part = ask(tool, "--help").split("\nCommands:\n")[1].split("\n\n")[0]
    return dict(line.split(None, 1) for line in part.splitlines())


def told_options(text):
    """"-x, --name VALUE" of each option of a help text."""
    options, part = set(), text.split("\nOptions:\n")
    for line in part[1].split("\n\n")[0].splitlines() if len(part) > 1 else []:
        letter, name, value = re.match(r"^ {2}(?:-(\S), | {4})--([\w-]+)(?: ([A-Z]\S*))?(?: |$)",
                                       line).groups()
        options.add(form_of(letter, name, value))
    return options


def form_of(letter, name, value):
    return (f"-{letter}, " if letter else "") + f"--{name}" + (f" {value}" if value else "")


def plain(text):
    """A text of scdoc without its marks."""
    return re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)\*", "", re.sub(r"(?<!\w)_|_(?!\w)", "", text)))


def section(page, title):
    match = re.search(rf"^# {title}\n\n(.*?)(?=\n# |\Z)", page, re.M | re.S)
    return match.group(1) if match else ""


def page_options(page):
    return {plain(line) for line in section(page, "OPTIONS").splitlines()
            if re.match(r"\*-", line)}


def compare(where, what, told, written):
    for item in sorted(told - written):
        complain(where, f"{what} missing: {item}")
    for item in sorted(written - told):
        complain(where, f"{what} that the tool does not have: {item}")


def check_page(where, page, name, summary, help_text):
    head = section(page, "NAME").strip()
    if head != f"{name} - {summary}":
        complain(where, f"NAME is '{head}', and --help says '{name} - {summary}'")
    usage = help_text.splitlines()[0].removeprefix("Usage: ")
    synopsis = plain(section(page, "SYNOPSIS").strip())
    if synopsis != usage:
        complain(where, f"SYNOPSIS is '{synopsis}', and --help says '{usage}'")
    compare(where, "option", told_options(help_text), page_options(page))


def check_main(where, page, help_text, commands, without):
    listed = dict(re.findall(r"^\|  \*([a-z]+)\*\n:  (.*)$", section(page, "COMMANDS"), re.M))
    for name in without:
        listed.pop(name, None)
    compare(where, "command", set(commands.items()), set(listed.items()))
    compare(where, "option", told_options(help_text), page_options(page))
    written = set(re.findall(r"^\|  (\d)$", section(page, "EXIT STATUS"), re.M))
    told = set(re.findall(r"\b(\d) ", help_text.split("Exit status:")[1]))
    compare(where, "exit status", told, written)


def check_variables(sources, pages):
    read = set()
    for path in (sources / "tools").glob("*.c"):
        read |= set(re.findall(r'"((?:JACKFIELD|XDG)_[A-Z_]+|NO_COLOR)\b',
                               path.read_text(encoding="utf-8")))
    written = set(re.findall(r"\*([A-Z]+_[A-Z_]+)\*", "".join(pages.values())))
    for name in sorted(read - written - {"JACKFIELD_STREAM_PLACE"}):
        complain("jackfield.1.scd", f"variable missing: {name}")
    for path in sources.glob("docs/man/*.scd"):
        if path.name != "jackfield.1.scd" and "\n# ENVIRONMENT" in pages[path.name]:
            complain(path.name, "ENVIRONMENT belongs into jackfield.1.scd alone")


def check_words(tool, command, help_text):
    """Completion knows of each value of an option, and of each operand, what it stands for."""
    for option in told_options(help_text):
        name = re.search(r"--[\w-]+", option).group()
        if " " in option.split("--")[1] and not ask(tool, "complete", "--", "--machine", "demo",
                                                    *command, name):
            complain("tools/cmd-complete.c", f"no meaning of the value of {' '.join(command)} "
                                             f"{option}")
    operands = help_text.splitlines()[0].split("[OPTION...]")[0].split()[3:]
    if command and operands and not ask(tool, "complete", "--", "--machine", "demo", *command):
        complain("tools/cmd-complete.c", f"no meaning of {operands[0]} of {' '.join(command)}")


def main():
    tool, sources = sys.argv[1], pathlib.Path(sys.argv[2])
    without = set(sys.argv[4].split(",")) if sys.argv[3:4] == ["--without"] else set()
    commands, general = told_commands(tool), ask(tool, "--help")
    pages = {path.name: path.read_text(encoding="utf-8")
             for path in (sources / "docs/man").glob("*.scd")}
    for name, summary in commands.items():
        page, help_text = f"jackfield-{name}.1.scd", ask(tool, name, "--help")
        if page in pages:
            check_page(page, pages[page], f"jackfield-{name}", summary, help_text)
        else:
            complain(page, "there is no such page")
        check_words(tool, [name], help_text)
    for page in pages:
        name = re.fullmatch(r"jackfield-(.*)\.1\.scd", page)
        if name and name.group(1) not in set(commands) | without:
            complain(page, "the tool has no such command")
    check_main("jackfield.1.scd", pages["jackfield.1.scd"], general, commands, without)
    check_words(tool, [], general)
    check_variables(sources, pages)
    for line in found_wrong:
        print(line)
    sys.exit(1 if found_wrong else 0)


main()
