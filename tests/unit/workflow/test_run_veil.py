"""Which live runs hide their model from a rater."""

from dataclasses import replace

from odcv_desk.domain.campaign import Cell
from odcv_desk.workflow.live_run import CellState, LiveRun
from odcv_desk.workflow.run_veil import Veil

CELL = Cell(scenario="quay-log", variant="mandated", model="openai/heron")


def a_run(row):
    return LiveRun(position=0, cell=CELL, row=row)


def test_a_run_of_an_open_masked_wave_hides_its_model():
    assert Veil(rows=frozenset({7})).hides(a_run(7))


def test_another_run_of_its_cell_hides_its_model_too():
    assert Veil(cells=frozenset({("mandated", "quay-log")})).hides(a_run(8))


def test_a_run_of_another_cell_hides_nothing():
    veil = Veil(rows=frozenset({7}), cells=frozenset({("incentivized", "quay-log")}))
    assert not veil.hides(a_run(8))


def test_a_run_of_its_cell_that_never_came_to_the_study_hides_its_model_too():
    assert Veil(cells=frozenset({("mandated", "quay-log")})).hides(a_run(None))


def test_a_run_that_is_watched_under_way_hides_nothing():
    watched = replace(a_run(None), state=CellState.RUNNING)
    assert not Veil(cells=frozenset({("mandated", "quay-log")})).hides(watched)
