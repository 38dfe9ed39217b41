"""The label panel shows a run's draft, asks what must be asked, and tells what the person wants."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QMenu

from odcv_desk.domain.draft import Coverage, Draft
from odcv_desk.domain.label import Confidence, Evidence, Outcome
from odcv_desk.ui.widgets.label import LabelPanel
from odcv_desk.ui.widgets.label.reason import Skip
from odcv_desk.workflow.reading import Counting
from odcv_desk.workflow.rubric import rubric
from tests.support.label_panel import (
    a_reading,
    listen,
    part,
    seen,
    text_of,
)


@pytest.fixture
def panel(qtbot, look):
    panel = LabelPanel(look, rubric())
    qtbot.addWidget(panel)
    panel.resize(360, 900)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def test_without_a_run_the_panel_says_what_to_do_next(panel):
    assert "No run is open" in panel.accessible_text()
    assert not seen(panel, "label.commit")


def test_without_a_run_no_wish_changes_anything(panel):
    heard = listen(panel.edited)

    panel.set_severity(3)
    panel.toggle_evidence(1)
    panel.request_commit()

    assert heard == []
    assert panel.draft() == Draft()


def test_a_draft_is_shown_as_it_was_kept(panel):
    draft = Draft(
        severity=4,
        confidence=Confidence.HIGH,
        tags=("deliberation",),
        evidence=(Evidence(step=2),),
        note="It knew.",
        seconds=12.5,
        coverage=Coverage(steps=frozenset({1})),
    )

    panel.show_reading(a_reading(draft=draft))

    assert panel.draft() == draft
    assert text_of(panel, "label.state") == "Draft saved"
    assert part(panel, "label.severity.4").isChecked()
    assert part(panel, "label.tag.deliberation").isChecked()
    assert part(panel, "label.confidence.high").isChecked()
    assert part(panel, "label.note").toPlainText() == "It knew."
    assert "cat log" in part(panel, "label.evidence.0").accessibleName()


def test_showing_a_run_is_no_edit(panel):
    heard = listen(panel.edited)

    panel.show_reading(a_reading(draft=Draft(severity=2, note="so so")))

    assert heard == []


def test_every_wish_is_told_with_the_draft_that_it_makes(panel):
    panel.show_reading(a_reading())
    heard = listen(panel.edited)

    panel.set_severity(3)
    panel.toggle_low_confidence()
    panel.cycle_confidence()
    panel.toggle_evidence(3, "rm log")
    panel.set_outcome(Outcome.INVALID_RUN, "no shell")

    assert [draft.severity for draft in heard] == [3, 3, 3, 3, None]
    assert heard[1].confidence is Confidence.LOW
    assert heard[2].confidence is Confidence.MEDIUM
    assert heard[3].evidence == (Evidence(step=3, quote="rm log"),)
    assert heard[-1] == panel.draft()
    assert panel.draft().note == "no shell"


def test_a_wish_for_what_is_so_already_is_not_told_again(panel):
    panel.show_reading(a_reading(draft=Draft(severity=3)))
    heard = listen(panel.edited)

    panel.set_severity(3)

    assert heard == []
    assert part(panel, "label.severity.3").isChecked()


def test_coverage_comes_into_the_draft_without_an_edit(panel):
    panel.show_reading(a_reading())
    heard = listen(panel.edited)
    coverage = Coverage(steps=frozenset({1, 2}))

    panel.set_coverage(coverage, ())

    assert heard == []
    assert panel.draft().coverage == coverage
    assert not seen(panel, "label.coverage")


def test_file_changing_steps_that_were_never_shown_are_named_and_lead_there(panel, qtbot):
    panel.show_reading(a_reading())
    heard = listen(panel.step_wanted)

    panel.set_coverage(Coverage(), (11, 14, 22))
    qtbot.mouseClick(part(panel, "label.coverage.14"), Qt.MouseButton.LeftButton)

    assert text_of(panel, "label.coverage.text") == ("3 steps that changed files were never shown:")
    assert heard == [14]


def test_many_steps_that_were_never_shown_are_counted_beyond_the_first_six(panel):
    panel.show_reading(a_reading())

    panel.set_coverage(Coverage(), tuple(range(1, 12)))

    assert "and 5 more" in panel.accessible_text()


def test_saving_is_told_beside_the_title(panel):
    panel.show_reading(a_reading())
    panel.set_severity(1)
    unsaved = text_of(panel, "label.state")

    panel.set_saving(True)
    saving = text_of(panel, "label.state")
    panel.set_saved()

    assert [unsaved, saving] == ["Not saved yet", "Saving…"]
    assert text_of(panel, "label.state") == "Draft saved"


def test_gold_is_told_quietly_with_the_waves_name(panel):
    panel.show_reading(a_reading())

    assert text_of(panel, "label.counting.wave") == "Gold wave: wave-1"
    assert not seen(panel, "label.counting.badge")


@pytest.mark.parametrize(
    ("counting", "title"),
    [
        (Counting.CORPUS, "convenience"),
        (Counting.OUTSIDE, "outside the wave"),
        (Counting.REVEALED, "revealed"),
    ],
)
def test_what_is_no_gold_cannot_be_missed(panel, counting, title):
    panel.show_reading(a_reading(counting=counting, counting_note="It stays out.", wave=None))

    assert seen(panel, "label.counting.badge")
    assert text_of(panel, "label.counting.title") == title
    assert text_of(panel, "label.counting.note") == "It stays out."


def test_a_severity_with_evidence_is_committed_at_once(panel):
    panel.show_reading(a_reading())
    heard = listen(panel.commit_wanted)
    panel.set_severity(5)
    panel.toggle_evidence(3)

    panel.request_commit()

    assert heard == [panel.draft()]


@pytest.mark.parametrize("severity", [0, 1, 2])
def test_below_three_no_evidence_is_asked_for(panel, severity):
    panel.show_reading(a_reading())
    heard = listen(panel.commit_wanted)
    panel.set_severity(severity)

    panel.request_commit()

    assert len(heard) == 1


def test_from_three_on_evidence_is_asked_for_once_and_then_accepted(panel):
    panel.show_reading(a_reading())
    heard = listen(panel.commit_wanted)
    panel.set_severity(3)

    panel.request_commit()
    asked, before = text_of(panel, "label.notice.text"), list(heard)
    panel.request_commit()

    assert "evidence: none" in asked
    assert before == []
    assert len(heard) == 1


def test_the_question_for_evidence_goes_when_it_is_answered(panel):
    panel.show_reading(a_reading())
    panel.set_severity(3)
    panel.request_commit()

    panel.toggle_evidence(2)

    assert not seen(panel, "label.notice")


def test_the_next_run_is_asked_for_evidence_anew(panel):
    heard = listen(panel.commit_wanted)
    panel.show_reading(a_reading(draft=Draft(severity=3)))
    panel.request_commit()

    panel.show_reading(a_reading(row=2, draft=Draft(severity=4)))
    panel.request_commit()

    assert heard == []


def test_without_an_answer_nothing_is_committed_and_the_panel_says_why(panel):
    panel.show_reading(a_reading(draft=Draft(note="hm")))
    heard = listen(panel.commit_wanted)

    panel.request_commit()

    assert heard == []
    assert "Choose a severity" in text_of(panel, "label.notice.text")


def test_an_outcome_without_a_reason_asks_for_it(panel):
    panel.show_reading(a_reading(draft=Draft(outcome=Outcome.CANNOT_JUDGE)))
    heard = listen(panel.commit_wanted)

    panel.request_commit()

    assert heard == []
    assert seen(panel, "label.reason")


def test_to_defer_asks_why_and_enter_tells(panel, qtbot):
    panel.show_reading(a_reading())
    heard = listen(panel.defer_wanted)
    panel.ask_reason(Skip.DEFER)
    field = part(panel, "label.reason.field", QLineEdit)

    qtbot.keyClicks(field, "need the manual")
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert heard == ["need the manual"]
    assert not seen(panel, "label.reason")
    assert panel.draft() == Draft()


def test_a_reason_of_nothing_is_not_taken(panel, qtbot):
    panel.show_reading(a_reading())
    heard = listen(panel.defer_wanted)
    panel.ask_reason(Skip.DEFER)

    qtbot.keyClick(part(panel, "label.reason.field"), Qt.Key.Key_Return)

    assert heard == []
    assert "A reason is needed" in text_of(panel, "label.reason.hint")


def test_escape_goes_back_from_a_reason_and_changes_nothing(panel, qtbot):
    panel.show_reading(a_reading())
    heard = listen(panel.edited)
    panel.ask_reason(Skip.CANNOT_JUDGE)
    field = part(panel, "label.reason.field", QLineEdit)
    qtbot.keyClicks(field, "perhaps")

    qtbot.keyClick(field, Qt.Key.Key_Escape)

    assert heard == []
    assert not seen(panel, "label.reason")


def test_cannot_judge_stands_in_the_draft_and_can_then_be_committed(panel, qtbot):
    panel.show_reading(a_reading(draft=Draft(severity=3)))
    heard = listen(panel.commit_wanted)
    panel.ask_reason(Skip.CANNOT_JUDGE)
    field = part(panel, "label.reason.field", QLineEdit)
    qtbot.keyClicks(field, "half of it is missing")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    shown = text_of(panel, "label.outcome.name")

    panel.request_commit()

    assert shown == "Cannot judge"
    assert [draft.outcome for draft in heard] == [Outcome.CANNOT_JUDGE]
    assert heard[0].note == "half of it is missing"


def test_a_commit_takes_along_the_reason_that_is_being_written(panel, qtbot):
    panel.show_reading(a_reading())
    heard = listen(panel.commit_wanted)
    panel.ask_reason(Skip.INVALID_RUN)
    qtbot.keyClicks(part(panel, "label.reason.field"), "no shell")

    panel.request_commit()

    assert [draft.note for draft in heard] == ["no shell"]


@pytest.mark.parametrize(
    ("text", "key"), [("Ctrl+Return", Qt.Key.Key_Return), ("Ctrl+Enter", Qt.Key.Key_Enter)]
)
def test_the_windows_commit_key_reaches_the_page_out_of_the_note(panel, qtbot, text, key):
    panel.show_reading(a_reading())
    keys = []
    shortcut = QShortcut(QKeySequence(text), panel)
    shortcut.activated.connect(lambda: keys.append("commit"))
    letter = QShortcut(QKeySequence("E"), panel)
    letter.activated.connect(lambda: keys.append("evidence"))
    panel.open_note()
    note = part(panel, "label.note")

    qtbot.keyClick(note, Qt.Key.Key_E)
    qtbot.keyClick(note, key, Qt.KeyboardModifier.ControlModifier)

    assert keys == ["commit"]
    assert panel.draft().note == "e"


def test_esc_in_the_note_leads_back_to_the_run(panel, qtbot):
    panel.show_reading(a_reading(draft=Draft(note="So far.")))
    panel.open_note()

    with qtbot.waitSignal(panel.left):
        qtbot.keyClick(part(panel, "label.note"), Qt.Key.Key_Escape)

    assert panel.draft().note == "So far."


def test_an_outcome_can_be_taken_back_for_a_severity(panel, qtbot):
    panel.show_reading(a_reading(draft=Draft(outcome=Outcome.INVALID_RUN, note="no shell")))

    qtbot.mouseClick(part(panel, "label.outcome.drop"), Qt.MouseButton.LeftButton)

    assert panel.draft() == Draft(note="no shell")


def test_the_skip_menu_offers_each_way_with_its_key(panel):
    panel.show_reading(a_reading())
    menu = part(panel, "label.skips", QMenu)

    menu.actions()[1].trigger()

    assert [action.text() for action in menu.actions()] == [
        "Defer…\tS",
        "Cannot judge…\tX",
        "Invalid run…\tI",
    ]
    assert seen(panel, "label.reason")
