import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton

from odcv_desk.domain.errors import StoreError
from odcv_desk.ui.actions import Where
from odcv_desk.ui.jobs import Jobs
from odcv_desk.ui.main_window import MainWindow

FAULT = StoreError("study.odcv: locked", hint="Try again in a moment.")


@pytest.fixture
def window(qtbot, look):
    jobs = Jobs()
    made = MainWindow(look, jobs)
    qtbot.addWidget(made)
    pages = {Where.REVIEW: QLabel("review"), Where.LIBRARY: QLabel("library")}
    made.furnish(pages.__getitem__)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    jobs.close()


def test_a_page_comes_to_the_front_by_its_key(window, qtbot):
    window.go(Where.REVIEW)
    with qtbot.waitSignal(window.went) as went:
        qtbot.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert went.args == [Where.LIBRARY]
    assert window.page(Where.LIBRARY).isVisible()


def test_a_fault_is_shown_with_its_next_move_and_can_be_copied(window, qtbot):
    window.jobs.problem.emit(FAULT)
    assert window.findChild(QLabel, "problems.what").text() == FAULT.message
    assert window.findChild(QLabel, "problems.hint").text() == FAULT.hint
    assert window.problems.isVisible()
    window.findChild(QPushButton, "problems.copy").click()
    assert FAULT.message in QGuiApplication.clipboard().text()


def test_faults_wait_behind_each_other(window):
    window.problems.show_fault(FAULT)
    window.problems.show_fault(StoreError("other.odcv: gone", hint="Open another."))
    window.problems.dismiss()
    assert window.findChild(QLabel, "problems.what").text() == FAULT.message
    window.problems.dismiss()
    assert not window.problems.isVisible()


def test_a_defect_of_ours_says_so_and_its_report_names_it(window):
    window.problems.show_fault(ZeroDivisionError("ours"))
    assert "ODCV Desk itself" in window.findChild(QLabel, "problems.what").text()
    assert "ZeroDivisionError: ours" in window.problems.report


def test_markup_in_a_fault_is_shown_as_it_is(window):
    window.problems.show_fault(StoreError("<b>bold</b>", hint="<img src=x>"))
    label = window.findChild(QLabel, "problems.what")
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_the_palette_finds_a_command_by_words_and_does_it(window, qtbot):
    window.go(Where.REVIEW)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field = window.findChild(QLineEdit, "palette.field")
    qtbot.waitUntil(field.isVisible)
    qtbot.keyClicks(field, "library go")
    with qtbot.waitSignal(window.went) as went:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert went.args == [Where.LIBRARY]
    assert not field.isVisible()


def test_the_sheet_lists_every_action_that_has_a_key(window, qtbot):
    window.show_shortcuts()
    model = window._sheet.list.model()
    shown = [model.index(row, 0).data() for row in range(model.rowCount())]
    keyed = [spec for spec in window.actions_at_hand if spec.keys]
    assert len(shown) == len(keyed)
    assert any("Commit the label and go on" in line and "Ctrl+Return" in line for line in shown)


def test_what_is_under_way_keeps_the_window_open_if_it_must(window):
    window.may_leave = lambda: False
    window.close()
    assert window.isVisible()
    window.may_leave = lambda: True
    window.close()
    assert not window.isVisible()


def test_the_size_is_restored(window, qtbot, look):
    window.resize(980, 700)
    window.close()
    again = MainWindow(look, Jobs())
    qtbot.addWidget(again)
    assert again.size() == window.size()


def test_every_button_has_a_name_and_an_accessible_name(window):
    from PySide6.QtWidgets import QAbstractButton

    nameless = [
        button
        for button in window.findChildren(QAbstractButton)
        if button.isVisible()
        and not (button.objectName() and (button.accessibleName() or button.text()))
    ]
    assert nameless == []


def test_what_is_new_can_be_read(window):
    window.actions_at_hand["desk.news"].trigger()
    assert "What changed" in window.findChild(QPlainTextEdit, "news.text").toPlainText()


def test_a_fault_that_holds_no_more_goes_and_others_stay(window):
    window.jobs.problem.emit(StoreError("the study is locked", hint="Wait."))
    window.jobs.problem.emit(StoreError("the trail is cut off", hint="Import it again."))

    window.jobs.mended.emit(StoreError("the study is locked", hint="Wait."))

    assert "trail is cut off" in window.problems.report
    window.problems.dismiss()
    assert not window.problems.isVisible()
