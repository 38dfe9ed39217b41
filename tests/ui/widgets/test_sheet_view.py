import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from odcv_desk.ui.models.sheet import SheetModel
from odcv_desk.ui.theme import Appearance
from odcv_desk.ui.widgets.folded import Folded
from odcv_desk.ui.widgets.parts import text
from odcv_desk.ui.widgets.sheet_view import SheetView
from odcv_desk.workflow.sheet import Entry, Sheet

SHEET = Sheet(
    name="models",
    title="Models",
    about="",
    corner="model",
    columns=("n", "MR %"),
    rows=(
        ("heron", (Entry(text="40"), Entry(text="22.5", below="12.0 to 36.1"))),
        ("<b>all</b>\u202e", (Entry(text="0"), Entry(text="no cases", missing=True))),
    ),
    total=True,
)


@pytest.fixture
def view(qtbot, look):
    view = SheetView(look, SHEET, name="table")
    qtbot.addWidget(view)
    return view


def test_its_model_keeps_the_rules_of_models(qtbot):
    model = SheetModel(SHEET)
    QAbstractItemModelTester(model)

    assert (model.rowCount(), model.columnCount()) == (2, 3)


def test_a_field_is_spoken_with_its_column_and_interval():
    model = SheetModel(SHEET)

    said = model.index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole)

    assert said == "MR %: 22.5, 12.0 to 36.1"


def test_hidden_signs_of_a_name_are_shown():
    assert SheetModel(SHEET).index(1, 0).data() == "<b>all</b>⟨U+202E⟩"


def test_it_is_as_high_as_its_rows(view):
    rows = sum(view.rowHeight(row) for row in range(2))

    assert view.height() >= rows + view.horizontalHeader().height()
    assert not view.verticalScrollBar().isVisible()


def test_columns_share_the_room_that_is_left(view):
    view.resize(900, view.height())
    view.grab()

    assert view.horizontalHeader().length() > 0.95 * view.viewport().width()


def test_it_is_copied_with_its_intervals(view, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[:2] == ["model\tn\tMR %", "heron\t40\t22.5 (12.0 to 36.1)"]


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_it_paints_in_both_themes_at_every_scale(view, look, appearance):
    before = view.rowHeight(0)
    look.wear(appearance, scale=2.0)

    assert not view.grab().isNull()
    assert view.rowHeight(0) == 2 * before


def test_a_folded_part_is_made_when_it_is_opened_for_the_first_time(qtbot, look):
    made = []
    folded = Folded(look, "More", "fold", lambda: made.append(text("inside")) or made[-1])
    qtbot.addWidget(folded)
    assert made == []

    with qtbot.waitSignal(folded.opened) as opened:
        qtbot.keyClick(folded.button, Qt.Key.Key_Space)

    assert opened.args == [True]
    assert folded.is_open
    assert folded.button.accessibleDescription() == "open"
    folded.button.click()
    folded.button.click()
    assert len(made) == 1
