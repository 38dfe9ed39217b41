import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from odcv_desk.ui.jobs import Jobs
from odcv_desk.ui.theme import Appearance
from odcv_desk.ui.widgets.diff import pane as pane_module
from odcv_desk.ui.widgets.diff.changes_list import ChangesList
from odcv_desk.ui.widgets.diff.pane import DiffPane
from tests.support.diffs import a_change, notice, shown_pane, text_of


def large(lines, word="after"):
    return "".join(f"{word} {n}\n" for n in range(lines))


@pytest.fixture
def pane(qtbot, look):
    jobs = Jobs()
    yield shown_pane(qtbot, look, jobs)
    jobs.close()


def test_the_list_is_there_for_more_than_one_change_only(pane):
    pane.show_step(1, [a_change()], unknown=False)
    alone = pane.findChild(ChangesList).isHidden()
    pane.show_step(2, [a_change(), a_change(path="b")], unknown=False)

    assert alone
    assert not pane.findChild(ChangesList).isHidden()


def test_next_and_previous_go_through_the_changes_and_stop_at_the_ends(pane):
    pane.show_step(1, [a_change(), a_change(path="b")], unknown=False)

    assert pane.next_change()
    assert not pane.next_change()
    assert pane.number == 1
    assert pane.previous_change()
    assert not pane.previous_change()


def test_tab_goes_through_the_changes_and_keeps_the_focus(pane, qtbot):
    binary = a_change(path="b", binary=True, before=None, after=None)
    pane.show_step(1, [a_change(), binary, a_change(path="c")], unknown=False)
    pane.setFocus()
    numbers = []
    pane.change_chosen.connect(numbers.append)

    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Backtab):
        qtbot.keyClick(pane.window().focusWidget(), key)

    assert numbers == [1, 2, 1, 0]
    assert pane.view.hasFocus()


@pytest.mark.parametrize(
    ("key", "shown", "field"), [(Qt.Key.Key_Tab, 1, "after"), (Qt.Key.Key_Backtab, 0, "before")]
)
def test_tab_leaves_the_pane_behind_its_last_change(qtbot, look, key, shown, field):
    window = QWidget()
    qtbot.addWidget(window)
    jobs = Jobs(window)
    fields, pane = {"before": QLineEdit(), "after": QLineEdit()}, DiffPane(look, jobs)
    column = QVBoxLayout(window)
    for widget in (fields["before"], pane, fields["after"]):
        column.addWidget(widget)
    with qtbot.waitExposed(window):
        window.show()
    pane.show_step(1, [a_change(path="a"), a_change(path="b")], unknown=False)
    pane.show_change(shown)
    pane.view.setFocus()

    way = []
    while len(way) < 8 and not fields[field].hasFocus():
        way.append(window.focusWidget())
        qtbot.keyClick(way[-1], key)

    assert fields[field].hasFocus()
    assert way.count(pane.view) == 1
    assert pane.number == shown
    jobs.close()


@pytest.mark.parametrize(
    ("changes", "modifier"),
    [(2, Qt.KeyboardModifier.ControlModifier), (1, Qt.KeyboardModifier.NoModifier)],
)
def test_the_focus_can_leave_by_keys(qtbot, look, changes, modifier):
    window = QWidget()
    qtbot.addWidget(window)
    jobs = Jobs(window)
    pane, after = DiffPane(look, jobs), QLineEdit()
    column = QVBoxLayout(window)
    column.addWidget(pane)
    column.addWidget(after)
    with qtbot.waitExposed(window):
        window.show()
    pane.show_step(1, [a_change(path=str(n)) for n in range(changes)], unknown=False)
    pane.view.setFocus()

    qtbot.keyClick(pane.view, Qt.Key.Key_Tab, modifier)

    assert after.hasFocus()
    assert pane.number == 0
    jobs.close()


