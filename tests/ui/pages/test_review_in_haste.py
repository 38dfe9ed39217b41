"""Keys that come faster than the study answers: nothing doubled, nothing on the wrong run."""

import random
import threading
from itertools import pairwise

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.errors import StoreError
from odcv_desk.domain.wave import Design
from odcv_desk.workflow.commit import save_draft
from odcv_desk.workflow.reading import read
from odcv_desk.workflow.sample import Plan, draw
from tests.ui.pages.conftest import NOW

SWITCHES = 300


def press(desk, *names):
    """Press keys and handle what is there to be handled, without waiting for jobs."""
    for name in names:
        QTest.keySequence(desk.focus(), QKeySequence(name))
        QApplication.processEvents()


def hold(desk, name, times=40):
    """Press a key again and again, as a held one repeats itself."""
    press(desk, *[name] * times)
    desk.settle()


def locked(*_given, **_more):
    raise StoreError("study.odcv: database is locked", hint="Try again in a moment.")


def drafts_in(store):
    rows = tuple(store.trajectories.ids())
    return store.desk_notes.drafts("ada", rows)


def labels_in(store):
    return [(store.trajectories.row_of(label.run), label.severity) for label in store.labels.all()]


def test_a_held_commit_key_gives_one_label(study, store, open_desk):
    desk = open_desk(study)
    first = desk.reading.row
    press(desk, "2")
    hold(desk, "Ctrl+Return")

    assert labels_in(store) == [(first, 2)]


def test_what_is_typed_behind_a_commit_does_not_come_back_as_a_draft_of_it(study, store, open_desk):
    desk = open_desk(study)
    first = desk.reading.row
    press(desk, "2", "E", "Ctrl+Return", "4", "Shift+J", "5")
    desk.settle()
    desk.keys("P", "N")

    assert labels_in(store) == [(first, 2)]
    assert first not in drafts_in(store)


def test_a_commit_in_the_moment_of_leaving_is_kept_once(study, store, open_desk):
    desk = open_desk(study)
    first = desk.reading.row
    press(desk, "1", "Ctrl+Return", "N", "P", "N")
    desk.settle()

    assert labels_in(store) == [(first, 1)]
    assert desk.reading.row != first


def test_a_commit_that_fails_behind_ones_back_stays_a_draft_of_its_run(
    study, store, open_desk, monkeypatch
):
    desk = open_desk(study)
    first = desk.reading.row
    monkeypatch.setattr("odcv_desk.ui.pages.review.labelling.commit", locked)
    press(desk, "4", "E", "Ctrl+Return", "N")
    desk.settle()

    assert desk.reading.row != first
    assert {row: draft.severity for row, draft in drafts_in(store).items()} == {first: 4}


def test_where_no_next_run_can_be_read_one_can_go_on_with_this_one(
    study, store, open_desk, monkeypatch
):
    desk = open_desk(study)
    first = desk.reading.row
    monkeypatch.setattr("odcv_desk.ui.pages.review.free_walk.next_unlabelled", locked)
    desk.keys("1", "Ctrl+Return", "2", "Ctrl+Return")

    assert labels_in(store) == [(first, 1), (first, 2)]


def test_a_draft_is_said_to_be_saved_when_its_newest_state_is(study, store, open_desk):
    desk, told = open_desk(study), []
    labelling = desk.review.labelling
    labelling.saving.connect(lambda: told.append("saving"))
    labelling.saved.connect(lambda: told.append("saved"))
    labelling.edit(Draft(severity=1))
    labelling._save()
    labelling.edit(Draft(severity=2))
    desk.wait(lambda: "saved" in told)
    desk.settle()

    assert told == ["saving", "saving", "saved"]
    assert drafts_in(store)[desk.reading.row].severity == 2


