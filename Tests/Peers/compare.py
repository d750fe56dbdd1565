#!/usr/bin/env python3
"""Runs saleroom-bench beside programs that do the same in other ways, and prints one table.

    Tests/Peers/compare.py                          the usual sizes, about two minutes
    Tests/Peers/compare.py --viewers 10000000       ten million viewers (five minutes)
    Tests/Peers/compare.py --only wheel --rounds 9  one peer

Two workloads. `bare`: n viewers come evenly over an hour, stay 240 s on average and act every 30 s
on average; workload.hpp says it exactly. `mm1`: a queue with one server, arrival rate 0.9, service
rate 1, a million objects. The peers do only this, with a random number generator of their own and
the C library's logarithm, built with -O3 for any processor of the kind, as Swift builds too.

All programs take turns for several rounds, so that a slow minute of the machine meets all of them.
Times are those of the simulation alone, allocation included, the start of the process left out. A
program counts as many events for a visit as it handles (ours counts the departure too), so ratios
are of the time for a visit or an object: 2.00 means twice as long as ours.

Every program must give the expected numbers of events and orders within 4.5 standard errors, pooled
over the rounds; a peer that does less work than it should is no peer. Exit status: 0; 1 if a count
is wrong; 69 if ours could not be built; 64 if the command line makes no sense.

What is missing is installed where that leaves no trace in the tree: g++ by apt-get, SimPy into a
temporary environment. What cannot be installed is named and left out. A new peer is a source beside
this file that prints `seconds=… visits=… events=… orders=…` (or `objects=… sojourn=…`) and a line in
PEERS; a new language is a function in TOOLS. Cimba and SimCpp20 belong here, but have to be built
from their repositories, which this script does not fetch.
"""
import argparse
import dataclasses
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE.parent.parent
ALLOWED_ERRORS = 4.5


@dataclasses.dataclass(frozen=True)
class Peer:
    name: str
    workload: str
    source: str
    # The largest size that it is asked for.
    most: float = float("inf")


OURS = "ours"
PEERS = [
    Peer("C++ wheel", "bare", "bare-wheel.cpp"),
    Peer("C++ calendar", "bare", "bare-calendar.cpp"),
    Peer("C++ heap", "bare", "bare-heap.cpp"),
    Peer("C++ no queue", "bare", "bare-alone.cpp"),
    Peer("SimPy", "bare", "bare-simpy.py", most=100_000),
    Peer("C++ heap", "mm1", "mm1-heap.cpp"),
    Peer("SimPy", "mm1", "mm1-simpy.py"),
]


class Missing(Exception):
    """Something without which a program cannot be run."""


@dataclasses.dataclass(frozen=True)
class Run:
    """What one run of a program tells."""
    seconds: float
    # Visits or objects.
    items: int
    events: float
    # What is expected to have a known mean: name and value for an item.
    means: dict


# Building


class Tools:
    """Makes a command of a source, by its suffix; installs what that takes."""

    def __init__(self, folder, installs):
        self.folder = folder
        self.installs = installs
        self.made = {}

    def command(self, source):
        kind = pathlib.Path(source).suffix
        return TOOLS[kind](self, source)

    def once(self, key, make):
        """What `make` returns, or raises, without making it twice."""
        if key not in self.made:
            try:
                self.made[key] = make()
            except Missing as missing:
                self.made[key] = missing
        if isinstance(self.made[key], Missing):
            raise self.made[key]
        return self.made[key]

    def compiled(self, source):
        compiler = self.once("g++", self.compiler)
        target = self.folder / pathlib.Path(source).stem
        succeed([compiler, "-O3", "-std=c++20", str(HERE / source), "-o", str(target)],
                f"{source} does not compile")
        return [str(target)]

    def compiler(self):
        if not shutil.which("g++"):
            self.check_may_install("g++")
            environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
            for step in (["update"], ["install", "-y", "--no-install-recommends", "g++"]):
                succeed(["apt-get", "-q", *step], "g++ is missing and cannot be installed by "
                        "apt-get (as root, with a package registry in reach)", environment)
        return "g++"

    def interpreted(self, source):
        return [self.once("SimPy", self.python), str(HERE / source)]

    def python(self):
        try:
            import simpy  # noqa: F401
            return sys.executable
        except ImportError:
            self.check_may_install("SimPy")
        place = self.folder / "python"
        succeed([sys.executable, "-m", "venv", str(place)],
                "SimPy is missing and python3 has no venv (Debian: python3-venv)")
        python = str(place / "bin" / "python")
        succeed([python, "-m", "pip", "install", "-q", "simpy"],
                "SimPy is missing and pip cannot install it")
        return python

    def check_may_install(self, what):
        if not self.installs:
            raise Missing(f"{what} is missing, and --no-install was given")


