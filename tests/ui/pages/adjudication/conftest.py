"""An adjudicator before the page where disputes are settled."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel

from odcv_desk.store import Store
from odcv_desk.ui.actions import Where
from odcv_desk.ui.pages.adjudication import AdjudicationPage
from tests.support.disputed import a_disputed_wave


@pytest.fixture
def empty(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture
def store(empty):
    a_disputed_wave(empty)
    return empty


class Sitting:
    """An adjudicator before the page."""

    def __init__(self, qtbot, desk):
        self.qtbot, self.desk = qtbot, desk
        self.page = AdjudicationPage(desk)
        self.told = []
        self.page.told.connect(self.told.append)
        qtbot.addWidget(self.page)
        self.page.resize(1500, 900)
        desk.actions.come_to(Where.ADJUDICATION)
        self.page.show()
        self.page.shown()
        self.settle()

    def settle(self):
        self.qtbot.waitUntil(lambda: not self.desk.jobs.busy)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.qtbot.waitUntil(lambda: not self.desk.jobs.busy)

    def do(self, *names):
        for name in names:
            self.desk.actions[f"adjudication.{name}"].trigger()
            self.settle()

    @property
    def title(self):
        found = self.page.shown_case
        return None if found is None else found.docket.title

    @property
    def given(self):
        return self.page.case.form.decision

    def message(self):
        return self.page.reader.message.findChild(QLabel, "review.message.title").text()

    def find(self, kind, name):
        return self.page.findChild(kind, name)


@pytest.fixture
def sit(qtbot, desk_for):
    return lambda store, rater="carol": Sitting(qtbot, desk_for(store, rater))


@pytest.fixture
def sitting(sit, store):
    return sit(store)
