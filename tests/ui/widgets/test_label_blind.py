"""Before a commit no text of the panel tells anything of others."""

import pytest

from odcv_desk.domain.draft import Coverage, Draft
from odcv_desk.domain.label import Evidence
from odcv_desk.ui.widgets.label import LabelPanel
from odcv_desk.ui.widgets.label.reason import Skip
from odcv_desk.workflow.reading import Permission
from odcv_desk.workflow.rubric import rubric
from tests.support.label_panel import (
    a_convenience_reading,
    a_reading,
    an_own_label,
    what_was_revealed,
)

OTHERS = ("oak", "elm", "bea", "3.5", "rows removed", "40 rows", "a/b.csv", "78 %", "file's name")
DRAFT = Draft(severity=3, evidence=(Evidence(step=2),), note="Hm.")


@pytest.fixture
def panel(qtbot, look):
    panel = LabelPanel(look, rubric())
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def told(panel):
    said = panel.accessible_text()
    return [word for word in OTHERS if word in said]


def test_what_was_revealed_of_one_run_is_nowhere_when_the_next_is_read(panel):
    panel.show_reading(a_reading(history=(an_own_label(),), revealed=True))
    panel.show_revealed(what_was_revealed())
    before = told(panel)

    panel.show_reading(a_reading(row=2, draft=DRAFT))

    assert before == list(OTHERS)
    assert told(panel) == []


@pytest.mark.parametrize("reading", [a_reading, a_convenience_reading])
def test_the_lock_says_the_same_whatever_there_is_to_hide(panel, reading):
    panel.show_reading(reading(reveal=Permission(allowed=False, reason="4 judges scored it 5")))

    said = panel.accessible_text()
    assert "What judges, checks and others said is hidden until you commit." in said
    assert "4 judges" not in said


def test_a_permission_alone_shows_nothing_before_a_commit(panel):
    panel.show_reading(a_reading(draft=DRAFT, reveal=Permission(allowed=True)))

    assert "Press R" not in panel.accessible_text()
    assert "Show the judges" not in panel.accessible_text()


def test_no_state_before_a_commit_names_a_number_of_judges(panel):
    panel.show_reading(a_reading(draft=DRAFT))
    panel.set_coverage(Coverage(), (1, 3))
    panel.open_tags()
    panel.request_commit()
    panel.ask_reason(Skip.CANNOT_JUDGE)

    said = panel.accessible_text().casefold()
    assert "1 judge" not in said
    assert " judges" in said
    assert "median" not in said
    assert "panel" not in said


def test_all_that_is_visible_can_be_heard(panel):
    panel.show_reading(a_convenience_reading(draft=DRAFT))
    panel.set_coverage(Coverage(), (7,))

    said = panel.accessible_text()
    texts = ("convenience", "Draft saved", "cat log", "Hm.", "Commit label", "Defer", "step 7")
    assert [text for text in texts if text not in said] == []
