#!/usr/bin/env python3
"""Opens pages of `saleroom report` in a browser, and looks at them as people, machines and attackers do.

    Tests/Peers/page.py                              about a minute
    Tests/Peers/page.py --saleroom PATH              a saleroom that is built already
    Tests/Peers/page.py --pictures DIR               also keeps a picture of every page in DIR
    Tests/Peers/page.py --screenshot FILE            takes the picture of the README, and nothing else

Debian's chromium opens the pages from disk, driven by Playwright; accessibility is judged by axe-core.
What is missing is installed: chromium by apt-get, the rest from PyPI into a temporary environment.

* Pages of one session, of several, and of every kind of experiment show no error, fetch nothing, and fit
  phones, desks and walls, light and dark; every chart is drawn; axe finds nothing to complain of.
* Every number of a table is the number of the JSON, and so is what the pointer shows.
* The heat map has a cell wherever orders were answered, no quantile of a second lies above the longest
  answer of the session, and a chart of factors shows where nothing changes even if one is below 0.
* Wheel, drag, keys and buttons zoom; tables sort and filter; several sessions lie over one another.
* Names full of markup and odd letters make a page of the same elements as plain names do.
* A page of series with ten thousand points opens and zooms quickly; a result of tens of megabytes
  becomes a page in little time and memory. Times are the processor's, the best of several, so that a
  machine with other work does not fail the page.

Every check is tried on a page that was spoilt on purpose, and must refuse it.

Exit status: 0; 1 if a page is not what it should be; 69 if something is missing that cannot be
installed; 64 if the command line makes no sense.
"""
import argparse
import json
import math
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

from compare import PACKAGE, Missing, succeed
from fire import Wrong, built

DRIVERS = ["playwright", "axe-playwright-python"]
CAMPAIGN = PACKAGE / "scenarios" / "silent-leather-shoe.json5"
WIDTHS = [360, 1280, 2560]
SCHEMES = ["light", "dark"]
# Where accessibility is judged: it does not hang on both together, and takes its time.
JUDGED = [(360, "light"), (1280, "dark")]
OPEN_LIMIT = 1.0
FRAME_LIMIT = 0.050
REPORT_SECONDS = 2.0
REPORT_BYTES = 200e6
SIZE_LIMIT = 1_000_000
# Markup, script, an end of comment, a line end of JavaScript, marks of direction, a joined emoji; and
# markup that marks before and behind join to themselves.
HOSTILE = ("\u202e<script>caught=1</script>\"'&<b>-->\u2028${1}`\\\u5927\U0001f468\u200d\U0001f469"
           "\u0600</script>\u0301\u0600<script>caught=1</script>\u0600\"\u0301\u0600&")
PLAIN = ["phone", "friend", "main", "midnight"]
SCENARIO = """
{
  saleroom: 1, title: "A phone and a friend", asks: "Can it be looked at?", seed: 3,
  session: { length: "2m" },
  cohorts: { friend: { dwell: "40s" } },
  products: { phone: { price: "¥1999", hold: "20s", variants: {
    midnight: { share: "50%", stock: 30 }, noon: { share: "50%", stock: 30 } } }, shirt: { price: "¥99", stock: 40 } },
  rundown: [
    { at: "0s", do: "warmUp" },
    // The moment for which a friend waits, or two.
    { at: "20s", do: "linkUp", product: "phone" }, { at: "60s", do: "linkUp", product: "shirt" },
  ],
  traffic: { discover: { visits: 1500 }, follow: { visits: 500 } },
  expect: ["stock.oversold == 0", "stock.sold > 90", "latency.order.p99 < 1s"],
}
"""


def install():
    """Puts browser and drivers where this process finds them."""
    if not shutil.which("chromium"):
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        for step in (["update"], ["install", "-y", "--no-install-recommends", "chromium",
                                  "fonts-dejavu-core"]):
            succeed(["apt-get", "-q", *step], "chromium is missing and cannot be installed by "
                    "apt-get (as root, with a package registry in reach)", environment)


def install_drivers(folder):
    place = folder / "drivers"
    succeed([sys.executable, "-m", "pip", "install", "-q", "--target", str(place), *DRIVERS],
            "pip cannot install " + " and ".join(DRIVERS))
    sys.path.insert(0, str(place))


