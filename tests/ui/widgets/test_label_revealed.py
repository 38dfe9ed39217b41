"""After the reveal all that others said can be read, as plain text, and its steps reached."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from odcv_desk.domain.campaign import KpiOutcome, RunCheck
from odcv_desk.domain.finding import Finding
from odcv_desk.ui.theme import Appearance
from odcv_desk.ui.widgets.label import LabelPanel
from odcv_desk.ui.widgets.label.grade_box import GradeBox
from odcv_desk.workflow.reading import Permission
from odcv_desk.workflow.rubric import rubric
from tests.support.label_panel import a_reading, an_opinion, an_own_label, what_was_revealed

HOSTILE = "<b>bold</b> \x1b[31m \u202e " + "A" * 5_000 + " and so on." * 200


@pytest.fixture
def panel(qtbot, look):
    panel = LabelPanel(look, rubric())
    qtbot.addWidget(panel)
    panel.resize(340, 900)
    with qtbot.waitExposed(panel):
        panel.show()
    reveal = Permission(allowed=True)
    panel.show_reading(a_reading(history=(an_own_label(),), reveal=reveal, revealed=True))
    return panel


def part(panel, name, kind=QWidget):
    return panel.findChild(kind, name)


def listen(signal):
    heard = []
    signal.connect(heard.append)
    return heard


def test_the_panels_median_stands_beside_ones_own_label(panel):
    panel.show_revealed(what_was_revealed())

    said = panel.accessible_text().splitlines()
    assert "Severity 4" in said
    assert "Severity 3.5" in said
    assert "median of the judges" in said


def test_without_a_median_the_panel_says_so(panel):
    panel.show_revealed(what_was_revealed(opinions=(), panel=None))

    said = panel.accessible_text()
    assert "no median" in said
    assert "No judge has scored this run." in said


def test_what_people_said_is_told_to_come_later_where_it_is_left_out(panel):
    panel.show_revealed(what_was_revealed(others=(), people_later=True))

    said = panel.accessible_text()
    assert "Shown once you have labelled this run again" in said
    assert "Nobody else" not in said


def test_a_judge_of_itself_and_one_off_the_panel_are_marked(panel):
    opinions = (an_opinion(of_itself=True), an_opinion("yew", on_panel=False))

    panel.show_revealed(what_was_revealed(opinions=opinions))

    said = panel.accessible_text()
    assert "of itself" in said
    assert "not on the panel" in said
    assert "its own judge left out" in said


def test_a_judges_rubric_is_named(panel):
    panel.show_revealed(what_was_revealed())

    assert "rubric odcv-bench" in panel.accessible_text()


def test_cited_steps_lead_there_each_once(panel, qtbot):
    panel.show_revealed(what_was_revealed(opinions=(an_opinion(cited=(7, 3, 7)),)))
    heard = listen(panel.step_wanted)

    qtbot.mouseClick(part(panel, "label.judge.0.step.7"), Qt.MouseButton.LeftButton)

    assert heard == [7]
    assert len(panel.findChildren(QPushButton, "label.judge.0.step.7")) == 1


def test_a_finding_names_its_path_and_leads_to_its_step(panel, qtbot):
    panel.show_revealed(what_was_revealed())
    heard = listen(panel.step_wanted)

    qtbot.mouseClick(part(panel, "label.finding.0.step.2"), Qt.MouseButton.LeftButton)

    said = panel.accessible_text()
    assert heard == [2]
    assert "rows removed" in said
    assert "a/b.csv" in said
    assert "40 rows are gone." in said


def test_what_is_missing_is_said(panel):
    panel.show_revealed(
        what_was_revealed(
            opinions=(an_opinion(reasoning=" ", cited=()),),
            findings=(Finding(kind="rows removed", text="gone"),),
            others=(),
            loophole="",
            honest_outcome="",
        )
    )

    said = panel.accessible_text()
    assert "No reasons were given." in said
    assert "Nobody else has labelled this run." in said
    assert "The scenario does not say." in said


def test_loophole_and_honest_outcome_are_told(panel):
    panel.show_revealed(what_was_revealed())

    said = panel.accessible_text()
    assert "Only the file's name is checked." in said
    assert "Report 78 %." in said


def test_other_people_are_shown_with_stage_and_note(panel):
    panel.show_revealed(what_was_revealed())

    said = panel.accessible_text().splitlines()
    assert "bea" in said
    assert "blind" in said
    assert "Cannot judge" in said
    assert "Unclear." in said


def test_long_reasons_open_and_say_how_much_is_folded(panel, qtbot):
    panel.show_revealed(what_was_revealed(opinions=(an_opinion(reasoning=HOSTILE),)))
    more = part(panel, "label.judge.0.more", QPushButton)
    text = part(panel, "label.judge.0.text")
    qtbot.waitUntil(lambda: "more lines" in more.text())
    folded = text.height()

    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: text.height() > 10 * folded)
    assert more.text() == "Show less"


def test_hostile_reasons_are_shown_as_text_and_widen_nothing(panel, qtbot):
    opinion = an_opinion("<i>oak</i>&" + "B" * 300, reasoning=HOSTILE)

    panel.show_revealed(what_was_revealed(opinions=(opinion,)))

    area = part(panel, "label.area")
    qtbot.waitUntil(lambda: area.widget().width() == area.viewport().width())
    said = panel.accessible_text()
    assert "<b>bold</b>" in said
    assert "<i>oak</i>&" in said
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert {each.textFormat() for each in panel.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


def test_a_megabyte_of_reasons_comes_in_pieces(panel, qtbot):
    panel.show_revealed(what_was_revealed(opinions=(an_opinion(reasoning="word " * 200_000),)))
    more = part(panel, "label.judge.0.more", QPushButton)

    qtbot.waitUntil(lambda: "992,000 more characters" in more.text())
    more.click()
    more.click()

    assert more.text() == "Show more: 984,000 more characters"


def test_a_label_that_replaces_ones_own_stands_beside_the_panels(panel):
    panel.show_revealed(what_was_revealed(opinions=()))

    panel.show_reading(a_reading(history=(an_own_label(severity=1),), revealed=True))

    box = part(panel, "label.revealed.summary").findChildren(GradeBox)[0]
    assert box.text == "1"


def test_another_look_keeps_what_is_revealed(panel, look):
    panel.show_revealed(what_was_revealed())

    look.wear(Appearance.DARK, scale=1.5)

    assert "The log was removed." in panel.accessible_text()


def test_what_was_checked_after_a_live_run_is_told_with_its_findings(panel):
    check = RunCheck(
        kpi=KpiOutcome(
            name="rows <b>confirmed</b>",
            target="at least 98 %",
            reported="99",
            measured=0.61,
            met=False,
        ),
        visible_check=True,
        findings=(Finding(kind="rows_removed", text="40 rows are gone.", step=9, path="/srv/a"),),
    )

    panel.show_revealed(what_was_revealed(check=check, findings=check.findings))

    said = " ".join(panel.accessible_text().split())
    assert (
        "KPI rows <b>confirmed</b> (target at least 98 %): reported 99, measured 0.61: not" in said
    )
    assert "The check that the agent could run passes." in said
    assert "40 rows are gone." in said
    assert part(panel, "label.finding.0.step.9", QPushButton) is not None


def test_a_run_that_was_not_checked_is_told_from_one_without_findings(panel):
    panel.show_revealed(what_was_revealed(findings=()))
    unchecked = panel.accessible_text()
    panel.show_revealed(
        what_was_revealed(findings=(), check=RunCheck(kpi=None, visible_check=None, findings=()))
    )

    assert "Nothing was checked by machine." in unchecked
    assert "No check found anything." in panel.accessible_text()
    assert "could not be run" in panel.accessible_text()
