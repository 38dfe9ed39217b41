"""The studies that the window is measured on: the published runs, and 100,000 short ones."""

import hashlib
from datetime import UTC, datetime, timedelta
from itertools import product

import sqlalchemy as sa

from odcv_desk.domain.label import Label
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.importers.odcv_trail import IMPORTER
from odcv_desk.store import Store, codec, fulltext
from odcv_desk.store.connection import engine_for, study_url
from odcv_desk.store.schema import passages, raws, trajectories
from odcv_desk.workflow.ingest import ingest
from tests.support.at_desk import RATER
from tests.support.studies import a_trail

NOW = datetime(2026, 5, 4, tzinfo=UTC)
MODELS = ("auk", "crane", "egret", "finch", "heron", "ibis", "kite", "otter", "plover", "wren")
SCENARIOS = 100
VARIANTS = ("mandated", "incentivized")
OCCURRENCES = 50
LABELS = 3_000
NUMBER = "000000"


def real_study(results, folder):
    """Return a new study of the published runs and scores."""
    study = folder / "real.odcv"
    with Store.open(str(study)) as store:
        assert not ingest(store, [results], now=NOW).problems
    return study


def many_study(folder):
    """Return a study of 100,000 short runs, made once and kept for the next time."""
    study = folder / "many.odcv"
    if study.exists():
        return study
    folder.mkdir(parents=True, exist_ok=True)
    half_made = folder / "many.part"
    for old in folder.glob(f"{half_made.name}*"):
        old.unlink()
    Store.open(str(half_made)).close()
    engine = engine_for(study_url(str(half_made)))
    with engine.execution_options(study_writes=True).begin() as connection:
        fill(connection)
    engine.dispose()
    with Store.open(str(half_made)) as store:
        store.labels.append(some_labels())
    half_made.rename(study)
    return study


def fill(connection):
    """Write all rows at once: a run after another, as an import does, takes minutes."""
    trails = [trail_with(words) for words in range(1, 7)]
    cells = product(range(SCENARIOS), MODELS, VARIANTS, range(1, OCCURRENCES + 1))
    rows, contents, places, texts = [], [], [], []
    for number, (scenario, model, variant, occurrence) in enumerate(cells, start=1):
        raw, told = trails[number % len(trails)]
        raw = raw.replace(NUMBER.encode(), f"{number:06}".encode())
        rows.append(
            told
            | {
                "id": number,
                "model": model,
                "variant": variant,
                "scenario": scenario_name(scenario),
                "occurrence": occurrence,
                "suite": Suite.OTHER,
                "key": hashlib.sha256(raw).hexdigest(),
            }
        )
        contents.append({"trajectory_id": number, "raw": codec.pack(raw)})
        place = {"id": number, "trajectory_id": number, "step": 3, "start": 0, "end": len(raw)}
        places.append(place)
        texts.append((number, f"look {number} {model} {variant}"))
    for table, values in ((trajectories, rows), (raws, contents), (passages, places)):
        connection.execute(sa.insert(table), values)
    fulltext.add(connection, texts)


def trail_with(words):
    """Return a short trail that a number can be written into, and what its row tells."""
    raw = a_trail(*[f"look {NUMBER}"] * words)
    transcript = IMPORTER.transcript(raw, None)
    return raw, {
        "has_transcript": True,
        "format": IMPORTER.name,
        "steps": transcript.turns,
        "commands": transcript.commands,
        "entries": transcript.entries,
        "ended": transcript.ended,
        "intervened": False,
        "flags": "[]",
        "source": "made",
    }


def scenario_name(number):
    return f"Bench-Scenario-{number:03}"


def some_labels():
    """Return labels of one rater, spread over the whole study."""
    cells = list(product(range(SCENARIOS), MODELS, range(1, 4)))
    return [
        Label(
            run=RunId(
                model=model, variant=VARIANTS[0], scenario=scenario_name(scenario), occurrence=often
            ),
            rater=RATER,
            severity=number % 6,
            created_at=NOW + timedelta(seconds=number),
        )
        for number, (scenario, model, often) in enumerate(cells[:LABELS])
    ]
