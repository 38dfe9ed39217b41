"""What the label panel shows of a label that was committed, and of what others said."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from odcv_desk.domain.draft import Draft
from odcv_desk.ui.theme import Appearance
from odcv_desk.ui.widgets.label import LabelPanel
from odcv_desk.workflow.reading import Permission
from odcv_desk.workflow.rubric import rubric
from tests.support.label_panel import (
    a_convenience_reading,
    a_reading,
    an_own_label,
    at,
    listen,
    part,
    seen,
    text_of,
    what_was_revealed,
)


@pytest.fixture
def panel(qtbot, look):
    panel = LabelPanel(look, rubric())
    qtbot.addWidget(panel)
    panel.resize(360, 900)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def test_a_committed_label_stands_there_and_can_be_taken_back(panel, qtbot):
    own = an_own_label()
    panel.show_reading(a_reading(history=(own,)))
    heard = []
    panel.undo_wanted.connect(lambda: heard.append("undo"))

    qtbot.mouseClick(part(panel, "label.undo"), Qt.MouseButton.LeftButton)

    assert text_of(panel, "label.state") == f"Committed {own.created_at.astimezone():%H:%M}"
    assert not part(panel, "label.commit", QPushButton).isEnabled()
    assert part(panel, "label.severity.4").isChecked()
    assert heard == ["undo"]


def test_a_commit_of_what_stands_is_not_told(panel):
    panel.show_reading(a_reading(history=(an_own_label(),)))
    heard = listen(panel.commit_wanted)

    panel.request_commit()

    assert heard == []
    assert "committed" in text_of(panel, "label.notice.text")


def test_an_edit_of_a_committed_label_would_replace_it(panel):
    panel.show_reading(a_reading(history=(an_own_label(),)))
    edits, commits = listen(panel.edited), listen(panel.commit_wanted)

    panel.set_severity(5)
    told = text_of(panel, "label.notice.text")
    panel.request_commit()

    assert "replace your label" in told
    assert [draft.severity for draft in edits] == [5]
    assert commits == edits


def test_a_draft_over_a_committed_label_says_that_it_would_replace_it(panel):
    panel.show_reading(a_reading(history=(an_own_label(),), draft=Draft(severity=1)))

    assert panel.draft().severity == 1
    assert "replace your label" in text_of(panel, "label.notice.text")


def test_an_edit_that_is_undone_by_hand_is_the_committed_label_again(panel):
    panel.show_reading(a_reading(history=(an_own_label(),)))
    panel.set_severity(5)

    panel.set_severity(4)
    panel.set_saved()

    assert text_of(panel, "label.state").startswith("Committed")


def test_ones_own_earlier_labels_open_on_request(panel, qtbot):
    first = an_own_label(severity=2, standing=False, created_at=at(-60), note="At first sight.")
    back = an_own_label(severity=None, retracts=at(-60), standing=False, created_at=at(-30))
    panel.show_reading(a_reading(history=(first, back, an_own_label())))
    toggle = part(panel, "label.history.toggle", QPushButton)
    closed = panel.accessible_text()

    qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)

    assert "Show 1 earlier label" in closed
    assert "At first sight." not in closed
    assert "taken back" in panel.accessible_text()
    assert "At first sight." in panel.accessible_text()


def test_the_judges_can_be_asked_for_where_the_policy_allows(panel, qtbot):
    panel.show_reading(a_reading(history=(an_own_label(),), reveal=Permission(allowed=True)))
    heard = []
    panel.reveal_wanted.connect(lambda: heard.append("reveal"))

    qtbot.mouseClick(part(panel, "label.others.show"), Qt.MouseButton.LeftButton)

    assert "Press R to show the judges" in text_of(panel, "label.others.text")
    assert heard == ["reveal"]


def test_where_the_policy_forbids_the_panel_says_why(panel):
    reason = "The judges are shown when wave-1 is complete."
    reveal = Permission(allowed=False, reason=reason)

    panel.show_reading(a_reading(history=(an_own_label(),), reveal=reveal))

    assert text_of(panel, "label.others.text") == reason
    assert not seen(panel, "label.others.show")


def test_a_label_taken_back_hides_the_judges_again(panel):
    reading = a_reading(history=(an_own_label(),), revealed=True)
    panel.show_reading(reading)
    panel.show_revealed(what_was_revealed())

    panel.show_reading(a_reading(history=(an_own_label(standing=False),), revealed=True))

    assert "The log was removed." not in panel.accessible_text()
    assert part(panel, "label.judge.0") is None


def test_what_was_revealed_stays_when_the_same_run_is_read_again(panel):
    reading = a_reading(history=(an_own_label(),), revealed=True)
    panel.show_reading(reading)
    panel.show_revealed(what_was_revealed())

    panel.show_reading(reading)

    assert "The log was removed." in panel.accessible_text()
    assert not seen(panel, "label.others")


def test_what_was_revealed_goes_with_its_run(panel):
    panel.show_reading(a_reading(history=(an_own_label(),), revealed=True))
    panel.show_revealed(what_was_revealed())

    panel.show_reading(a_reading(row=2))

    assert "The log was removed." not in panel.accessible_text()


def test_without_a_transcript_the_panel_says_that_no_step_can_be_cited(panel):
    panel.show_reading(a_convenience_reading(transcript=None))

    assert "there is no step to cite" in panel.accessible_text()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_nothing_is_wider_than_the_panel_at_any_scale(panel, look, scale, appearance, qtbot):
    panel.show_reading(a_convenience_reading(history=(an_own_label(),), revealed=True))
    panel.show_revealed(what_was_revealed())

    look.wear(appearance, scale=scale)
    panel.resize(round(330 * scale**0.5), 900)
    area = part(panel, "label.area")

    qtbot.waitUntil(lambda: area.widget().width() == area.viewport().width())
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()
