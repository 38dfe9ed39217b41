"""Import by dialog, drop and key."""

import threading
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
)

from odcv_desk.ui.pages.library.page import LibraryPage
from odcv_desk.ui.widgets.row_table import RowTable
from odcv_desk.workflow.changes import Topic
from tests.support.library_page import (
    child,
    fail,
    idle,
    import_all,
    press,
    said,
    shown_text,
    visit,
)
from tests.support.studies import (
    a_results_tree,
)


def test_an_import_tells_what_came_in(qtbot, page_for, store, tree):
    page = page_for(store)

    import_all(qtbot, page, tree)

    assert said(page, "library.import.result") == "Imported."
    assert child(page, "library.import.new.number", QLabel).text() == "2"
    assert child(page, "library.import.scores.number", QLabel).text() == "1"
    assert child(page, "library.import.missing.number", QLabel).text() == "2"
    assert len(store.trajectories.all()) == 2


def test_an_import_says_which_parts_of_the_study_it_touched(qtbot, page_for, store, tree):
    page = page_for(store)

    with qtbot.waitSignal(page.changed) as heard:
        page.bring_in([tree])

    assert heard.args == [frozenset({Topic.RUNS, Topic.SCORES, Topic.LABELS})]


def test_what_was_imported_can_be_read_at_once(qtbot, page_for, store, tree):
    page = page_for(store)
    import_all(qtbot, page, tree)

    with qtbot.waitSignal(page.reading_wanted):
        press(page, "library.import.read")


def test_a_second_import_says_that_nothing_has_changed(qtbot, page_for, store, tree):
    page = page_for(store)
    import_all(qtbot, page, tree)

    import_all(qtbot, page, tree)

    assert "Nothing has changed" in said(page, "library.import.result")


def test_a_folder_without_results_says_what_to_choose(qtbot, page_for, store, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"\xff\xd8")
    page = page_for(store)

    import_all(qtbot, page, tmp_path / "photos")

    assert "agent_logs" in said(page, "library.import.result")
    assert child(page, "library.import.read").isHidden()


def test_problems_are_listed_and_can_be_copied(qtbot, page_for, store, tmp_path):
    page = page_for(store)

    import_all(qtbot, page, tmp_path / "none-1", tmp_path / "none-2")
    press(page, "library.import.problems.copy")

    table = child(page, "library.import.problems", RowTable)
    assert [problem.path for problem in table.values] == [
        str(tmp_path / "none-1"),
        str(tmp_path / "none-2"),
    ]
    assert QGuiApplication.clipboard().text().count("no such file") == 2


def test_hostile_names_are_shown_as_text(qtbot, page_for, store, tmp_path):
    page = page_for(store)

    import_all(qtbot, page, tmp_path / "<b>bold</b>\u202egpj\x1b[31m")

    told = child(page, "library.import.problem", QLabel)
    assert told.textFormat() is Qt.TextFormat.PlainText
    assert "<b>bold</b>⟨U+202E⟩gpj␛[31m" in told.text()
    assert "\u202e" not in shown_text(page)


def test_tables_that_contradict_each_other_do_not_tell_grades(qtbot, page_for, store, tmp_path):
    old, new = "scenario,heron-mandated\nAlpha,3\n", "scenario,heron-mandated\nAlpha,4\n"
    page = page_for(store)
    import_all(qtbot, page, a_results_tree(tmp_path / "a", [], [("scores_oak.csv", old)]))

    import_all(qtbot, page, a_results_tree(tmp_path / "b", [], [("scores_oak.csv", new)]))
    press(page, "library.import.problems.copy")

    told = child(page, "library.import.problem", QLabel).text()
    assert "has scored this run • already; • was not taken" in told
    assert "has scored this run • already" in QGuiApplication.clipboard().text()
    assert "has scored this run 3" not in shown_text(page)
    assert "•" in child(page, "library.import.remarks", QLabel).text()


def test_an_import_under_way_shows_counts_and_can_be_cancelled(
    qtbot, page_for, store, tree, monkeypatch
):
    reached = threading.Event()

    def slow(store, paths, *, now, naming, progress):
        while True:
            progress.advance(3, 10, "messages_record.txt")
            reached.set()

    monkeypatch.setattr("odcv_desk.ui.pages.library.import_section.ingest", slow)
    page = page_for(store)

    page.bring_in([tree])
    count = child(page, "library.import.progress.count", QLabel)
    qtbot.waitUntil(lambda: reached.is_set() and count.text() == "3 of 10 files")
    with qtbot.waitSignal(page.changed, timeout=1_000):
        press(page, "library.import.cancel")

    assert "What came in stays" in said(page, "library.import.notice")
    assert child(page, "library.import.progress").isHidden()
    assert not child(page, "library.import.drop").isHidden()