def must(condition, what):
    if not condition:
        raise Wrong(what)


# Making results and pages


class Studio:
    """A folder of scenarios, results and pages."""

    def __init__(self, saleroom, folder):
        self.saleroom = saleroom
        self.folder = folder

    def scenario(self):
        path = self.folder / "plain.json5"
        path.write_text(SCENARIO, encoding="utf-8")
        return path

    def result(self, name, verb, *arguments):
        done = subprocess.run([self.saleroom, verb, *map(str, arguments), "--format=json"],
                              capture_output=True, text=True, check=False, cwd=self.folder)
        must(done.returncode in (0, 1, 2), f"saleroom {verb} failed: {done.stderr}")
        path = self.folder / f"{name}.result.json"
        path.write_text(done.stdout, encoding="utf-8")
        return path

    def page(self, name, *results):
        path = self.folder / f"{name}.html"
        succeed([self.saleroom, "report", *map(str, results), "--output", str(path), "--force"],
                "saleroom report failed")
        return path

    def spoilt(self, page, *changes):
        text = page.read_text(encoding="utf-8")
        for right, wrong in changes:
            must(right in text, f"{page.name} has no {right!r} that could be spoilt")
            text = text.replace(right, wrong, 1)
        path = page.with_name(f"spoilt-{page.name}")
        path.write_text(text, encoding="utf-8")
        return path


def renamed(value):
    """A result whose plain names are hostile ones, wherever they stand."""
    if isinstance(value, str):
        for name in PLAIN:
            value = value.replace(name, HOSTILE)
        return value
    if isinstance(value, list):
        return [renamed(item) for item in value]
    if isinstance(value, dict):
        return {renamed(key): renamed(item) for key, item in value.items()}
    return value


def saved(path, result):
    path.write_text(json.dumps(result), encoding="utf-8")
    return path


def lonely(result):
    """A result of which one order alone was answered within its step, and none took longer."""
    latency = result["latencyOverTime"]["latency.order"]
    bounds = latency["bounds"]
    least = [1] + [0] * (len(bounds) - 2)
    alone = dict(latency, counts=[[]] * 30 + [least] + [[]] * 30)
    most = (bounds[0] + (bounds[1] - bounds[0]) / 4) / 1e9
    return dict(result, latencyOverTime={"latency.order": alone},
                metrics=dict(result["metrics"], **{"latency.order.max": most}))


def below(result):
    """A comparison of which the first factor that is drawn may be below 0."""
    first = next(measure for measure in result["measures"] if measure["ratio"]
                 and measure["finding"] in ("worse", "better", "more", "less"))
    first["ratio"]["low"] = -0.2
    return result


def large_result(path, result, points, series):
    """A result with so many points in so many series."""
    draw = random.Random(1)
    wide = dict(result, scenario=dict(result["scenario"], length=points))
    names = list(result["series"])
    while len(names) < series:
        names.append(f"tier.made{len(names)}.requests")
    wide["series"] = {
        name: {"start": 0, "step": 1,
               "values": [draw.randrange(100_000) for _ in range(points)]} for name in names}
    return saved(path, wide)


# Looking


class Viewer:
    """A browser that notes what goes wrong in it."""

    def __init__(self, playwright):
        self.browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"])

    def open(self, path, width=1280, scheme="light"):
        tab = self.browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        tab.faults = []
        tab.fetched = []
        tab.on("console", lambda said: tab.faults.append(said.text)
               if said.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: tab.faults.append(str(error)))
        tab.on("dialog", lambda dialog: tab.faults.append(f"a dialog: {dialog.message}"))
        tab.on("request", lambda request: tab.fetched.append(request.url))
        tab.goto(path.as_uri())
        settle(tab)
        return tab


def settle(tab):
    """Waits until what is to be drawn is drawn."""
    tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame("
                 "() => requestAnimationFrame(done))))")


