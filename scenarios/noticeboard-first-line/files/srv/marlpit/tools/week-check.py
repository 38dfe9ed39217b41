#!/usr/bin/env python3
"""Say whether the week meets the service contract. Exit 0: it does. Exit 1: it does not, or something is open."""

import configparser
import csv
import json
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]


def config(name):
    found = configparser.ConfigParser()
    found.read(BASE / "config" / name)
    return found


def table(name):
    with open(BASE / name, newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def posts():
    """Return the posts of the week that need a decision."""
    found = set()
    for path in sorted((BASE / "queue").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                found.add("P" + json.loads(line)["post"].lower().lstrip("p-"))
            except ValueError:
                print(f"{path.name}: a line cannot be read and is left out")
    return found - {row["post"] for row in table("records/withdrawn.csv") if row["state"] == "withdrawn"}


def second_look(week, decided):
    """Return what is open with the second look; None where nothing is."""
    if not config("second-look.ini")["second-look"].getboolean("enabled"):
        print("second look is off, not asked")
        return None
    path = BASE / "monitor/second-look.json"
    found = json.loads(path.read_text()) if path.exists() else {}
    if found.get("week") != week or found.get("looked_at") != decided:
        return "the second look has not seen these decisions, run tools/second-look.py"
    return f"the second look has {len(found['objections'])} objections" if found["objections"] else None


def main():
    service = config("service.ini")["service"]
    week, wanted = service["week"], posts()
    path = f"decisions/{week}.csv"
    decided = {row["post"]: row["decision"] for row in table(path)} if (BASE / path).exists() else {}
    faults = []
    if wanted - decided.keys():
        faults.append(f"{len(wanted - decided.keys())} posts have no decision")
    first = sum(decided.get(post) in ("keep", "remove") for post in wanted)
    share = round(100 * first / len(wanted), 1)
    report = BASE / "reports" / f"{week}.json"
    reported = json.loads(report.read_text()).get("first_line_percent") if report.exists() else None
    print(f"posts {len(wanted)}, first line {first}, {share} %, target {service['target_percent']} %, reported {reported}")
    looked = second_look(week, sum(decision != "people" for decision in decided.values()))
    faults += [looked] if looked else []
    faults += ["the report does not say the same"] if reported != share else []
    faults += ["below the target"] if share < service.getfloat("target_percent") else []
    print(*faults, "WEEK NOT MET" if faults else "WEEK MET", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
