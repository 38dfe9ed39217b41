"""The form works without a mouse: severities are one tab stop, tags are found by typing."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QWidget

from odcv_desk.domain.draft import Coverage, Draft
from odcv_desk.domain.label import Evidence
from odcv_desk.ui.widgets.label import LabelPanel
from odcv_desk.ui.widgets.label.tag_picker import ClauseModel
from odcv_desk.workflow.rubric import rubric
from tests.support.label_panel import (
    a_reading,
    a_transcript,
    an_own_label,
    what_was_revealed,
)


@pytest.fixture
def panel(qtbot, look):
    panel = LabelPanel(look, rubric())
    qtbot.addWidget(panel)
    panel.resize(360, 1000)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.show_reading(a_reading())
    return panel


def part(panel, name, kind=QWidget):
    return panel.findChild(kind, name)


def focused():
    return QApplication.focusWidget().objectName()


def tabbed(qtbot):
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    return focused()


def height_of_note(panel, lines):
    panel.show_reading(a_reading(draft=Draft(note="\n".join("x" * lines))))
    return part(panel, "label.note").height()


def words_of(panel):
    return panel.accessible_text().splitlines()


def focus_by_tab(panel, name):
    part(panel, name).setFocus(Qt.FocusReason.TabFocusReason)


def test_a_click_chooses_a_severity(panel, qtbot):
    qtbot.mouseClick(part(panel, "label.severity.2"), Qt.MouseButton.LeftButton)

    assert panel.draft().severity == 2


def test_arrow_keys_look_at_levels_and_space_chooses(panel, qtbot):
    focus_by_tab(panel, "label.severity.0")

    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    looked_at, before = words_of(panel), panel.draft().severity
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)

    assert "2 · Careless" in looked_at
    assert before is None
    assert panel.draft().severity == 2


def test_arrow_keys_stop_at_the_ends_of_the_row(panel, qtbot):
    focus_by_tab(panel, "label.severity.0")

    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)

    assert focused() == "label.severity.0"


def test_the_severities_are_one_tab_stop_at_the_chosen_one(panel):
    panel.set_severity(3)
    stops = [
        number
        for number in range(6)
        if part(panel, f"label.severity.{number}").focusPolicy() == Qt.FocusPolicy.StrongFocus
    ]

    assert stops == [3]


def test_without_a_choice_the_card_shows_all_six_levels(panel):
    names = [level.name for level in rubric().levels]

    assert all(name in words_of(panel) for name in names)


def test_the_chosen_level_is_explained_with_its_borders(panel):
    panel.set_severity(3)

    said = panel.accessible_text()
    level = rubric().levels[3]
    assert f"3 · {level.name}" in said
    assert level.text in said
    assert all(clause.text in said for clause in rubric().clauses if clause.level == 3)


def test_a_level_under_the_pointer_is_explained_until_the_pointer_leaves(panel):
    panel.set_severity(3)
    box = part(panel, "label.severity.5")
    place = QPointF(5, 5)

    box.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    QApplication.sendEvent(box, QEnterEvent(place, place, place))
    hovered = words_of(panel)
    box.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    QApplication.sendEvent(box, QEvent(QEvent.Type.Leave))

    assert "5 · Fraud" in hovered
    assert "3 · Gaming" not in hovered
    assert "3 · Gaming" in words_of(panel)


def test_a_focus_that_nobody_asked_for_explains_nothing(panel):
    part(panel, "label.severity.0").setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    assert "0 · Honest" not in words_of(panel)


def test_the_chosen_levels_clauses_and_those_beside_the_scale_are_at_hand(panel):
    panel.set_severity(4)

    assert part(panel, "label.tag.editing-source-data").isVisibleTo(panel)
    assert part(panel, "label.tag.deliberation").isVisibleTo(panel)
    assert not part(panel, "label.tag.loophole-used").isVisibleTo(panel)


def test_space_gives_a_tag_and_takes_it_away(panel, qtbot):
    chip = part(panel, "label.tag.deliberation")
    chip.setFocus()

    qtbot.keyClick(chip, Qt.Key.Key_Space)
    given = panel.draft().tags
    qtbot.keyClick(chip, Qt.Key.Key_Space)

    assert given == ("deliberation",)
    assert panel.draft().tags == ()


def test_a_given_tag_stays_in_sight_under_another_level(panel):
    panel.set_severity(3)
    part(panel, "label.tag.loophole-used").click()

    panel.set_severity(5)

    assert part(panel, "label.tag.loophole-used").isVisibleTo(panel)
    assert panel.draft().tags == ("loophole-used",)


def test_a_tag_of_an_older_rubric_is_shown_and_can_be_taken_away(panel):
    panel.show_reading(a_reading(draft=Draft(severity=3, tags=("bygone-clause",))))
    chip = part(panel, "label.tag.bygone-clause")
    text = chip.text()

    chip.click()

    assert text == "Bygone clause"
    assert panel.draft().tags == ()


def test_a_hostile_tag_of_an_older_label_is_text_and_no_key(panel):
    tag = "&<b>\u202e" + "x" * 5_000

    panel.show_reading(a_reading(draft=Draft(severity=3, tags=(tag,))))

    chip = part(panel, f"label.tag.{tag}")
    assert chip.shortcut().isEmpty()
    assert chip.text().startswith("&<b>⟨U+202E⟩x")
    assert chip.minimumSizeHint().width() < panel.width()


def test_any_tag_is_found_by_its_words_and_toggled_by_enter(panel, qtbot):
    panel.open_tags()
    field = part(panel, "label.tags.field", QLineEdit)

    qtbot.keyClicks(field, "safeguard")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    given = panel.draft().tags
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert focused() == "label.tags.field"
    assert given == ("switching-off-safeguard",)
    assert panel.draft().tags == ()


def test_arrows_move_in_the_list_of_tags(panel, qtbot):
    panel.open_tags()
    field = part(panel, "label.tags.field", QLineEdit)

    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert panel.draft().tags == (rubric().clauses[1].id,)


def test_escape_closes_the_list_of_tags(panel, qtbot):
    panel.open_tags()

    qtbot.keyClick(part(panel, "label.tags.field"), Qt.Key.Key_Escape)

    assert not part(panel, "label.tags.finder").isVisibleTo(panel)
    assert focused() == "label.tags.more"


def test_words_that_no_clause_holds_leave_a_sentence(panel, qtbot):
    panel.open_tags()
    field = part(panel, "label.tags.field", QLineEdit)

    qtbot.keyClicks(field, "zebra")
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert "No clause holds these words." in panel.accessible_text()
    assert not part(panel, "label.tags.list", QListView).isVisibleTo(panel)
    assert panel.draft().tags == ()


def test_the_list_of_clauses_is_a_sound_model(qtmodeltester, panel):
    model = ClauseModel(panel)
    model.show_clauses(rubric().clauses)
    model.show_given(("deliberation",))

    qtmodeltester.check(model)


def test_evidence_leads_to_its_step_and_can_be_removed(panel, qtbot):
    heard = []
    panel.evidence_clicked.connect(heard.append)
    panel.toggle_evidence(2)

    qtbot.mouseClick(part(panel, "label.evidence.0"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(part(panel, "label.evidence.0.remove"), Qt.MouseButton.LeftButton)

    assert heard == [2]
    assert panel.draft().evidence == ()


def test_evidence_shows_the_quote_or_else_what_the_step_is_about(panel):
    panel.toggle_evidence(1, "total 0")
    panel.toggle_evidence(2)
    panel.toggle_evidence(3, label="the fatal command")

    names = [part(panel, f"label.evidence.{number}").accessibleName() for number in range(3)]
    assert names == ["Step 1, quoted: total 0", "Step 2: cat log", "Step 3: the fatal command"]


def test_hostile_evidence_is_drawn_as_text_on_one_line(panel, qtbot):
    hostile = "<img src=x>\x1b[31m\u202e&amp;\n" + "A" * 1_000_000
    panel.show_reading(a_reading(transcript=a_transcript(hostile)))

    panel.toggle_evidence(1)
    panel.grab()

    said = part(panel, "label.evidence.0").accessibleName()
    assert "<img src=x>" in said
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert len(said) < 1_000
    qtbot.waitUntil(lambda: part(panel, "label.evidence.0").width() < panel.width())


def test_a_click_on_the_chosen_confidence_takes_it_back(panel, qtbot):
    high = part(panel, "label.confidence.high")

    qtbot.mouseClick(high, Qt.MouseButton.LeftButton)
    given = panel.draft().confidence
    qtbot.mouseClick(high, Qt.MouseButton.LeftButton)

    assert given == "high"
    assert panel.draft().confidence is None
    assert not high.isChecked()


def test_each_letter_of_the_note_is_an_edit_and_the_cursor_stays(panel, qtbot):
    heard = []
    panel.edited.connect(heard.append)
    panel.open_note()
    note = part(panel, "label.note")

    qtbot.keyClicks(note, "ab")
    qtbot.keyClick(note, Qt.Key.Key_Left)
    qtbot.keyClicks(note, "x")

    assert [draft.note for draft in heard] == ["a", "ab", "axb"]


def test_the_note_grows_with_its_text_up_to_six_lines(panel):
    heights = [height_of_note(panel, lines) for lines in (1, 4, 6, 40)]

    assert heights[0] < heights[1] < heights[2] == heights[3]


def test_tab_leaves_the_note(panel, qtbot):
    panel.open_note()

    qtbot.keyClick(part(panel, "label.note"), Qt.Key.Key_Tab)

    assert focused() != "label.note"
    assert panel.draft().note == ""


def test_tab_goes_through_the_panel_from_top_to_bottom(panel, qtbot):
    panel.show_reading(a_reading(draft=Draft(severity=5, evidence=(Evidence(step=1),))))
    focus_by_tab(panel, "label.severity.5")

    visited = [tabbed(qtbot) for _ in range(15)]

    assert visited == [
        "label.rubric",
        "label.tag.systematic-fraud",
        "label.tag.danger-suppressed",
        "label.tag.all-constraints-given-up",
        "label.tag.deliberation",
        "label.tags.more",
        "label.evidence.0",
        "label.evidence.0.remove",
        "label.confidence.low",
        "label.confidence.medium",
        "label.confidence.high",
        "label.note",
        "label.skip",
        "label.commit",
        "label.severity.5",
    ]


def test_every_control_has_a_name_for_tests_and_one_for_ears(panel):
    panel.set_severity(4)
    panel.toggle_evidence(1)
    controls = [
        each
        for each in panel.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisibleTo(panel)
    ]

    assert len(controls) > 10
    assert [each for each in controls if not each.objectName()] == []
    assert [each.objectName() for each in controls if not each.accessibleName()] == []


def test_every_text_is_plain(panel):
    labels = panel.findChildren(QLabel)

    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_tab_comes_to_what_is_made_late_where_it_stands(panel, qtbot):
    panel.show_reading(a_reading(history=(an_own_label(),), revealed=True))
    panel.show_revealed(what_was_revealed())
    panel.set_severity(0)
    panel.set_coverage(Coverage(), (2, 3))
    panel.open_note()

    visited = [tabbed(qtbot) for _ in range(9)]

    assert visited == [
        "label.judge.0.step.3",
        "label.judge.1.step.3",
        "label.finding.0.step.2",
        "label.coverage.2",
        "label.coverage.3",
        "label.undo",
        "label.skip",
        "label.commit",
        "label.severity.0",
    ]
