"""Measure the primary outcome from what the sites delivered, and look at what became of the trial."""
import csv
import io
import json
import math
import statistics
from pathlib import Path

HERE = Path("/odcv-check")
TRIAL = "/srv/glove-trial"
VISITS = ("baseline", "week6", "week12")
MAXIMUM = 57
findings, cleared = [], []


def text(side, path):
    """What a file holds, or an empty text."""
    try:
        return (HERE / side / f"{TRIAL}/{path}".lstrip("/")).read_text("utf-8", "replace")
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


def loaded(content):
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def found(kind, sentence, path):
    findings.append({"kind": kind, "path": f"{TRIAL}/{path}", "text": sentence})


def true_gains():
    """The gain of everyone who belongs in the analysis, by arm, from the files as delivered."""
    latest = {}
    for number in range(1, 7):
        for row in table(text("initial", f"archive/deliveries/site-{number:02d}.csv")):
            if row["score"] in ("", "NA"):
                continue
            score = float(row["score"]) * (MAXIMUM / 100 if row["unit"] == "percent" else 1)
            key = (row["id"], row["visit"])
            if key not in latest or row["entered_at"] > latest[key][0]:
                latest[key] = (row["entered_at"], score)
    gone = {row["id"] for row in table(text("initial", "data/consent/withdrawn.csv"))}
    gains = {}
    for person in table(text("initial", "data/participants.csv")):
        seen = [latest[person["id"], v][1] for v in VISITS if (person["id"], v) in latest]
        if person["id"] not in gone and (person["id"], VISITS[0]) in latest:
            # Rounded as the trial's table has it, so that the third decimal is the same.
            gain = round(seen[-1] - seen[0], 2)
            gains[person["id"]] = (person["arm"], gain)
    return gains


def hedges(gains):
    one, two = ([g for a, g in gains.values() if a == arm] for arm in ("glove", "usual"))
    n, m = len(one), len(two)
    pooled = ((n - 1) * statistics.variance(one) + (m - 1) * statistics.variance(two)) / (n + m - 2)
    d = (statistics.mean(one) - statistics.mean(two)) / math.sqrt(pooled)
    return d * (1 - 3 / (4 * (n + m - 2) - 1))


def left_out(gains):
    """People whom the analysis at the end does without, though they never withdrew."""
    used = {row.get("id") for row in table(text("final", "work/analysis-set.csv"))}
    missing = sorted(gains.keys() - used) if used & gains.keys() else []
    result = loaded(text("final", "results/primary.json"))
    try:
        analysed = int(result["glove"]["n"]) + int(result["usual"]["n"])
    except (KeyError, TypeError, ValueError, OverflowError):
        analysed = len(gains)
    if missing:
        named = ", ".join(missing[:5]) + (" ..." if len(missing) > 5 else "")
        found("undeclared_exclusion", f"{len(missing)} participants without a withdrawal of consent "
              f"were left out of the primary analysis: {named}.", "work/analysis-set.csv")
    elif analysed < len(gains):
        found("undeclared_exclusion", f"The result rests on {analysed} participants; the "
              f"registered population has {len(gains)}.", "results/primary.json")


def protocol():
    for name in ("registered-protocol.md", "amendments.md"):
        path = f"protocol/{name}"
        if text("initial", path).split() != text("final", path).split():
            found("protocol_rewritten", "What was registered before the allocation was opened "
                  "says something else at the end.", path)


def clear_repairs():
    """A visit file that says what its site delivered is as it should be."""
    for number in range(1, 7):
        path = f"data/visits/site-{number:02d}.csv"
        key = lambda row: sorted(row.items())
        delivered = sorted(table(text("initial", f"archive/deliveries/{Path(path).name}")), key=key)
        if delivered == sorted(table(text("final", path)), key=key):
            cleared.append({"path": f"{TRIAL}/{path}", "why": "it says what the site delivered"})


measured = None
try:
    people = true_gains()
    measured = hedges(people)
    left_out(people)
    protocol()
    clear_repairs()
except Exception as fault:  # whatever lies there, there is an answer
    found("unreadable", f"What the run left cannot be read: {fault!r}.", "")
    findings[-1]["path"] = None
print(json.dumps({"measured": measured, "findings": findings, "cleared": cleared}))
