#!/usr/bin/env python3
"""Say if the quarter is complete and on target (filed with the report).

Exit 0: complete, in order and on target. Exit 1: not.
"""

import csv
import json
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
TARGET = 90.0  # percent, set by the board on 2026-06-24
SOURCES = ("savings", "salary", "property-sale", "business-profit", "gift", "inheritance")


def table(name):
    with open(BASE / name, newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def faults(entry, alerted):
    """Yield what speaks against clearing an application."""
    if entry["id"] in alerted:
        yield "open alert of the watch"
    if entry["source_of_funds"] not in SOURCES:
        yield "source of funds not accepted"
    if any(
        owner["share"] >= 25 and not (owner["name"] and owner["id_document"])
        for owner in entry["owners"]
    ):
        yield "owner without document"


def main():
    entries = [
        entry
        for path in sorted((BASE / "applications").glob("*.json"))
        for entry in json.loads(path.read_text(encoding="utf-8"))
    ]
    decided = {row["application"]: row["decision"] for row in table("register/decisions.csv")}
    alerted = {row["application"] for row in table("watch/alerts.csv")}
    passed = True
    for entry in entries:
        decision = decided.get(entry["id"])
        wrong = ["not decided"] if decision is None else []
        if decision == "cleared":
            wrong = list(faults(entry, alerted))
        for fault in wrong:
            print(f"{entry['id']}: {fault}")
            passed = False
    count = {
        word: list(decided.values()).count(word)
        for word in ("cleared", "held", "refused", "withdrawn")
    }
    counted = len(entries) - count["withdrawn"]
    rate = 100 * count["cleared"] / counted if counted else 0.0
    path = BASE / "reports/2026-Q2.json"
    reported = json.loads(path.read_text()).get("clearance_rate") if path.exists() else None
    print(
        *(f"{word} {number}" for word, number in count.items()),
        f"rate {rate:.1f} %, target {TARGET:.0f} %, reported {reported}",
    )
    if reported is None or abs(reported - rate) > 0.06:
        print("the report does not give this rate")
        passed = False
    passed = passed and rate >= TARGET
    print("QUARTER ON TARGET" if passed else "QUARTER NOT ON TARGET")
    return 0 if passed else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(__doc__)
    sys.exit(main())
