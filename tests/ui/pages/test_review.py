"""The review page in the whole window, by keys."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.label import Confidence, Outcome, Stage
from odcv_desk.domain.wave import Design, Policy, Reveal
from odcv_desk.store import Store
from odcv_desk.ui.widgets.label.text import OneLine
from odcv_desk.workflow.ingest import ingest
from odcv_desk.workflow.sample import Plan, draw
from odcv_desk.workflow.wave_course import go_on, stop
from tests.support.studies import a_results_tree
from tests.ui.pages.conftest import NOW


def standing(store):
    return [label for label in store.labels.all() if label.retracts is None]


def commit(desk, *keys):
    desk.keys(*keys, "Ctrl+Return")


def test_the_first_unlabelled_run_is_open(desk):
    assert desk.reading.title == "Alpha"
    assert desk.reading.own is None
    assert desk.find(QLabel, "queue.count").text() == "0 of 12 labelled"


def test_a_label_is_committed_by_keys_and_the_next_run_comes(desk, store):
    first = desk.reading.row
    commit(desk, "2", "U")

    (label,) = store.labels.all()
    assert (label.severity, label.confidence, label.stage) == (2, Confidence.LOW, Stage.BLIND)
    assert (label.rater, label.asserted) == ("ada", False)
    assert label.seconds is not None
    assert desk.reading.row != first
    assert desk.reading.own is None
    assert desk.find(QLabel, "queue.count").text() == "1 of 12 labelled"


def test_a_violation_without_evidence_is_asked_about_once(desk, store):
    first = desk.reading.row
    commit(desk, "4")
    assert store.labels.all() == ()
    assert desk.reading.row == first
    desk.keys("Ctrl+Return")
    assert [label.severity for label in store.labels.all()] == [4]


def test_evidence_is_the_step_under_the_caret(desk, store):
    desk.keys("J", "J", "E")
    step = desk.review.reader.transcript.current_step()
    commit(desk, "4")
    (label,) = store.labels.all()
    assert [item.step for item in label.evidence] == [step]


def test_undo_takes_the_last_label_back_and_opens_its_run_as_a_draft(desk, store):
    first = desk.reading.row
    commit(desk, "2")
    desk.keys("Ctrl+Z")

    assert desk.reading.row == first
    assert desk.reading.own is None
    assert desk.reading.draft.severity == 2
    assert [label.retracts is None for label in store.labels.all()] == [True, False]


def test_undo_goes_back_label_by_label(desk, store):
    rows = []
    for _ in range(3):
        rows.append(desk.reading.row)
        commit(desk, "1")
    desk.keys("Ctrl+Z")
    assert desk.reading.row == rows[2]
    desk.keys("Ctrl+Z", "Ctrl+Z")
    assert desk.reading.row == rows[0]
    assert len(store.labels.all()) == 6


def test_judges_stay_hidden_before_a_label_whatever_is_pressed(desk, store):
    desk.keys("2", "R")
    assert store.exposures.all() == ()
    assert "oak" not in desk.said()


def test_judges_are_revealed_after_the_label_and_that_is_written_down(desk, store):
    commit(desk, "2")
    desk.keys("P", "R")

    assert "oak" in desk.review.label.accessible_text()
    assert {event.seen for event in store.exposures.all()} == {Seen.SCORE}
    assert {event.rater for event in store.exposures.all()} == {"ada"}


def test_a_label_after_the_reveal_is_revealed_for_good(desk, store):
    commit(desk, "2")
    desk.keys("P", "R", "Ctrl+Z")
    commit(desk, "3", "E")
    assert [label.stage for label in standing(store)] == [Stage.BLIND, Stage.REVEALED]


def test_a_draft_is_kept_as_it_is_typed(desk, open_desk, study):
    row = desk.reading.row
    desk.keys("3", "M")
    desk.type("odd figures")
    desk.wait(lambda: not desk.app.jobs.busy and not desk.review.labelling._typing.isActive())
    desk.close()

    again = open_desk(study)
    again.read(row)
    assert (again.reading.draft.severity, again.reading.draft.note) == (3, "odd figures")
    assert again.review.label.draft().note == "odd figures"


def test_a_draft_is_kept_when_the_window_closes_at_once(desk, open_desk, study):
    row = desk.reading.row
    desk.review.label.set_severity(5)
    desk.close()

    again = open_desk(study)
    again.read(row)
    assert again.reading.draft.severity == 5


def test_what_was_on_screen_is_kept_with_the_label(desk, store):
    desk.wait(lambda: bool(desk.review.labelling._coverage.steps))
    commit(desk, "0")
    (label,) = store.labels.all()
    row = store.trajectories.row_of(label.run)
    assert store.desk_notes.coverage(label.rater, row, label_at=label.created_at).steps


def test_a_commit_that_fails_loses_nothing(desk, store, monkeypatch):
    def fails(*_arguments, **_more):
        raise LabelError("Alpha: not now", hint="Try again.")

    monkeypatch.setattr("odcv_desk.ui.pages.review.labelling.commit", fails)
    first = desk.reading.row
    commit(desk, "2")

    assert desk.window.problems.isVisible()
    assert desk.reading.row == first
    assert desk.review.label.draft().severity == 2
    desk.wait(lambda: not desk.app.jobs.busy and not desk.review.labelling._typing.isActive())
    monkeypatch.undo()
    desk.keys("Ctrl+Return")
    assert [label.severity for label in store.labels.all()] == [2]


def test_pressing_commit_twice_gives_one_label(desk, store):
    desk.keys("2")
    desk.review.label.request_commit()
    desk.review.label.request_commit()
    desk.settle()
    assert len(store.labels.all()) == 1


@pytest.mark.parametrize(
    ("key", "outcome"), [("X", Outcome.CANNOT_JUDGE), ("I", Outcome.INVALID_RUN)]
)
def test_an_outcome_needs_a_reason(desk, store, key, outcome):
    desk.keys(key)
    desk.type("the log breaks off")
    desk.keys("Return", "Ctrl+Return")
    (label,) = store.labels.all()
    assert label.outcome is outcome
    assert "the log breaks off" in label.note


def test_a_run_can_be_put_off_with_a_reason(desk, store):
    first = desk.reading.row
    desk.keys("S")
    desk.type("ask Ben first")
    desk.keys("Return")
    assert store.labels.all() == ()
    assert desk.reading.row != first


def test_n_and_p_go_through_the_queue(desk):
    rows = desk.review.queue.model.rows
    desk.keys("N", "N")
    assert desk.reading.row == rows[2]
    desk.keys("P")
    assert desk.reading.row == rows[1]


def test_the_queue_can_be_filtered_by_text_without_a_mouse(desk):
    desk.keys("Ctrl+L")
    desk.type("wren gamma")
    desk.wait(lambda: len(desk.review.queue.model.rows) == 2)
    desk.keys("Down", "Return")
    assert (desk.reading.model, desk.reading.title) == ("wren", "Gamma")


def test_letters_typed_into_a_field_label_nothing(desk, store):
    desk.keys("M")
    desk.type("5 1 x r")
    assert desk.review.label.draft().severity is None
    assert desk.review.label.draft().note == "5 1 x r"
    assert store.labels.all() == ()


def test_the_queue_gives_way_to_the_transcript_where_there_is_little_room(desk):
    desk.window.resize(980, 700)
    desk.settle()
    assert not desk.review.queue.isVisible()
    desk.keys("Q")
    assert desk.review.queue.isVisible()


def test_a_bookmark_is_only_a_bookmark(desk, store):
    desk.keys("B")
    assert desk.reading.flagged
    assert store.labels.all() == ()
    desk.keys("B")
    assert not desk.reading.flagged


def test_find_counts_and_steps_through_the_transcript(desk):
    desk.keys("/")
    desk.type("echo")
    desk.wait(lambda: desk.find(QLabel, "find.count").text() == "1 of 3")
    desk.keys("Return")
    assert desk.find(QLabel, "find.count").text() == "2 of 3"
    desk.keys("Escape")
    assert not desk.find(QLineEdit, "find.field").isVisible()


def test_the_raw_view_shows_the_bytes(desk):
    desk.keys("W")
    assert "== Step 1 ==" in desk.review.reader.transcript.accessible_text()
    desk.keys("W")
    assert "== Step 1 ==" not in desk.review.reader.transcript.accessible_text()


def test_scenarios_with_hard_content_are_announced(open_desk, tmp_path):
    place = tmp_path / "hard.odcv"
    tree = a_results_tree(tmp_path / "hard", [("heron", "mandated", "Content-Moderation-Enforcer")])
    with Store.open(str(place)) as store:
        ingest(store, [tree], now=NOW)
    desk = open_desk(place)

    assert desk.find(QLabel, "review.message.title").isVisible()
    assert not desk.review.reader.transcript.isVisible()
    desk.keys("Return")
    assert desk.review.reader.transcript.isVisible()


def test_an_empty_study_says_what_to_do(open_desk, tmp_path):
    desk = open_desk(tmp_path / "new.odcv")
    assert "Library" in desk.find(QLabel, "review.message.text").text()
    desk.keys("Return")
    assert desk.rooms.library.isVisible()


class TestInAWave:
    @pytest.fixture
    def wave(self, store):
        plan = Plan(size=4, design=Design.SRS, seed=5, raters=("ada",))
        return draw(store, plan, now=NOW)

    @pytest.fixture
    def desk(self, wave, open_desk, study):
        return open_desk(study)

    def rows(self, store, wave):
        return [store.trajectories.row_of(item.run) for item in wave.items]

    def test_the_next_run_in_draw_order_is_open_and_nothing_can_be_picked(self, desk, store, wave):
        assert desk.reading.row == self.rows(store, wave)[0]
        assert desk.review.wave.isVisible()
        assert not desk.review.queue.isVisible()

    def test_the_models_name_is_nowhere(self, desk):
        assert desk.reading.run is None
        # The small trails of this study do not name their model in masked places.
        header = desk.find(OneLine, "header.line").text
        assert "heron" not in header
        assert "wren" not in header
        assert "model hidden" in header

    def test_labels_lead_through_the_wave_to_its_end(self, desk, store, wave):
        met = []
        for _ in wave.items:
            met.append(desk.reading.row)
            commit(desk, "1")

        assert met == self.rows(store, wave)
        assert {label.wave for label in store.labels.all()} == {wave.name}
        assert "4 of 4" in desk.find(QLabel, "review.message.title").text()

    def test_n_does_not_pass_over_a_run(self, desk):
        row = desk.reading.row
        desk.keys("N")
        assert desk.reading.row == row
        assert "Label this run first" in desk.window.toast.text()

    def test_p_goes_back_over_ones_own_labels(self, desk, store, wave):
        rows = self.rows(store, wave)
        commit(desk, "1")
        commit(desk, "2")
        desk.keys("P")
        assert desk.reading.row == rows[1]
        desk.keys("P")
        assert desk.reading.row == rows[0]
        desk.keys("N", "N")
        assert desk.reading.row == rows[2]

    def test_judges_wait_for_the_end_of_the_wave(self, desk, store, wave):
        commit(desk, "1")
        desk.keys("P", "R")
        assert store.exposures.all() == ()
        assert "oak" not in desk.said()
        desk.keys("N")
        for _ in wave.items[1:]:
            commit(desk, "1")
        desk.review.leave_wave()
        desk.settle()
        desk.read(self.rows(store, wave)[0])
        desk.keys("R")
        assert "oak" in desk.review.label.accessible_text()

    def test_a_run_put_off_comes_again_at_the_end(self, desk, store, wave):
        rows = self.rows(store, wave)
        desk.keys("S")
        desk.type("later")
        desk.keys("Return")
        met = []
        for _ in wave.items:
            met.append(desk.reading.row)
            commit(desk, "1")
        assert met == [*rows[1:], rows[0]]

    def test_undo_brings_the_run_back_as_the_next_one(self, desk, store, wave):
        rows = self.rows(store, wave)
        commit(desk, "1")
        desk.keys("Ctrl+Z")
        assert desk.reading.row == rows[0]
        assert desk.reading.draft.severity == 1
        assert desk.reading.wave == wave.name

    def test_a_wave_that_goes_on_elsewhere_goes_on_here_at_the_next_visit(self, desk, store, wave):
        rows = self.rows(store, wave)
        commit(desk, "1")
        stop(store, wave.name, by="zoe", now=NOW)
        desk.review.enter_wave(wave.name)
        desk.settle()
        assert "stopped" in desk.find(QLabel, "review.message.title").text()
        go_on(store, wave.name, by="zoe", now=NOW + timedelta(minutes=1))
        desk.keys("Alt+4", "Alt+1")
        assert desk.reading.row == rows[1]

    def test_n_looks_whether_a_stopped_wave_goes_on(self, desk, store, wave):
        stop(store, wave.name, by="zoe", now=NOW)
        desk.review.enter_wave(wave.name)
        desk.settle()
        desk.keys("N")
        assert "stopped" in desk.find(QLabel, "review.message.title").text()
        go_on(store, wave.name, by="zoe", now=NOW + timedelta(minutes=1))
        desk.keys("N")
        assert desk.reading.row == self.rows(store, wave)[0]

    def test_the_judges_are_not_what_a_stopped_wave_leads_to(self, desk, store, wave):
        stop(store, wave.name, by="zoe", now=NOW)
        desk.review.enter_wave(wave.name)
        desk.settle()
        kinds = {
            name: desk.find(QPushButton, f"review.message.{name}").property("kind")
            for name in ("free", "judges")
        }
        assert kinds == {"free": "primary", "judges": "ghost"}


class TestInAWaveThatRevealsAfterEachItem:
    @pytest.fixture
    def desk(self, store, open_desk, study):
        policy = Policy(reveal=Reveal.ITEM)
        plan = Plan(size=4, design=Design.SRS, seed=5, raters=("ada",), policy=policy)
        draw(store, plan, now=NOW)
        return open_desk(study)

    def test_judges_are_shown_after_the_label_and_the_model_stays_hidden(self, desk, store):
        commit(desk, "1")
        desk.keys("P", "R")
        said = desk.review.label.accessible_text()
        assert "oak" in said
        assert "heron" not in said
        assert "wren" not in said
        assert store.exposures.all()
