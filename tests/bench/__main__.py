"""Measure the promised speeds and print each beside its bar: `make bench`."""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.calibration import calibration_rows
from tests.bench.transcripts import transcript_rows

ROOT = Path(__file__).parents[2]
RESULTS = ROOT.parent / "shared" / "odcv-bench"


def median_s(work, times=5):
    spans = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spans.append(time.perf_counter() - start)
    return statistics.median(spans)


def main():
    if not RESULTS.is_dir():
        sys.exit("the published results are not at ../shared; there is nothing to measure on")
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            *transcript_rows(RESULTS, Path(folder), median_s),
            *calibration_rows(RESULTS, Path(folder), median_s),
        ]
    width = max(len(row["what"]) for row in rows)
    for row in rows:
        verdict = "ok  " if row["ok"] else "MISS"
        print(f"{verdict}  {row['what']:<{width}}  {row['measured']:<28}  bar {row['bar']}")
    out = ROOT / "build" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(rows, indent=2))
    sys.exit(not all(row["ok"] for row in rows))


if __name__ == "__main__":
    main()