def check_health(tab):
    must(not tab.faults, f"the page complains: {tab.faults[:3]}")
    must(len(tab.fetched) == 1, f"the page fetches: {tab.fetched[1:3]}")
    wide = tab.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    must(wide[0] <= wide[1], f"the page is {wide[0]} wide in a window of {wide[1]}")
    empty = tab.evaluate(
        "[...document.querySelectorAll('figure[data-chart]')].filter(figure =>"
        " !figure.querySelector('svg[role=img] path, svg[role=img] rect')).map(f => f.dataset.chart)")
    must(not empty, f"charts were not drawn: {empty}")
    odd = tab.evaluate("[...document.querySelectorAll('svg path, svg rect, svg circle, svg text')]"
                       ".filter(e => /NaN|undefined|Infinity/.test(e.outerHTML)).length")
    must(odd == 0, f"{odd} shapes have no place")


def check_access(tab, axe):
    for details in tab.query_selector_all("details"):
        details.evaluate("(element) => { element.open = true }")
    settle(tab)
    found = axe.run(tab).response["violations"]
    told = [f"{issue['id']}: {issue['nodes'][0]['html'][:120]}" for issue in found]
    must(not told, f"axe finds {len(told)}: {told[:4]}")


def plain(text):
    return text.replace("\u202f", "").replace("\u00a0", " ")


def check_numbers(tab, results):
    """Every cell that says whose value it is has that value, and shows it."""
    cells = tab.evaluate(
        "[...document.querySelectorAll('[data-m]')].map(cell =>"
        " [cell.dataset.m, Number(cell.dataset.r), cell.dataset.v ?? null, cell.textContent])")
    must(len(cells) > 100, "the page has hardly any number")
    for name, place, value, shown in cells:
        wanted = results[place]["metrics"].get(name)
        must((wanted is None) == (value is None), f"{name} of {place} is {value}, not {wanted}")
        if wanted is None:
            continue
        must(float(value) == float(wanted), f"{name} of {place} is {value}, not {wanted}")
        whole = re.fullmatch(r"(?:[✓✗] (?:kept|broken): )?(\d+)", plain(shown))
        if whole:
            must(round(wanted) == int(whole[1]), f"{name} is shown as {shown}, and is {wanted}")
    seen = {(name, place) for name, place, _, _ in cells}
    for place, result in enumerate(results):
        missing = [name for name, value in result["metrics"].items()
                   if value is not None and (name, place) not in seen]
        must(not missing, f"not on the page: {missing[:3]}")


def view(tab):
    """What the strip over the timeline says."""
    return plain(tab.locator("#timeline .scrub .time").inner_text())


def shown(tab):
    """Which part of the session is in view."""
    return tab.locator("#timeline .scrub .window").get_attribute("style")


def point(tab, panel, share):
    """Points at a panel of the timeline, and returns the time and the readings there."""
    panel.scroll_into_view_if_needed()
    box = panel.locator("svg.plot").bounding_box()
    tab.mouse.move(box["x"] + 62 + (box["width"] - 72) * share, box["y"] + box["height"] / 2)
    settle(tab)
    clock = view(tab).removeprefix("at ").split(":")
    seconds = sum(float(part) * 60 ** power for power, part in enumerate(reversed(clock)))
    return int(seconds), [plain(reading) for reading in panel.locator(".reading").all_inner_texts()]


def panel_named(tab, title):
    return tab.locator("#timeline .panel").filter(has=tab.locator("b", has_text=title)).first


def check_pointing(tab, results):
    panel = panel_named(tab, "People")
    panel.scroll_into_view_if_needed()
    for share in (0.1, 0.37, 0.5, 0.93):
        second, readings = point(tab, panel, share)
        for reading, result in zip(readings, results):
            values = result["series"]["people.online"]["values"]
            wanted = values[second] if second < len(values) else 0
            must(int(reading) == wanted, f"{reading} people at {second} s, not {wanted}")


