"""The review page while another program holds the study, and in a study that can only be read."""

import sqlite3
from contextlib import closing

import pytest
import sqlalchemy
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from odcv_desk.store import Store
from odcv_desk.workflow.queue import entries


@pytest.fixture
def hold(study):
    """Another program that writes to the study until it is told to end."""
    with closing(sqlite3.connect(study, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield lambda: other.execute("ROLLBACK")


@pytest.fixture
def impatient(monkeypatch):
    """A window that gives up after a moment."""
    monkeypatch.setattr("odcv_desk.ui.app._PATIENCE_S", 0.3)


@pytest.fixture
def only_read(study, monkeypatch):
    """A study that the database opens for reading alone, as it does without the right to write."""

    def create_engine(url, **more):
        def connect():
            place = f"file:{url.database}?mode=ro"
            return sqlite3.connect(place, uri=True, check_same_thread=False)

        return made(url, creator=connect, **more)

    made = sqlalchemy.create_engine
    monkeypatch.setattr("odcv_desk.store.connection.sa.create_engine", create_engine)
    return study


def press(desk, *names):
    """Press keys without waiting for jobs."""
    for name in names:
        QTest.keySequence(desk.focus(), QKeySequence(name))
        QApplication.processEvents()


def commit_button(desk):
    return desk.find(QPushButton, "label.commit")


def told(desk):
    """Count the faults that were told, from now on."""
    heard = []
    desk.app.jobs.problem.connect(heard.append)
    return heard


def test_while_a_commit_is_under_way_its_button_says_so(impatient, desk, store, hold):
    press(desk, "2", "Ctrl+Return")

    assert commit_button(desk).text() == "Committing…"
    assert not commit_button(desk).isEnabled()
    hold()
    desk.wait(lambda: bool(store.labels.all()))
    desk.settle()


def test_a_commit_that_a_lock_stops_can_be_tried_again(impatient, desk, store, hold):
    heard, first = told(desk), desk.reading.row
    press(desk, "2", "Ctrl+Return")
    desk.wait(desk.window.problems.isVisible)
    desk.settle()

    assert len(heard) == 1
    assert (desk.reading.row, desk.review.label.draft().severity) == (first, 2)
    assert commit_button(desk).isEnabled()
    hold()
    desk.keys("Ctrl+Return")
    assert [label.severity for label in store.labels.all()] == [2]
    assert not desk.window.problems.isVisible()


def test_a_draft_that_a_lock_stops_is_kept_when_the_lock_goes(impatient, desk, store, hold):
    heard, row = told(desk), desk.reading.row
    press(desk, "3")
    desk.wait(desk.window.problems.isVisible)
    hold()
    desk.wait(lambda: store.desk_notes.draft("ada", row) is not None)
    desk.settle()

    assert store.desk_notes.draft("ada", row).severity == 3
    assert len(heard) == 1
    assert not desk.window.problems.isVisible()


def test_what_is_typed_behind_a_commit_is_there_when_it_fails(impatient, desk, store, hold):
    row = desk.reading.row
    press(desk, "2", "M", "Ctrl+Return")
    QTest.keyClicks(desk.focus(), "and so on")
    desk.wait(desk.window.problems.isVisible)
    hold()
    desk.wait(lambda: store.desk_notes.draft("ada", row) is not None)

    kept = store.desk_notes.draft("ada", row)
    assert (kept.severity, kept.note) == (2, "and so on")
    assert store.labels.all() == ()


def test_who_types_on_while_a_lock_holds_makes_one_draft_wait(impatient, desk, hold):
    writes = desk.review.labelling._writes
    press(desk, "1")
    desk.review.labelling._save()
    for grade in "2345":
        press(desk, grade)
        desk.review.labelling._save()

    assert len(writes._line) == 1
    hold()
    desk.settle()


def test_a_study_that_can_only_be_read_says_so_once_and_is_read(open_desk, only_read):
    desk = open_desk(only_read)
    desk.wait(lambda: desk.window.banner.words != "")
    desk.keys("J", "2", "B", "M", "X", "Ctrl+Return", "Ctrl+Z", "N")

    assert "can only be read" in desk.window.banner.words
    assert "Make its file" in desk.window.banner.words
    assert not desk.window.problems.isVisible()


def test_in_a_study_that_can_only_be_read_the_label_is_off_and_says_why(open_desk, only_read):
    desk = open_desk(only_read)
    desk.wait(lambda: desk.window.banner.words != "")
    desk.keys("2")

    assert "can only be read" in desk.window.toast.text()
    assert "can only be read" in desk.find(QLabel, "label.notice.text").text()
    assert not commit_button(desk).isEnabled()
    assert desk.review.label.draft().severity is None


def test_another_study_is_not_told_to_be_read_only(open_desk, only_read, monkeypatch, tmp_path):
    desk = open_desk(only_read)
    desk.wait(lambda: desk.window.banner.words != "")
    monkeypatch.undo()
    Store.open(str(tmp_path / "other.odcv")).close()
    desk.open(tmp_path / "other.odcv")

    assert desk.window.banner.words == ""


def test_a_draft_that_says_what_the_label_says_is_none(desk, store):
    row = desk.reading.row
    desk.keys("2", "Ctrl+Return")
    desk.read(row)
    desk.keys("4")
    desk.wait(lambda: _draft_said(store, row) == 4)
    desk.keys("2")
    desk.wait(lambda: _draft_said(store, row) is None)
    (shown,) = entries(store, "ada", (row,))

    assert (shown.severity, shown.drafted) == (2, False)
    assert desk.find(QLabel, "label.state").text().startswith("Committed")


def _draft_said(store, row):
    found = store.desk_notes.draft("ada", row)
    return None if found is None else found.severity
