import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTableView

from odcv_desk.ui.look import Face
from odcv_desk.ui.models.matrix import RUN
from odcv_desk.ui.theme import Appearance
from odcv_desk.ui.widgets.matrix_header import MatrixHeader, in_lines
from tests.support.judge_pages import child, idle, table
from tests.support.studies import NOW, a_judge, a_run, a_score

LONG = "an-evaluator-with-a-very-long-name-and-itsoneendlesswordthatneverbreaks"


def left(widget, page):
    return widget.mapTo(page, widget.rect().topLeft()).x()


def top(widget, page):
    return widget.mapTo(page, widget.rect().topLeft()).y()


@pytest.fixture
def sized(page_for, labelled, look, qtbot):
    def make(width, height, scale):
        page = page_for(labelled)
        look.wear(Appearance.LIGHT, scale=scale)
        page.resize(width, height)
        idle(qtbot, page)
        QApplication.processEvents()
        return page

    return make


@pytest.mark.parametrize("scale", [1.5, 2.0])
def test_on_a_small_screen_the_chosen_run_stands_below_the_matrix(sized, scale):
    page = sized(1280, 725, scale)

    matrix, side = table(page), child(page, "judges.side")
    assert left(side, page) == left(matrix, page) - matrix.x()
    assert top(side, page) > top(matrix, page) + matrix.height()


@pytest.mark.parametrize("scale", [1.5, 2.0])
def test_on_a_small_screen_no_part_is_cut_off(sized, scale):
    page = sized(1280, 725, scale)

    grid = child(page, "judges.confusion.0")
    assert grid.visibleRegion().isEmpty() or grid.height() >= grid.sizeHint().height()
    assert child(page, "judges.confusions").height() >= grid.sizeHint().height()
    assert child(page, "judges.side").height() >= page.desk.look.px(340)
    assert page.content._area.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize(("width", "scale"), [(1280, 1.0), (1280, 1.5), (1280, 2.0), (2560, 1.0)])
def test_every_judge_is_seen_whole_at_every_size(sized, width, scale):
    page = sized(width, 725, scale)

    matrix = table(page)
    last = matrix.model().columnCount() - 1
    right = matrix.columnViewportPosition(last) + matrix.columnWidth(last)
    assert right <= matrix.viewport().width()


def test_with_room_the_chosen_run_stands_beside_the_matrix(sized):
    page = sized(1280, 800, 1.0)

    matrix, side = table(page), child(page, "judges.side")
    assert left(side, page) >= left(matrix, page) + matrix.width()


def test_on_a_big_screen_figures_stand_near_the_titles_of_their_runs(sized):
    page = sized(2560, 1300, 1.0)

    assert table(page).columnWidth(RUN) < 1100
    assert child(page, "judges.side").width() > 800


def test_a_long_name_of_a_judge_is_cut_with_an_ellipsis_and_whole_in_the_tooltip(
    labelled, page_for
):
    scores = [a_score(a_run(scenario=each), a_judge(LONG), 4) for each in ("Alpha", "Beta")]
    labelled.scores.add(scores, now=NOW)
    page = page_for(labelled)

    matrix = child(page, "judges.matrix", QTableView)
    header, model = matrix.horizontalHeader(), matrix.model()
    heads = range(model.columnCount())
    across = Qt.Orientation.Horizontal
    place = next(each for each in heads if model.headerData(each, across) == LONG)
    assert isinstance(header, MatrixHeader)
    assert header.fitted(place).endswith("\N{HORIZONTAL ELLIPSIS}")
    assert model.headerData(place, across, Qt.ItemDataRole.ToolTipRole) == LONG


def test_a_name_is_broken_behind_hyphens_and_no_line_is_too_wide(look):
    metrics = look.metrics(Face.SMALL_STRONG)

    lines = in_lines("gemini-3.1-pro-preview", 64, metrics).split("\n")

    assert "".join(lines) == "gemini-3.1-pro-preview"
    assert len(lines) <= 3
    assert max(map(metrics.horizontalAdvance, lines)) <= 64


def test_a_name_without_end_is_cut(look):
    metrics = look.metrics(Face.SMALL_STRONG)

    lines = in_lines("x" * 300, 64, metrics).split("\n")

    assert len(lines) == 1
    assert lines[0].endswith("\N{HORIZONTAL ELLIPSIS}")
    assert metrics.horizontalAdvance(lines[0]) <= 64