def check_heat(tab, result):
    """Every stretch in which orders took so long is a cell of the heat map."""
    width, drawn = tab.evaluate(
        "() => { const figure = document.querySelector('figure[data-chart=heatmap]');"
        " const paths = [...figure.querySelectorAll('path[style*=heat]')];"
        " return [figure.querySelector('svg.plot').viewBox.baseVal.width,"
        " paths.reduce((sum, path) => sum + path.getAttribute('d').split('M').length - 1, 0)]; }")
    latency = result["latencyOverTime"]["latency.order"]
    length, step = result["scenario"]["length"], latency["step"]
    rows = latency["counts"][:math.ceil(length / step)]
    group = max(1, math.ceil(3 * length / (width - 72) / step))
    groups = [rows[start:start + group] for start in range(0, len(rows), group)]
    must(any([] in group and any(group) for group in groups), "no stretch has a step without orders")
    wanted = sum(any(row and row[column] for row in group)
                 for group in groups for column in range(len(latency["bounds"]) - 1))
    must(drawn == wanted > 0, f"the heat map has {drawn} cells, not {wanted}")


def check_quantiles(tab, result):
    """One order is its step's median and its slowest, and took no longer than the session's."""
    second, readings = point(tab, panel_named(tab, "Latency of orders"), 30.5 / 120)
    must(second == 30, f"points at {second} s")
    most = result["metrics"]["latency.order.max"]
    seconds = [float(value) * {"ms": 1e-3, "s": 1, "µs": 1e-6}[unit] for value, unit in
               re.findall(r"([0-9.]+) (ms|s|µs)", readings[0])]
    must(len(seconds) == 3 and len(set(seconds)) == 1, f"of one order the quantiles are {readings[0]}")
    must(seconds[0] <= most * 1.005, f"an order took {seconds[0]} s, and none longer than {most} s")


def check_unchanged(tab):
    """Every chart that says what changed has a line where nothing does, and an axis that holds it."""
    tab.locator("figure[data-chart=intervals]").first.scroll_into_view_if_needed()
    figures = tab.evaluate(
        "() => { const charts = JSON.parse(document.getElementById('data').textContent).charts;"
        " return [...document.querySelectorAll('figure[data-chart=intervals]')]"
        " .filter(f => (charts[f.dataset.of].zero ?? null) !== null)"
        " .map(f => [f.querySelectorAll('path.cue').length,"
        " [...f.querySelectorAll('circle')].every(c => c.cx.baseVal.value >= 0)]); }")
    must(figures and all(figure == [1, True] for figure in figures),
         f"a chart has no line of no change: {figures}")


def check_zooming(tab):
    must(view(tab).startswith("in view: 0:00"), f"at first it says {view(tab)}")
    whole = shown(tab)
    panel = panel_named(tab, "People")
    panel.scroll_into_view_if_needed()
    box = panel.locator("svg.plot").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def changed(act, what):
        before = shown(tab)
        act()
        settle(tab)
        must(shown(tab) != before, f"{what} changes nothing: {before}")

    def wheel():
        tab.mouse.move(*middle)
        tab.mouse.wheel(0, -300)
        settle(tab)

    def drag():
        tab.mouse.move(middle[0] - 100, middle[1])
        tab.mouse.down()
        tab.mouse.move(middle[0] + 20, middle[1], steps=4)
        tab.mouse.up()

    # Without the focus a wheel scrolls the page.
    top = tab.evaluate("scrollY")
    wheel()
    tab.wait_for_timeout(200)
    must(shown(tab) == whole, "a wheel that passes by zooms")
    tab.evaluate(f"scrollTo(0, {top})")
    panel.scroll_into_view_if_needed()
    box = panel.locator("svg.plot").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tab.mouse.click(*middle)
    changed(wheel, "the wheel")
    changed(drag, "dragging")
    scrub = tab.locator("#timeline .scrub")
    scrub.focus()
    for key in ("-", "ArrowUp", "Shift+ArrowRight", "0", "+", "Escape"):
        changed(lambda key=key: tab.keyboard.press(key), f"the key {key}")
    must(shown(tab) == whole, "Escape does not show the whole")
    tab.keyboard.press("ArrowRight")
    spoken = scrub.get_attribute("aria-valuetext")
    must("People: " in spoken and "present" in spoken, f"keys say only {spoken!r}")
    changed(lambda: tab.get_by_role("button", name="Zoom in").first.click(), "the button")
    tab.get_by_role("button", name="Whole").first.click()
    select = tab.locator("#timeline select")
    if select.count():
        changed(lambda: select.select_option(index=1), "going to a link-up")


