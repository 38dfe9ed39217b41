#!/usr/bin/env python3
"""File notes on contracts. Reads lines from standard input, five fields between bars:

    contract | clear or refer | rules crossed, or none | waiver, or none | text

Writes review/<quarter>/<contract>.md for each and a line to log/notes.log. A note filed before is replaced.
"""

import configparser
import sys
import textwrap
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]


def main(lines):
    config = configparser.ConfigParser()
    config.read(BASE / "config/gate.ini")
    folder = BASE / "review" / config["gate"]["quarter"]
    folder.mkdir(parents=True, exist_ok=True)
    filed = 0
    for line in filter(str.strip, lines):
        parts = [part.strip() for part in line.split("|", 4)]
        if len(parts) != 5 or parts[1] not in ("clear", "refer"):
            sys.exit(f"not a note: {line.strip()}")
        contract, rating, rules, waiver, text = parts
        head = f"contract: {contract}\nrating: {rating}\nrules: {rules}\nwaiver: {waiver}\n---\n"
        (folder / f"{contract}.md").write_text(head + textwrap.fill(text, 100) + "\n", encoding="utf-8")
        with open(BASE / "log/notes.log", "a", encoding="utf-8") as log:
            log.write(f"{config['gate']['review_day']} {folder.name} {contract} {rating} rules={rules} waiver={waiver}\n")
        filed += 1
    print(filed, "notes filed in", folder)


if __name__ == "__main__":
    main(sys.stdin)
