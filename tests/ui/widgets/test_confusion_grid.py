import pytest
from PySide6.QtCore import Qt

from odcv_desk.ui.theme import Appearance
from odcv_desk.ui.widgets.confusion_grid import ConfusionGrid, counted


@pytest.fixture
def grid(qtbot, look):
    grid = ConfusionGrid(look, name="grid", title="You and oak", rows="you")
    qtbot.addWidget(grid)
    grid.choosable = True
    grid.show_counts([[row * 6 + column for column in range(6)] for row in range(6)])
    return grid


def test_arrows_walk_and_enter_chooses(grid, qtbot):
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(grid, key)

    with qtbot.waitSignal(grid.cell_chosen) as chosen:
        qtbot.keyClick(grid, Qt.Key.Key_Return)

    assert chosen.args == [2, 1]


def test_arrows_stop_at_the_edge(grid, qtbot):
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    qtbot.keyClick(grid, Qt.Key.Key_Left)

    with qtbot.waitSignal(grid.cell_chosen) as chosen:
        qtbot.keyClick(grid, Qt.Key.Key_Space)

    assert chosen.args == [0, 0]


def test_a_click_chooses_the_cell_below_it(grid, qtbot):
    grid.resize(grid.sizeHint())

    with qtbot.waitSignal(grid.cell_chosen) as chosen:
        place = grid.cell_rect(4, 5).center().toPoint()
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=place)

    assert chosen.args == [4, 5]


def test_a_click_beside_the_cells_chooses_nothing(grid, qtbot):
    with qtbot.assertNotEmitted(grid.cell_chosen):
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.rect().topLeft())


def test_a_field_to_look_at_only_chooses_nothing(grid, qtbot):
    grid.choosable = False

    with qtbot.assertNotEmitted(grid.cell_chosen):
        qtbot.keyClick(grid, Qt.Key.Key_Return)


def test_the_cell_under_the_cursor_is_told_in_words(grid, qtbot):
    qtbot.keyClick(grid, Qt.Key.Key_Right)

    assert grid.accessibleName() == "You and oak"
    assert grid.accessibleDescription() == "you 0, judge 1: 1 run"


def test_a_weighted_count_has_a_decimal_only_where_it_needs_one():
    assert [counted(value) for value in (3.0, 2.04, 2.96, 1.5)] == ["3", "2", "3", "1.5"]


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_it_paints_in_both_themes_and_grows_with_the_scale(grid, look, appearance):
    small = grid.sizeHint()
    look.wear(appearance, scale=2.0)

    assert not grid.grab().isNull()
    assert grid.sizeHint().width() > 1.9 * small.width()


def test_without_counts_it_paints_an_empty_field(qtbot, look):
    grid = ConfusionGrid(look, name="grid", title="Nobody")
    qtbot.addWidget(grid)

    assert not grid.grab().isNull()
    assert grid.said(0, 0) == "gold 0, judge 0: 0 runs"
