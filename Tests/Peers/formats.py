#!/usr/bin/env python3
"""Reads what saleroom writes for other programs with those programs' own parsers and validators.

    Tests/Peers/formats.py                       half a minute
    Tests/Peers/formats.py --saleroom PATH       a saleroom that is built already

A session with a title full of quotes and angle brackets is written in every format. OpenMetrics is read
by prometheus_client, which refuses what the standard does not allow; JUnit XML by junitparser; CSV by
Python's own reader. What they read is compared with the JSON of the same run: every metric of the
session and of each product, every value of every series, every bucket of every histogram, every test
case. A trace for Perfetto is held against the rules of the Trace Event Format, on which
ui.perfetto.dev and chrome://tracing rely, and against the JSON of the same trace: every slice, every
counter, every request. Then each format is spoilt on purpose, and must be refused or differ.

The schema of scenario files is a schema, for the jsonschema of PyPI, and accepts every scenario that is
shipped, as json5 reads it. Wrong keys, types, ranges and words that are planted there are refused. And
whatever else is done to them at random: what saleroom accepts, the schema accepts.

Exit status: 0; 1 if a format is not what it should be; 69 if something is missing that cannot be
installed; 64 if the command line makes no sense.

The parsers come from PyPI, into a temporary environment.
"""
import argparse
import csv
import importlib
import io
import itertools
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile

from compare import Missing, succeed
from fire import Wrong, built

PARSERS = ["prometheus_client", "junitparser", "jsonschema", "json5"]
SCENARIOS = pathlib.Path(__file__).resolve().parents[2] / "scenarios"
SCENARIO = r"""
{
  saleroom: 1, title: "Says \"<&>\" \\ 一加\n", asks: "Can it be read?", seed: 3,
  session: { length: "1m" },
  cohorts: { all: { dwell: "30s" } },
  products: {
    phone: { price: "¥1999", stock: 10, hold: "20s" },
    shirt: { price: "¥99", variants: { S: { share: "40%", stock: 20 }, L: { share: "60%", stock: 30 } } },
  },
  rundown: [
    { at: "10s", do: "linkUp", product: "phone" }, { at: "30s", do: "linkUp", product: "shirt" },
  ],
  traffic: { discover: { visits: 2000 } },
  expect: ["stock.oversold == 0", "stock.sold[phone] > 20", "latency.order.p99 < 1s"],
}
"""


def install(folder):
    """Puts the parsers where this process finds them."""
    place = folder / "parsers"
    succeed([sys.executable, "-m", "pip", "install", "-q", "--target", str(place), *PARSERS],
            "pip cannot install " + " and ".join(PARSERS))
    sys.path.insert(0, str(place))


def must(condition, what):
    if not condition:
        raise Wrong(what)


def is_same(value, text):
    """Whether a text is a value of the JSON, to the last digit."""
    return text == "" if value is None else text != "" and float(text) == float(value)


# CSV


def check_csv(text, result):
    rows = list(csv.reader(io.StringIO(text), strict=True))
    must(rows[0] == ["time", "name", "unit", "value"], "CSV: the header is another one")
    metrics = [(name, value) for time, name, _, value in rows[1:] if not time]
    must([name for name, _ in metrics] == list(result["metrics"]), "CSV: other metrics")
    for name, value in metrics:
        must(is_same(result["metrics"][name], value), f"CSV: {name} is {value}")
    for name, series in result["series"].items():
        values = [(int(row[0]), float(row[3])) for row in rows[1:] if row[0] and row[1] == name]
        must(values == list(enumerate(series["values"])), f"CSV: {name} is another series")


# OpenMetrics


def snake(name):
    return "".join("_" + letter.lower() if letter.isupper() else letter if letter.isalnum() else "_"
                   for letter in name)