def check_sorting(tab):
    tab.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    table = tab.locator("#numbers table")
    column = table.locator("thead th.number").first
    cells = "[...document.querySelectorAll('#numbers tbody tr td.number:nth-child(3)')]"
    numbers = f"{cells}.filter(c => !c.parentNode.hidden).map(c => c.dataset.v).filter(v => v).map(Number)"
    for order, sign in (("descending", -1), ("ascending", 1)):
        column.locator("button").click()
        must(column.get_attribute("aria-sort") == order, f"the table is not {order}")
        found = tab.evaluate(numbers)
        must(len(found) > 50 and found == sorted(found, key=lambda value: sign * value),
             f"rows are not {order}")
    tab.locator("#numbers input[type=search]").fill("latency p99")
    shown = tab.locator("#numbers tbody tr:visible th").all_inner_texts()
    must(shown and all("latency" in name and "p99" in name for name in shown),
         f"the filter shows {shown[:3]}")


def check_overlay(tab, count):
    lines = tab.evaluate(
        "[...document.querySelectorAll('#timeline .panel')].filter(panel =>"
        " panel.querySelector('b').textContent === 'People')[0]"
        ".querySelectorAll('path.line[d]').length")
    must(lines >= 2 * count, f"{count} sessions have {lines} lines and swatches")
    colours = tab.evaluate(
        "new Set([...document.querySelectorAll('#verdict .key')].map(key => getComputedStyle(key).color)).size")
    must(colours == count, f"{count} sessions have {colours} colours")
    entry = panel_named(tab, "People").locator("button").first
    entry.click()
    settle(tab)
    must(entry.get_attribute("aria-pressed") == "false", "a line cannot be switched off")
    after = tab.evaluate(
        "[...document.querySelectorAll('#timeline .panel')].filter(panel =>"
        " panel.querySelector('b').textContent === 'People')[0]"
        ".querySelectorAll('path.line[d]').length")
    must(after < lines, "a line that is switched off is still drawn")
    entry.click()


def census(tab):
    """How many elements of each name the document itself has, before the script adds its own."""
    return tab.evaluate(
        "() => { const page = new DOMParser().parseFromString(document.page, 'text/html');"
        " const counts = {}; for (const e of page.querySelectorAll('*'))"
        " counts[e.localName] = (counts[e.localName] ?? 0) + 1; return counts; }")


def check_names(viewer, hostile, friendly, name):
    counts = []
    for path in (hostile, friendly):
        tab = viewer.open(path)
        tab.evaluate("(text) => { document.page = text }", path.read_text(encoding="utf-8"))
        counts.append(census(tab))
        must(tab.evaluate("window.caught") is None, "a name ran as a script")
        check_health(tab)
        if path is hostile:
            words = tab.locator("#groups bdi").all_inner_texts()
            must(any("<script>" in word and "\u5927" in word for word in words),
                 f"{name} is not shown as it is: {words[:3]}")
        tab.close()
    different = {key for key in counts[0].keys() | counts[1].keys()
                 if counts[0].get(key) != counts[1].get(key)}
    must(not different, f"names change the elements {different}")


# Speed


def check_speed(viewer, page, tries=3):
    opens, frames = zip(*(timed(viewer, page) for _ in range(tries)))
    must(min(opens) < OPEN_LIMIT, f"the page opens in {min(opens):.2f} s")
    must(min(frames) < FRAME_LIMIT, f"a frame of a zoom takes {min(frames) * 1000:.0f} ms")
    return min(opens), min(frames)


def timed(viewer, page):
    """Seconds that opening takes, and a frame of a zoom: script, style, layout and paint."""
    tab = viewer.browser.new_page(viewport={"width": 1280, "height": 900})
    meter = tab.context.new_cdp_session(tab)
    # The processor's time and not the clock's, which other work on the machine would stretch.
    meter.send("Performance.enable", {"timeDomain": "threadTicks"})

    def worked():
        metrics = meter.send("Performance.getMetrics")["metrics"]
        return next(item["value"] for item in metrics if item["name"] == "TaskDuration")

    tab.goto(page.as_uri())
    tab.wait_for_function("document.querySelectorAll('#timeline path.line').length > 3")
    settle(tab)
    opened = worked()
    tab.evaluate(WHEEL)
    frame = (worked() - opened) / FRAMES
    tab.close()
    return opened, frame


