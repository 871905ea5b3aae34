#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Pictures of graphs: what is in them, where it stands, and how it is marked, read out of the SVG.

    pictures.py TOOL

With JACKFIELD_CORPUS=DIR every file DIR/pw-dump/*/*.json and DIR/hda-codec/codecgraph/*.txt is tried as
a machine, too.
"""

import json
import os
import pathlib
import pty
import random
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

TESTS = pathlib.Path(__file__).resolve().parent.parent
TOOL = sys.argv[1]
SVG = "{http://www.w3.org/2000/svg}"
# What keeps Graphviz from taking text for an entity.
ZERO_WIDTH_SPACE = "\u200b"
CODEC = (
    "synthetic:codec:adapter;codec/pcm:in;codec/line:in;codec/dac:dac;codec/vol:volume;codec/vol.level=-650;"
    "codec/off:volume;codec/off.level=-650;codec/quiet:mute;codec/quiet.mute=1;codec/open:mute;codec/open.mute=0;"
    "codec/sum:sum;codec/mux:mux;codec/lost:volume;codec/gpio:device-specific;codec/knob:device-specific;"
    "codec/jack:out.physical-external;codec/jack.presence=plugged;codec/rear:out.physical-external;"
    "codec/rear.presence=unplugged;codec/pcm>dac;codec/dac>vol;codec/vol>mux:selected;codec/line>mux:unselected;"
    "codec/mux>open;codec/open>jack;codec/line>quiet;codec/quiet>sum;codec/lost>sum;codec/sum>rear;"
    "phones:endpoint;phones/plug:in.physical-external;codec/jack~phones/plug:physical;"
    "app:node;app/FL:out;app/FR:out;app/RL:out;app/RR:out;app/inside:opaque;app/inside>FL;app/inside>FR;"
    "app/inside>RL;app/inside>RR;app/FR~codec/pcm:free;app/FL~codec/line:switchable;bare:adapter"
)
# Each is the name of a node and of its ports.
HOSTILE = [
    "&foo;", "&#0;", "&#1;x", "&lt;b&gt;", "<b>bold</b>", '"q"', "\\", "\\N", "\\G\\E a\\", "a\\nb", "--",
    "--&gt;-->", "]]>", "%s%n", "{|}", "<!-- x", "&amp;amp;", "&;", "&", "\x1b[31m", "tab\there", '"];x[label="y',
    "</text><script>alert(1)</script>", "&\u200bamp;", "\u202eabc", "<<x>>", "Zoë ✓",
]  # fmt: skip
failures = []


def check(holds, what):
    if not holds:
        failures.append(what)
        print(f"FAILED: {what}")


def run(machine, *arguments, status=0, **environment):
    command = [TOOL, "--machine", machine, "--timeout", "60", "graph", *arguments]
    done = subprocess.run(
        command, capture_output=True, timeout=120, check=False, env={**os.environ, **environment}
    )
    check(done.returncode == status, f"{machine[:60]} {arguments}: {done.returncode}: {done.stderr}")
    check(status or not done.stderr, f"{machine[:60]} {arguments} says {done.stderr}")
    return done


class Picture:
    """An SVG: the classes and the place of each part, and the classes of each edge, by their ids."""

    def __init__(self, machine, *arguments):
        self.text = run(machine, "--format", "svg", *arguments).stdout
        self.parts, self.edges, self.boxes, self.places = {}, {}, [], {}
        for group in ElementTree.fromstring(self.text).iter(SVG + "g"):
            kind, *classes = group.get("class").split()
            title = group.findtext(SVG + "title")
            if kind == "node" and "note" not in classes:
                check(title not in self.parts, f"{title} is drawn twice")
                self.parts[title] = set(classes)
                self.places[title] = self.place(group)
            elif kind == "edge":
                self.add_edge(title, set(classes))
            elif kind == "cluster":
                self.boxes.append(set(classes))

    @staticmethod
    def place(group):
        """Left, top, right and bottom of the shape."""
        points = []
        for shape in group.iter():
            if shape.tag == SVG + "ellipse":
                points.append(tuple(float(shape.get(name)) for name in ("cx", "cy")))
            outline = shape.get("points") or shape.get("d") or ""
            points += [tuple(map(float, point)) for point in re.findall(r"(-?[\d.]+),(-?[\d.]+)", outline)]
        across, down = zip(*points)
        return min(across), min(down), max(across), max(down)

    def add_edge(self, title, classes):
        """Edges without a class only keep parts in order."""
        if classes:
            start, end = title.removesuffix(":w").split(":e->")
            self.edges[start, end] = classes


# ---- everything, once ----------------------------------------------------------------------------


def judge_whole(machine):
    graph = json.loads(subprocess.run([TOOL, "--machine", machine, "graph", "--json"],
                                      capture_output=True, check=True).stdout)  # fmt: skip
    picture = Picture(machine)
    parts = {part["id"]: part for device in graph["devices"] for part in device["parts"]}
    links = [link for device in graph["devices"] for link in device["links"]]
    check(set(picture.parts) == set(parts), f"{machine[:60]}: {set(picture.parts) ^ set(parts)}")
    for name, part in parts.items():
        muted = any(c["kind"] == "mute" and c["value"] is True for c in part["controls"])
        classes = picture.parts.get(name, set())
        check(part["type"] in classes, f"{name} is {classes}")
        check(not muted or {"muted", "dim"} <= classes, f"{name} is muted and {classes}")
    edges = {(link["from"], link["to"]): link["state"] for link in links}
    edges |= {(c["from"], c["to"]): c["permanence"] for c in graph["connections"]}
    check(set(picture.edges) == set(edges), f"{machine[:60]}: {set(picture.edges) ^ set(edges)}")
    for edge, state in edges.items():
        classes = picture.edges.get(edge, set())
        check(state in classes, f"{edge} is {state} and {classes}")
        check(state != "unselected" or "dim" in classes, f"{edge} is {state} and {classes}")


def corpus_machines(scratch):
    """Each file of the corpus as a machine of its own."""
    corpus = pathlib.Path(os.environ.get("JACKFIELD_CORPUS", "/nonexistent"))
    places = {"pw-dump/*/*.json": "pipewire/pw-dump.json", "hda-codec/codecgraph/*.txt": "proc/asound/card0/codec#0"}
    for pattern, place in places.items():
        for file in sorted(corpus.glob(pattern)):
            machine = pathlib.Path(scratch) / file.name
            (machine / place).parent.mkdir(parents=True)
            (machine / place).write_bytes(file.read_bytes())
            yield str(machine)


# ---- marks ---------------------------------------------------------------------------------------


def judge_marks():
    picture = Picture(CODEC)
    marks = {name.removeprefix("syn:"): classes for name, classes in picture.parts.items()}
    for name in ("pcm", "dac", "vol", "mux", "open", "jack", "line", "gpio"):
        check("dim" not in marks["codec/" + name], f"{name} is dim, though sound comes through")
    for name in ("quiet", "sum", "lost", "rear", "off"):
        check("dim" in marks["codec/" + name], f"{name} is not dim, though no sound comes through")
    check("muted" in marks["codec/quiet"] and "muted" not in marks["codec/sum"], "what is muted")
    check("plugged" in marks["codec/jack"] and "unplugged" in marks["codec/rear"], "what is plugged")
    check({"device", "endpoint", "in"} <= marks["phones/plug"], "an endpoint is a device and a connector")
    edges = {(a.split("/")[1], b.split("/")[1]): classes for (a, b), classes in picture.edges.items()}
    check("dim" not in edges["vol", "mux"], "a selected link is not dim")
    check("dim" in edges["quiet", "sum"] and "dim" in edges["sum", "rear"], "links behind a mute")
    check("dim" not in edges["line", "quiet"], "the link before a mute is not dim")
    kinds = [sorted(box & {"adapter", "node", "loose"}) for box in picture.boxes]
    check(sorted(kinds) == [["adapter"], ["adapter"], ["loose"], ["node"]], f"boxes are {kinds}")
    check(b"no parts" in picture.text, "a device without parts is shown")


def judge_paths():
    picture = Picture(CODEC, "--path", "syn:app/FR", "syn:phones")
    wanted = ["syn:app/FR", *("syn:codec/" + name for name in ("pcm", "dac", "vol", "mux", "open", "jack"))]
    wanted += ["syn:phones/plug"]
    found = {name for name, classes in picture.parts.items() if "path" in classes}
    check(found == set(wanted), f"on the path are {found}")
    found = {edge for edge, classes in picture.edges.items() if "path" in classes}
    check(found == set(zip(wanted, wanted[1:])), f"the path takes {found}")
    check(not any("path" in classes for classes in Picture(CODEC).parts.values()), "a path unasked for")
    # Structurally one way is as good as another; what is selected is asked for.
    wide = "synthetic:a:adapter;a/i:in;a/m:mux;a/v:volume;a/o:out;a/i>m:unselected;a/i>v;a/v>m:selected;a/m>o"
    ends = ("--path", "syn:a/i", "syn:a/o")
    check("path" not in Picture(wide, *ends).parts["syn:a/v"], "the shortest path")
    check("path" in Picture(wide, *ends, "--selected").parts["syn:a/v"], "the selected path")


def judge_devices():
    picture = Picture(CODEC, "--device", "syn:phones")
    check(set(picture.parts) == {"syn:phones/plug", "syn:codec/jack"}, f"{set(picture.parts)}")
    check(b"1 of 14 parts" in picture.text, "what is left out is told")
    picture = Picture(CODEC, "--device", "syn:phones", "--device", "syn:app")
    shown = {"plug", "jack", "FL", "FR", "RL", "RR", "inside", "pcm", "line"}
    check({name.split("/")[1] for name in picture.parts} == shown, f"{set(picture.parts)}")
    picture = Picture(CODEC, "--device", "syn:bare", "--path", "syn:codec/mux", "syn:codec/jack")
    check(set(picture.parts) == {"syn:codec/mux", "syn:codec/open", "syn:codec/jack"}, "path and device")


# ---- places --------------------------------------------------------------------------------------


def judge_places():
    for machine, device in ((CODEC, "syn:codec/"), ("demo", "hda:")):
        picture = Picture(machine)
        parts = {name: classes for name, classes in picture.parts.items() if name.startswith(device)}
        inputs = [picture.places[name] for name, classes in parts.items() if "in" in classes]
        outputs = [picture.places[name] for name, classes in parts.items() if "out" in classes]
        others = [picture.places[name] for name, classes in parts.items() if not {"in", "out"} & classes]
        check(max(p[2] for p in inputs) < min(p[0] for p in others), f"{device} inputs at the left edge")
        check(min(p[0] for p in outputs) > max(p[2] for p in others), f"{device} outputs at the right edge")
    places = Picture(CODEC).places
    check(places["syn:app/FR"][2] < places["syn:codec/pcm"][0], "the signal goes to the right")
    check(places["syn:codec/jack"][2] < places["syn:phones/plug"][0], "the signal goes to the right")
    channels = [places["syn:app/" + name][1] for name in ("FL", "FR", "RL", "RR")]
    check(channels == sorted(channels), f"channels are in order: {channels}")


# ---- looks ---------------------------------------------------------------------------------------

# Widths in ems, of Helvetica, which is narrower than what Graphviz reckons with where it is missing.
WIDTHS = {**dict.fromkeys("ijl.,:;'|!I", 0.25), **dict.fromkeys("ft ()[]-/r·", 0.33), **dict.fromkeys("mMW@%", 0.86)}
SYMBOLS = {"volume", "mute", "mux", "demux", "sum"}


def text_place(text):
    size = float(text.get("font-size"))
    width = sum(WIDTHS.get(letter, 0.56) for letter in text.text or "") * size
    left, base = float(text.get("x")), float(text.get("y"))
    left -= {"middle": width / 2, "end": width}.get(text.get("text-anchor"), 0)
    return left, base - 0.72 * size, left + width, base + 0.1 * size


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def judge_text(machine, picture):
    """Text is inside of what it belongs to, and never on other text."""
    places = []
    for group in ElementTree.fromstring(picture.text).iter(SVG + "g"):
        texts = [(text.text, text_place(text)) for text in group.findall(SVG + "text") if (text.text or "").strip("\u00a0 ")]
        places += texts
        classes = set(group.get("class").split())
        if not {"node", "cluster"} & classes or SYMBOLS & classes or "note" in classes:
            continue
        box = Picture.place(group)
        for text, (left, top, right, bottom) in texts:
            inside = box[0] - 1 <= left and right <= box[2] + 1 and box[1] - 1 <= top and bottom <= box[3] + 1
            check(inside, f"{machine[:60]}: {text!r} does not fit into its box")
    for index, (text, place) in enumerate(places):
        for other, other_place in places[index + 1 :]:
            check(not overlap(place, other_place), f"{machine[:60]}: {text!r} lies on {other!r}")


def studio():
    """60 nodes: players into effects, and those into recorders."""
    statements = []
    for number in range(20):
        player, effect, recorder = f"player{number}", f"effect{number}", f"recorder{number}"
        statements += [f"{player}:node", f"{effect}:node", f"{recorder}:node"]
        for side in ("FL", "FR"):
            statements += [f"{player}/{side}:out", f"{effect}/in_{side}:in", f"{effect}/out_{side}:out"]
            statements += [f"{recorder}/{side}:in", f"{player}/{side}~{effect}/in_{side}:free"]
            statements += [f"{effect}/in_{side}>out_{side}", f"{effect}/out_{side}~recorder{number * 7 % 20}/{side}:free"]
    statements.sort(key=lambda statement: ("~" in statement, ">" in statement, "/" in statement))
    return "synthetic:" + ";".join(statements)


def luminance(color):
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def judge_contrast(theme):
    """What is said can be read: as WCAG has it for text, and for what is dim as it has it for symbols."""
    boxes, words, dim_words, lines = set(), set(), set(), set()
    picture = Picture(str(TESTS / "machines" / "open"), "--theme", theme)
    for group in ElementTree.fromstring(picture.text).iter(SVG + "g"):
        classes = set(group.get("class").split())
        for shape in group:
            fill, stroke = shape.get("fill"), shape.get("stroke")
            if shape.tag == SVG + "text" and "graph" not in classes:
                (dim_words if "dim" in classes else words).add(fill)
            elif shape.tag == SVG + "text" or ("edge" in classes and stroke):
                lines.add(fill if shape.tag == SVG + "text" else stroke)
            elif (fill or "none") != "none" and (stroke != "transparent" or "graph" in classes):
                boxes.add(fill)
    check(len(boxes) >= 5 and len(words) >= 2 and dim_words and len(lines) >= 3, f"{theme}: {boxes, words, lines}")
    for colors, least in ((words, 4.5), (dim_words | lines, 3)):
        for color in colors:
            worst = min(contrast(color, box) for box in boxes)
            check(worst >= least, f"{theme}: {color} is read at {worst:.1f} to 1")


def judge_looks(machines):
    for machine in machines:
        picture = Picture(machine)
        judge_text(machine, picture)
        width, height = (float(n) for n in re.search(rb'width="(\d+)pt" height="(\d+)pt"', picture.text).groups())
        check(width <= 7 * height and height <= 3.5 * width, f"{machine[:60]} is {width} wide and {height} high")
    for theme in ("light", "dark"):
        judge_contrast(theme)
    texts = [text.text or "" for text in ElementTree.fromstring(Picture("demo").text).iter(SVG + "text")]
    check("demo" in texts and {"physical", "switchable", "volume"} <= {t.strip("\u00a0 ") for t in texts}, "a title, a legend")


# ---- names ---------------------------------------------------------------------------------------


def hostile_machine(scratch):
    machine = pathlib.Path(scratch) / "hostile"
    objects = []
    for number, name in enumerate(HOSTILE):
        node = 100 + 10 * number
        props = {"node.name": name, "node.description": name, "object.serial": node}
        objects.append({"id": node, "type": "PipeWire:Interface:Node", "info": {"props": props}})
        for port, direction in enumerate(("in", "out"), 1):
            props = {"node.id": node, "port.id": 0, "port.name": name, "port.direction": direction,
                     "object.serial": node + port}  # fmt: skip
            info = {"direction": direction + "put", "props": props}
            objects.append({"id": node + port, "type": "PipeWire:Interface:Port", "info": info})
    (machine / "pipewire").mkdir(parents=True)
    (machine / "pipewire" / "pw-dump.json").write_text(json.dumps(objects))
    return str(machine)


def judge_names(scratch):
    """Names are shown as they are, whatever they mean elsewhere."""
    machine = hostile_machine(scratch)
    graph = json.loads(run(machine, "--json").stdout)
    picture = Picture(machine)
    bare = [name.replace(ZERO_WIDTH_SPACE, "") for name in picture.parts]
    ids = [part["id"].replace(ZERO_WIDTH_SPACE, "") for device in graph["devices"] for part in device["parts"]]
    check(len(bare) == 3 * len(HOSTILE) and sorted(bare) == sorted(ids), "each part has its id")
    root = ElementTree.fromstring(picture.text)
    texts = [(text.text or "").replace(ZERO_WIDTH_SPACE, "") for text in root.iter(SVG + "text")]
    for name in HOSTILE:
        shown = re.sub("[\x00-\x1f]", "?", name).replace(ZERO_WIDTH_SPACE, "")
        check(texts.count(shown) >= 3, f"{shown!r} is shown {texts.count(shown)} times, not 3")
    check(not list(root.iter(SVG + "script")), "a name is no script")
    judge_png(run(machine, "--format", "png").stdout)


# ---- other formats, refusals ---------------------------------------------------------------------


def judge_png(data):
    check(data[:8] == b"\x89PNG\r\n\x1a\n" and data[-8:-4] == b"IEND", f"no whole PNG: {data[:16]}")


def judge_themes():
    light, dark = (Picture("demo", "--theme", theme).text for theme in ("light", "dark"))
    check(light == Picture("demo").text and light != dark, "light is the theme, unless dark is asked for")
    check(b'fill="#15181c"' in dark and b'fill="#ffffff"' in light, "the background")
    judge_png(run("demo", "--format", "png", "--theme", "dark").stdout)


def on_terminal(*arguments):
    main, terminal = pty.openpty()
    command = [TOOL, "--machine", "demo", "graph", *arguments]
    done = subprocess.run(command, stdout=terminal, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(terminal)
    os.close(main)
    return done


def judge_refusals(scratch):
    done = on_terminal("--format", "png")
    check(done.returncode == 2 and b"-o FILE" in done.stderr, f"a PNG on a terminal: {done}")
    file = pathlib.Path(scratch) / "demo.png"
    done = on_terminal("--format", "png", "-o", str(file))
    check(done.returncode == 0, f"a PNG in a file: {done}")
    judge_png(file.read_bytes())
    # Nothing in it that a person could follow, and so far no layout of it in less than 10 s.
    edges = {tuple(random.Random(edge).sample(range(400), 2)) for edge in range(900)}
    knot = "synthetic:a:adapter;" + ";".join(f"a/n{n}:sum" for n in range(400))
    knot += "".join(f";a/n{start}>n{end}" for start, end in sorted(edges))
    done = run(knot, "--format", "svg", "--timeout", "1", status=7)
    check(not done.stdout and done.stderr.count(b"\n") == 1, f"what takes too long: {done.stderr}")
    done = run("demo", "--format", "svg", status=5, GVBINDIR="/nonexistent")
    check(not done.stdout and done.stderr.count(b"\n") == 1, f"without an engine: {done.stderr}")
    done = run("synthetic:a:chain*1600", "--format", "svg", "--force")
    check(done.stdout.count(b'class="node') == 1602, "any size is drawn when it must be")


def main():
    machines = ["demo", CODEC, *(str(path) for path in (TESTS / "machines").iterdir() if path.is_dir())]
    with tempfile.TemporaryDirectory() as scratch:
        for machine in [*machines, *corpus_machines(scratch)]:
            judge_whole(machine)
        judge_names(scratch)
        judge_refusals(scratch)
    judge_marks()
    judge_paths()
    judge_devices()
    judge_places()
    lonely = ";".join(f"n{number}:node;n{number}/in:in;n{number}/out:out;n{number}/in>out" for number in range(30))
    judge_looks(["demo", studio(), "synthetic:" + lonely, *machines[2:]])
    judge_themes()
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