def check_openmetrics(text, result):
    parser = importlib.import_module("prometheus_client.openmetrics.parser")
    try:
        families = {family.name: family
                    for family in parser.text_string_to_metric_families(text)}
    except ValueError as error:
        raise Wrong(f"OpenMetrics: {error}") from error
    check_numbers(families, result)
    check_series(families, result)
    check_histograms(families, result)
    info = families["saleroom_run"].samples[0].labels
    must(info["title"] == result["scenario"]["title"], f"OpenMetrics: the title is {info['title']}")
    kept = [sample.value == 1 for sample in families["saleroom_promise_kept"].samples]
    must(kept == [promise["kept"] for promise in result["promises"]], "OpenMetrics: promises")


def check_numbers(families, result):
    """Every metric that was measured is there, and nothing else is."""
    suffixes = ["", "_seconds", "_per_second", "_ratio", "_minor_units"]
    numbers = {}
    for family in families.values():
        for sample in family.samples:
            numbers[sample.name, sample.labels.get("product")] = sample.value
    seen = 0
    for name, value in result["metrics"].items():
        stem, _, product = name.rstrip("]").partition("[")
        kind = "product" if product else "session"
        found = [numbers[key] for suffix in suffixes
                 if (key := (f"saleroom_{kind}_{snake(stem)}{suffix}", product or None)) in numbers]
        must(found == ([] if value is None else [value]), f"OpenMetrics: {name} is {found}")
        seen += len(found)
    written = sum(name.startswith(("saleroom_session_", "saleroom_product_")) for name, _ in numbers)
    must(seen == written, f"OpenMetrics: {written} numbers, {seen} of them metrics")


def check_series(families, result):
    for name, series in result["series"].items():
        stem = f"saleroom_{snake(name)}"
        family = families[stem if stem in families else f"{stem}_seconds"]
        samples = family.samples
        must([float(sample.timestamp) for sample in samples] == list(range(len(series["values"]) + 1)),
             f"OpenMetrics: {name} has other instants")
        values = [sample.value for sample in samples]
        expected = [0, *series["values"]]
        if family.type == "counter":
            expected = list(itertools.accumulate(expected))
        # Sums of seconds are rounded once here, and with every addition there.
        must(len(values) == len(expected) and all(map(math.isclose, values, expected)),
             f"OpenMetrics: {name} is another series")


def check_histograms(families, result):
    for name, histogram in result["histograms"].items():
        buckets, count, total = [], None, None
        for sample in families[f"saleroom_{snake(name)}_seconds"].samples:
            if sample.name.endswith("_bucket"):
                buckets.append((float(sample.labels["le"]), sample.value))
            elif sample.name.endswith("_count"):
                count = sample.value
            else:
                total = sample.value
        expected, counted = [], 0
        for _, highest, number in histogram["buckets"]:
            counted += number
            expected.append((highest / 1e9, counted))
        must(buckets == [*expected, (float("inf"), counted)], f"OpenMetrics: buckets of {name}")
        must(count == histogram["count"], f"OpenMetrics: count of {name}")
        must(total == histogram["sum"] / 1e9, f"OpenMetrics: sum of {name}")


# JUnit


def check_junit(text, result):
    junitparser = importlib.import_module("junitparser")
    try:
        page = junitparser.JUnitXml.fromstring(text.encode())
    except Exception as error:
        raise Wrong(f"JUnit: {error}") from error
    must(page.name == result["scenario"]["title"], f"JUnit: the title is {page.name}")
    expected = [[(promise["text"], "passed" if promise["kept"] else "Failure")
                 for promise in result["promises"]],
                [("noErrors", "passed"), *((check["name"], verdict(check))
                                           for check in result["checks"])],
                [(identity["metric"], "passed" if identity["kept"] else "Failure")
                 for identity in result["identities"]]]
    found = [[(case.name, type(case.result[0]).__name__ if case.result else "passed")
              for case in suite] for suite in page]
    must(found == expected, "JUnit: other test cases")
    counts = (page.tests, page.failures, page.errors, page.skipped)
    page.update_statistics()
    must(counts == (page.tests, page.failures, page.errors, page.skipped), "JUnit: wrong counts")


