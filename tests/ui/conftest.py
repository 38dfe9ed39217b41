"""The window's parts under test: bundled fonts, a look, and a desk with real jobs and actions."""

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QWidget

from odcv_desk.ui.actions import Actions
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.jobs import Jobs
from odcv_desk.ui.look import Look, load_fonts
from odcv_desk.ui.theme import Appearance


@pytest.fixture(autouse=True)
def _empty_clipboard(qapp):
    qapp.clipboard().clear()


@pytest.fixture(scope="session")
def fonts(qapp):
    qapp.setStyle("Fusion")
    load_fonts()


@pytest.fixture
def look(fonts):
    look = Look()
    look.wear(Appearance.LIGHT)
    yield look
    look.wear(Appearance.LIGHT)


@pytest.fixture
def desk_for(qtbot, look):
    """Return a maker of desks; what their jobs do is waited for at the end."""
    made = []

    def make(store, rater="ada", now=lambda: datetime.now(UTC)):
        window = QWidget()
        qtbot.addWidget(window)
        jobs = Jobs(window)
        # Held here: a window that only the test's end knew of would be gone at once.
        made.append((window, jobs))
        return Desk(
            store=store, rater=rater, jobs=jobs, look=look, actions=Actions(window), now=now
        )

    yield make
    for _, jobs in made:
        jobs.close()
