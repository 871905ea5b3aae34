#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What the tool writes for programs, judged by others: JSON by docs/graph.schema.json, dot by
Graphviz, recordings by the tool itself; on every recorded machine of the tests and on the demo.

    formats.py TOOL

With JACKFIELD_CORPUS=DIR every file DIR/pw-dump/*/*.json is tried as a machine, too.
"""

import copy
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parent.parent
SCHEMA = TESTS.parent / "docs" / "graph.schema.json"
# These count within one run, and how many snapshots one takes depends on the machine's speed.
COUNTED = re.compile(rb'"(serial|generation)":[0-9]+')
SYNTHETIC = (
    "synthetic:",
    "synthetic:a:node;a.name=Zoë \"says\" \\N <b>;a/p:out;a/p.name=\\",
    "synthetic:a:chain*50;b:network;b/n:in.network;e:endpoint;e.state=not-present;e/x:in",
    "synthetic:a:adapter;a/v:volume;a/v.level=-1234;a/m:mute;a/m.mute=0;a/x:mux;a/o:opaque;"
    "a/v>x:unknown;a/m>x:unselected;a/x>o",
)


def unavailable(reason):
    """Ends the test as skipped, but where nothing may be missing as failed."""
    if os.environ.get("CI") == "true":
        sys.exit(f"FAILED: {reason}, in CI")
    print(f"skipped: {reason}")
    sys.exit(77)


try:
    import jsonschema
except ImportError:
    unavailable("no python3-jsonschema here")
if not shutil.which("dot"):
    unavailable("no graphviz here")


def with_every_field(schema):
    """The schema, of which no field of devices, parts, controls and connections may be left out."""
    strict = copy.deepcopy(schema)
    for name in ("device", "part", "control", "connection"):
        definition = strict["definitions"][name]
        definition["required"] = list(definition["properties"])
    return strict


class Judge:
    """Runs the tool on machines and counts what is wrong."""

    def __init__(self, tool):
        self.tool = tool
        self.failures = 0
        schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
        jsonschema.Draft7Validator.check_schema(schema)
        self.graph = jsonschema.Draft7Validator(schema)
        self.full_graph = jsonschema.Draft7Validator(with_every_field(schema))
        self.lists = {
            subject: jsonschema.Draft7Validator(
                {
                    "type": "array",
                    "items": {"$ref": f"#/definitions/{definition}"},
                    "definitions": schema["definitions"],
                }
            )
            for subject, definition in (
                ("devices", "device"),
                ("connectors", "part"),
                ("connections", "connection"),
                ("controls", "control"),
            )
        }

    def fail(self, machine, what):
        self.failures += 1
        print(f"FAILED: {machine}: {what}")

    def run(self, machine, *arguments):
        done = subprocess.run(
            [self.tool, "--machine", machine, *arguments],
            capture_output=True,
            timeout=60,
            check=False,
        )
        if done.returncode != 0:
            self.fail(machine, f"{' '.join(arguments)}: status {done.returncode}: {done.stderr}")
        return done.stdout

    def validate(self, machine, validator, what, text):
        try:
            document = json.loads(text)
        except ValueError as error:
            self.fail(machine, f"{what}: {error}")
            return None
        for error in validator.iter_errors(document):
            self.fail(machine, f"{what}: {list(error.path)}: {error.message[:200]}")
        return document

    def judge_json(self, machine):
        text = self.run(machine, "graph", "--format", "json")
        graph = self.validate(machine, self.graph, "graph", text)
        full = self.run(machine, "graph", "--json", "--properties")
        self.validate(machine, self.full_graph, "graph --properties", full)
        again = self.run(machine, "graph", "--json")
        if COUNTED.sub(b"", text) != COUNTED.sub(b"", again):
            self.fail(machine, "the same graph is not printed the same twice")
        for subject, validator in self.lists.items():
            text = self.run(machine, "list", subject, "--json")
            self.validate(machine, validator, subject, text)
        if graph:
            self.judge_order(machine, graph)

    def judge_order(self, machine, graph):
        """What a schema cannot say: order, and that everything named is there."""
        for what in ("devices", "connections"):
            ids = [item["id"].encode() for item in graph[what]]
            if ids != sorted(set(ids)):
                self.fail(machine, f"{what} are not in order of their ids, each once")
        parts = {part["id"] for device in graph["devices"] for part in device["parts"]}
        edges = [link for device in graph["devices"] for link in device["links"]]
        for edge in edges + graph["connections"]:
            if not {edge["from"], edge["to"]} <= parts:
                self.fail(machine, f"{edge['from']} -> {edge['to']} leads out of the graph")

    def judge_dot(self, machine):
        text = self.run(machine, "graph", "--format", "dot")
        done = subprocess.run(
            ["dot", "-Tcanon"], input=text, capture_output=True, timeout=60, check=False
        )
        if done.returncode != 0 or done.stderr:
            self.fail(machine, f"dot says {done.stderr}")

    def judge_record(self, machine):
        """What is recorded shows the same; concealing what is concealed changes nothing."""
        if machine.startswith("synthetic:"):
            return
        with tempfile.TemporaryDirectory() as scratch:
            raw, concealed, again = (f"{scratch}/{name}" for name in ("raw", "concealed", "again"))
            self.run(machine, "record", "--raw", raw)
            texts = [self.run(of, "graph", "--json", "--properties") for of in (machine, raw)]
            if len({COUNTED.sub(b"", text) for text in texts}) != 1:
                self.fail(machine, "its recording shows another graph")
            self.run(machine, "record", concealed)
            self.run(concealed, "record", again)
            if subprocess.run(["diff", "-r", "--no-dereference", concealed, again], check=False).returncode:
                self.fail(machine, "concealing it again changes it")
            self.run(concealed, "check")

    def judge(self, machine):
        self.judge_json(machine)
        self.judge_record(machine)
        self.judge_dot(machine)
        self.run(machine, "graph", "--format", "tree")


def recorded_dumps(scratch):
    """Each dump of the corpus as a machine of its own."""
    corpus = os.environ.get("JACKFIELD_CORPUS")
    for number, dump in enumerate(sorted(pathlib.Path(corpus or "/nonexistent").glob("pw-dump/*/*.json"))):
        machine = pathlib.Path(scratch) / str(number)
        (machine / "pipewire").mkdir(parents=True)
        shutil.copy(dump, machine / "pipewire" / "pw-dump.json")
        yield str(machine)


def main():
    judge = Judge(sys.argv[1])
    machines = ["demo", *SYNTHETIC]
    machines += sorted(str(path) for path in (TESTS / "machines").iterdir() if path.is_dir())
    with tempfile.TemporaryDirectory() as scratch:
        for machine in [*machines, *recorded_dumps(scratch)]:
            judge.judge(machine)
    sys.exit(1 if judge.failures else 0)


if __name__ == "__main__":
    main()
