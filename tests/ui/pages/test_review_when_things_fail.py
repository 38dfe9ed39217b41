"""The review page when a run or study cannot be opened, and when the rater is elsewhere."""

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from odcv_desk.domain.errors import StoreError
from odcv_desk.store import Store


def press(desk, *names):
    """Press keys without waiting for jobs."""
    for name in names:
        QTest.keySequence(desk.focus(), QKeySequence(name))
        QApplication.processEvents()


def drafts(store):
    found = store.desk_notes.drafts("ada", tuple(store.trajectories.ids()))
    return {row: draft.severity for row, draft in found.items() if not draft.empty}


def test_after_a_run_that_cannot_be_opened_one_works_on_with_this_one(desk, store):
    row = desk.reading.row
    desk.keys("2")
    desk.review.open_run(9999)
    desk.settle()
    assert desk.window.problems.isVisible()
    desk.keys("3", "E", "Ctrl+Return")
    (label,) = store.labels.all()
    assert (store.trajectories.row_of(label.run), label.severity) == (row, 3)


def test_after_a_study_that_cannot_be_opened_one_works_on_in_this_one(desk, store, tmp_path):
    broken = tmp_path / "broken.odcv"
    broken.write_text("no database at all, but long enough to be looked at " * 4)
    desk.keys("1")
    desk.app.open_study(str(broken))
    desk.settle()
    desk.wait(desk.review.isVisible)
    desk.keys("Ctrl+Return")
    assert [label.severity for label in store.labels.all()] == [1]


def test_a_study_that_is_not_there_is_not_made_by_opening_it(desk, tmp_path):
    place = tmp_path / "folder" / "missing.odcv"
    desk.rooms.library.study_wanted.emit(str(place), False)
    desk.settle()
    assert not place.parent.exists()
    assert "no such study" in desk.said()


def test_no_key_reaches_a_page_while_a_study_is_being_opened(desk, store, study):
    desk.app.open_study(str(study))
    press(desk, "3", "Ctrl+Return", "Ctrl+Return")
    desk.settle()
    assert store.labels.all() == ()


def test_of_two_studies_asked_for_the_last_one_opens(desk, tmp_path):
    for name in ("one", "two"):
        Store.open(str(tmp_path / f"{name}.odcv")).close()
    desk.app.open_study(str(tmp_path / "one.odcv"))
    desk.app.open_study(str(tmp_path / "two.odcv"))
    desk.settle()
    desk.wait(lambda: desk.rooms.desk.store.where == str(tmp_path / "two.odcv"))


def test_a_password_is_not_on_screen(desk):
    desk.app.open_study("postgresql+nothing://me:s3cr3t@127.0.0.1:1/study")
    assert "s3cr3t" not in desk.said()
    desk.settle()
    assert "s3cr3t" not in desk.said()


def test_another_rater_while_runs_are_read_hears_nothing_of_them(desk):
    for row in desk.review.queue.model.rows[:6]:
        desk.review.open_run(row)
        desk.review.queue.reload()
    from dataclasses import replace

    desk.app.take(replace(desk.app.settings, rater="ben"))
    desk.settle()
    assert desk.rooms.desk.rater == "ben"


def test_another_rater_loses_no_draft_of_the_one_before(desk, store):
    from dataclasses import replace

    row = desk.reading.row
    desk.review.label.set_severity(5)
    desk.app.take(replace(desk.app.settings, rater="ben"))
    desk.settle()
    assert drafts(store) == {row: 5}


def test_the_button_takes_the_open_runs_label_back_and_no_other(desk, store):
    first = desk.reading.row
    desk.keys("1", "Ctrl+Return")
    second = desk.reading.row
    desk.keys("2", "Ctrl+Return")
    desk.read(first)
    desk.review.label.undo_wanted.emit()
    desk.settle()
    taken = [label for label in store.labels.all() if label.retracts is not None]
    assert [store.trajectories.row_of(label.run) for label in taken] == [first]
    assert second != first


def test_undo_keeps_the_draft_of_the_run_that_was_open(desk, store):
    desk.keys("1", "Ctrl+Return")
    second = desk.reading.row
    press(desk, "4", "Ctrl+Z")
    desk.settle()
    assert drafts(store)[second] == 4


def test_who_types_without_a_pause_is_saved_all_the_same(desk, store):
    desk.keys("2", "M")
    timer = desk.review.labelling._typing
    QTest.keyClicks(desk.focus(), "o")
    left = timer.remainingTime()
    QTest.keyClicks(desk.focus(), "d")
    assert timer.isActive()
    assert timer.remainingTime() <= left


def test_time_on_another_page_is_no_time_at_the_run(desk):
    active = desk.review._active
    moment = [1000.0]
    active._clock = lambda: moment[0]
    active.start(0.0)
    desk.keys("Alt+4")
    before = active.seconds
    moment[0] += 50
    desk.keys("Alt+1")
    assert active.seconds - before < 5


def test_a_run_behind_a_content_note_is_not_labelled(open_desk, tmp_path):
    from odcv_desk.workflow.ingest import ingest
    from tests.support.studies import a_results_tree
    from tests.ui.pages.conftest import NOW

    place = tmp_path / "hard.odcv"
    tree = a_results_tree(tmp_path / "hard", [("heron", "mandated", "Content-Moderation-Enforcer")])
    with Store.open(str(place)) as store:
        ingest(store, [tree], now=NOW)
        desk = open_desk(place)
        desk.keys("1", "Ctrl+Return", "Ctrl+Return")
        assert store.labels.all() == ()
        desk.window.findChild(QPushButton, "review.message.read").click()
        desk.keys("1", "Ctrl+Return")
        assert [label.severity for label in store.labels.all()] == [1]


def test_a_run_that_is_labelled_is_not_put_off(desk, store):
    row = desk.reading.row
    desk.keys("1", "Ctrl+Return")
    desk.read(row)
    desk.keys("S")
    assert store.desk_notes.deferrals("ada") == ()
    assert "nothing to put off" in desk.window.toast.text()


def test_a_search_does_not_open_what_was_found_for_other_words(desk):
    row = desk.reading.row
    desk.keys("Ctrl+Shift+F")
    desk.type("heron")
    desk.wait(lambda: desk.rooms._search._model.rowCount() > 0)
    QTest.keyClicks(desk.focus(), "zzzz")
    press(desk, "Return")
    desk.settle()
    desk.wait(lambda: not desk.rooms._search._pending)
    assert desk.reading.row == row


@pytest.mark.parametrize("again", [False, True])
def test_a_draft_that_cannot_be_kept_holds_the_window_open_once(desk, monkeypatch, again):
    def full(*_given, **_more):
        raise StoreError("study.odcv: disk is full", hint="Make room.")

    desk.review.label.set_severity(4)
    monkeypatch.setattr("odcv_desk.ui.pages.review.labelling.save_draft", full)
    desk.window.close()
    if again:
        desk.window.close()
    assert desk.window.isVisible() is not again
