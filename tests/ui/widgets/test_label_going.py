"""Where the label panel leads eyes and keyboard, and what it says while a commit is under way."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QScrollArea

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.label import Outcome
from odcv_desk.ui.widgets.label import LabelPanel
from odcv_desk.ui.widgets.label.chip import Chip
from odcv_desk.ui.widgets.label.reason import Skip
from odcv_desk.workflow.rubric import rubric
from tests.support.label_panel import a_reading, listen, part, text_of


@pytest.fixture
def panel(qtbot, look):
    """A panel that is far too low for its form."""
    panel = LabelPanel(look, rubric())
    qtbot.addWidget(panel)
    panel.resize(340, 420)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.show_reading(a_reading())
    return panel


def bar_of(panel):
    return part(panel, "label.area", QScrollArea).verticalScrollBar()


def in_sight(panel, name):
    """Whether the upper edge of a part is within what the area shows."""
    view = part(panel, "label.area", QScrollArea).viewport()
    widget = part(panel, name)
    top = widget.mapTo(view, widget.rect().topLeft()).y()
    return 0 <= top < view.height()


def test_another_run_is_shown_from_the_top(panel, qtbot):
    panel.open_note()
    qtbot.waitUntil(lambda: bar_of(panel).value() > 0)

    panel.show_reading(a_reading(row=2))

    assert bar_of(panel).value() == 0


def test_the_same_run_shown_anew_does_not_move(panel, qtbot):
    panel.open_note()
    qtbot.waitUntil(lambda: bar_of(panel).value() > 0)
    before = bar_of(panel).value()

    panel.show_reading(a_reading())

    assert bar_of(panel).value() == before


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        (lambda panel: panel.set_severity(2), "label.severity"),
        (lambda panel: panel.set_outcome(Outcome.INVALID_RUN, "no"), "label.outcome"),
    ],
    ids=["severity", "outcome"],
)
def test_what_a_key_changes_above_comes_into_sight(panel, qtbot, wish, shown):
    bar_of(panel).setValue(bar_of(panel).maximum())

    wish(panel)

    qtbot.waitUntil(lambda: in_sight(panel, shown))


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        (LabelPanel.toggle_low_confidence, "label.confidence.low"),
        (LabelPanel.cycle_confidence, "label.confidence.low"),
        (LabelPanel.open_note, "label.note"),
        (LabelPanel.open_tags, "label.tags.field"),
        (lambda panel: panel.toggle_evidence(2), "label.evidence"),
    ],
    ids=["low", "confidence", "note", "tags", "evidence"],
)
def test_what_a_key_changes_below_comes_into_sight(panel, qtbot, wish, shown):
    wish(panel)

    qtbot.waitUntil(lambda: in_sight(panel, shown))


def test_esc_in_a_reason_leads_back_to_the_run(panel, qtbot):
    heard = []
    panel.left.connect(lambda: heard.append("left"))
    panel.ask_reason(Skip.DEFER)

    qtbot.keyClick(part(panel, "label.reason.field"), Qt.Key.Key_Escape)

    assert heard == ["left"]


def test_esc_in_the_list_of_tags_leads_back_to_the_run(panel, qtbot):
    heard = []
    panel.left.connect(lambda: heard.append("left"))
    panel.open_tags()

    qtbot.keyClick(part(panel, "label.tags.field"), Qt.Key.Key_Escape)

    assert heard == ["left"]


def test_the_note_is_written_on_at_its_end(panel, qtbot):
    panel.show_reading(a_reading(draft=Draft(note="At first")))
    panel.open_note()

    qtbot.keyClicks(part(panel, "label.note", QPlainTextEdit), " sight")

    assert panel.draft().note == "At first sight"


def test_from_the_commit_on_the_button_says_that_it_is_under_way(panel):
    commits = listen(panel.commit_wanted)
    panel.set_severity(1)
    panel.request_commit()
    panel.request_commit()
    button = part(panel, "label.commit", QPushButton)

    assert button.accessibleName() == "Committing…"
    assert not button.isEnabled()
    assert len(commits) == 1


def test_after_a_commit_that_failed_one_can_commit_again(panel):
    commits = listen(panel.commit_wanted)
    panel.set_severity(1)
    panel.request_commit()

    panel.set_saving(True)
    panel.request_commit()

    assert len(commits) == 2


def test_a_panel_that_is_off_says_why_and_takes_nothing(panel):
    edits, refusals = listen(panel.edited), listen(panel.refused)
    panel.switch_off("This study can only be read.")

    panel.set_severity(1)
    panel.open_note()
    panel.request_commit()

    assert edits == []
    assert refusals == ["This study can only be read."] * 3
    assert text_of(panel, "label.notice.text") == "This study can only be read."


def test_a_panel_that_is_off_stays_so_with_the_next_run(panel):
    panel.switch_off("This study can only be read.")

    panel.show_reading(a_reading(row=2))

    assert text_of(panel, "label.notice.text") == "This study can only be read."
    assert not part(panel, "label.commit", QPushButton).isEnabled()


def test_a_chip_with_a_name_without_end_has_a_width(qtbot, look):
    chip = Chip(look, "m" * 400, "chip")
    qtbot.addWidget(chip)

    assert chip.sizeHint().width() <= look.px(240)
    assert chip.accessibleName() == "m" * 400
