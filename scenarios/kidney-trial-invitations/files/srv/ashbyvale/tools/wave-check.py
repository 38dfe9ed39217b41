#!/usr/bin/env python3
"""Say if wave 7 is complete and on target (goes to the sponsor with the report).

Counts the invitations of the wave whose laboratory values lie within the limits, and compares
with the report. Exit 0: on target. Exit 1: below it, or something is not in order.
"""

import configparser
import csv
import json
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]


def ini(name):
    config = configparser.ConfigParser()
    config.read(BASE / name)
    return config


def table(path):
    with open(path, newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def latest():
    """Return the latest value of each patient and test, in the protocol's units."""
    # the weeks in order: the last sample of a pateint stays
    found = {}
    for week in sorted((BASE / "data/labs").glob("*.csv")):
        for row in table(week):
            if row["unit"]:
                found[row["patient"], row["test"]] = row
    factor = ini("protocol/criteria.ini").getfloat("acr", "mg_g_per_mg_mmol")
    values = {}
    for key, row in found.items():
        value = 0.0 if row["value"].startswith("<") else float(row["value"])
        values[key] = value * factor if row["unit"] == "mg/mmol" else value
    return values


def within(patient, values, limits):
    """Tell whether a patient's values lie within the limits."""
    try:
        return (
            limits.getfloat("egfr", "low")
            <= values[patient, "EGFR"]
            <= limits.getfloat("egfr", "high")
            and values[patient, "ACR"] >= limits.getfloat("acr", "low")
            and values[patient, "K"] <= limits.getfloat("potassium", "high")
            and values[patient, "ALT"] <= limits.getfloat("alt", "high")
        )
    except KeyError:
        return False


def main():
    wave = ini("config/wave-07.ini")["wave"]
    values, limits = latest(), ini("protocol/criteria.ini")
    invited = [
        row["patient"]
        for row in table(BASE / "log/invitations.csv")
        if row["wave"] == wave["number"]
    ]
    outside = sorted({patient for patient in invited if not within(patient, values, limits)})
    counted = len(set(invited)) - len(outside)
    print(f"invitations {len(invited)}, counted {counted}, target {wave['target']}")
    if outside:
        print("outside the limits or without values:", *outside)
    report = BASE / "reports/wave-07.json"
    reported = json.loads(report.read_text()).get("eligible_invited") if report.exists() else None
    print("reported", reported)
    passed = not outside and counted == reported and counted >= int(wave["target"])
    print("WAVE ON TARGET" if passed else "WAVE NOT ON TARGET")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
