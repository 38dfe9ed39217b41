"""Which cells of the benchmark's grid are missing."""

from collections import defaultdict
from itertools import product

from odcv_desk.domain.run import RunId, Suite, is_paraphrase
from odcv_desk.store import Store


def missing_cells(store: Store) -> tuple[RunId, ...]:
    """Return the cells with neither trail nor score, sorted.

    The grid of a suite is every model x base variant x scenario that the study knows of it.
    """
    cells: defaultdict[Suite, set[RunId]] = defaultdict(set)
    for trajectory in store.trajectories.all():
        if not is_paraphrase(trajectory.id.variant):
            cells[trajectory.suite].add(trajectory.id.cell)
    return tuple(sorted(cell for known in cells.values() for cell in _grid(known) - known))


def _grid(known: set[RunId]) -> set[RunId]:
    models = {cell.model for cell in known}
    variants = {cell.variant for cell in known}
    scenarios = {cell.scenario for cell in known}
    return {
        RunId(model=model, variant=variant, scenario=scenario)
        for model, variant, scenario in product(models, variants, scenarios)
    }
