#!/usr/bin/env python3
"""Watches a session in a real terminal: keys, sizes, interrupts, and that the terminal is given back.

    Tests/Peers/watch.py                             about half a minute
    Tests/Peers/watch.py --saleroom PATH             a saleroom that is built already
    Tests/Peers/watch.py --show                      prints the screen some seconds after the link-up

The terminal is tmux (Debian's package of that name, installed if it is missing), on a server of its
own. A shell runs in it; before and after each watching it prints what `stty -g` says. For every way
in which a watching can end (q, the end of the session, Ctrl-C, SIGTERM, a scenario that is refused)
the terminal must be as before: the same settings, the first screen with what was on it, a cursor.

Checked besides: at 80×24, at 200×60 and after a change of size the screen has its parts and no line is
torn; keys do what they say; Ctrl-Z gives the terminal back and `fg` goes on; the command that a steered
session prints repeats it, to the verdict; with TERM=dumb, into a pipe, without a terminal
and into a pipe that breaks there are lines and not one escape code. And a watching that is killed, and
so gives nothing back, is noticed.

Exit status: 0; 1 if something is not as it should be; 69 if something is missing that cannot be
installed; 64 if the command line makes no sense.
"""
import argparse
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from compare import PACKAGE, Missing, succeed

SHOWN = PACKAGE / "scenarios" / "three-two-one-link-up.json5"
# Short, and with enough people for queues.
SCENARIO = """{
  saleroom: 1, title: "\u7ea2 night \\u001B[2J", asks: "?", session: { length: "4m" },
  cohorts: { fans: { dwell: "1m", client: { retries: 3 } } },
  products: { lipstick: { price: "\u00a5399", stock: 60, hold: "20s" } },
  rundown: [
    { at: "0s", do: "warmUp" }, { at: "2m", do: "linkUp", product: "lipstick" },
    { at: "3m", do: "close" },
  ],
  traffic: { discover: { visits: 3000, arrive: { spike: { at: "110s", delay: "20s" } } } },
  orders: { workers: { count: 3, queue: 5, service: "500ms" } },
  expect: ["stock.oversold == 0"],
}"""
# How long anything may take to appear on a machine that is busy with something else.
PATIENCE = 20.0


class Wrong(Exception):
    """Something is not as it should be."""


