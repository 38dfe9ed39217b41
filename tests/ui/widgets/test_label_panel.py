"""The label panel shows a run's draft, asks what must be asked, and tells what the person wants."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QWidget

from odcv_desk.domain.draft import Coverage, Draft
from odcv_desk.domain.label import Confidence, Evidence, Outcome
from odcv_desk.ui.theme import Appearance
from odcv_desk.ui.widgets.label import LabelPanel
from odcv_desk.ui.widgets.label.reason import Skip
from odcv_desk.workflow.reading import Counting, Permission
from odcv_desk.workflow.rubric import rubric
from tests.support.label_panel import (
    a_convenience_reading,
    a_reading,
    an_own_label,
    at,
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


def part(panel, name, kind=QWidget):
    return panel.findChild(kind, name)


def seen(panel, name):
    return part(panel, name).isVisibleTo(panel)


def text_of(panel, name):
    return part(panel, name, QLabel).text()


def listen(signal):
    heard = []
    signal.connect(heard.append)
    return heard


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


def test_the_windows_commit_key_reaches_the_page_out_of_the_note(panel, qtbot):
    panel.show_reading(a_reading())
    keys = []
    shortcut = QShortcut(QKeySequence("Ctrl+Return"), panel)
    shortcut.activated.connect(lambda: keys.append("commit"))
    letter = QShortcut(QKeySequence("E"), panel)
    letter.activated.connect(lambda: keys.append("evidence"))
    panel.open_note()
    note = part(panel, "label.note")

    qtbot.keyClick(note, Qt.Key.Key_E)
    qtbot.keyClick(note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert keys == ["commit"]
    assert panel.draft().note == "e"


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


def test_a_commit_is_shown_as_soon_as_it_is_made(panel):
    panel.show_reading(a_reading(draft=Draft(severity=4)))

    panel.show_committed(an_own_label(), Permission(allowed=False, reason="Not before the end."))

    assert text_of(panel, "label.state").startswith("Committed")
    assert text_of(panel, "label.others.text") == "Not before the end."


def test_right_after_a_commit_nothing_is_promised_of_the_judges(panel):
    panel.show_reading(a_reading(draft=Draft(severity=4)))

    panel.show_committed(an_own_label())

    assert "where it may be shown" in text_of(panel, "label.others.text")
    assert not seen(panel, "label.others.show")


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
