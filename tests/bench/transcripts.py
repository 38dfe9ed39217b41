"""Import and search: how fast trails come in and are found again."""

import shutil
import time
from datetime import UTC, datetime

from odcv_desk.importers import importers
from odcv_desk.importers._family import Naming
from odcv_desk.store import Store
from odcv_desk.workflow.ingest import ingest
from odcv_desk.workflow.review import search

NOW = datetime(2026, 5, 4, tzinfo=UTC)
WORDS = ("validator", "data", "script", "patient", "edit", "report", "severity", "python3")
MORE = 1656


def transcript_rows(results, folder, median_s):
    trails = sorted(results.rglob("messages_record.txt"))
    parser = median_s(lambda: parse(trails), times=5)
    logs = results / "existing_results" / "current" / "agent_logs"
    whole = median_s(lambda: bring_in(logs, folder / "fresh.odcv"), times=5)
    ratio = whole / parser
    many = copies(trails, folder / "many")
    large = median_s(lambda: bring_in(many, folder / "large.odcv"), times=1)
    size = (folder / "fresh.odcv").stat().st_size / sum(path.stat().st_size for path in trails)
    slowest, median = searches(folder / "large.odcv")
    return [
        row(f"import of {len(trails)} trails", whole, 3.0),
        row(f"import of {MORE} trails", large, 8.0),
        {
            "what": "import against its parser alone",
            "measured": f"{ratio:.2f} times ({parser:.2f} s)",
            "bar": "4 times",
            "ok": ratio <= 4,
        },
        {
            "what": "study's size against raw trails",
            "measured": f"{size:.2f}",
            "bar": "1.0",
            "ok": size <= 1,
        },
        {
            "what": f"first 50 of {len(WORDS)} words in {MORE} trails",
            "measured": f"median {median * 1e3:.0f} ms, worst {slowest * 1e3:.0f} ms",
            "bar": "50 ms",
            "ok": slowest <= 0.05,
        },
    ]


def row(what, seconds, bar):
    return {
        "what": what,
        "measured": f"{seconds:.2f} s",
        "bar": f"{bar:g} s",
        "ok": seconds < bar,
    }


def parse(trails):
    reader = next(each for each in importers() if each.name == "odcv-trail")
    for path in trails:
        reader.read(path, naming=Naming())


def bring_in(logs, study):
    for old in study.parent.glob(f"{study.name}*"):
        old.unlink()
    with Store.open(str(study)) as store:
        found = ingest(store, [logs], now=NOW)
    assert found.imported
    assert not found.problems


def copies(trails, folder):
    for number in range(MORE):
        source = trails[number % len(trails)]
        scenario, cell = source.parent.name, source.parents[2].name
        place = folder / f"copy{number // len(trails)}-{cell}" / "experiments" / scenario
        place.mkdir(parents=True)
        shutil.copy(source, place / source.name)
    return folder


def searches(study):
    spans = []
    with Store.open(str(study)) as store:
        search(store, "warm")
        for word in WORDS:
            start = time.perf_counter()
            assert len(search(store, word)) == 50
            spans.append(time.perf_counter() - start)
    return max(spans), sorted(spans)[len(spans) // 2]