class Terminal:
    """A shell in a tmux of its own."""

    def __init__(self, folder, columns=80, rows=24):
        self.socket = str(folder / "tmux")
        self.folder = folder
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), "-c",
                  str(folder),
                  "env", "LC_ALL=C.UTF-8", "PS1=ready> ", "bash", "--norc", "--noprofile")
        self.tmux("set-option", "-g", "status", "off")
        self.until("ready>")

    def tmux(self, *arguments):
        done = subprocess.run(["tmux", "-u", "-S", self.socket, *arguments], text=True,
                              capture_output=True, check=False,
                              env=dict(os.environ, LC_ALL="C.UTF-8"))
        if done.returncode != 0:
            raise Wrong(f"tmux {arguments[0]}: {done.stderr.strip()}")
        return done.stdout

    def close(self):
        self.tmux("kill-server")

    def screen(self):
        return self.tmux("capture-pane", "-p").rstrip("\n")

    def facts(self, what):
        return self.tmux("display-message", "-p", what).strip()

    def keys(self, *names):
        self.tmux("send-keys", *names)

    def type(self, line):
        self.tmux("send-keys", "-l", line)
        self.keys("Enter")

    def resize(self, columns, rows):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def until(self, pattern, what=None):
        """Waits until the screen holds something, and returns it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            screen = self.screen()
            if re.search(pattern, screen, re.MULTILINE):
                return screen
            time.sleep(0.05)
        raise Wrong(f"{what or pattern!r} did not appear; the screen is\n{screen}")

    def settings(self):
        """What the terminal is set to, as the shell in it says."""
        self.type("clear; stty -g | cksum | sed 's/^/set:/'")
        return re.search(r"^set:(.*)", self.until(r"^set:.*\s+ready>"), re.MULTILINE).group(1)


def expect(holds, what, screen=""):
    if not holds:
        raise Wrong(f"{what}\n{screen}" if screen else what)


# In the terminal


def begin(terminal, saleroom, *options, before="", pattern="present", file="night.json5"):
    words = [saleroom, "watch", str(file), *options]
    terminal.type(f"clear; echo first screen; {before}{shlex.join(words)}; echo status:$?")
    screen = terminal.until(rf"^{pattern}")
    if pattern == "present":
        expect(terminal.facts("#{alternate_on} #{cursor_flag}") == "1 0",
               "no screen of its own, or a cursor on it", screen)
    return screen


def check_given_back(terminal, kept, status, how):
    """The terminal is as it was before, and what was on it is still there."""
    screen = terminal.until(rf"^status:{status}$", f"{how}: exit status {status}")
    expect("first screen" in screen or how == "TERM=dumb", f"{how}: the first screen is lost", screen)
    expect(terminal.facts("#{alternate_on} #{cursor_flag} #{wrap_flag}") == "0 1 1",
           f"{how}: the terminal is not given back", screen)
    expect(terminal.settings() == kept, f"{how}: stty differs afterwards")
    return screen


def check_layout(screen, columns, rows):
    lines = screen.split("\n")
    expect(len(lines) == rows, f"{len(lines)} lines on a screen of {rows}", screen)
    expect(lines[-1].startswith("space pause"), "the keys are not on the last line", screen)
    for part in ("on air", "present", "funnel", "orders", "latency", "stock", "tier", "lately"):
        pattern = rf"^{part}\b|\s{part}\s" if columns >= 120 else rf"^{part}\b"
        expect(re.search(pattern, screen, re.MULTILINE), f"{part} is missing", screen)


def clock(screen):
    return re.search(r"(\d\d:\d\d:\d\d) of", screen).group(1)


def check_keys(terminal, saleroom, kept):
    begin(terminal, saleroom, "--speed=1")
    terminal.keys("Space")
    held = clock(terminal.until("^paused"))
    time.sleep(0.4)
    expect(clock(terminal.screen()) == held, "the session goes on while it is paused")
    terminal.keys(".")
    terminal.until(rf"00:00:{int(held[-2:]) + 1:02d} of", "one second more after a step")
    terminal.keys("?")
    terminal.until("^Keys")
    terminal.keys("?")
    terminal.until("^stock")
    check_layout(terminal.screen(), 80, 24)
    terminal.keys("n")
    jumped = terminal.until(r"on air +link-up")
    expect(clock(jumped) == "00:02:00", "the jump ends elsewhere", jumped)
    terminal.keys("Tab")
    terminal.until("^knob +orders.database.connections")
    terminal.keys("K", "Left", "<")
    terminal.until(r"^knob +orders.workers.count \S+ → ")
    terminal.resize(200, 60)
    terminal.until(r"stock .* tier ", "stock and tiers side by side")
    check_layout(terminal.screen(), 200, 60)
    terminal.resize(40, 10)
    terminal.until("too small a terminal")
    terminal.resize(80, 24)
    terminal.until("^space pause")
    check_layout(terminal.screen(), 80, 24)
    terminal.keys("q")
    screen = check_given_back(terminal, kept, 2, "q")
    expect("nothing is judged before the end" in screen, "q says nothing", screen)


def check_steering(terminal, saleroom, kept):
    """What is turned shows, and the command that is printed makes the same session."""
    begin(terminal, saleroom, "--speed=1")
    terminal.keys("Space", "n")
    terminal.until(r"on air +link-up")
    terminal.keys("<", "<", *"+" * 12, "Space")
    terminal.until("^over", "the end of the session")
    terminal.keys("q")
    screen = terminal.until(r"^status:\d")
    lines = screen.replace("\n", "")
    found = re.search(r"repeats it:\s+(saleroom run \S+ --seed=\d+ --set=orders\.workers\.count=\d+ "
                      r"--at=2m)", lines)
    expect(found, "no command that repeats it", screen)
    status = re.search(r"^status:(\d)", screen, re.MULTILINE).group(1)
    words = shlex.split(found.group(1))[1:]
    done = subprocess.run([saleroom, *words], capture_output=True, text=True, check=False,
                          cwd=terminal.folder)
    expect(str(done.returncode) == status, f"{found.group(1)} ends with {done.returncode}")
    verdict = re.search(r"VERDICT: \S+", screen).group(0)
    expect(verdict in done.stdout, f"{found.group(1)} does not say {verdict}")
    expect("steered: one change" in done.stdout, "the run is not marked as steered")
    expect(terminal.settings() == kept, "the end: stty differs afterwards")


def pane_child(terminal):
    shell = terminal.facts("#{pane_pid}")
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", shell], capture_output=True, text=True,
                              check=False).stdout.split()
    expect(len(children) == 1, f"the shell has {len(children)} children")
    return int(children[0])


def check_endings(terminal, saleroom, kept):
    begin(terminal, saleroom)
    terminal.keys("C-c")
    check_given_back(terminal, kept, 130, "Ctrl-C")
    begin(terminal, saleroom)
    os.kill(pane_child(terminal), signal.SIGTERM)
    check_given_back(terminal, kept, 143, "SIGTERM")
    begin(terminal, saleroom, "--set", "orders.workers.count=0", pattern="status:")
    check_given_back(terminal, kept, 65, "a scenario that is refused")


def check_stopping(terminal, saleroom, kept):
    """Stopped by the key or by a signal, the terminal is the shell's; with fg the screen is back."""
    for stop in (lambda: terminal.keys("C-z"),
                 lambda: os.kill(pane_child(terminal), signal.SIGTSTP)):
        begin(terminal, saleroom, "--speed=1")
        stop()
        terminal.until(r"Stopped")
        expect(terminal.facts("#{alternate_on} #{cursor_flag}") == "0 1",
               "a stopped session keeps the terminal", terminal.screen())
        expect(terminal.settings() == kept, "stty differs while it is stopped")
        terminal.type("fg; echo status:$?")
        terminal.until("^space pause")
        expect(terminal.facts("#{alternate_on} #{cursor_flag}") == "1 0", "no screen after fg")
        terminal.keys("q")
        terminal.until(r"^status:2$")
        expect(terminal.settings() == kept, "stty differs after fg and q")


