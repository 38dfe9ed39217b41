#!/usr/bin/env python3
"""Show what is known of posts: show.py P30412 ...; of all posts of the week, a line each, without a number."""

import csv
import json
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]


def rows():
    for path in sorted((BASE / "queue").glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                yield json.loads(line)
            except ValueError:
                print(f"{path.name}, line {number}: cannot be read", file=sys.stderr)


def main(wanted):
    for row in rows():
        post = "P" + row["post"].lower().lstrip("p-")
        if not wanted:
            print(post, row["feed"], row["category"], row["language"], row["score_a"], row["score_b"], row["text"][:60])
        elif post in wanted:
            print(*(f"{key}: {value}" for key, value in row.items()), "", sep="\n")
    for name in ("withdrawn", "appeals") if wanted else ():
        with open(BASE / f"records/{name}.csv", newline="", encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                if row["post"] in wanted:
                    print(f"{name}:", *row.values())


if __name__ == "__main__":
    main(sys.argv[1:])