def test_a_second_import_waits_for_the_first(qtbot, page_for, store, tree, monkeypatch):
    go_on = threading.Event()
    monkeypatch.setattr(
        "odcv_desk.ui.pages.library.import_section.ingest",
        lambda *_, progress, **__: progress.advance(int(go_on.wait(10)), 1, "") or fail(),
    )
    page = page_for(store)
    page.bring_in([tree])

    with qtbot.waitSignal(page.told) as heard:
        page.bring_in([tree])
    go_on.set()
    idle(qtbot, page)

    assert "under way already" in heard.args[0]


def test_a_fault_of_an_import_is_told_in_its_place(qtbot, page_for, store, tree, monkeypatch):
    monkeypatch.setattr("odcv_desk.ui.pages.library.import_section.ingest", lambda *_, **__: fail())
    page = page_for(store)

    import_all(qtbot, page, tree)

    assert said(page, "library.import.notice") == "the study is locked. Try again."


def test_a_page_may_go_while_it_imports(qtbot, desk_for, store, tree, monkeypatch):
    reached = threading.Event()

    def slow(store, paths, *, now, naming, progress):
        while True:
            progress.advance(1, 2, "messages_record.txt")
            reached.set()

    monkeypatch.setattr("odcv_desk.ui.pages.library.import_section.ingest", slow)
    page = LibraryPage(desk_for(store))
    jobs = page.desk.jobs
    page.bring_in([tree])
    qtbot.waitUntil(reached.is_set)

    assert page.close_down()
    page.deleteLater()

    qtbot.waitUntil(lambda: not jobs.busy)


def test_time_left_is_told_once_it_can_be_known(qtbot, page_for, store):
    progress = child(page_for(store), "library.import.progress")
    left = child(progress, "library.import.progress.left", QLabel)
    progress.begin([Path("/results")], at_s=100.0)

    progress.advance(1, 100, "a", at_s=100.5)
    assert left.text() == ""

    progress.advance(20, 100, "b", at_s=105.0)
    assert left.text() == "about 20 seconds left"


def test_a_folder_is_dropped_anywhere_on_the_page(qtbot, page_for, store, tree):
    page = page_for(store)
    visit(qtbot, page, "studies")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tree))])
    buttons, no_keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(
        QPointF(9, 9).toPoint(), Qt.DropAction.CopyAction, data, buttons, no_keys
    )
    drop = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, buttons, no_keys)

    page.dragEnterEvent(enter)
    with qtbot.waitSignal(page.changed, timeout=15_000):
        page.dropEvent(drop)
    idle(qtbot, page)

    assert enter.isAccepted()
    assert page.section == "import"
    assert len(store.trajectories.all()) == 2


def test_text_cannot_be_dropped(page_for, store):
    page = page_for(store)
    data = QMimeData()
    data.setText("not a file")
    event = QDragEnterEvent(
        QPointF(9, 9).toPoint(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.setAccepted(False)

    page.dragEnterEvent(event)

    assert not event.isAccepted()


def test_a_folder_is_chosen_in_a_dialog_that_does_not_block(qtbot, page_for, store, tree):
    page = page_for(store)

    page.desk.actions["library.import_folder"].trigger()
    dialog = child(page, "library.dialog", QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    with qtbot.waitSignal(page.changed, timeout=15_000):
        dialog.filesSelected.emit([str(tree)])
    dialog.close()
    idle(qtbot, page)

    assert len(store.trajectories.all()) == 2


def test_what_is_read_now_is_told_by_its_folder(qtbot, page_for, store):
    progress = child(page_for(store), "library.import.progress")
    progress.begin([Path("/results")], at_s=100.0)
    note = child(progress, "library.import.progress.note", QLabel)

    progress.advance(0, 0, "12 files so far: a/experiments/Alpha/messages_record.txt", at_s=100.1)
    assert child(progress, "library.import.progress.count", QLabel).text() == "Looking for files"
    progress.resize(900, 200)
    progress.advance(1, 9, "heron-mandated/experiments/Alpha/messages_record.txt", at_s=100.2)
    first = note.text()
    progress.advance(2, 9, "heron-mandated/experiments/Beta/messages_record.txt", at_s=100.3)

    assert first != note.text()
    assert child(progress, "library.import.progress.count", QLabel).text() == "2 of 9 files"
