"""Disputes are settled by keys, in order, and nothing on the page tells who said what."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QWidget

from odcv_desk.domain.decision import Decision
from odcv_desk.domain.label import Outcome, Reason, Stage
from odcv_desk.ui.pages.adjudication.docket_list import DocketModel, facts
from odcv_desk.ui.pages.adjudication.page import cited_by
from odcv_desk.workflow.adjudicate import Ruling, rule
from odcv_desk.workflow.cases import board, docket
from odcv_desk.workflow.changes import Topic
from odcv_desk.workflow.gold import standing
from tests.support.disputed import (
    AGREED,
    MODEL,
    NEAR,
    RATERS,
    SPLIT,
    a_disputed_wave,
    row_of,
)
from tests.support.studies import at

SECRETS = (*RATERS, MODEL, "judge-oak", "score-reason")


def rulings(store):
    return [label for label in store.labels.all() if label.stage is Stage.ADJUDICATED]


def every_text(widget):
    """Return what a page says to eyes and ears, its lists and its transcript too."""
    said = [widget.accessibleName(), widget.toolTip(), widget.accessibleDescription()]
    for each in widget.findChildren(QWidget):
        said += [each.accessibleName(), each.toolTip(), each.accessibleDescription()]
        said.append(str(each.property("text")))
        said.append(str(each.property("plainText")))
    return "\n".join(said)


class TestSettling:
    def test_the_first_split_is_open_at_the_start(self, sitting):
        assert sitting.title == "Split"
        assert sitting.find(QLabel, "docket.count").text() == "0 of 3 settled"

    def test_a_grade_a_reason_and_a_commit_settle_it_and_the_next_one_opens(self, sitting, store):
        sitting.do("severity_4", "slip", "commit")

        (ruling,) = rulings(store)
        assert (ruling.run, ruling.severity, ruling.reason) == (SPLIT, 4, Reason.SLIP)
        assert sitting.title == "Far"
        assert sitting.find(QLabel, "docket.count").text() == "1 of 3 settled"

    def test_nothing_is_carried_over_to_the_next_dispute(self, sitting):
        sitting.do("severity_4", "slip", "commit")

        assert sitting.given == Decision()

    @pytest.mark.parametrize(
        ("keys", "said"),
        [
            ((), "Choose a severity"),
            (("severity_3",), "Say why"),
            (("severity_3", "rubric_gap"), "needs a note"),
            (("cannot_judge", "new_fact"), "needs a note"),
        ],
    )
    def test_a_commit_that_lacks_something_says_what(self, sitting, store, keys, said):
        sitting.do(*keys, "commit")

        assert said in sitting.told[-1]
        assert said in sitting.find(QLabel, "case.lacks").text()
        assert rulings(store) == []

    def test_leaving_it_open_is_its_own_reason(self, sitting, store):
        sitting.do("leave_open", "commit")

        (ruling,) = rulings(store)
        assert (ruling.reason, ruling.shares) == (Reason.AMBIGUOUS, ((2, 0.5), (3, 0.5)))

    def test_answers_replace_each_other(self, sitting):
        sitting.do("severity_2", "leave_open", "cannot_judge")
        assert (sitting.given.severity, sitting.given.open) == (None, False)
        assert sitting.given.outcome is Outcome.CANNOT_JUDGE

        sitting.do("severity_5")
        assert (sitting.given.severity, sitting.given.outcome) == (5, None)

    def test_another_reason_ends_leaving_it_open(self, sitting):
        sitting.do("leave_open", "slip")

        assert (sitting.given.open, sitting.given.reason) == (False, Reason.SLIP)

    def test_a_step_is_taken_as_evidence_and_given_back(self, sitting):
        sitting.do("evidence")
        assert [each.step for each in sitting.given.evidence] == [3]

        sitting.do("evidence")
        assert sitting.given.evidence == ()

    def test_a_note_is_typed_where_m_leads(self, sitting, store):
        sitting.do("severity_3", "rubric_gap", "note")
        QTest.keyClicks(sitting.page.case.form.note, "what counts")
        sitting.do("commit")

        assert rulings(store)[0].note == "what counts"
        assert sitting.find(QWidget, "docket.gaps").text() == "Rubric gaps: 1 (Ctrl+G)"

    def test_the_last_ruling_says_that_all_is_settled(self, sitting):
        for _ in range(3):
            sitting.do("severity_1", "slip", "commit")

        assert sitting.title is None
        assert sitting.message() == "All disputes are settled"

    def test_ctrl_z_takes_the_last_ruling_back_and_its_words_are_a_draft_again(
        self, sitting, store
    ):
        sitting.do("severity_4", "slip", "commit", "undo")

        assert sitting.title == "Split"
        assert (sitting.given.severity, sitting.given.reason) == (4, Reason.SLIP)
        assert board(store, "carol").settled == 0

    def test_what_was_typed_is_there_after_a_crash(self, sitting, sit):
        kept = sitting.desk.store.ruling_drafts
        sitting.do("severity_4", "rubric_gap")
        sitting.page.case.form.note.written.emit("what cou")
        place = ("carol", "wave-1", sitting.page.shown_case.docket.row)
        sitting.qtbot.waitUntil(lambda: kept.draft(*place) == sitting.given)

        after = sit(sitting.desk.store)

        assert (after.title, after.given) == ("Split", sitting.given)
        assert after.given.note == "what cou"

    def test_who_closes_the_window_loses_nothing(self, sitting, sit):
        sitting.do("severity_4")

        assert sitting.page.close_down()
        assert sit(sitting.desk.store).given == Decision(severity=4)

    def test_a_ruling_of_an_earlier_sitting_can_be_taken_back(self, sit, store):
        sit(store).do("severity_4", "slip", "commit")
        later = sit(store)
        later.do("previous_run", "undo")

        assert later.title == "Split"
        assert later.given.severity == 4
        assert board(store, "carol").settled == 0

    def test_without_a_ruling_there_is_nothing_to_take_back(self, sitting):
        sitting.do("undo")

        assert "no ruling of yours" in sitting.told[-1]

    def test_what_was_begun_waits_while_another_dispute_is_read(self, sitting):
        sitting.do("severity_4", "next_run")
        assert sitting.title == "Far"

        sitting.do("previous_run")
        assert sitting.given.severity == 4

    def test_at_the_ends_of_the_list_it_says_so(self, sitting):
        sitting.do("previous_run")

        assert sitting.title == "Split"
        assert "no dispute beyond" in sitting.told[-1]


class TestBothSides:
    def test_they_stand_as_letters_with_grades_in_words(self, sitting, store):
        sides = sitting.page.shown_case.sides
        said = [sitting.find(QLabel, f"side.{each}.grade").text() for each in "AB"]

        assert said == [f"Severity {side.severity}" for side in sides]

    def test_their_evidence_is_marked_by_letters_on_the_transcript(self, sitting):
        told = sitting.page.reader.transcript.accessible_text()

        assert "Evidence of A" in told
        assert "Evidence of B" in told

    def test_a_step_that_both_cite_carries_both_letters(self, sitting):
        (first, second) = sitting.page.shown_case.sides

        assert cited_by((first, second, second), [3, 5])[second.evidence[0].step] == "B C"

    def test_a_result_that_is_cited_counts_for_its_step(self, sitting):
        sides = sitting.page.shown_case.sides

        assert cited_by(sides, [1, 2]) == {2: "A B"}

    def test_c_leads_from_cited_step_to_cited_step(self, sitting):
        view = sitting.page.reader.transcript
        assert view.current_step() == 3

        sitting.do("next_cited")
        assert view.current_step() == 5
        sitting.do("next_cited")
        assert "No side cites" in sitting.told[-1]
        sitting.do("previous_cited")
        assert view.current_step() == 3

    def test_a_cited_step_is_gone_to_by_its_link(self, sitting):
        sides = sitting.page.shown_case.sides
        place = next(at for at, side in enumerate(sides) if side.evidence[0].step == 5)
        sitting.find(QWidget, f"side.{'AB'[place]}.evidence.0").click()

        assert sitting.page.reader.transcript.current_step() == 5

    def test_the_raw_view_hides_what_the_wave_hides(self, sitting):
        sitting.do("raw")

        assert "hidden in this wave" in sitting.page.reader.transcript.accessible_text()
        assert "call_3" not in sitting.page.reader.transcript.accessible_text()


class TestBlindness:
    def test_nothing_on_the_page_names_rater_judge_or_masked_model(self, sitting):
        sitting.do("severity_4", "slip", "commit", "previous_run")
        said = every_text(sitting.page) + sitting.page.reader.transcript.accessible_text()
        lines = sitting.page.docket.model
        said += "".join(str(lines.index(at).data()) for at in range(lines.rowCount()))

        assert [secret for secret in SECRETS if secret in said] == []

    def test_an_adjudicator_who_was_a_rater_is_told(self, sit, store):
        seat = sit(store, "rater-ada")

        assert "You were a rater of this run" in seat.find(QWidget, "case.told").words
        assert "you rated it" in facts(docket(store, "rater-ada")[0])

    def test_who_was_none_is_told_nothing(self, sitting):
        assert sitting.find(QWidget, "case.told").isHidden()


class TestNothingToSettle:
    def test_without_a_wave_the_library_is_offered(self, sit, empty):
        seat = sit(empty)

        assert seat.message() == "No wave to settle"
        assert seat.find(QWidget, "review.message.library") is not None

    def test_who_has_items_left_is_told_and_sees_no_dispute_and_no_gap(self, sit, empty):
        a_disputed_wave(empty, missing=[(NEAR, "rater-bo")])
        seat = sit(empty, "rater-bo")

        assert seat.message() == "You still have runs of wave-1 to label"
        assert seat.page.docket.model.rowCount() == 0
        seat.do("gaps")
        assert "once you have labelled" in seat.told[-1]
        assert empty.exposures.all() == ()

    def test_while_raters_are_at_work_it_counts(self, sit, empty):
        a_disputed_wave(empty, (AGREED, NEAR), missing=[(NEAR, "rater-bo")])

        assert sit(empty).message() == "Nothing to settle yet"

    def test_where_everybody_agrees_it_says_so(self, sit, empty):
        a_disputed_wave(empty, (AGREED,))

        assert sit(empty).message() == "Everybody agrees"

    def test_a_wave_of_one_person_has_no_disputes(self, sit, empty):
        a_disputed_wave(empty, (AGREED,), raters=("solo",))

        assert sit(empty).message() == "One person labels this wave"


def test_gaps_are_copied_as_markdown(sitting):
    sitting.do("severity_3", "rubric_gap", "note")
    QTest.keyClicks(sitting.page.case.form.note, "what counts")
    sitting.do("commit", "gaps")
    dialog = sitting.find(QDialog, "gaps")
    dialog.findChild(QWidget, "gaps.copy").click()

    assert "what counts" in QGuiApplication.clipboard().text()
    dialog.close()


def test_the_list_of_disputes_is_a_sound_model(qtmodeltester, store):
    model = DocketModel()
    model.show_lines(docket(store, "carol"))

    qtmodeltester.check(model)


class TestMeanwhile:
    def test_a_ruling_given_meanwhile_is_shown_and_the_draft_is_kept(self, sitting, store):
        faults = []
        sitting.desk.jobs.problem.connect(faults.append)
        sitting.do("severity_5", "slip")
        elsewhere = Ruling(reason=Reason.SLIP, severity=3)
        rule(store, "dora", row_of(store, SPLIT), elsewhere, now=sitting.desk.now())
        sitting.do("commit")

        assert "settled meanwhile" in str(faults[0])
        assert sitting.page.shown_case.ruling.severity == 3
        assert sitting.given.severity == 5
        sitting.do("commit")
        assert [each.severity for each in standing(rulings(store))] == [5]

    def test_a_dispute_that_vanishes_gives_way_to_the_next_and_its_draft_is_kept(
        self, sitting, store
    ):
        sitting.do("severity_5", "slip")
        (taken, _) = (
            each for each in store.labels.all() if each.run == SPLIT and each.retracts is None
        )
        later = sitting.desk.now()
        store.labels.append(
            [replace(taken, created_at=later, severity=None, retracts=taken.created_at)]
        )
        sitting.do("commit")

        assert sitting.title == "Far"
        assert rulings(store) == []
        store.labels.append([replace(taken, created_at=later + timedelta(seconds=1))])
        sitting.page.refresh(frozenset({Topic.LABELS}))
        sitting.settle()
        sitting.page.open_dispute(row_of(store, SPLIT))
        sitting.settle()
        assert sitting.given.severity == 5

    def test_a_run_whose_labels_changed_is_to_be_looked_at_again(self, sit, store):
        row = row_of(store, SPLIT)
        rule(store, "dora", row, Ruling(reason=Reason.SLIP, severity=3), now=at(100))
        (taken, _) = (
            each for each in store.labels.all() if each.run == SPLIT and each.rater in RATERS
        )
        store.labels.append(
            [
                replace(taken, created_at=at(110), severity=None, retracts=taken.created_at),
                replace(taken, created_at=at(111), severity=0),
            ]
        )
        sitting = sit(store)

        assert sitting.title == "Split"
        assert "Ruled on other labels" in every_text(sitting.page.case)
        assert "look again" in facts(sitting.page.docket.model.lines[0])

    def test_the_list_says_whose_ruling_is_ones_own(self, store):
        rule(store, "dora", row_of(store, SPLIT), Ruling(reason=Reason.SLIP, severity=3), now=at(9))

        assert "you ruled" in facts(docket(store, "dora")[0])
        assert "settled" in facts(docket(store, "carol")[0])


def test_a_dispute_that_is_gone_meanwhile_leaves_the_page_in_order(sitting, store, monkeypatch):
    faults = []
    sitting.desk.jobs.problem.connect(faults.append)
    sitting.page.open_dispute(row_of(store, AGREED))
    sitting.settle()

    assert "nothing to settle" in str(faults[0])
    assert sitting.title == "Split"
