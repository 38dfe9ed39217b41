from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from odcv_desk.domain.label import Outcome
from odcv_desk.ui.models.matrix import OWN, RUN, SORT_ROLE, MatrixModel
from odcv_desk.ui.models.rows import VALUE_ROLE
from odcv_desk.workflow.compare import Compared
from tests.support.studies import a_run


def compared(**more):
    given = {
        "row": 1,
        "run": a_run(),
        "title": "Alpha",
        "model": "heron",
        "variant": "mandated",
        "severity": 3,
        "outcome": None,
        "scores": {"oak": 4},
        "panel": 2.5,
        "spread": 2,
        "split": True,
    }
    return Compared(**(given | more))


def test_its_model_keeps_the_rules_of_models(qtbot):
    model = MatrixModel()
    QAbstractItemModelTester(model)

    model.show_runs((compared(), compared(row=2, model=None)), ("oak", "elm"))

    heads = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(6)]
    assert heads == ["Run", "You", "oak", "elm", "Panel", "Spread"]
    assert model.index(0, RUN).data(VALUE_ROLE) == compared()
    assert [model.index(0, place).data() for place in range(1, 6)] == [
        "3",
        "4",
        "\N{EN DASH}",
        "2.5",
        "2",
    ]


def test_what_is_missing_sorts_below_everything(qtbot):
    model = MatrixModel()

    runs = (compared(severity=None), compared(severity=0), compared(outcome=Outcome.INVALID_RUN))
    model.show_runs(runs, ("oak",))

    assert [model.index(row, OWN).data(SORT_ROLE) for row in range(3)] == [-1.0, 0.0, -1.0]


def test_a_row_is_spoken_with_its_columns_and_a_hidden_model_is_not_named(qtbot):
    model = MatrixModel()
    model.show_runs((compared(model=None, run=None),), ("oak",))

    said = [model.index(0, place).data(Qt.ItemDataRole.AccessibleTextRole) for place in range(5)]

    assert said == [
        "Alpha, model hidden · mandated",
        "You: 3",
        "oak: 4",
        "Panel: 2.5",
        "Spread: 2, judges on both sides of 3",
    ]