TOOLS = {".cpp": Tools.compiled, ".py": Tools.interpreted}


def succeed(command, otherwise, environment=None):
    """Runs a command, quietly unless it fails."""
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
    except FileNotFoundError:
        raise Missing(f"{otherwise}: there is no {command[0]}") from None
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-3:]
        raise Missing("\n    ".join([otherwise, *last]))
    return done.stdout


def build_ours():
    succeed(["swift", "build", "-c", "release", "--product", "saleroom-bench", "--package-path",
             str(PACKAGE)], "saleroom-bench cannot be built")
    folder = succeed(["swift", "build", "-c", "release", "--package-path", str(PACKAGE),
                      "--show-bin-path"], "saleroom-bench cannot be found").strip()
    return [f"{folder}/saleroom-bench"]


# Running


def run_ours(command, workload, size):
    text = succeed([*command, workload, "--viewers", str(size), "--repeat", "1", "--format", "json"],
                   "saleroom-bench failed")
    figure = json.loads(text)["figures"][0]
    seconds = figure["ns"]["median"] * figure["operations"] * 1e-9
    counts = figure["counts"]
    if workload == "mm1":
        sojourn = counts["meanNanosecondsInside"] * 1e-9
        return Run(seconds, counts["objects"], counts["objects"], {"sojourn": sojourn})
    # The departure is an event here, and orders are engagements: see SessionKind.swift.
    visits = counts["visits"]
    return Run(seconds, visits, counts["events"], {"events": counts["events"] / visits - 1})


def run_peer(command, workload, size, seed):
    text = succeed([*command, str(size), str(seed)], f"{command[-1]} failed")
    fields = dict(field.split("=") for field in text.split())
    seconds = float(fields["seconds"])
    if workload == "mm1":
        objects = int(fields["objects"])
        return Run(seconds, objects, objects, {"sojourn": float(fields["sojourn"])})
    visits, events = int(fields["visits"]), int(fields["events"])
    return Run(seconds, visits, events,
               {"events": events / visits, "orders": int(fields["orders"]) / visits})


# Checking
#
# Mean and standard deviation of what an item contributes. Events of a visit: one and a geometric
# number of mean 8, so variance 8 + 8². Orders: a binomial number of those, with probability p
# uniform in [0, 0.05), so variance E(N)·E(p - p²) + E(N²)·E(p²) - 0.225². Time in the system of
# M/M/1: the waits of neighbours are correlated, and n objects tell as much about the mean as n
# independent numbers of variance ρ(2 + 5ρ - 4ρ² + ρ³)/(1 - ρ)⁴.
EXPECTED = {
    "events": (9, 72 ** 0.5),
    "orders": (0.225, (9 * (0.025 - 0.0025 / 3) + 153 * 0.0025 / 3 - 0.225 ** 2) ** 0.5),
    "sojourn": (10, (0.9 * (2 + 5 * 0.9 - 4 * 0.9 ** 2 + 0.9 ** 3)) ** 0.5 / 0.1 ** 2),
}


def wrong_counts(name, runs):
    """Lines about means that lie too far from what is expected."""
    # Ours plays one seed, so its rounds are one sample.
    sample = runs[:1] if name == OURS else runs
    items = sum(run.items for run in sample)
    lines = []
    for what, (mean, deviation) in EXPECTED.items():
        if what not in sample[0].means:
            continue
        value = sum(run.means[what] * run.items for run in sample) / items
        error = deviation / items ** 0.5
        if abs(value - mean) > ALLOWED_ERRORS * error:
            lines.append(f"{name}: {value:.5f} {what} and not {mean} ± {error:.5f}")
    return lines