class Gate:
    """Holds the readings of runs until it is opened, and counts them."""

    def __init__(self, monkeypatch):
        self._open, self.count, self._lock = threading.Event(), 0, threading.Lock()

        def held(*given):
            with self._lock:
                self.count += 1
            assert self._open.wait(10)
            return read(*given)

        monkeypatch.setattr("odcv_desk.ui.pages.review.opening.read", held)

    def open(self):
        self._open.set()


@pytest.fixture
def gate(monkeypatch):
    """Return what holds readings back from when it is called."""
    made = []

    def shut():
        made.append(Gate(monkeypatch))
        return made[-1]

    yield shut
    for each in made:
        each.open()


def grades_in(store):
    return {row: draft.severity for row, draft in drafts_in(store).items() if not draft.empty}


def test_a_grade_typed_while_the_next_run_is_read_is_of_the_run_that_comes(
    study, store, open_desk, gate
):
    desk = open_desk(study)
    first, held = desk.reading.row, gate()
    press(desk, "N", "4")
    assert desk.review.label.draft().severity is None
    held.open()
    desk.settle()

    assert desk.reading.row != first
    assert desk.review.label.draft().severity == 4
    desk.keys("N")
    assert grades_in(store) == {desk.review.queue.beside(first, step=1): 4}


def test_a_grade_typed_behind_a_commit_is_of_the_run_that_comes(study, store, open_desk, gate):
    desk = open_desk(study)
    first, held = desk.reading.row, gate()
    press(desk, "2", "Ctrl+Return", "5")
    held.open()
    desk.settle()

    assert labels_in(store) == [(first, 2)]
    assert desk.reading.row != first
    assert desk.review.label.draft().severity == 5


def test_in_a_wave_a_grade_typed_behind_a_commit_is_of_the_next_run_drawn(study, store, open_desk):
    wave = draw(store, Plan(size=4, design=Design.SRS, seed=5, raters=("ada",)), now=NOW)
    desk = open_desk(study)
    first = desk.reading.row
    press(desk, "2", "Ctrl+Return", "5")
    desk.settle()

    assert desk.reading.row == store.trajectories.row_of(wave.items[1].run)
    assert labels_in(store) == [(first, 2)]
    assert desk.review.label.draft().severity == 5


def test_in_a_wave_news_of_other_labels_do_not_keep_one_from_going_on(study, store, open_desk):
    wave = draw(store, Plan(size=4, design=Design.SRS, seed=5, raters=("ada",)), now=NOW)
    desk = open_desk(study)
    walk, wanted = desk.review.walk, []
    walk.run_wanted.connect(wanted.append)
    walk.look(walk.name, go_on=True)
    walk.look(walk.name, go_on=False)
    desk.settle()

    assert wanted == [store.trajectories.row_of(wave.items[0].run)]


def test_a_grade_for_a_run_that_was_overtaken_is_given_to_no_other_and_that_is_said(
    study, store, open_desk, gate
):
    desk = open_desk(study)
    held = gate()
    press(desk, "N", "4", "N")
    assert "Severity 4 was not given" in desk.window.toast.text()
    held.open()
    desk.settle()
    desk.keys("N")

    assert grades_in(store) == {}


def test_a_grade_typed_behind_a_commit_that_fails_is_not_of_the_run_before(
    study, store, open_desk, monkeypatch
):
    desk = open_desk(study)
    first, failing = desk.reading.row, threading.Event()

    def fail(*given, **more):
        failing.wait(10)
        locked(*given, **more)

    monkeypatch.setattr("odcv_desk.ui.pages.review.labelling.commit", fail)
    press(desk, "2", "Ctrl+Return", "5")
    failing.set()
    desk.settle()

    assert desk.reading.row == first
    assert desk.review.label.draft().severity == 2
    assert "Severity 5 was not given" in desk.window.toast.text()
    desk.keys("1")
    assert desk.review.label.draft().severity == 1


def test_a_grade_typed_behind_the_last_label_is_not_given_to_it_again(study, store, open_desk):
    desk = open_desk(study)
    rows = desk.review.queue.model.rows
    desk.read(rows[-1])
    press(desk, "2", "Ctrl+Return", "5")
    desk.settle()

    assert desk.reading.row == rows[-1]
    assert desk.review.label.draft().severity == 2


