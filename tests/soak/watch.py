#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs a stream into three sinks at real time, and looks whether anything grows or is missing.

    watch.py --seconds N --from FROM --directory DIR [--json FILE] [--minute N] JACKFIELD

The sinks are a file in DIR, a network sink with a player, and a push to a publishing point with a
player. A line a minute, and at the end a table; the status is 1 when memory or descriptors have grown,
when anything is missing, or when the stream does not end well.
"""

import argparse
import json
import os
import re
import selectors
import signal
import socket
import statistics
import struct
import subprocess
import sys
import time

# Memory is compared from here on: a tenth of the time, but no more than ten minutes.
WARM_UP_SHARE = 0.1
WARM_UP_MAX_S = 600
# What an allocator may add by itself to a process that holds some ten megabytes.
GROWTH_LIMIT_KIB = 1024
# Of two clocks of one machine; those of real cards are up to 100 ppm apart.
DRIFT_LIMIT_PPM = 300
PATIENCE_S = 30
WRAP_MS = 1 << 32


def packet_times(packet):
    """Send time and duration of an ASF packet, in ms (ASF specification, 5.2)."""
    at = 1 + (packet[0] & 0x0F) if packet[0] & 0x80 else 0
    flags = packet[at]
    at += 2
    sizes = [0, 1, 2, 4]
    for shift in (5, 1, 3):
        at += sizes[flags >> shift & 3]
    return struct.unpack_from("<IH", packet, at)


class Player:
    """Listens to an MMSH stream (MS-WMSP), and knows what is missing in it and how late it is."""

    def __init__(self, name, url):
        self.name = name
        host, port, path = re.fullmatch(r"mmsh://([^:/]+):(\d+)(/.*)", url).groups()
        self.socket = socket.create_connection((host, int(port)))
        self.socket.sendall(
            f"GET {path} HTTP/1.0\r\nUser-Agent: NSPlayer/4.1.0.3856\r\nPragma: no-cache\r\n"
            "Pragma: xPlayStrm=1,stream-switch-count=1\r\n\r\n".encode())
        self.socket.setblocking(False)
        self.buffer = b""
        self.in_head = True
        self.number = None
        self.packets = self.missing = 0
        self.gap_ms = 0
        self.time_ms = 0
        self.end_ms = None
        self.least_lag_s = float("inf")
        self.over = None

    def read(self):
        data = self.socket.recv(1 << 16)
        if not data:
            self.over = self.over or "closed by the server"
        self.buffer += data
        if self.in_head:
            head, line, body = self.buffer.partition(b"\r\n\r\n")
            if not line:
                return
            if b" 200 " not in head.split(b"\r\n")[0]:
                self.over = head.split(b"\r\n")[0].decode(errors="replace")
            self.in_head = False
            self.buffer = body
        while len(self.buffer) >= 4:
            size = struct.unpack_from("<H", self.buffer, 2)[0]
            if len(self.buffer) < 4 + size:
                return
            self.take(self.buffer[1:2], self.buffer[4:4 + size])
            self.buffer = self.buffer[4 + size:]

    def take(self, kind, payload):
        if kind == b"D":
            self.take_data(struct.unpack_from("<I", payload)[0], payload[8:])
        elif kind == b"E":
            self.over = "end of the stream"

    def take_data(self, number, packet):
        start_ms, duration_ms = packet_times(packet)
        if self.number is not None:
            self.missing += (number - self.number - 1) % (1 << 32)
        self.number = number
        self.packets += 1
        if self.end_ms is None:
            self.end_ms = start_ms
        step_ms = (start_ms - self.end_ms + WRAP_MS // 2) % WRAP_MS - WRAP_MS // 2
        # A packet begins where the one before ends, to a codec frame.
        if abs(step_ms) > 200:
            self.gap_ms += step_ms
        self.time_ms += step_ms + duration_ms
        self.end_ms = (start_ms + duration_ms) % WRAP_MS
        self.least_lag_s = min(self.least_lag_s, time.monotonic() - self.time_ms / 1000)

    def take_least_lag_s(self):
        least, self.least_lag_s = self.least_lag_s, float("inf")
        return least


def start(command, directory, name):
    with open(f"{directory}/{name}.out", "w") as out, open(f"{directory}/{name}.err", "w") as err:
        return subprocess.Popen(command, stdout=out, stderr=err)


def text_of(directory, name):
    with open(f"{directory}/{name}") as file:
        return file.read()


def await_text(directory, name, pattern):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = re.search(pattern, text_of(directory, name), re.MULTILINE)
        if found:
            return found.group(1)
        time.sleep(0.1)
    sys.exit(f"no '{pattern}' in {name}: {text_of(directory, name)}"
             f"{text_of(directory, name.replace('.out', '.err'))}")


def memory_kib(process):
    with open(f"/proc/{process.pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))


def descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


class Soak:
    def __init__(self, options):
        self.options = options
        self.rows = []
        self.complaints = []
        directory = options.directory
        self.point = start([options.jackfield, "point", "live"], directory, "point")
        push_url = await_text(directory, "point.out", r"^listening (push\+http://\S+)")
        point_url = await_text(directory, "point.out", r"^listening (mmsh://\S+)")
        self.stream = start(
            [options.jackfield, "stream", options.source, "--to", f"{directory}/soak.asf", "--to",
             "mmsh://127.0.0.1:0/live", "--to", push_url, "--json"], directory, "stream")
        url = await_text(directory, "stream.out", r"(mmsh://127\.0\.0\.1:\d+/live)")
        await_text(directory, "point.out", r"(started /live)")
        self.players = [Player("network", url), Player("point", point_url)]
        self.selector = selectors.DefaultSelector()
        for player in self.players:
            self.selector.register(player.socket, selectors.EVENT_READ, player)
        self.begin_s = time.monotonic()

    def elapsed_s(self):
        return time.monotonic() - self.begin_s

    def listen_until(self, end_s):
        """False: somebody has no stream any more."""
        while self.elapsed_s() < end_s:
            for key, _ in self.selector.select(min(1, max(0, end_s - self.elapsed_s()))):
                key.data.read()
                if key.data.over:
                    self.complaints.append(f"player of the {key.data.name}: {key.data.over}")
            if self.stream.poll() is not None:
                self.complaints.append("the stream has ended")
            if self.complaints:
                return False
        return True

    def warm_up_s(self):
        return min(self.options.seconds * WARM_UP_SHARE, WARM_UP_MAX_S)

    def is_warm(self, row):
        return row["elapsed_s"] > self.warm_up_s()

    def look(self):
        row = {"elapsed_s": self.elapsed_s(),
               "stream_kib": memory_kib(self.stream), "point_kib": memory_kib(self.point),
               "stream_fds": descriptors(self.stream), "point_fds": descriptors(self.point)}
        for player in self.players:
            row[player.name + "_lag_s"] = player.take_least_lag_s()
            if row[player.name + "_lag_s"] == float("inf"):
                self.complaints.append(f"player of the {player.name}: nothing came for a minute")
            row[player.name + "_missing"] = player.missing
            row[player.name + "_gap_ms"] = player.gap_ms
        self.rows.append(row)
        row["drift_ppm"] = self.drift_ppm()
        print(f"{row['elapsed_s'] / 60:7.1f} min  stream {row['stream_kib']} KiB "
              f"{row['stream_fds']} fds  point {row['point_kib']} KiB {row['point_fds']} fds  "
              f"drift {row['drift_ppm']:+.1f} ppm  "
              f"missing {sum(player.missing for player in self.players)} packets  "
              f"gaps {sum(abs(player.gap_ms) for player in self.players)} ms", flush=True)

    def drift_ppm(self):
        """How much faster the source is than this machine's clock; by the promptest packets of a
        minute, since that one was late tells nothing."""
        first, last = self.rows[0], self.rows[-1]
        if first is last or last["network_lag_s"] == float("inf"):
            return 0.0
        later_s = last["network_lag_s"] - first["network_lag_s"]
        return -later_s / (last["elapsed_s"] - first["elapsed_s"]) * 1e6

    def growth_kib(self, name):
        """From the first third after the warm-up to the last third, of the middle values."""
        values = [row[name] for row in self.rows if self.is_warm(row)]
        third = max(1, len(values) // 3)
        return statistics.median(values[-third:]) - statistics.median(values[:third])

    def more_descriptors(self, name):
        values = [row[name] for row in self.rows if self.is_warm(row)]
        return max(values) - values[0]

    def end(self):
        self.stream.send_signal(signal.SIGINT)
        for process in (self.stream, self.point):
            try:
                process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.complaints.append("the stream does not end")
                self.stream.kill()
            self.point.send_signal(signal.SIGTERM)
        if self.stream.returncode not in (0, -signal.SIGINT, 130):
            self.complaints.append(f"the stream ends with {self.stream.returncode}")
        return self.read_summary()

    def read_summary(self):
        lines = text_of(self.options.directory, "stream.out")
        found = re.search(r'^\{\s*"duration_s".*', lines, re.MULTILINE | re.DOTALL)
        if not found:
            self.complaints.append("the stream tells no end")
            return {"duration_s": 0, "gap_frames": 0, "lost_frames": 0, "sinks": []}
        return json.loads(found.group(0))

    def file_s(self):
        probe = subprocess.run(
            ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0",
             f"{self.options.directory}/soak.asf"], capture_output=True, text=True, check=False)
        return float(probe.stdout or 0)

    def judge(self, summary):
        figures = []

        def check(what, value, limit, unit):
            figures.append({"what": what, "value": round(value, 1), "limit": limit, "unit": unit,
                            "holds": abs(value) <= limit})

        for name in ("stream", "point"):
            check(f"{name}: memory grown after the warm-up", self.growth_kib(f"{name}_kib"),
                  GROWTH_LIMIT_KIB, "KiB")
            check(f"{name}: more descriptors", self.more_descriptors(f"{name}_fds"), 0, "")
        for player in self.players:
            check(f"{player.name}: packets missing, of {player.packets}", player.missing, 0, "")
            check(f"{player.name}: gaps", player.gap_ms, 0, "ms")
        check("source: gap", summary["gap_frames"], 0, "frames")
        check("source: lost", summary["lost_frames"], 0, "frames")
        check("source: drift against this machine's clock", self.drift_ppm(), DRIFT_LIMIT_PPM,
              "ppm")
        check("file: its duration less that of the stream",
              (self.file_s() - summary["duration_s"]) * 1000, 200, "ms")
        check("reconnects of the push",
              text_of(self.options.directory, "stream.out").count('"reconnect-start"'), 0, "")
        check("lines on stderr", text_of(self.options.directory, "stream.err").count("\n") +
              text_of(self.options.directory, "point.err").count("\n"), 0, "")
        check("sinks that have failed",
              sum(sink["state"] != "done" for sink in summary["sinks"]), 0, "")
        return figures

    def tell(self, figures, summary):
        last = self.rows[-1]
        print(f"\n| after {last['elapsed_s'] / 60:.1f} min | is | at most | |\n|---|---|---|---|")
        for name in ("stream", "point"):
            print(f"| {name}: memory | {last[name + '_kib']} KiB | | |")
        for figure in figures:
            print(f"| {figure['what']} | {figure['value']:g} {figure['unit']} | "
                  f"{figure['limit']} {figure['unit']} | "
                  f"{'holds' if figure['holds'] else '**does not hold**'} |")
        for complaint in self.complaints:
            print(f"| {complaint} | | | **does not hold** |")
        if self.options.json:
            with open(self.options.json, "w") as out:
                json.dump({"rows": self.rows, "figures": figures, "stream": summary,
                           "complaints": self.complaints}, out, indent=2)


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--minute", type=float, default=60, help="how long one is, in seconds")
    parser.add_argument("--from", dest="source", required=True)
    parser.add_argument("--directory", required=True)
    parser.add_argument("--json")
    parser.add_argument("jackfield")
    return parser.parse_args()


def main():
    options = parse_arguments()
    soak = Soak(options)
    look_s = 0
    while look_s < options.seconds and not soak.complaints:
        look_s = min(look_s + options.minute, options.seconds)
        if soak.listen_until(look_s):
            soak.look()
    summary = soak.end()
    if not soak.rows:
        sys.exit("\n".join(soak.complaints))
    figures = soak.judge(summary)
    soak.tell(figures, summary)
    return 0 if not soak.complaints and all(figure["holds"] for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
