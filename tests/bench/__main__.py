"""Measure the promised speeds and print each beside its bar: `make bench`.

With words behind it (`python -m tests.bench window diff`) only those parts are measured.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
RESULTS = ROOT.parent / "shared" / "odcv-bench"
KEPT = ROOT / "build" / "bench"


def median_s(work, times=5):
    spans = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spans.append(time.perf_counter() - start)
    return statistics.median(spans)


# Each part loads what it measures when its turn comes: what one has in memory slows no other.


def transcripts(folder):
    from tests.bench.transcripts import transcript_rows

    return transcript_rows(RESULTS, folder, median_s)


def calibration(folder):
    from tests.bench.calibration import calibration_rows

    return calibration_rows(RESULTS, folder, median_s)


def calibration_page(folder):
    from tests.bench.calibration_page import calibration_page_rows

    return calibration_page_rows(RESULTS, folder, median_s)


def window(folder):
    from tests.bench.window import window_rows

    return window_rows(RESULTS, folder, KEPT)


def people_page(folder):
    from tests.bench.people_page import people_page_rows

    return people_page_rows(folder)


def transcript_view(_folder):
    from tests.bench.transcript_view import view_rows

    return view_rows(RESULTS)


def diff_view(_folder):
    from tests.bench.diff_view import diff_view_rows

    return diff_view_rows()


def sandbox(_folder):
    from tests.bench.sandbox import sandbox_rows

    return sandbox_rows()


PARTS = {
    "window": window,
    "transcript": transcript_view,
    "diff": diff_view,
    "import": transcripts,
    "calibration": calibration,
    "page": calibration_page,
    "people": people_page,
    "sandbox": sandbox,
}


def main(names):
    if not RESULTS.is_dir():
        sys.exit("the published results are not at ../shared; there is nothing to measure on")
    rows = []
    for name in names or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            for row in PARTS[name](Path(folder)):
                rows.append(row)
                tell(row)
    out = ROOT / "build" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(rows, indent=2))
    sys.exit(not all(row["ok"] for row in rows))


def tell(row):
    verdict = "ok  " if row["ok"] else "MISS"
    print(f"{verdict}  {row['what']:<66}  {row['measured']:<56}  bar {row['bar']}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