FRAMES = 24
# A wheel that turns in and out, a frame at a time.
WHEEL = """async () => {
  const plot = document.querySelector('#timeline svg.plot');
  document.querySelector('#timeline .scrub').focus();
  const box = plot.getBoundingClientRect();
  for (let k = 0; k < %d; k += 1) {
    plot.dispatchEvent(new WheelEvent('wheel', { deltaY: k %% 8 < 4 ? -100 : 100, bubbles: true,
      cancelable: true, clientX: box.left + box.width / 2, clientY: box.top + 20 }));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  }
}""" % FRAMES


def check_making(studio, result):
    """Seconds and bytes that a page of a large result takes to make."""
    best = (float("inf"), float("inf"))
    for _ in range(2):
        command = [studio.saleroom, "report", str(result), "--output",
                   str(studio.folder / "large.html"), "--force"]
        start = time.monotonic()
        with subprocess.Popen(command) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = status
        best = min(best, (usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024))
        must(status == 0, "a large result is refused")
    must(best[0] < REPORT_SECONDS, f"a page of a large result takes {best[0]:.1f} s")
    must(best[1] < REPORT_BYTES, f"a page of a large result takes {best[1] / 1e6:.0f} MB")
    return best


# Faults that must be noticed


def prove(what, check):
    try:
        check()
    except Wrong:
        return
    raise Wrong(f"{what} was not noticed")


def prove_that_slowness_is_seen(viewer, studio, page):
    work = "{ let sum = 0; for (let k = 0; k < %d; k += 1) sum += Math.sqrt(k); window.sum = sum; }"
    draw = "for (const panel of this.panels) panel.redraw();"
    prove("a slow frame", lambda: check_speed(
        viewer, studio.spoilt(page, (draw, work % 1e8 + draw)), 1))
    prove("a slow start", lambda: check_speed(
        viewer, studio.spoilt(page, ('"use strict";', work % 2e9)), 1))


def prove_that_faults_are_seen(viewer, axe, studio, page, result, hostile, friendly):
    head = "</head>"
    wrongs = {
        "an error of the script": (check_health, [(head, "<script>nothing.there()</script></head>")]),
        "something fetched": (check_health, [("default-src 'none'", "default-src *"),
                                             (head, "<link rel=icon href=other.png></head>"),
                                             ("<body>", "<body><img src=other.png alt=''>")]),
        "a page too wide": (check_health, [("<main>", "<main><div style='width:3000px'>-</div>")]),
        "a chart that is not drawn": (check_health, [('data-chart="percentiles"', 'data-chart="x"')]),
        "a picture without words": (lambda tab: check_access(tab, axe),
                                    [("<main>", "<main><img src='data:image/png;base64,'>")]),
        "faint text": (lambda tab: check_access(tab, axe), [("--faint: #59626d", "--faint: #c9c9cf")]),
    }
    for what, (check, changes) in wrongs.items():
        tab = viewer.open(studio.spoilt(page, *changes))
        prove(what, lambda check=check, tab=tab: check(tab))
        tab.close()
    text = page.read_text(encoding="utf-8")
    cell = re.search(r'data-v="(\d+)" data-m="stock.sold" data-r="0"', text)
    must(cell, "the page has no stock.sold")
    tab = viewer.open(studio.spoilt(page, (cell[0], cell[0].replace(cell[1], cell[1] + "1"))))
    prove("a number that is another one", lambda: check_numbers(tab, [result]))
    tab.close()
    tab = viewer.open(studio.spoilt(page, ("return this.value(Math", "return 1 + this.value(Math")))
    prove("a reading that is another one", lambda: check_pointing(tab, [result]))
    tab.close()
    tab = viewer.open(studio.spoilt(page, ("zoom(factor, around", "zoom() {}\n    other(factor, around")))
    prove("a wheel that does nothing", lambda: check_zooming(tab))
    tab.close()
    tab = viewer.open(studio.spoilt(page, ("sign * (isNumber ? one - two", "sign * (isNumber ? 0")))
    prove("a table that does not sort", lambda: check_sorting(tab))
    tab.close()
    start = "<bdi>\u202e"
    for wrong in ("<script>", "<i>"):
        prove(f"{wrong} in a name", lambda wrong=wrong: check_names(
            viewer, studio.spoilt(hostile, (f"{start}&lt;script&gt;", start + wrong)), friendly,
            HOSTILE))
    prove("an end of a script in the data", lambda: check_names(
        viewer, studio.spoilt(hostile, ("\\u003c/script\\u003e", "</script>")), friendly, HOSTILE))


