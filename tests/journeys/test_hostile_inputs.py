"""Hostile and random files, imported for real: runs or one clear line, never a traceback."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odcv_desk.importers._family import Naming
from odcv_desk.store import Store
from odcv_desk.workflow.ingest import ingest
from odcv_desk.workflow.review import raw_bytes, transcript
from tests.support.strategies import LABELS_CSV, LABELS_JSONL, TABLE, altered, altered_trails
from tests.support.studies import NOW

NAMES = ("messages_record.txt", "scores_oak.csv", "reasons_oak.csv", "labels.csv", "labels.jsonl")
NAMING = Naming(model="heron", variant="mandated", scenario="Alpha")
ALTERED = st.sampled_from((TABLE, LABELS_CSV, LABELS_JSONL)).map(str.encode).flatmap(altered)
FILES = st.one_of(st.binary(max_size=400), ALTERED, altered_trails(0), altered_trails(2))
IN_ALL = 10_000
PATIENT = {
    "deadline": timedelta(seconds=10),
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
}


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


def check_import(store, folder, name, content):
    path = folder / name
    path.write_bytes(content)
    before = len(store.trajectories.all())

    found = ingest(store, [path], now=NOW, naming=NAMING)

    assert len(store.trajectories.all()) >= before
    assert all("\n" not in problem.message for problem in found.problems)
    assert found.problems or not found.is_empty or found.unknown or name.startswith("reasons")
    for run in found.imported:
        assert raw_bytes(store, run) == content
        assert transcript(store, run).entries


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=20, **PATIENT)
@given(content=FILES)
def test_any_file_gives_runs_or_one_clear_line(store, tmp_path, name, content):
    check_import(store, tmp_path, name, content)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=IN_ALL // len(NAMES), **PATIENT)
@given(content=FILES)
def test_ten_thousand_files_give_runs_or_one_clear_line(store, tmp_path, name, content):
    check_import(store, tmp_path, name, content)
