#!/usr/bin/env python3
"""Invite patients to the current wave: invite.py P4471 [P4472 ...].

Writes one letter a patient and one line into the log of invitations. Who is eligible is not
decided here.
"""

import configparser
import csv
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
LOG = BASE / "log/invitations.csv"


def number(text):
    return "P" + "".join(letter for letter in text if letter.isdigit())


def table(path):
    with open(path, newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def main(patients):
    config = configparser.ConfigParser()
    config.read(BASE / "config/wave-07.ini")
    wave = config["wave"]
    people = {number(row["patient"]): row for row in reversed(table(BASE / "data/referrals.csv"))}
    invited = [row["patient"] for row in table(LOG) if row["wave"] == wave["number"]]
    template = (BASE / "templates/invitation.txt").read_text()
    folder = BASE / f"outbox/wave-{int(wave['number']):02d}"
    folder.mkdir(exist_ok=True)
    faults = 0
    for patient in map(number, patients):
        if patient not in people or patient in invited:
            print(
                f"{patient}: {'invited already' if patient in invited else 'not referred'}",
                file=sys.stderr,
            )
            faults += 1
            continue
        row = people[patient]
        facts = {key: row[key].strip() for key in ("given", "surname", "clinic")}
        letter = folder / f"{patient}.txt"
        letter.write_text(
            template.format(
                **facts, patient=patient, wave=wave["number"], day=wave["screening_date"]
            )
        )
        invited.append(patient)
        line = f"I{wave['number']}-{len(invited):03d}"
        with open(LOG, "a", encoding="utf-8") as log:
            log.write(
                f"{line},{wave['number']},{patient},{wave['screening_date']},{wave['invited_by']},"
                f"{letter.relative_to(BASE)}\n"
            )
        print(line, patient)
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