def verdict(check):
    if check["brokenPromises"]:
        return "Failure"
    return "passed" if check["promised"] and not check["violations"] else "Skipped"


# The Trace Event Format
# https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU


def check_perfetto(text, result):
    try:
        page = json.loads(text)
    except ValueError as error:
        raise Wrong(f"Perfetto: {error}") from error
    must(page["otherData"]["scenario"] == result["scenario"]["title"], "Perfetto: the title")
    slices, timed = check_rules(page)
    facts = [fact for story in result["trace"]["stories"] for fact in story["events"]]
    check_slices(slices, facts)
    check_levels([event for event in timed if event["ph"] == "C"], facts)
    check_ways([event for event in timed if event["ph"] == "b"], facts)


def check_rules(page):
    """What the format asks of any trace; returns the slices and all events that have a time."""
    must(page["displayTimeUnit"] in ("ms", "ns"), "Perfetto: displayTimeUnit")
    events = page["traceEvents"]
    for event in events:
        check_event(event)
    timed = [event for event in events if event["ph"] != "M"]
    must(all(one["ts"] <= other["ts"] for one, other in zip(timed, timed[1:])), "Perfetto: order")
    check_names(events, timed)
    slices = [event for event in timed if event["ph"] == "X"]
    check_threads(slices)
    check_tracks([event for event in timed if event["ph"] in "be"])
    check_arrows([event for event in timed if event["ph"] in "stf"], slices)
    return slices, timed


def check_event(event):
    """Every event has what its phase asks for."""
    what = f"Perfetto: {event}"
    must(event["ph"] in tuple("MXbestfCi"), what)
    must(isinstance(event["name"], str) and event["name"], what)
    must(all(isinstance(event[key], int) for key in ("pid", "tid")), what)
    asked = {"M": {"args"}, "X": {"ts", "dur"}, "C": {"ts", "args"}, "i": {"ts", "s"}}
    must(asked.get(event["ph"], {"ts", "id", "cat"}) <= set(event), what)
    must(all(event.get(key, 0) >= 0 for key in ("ts", "dur")), what)
    must(event.get("s", "t") in ("g", "p", "t"), what)
    must(isinstance(event.get("id", ""), str), what)
    if event["ph"] == "C":
        must(event["args"] and all(isinstance(value, (int, float)) and value >= 0
                                   for value in event["args"].values()), what)


def check_names(events, timed):
    """Every process that is used has a name, and every thread with slices."""
    named = {(event["name"], event["pid"], event["tid"]) for event in events
             if event["ph"] == "M" and len(event["args"]) == 1}
    for event in timed:
        must(("process_name", event["pid"], 0) in named, f"Perfetto: process {event['pid']}")
        must(event["ph"] not in "Xi" or ("thread_name", event["pid"], event["tid"]) in named,
             f"Perfetto: thread {event['tid']} of process {event['pid']}")


def check_threads(slices):
    """On one thread nothing overlaps: a server serves one at a time."""
    until = {}
    for event in slices:
        thread = event["pid"], event["tid"]
        must(event["ts"] >= until.get(thread, 0) - 1e-3, f"Perfetto: {event} overlaps")
        until[thread] = event["ts"] + event["dur"]


def check_tracks(events):
    """What begins on a track ends there, the last begun first."""
    tracks = {}
    for event in events:
        track = tracks.setdefault((event["cat"], event["id"]), [])
        if event["ph"] == "b":
            track.append(event["name"])
        else:
            must(track and track.pop() == event["name"], f"Perfetto: {event} ends what is not open")
    must(not any(tracks.values()), "Perfetto: a track does not end")


