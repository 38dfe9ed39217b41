"""A library page on a study, with jobs and actions that outlive it."""

import pytest

from odcv_desk.store import Store
from odcv_desk.ui.actions import Where
from odcv_desk.ui.pages.library.page import LibraryPage
from tests.support.library_page import MODELS
from tests.support.studies import (
    NOW,
    a_judge,
    a_results_tree,
    a_run,
    a_score,
    a_trail,
    an_incoming,
)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture
def filled(store):
    runs = [a_run(model, scenario=name) for model in MODELS for name in ("Alpha", "Beta", "Gamma")]
    store.trajectories.add([an_incoming(run, raw=a_trail(str(run))) for run in runs])
    store.scores.add([a_score(run, a_judge("sentinel-oak"), severity=4) for run in runs], now=NOW)
    return store


@pytest.fixture
def page_for(qtbot, desk_for):
    def make(store, now=NOW, **more):
        page = LibraryPage(desk_for(store, now=lambda: now), **more)
        qtbot.addWidget(page)
        page.resize(1200, 800)
        page.show()
        page.desk.actions.come_to(Where.LIBRARY)
        page.shown()
        return page

    return make


@pytest.fixture
def tree(tmp_path):
    cells = [("heron", "mandated", "Alpha"), ("wren", "mandated", "Beta")]
    scores = [("scores_oak.csv", "scenario,heron-mandated\nAlpha,3\n")]
    return a_results_tree(tmp_path / "results", cells, scores)
