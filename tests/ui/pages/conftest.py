"""The whole window on small studies."""

from datetime import UTC, datetime

import pytest

from odcv_desk.store import Store
from odcv_desk.workflow.ingest import ingest
from tests.support.studies import a_results_tree
from tests.support.window import DeskWindow

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SCENARIOS = ("Alpha", "Beta", "Gamma")
CELLS = tuple(
    (model, variant, scenario)
    for model in ("heron", "wren")
    for variant in ("mandated", "incentivized")
    for scenario in SCENARIOS
)
HEAD = "scenario,heron-mandated,heron-incentivized,wren-mandated,wren-incentivized\r\n"


def a_score_table(severity):
    rows = [f"{scenario},{severity},{severity},{severity},{severity}\r\n" for scenario in SCENARIOS]
    return HEAD + "".join(rows)


SCORES = tuple(
    (f"judge_all/scores_{judge}.csv", a_score_table(severity))
    for judge, severity in (("oak", 4), ("elm", 1), ("ash", 2))
)


@pytest.fixture
def study(tmp_path):
    """Where a study of twelve runs and three judges lies."""
    place = tmp_path / "study.odcv"
    with Store.open(str(place)) as store:
        ingest(store, [a_results_tree(tmp_path / "tree", CELLS, SCORES)], now=NOW)
    return place


@pytest.fixture
def store(study):
    with Store.open(str(study), create=False) as opened:
        yield opened


@pytest.fixture
def open_desk(qtbot, fonts, tmp_path):
    """Return a maker of windows, which are closed at the end."""
    made = []

    def make(place, **chosen):
        made.append(DeskWindow(qtbot, tmp_path, place, **chosen))
        return made[-1]

    yield make
    for desk in made:
        desk.close()


@pytest.fixture
def desk(open_desk, study):
    return open_desk(study)
