#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Types command lines into bash, zsh and fish, presses TAB, and looks at what stands there then.

  completion.py TOOL DIR SHELL    DIR holds what is installed for the shells

SHELL is bash, zsh or fish; without it, it is skipped. "time" and "live-time" measure how long the
tool takes, on a machine of its own and on what is here.
"""
import os
import pty
import select
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

MACHINE = ";".join([
    "synthetic:mic:node", "mic/capture_FL:out", "mic/capture_FR:out", "mic.name=Desk Microphone",
    "rec:node", "rec/input_FL:in", "rec.name=It's $5: \"live\" [x]",
    "amp:adapter", "amp/knob:volume", "amp/knob.level=-600", "amp/knob.range=-6000,0,100",
    "amp/switch:mute", "amp/switch.mute=0", "amp/in:in", "amp/in>knob", "amp/knob>switch",
    "twin:node", "twin.name=Twins", "other:node", "other.name=Twins"])

# What is typed, and the words that then stand there.
TYPED = [
    ("lis", ["list"]),
    ("list connections", ["list", "connections"]),
    ("list conn", ["list", "connect"]),
    ("graph --form", ["graph", "--format"]),
    ("graph --format=sv", ["graph", "--format=svg"]),
    ("graph -f pn", ["graph", "-f", "png"]),
    ("graph --theme d", ["graph", "--theme", "dark"]),
    ("list --color=al", ["list", "--color=always"]),
    ("show syn:m", ["show", "syn:mic"]),
    ("show syn:mic/c", ["show", "syn:mic/capture_F"]),
    ("connect syn:mic syn:r", ["connect", "syn:mic", "syn:rec"]),
    ("show De", ["show", "Desk Microphone"]),
    ("show Desk\\ Microphone:c", ["show", "Desk Microphone:capture_F"]),
    ("show \"Desk Microphone:capture_FL", ["show", "Desk Microphone:capture_FL"]),
    ("show 'Desk Mi", ["show", "Desk Microphone"]),
    ("connect 'Desk Microphone' It", ["connect", "Desk Microphone", "It's $5: \"live\" [x]"]),
    ("get syn:amp/k", ["get", "syn:amp/knob:level"]),
    ("set syn:amp/switch:mute unm", ["set", "syn:amp/switch:mute", "unmute"]),
    ("set switch sil", ["set", "switch", "sil"]),
    ("--machine demo get Headphone\\ J", ["--machine", "demo", "get", "Headphone Jack"]),
    ("record some", ["record", "somewhere/"]),
    ("restore stu", ["restore", "studio.wiring"]),
    ("graph --output=stu", ["graph", "--output=studio.wiring"]),
]

# Where the three offer the same.
ALIKE = ["", "list ", "graph --", "stream x --codec ", "show syn:", "show D", "get ", "connect ",
         "set syn:amp/switch:mute ", "graph --format=", "--machine demo get ",
         "stream x --to m", "stream x --exit-on ", "watch nothing "]

LIMIT_S = 20


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(1 if os.environ.get("CI") == "true" else 77)


class Shell:
    """An interactive shell on a terminal of its own."""

    def __init__(self, words, setup, here):
        self.here, self.shown = here, ""
        pid, self.fd = pty.fork()
        if pid == 0:
            os.chdir(here)
            os.execvp(words[0], words)
        self.pid = pid
        self.send(setup + "\n")
        self.wait_for_file("ready")

    def send(self, text):
        os.write(self.fd, text.encode())

    def drain(self):
        while select.select([self.fd], [], [], 0)[0]:
            try:
                piece = os.read(self.fd, 65536)
            except OSError:
                return
            if not piece:
                return
            self.shown += piece.decode(errors="replace")

    def wait_for_file(self, name, where="at the start"):
        path = os.path.join(self.here, name)
        end = time.monotonic() + LIMIT_S
        while not os.path.exists(path):
            self.drain()
            if time.monotonic() > end:
                sys.exit(f"FAILED: the shell writes no {name} {where}; its terminal:\n{self.shown[-2000:]}")
            time.sleep(0.005)
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            text = file.read()
        os.unlink(path)
        return text

    def close(self):
        os.close(self.fd)
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)

    def complete(self, line):
        """The words that stand there once TAB was pressed behind the line."""
        # Control-U, the line, TAB, and the keys that are bound to "tell".
        self.send(f"\x15jackfield {line}\t\x18d")
        return words_of(self.wait_for_file("told", f"after '{line}'"))[1:]


def words_of(line):
    """The words of a line whose last one may still be open in a quote."""
    for end in ("", "'", '"'):
        try:
            return shlex.split(line + end)
        except ValueError:
            pass
    return [line]


def bash(scripts, here):
    with open(os.path.join(here, "rc"), "w", encoding="utf-8") as file:
        file.write(f". {scripts}/jackfield.bash\nPS1=\nbind 'set bell-style none'\n"
                   "bind 'set completion-query-items 0'\nbind 'set page-completions off'\n"
                   "tell() { printf %s \"$READLINE_LINE\" >telling; mv telling told; }\n"
                   "bind -x '\"\\C-xd\": tell'\n")
    return Shell(["bash", "--noprofile", "--rcfile", os.path.join(here, "rc"), "-i"], ": >ready",
                 here)


def bash_candidates(scripts, line):
    """What the function of bash makes, as words."""
    whole = "jackfield " + line
    script = (f". {scripts}/jackfield.bash; compopt() {{ :; }}; COMP_LINE=$1; COMP_POINT=${{#1}}\n"
              "_jackfield jackfield\nprintf '%s\\n' \"${COMPREPLY[@]}\"")
    told = subprocess.run(["bash", "-c", script, "bash", whole], text=True, check=True,
                          stdout=subprocess.PIPE).stdout.splitlines()
    typed = line.split(" ")[-1]
    cut = max(typed.rfind(":"), typed.rfind("=")) + 1
    return {typed[:cut] + shlex.split(text)[0] for text in told if text}


def zsh(scripts, here):
    with open(os.path.join(here, ".zshrc"), "w", encoding="utf-8") as file:
        file.write(f"""fpath=({scripts} $fpath); autoload -Uz compinit; compinit -u -D
