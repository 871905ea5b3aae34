#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# windows.py SOURCE LIBRARY: docs/windows.md says the same as the headers and the library do. Each name
# in it exists, each method that a header names stands there and the reverse, each code is given by the
# statuses in its row and by no other.
import ctypes
import errno
import pathlib
import re
import sys

source, library = pathlib.Path(sys.argv[1]), ctypes.CDLL(sys.argv[2])
library.jf_hresult.restype = ctypes.c_uint32
text = (source / "docs/windows.md").read_text()
headers = {path: path.read_text() for path in (source / "include/jackfield").glob("*.h")}
every_header = "\n".join(headers.values())
comments = {path: "\n".join(re.findall(r"/\*.*?\*/", body, re.S)) for path, body in headers.items()}
code = re.sub(r"/\*.*?\*/", "", every_header, flags=re.S)
faults = []


def rows(section):
    """The cells of each row of its tables, without the heads."""
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if cells and not cells[0].startswith("-") and cells[0] not in ("Method", "Function", "Field", "Status", "Code"):
            yield cells


def check_names():
    declared = set(re.findall(r"\b(?:jf|JF)_\w+", code))
    faults.extend(f"{name}: no header declares it"
                  for name in sorted(set(re.findall(r"\b(?:jf|JF)_\w+", text)) - declared))


def check_offered(method, answer):
    """A method that something stands for is named where that is declared."""
    names = re.findall(r"\b(?:jf|JF)_\w+", answer)
    if answer.startswith("Not offered, because"):
        if re.search(rf"\b{method}\b", every_header):
            faults.append(f"{method}: not offered, but a header names it")
    elif not names:
        faults.append(f"{method}: neither a call nor a reason")
    elif not any(method in comments[path] for path, body in headers.items() if names[0] in body):
        faults.append(f"{method}: not named in the header that declares {names[0]}")


def check_methods():
    known = set()
    for title, section in re.findall(r"^### (\w+)\n(.*?)(?=^#|\Z)", text, re.S | re.M):
        for cells in rows(section):
            name = cells[0]
            is_status = name.startswith("WMT_")
            if title.startswith("I") and len(cells) == 3 and not is_status:
                name = f"{title}::{name}"
            if "::" in name or name.startswith("WMCreate") or is_status:
                known.add(name)
                check_offered(name, cells[2 if is_status else 1])
    named = re.findall(r"\bI[A-Z]\w+::\w+|\bWMT_[A-Z_]+\b|\bWMCreate\w+", every_header.replace("\n * ", " "))
    faults.extend(f"{name}: a header names it, docs/windows.md does not"
                  for name in sorted(set(named) - known) if name not in text)


def hresults(domain):
    """Of each status the library's code, E_FAIL left out."""
    found = {"0": library.jf_hresult(domain, 0), "1": library.jf_hresult(domain, 1)}
    for number, name in errno.errorcode.items():
        found["-" + ("ENOTSUP" if name == "EOPNOTSUPP" else name)] = library.jf_hresult(domain, -number)
    return {status: value for status, value in found.items() if value != 0x80004005}


def check_codes():
    section = text[text.index("\n# Codes"):]
    table = [cells for cells in rows(section) if cells[1].startswith("0x")]
    for column, domain in ((2, 1), (3, 2)):
        told = {status: int(cells[1], 16) for cells in table if column < len(cells)
                for status in re.findall(r"`(-?\w+)`", cells[column]) if "Never" not in cells[2]}
        given = hresults(domain)
        for status in sorted(told.keys() | given.keys()):
            if told.get(status) != given.get(status):
                faults.append(f"{status} in domain {domain}: told {told.get(status, 0):#x}, "
                              f"given {given.get(status, 0):#x}")
    known = {cells[0] for cells in rows(section)}
    pattern = r"\b(?:E|S|NS_E|ASF_E|RPC_E|ERROR)_[A-Z_]+\b"
    faults.extend(f"{name}: not in the table of codes"
                  for name in sorted(set(re.findall(pattern, text + every_header)) - known))


check_names()
check_methods()
check_codes()
print("\n".join(faults) or "the same")
sys.exit(bool(faults))