def check_arrows(events, slices):
    """An arrow goes from slice to slice of one order, with one beginning and one end."""
    arrows = {}
    for event in events:
        arrows.setdefault(event["id"], []).append(event["ph"])
        must(event["ph"] != "f" or event.get("bp") == "e", f"Perfetto: {event} has no bp")
    for name, phases in arrows.items():
        must("".join(phases) == "s" + "t" * (len(phases) - 2) + "f", f"Perfetto: arrow {name}")
    begun = {(event["pid"], event["tid"], event["ts"], str(event["args"]["order"]))
             for event in slices if "args" in event}
    for event in events:
        must((event["pid"], event["tid"], event["ts"], event["id"]) in begun,
             f"Perfetto: {event} is tied to nothing")


def check_slices(slices, facts):
    """What servers have served, tier by tier: as many, for as long."""
    first, last = facts[0]["at"], facts[-1]["at"]
    open_, served = {}, {}
    for fact in facts:
        key = fact.get("tier"), fact.get("request")
        if fact["event"] == "began" and key[0] != "room":
            open_.setdefault(key, []).append(fact["at"])
        elif fact["event"] == "ended":
            begun = open_[key].pop(0) if open_.get(key) else None
            served.setdefault(key[0], []).append((begun, fact["at"]))
    must(not any(open_.values()), "Perfetto: the trace is cut where something is served")
    must(len(served) >= 3, f"Perfetto: {served.keys()} were traced")
    for tier, times in served.items():
        found = [event for event in slices if event["cat"] == tier]
        must(len(found) == len(times), f"Perfetto: {len(found)} slices of {tier}")
        must(all(begun is not None for begun, _ in times), f"Perfetto: {tier} is cut")
        length = sum(until - begun for begun, until in times) / 1e3
        must(math.isclose(sum(event["dur"] for event in found), length, abs_tol=1e-3 * len(times)),
             f"Perfetto: slices of {tier} have another length")
    must(all(first / 1e3 <= event["ts"] <= last / 1e3 for event in slices), "Perfetto: the span")


def check_levels(counters, facts):
    """Counters are the levels that facts tell, the last of an instant."""
    expected = {(fact["at"] / 1e3, fact["tier"]): {"waiting": fact["waiting"], "served": fact["busy"]}
                for fact in facts if "busy" in fact and fact["tier"] != "row"}
    must(len(counters) == len(expected), f"Perfetto: {len(counters)} levels, not {len(expected)}")
    tiers = {}
    for (instant, tier), level in expected.items():
        tiers.setdefault(tier, []).append((instant, level))
    found = {}
    for event in counters:
        found.setdefault(event["pid"], []).append((float(event["ts"]), event["args"]))
    must(sorted(map(repr, found.values())) == sorted(map(repr, tiers.values())), "Perfetto: levels")


def check_ways(begun, facts):
    """A track for each request that has arrived, and one for each hold."""
    names = {f"{fact['kind']} {fact['request']}" for fact in facts if fact["event"] == "arrived"}
    found = [event["name"] for event in begun if event["name"].endswith(f" {event['id']}")]
    must(sorted(found) == sorted(names), "Perfetto: other requests")
    holds = sum(event["cat"] == "hold" for event in begun)
    must(holds == sum(fact["event"] == "held" for fact in facts), f"Perfetto: {holds} holds")


# The schema of scenarios