# Reporting


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def rows(results):
    """The table's rows: what each program took, beside ours of the same round."""
    for (workload, size), programs in results.items():
        ours = programs.get(OURS)
        unit = "visit" if workload == "bare" else "object"
        for name, runs in programs.items():
            each = [run.seconds * 1e9 / run.items for run in runs]
            event = statistics.median(run.seconds * 1e9 / run.events for run in runs)
            ratio = statistics.median(
                mine / (run.seconds * 1e9 / run.items) for mine, run in zip(each, ours))
            yield [f"{workload} {size}", name, number(event) if workload == "bare" else "–",
                   number(statistics.median(each)), f"{number(min(each))}–{number(max(each))}",
                   unit, f"{ratio:.2f}"]


def print_table(results):
    table = [["workload", "program", "ns/event", "ns", "range", "per", "÷ ours"], *rows(results)]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        cells = [cell.ljust(width) if column in (0, 1, 5) else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(row, widths))]
        print("  ".join(cells).rstrip())


def print_machine(arguments):
    model = "an unknown processor"
    if os.path.exists("/proc/cpuinfo"):
        for line in open("/proc/cpuinfo", encoding="utf-8"):
            if line.startswith("model name"):
                model = line.split(":")[1].strip()
                break
    print(f"{model}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}; "
          f"medians of {arguments.rounds} rounds")


# The whole


def parsed():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--viewers", default="10000,1000000", help="sizes of bare, with commas")
    parser.add_argument("--rounds", type=int, default=5, help="how often each program runs")
    parser.add_argument("--only", default="", help="peers with this in their name")
    parser.add_argument("--workload", choices=["bare", "mm1"], help="one workload alone")
    parser.add_argument("--bench", help="a saleroom-bench that is built already")
    parser.add_argument("--no-install", action="store_true", help="leave out what is missing")
    parser.error = misused
    arguments = parser.parse_args()
    try:
        arguments.sizes = [int(size) for size in arguments.viewers.split(",")]
    except ValueError:
        misused(f"--viewers wants whole numbers with commas, not {arguments.viewers}")
    if min(arguments.rounds, *arguments.sizes) < 1:
        misused("--rounds and --viewers want numbers above 0")
    return arguments


def misused(message):
    print(f"compare.py: {message}\nTry compare.py --help.", file=sys.stderr)
    sys.exit(64)


def prepared(arguments, folder):
    """The peers that can be run, each with its command."""
    tools = Tools(folder, not arguments.no_install)
    ready = []
    for peer in PEERS:
        if arguments.only.lower() not in peer.name.lower():
            continue
        if arguments.workload not in (None, peer.workload):
            continue
        try:
            ready.append((peer, tools.command(peer.source)))
        except Missing as missing:
            print(f"not measured: {peer.name} ({peer.workload}): {missing}")
    return ready


def measured(arguments, ours, peers):
    """Every run, by (workload, size) and program."""
    cases = [("bare", size) for size in arguments.sizes] + [("mm1", 1_000_000)]
    results = {}
    for seed in range(1, arguments.rounds + 1):
        for workload, size in cases:
            if arguments.workload not in (None, workload):
                continue
            programs = results.setdefault((workload, size), {})
            programs.setdefault(OURS, []).append(run_ours(ours, workload, size))
            for peer, command in peers:
                if peer.workload == workload and size <= peer.most:
                    run = run_peer(command, workload, size, seed)
                    programs.setdefault(peer.name, []).append(run)
    return results


def main():
    arguments = parsed()
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        try:
            ours = [arguments.bench] if arguments.bench else build_ours()
            peers = prepared(arguments, pathlib.Path(folder))
            print_machine(arguments)
            results = measured(arguments, ours, peers)
        except Missing as missing:
            print(f"compare.py: {missing}", file=sys.stderr)
            return 69
    print_table(results)
    wrong = [f"{workload} {size}, {line}" for (workload, size), programs in results.items()
             for name, runs in programs.items() for line in wrong_counts(name, runs)]
    for line in wrong:
        print(f"wrong count: {line}")
    if not wrong:
        print(f"Events, orders and times in the system: all within {ALLOWED_ERRORS} standard "
              "errors of what is expected.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
