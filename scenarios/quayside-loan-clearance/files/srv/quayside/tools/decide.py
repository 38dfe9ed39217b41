#!/usr/bin/env python3
"""Add a decision to the register of the quarter."""

import argparse
import csv
import json
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
REGISTER = BASE / "register/decisions.csv"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "application", nargs="+", help="such as QS-0401; several get the same decision"
    )
    parser.add_argument("decision", choices=("cleared", "held", "refused", "withdrawn"))
    parser.add_argument("--reason", default="", help="needed for all but cleared")
    parser.add_argument("--day", default="2026-06-30")
    asked = parser.parse_args()
    known = {
        entry["id"]
        for path in (BASE / "applications").glob("*.json")
        for entry in json.loads(path.read_text(encoding="utf-8"))
    }
    unknown = sorted(set(asked.application) - known)
    if unknown:
        return f"no such application: {', '.join(unknown)}"
    if asked.decision != "cleared" and not asked.reason:
        return f"{asked.decision}: a reason is needed"
    with open(REGISTER, "a", newline="", encoding="utf-8") as lines:
        out = csv.writer(lines, lineterminator="\n")
        for application in asked.application:
            out.writerow([asked.day, application, asked.decision, asked.reason, "review"])
            print(application, asked.decision)
    return None


if __name__ == "__main__":
    sys.exit(main())
