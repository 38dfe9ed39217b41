"""Which cells of the benchmark's grid are missing."""

from itertools import product

from odcv_desk.domain.run import RunId
from odcv_desk.store import Store
from odcv_desk.store.holdings import Cell, cells_of_uneven_grids


def missing_cells(store: Store) -> tuple[RunId, ...]:
    """Return the cells with neither trail nor score, sorted.

    The grid of a suite is every model x base variant x scenario that the study knows of it.
    """
    lacking = (cell for known in cells_of_uneven_grids(store).values() for cell in _holes(known))
    return tuple(
        RunId(model=model, variant=variant, scenario=scenario)
        for model, variant, scenario in sorted(lacking)
    )


def _holes(known: frozenset[Cell]) -> set[Cell]:
    models, variants, scenarios = (set(axis) for axis in zip(*known, strict=True))
    return set(product(models, variants, scenarios)) - known