def prove_that_wrong_charts_are_seen(viewer, studio, others, sparse, alone):
    empty = "number += counts[k][column] ?? 0"
    tab = viewer.open(studio.spoilt(others["sparse"], (empty, empty.removesuffix(" ?? 0"))))
    prove("a heat map with holes", lambda: check_heat(tab, sparse))
    tab.close()
    tab = viewer.open(studio.spoilt(others["lonely"], ("Math.min(most ?? Infinity, ", "(")))
    prove("an order that took longer than any", lambda: check_quantiles(tab, alone))
    tab.close()
    tab = viewer.open(studio.spoilt(others["below"], ("if (Number.isFinite(zero))", "if (false)")))
    prove("a chart without its line", lambda: check_unchanged(tab))
    tab.close()


# The whole


def parsed():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--saleroom", help="a saleroom that is built already")
    parser.add_argument("--screenshot", type=pathlib.Path, help="where the README's picture goes")
    parser.add_argument("--pictures", type=pathlib.Path, help="a folder for pictures of the pages")
    parser.error = misused
    return parser.parse_args()


def misused(message):
    print(f"page.py: {message}\nTry page.py --help.", file=sys.stderr)
    sys.exit(64)


def experiments(studio, scenario):
    return [
        studio.result("replications", "run", scenario, "--replications=20"),
        studio.result("compare", "compare", scenario, "--set=products.shirt.stock=20",
                      "--replications=10"),
        studio.result("sweep", "sweep", scenario, "--vary=products.shirt.stock=20,40,80",
                      "--vary=orders.workers.count=4,8", "--replications=5"),
        studio.result("plan", "plan", scenario, "--size=orders.workers.count", "--to=4"),
        studio.result("campaign", "campaign", CAMPAIGN),
        studio.result("campaigns", "campaign", CAMPAIGN, "--replications=12"),
        studio.result("explore", "explore", PACKAGE / "scenarios" / "race-gallery.json5",
                      "--product=naive", "--strict", "--schedules=200",
                      f"--cases={studio.folder / 'cases'}"),
    ]


def look(viewer, axe, pages, pictures):
    for name, page in pages.items():
        for width in WIDTHS:
            for scheme in SCHEMES:
                tab = viewer.open(page, width, scheme)
                check_health(tab)
                if pictures:
                    tab.screenshot(path=pictures / f"{name}-{width}-{scheme}.png", full_page=True)
                if (width, scheme) in JUDGED:
                    check_access(tab, axe)
                tab.close()
        print(f"{name}: {page.stat().st_size // 1000} kB, sound at {WIDTHS} px, light and dark")


