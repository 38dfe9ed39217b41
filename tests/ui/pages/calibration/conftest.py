"""Studies with two judges, and the Calibration page on them."""

import pytest

from odcv_desk.store import Store
from odcv_desk.ui.pages.calibration import CalibrationPage
from tests.support.judge_pages import idle
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score

SCENARIOS = tuple(f"S{number:02}" for number in range(12))
MODELS = ("heron", "otter")


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture
def scored(store):
    """Two judges on 24 runs; elm is one level harsher on every third scenario."""
    scores = [
        a_score(a_run(model, scenario=scenario), a_judge(judge), severity)
        for model in MODELS
        for place, scenario in enumerate(SCENARIOS)
        for judge, severity in (
            ("oak", place % 6),
            ("elm", min(5, place % 6 + (place % 3 == 0))),
        )
    ]
    store.scores.add(scores, now=NOW)
    return store


@pytest.fixture
def labelled(scored):
    scored.labels.append(
        [
            a_label(a_run(model, scenario=scenario), severity=place % 6, rubric="odcv-desk/1")
            for model in MODELS
            for place, scenario in enumerate(SCENARIOS)
        ]
    )
    return scored


@pytest.fixture
def page_for(qtbot, desk_for):
    def make(store, rater="ada"):
        page = CalibrationPage(desk_for(store, rater, now=lambda: NOW))
        qtbot.addWidget(page)
        page.resize(1200, 900)
        page.show()
        page.shown()
        idle(qtbot, page)
        return page

    return make