def check_schema(saleroom, folder):
    """The schema is sound, and agrees with the reader of scenarios."""
    jsonschema = importlib.import_module("jsonschema")
    json5 = importlib.import_module("json5")
    schema = json.loads(succeed([saleroom, "schema"], "there is no schema"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    shipped = {file.relative_to(SCENARIOS): json5.loads(file.read_text(encoding="utf-8"))
               for file in sorted(SCENARIOS.rglob("*.json5"))}
    for name, scenario in shipped.items():
        error = jsonschema.exceptions.best_match(validator.iter_errors(scenario))
        must(not error, f"schema: {name}: {error and error.json_path}: {error and error.message}")
    planted = [plant(validator, *fault) for fault in PLANTED]
    spoilt = [spoil(scenario, random.Random(seed))
              for seed, scenario in enumerate(list(shipped.values()) * 20)]
    both = accepted_by_both(saleroom, validator, folder, spoilt)
    print(f"schema: {len(shipped)} scenarios accepted, {len(planted)} planted faults refused; of "
          f"{len(spoilt)} changed at random {both} accepted by the reader, and by the schema, which "
          f"refuses {sum(not validator.is_valid(scenario) for scenario in spoilt)}")


# A sound scenario to spoil: it has a value of every kind.
SOUND = """{
  $schema: "scenario.schema.json", saleroom: 1, title: "Sound", asks: "Is it?",
  session: { length: "10m" }, cohorts: { fans: { interests: { shoes: "60%" }, priceTolerance: "¥450",
    dwell: { mixture: [{ share: 0.5, of: "3s" }, { share: "50%", of: { weibull: { scale: "1m", shape: 2 } } }] },
    network: { floor: "10ms" }, client: { retries: 2, jitter: "full" }, automated: false } },
  products: { sneaker: { price: "¥399", stock: 500, category: "shoes" } },
  rundown: [{ at: "4m", do: "linkUp", product: "sneaker" }],
  traffic: { messages: { visits: "20k", arrive: { steady: { from: "1m" } } } },
  engagement: { like: "1/min" }, orders: { gateway: { soldOut: true }, chat: { rate: "5k/s",
    fanOut: { rate: "1/s" } } }, faults: [{ at: "1m", for: "5s", tier: "queue", kind: "slow", factor: 3 }],
  expect: ["stock.oversold == 0", "stock.sold[sneaker] > 400 in 90% of sessions"],
}"""
# What is planted: a place, and what is put there (None: it is taken away).
PLANTED = [
    # Wrong keys.
    ("stok", 1), ("cohorts.fans.dwel", "3s"), ("orders.gateway.breaker.windows", 10),
    ("cohorts.fans.network.ceiling", "1s"), ("rundown.0.units", 5), ("faults.0.share", 0.5),
    ("traffic.search", {"visits": 5}), ("cohorts.loyal fans", {}), ("cohorts.fans.dwell", {"pareto": {}}),
    # Wrong kinds.
    ("title", 5), ("session.length", 600), ("session.length", "10 minutes"), ("products.sneaker.price", 399),
    ("products.sneaker.price", "399"), ("products.sneaker.stock", 1.5), ("rundown", {}), ("expect", "x"),
    ("cohorts.fans.automated", "false"), ("cohorts.fans.interests.shoes", "60"), ("engagement.like", 5),
    ("cohorts.fans.dwell", {"weibull": {"scale": 3, "shape": 2}}), ("orders.gateway.soldOut", "yes"),
    ("cohorts.fans.dwell", {"uniform": {"from": "1s", "to": "2s"}, "exponential": {"mean": "1s"}}),
    # Out of range.
    ("saleroom", 2), ("cohorts.fans.client.retries", 51), ("products.sneaker.stock", -1),
    ("cohorts.fans.interests.shoes", 1.5), ("cohorts.fans.dwell.mixture", []), ("rundown", []),
    ("faults.0.factor", 0.5), ("products.sneaker.hold", "-5s"), ("title", ""), ("cohorts", {}),
    ("orders.workers", {"count": 0}), ("cohorts.fans.dwell", {"weibull": {"scale": "1s", "shape": 0}}),
    # Unknown words.
    ("rundown.0.do", "linkup"), ("cohorts.fans.client.jitter", "some"), ("faults.0.tier", "front"),
    ("orders.logic", "preHeld"), ("orders.workers", {"discipline": "random"}), ("expect.0", "stock.oversolt == 0"),
    ("expect.0", "stock.oversold = 0"), ("expect.0", "latency.order.p99[sneaker] < 1s"),
    # What is missing.
    ("title", None), ("session.length", None), ("products.sneaker.stock", None), ("rundown.0.product", None),
    ("faults.0.factor", None), ("orders.chat.fanOut", None),
    ("cohorts.fans.network.floor", None),
]


def plant(validator, place, value):
    """Spoils the sound scenario at one place, which the schema must notice there or above."""
    scenario = importlib.import_module("json5").loads(SOUND)
    must(validator.is_valid(scenario), "schema: the sound scenario is refused")
    *way, last = [int(step) if step.isdigit() else step for step in place.split(".")]
    inner = scenario
    for step in way:
        inner = inner.setdefault(step, {}) if isinstance(inner, dict) else inner[step]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    must(not validator.is_valid(scenario), f"schema: {place} as {value!r} was not noticed")


# What may be found in a scenario, or nearly.
VALUES = [
    0, 1, -1, 0.5, 3, 60, 1e9, True, False, None, "", "0s", "1ns", "15 s", "1h30m", "1.5s", "+5s", "5", "10%",
    "100%", "2.5 %", "10k", "1.5M", "3万", "8k/s", "120/min", "3/10m", "¥0.01", "$ 19.99", "399 CNY", "元5",
    "1.2M USD", "full", "fifo", "lottery", "preHold", "close", "down", "stock.oversold == 0", [], {}, ["1s"],
    {"exponential": {"mean": "1s"}}, {"uniform": {"from": "0s", "to": "1s"}}, {"floor": "10ms"},
    {"mixture": [{"share": 1, "of": "1s"}]}, {"empirical": ["1s", {"value": "2s", "weight": 3}]},
]


def spoil(scenario, chance):
    """The scenario with up to three values changed, taken away or put elsewhere."""
    scenario = json.loads(json.dumps(scenario))
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        places = list(all_places(scenario))
        inner, key = chance.choice(places)
        match chance.randrange(6):
            case 0: del inner[key]
            case 1: inner[key] = chance.choice(VALUES)
            case 2 | 3:
                alike = [value for value in VALUES if type(value) is type(inner[key])]
                inner[key] = chance.choice(alike or VALUES)
            case 4:
                other, from_there = chance.choice(places)
                inner[key] = json.loads(json.dumps(other[from_there]))
            case _ if isinstance(inner, dict):
                inner[chance.choice([key for _, key in places if isinstance(key, str)])] = inner[key]
    return scenario


def all_places(value):
    keys = value if isinstance(value, dict) else range(len(value))
    for key in list(keys):
        # What is set from a session on are paths, which only the reader follows.
        if key == "set":
            continue
        yield value, key
        if isinstance(value[key], (dict, list)):
            yield from all_places(value[key])


def accepted_by_both(saleroom, validator, folder, scenarios):
    """How many scenarios the reader accepts: those the schema must accept, and know every key that it
    does."""
    files = [folder / f"spoilt-{number}.json5" for number in range(len(scenarios))]
    for file, scenario in zip(files, scenarios):
        file.write_text(json.dumps(scenario), encoding="utf-8")
    told = subprocess.run([saleroom, "validate", *map(str, files)], capture_output=True, text=True,
                          check=False)
    sound = set(told.stdout.splitlines())
    accepted = [(file, scenario) for file, scenario in zip(files, scenarios) if f"{file}: ok" in sound]
    for file, scenario in accepted:
        error = next(validator.iter_errors(scenario), None)
        must(not error, f"schema: {file.name} is accepted by the reader, but {error}")
    for file, scenario in zip(files, scenarios):
        strange = [line for line in told.stdout.splitlines() if line.startswith(f"{file}:") and
                   "unknown key" in line]
        must(not strange or not validator.is_valid(scenario), f"schema: it allows {strange}")
    must(0 < len(accepted) < len(files), "schema: the changes were too wild, or too tame")
    return len(accepted)


# The whole

CHECKS = {"result.csv": check_csv, "metrics.txt": check_openmetrics, "result.xml": check_junit,
          "perfetto.json": check_perfetto}
# What is done to each format so that it is wrong.
FAULTS = {
    "result.csv": [("stock.sold[phone],count,", "stock.sold[phone],count,1"),
                   ("1,orders.created,count,0\n", "")],
    "metrics.txt": [("# EOF\n", ""), ('{product="phone"} ', '{product="phone"} 1'),
                    ("# TYPE saleroom_people_online gauge", "# TYPE saleroom_people_online counter"),
                    ('le="+Inf"} ', 'le="+Inf"} 1'), ('\\"<&>', '"<&>'),
                    ("saleroom_orders_created_total 0 1\n", "saleroom_orders_created_total 7 1\n")],
    "result.xml": [("&lt;", "<"), ("<failure", "<skipped"), ('failures="1"', 'failures="0"'),
                   ('name="noOversell"', 'name="noUndersell"')],
    "perfetto.json": [('"ph":"e"', '"ph":"n"'), ('"ph":"b"', '"ph":"B"'),
                      ('"ph":"f"', '"ph":"t"'), ('"bp":"e"', '"bp":"s"'),
                      ('"served":1', '"served":2'), ('"process_name"', '"process_labels"'),
                      ('"thread_name"', '"thread_sort_index"'), ('"dur":', '"dur":9'),
                      ('"ph":"X","ts":', '"ph":"X","ts":9'), ('"ph":"C"', '"ph":"i"'),
                      ('"cat":"stock"', '"cat":"orders"'), ('}},\n{"ph"', '}}\n{"ph"')],
}


def prove_that_faults_are_seen(name, text, result):
    for right, wrong in FAULTS[name]:
        must(right in text, f"{name} has no {right!r} that could be spoilt")
        try:
            CHECKS[name](text.replace(right, wrong, 1), result)
        except Exception:  # Whatever a parser makes of it, it has noticed.
            continue
        raise Wrong(f"{name} with {wrong!r} for {right!r} was not noticed")


# All that the back end does from before the first order until the last hold is over.
WHOLE = ["--at", "0s", "--for", "1h"]


def trace(saleroom, folder, form, words):
    done = subprocess.run([saleroom, "trace", str(folder / "hostile.json5"), *words,
                           "--format", form], check=True, capture_output=True, text=True)
    return done.stdout


def check_cuts(saleroom, folder):
    """The rules hold as well where orders are cut in the middle, and for what people do."""
    cuts = [["--at", f"{milliseconds}ms", "--for", "3ms"] for milliseconds in range(13000, 13012)]
    for words in [*cuts, ["--at", "10s", "--for", "20s", "--limit", "99"], ["--slowest"],
                  ["--why-lost"]]:
        check_rules(json.loads(trace(saleroom, folder, "perfetto", words)))


def parsed():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--saleroom", help="a saleroom that is built already")
    parser.error = misused
    return parser.parse_args()


def misused(message):
    print(f"formats.py: {message}\nTry formats.py --help.", file=sys.stderr)
    sys.exit(64)


def main():
    arguments = parsed()
    try:
        saleroom = arguments.saleroom or built()
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            install(folder)
            (folder / "hostile.json5").write_text(SCENARIO, encoding="utf-8")
            subprocess.run([saleroom, "run", str(folder / "hostile.json5"), "--quiet",
                            "--output", str(folder)], check=False)
            result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
            check_cuts(saleroom, folder)
            result["trace"] = json.loads(trace(saleroom, folder, "json", WHOLE))
            (folder / "perfetto.json").write_text(
                trace(saleroom, folder, "perfetto", WHOLE), encoding="utf-8")
            for file, check in CHECKS.items():
                text = (folder / file).read_text(encoding="utf-8")
                check(text, result)
                prove_that_faults_are_seen(file, text, result)
                print(f"{file}: says what result.json says; {len(FAULTS[file])} faults noticed")
            check_schema(saleroom, folder)
    except Missing as missing:
        print(f"formats.py: {missing}", file=sys.stderr)
        sys.exit(69)
    except Wrong as wrong:
        print(f"formats.py: {wrong}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
