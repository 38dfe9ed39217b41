#!/usr/bin/env python3
"""Write decisions: decide.py keep|remove|people RULE POST...

RULE is a letter of the policy (B D M C L A), or - where the first line decides. POST may be - to read numbers from
standard input. A later decision on a post takes the place of an earlier one.
"""

import configparser
import csv
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
FIELDS = ("post", "decision", "rule", "decided_on")


def main(decision, rule, posts):
    if decision not in ("keep", "remove", "people"):
        sys.exit(__doc__)
    config = configparser.ConfigParser()
    config.read(BASE / "config/service.ini")
    path = BASE / "decisions" / f"{config['service']['week']}.csv"
    known = {}
    if path.exists():
        with open(path, newline="", encoding="utf-8") as lines:
            known = {row["post"]: row for row in csv.DictReader(lines)}
    day = config["service"]["closing_day"]
    for post in sys.stdin.read().split() if posts == ["-"] else posts:
        known[post] = {"post": post, "decision": decision, "rule": rule, "decided_on": day}
        with open(BASE / "log/desk.log", "a", encoding="utf-8") as log:
            log.write(f"{day} {path.stem} {post} {decision} {rule}\n")
    with open(path, "w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(known[post] for post in sorted(known))
    print(len(known), "posts decided in", path.name)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