PS1=; setopt no_beep no_auto_menu no_auto_list no_auto_remove_slash; unset zle_bracketed_paste
bindkey -e
tell() {{ print -rn -- $BUFFER >$PWD/telling; mv telling told }}
zle -N tell
bindkey '^Xd' tell
compadd() {{
    local -a hits
    builtin compadd -O hits "$@"
    (( $#hits == 0 )) || print -rl -- $hits >>$PWD/candidates
    builtin compadd "$@"
}}
""")
    os.environ["ZDOTDIR"] = here
    return Shell(["zsh", "-i"], ": >ready", here)


def fish_candidates(scripts, line, here):
    told = subprocess.run(["fish", "--no-config", "-c", f"source {scripts}/jackfield.fish;"
                           "complete -C $argv[1]", "jackfield " + line], text=True, check=True,
                          stdout=subprocess.PIPE, cwd=here).stdout.splitlines()
    return {text.split("\t")[0] for text in told}


def tool_candidates(line):
    """What the tool offers for a line without quotes, of that what begins as its last word does."""
    *before, typed = line.split(" ")
    told = subprocess.run(["jackfield", "complete", "--word", typed, "--", *before], text=True,
                          check=True, stdout=subprocess.PIPE).stdout.splitlines()
    words = {text.split("\t")[0] for text in told}
    return {word for word in words if word.startswith(typed) and not word.startswith(":")}


def compare(what, found, wanted):
    if found == wanted:
        return 0
    print(f"FAILED: {what}\n  found:  {found}\n  wanted: {wanted}")
    return 1


def check_alike(name, candidates_of):
    return sum(compare(f"{name} offers for '{line}'", sorted(candidates_of(line)),
                       sorted(tool_candidates(line))) for line in ALIKE)


def check_typed(shell):
    return sum(compare(f"after '{line}' and TAB", shell.complete(line), wanted)
               for line, wanted in TYPED)


def zsh_candidates(shell, line):
    path = os.path.join(shell.here, "candidates")
    if os.path.exists(path):
        os.unlink(path)
    shell.complete(line)
    if not os.path.exists(path):
        return set()
    with open(path, encoding="utf-8") as file:
        return set(file.read().splitlines())


def check_fish(scripts, here):
    failed = check_alike("fish", lambda line: fish_candidates(scripts, line, here))
    # What fish puts there is the candidate alone, quoted by itself.
    for line, wanted in TYPED:
        found = fish_candidates(scripts, line, here)
        if not any(word.startswith(wanted[-1]) for word in found) and wanted[-1] != "sil":
            failed += compare(f"fish offers for '{line}'", found, wanted[-1])
    return failed


def check_time(line, limit_ms):
    """The best of some, since others use this machine as well."""
    best_ms = min(measure_ms(line) for _ in range(20))
    print(f"{best_ms:.1f} ms for '{line}'")
    return compare(f"'{line}' in time", best_ms < limit_ms, True)


def measure_ms(line):
    start = time.monotonic()
    subprocess.run(["jackfield", "complete", "--line", "jackfield " + line], check=True,
                   stdout=subprocess.DEVNULL)
    return (time.monotonic() - start) * 1000


def check(what, scripts, here):
    if what == "fish":
        return check_fish(scripts, here)
    if what == "bash":
        shell = bash(scripts, here)
        failed = check_typed(shell) + check_alike("bash",
                                                  lambda line: bash_candidates(scripts, line))
    else:
        shell = zsh(scripts, here)
        failed = check_typed(shell) + check_alike("zsh",
                                                  lambda line: zsh_candidates(shell, line))
    shell.close()
    return failed


def main():
    tool, scripts, what = os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2]), sys.argv[3]
    os.environ.update(JACKFIELD_MACHINE=MACHINE, LC_ALL="C.UTF-8", TERM="dumb",
                      PATH=os.path.dirname(tool) + ":" + os.environ["PATH"])
    if what == "time":
        lines = ["", "show ", "connect ", "get ", "--machine demo get ", "--machine demo show "]
        sys.exit(1 if sum(check_time(line, 50) for line in lines) else 0)
    if what == "live-time":
        del os.environ["JACKFIELD_MACHINE"]
        lines = ["show ", "connect ", "get ", "set 'Studio Mic:volume' "]
        sys.exit(1 if sum(check_time(line, 50) for line in lines) else 0)
    if not shutil.which(what):
        skip(f"no {what}")
    with tempfile.TemporaryDirectory(prefix="jackfield-completion.") as here:
        os.environ["HOME"] = here
        os.mkdir(os.path.join(here, "somewhere"))
        with open(os.path.join(here, "studio.wiring"), "w", encoding="utf-8") as file:
            file.write("wiring 1\n")
        sys.exit(1 if check(what, scripts, here) else 0)


main()
