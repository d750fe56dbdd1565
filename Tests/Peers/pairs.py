#!/usr/bin/env python3
"""Runs the comparisons that scenarios tell of, and holds what they say against what is seen.

In a scenario's comments, `// Compare. saleroom compare FILE --set …` is followed by `// Then. NAME × LOW to
HIGH; …`: the confidence interval of the ratio B ÷ A of each measure must lie between the two bounds.

usage: pairs.py SALEROOM FILE…
"""
import json
import re
import shlex
import subprocess
import sys

PAIR = re.compile(r"^// Compare\. saleroom (compare .+)\n// Then\. (.+(?:\n//   .+)*)", re.M)
CLAIM = re.compile(r"^(\S+) × ([0-9.]+) to ([0-9.]+)$")


def claims(text):
    found = []
    for part in re.sub(r"\n//\s+", " ", text).rstrip(".").split(";"):
        claim = CLAIM.match(part.strip())
        if not claim:
            sys.exit(f"pairs: not a claim: {part.strip()}")
        found.append((claim[1], float(claim[2]), float(claim[3])))
    return found


def compared(tool, command, names):
    words = [tool, *shlex.split(command), "--format", "json"]
    for name in names:
        words += ["--measure", name]
    run = subprocess.run(words, capture_output=True, text=True)
    if run.returncode > 2:
        sys.exit(f"pairs: {' '.join(words)}: {run.stderr}")
    return {measure["name"]: measure for measure in json.loads(run.stdout)["measures"]}


def main():
    tool, files = sys.argv[1], sys.argv[2:]
    held = 0
    for file in files:
        with open(file, encoding="utf-8") as text:
            pairs = PAIR.findall(text.read())
        for command, text in pairs:
            wanted = claims(text)
            seen = compared(tool, command, [name for name, _, _ in wanted])
            for name, low, high in wanted:
                ratio = seen[name]["ratio"]
                if ratio is None or not low <= ratio["low"] <= ratio["high"] <= high:
                    sys.exit(f"{file}: {name} is × {ratio}, not × {low} to {high}: saleroom {command}")
                print(f"{file}: {name} × {ratio['low']:.3g} to {ratio['high']:.3g}")
                held += 1
    if held == 0:
        sys.exit("pairs: no scenario compares anything")


main()
