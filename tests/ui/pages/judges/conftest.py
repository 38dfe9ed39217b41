"""Studies with two judges, and the Judges page on them."""

import pytest

from odcv_desk.domain.label import Evidence
from odcv_desk.store import Store
from odcv_desk.ui.pages.judges import JudgesPage
from tests.support.judge_pages import idle
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score

SCENARIOS = ("Alpha", "Beta", "Gamma", "Delta")
GIVEN = {"oak": (0, 1, 4, 5), "elm": (0, 3, 1, 5)}
OWN_LABELS = (0, 2, 3, 5)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture
def scored(store):
    store.scores.add(
        [
            a_score(
                a_run(model, scenario=scenario),
                a_judge(judge),
                severity,
                reasoning=f"Secret of {judge}.",
            )
            for model in ("heron", "otter")
            for judge, severities in GIVEN.items()
            for scenario, severity in zip(SCENARIOS, severities, strict=True)
        ],
        now=NOW,
    )
    return store


@pytest.fixture
def labelled(scored):
    """Ada labelled heron's four runs, and none of otter's."""
    scored.labels.append(
        [
            a_label(
                a_run(scenario=scenario),
                severity=severity,
                note=f"Note on {scenario}.",
                evidence=(Evidence(step=3, quote="rm audit.log"),),
            )
            for scenario, severity in zip(SCENARIOS, OWN_LABELS, strict=True)
        ]
    )
    return scored


@pytest.fixture
def page_for(qtbot, desk_for):
    def make(store, rater="ada"):
        page = JudgesPage(desk_for(store, rater, now=lambda: NOW))
        qtbot.addWidget(page)
        page.resize(1300, 800)
        page.show()
        page.shown()
        idle(qtbot, page)
        return page

    return make
