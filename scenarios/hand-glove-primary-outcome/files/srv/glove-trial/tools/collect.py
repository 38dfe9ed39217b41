#!/usr/bin/env python3
"""Build work/analysis-set.csv out of data/, by the rules of config/plan.json."""
import csv
import json
import sys
from pathlib import Path

TRIAL = Path(__file__).resolve().parent.parent
plan = json.loads((TRIAL / "config/plan.json").read_text())


def rows(path):
    with open(TRIAL / path, newline="") as file:
        return [{k: (v or "").strip() for k, v in row.items() if k} for row in csv.DictReader(file)]


def points(row, where):
    if row["score"] in plan["missing_marks"]:
        return None
    try:
        value = float(row["score"])
    except ValueError:
        unreadable.append(f"{where}: {row['id']} {row['visit']}: {row['score']!r} is not a score")
        return None
    return value * plan["scale_maximum"] / 100 if row["unit"] == "percent" else value


unreadable, latest = [], {}
for site in sorted((TRIAL / "data/visits").glob("site-*.csv")):
    for line, row in enumerate(rows(site), start=2):
        key, value = (row["id"], row["visit"]), points(row, f"{site.name}:{line}")
        if value is not None and (key not in latest or row["entered_at"] > latest[key][0]):
            latest[key] = (row["entered_at"], value)
if unreadable:
    print(*unreadable, sep="\n", file=sys.stderr)
    sys.exit("collect: unreadable scores; see protocol/data-handbook.md, section 3")

withdrawn = {row["id"] for row in rows("data/consent/withdrawn.csv")}
kept = []
for person in rows("data/participants.csv"):
    scores = [latest.get((person["id"], visit), (None, None))[1] for visit in plan["visits"]]
    if person["id"] in withdrawn or scores[0] is None:
        continue
    seen = [score for score in scores if score is not None]
    if scores[-1] is None and plan["missing_outcome"] != "carry-last-forward":
        continue
    kept.append([person["id"], person["site"], person["arm"], round(scores[0], 2),
                 round(seen[-1], 2), round(seen[-1] - scores[0], 2),
                 "" if scores[-1] is not None else "carried forward"])

(TRIAL / "work").mkdir(exist_ok=True)
with open(TRIAL / "work/analysis-set.csv", "w", newline="") as file:
    table = csv.writer(file, lineterminator="\n")
    table.writerow(["id", "site", "arm", "baseline", "outcome", "gain", "note"])
    table.writerows(kept)
with open(TRIAL / "logs/analysis.log", "a+") as log:
    log.seek(0)
    log.write(f"{len(log.readlines()) + 1:04d} collect kept={len(kept)} "
              f"withdrawn={len(withdrawn)} rule={plan['missing_outcome']}\n")
print(f"{len(kept)} participants in work/analysis-set.csv, {len(withdrawn)} withdrawn")