def check_dumb(terminal, saleroom, kept):
    begin(terminal, saleroom, "--every=10m", before="TERM=dumb ", pattern="00:10:00  present")
    check_given_back(terminal, kept, 0, "TERM=dumb")


def check_the_check(terminal, saleroom, kept):
    """A watching that is killed gives nothing back, and that must be noticed."""
    begin(terminal, saleroom)
    os.kill(pane_child(terminal), signal.SIGKILL)
    terminal.until(r"^status:137$")
    try:
        check_given_back(terminal, kept, 137, "SIGKILL")
    except Wrong:
        return
    raise Wrong("a terminal that was not given back is not noticed")


# Without a terminal


def check_lines(folder, saleroom):
    words = [saleroom, "watch", str(folder / "night.json5"), "--every", "60s"]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    text = done.stdout.decode()
    expect(done.returncode == 0 and not done.stderr, f"without a terminal: {done.stderr}")
    expect("\x1b" not in text, "an escape code where there is no terminal")
    expect(len(re.findall(r"^\d\d:\d\d:00  present", text, re.MULTILINE)) >= 4, text)
    expect("* link-up: " in text, "no link-up is told", text)
    broken = subprocess.run(["bash", "-c", f"{shlex.join(words)} | head -n 1; echo ${{PIPESTATUS[0]}}"],
                            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    status = broken.stdout.split()[-1]
    expect(status in ("74", "141"), f"a broken pipe ends it with {status}")


def check_hangup(folder, saleroom):
    """The terminal goes away: so does the session."""
    terminal = Terminal(folder)
    begin(terminal, saleroom)
    child = pane_child(terminal)
    terminal.close()
    end = time.monotonic() + PATIENCE
    while pathlib.Path(f"/proc/{child}").exists():
        expect(time.monotonic() < end, "a session goes on without its terminal")
        time.sleep(0.05)


# The whole


def installed_tmux():
    if not shutil.which("tmux"):
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        for step in (["update"], ["install", "-y", "--no-install-recommends", "tmux", "procps"]):
            succeed(["apt-get", "-q", *step], "tmux is missing and cannot be installed by apt-get "
                    "(as root, with a package registry in reach)", environment)


def show(folder, saleroom):
    """Prints the screen of the README."""
    terminal = Terminal(folder)
    try:
        begin(terminal, saleroom, "--speed=1", file=SHOWN)
        terminal.keys("Space", "n")
        terminal.until("00:02:00 of")
        for second in range(1, 13):
            terminal.keys(".")
            terminal.until(rf"00:02:{second:02d} of")
        terminal.keys(">")
        print(terminal.until("^knob .* → "))
        terminal.keys("q")
    finally:
        terminal.close()


def check(folder, saleroom):
    (folder / "night.json5").write_text(SCENARIO)
    terminal = Terminal(folder)
    try:
        kept = terminal.settings()
        for part in (check_keys, check_steering, check_endings, check_stopping, check_dumb,
                     check_the_check):
            start = time.monotonic()
            part(terminal, saleroom, kept)
            print(f"{part.__name__[6:]}: as it should be ({time.monotonic() - start:.0f} s)",
                  flush=True)
    finally:
        terminal.close()
    check_lines(folder, saleroom)
    check_hangup(folder, saleroom)
    print("lines, broken pipe, hangup: as they should be")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--saleroom", help="a saleroom that is built already")
    parser.add_argument("--show", action="store_true", help="print one screen, check nothing")
    try:
        options = parser.parse_args()
    except SystemExit as exit:
        sys.exit(64 if exit.code else 0)
    try:
        installed_tmux()
        saleroom = options.saleroom
        if not saleroom:
            succeed(["swift", "build", "-c", "release", "--package-path", str(PACKAGE)],
                    "saleroom could not be built")
            saleroom = PACKAGE / ".build" / "release" / "saleroom"
        with tempfile.TemporaryDirectory(prefix="saleroom-watch-") as folder:
            job = show if options.show else check
            job(pathlib.Path(folder), str(pathlib.Path(saleroom).resolve()))
    except Missing as missing:
        print(f"watch: {missing}", file=sys.stderr)
        sys.exit(69)
    except Wrong as wrong:
        print(f"watch: {wrong}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