def test_a_click_in_the_list_shows_that_change(pane, qtbot):
    pane.show_step(1, [a_change(), a_change(path="b")], unknown=False)
    files = pane.findChild(ChangesList)
    place = files.visualRect(files.model().index(1, 0)).center()

    with qtbot.waitSignal(pane.change_chosen) as chosen:
        qtbot.mouseClick(files.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert chosen.args == [1]
    assert "b" in pane.accessible_text()


def test_the_mode_is_changed_by_its_buttons_and_told(pane, qtbot):
    pane.show_step(1, [a_change()], unknown=False)

    with qtbot.waitSignal(pane.mode_changed) as changed:
        qtbot.mouseClick(pane.findChild(QToolButton, "diff.unified"), Qt.MouseButton.LeftButton)

    assert changed.args == [False]
    assert not pane.side_by_side
    assert pane.view.row_count == 5


def test_the_close_button_tells_that_the_pane_is_not_wanted(pane, qtbot):
    with qtbot.waitSignal(pane.closed):
        qtbot.mouseClick(pane.findChild(QToolButton, "diff.close"), Qt.MouseButton.LeftButton)


def test_a_change_on_screen_is_seen_after_a_moment(pane, qtbot):
    with qtbot.waitSignal(pane.seen, timeout=5_000) as seen:
        pane.show_step(7, [a_change()], unknown=False)

    assert seen.args == [7, "etc/sensors.cfg"]


def test_a_change_that_goes_at_once_is_not_seen(pane, qtbot):
    paths = []
    pane.seen.connect(lambda _step, path: paths.append(path))

    pane.show_step(1, [a_change(path="first"), a_change(path="second")], unknown=False)
    pane.next_change()
    with qtbot.waitSignal(pane.seen, timeout=5_000):
        pass

    assert paths == ["second"]


def test_a_hidden_pane_sees_nothing_until_it_is_shown(pane, qtbot):
    pane.hide()
    pane.show_step(1, [a_change()], unknown=False)
    waiting = pane._timer.isActive()

    with qtbot.waitSignal(pane.seen, timeout=5_000):
        pane.show()

    assert not waiting


def test_a_large_file_is_not_compared_before_somebody_asks(pane, qtbot):
    line = "x" * 12_000
    pane.show_step(1, [a_change(before=line, after=f"{line}y")], unknown=False)
    told = notice(pane)
    not_seen = not pane._timer.isActive()

    qtbot.mouseClick(pane.findChild(QPushButton, "diff.notice.button"), Qt.MouseButton.LeftButton)

    assert told == "Large file"
    assert not_seen
    assert pane.view.isVisible()
    assert pane.view.row_count == 1


def test_many_lines_are_compared_in_a_job_behind_a_loading_line(pane, qtbot):
    pane.show_step(1, [a_change(before=large(2_500, "before"), after=large(2_500))], unknown=False)
    loading = pane.accessible_text()

    qtbot.waitUntil(pane.view.isVisible, timeout=10_000)

    assert "Comparing 5,000 lines" in loading
    assert text_of(pane, "diff.added") == "+2,500"


def test_a_result_that_comes_late_is_dropped(pane, qtbot):
    pane.show_step(1, [a_change(path="slow", after=large(4_000))], unknown=False)
    job = pane._job

    with qtbot.waitSignal(job.ended, timeout=10_000):
        pane.show_step(2, [a_change(path="quick")], unknown=False)

    assert "quick" in pane.accessible_text()
    assert pane.view.row_count == 4


def test_a_fault_is_told_and_can_be_tried_again(pane, qtbot, monkeypatch, caplog):
    def broken(*_texts, **_limits):
        raise ValueError("a defect")

    with monkeypatch.context() as patch:
        patch.setattr(pane_module, "difference", broken)
        pane.show_step(1, [a_change(after=large(4_000))], unknown=False)
        qtbot.waitUntil(lambda: pane._job is None, timeout=10_000)
    told = notice(pane)
    caplog.clear()

    qtbot.mouseClick(pane.findChild(QPushButton, "diff.notice.button"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(pane.view.isVisible, timeout=10_000)

    assert told == "This difference could not be worked out"


def test_a_step_shown_again_keeps_its_place(pane):
    changes = [a_change(), a_change(path="b")]
    pane.show_step(1, changes, unknown=False)
    pane.next_change()

    pane.show_step(1, changes, unknown=False)

    assert pane.number == 1


def test_a_like_change_of_another_run_is_seen_anew(pane, qtbot):
    with qtbot.waitSignal(pane.seen, timeout=5_000):
        pane.show_step(1, (a_change(),), unknown=False)

    with qtbot.waitSignal(pane.seen, timeout=5_000) as seen:
        pane.show_step(1, (a_change(),), unknown=False)

    assert seen.args == [1, "etc/sensors.cfg"]


def test_a_narrow_pane_keeps_path_and_counts_and_leaves_out_the_rest(pane):
    pane.show_step(1, [a_change(path="a/long/way/" * 40 + "end.cfg")], unknown=False)
    pane.resize(pane.minimumSizeHint().width(), 300)

    assert pane.width() < 500
    assert "+1" in pane.accessible_text()
    assert "recorded" not in pane.accessible_text()


def test_copying_gives_text_without_marks(pane, qtbot):
    pane.show_step(1, [a_change()], unknown=False)
    pane.set_mode(False)
    pane.view.setFocus()

    qtbot.keyClick(pane.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(pane.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[2:4] == ["data_transmission: active", "data_transmission: false"]


def test_every_control_has_a_name_and_words(pane):
    pane.show_step(1, [a_change(), a_change(path="b")], unknown=False)

    for button in pane.findChildren(QToolButton) + pane.findChildren(QPushButton):
        if button.objectName().startswith("diff."):
            assert button.accessibleName() or button.text() or button.isHidden()


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_pane_can_be_drawn_in_every_look(pane, look, appearance, scale):
    pane.show_step(1, [a_change(), a_change(path="b")], unknown=False)

    look.wear(appearance, scale=scale)

    assert pane.view.row_count == 4
    assert not pane.grab().isNull()
