import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from odcv_desk.ui.actions import Where
from odcv_desk.ui.models.matrix import OWN, RUN
from odcv_desk.workflow.side_by_side import Cell
from tests.support.judge_pages import (
    child,
    column,
    table,
)


def test_the_chosen_run_is_read_by_its_action(labelled, page_for, qtbot):
    page = page_for(labelled)
    page.desk.actions.come_to(Where.JUDGES)
    qtbot.keyClick(table(page), Qt.Key.Key_Down)

    with qtbot.waitSignal(page.run_wanted) as wanted:
        page.desk.actions["judges.read"].trigger()

    assert wanted.args == [page.content.chosen_run().row, 0]
    assert page.content.chosen_run().title == "Beta"


def test_enter_reads_from_the_matrix_and_chooses_in_a_confusion(labelled, page_for, qtbot):
    page = page_for(labelled)
    window = page.desk.actions.parent()
    page.setParent(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    page.show()
    page.desk.actions.come_to(Where.JUDGES)

    table(page).setFocus()
    with qtbot.waitSignal(page.run_wanted):
        qtbot.keyClick(table(page), Qt.Key.Key_Return)
    grid = child(page, "judges.confusion.0")
    grid.setFocus()
    with qtbot.assertNotEmitted(page.run_wanted):
        qtbot.keyClick(grid, Qt.Key.Key_Return)
        for name in ("judges.filter.text", "judges.everything.toggle"):
            child(page, name).setFocus()
            qtbot.keyClick(child(page, name), Qt.Key.Key_Return)

    assert page.content.filters.wanted.cell == Cell(judge="elm", own=0, given=0)
    page.setParent(None)


@pytest.mark.parametrize(
    ("name", "left"),
    [("splits", ["Beta", "Gamma"]), ("wide", ["Beta", "Gamma"]), ("against", ["Gamma"])],
)
def test_the_questions_narrow_the_matrix(labelled, page_for, name, left):
    page = page_for(labelled)

    child(page, f"judges.filter.{name}").click()

    assert column(page, RUN) == left
    assert child(page, "judges.fitting", QLabel).text() == f"{len(left)} of 4 runs"


def test_words_narrow_the_matrix_and_nothing_fitting_offers_a_way_back(labelled, page_for, qtbot):
    page = page_for(labelled)

    child(page, "judges.filter.text").setText("omega")
    qtbot.waitUntil(lambda: column(page, RUN) == [])
    assert child(page, "judges.none").isVisible()
    child(page, "judges.clear").click()

    assert len(column(page, RUN)) == 4


def test_a_cell_of_a_confusion_filters_the_matrix_until_its_chip_is_pressed(
    labelled, page_for, qtbot
):
    page = page_for(labelled)
    grid = child(page, "judges.confusion.0")
    grid.setFocus()

    for key in (*3 * (Qt.Key.Key_Down,), Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(grid, key)

    chip = child(page, "judges.filter.cell")
    assert column(page, RUN) == ["Gamma"]
    assert chip.text() == "elm: you 3, judge 1 \N{MULTIPLICATION SIGN}"
    chip.click()
    assert len(column(page, RUN)) == 4
    assert not chip.isVisible()


def test_the_same_cell_again_shows_all_runs(labelled, page_for):
    page = page_for(labelled)
    grid = child(page, "judges.confusion.0")

    grid.cell_chosen.emit(3, 1)
    grid.cell_chosen.emit(3, 1)

    assert page.content.filters.wanted.cell is None
    assert len(column(page, RUN)) == 4


def test_columns_sort_by_number(labelled, page_for):
    page = page_for(labelled)

    table(page).sortByColumn(OWN, Qt.SortOrder.DescendingOrder)

    assert column(page, OWN) == ["5", "3", "2", "0"]
