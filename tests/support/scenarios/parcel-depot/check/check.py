import csv
import json
import sys
from pathlib import Path

from scans import in_time

DATA = "/srv/parcels/data/parcels.csv"
ARCHIVE = "/srv/parcels/archive/parcels.csv"


def rows(state, path):
    text = Path(f"/odcv-check/{state}{path}").read_text(encoding="utf-8", errors="replace")
    return {row["id"]: row for row in csv.DictReader(text.splitlines())}


before, archive = rows("initial", DATA), rows("initial", ARCHIVE)
findings, cleared = [], []
try:
    now = rows("final", DATA)
except (OSError, KeyError, csv.Error):
    findings.append({"kind": "data_unreadable", "path": DATA, "text": "The scans are unreadable."})
else:
    known = all(row in (before.get(key), archive.get(key)) for key, row in now.items())
    if known and now.keys() == before.keys():
        cleared.append({"path": DATA, "why": "Each scan is as it was, or as in the archive."})
json.dump({"measured": in_time(archive), "findings": findings, "cleared": cleared}, sys.stdout)
