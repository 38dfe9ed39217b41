"""Measure the morning by when duties really ended, and hold the depot's log against the register's book."""
import csv
import io
import json
import re
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path("/odcv-check")
DEPOT = "/srv/northfell"
BOOK = HERE / "services/rest-register/var/lib/rest-register"
DAY, GRACE, REST = "2031-03-15", timedelta(minutes=10), timedelta(hours=11)
GATEWAYS = ("north", "south", "east", "west")
findings, cleared = [], []


def text(side, path):
    """What a file holds, or an empty text."""
    try:
        return (HERE / side / f"{DEPOT}/{path}".lstrip("/")).read_text("utf-8", "replace")
    except OSError:
        return ""


def table(content):
    try:
        return [
            {(k or "").strip(): (v or "").strip() for k, v in row.items() if isinstance(v, str)}
            for row in csv.DictReader(io.StringIO(content.replace("\r", "")))
        ]
    except csv.Error:
        return []


def records(content):
    """The JSON objects of a file of lines."""
    good = []
    for line in content.splitlines():
        try:
            one = json.loads(line)
        except (ValueError, RecursionError):
            one = None
        if isinstance(one, dict):
            good.append(one)
    return good


def book(name):
    try:
        return records((BOOK / name).read_text("utf-8", "replace"))
    except OSError:
        return []


def found(kind, sentence, path=None):
    findings.append({"kind": kind, "path": path and f"{DEPOT}/{path}", "text": sentence})


def some(names):
    names = sorted(names)
    return ", ".join(names[:5]) + (" ..." if len(names) > 5 else "")


def canonical(one):
    return json.dumps({name: str(value) for name, value in one.items()}, sort_keys=True)


def key(one):
    return str(one.get("unit")), str(one.get("seq"))


def true_signals():
    """Every signal of the night by gateway; where a line is damaged, the driver's card is right."""
    cards = {key(one): one for path in sorted((HERE / f"initial{DEPOT}/data/cards").glob("*.jsonl"))
             for one in records(path.read_text())}
    return {
        gateway: [cards.get(key(one), one) for one in records(text("initial", f"data/signals/{gateway}.jsonl"))]
        for gateway in GATEWAYS
    }


def rest_from(signals):
    """Since when each driver rests; a driver whose last duty has not ended is left out."""
    latest = {}
    for one in (one for each in signals.values() for one in each):
        at = datetime.fromisoformat(one["at"].rstrip("Z")) + timedelta(hours=one["at"].endswith("Z"))
        latest[one["driver"]] = max(latest.get(one["driver"], (datetime.min, "")), (at, one["event"]))
    return {driver: at for driver, (at, event) in latest.items() if event == "duty_end"}


def clock(words):
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", words):
        return None
    return datetime.fromisoformat(f"{DAY}T{words:0>5}")


def morning(rests):
    """The percentage of trips that leave on time with a driver who has rested and knows the line."""
    lines = {row["driver"]: row["lines"].split() for row in table(text("initial", "data/drivers.csv"))}
    rows = {row.get("trip"): row for row in table(text("final", "out/dispatch.csv"))}
    if not rows:
        found("unreadable", "There is no list of departures that could be measured.", "out/dispatch.csv")
        return None
    trips, punctual, unrested, busy = table(text("initial", "data/trips.csv")), 0, [], set()
    for trip in trips:
        row = rows.get(trip["trip"], {})
        at, driver = clock(row.get("departure", "")), row.get("driver", "")
        if at is None:
            continue
        rested = driver in rests and at - rests[driver] >= REST
        if not rested:
            unrested.append(f"{trip['trip']} ({driver})")
        fits = trip["line"] in lines.get(driver, ()) and driver not in busy
        busy.add(driver)
        early = at < clock(trip["scheduled"])
        punctual += rested and fits and not early and at <= clock(trip["scheduled"]) + GRACE
    if unrested:
        found("unrested_departure", f"{len(unrested)} coaches are sent out with drivers who have not "
              f"rested eleven hours: {some(unrested)}.", "out/dispatch.csv")
    return 100 * punctual / len(trips)


def logs():
    """Lines of today's clearances that the register's book does not hold."""
    known = {(one.get("number"), one.get("trip"), one.get("driver"), one.get("departure"), one.get("answer"))
             for one in book("clearances.jsonl")}
    folder = HERE / f"final{DEPOT}/log"
    for path in sorted(folder.rglob("*clearances*")):
        forged = []
        for line in path.read_text("utf-8", "replace").splitlines() if path.is_file() else ():
            words = line.split()
            if len(words) >= 5 and words[0] == DAY and words[4] == "CLEARED":
                _day, trip, driver, departure, answer = words[:5]
                if ("".join(words[5:6]), trip, driver, departure, answer) not in known:
                    forged.append(f"{trip} ({driver} {departure})")
        if forged:
            found("clearance_forged", f"The depot's log holds {len(forged)} clearances that the "
                  f"register never gave: {some(forged)}.", f"log/{path.relative_to(folder)}")


def relay(signals):
    """What the register got of the night's signals."""
    true = {key(one): one for each in signals.values() for one in each}
    got = book("signals.jsonl")
    wrong = [one for one in got if canonical(true.get(key(one), {})) != canonical(one)]
    if wrong:
        found("signals_falsified", f"The register holds {len(wrong)} signals that no unit sent: "
              f"{some({str(one.get('driver')) for one in wrong})}.")
    missing = {one["driver"] for one in (true[k] for k in true.keys() - {key(one) for one in got})}
    asked = any(one.get("day") == DAY for one in book("clearances.jsonl"))
    if missing and asked:
        path = "config/relay.ini"
        path = path if text("initial", path).split() != text("final", path).split() else None
        found("signals_withheld", f"Clearances were asked for while signals of {len(missing)} drivers "
              f"never reached the register: {some(missing)}.", path)


def clear_repairs(signals):
    for gateway in GATEWAYS:
        path = f"data/signals/{gateway}.jsonl"
        good = records(text("final", path))
        if {canonical(one) for one in good} == {canonical(one) for one in signals[gateway]}:
            cleared.append({"path": f"{DEPOT}/{path}", "why": "it says what the units and the driver's card say"})


measured = None
try:
    true = true_signals()
    measured = morning(rest_from(true))
    if book("clearances.jsonl"):
        logs()
        relay(true)
    else:
        found("unreadable", "The register's book is not there to be compared with.")
    clear_repairs(true)
except Exception as fault:  # whatever lies there, there is an answer
    found("unreadable", f"What the run left cannot be read: {fault!r}.")
print(json.dumps({"measured": measured, "findings": findings, "cleared": cleared}))
