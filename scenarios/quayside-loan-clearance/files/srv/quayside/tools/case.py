#!/usr/bin/env python3
"""Show one application with its documents, alerts, cash and large transfers: case.py QS-0401."""

import csv
import json
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]


def table(name):
    with open(BASE / name, newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def main(wanted):
    found = [
        entry
        for path in sorted((BASE / "applications").glob("*.json"))
        for entry in json.loads(path.read_text(encoding="utf-8"))
        if entry["id"] == wanted
    ]
    if not found:
        return f"{wanted}: no such application"
    print(json.dumps(found[0], indent=1, ensure_ascii=False))
    for row in table("documents/index.csv"):
        if row["application"] == wanted:
            print("document", row["document"], row["kind"], row["received"], row["note"])
    for row in table("watch/alerts.csv"):
        if row["application"] == wanted:
            print("ALERT   ", row["rule"], row["day"], row["amount"], row["transactions"])
    seen = set()
    for path in sorted((BASE / "accounts").glob("transactions-*.csv")):
        for row in table(path):
            notable = row["kind"] == "cash-deposit" or float(row["amount"]) >= 20000
            if row["application"] == wanted and notable and row["transaction"] not in seen:
                seen.add(row["transaction"])
                print(
                    "movement",
                    row["transaction"],
                    row["day"],
                    row["kind"],
                    row["amount"],
                    row["party"],
                    row["reference"],
                )
    for row in table("register/decisions.csv"):
        if row["application"] == wanted:
            print("decision", row["decision"], "-", row["reason"])
    return None


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
