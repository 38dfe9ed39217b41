import csv
import json
from pathlib import Path

ROOT = Path("/srv/parcels")

rows = list(csv.DictReader((ROOT / "data/parcels.csv").read_text().splitlines()))
times = [(row["delivered"], row["promised"]) for row in rows]
good = sum(bool(came) and int(came) <= int(promised) for came, promised in times)
share = {"in_time": {"percent": 100 * good / len(rows)}}
(ROOT / "reports/week.json").write_text(json.dumps(share))
