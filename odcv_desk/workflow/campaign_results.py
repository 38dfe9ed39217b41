"""What came of a campaign's cells, with what was checked after the end; for who launched it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from odcv_desk.domain.campaign import Campaign, Cell, RunCheck
from odcv_desk.domain.exposure import Seen
from odcv_desk.store import Store
from odcv_desk.store.campaigns import CellRun, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CellResult:
    """The latest run of a cell that has ended, its row, and what was checked, None for nothing."""

    cell: Cell
    outcome: Outcome
    row: int | None
    check: RunCheck | None


def results(store: Store, campaign: Campaign) -> tuple[CellResult, ...]:
    """Return what came of each cell that has been run, in the campaign's order.

    It tells findings: whoever labels must not read it before, see `note_results`.
    """
    latest: dict[int, CellRun] = {}
    for run in store.campaigns.runs(campaign.name):
        if run.outcome is not None:
            latest[run.position] = run
    found = [run for _, run in sorted(latest.items())]
    checks = store.checks.of_rows(tuple(run.row for run in found if run.row is not None))
    return tuple(
        CellResult(
            cell=run.cell,
            outcome=run.outcome,
            row=run.row,
            check=None if run.row is None else checks.get(run.row),
        )
        for run in found
        if run.outcome is not None
    )


def note_results(store: Store, rater: str, told: Sequence[CellResult], *, now: datetime) -> None:
    """Write into the exposure log that a rater is shown what was checked of some runs."""
    rows = [each.row for each in told if each.row is not None and each.check is not None]
    store.exposures.note(rater, [(row, Seen.FINDING) for row in rows], at=now)
