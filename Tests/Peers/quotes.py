#!/usr/bin/env python3
"""Runs the commands that the README and the articles quote, and holds their output against what is quoted.

    Tests/Peers/quotes.py                            two minutes, with the build
    Tests/Peers/quotes.py --saleroom PATH            a saleroom that is built already
    Tests/Peers/quotes.py README.md ...              these documents only

A quotation is a fenced block with a line `$ saleroom ...` or `$ swift run -c release saleroom ...` and
lines of what it writes; `…` stands for lines left out. What stands between two such marks must come in
the output, line by line and in that order. Times, memory and what depends on the machine is not compared.
The screen of `watch` is what `watch.py --show` prints.

Commands run one after the other in a copy of `scenarios`, with the README's own first scenario beside it.
Each quotation is tried with a changed digit as well, and must then be refused.

Exit status: 0; 1 if something quoted is not what is written; 64 if the command line makes no sense; 69
if something is missing that cannot be installed.
"""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from compare import PACKAGE, Missing, succeed

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (?:swift run -c release )?saleroom (.*)$")
# Lines about the machine, not about the session.
OF_MACHINE = re.compile(r"time, on one thread|of memory are free")
PATIENCE = 600


def quotations(text):
    """Every quoted command and the lines quoted of its output."""
    for block in FENCE.finditer(text):
        command, quoted = None, []
        for line in re.sub(r"\\\n\s*", "", block[2]).splitlines():
            if not line.startswith("$ "):
                quoted.append(line.rstrip())
                continue
            if command:
                yield command, quoted
            found = COMMAND.match(line)
            command, quoted = found and found[1], []
        if command:
            yield command, quoted


def first_scenario(text):
    """The scenario that the README makes."""
    return next(body for kind, body in FENCE.findall(text) if kind.startswith("json"))


def stretches(quoted):
    """The stretches of quoted lines, without the marks between them."""
    stretch = []
    for line in quoted + ["…"]:
        if line == "…":
            yield stretch
            stretch = []
        else:
            stretch.append(line)


def missing(quoted, written):
    """The first quoted stretch that does not come in what was written, after those before it."""
    place = 0
    for stretch in stretches(quoted):
        while stretch and not stretch[0]:
            stretch = stretch[1:]
        while stretch and not stretch[-1]:
            stretch = stretch[:-1]
        starts = range(place, len(written) - len(stretch) + 1)
        found = next((at for at in starts if written[at : at + len(stretch)] == stretch), None)
        if found is None:
            return stretch
        place = found + len(stretch)
    return None


def output(command, saleroom, folder):
    if command.startswith("watch"):
        line = f"{PACKAGE}/Tests/Peers/watch.py --show --saleroom {saleroom}"
    else:
        line = f"{saleroom} {command}"
    done = subprocess.run(
        line, shell=True, cwd=folder, capture_output=True, text=True, timeout=PATIENCE
    )
    return [line.rstrip() for line in (done.stdout + done.stderr).splitlines()]


def compared(lines):
    return ["…" if OF_MACHINE.search(line) else line for line in lines]


def spoilt(quoted):
    """The quotation with one digit changed, the last there is."""
    text = "\n".join(quoted)
    at = max(place for place, letter in enumerate(text) if letter.isdigit())
    return (text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]).splitlines()


def check(document, saleroom, folder):
    """The number of quotations compared, and of those that are not what is written."""
    count = wrong = 0
    for command, quoted in quotations(document.read_text()):
        # What has nothing quoted, or names a file of the reader's, is not a quotation.
        if "FILE" in command or not any(any(map(str.isdigit, line)) for line in quoted):
            continue
        count += 1
        quoted, written = compared(quoted), output(command, saleroom, folder)
        stretch = missing(quoted, written)
        if stretch is not None:
            wrong += 1
            print(f"{document.relative_to(PACKAGE)}: saleroom {command}\n  does not write:")
            print("\n".join("    " + line for line in stretch))
        elif missing(spoilt(quoted), written) is None:
            wrong += 1
            print(f"{document.relative_to(PACKAGE)}: saleroom {command}: a wrong digit goes unnoticed")
    return count, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("documents", nargs="*", type=pathlib.Path)
    parser.add_argument("--saleroom", type=pathlib.Path, metavar="PATH")
    try:
        options = parser.parse_args()
    except SystemExit as exit:
        sys.exit(64 if exit.code else 0)
    saleroom = options.saleroom
    if saleroom is None:
        succeed(["swift", "build", "-c", "release", "--package-path", str(PACKAGE)],
                "saleroom could not be built")
        saleroom = PACKAGE / ".build" / "release" / "saleroom"
    readme = PACKAGE / "README.md"
    documents = [document.resolve() for document in options.documents] or [
        readme,
        *sorted(PACKAGE.glob("Sources/*/*.docc/*.md")),
    ]
    total = [0, 0]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shutil.copytree(PACKAGE / "scenarios", folder / "scenarios")
        (folder / "first.json5").write_text(first_scenario(readme.read_text()))
        for document in documents:
            found = check(document, saleroom.resolve(), folder)
            total = [sum(pair) for pair in zip(total, found)]
    print(f"quotations compared: {total[0]}, not what is written: {total[1]}")
    return 1 if total[1] else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Missing as reason:
        print(f"quotes: {reason}", file=sys.stderr)
        sys.exit(69)
