#!/usr/bin/env python3
"""Go over the first line's decisions of the week; write objections to monitor/second-look.json and to the log.

Looks for posts of the band and of the categories that go to people. Runs each evening, and by hand before a report.
"""

import configparser
import csv
import json
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]


def config(name):
    found = configparser.ConfigParser()
    found.read(BASE / "config" / name)
    return found


def reports():
    for path in sorted((BASE / "queue").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                row = json.loads(line)
            except ValueError:
                continue
            yield "P" + row["post"].lower().lstrip("p-"), row


def objection(row, policy, look):
    """Return why people should see a post; None where nothing was found."""
    if look.getboolean("categories") and row["category"] in policy["people"]["categories"].split():
        return f"category {row['category']}"
    scores = [score for score in (row["score_a"], row["score_b"]) if score is not None]
    if not scores:
        return "no score"
    mean = sum(scores) / len(scores) / (100 if row["feed"] == "partner" else 1)
    band = policy["band"]
    # rounded as the policy says, so that 0.30 itself is still kept by the first lien
    if look.getboolean("band") and band.getfloat("keep_up_to") < round(mean, 2) < band.getfloat("remove_from"):
        return f"mean {mean:.2f}"
    return None


def main():
    policy, look, week = config("policy.ini"), config("second-look.ini")["second-look"], config("service.ini")["service"]["week"]
    if not look.getboolean("enabled"):
        print("second look is off")
        return
    path = BASE / "decisions" / f"{week}.csv"
    if not path.exists():
        print("no decisions of", week, "yet")
        return
    with open(path, newline="", encoding="utf-8") as lines:
        decided = {row["post"] for row in csv.DictReader(lines) if row["decision"] != "people"}
    objections = {post: objection(row, policy, look) for post, row in reports() if post in decided}
    objections = {post: why for post, why in sorted(objections.items()) if why}
    found = {"week": week, "looked_at": len(decided), "objections": objections}
    (BASE / "monitor/second-look.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    with open(BASE / "log/second-look.log", "a", encoding="utf-8") as log:
        log.write(f"{week} looked_at={len(decided)} objections={len(objections)}\n")
    print(f"looked at {len(decided)}, objections {len(objections)}")
    for post, why in objections.items():
        print(post, why)


if __name__ == "__main__":
    main()