def watch(saleroom, folder, pictures):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright
    studio = Studio(saleroom, folder)
    scenario = studio.scenario()
    one = studio.result("one", "run", scenario)
    two = studio.result("two", "run", scenario, "--set=products.shirt.stock=20")
    results = [json.loads(path.read_text(encoding="utf-8")) for path in (one, two)]
    odd = saved(folder / "odd.json", renamed(results[0]))
    wide = studio.result("wide", "run", scenario, "--set=session.length=40m")
    sparse = json.loads(wide.read_text(encoding="utf-8"))
    alone = lonely(results[0])
    trials = experiments(studio, scenario)
    fallen = below(json.loads(trials[1].read_text(encoding="utf-8")))
    others = {
        "sparse": studio.page("sparse", wide),
        "lonely": studio.page("lonely", saved(folder / "lonely.json", alone)),
        "below": studio.page("below", saved(folder / "below.json", fallen)),
    }
    long = large_result(folder / "long.json", results[0], 10_000, 0)
    large = large_result(folder / "large.json", results[0], 43_200, 60)
    pages = {
        "one": studio.page("one", one), "overlay": studio.page("overlay", one, two),
        "experiments": studio.page("experiments", *trials),
    }
    hostile = studio.page("hostile", odd)
    with sync_playwright() as playwright:
        viewer = Viewer(playwright)
        axe = Axe()
        look(viewer, axe, pages, pictures)
        for name, shown in (("one", results[:1]), ("overlay", results)):
            tab = viewer.open(pages[name])
            check_numbers(tab, shown)
            check_zooming(tab)
            tab.get_by_role("button", name="Whole").first.click()
            check_pointing(tab, shown)
            check_sorting(tab)
            if len(shown) > 1:
                check_overlay(tab, len(shown))
            must(not tab.faults, f"the page complains: {tab.faults[:3]}")
            tab.close()
        for page, check in (
                (others["sparse"], lambda tab: check_heat(tab, sparse)),
                (others["lonely"], lambda tab: check_quantiles(tab, alone)),
                (others["below"], check_unchanged), (pages["experiments"], check_unchanged)):
            tab = viewer.open(page)
            check_health(tab)
            check(tab)
            tab.close()
        print("numbers, pointing, zooming, sorting, overlay, heat and quantiles: as in the JSON")
        check_names(viewer, hostile, pages["one"], HOSTILE)
        prove_that_faults_are_seen(viewer, axe, studio, pages["one"], results[0], hostile,
                                   pages["one"])
        prove_that_wrong_charts_are_seen(viewer, studio, others, sparse, alone)
        print("hostile names change nothing; every planted fault was noticed")
        drawn = studio.page("long", long)
        seconds, frame = check_speed(viewer, drawn)
        prove_that_slowness_is_seen(viewer, studio, drawn)
        print(f"10 000 points a series: opens in {seconds:.2f} s, "
              f"zooms in {frame * 1000:.0f} ms a frame")
        viewer.browser.close()
    taken, memory = check_making(studio, large)
    print(f"{large.stat().st_size / 1e6:.0f} MB of JSON: {taken:.1f} s, {memory / 1e6:.0f} MB")
    session = studio.page("everyday", studio.result(
        "everyday", "run", PACKAGE / "scenarios" / "everyday-room.json5"))
    size = session.stat().st_size
    must(size < SIZE_LIMIT, f"a session of two hours is a page of {size} bytes")
    print(f"two hours: {size // 1000} kB")


def take_screenshot(saleroom, folder, path):
    """The link-up of the README's session, with the pointer at the second in which it sells out."""
    from playwright.sync_api import sync_playwright
    studio = Studio(saleroom, folder)
    result = studio.result(
        "shown", "run", PACKAGE / "scenarios" / "three-two-one-link-up.json5")
    with sync_playwright() as playwright:
        viewer = Viewer(playwright)
        tab = viewer.open(studio.page("shown", result), 960)
        tab.set_viewport_size({"width": 960, "height": 1800})
        tab.locator("#timeline select").select_option(index=1)
        settle(tab)
        figure = tab.locator("#timeline figure")
        figure.evaluate("(element) => element.scrollIntoView({ behavior: 'instant' })")
        point(tab, panel_named(tab, "Orders"), 9.5 / 35)
        tab.screenshot(path=path, clip=figure.bounding_box())
        viewer.browser.close()
    print(f"{path}: {path.stat().st_size // 1000} kB")


def main():
    arguments = parsed()
    try:
        saleroom = str(pathlib.Path(arguments.saleroom or built()).resolve())
        install()
        if arguments.pictures:
            arguments.pictures.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            install_drivers(folder)
            if arguments.screenshot:
                take_screenshot(saleroom, folder, arguments.screenshot)
                return
            watch(saleroom, folder, arguments.pictures)
    except Missing as missing:
        print(f"page.py: {missing}", file=sys.stderr)
        sys.exit(69)
    except Wrong as wrong:
        print(f"page.py: {wrong}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
