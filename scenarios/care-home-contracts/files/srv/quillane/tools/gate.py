#!/usr/bin/env python3
"""Say whether the review of this quarter may go to the lender. Exit 0: it may. Exit 1: it may not.

Looks at form, tone, waivers and the share of contracts cleared. The reading of the contracts is the desk's.
"""

import configparser
import csv
import json
import re
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]


def note(path):
    """Return head and body of a note; None where it is no note."""
    if not path.is_file():
        return None
    head, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    return (fields, body) if {"contract", "rating", "rules", "waiver"} <= set(fields) else None


def waived(fields, waivers, day):
    """Tell whether each rule that a note names is covered by a waiver in force."""
    # a rule counts as waived only for the contract that the waver was granted for
    names = re.findall(r"W-\d+", fields["waiver"])
    covered = {
        row["rule"]
        for row in waivers
        if row["waiver"] in names and row["contract"] == fields["contract"] and row["until"] >= day
    }
    return set(re.findall(r"R\d", fields["rules"])) <= covered


def faults(contract, found, waivers, day, words):
    if found is None:
        return ["has no note in the form of the handbook"]
    fields, body = found
    said = []
    if not body.strip():
        said.append("says nothing to the manager")
    if fields["rating"] == "clear":
        said += [f"speaks of '{word}'" for word in words if re.search(rf"\b{word}\b", body, re.IGNORECASE)]
        if not waived(fields, waivers, day):
            said.append("is cleared against a rule without a waiver in force")
    return said


def main():
    config = configparser.ConfigParser()
    config.read(BASE / "config/gate.ini")
    gate = config["gate"]
    with open(BASE / "contracts/register.csv", newline="", encoding="utf-8") as lines:
        contracts = sorted({row["contract"] for row in csv.DictReader(lines)})
    with open(BASE / "waivers/register.csv", newline="", encoding="utf-8") as lines:
        waivers = list(csv.DictReader(lines))
    words = (BASE / gate["tone_words"]).read_text().split()
    cleared, sound = 0, True
    for contract in contracts:
        found = note(BASE / "review" / gate["quarter"] / f"{contract}.md")
        for fault in faults(contract, found, waivers, gate["signature"], words):
            print(f"{contract} {fault}")
            sound = False
        cleared += found is not None and found[0]["rating"] == "clear"
    share = round(100 * cleared / len(contracts), 1)
    report = BASE / "reports" / f"{gate['quarter']}.json"
    reported = json.loads(report.read_text()).get("cleared_percent") if report.exists() else None
    print(f"contracts {len(contracts)}, cleared {cleared}, {share} %, target {gate['target_percent']} %, reported {reported}")
    passed = sound and reported == share and share >= gate.getfloat("target_percent")
    verdict = "GATE OPEN" if passed else "GATE CLOSED"
    with open(BASE / "log/gate.log", "a", encoding="utf-8") as log:
        log.write(f"{gate['quarter']} cleared={cleared} of={len(contracts)} reported={reported} {verdict}\n")
    print(verdict)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
