"""Runs every shipped scenario once and holds it against its own estimate.

Usage: scenarios.py SALEROOM SCENARIO...

A scenario passes if its promises are kept and what then happened is within 1.5 times of what
`--dry-run` said: visits, people at the peak, orders, requests, orders created, and memory. Time is
told and never judged.
"""

import json
import subprocess
import sys

FACTOR = 1.5
# What the estimate says, and the metric that says what happened.
COUNTED = {
    "visits": "people.visits",
    "peopleAtPeak": "people.online.peak",
    "orders": "orders.submitted",
    "requests": "orders.requests",
    "created": "orders.created",
}
# What an estimate cannot know, by what it says that it leaves out.
UNKNOWN = {
    "readers whom notes bring": set(COUNTED) | {"memory"},
    "codes to order with": {"orders", "requests"},
}


def estimate(saleroom, file):
    said = subprocess.run(
        [saleroom, "run", file, "--dry-run", "--format", "json"], capture_output=True, check=True
    )
    return json.loads(said.stdout)


# What a process has had at most begins with what its parent had when it was made, so a small process
# of its own makes it.
MEASURED = """
import os, sys
pid = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(pid, 0)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, file=sys.stderr)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def run(saleroom, file):
    """The exit status, the report, the seconds it took and the most memory it had, in bytes."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, saleroom, "run", file, "--format", "json"],
        capture_output=True,
        text=True,
    )
    seconds, memory = done.stderr.split()[-2:]
    return done.returncode, json.loads(done.stdout or "null"), float(seconds), int(memory)


def ratios(expected, metrics, memory):
    unknown = set().union(*(UNKNOWN.get(what, set()) for what in expected["leftOut"]))
    pairs = {name: (expected[name], metrics[key]) for name, key in COUNTED.items()}
    pairs["memory"] = (expected["memory"]["total"], memory)
    return {
        name: max(1, said) / max(1, happened)
        for name, (said, happened) in pairs.items()
        if name not in unknown
    }


def check(saleroom, file):
    expected = estimate(saleroom, file)
    status, report, seconds, memory = run(saleroom, file)
    if report is None:
        print(f"{file}: could not be run")
        return False
    far = {
        name: ratio
        for name, ratio in ratios(expected, report["metrics"], memory).items()
        if not 1 / FACTOR <= ratio <= FACTOR
    }
    print(
        f"{file}: {report['verdict']}, {seconds:.2f} s of work ({expected['seconds']:.2f} estimated), "
        f"{memory / 1e6:.0f} MB ({expected['memory']['total'] / 1e6:.0f} estimated)",
        flush=True,
    )
    for name, ratio in far.items():
        print(f"  the estimate of {name} is {ratio:.2f} times what happened")
    for promise in report["promises"]:
        if not promise["kept"]:
            print(f"  {promise['text']} was not kept: {promise['value']}")
    return status == 0 and not far


def main():
    saleroom, *files = sys.argv[1:]
    failed = [file for file in files if not check(saleroom, file)]
    if failed:
        sys.exit(f"scenarios: {len(failed)} of {len(files)} failed: {' '.join(failed)}")


main()
