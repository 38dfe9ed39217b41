"""Which live runs hide their model from a rater: those that an open masked wave holds."""

from dataclasses import dataclass

from odcv_desk.domain.campaign import Campaign
from odcv_desk.store import Store
from odcv_desk.workflow.live_run import LiveRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Veil:
    """What is hidden from a rater until a wave ends.

    `rows` are the runs of open masked waves. `cells` (variant, scenario) are those in which such a
    run is: the names of all others of the cell would tell the one that is missing.
    """

    rows: frozenset[int] = frozenset()
    cells: frozenset[tuple[str, str]] = frozenset()

    def hides(self, run: LiveRun) -> bool:
        """Return whether the model of a run is hidden, and with it what it took.

        Also that of one which is not in the study: of a cell's models it would leave fewer over.
        """
        if run.state.under_way:  # who watches it has just launched it
            return False
        return run.row in self.rows or (run.cell.variant, run.cell.scenario) in self.cells

    def hides_of(self, campaign: Campaign) -> bool:
        """Return whether the models of a campaign are hidden, as a run of it is."""
        return any((cell.variant, cell.scenario) in self.cells for cell in campaign.cells)


def veil_for(store: Store, rater: str) -> Veil:
    """Return what open waves hide from a rater now."""
    items = store.turns.open_items(rater)
    return Veil(
        rows=frozenset(row for row, item in items.items() if item.masked),
        cells=store.turns.veiled_cells(rater),
    )