def test_a_held_key_makes_no_queue_of_readings_and_the_last_run_wins(study, open_desk, gate):
    desk = open_desk(study)
    rows, held = desk.review.queue.model.rows, gate()
    press(desk, *["N"] * 8)
    assert held.count <= 2
    held.open()
    desk.settle()

    assert desk.reading.row == rows[8]
    assert held.count == 3


def test_a_run_that_takes_long_is_waited_for_in_sight_and_can_be_left(study, open_desk, gate):
    desk = open_desk(study)
    first, held = desk.reading.row, gate()
    press(desk, "N")
    desk.wait(desk.review.reader.waiting.isVisible)
    assert desk.focus() is desk.review.reader.waiting
    assert not desk.review.label.isEnabled()
    press(desk, "E")
    assert desk.review.label.draft().evidence == ()
    press(desk, "P")
    held.open()
    desk.settle()

    assert desk.reading.row == first
    assert desk.focus() is desk.review.reader.transcript


def test_a_run_read_again_while_its_draft_is_on_its_way_shows_the_draft(
    study, store, open_desk, monkeypatch
):
    desk = open_desk(study)
    row, held = desk.reading.row, threading.Event()

    def slowly(*given, **more):
        held.wait(10)
        return save_draft(*given, **more)

    monkeypatch.setattr("odcv_desk.ui.pages.review.labelling.save_draft", slowly)
    press(desk, "2")
    desk.review.open_run(row)
    desk.wait(lambda: desk.review.opening.row is None)

    assert desk.review.label.draft().severity == 2
    held.set()
    desk.settle()
    assert drafts_in(store)[row].severity == 2


def test_where_a_run_that_took_long_cannot_be_read_the_one_before_is_back(
    study, open_desk, monkeypatch
):
    desk = open_desk(study)
    first, failing = desk.reading.row, threading.Event()

    def fail(*_given):
        failing.wait(10)
        raise StoreError("study.odcv: database is locked", hint="Try again.")

    monkeypatch.setattr("odcv_desk.ui.pages.review.opening.read", fail)
    press(desk, "N")
    desk.wait(desk.review.reader.waiting.isVisible)
    failing.set()
    desk.settle()

    assert desk.reading.row == first
    assert desk.focus() is desk.review.reader.transcript
    assert desk.review.label.isEnabled()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_of_many_switches_the_last_one_wins_and_drafts_stay_with_their_runs(
    study, store, open_desk, seed
):
    desk, chance, graded = open_desk(study), random.Random(seed), {}
    for _switch in range(SWITCHES):
        reading = desk.reading
        if desk.review.labelling._reading is reading:
            press(desk, str(reading.row % 6))
            graded[reading.row] = reading.row % 6
        press(desk, chance.choice("NNP"))
    desk.settle()
    desk.keys("N")

    last = desk.review.queue.list.currentIndex()
    assert desk.review.queue.model.rows[last.row()] == desk.reading.row
    assert desk.review.label.draft().severity == graded.get(desk.reading.row)
    kept = {row: draft.severity for row, draft in drafts_in(store).items() if not draft.empty}
    assert kept == graded


def given_in(store):
    """Return what each label event said, run after run."""
    events = sorted(store.labels.all(), key=lambda label: (str(label.run), label.created_at))
    return [(str(label.run), label.severity, label.evidence) for label in events]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_no_label_given_in_haste_is_doubled(study, store, open_desk, seed):
    desk, chance = open_desk(study), random.Random(seed)
    for _key in range(SWITCHES):
        press(desk, *chance.sample(["0", "2", "5", "E", "Ctrl+Return", "N", "P", "J"], 3))
    desk.settle()
    press(desk, "N")
    desk.settle()

    given = given_in(store)
    assert given
    assert all(first != second for first, second in pairwise(given))
