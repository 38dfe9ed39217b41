"""The Runs page by itself, on a machine without an engine."""

import threading

import pytest

from odcv_desk.store import Store
from odcv_desk.ui.pages.runs import RunsPage
from tests.support.runs_stories import a_machine


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture
def gate():
    """An event that a model waits for; set at the end, so that nothing hangs."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def open_page(qtbot, desk_for, store):
    """Return a maker of pages that have read the study; their campaigns are ended at the end."""

    def make(machine=None, rater="ada"):
        page = RunsPage(desk_for(store, rater), machine or a_machine())
        qtbot.addWidget(page, before_close_func=lambda each: each.desk.jobs.close())
        page.resize(1300, 850)
        page.show()
        page.shown()
        qtbot.waitUntil(lambda: page._life.shows_content or not page._life.busy)
        return page

    return make
