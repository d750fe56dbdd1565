#!/usr/bin/env python3
"""Fires an exported burst at a server on this machine, and compares what arrived with what was planned.

    Tests/Peers/fire.py                              about half a minute
    Tests/Peers/fire.py --saleroom PATH              a saleroom that is built already

`saleroom export` writes the busiest seconds of a link-up, for a sample of its people, as a script for
wrk (Debian's package of that name, installed if it is missing). wrk fires it at a small server in this
process, which notes when each request came. Each request carries its own name and its planned instant,
so the comparison is request by request:

* every planned request arrives once, and no other;
* no more than LATE_SHARE of them arrive later than LATE seconds after their instant. The clocks' zero
  is that of the promptest request, for nothing arrives early;
* so in each second as many arrive as were planned, but for those planned within LATE of either end of
  it, which may fall into the neighbour, and LATE_SHARE of all.

LATE is many times what wrk (a millisecond), the loopback and a scheduler that finds its processor taken
(some 10 ms) cost together, and a tenth of the second in which rates are compared. A machine may still
stop for longer; that happens now and then, while a fault in the export happens always, so a burst that
was late is fired anew, three times at most. A lost or a doubled request is a fault at once.

The comparison is tried first on plans that were fired wrongly on purpose: evenly, shifted, with one
request lost and with one doubled; it must refuse them all.

Exit status: 0; 1 if what arrived is not what was planned; 69 if something is missing that cannot be
installed; 64 if the command line makes no sense.
"""
import argparse
import asyncio
import collections
import csv
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from compare import PACKAGE, Missing, succeed

SCENARIO = PACKAGE / "scenarios" / "three-two-one-link-up.json5"
# The seconds around the link-up, and a share of the people that a laptop can fire and answer.
WINDOW = ["--from", "118s", "--to", "130s", "--scale", "0.002"]
LATE = 0.1
LATE_SHARE = 0.01
TRIES = 3


class Wrong(Exception):
    """What arrived is not what was planned, and never will be."""


class Late(Exception):
    """What was planned arrived, but not in time."""


# Comparing


def compare(plan, seen):
    """Compares instants by name; returns counts by second, planned and seen."""
    names = collections.Counter(name for name, _ in seen)
    lost = [name for name in plan if name not in names]
    doubled = [name for name, count in names.items() if count > 1]
    strange = [name for name in names if name not in plan]
    if lost or doubled or strange:
        raise Wrong(f"{len(lost)} of {len(plan)} requests were lost, {len(doubled)} came twice, "
                    f"{len(strange)} were never planned")
    zero = min(instant - plan[name] for name, instant in seen)
    behind = [instant - zero - plan[name] for name, instant in seen]
    late = sum(delay > LATE for delay in behind)
    allowed = LATE_SHARE * len(plan)
    if late > allowed:
        raise Late(f"{late} of {len(plan)} requests came more than {LATE * 1000:.0f} ms late, "
                   f"the last by {max(behind) * 1000:.0f} ms")
    planned = collections.Counter(int(instant) for instant in plan.values())
    fired = collections.Counter(int(instant - zero) for _, instant in seen)
    for second in planned | fired:
        border = sum(1 for instant in plan.values()
                     if second - LATE <= instant < second
                     or second + 1 - LATE <= instant < second + 1)
        if abs(fired[second] - planned[second]) > border + allowed:
            raise Wrong(f"in second {second} came {fired[second]} requests, "
                        f"planned were {planned[second]}")
    return planned, fired


def prove_that_faults_are_seen(plan):
    """Tries the comparison on what it must accept, and on what it must refuse."""
    right = [(name, 1000 + instant) for name, instant in plan.items()]
    compare(plan, right)
    first, last = min(plan.values()), max(plan.values())
    order = sorted(plan, key=plan.get)
    step = (last - first) / (len(order) - 1)
    wrong = {
        "evenly": [(name, first + place * step) for place, name in enumerate(order)],
        "shifted": [(name, instant + (0.5 if instant > 1002 + first else 0))
                    for name, instant in right],
        "with one lost": right[1:],
        "with one doubled": right + right[:1],
        "with one that was not planned": right + [("0", 1001)],
    }
    for how, seen in wrong.items():
        try:
            compare(plan, seen)
        except (Wrong, Late):
            continue
        raise Wrong(f"a burst fired {how} was not noticed")


