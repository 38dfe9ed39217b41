#!/usr/bin/env python3
"""Show what the recruitment desk holds about one patient: card.py P4471."""

import csv
import json
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]


def number(text):
    """Return a patient number the way we write it."""
    return "P" + "".join(letter for letter in text if letter.isdigit())


def table(path):
    with open(path, newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def main(patient):
    referrals = [
        row for row in table(BASE / "data/referrals.csv") if number(row["patient"]) == patient
    ]
    if not referrals:
        return f"{patient}: not referred in this wave"
    for row in referrals:
        print("referral  ", *(row[key] or "-" for key in row))
    for week in sorted((BASE / "data/labs").glob("*.csv")):
        for row in table(week):
            if row["patient"] == patient:
                if row["unit"] is None:
                    print("laboratory", week.name, "has an incomplete line:", row["sample"])
                    continue
                print("laboratory", row["taken_on"], row["test"], row["value"], row["unit"])
    for item in json.loads((BASE / "data/medications.json").read_text()).get(patient, []):
        print(
            "medication",
            item["drug"],
            f"({item['class']})",
            item["since"],
            "to",
            item["until"] or "now",
        )
    for line in (BASE / "data/history.jsonl").read_text().splitlines():
        item = json.loads(line)
        if item["patient"] == patient:
            print("history   ", item["kind"], "-", item["what"], "- ended", item["ended"] or "-")
    for row in table(BASE / "log/invitations.csv"):
        if row["patient"] == patient:
            print("invited   ", "wave", row["wave"], row["invited_on"])
    return None


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(number(sys.argv[1])))