# Serving


class Server(asyncio.Protocol):
    """Answers every request with nothing, and notes its name and when it came."""

    def __init__(self, seen):
        self.seen = seen
        self.rest = b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.rest += data
        while b"\r\n\r\n" in self.rest:
            head, rest = self.rest.split(b"\r\n\r\n", 1)
            length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
            size = int(length.group(1)) if length else 0
            if len(rest) < size:
                return
            self.rest = rest[size:]
            name = re.search(rb"(?i)\r\nidempotency-key: *(\S+)", head)
            self.seen.append((name.group(1).decode() if name else head.decode(), time.monotonic()))
            self.transport.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")


async def fire(command, port, seen):
    """Serves on a port while a command runs; returns what it said."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Server(seen), "127.0.0.1", port)
    async with server:
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
        said, _ = await asyncio.wait_for(process.communicate(), timeout=60)
    return said.decode()


def free_port():
    import socket
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# Exporting


def installed_wrk():
    if not shutil.which("wrk"):
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        for step in (["update"], ["install", "-y", "--no-install-recommends", "wrk"]):
            succeed(["apt-get", "-q", *step], "wrk is missing and cannot be installed by apt-get "
                    "(as root, with a package registry in reach)", environment)
    return "wrk"


def export(saleroom, *options):
    done = subprocess.run([saleroom, "export", str(SCENARIO), *WINDOW, *options],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Wrong(f"saleroom export failed: {done.stderr}")
    return done.stdout, done.stderr


def exported(saleroom, folder, port):
    """The plan, and the command that fires it."""
    table, _ = export(saleroom, "--format", "csv")
    start = float(WINDOW[1].rstrip("s"))
    plan = {row["request"]: float(row["at"]) - start for row in csv.DictReader(io.StringIO(table))}
    script, advice = export(
        saleroom, "--format", "wrk", "--header", "Idempotency-Key: {request}",
        "--url", f"http://127.0.0.1:{port}/orders?at={{at}}&product={{product}}")
    path = folder / "burst.lua"
    path.write_text(script)
    # What is run is what the export advises, to the letter.
    words = re.search(r"fire it with: (.*) \(", advice).group(1).split()
    return plan, [str(path) if word == "FILE" else word for word in words]


# The whole


def parsed():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--saleroom", help="a saleroom that is built already")
    parser.error = misused
    return parser.parse_args()


def misused(message):
    print(f"fire.py: {message}\nTry fire.py --help.", file=sys.stderr)
    sys.exit(64)


def built():
    options = ["-c", "release", "--package-path", str(PACKAGE)]
    succeed(["swift", "build", "--product", "saleroom", *options], "saleroom cannot be built")
    folder = succeed(["swift", "build", *options, "--show-bin-path"], "saleroom cannot be found")
    return f"{folder.strip()}/saleroom"


def show(planned, fired):
    print("second  planned  arrived")
    for second in sorted(planned | fired):
        print(f"{second:6}  {planned[second]:7}  {fired[second]:7}")


def main():
    arguments = parsed()
    try:
        saleroom = arguments.saleroom or built()
        installed_wrk()
        with tempfile.TemporaryDirectory() as folder:
            port = free_port()
            plan, command = exported(saleroom, pathlib.Path(folder), port)
            prove_that_faults_are_seen(plan)
            for left in reversed(range(TRIES)):
                seen = []
                said = asyncio.run(fire(command, port, seen))
                try:
                    planned, fired = compare(plan, seen)
                    break
                except Late as late:
                    print(f"{late}; {f'fired again, {left} left' if left else 'given up'}")
                    if not left:
                        raise
        show(planned, fired)
        print("".join(re.findall(r"saleroom: .*", said)))
        print(f"{len(plan)} requests planned, and fired as planned")
    except Missing as missing:
        print(f"fire.py: {missing}", file=sys.stderr)
        sys.exit(69)
    except (Wrong, Late) as wrong:
        print(f"fire.py: {wrong}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
