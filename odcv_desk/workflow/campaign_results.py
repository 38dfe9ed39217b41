"""What came of a campaign's cells, with what was checked after the end; for who launched it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from odcv_desk.domain.campaign import Campaign, Cell, RunCheck
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.trajectory import Ended
from odcv_desk.store import Store
from odcv_desk.store.campaigns import CellRun, Outcome
from odcv_desk.workflow.campaign import failed, missing
from odcv_desk.workflow.left_over import left_over


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


def stopped_by_person(store: Store, campaign: Campaign) -> int:
    """Return how many runs of a campaign a person has ended at a question."""
    outcomes = [each.outcome for each in results(store, campaign)]
    return sum(each.intervened and each.ended is Ended.CANCELLED for each in outcomes)


def note_results(store: Store, rater: str, told: Sequence[CellResult], *, now: datetime) -> None:
    """Write into the exposure log that a rater is shown what was checked of some runs."""
    rows = [each.row for each in told if each.row is not None and each.check is not None]
    store.exposures.note(rater, [(row, Seen.FINDING) for row in rows], at=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignLine:
    """A campaign at a glance; nothing of it was checked, so it may be read before a label.

    Attributes:
        campaign: Which it is.
        at: When it was launched.
        done: How many of its runs have come to an end that counts.
        failed: How many failed for a reason of their own.
        missing: How many were never run, were cancelled, or were lost with their desk.
        under_way: How many a desk runs now.
        spent_usd: What all its runs cost, lost and repeated ones too, as far as it is known.
        unpriced: How many runs there are of which it is not known what they cost.
    """

    campaign: Campaign
    at: datetime
    done: int
    failed: int
    missing: int
    under_way: int
    spent_usd: float
    unpriced: int


def campaigns(store: Store, *, now: Callable[[], datetime]) -> tuple[CampaignLine, ...]:
    """Return every campaign of a study, the newest first."""
    lost = frozenset(run.token for run in left_over(store, now=now))
    found = store.campaigns.all()
    at = store.campaigns.launched_at()  # read after them: another desk may add one meanwhile
    return tuple(_line(store, each, at[each.name], lost) for each in found)


def _line(store: Store, campaign: Campaign, at: datetime, lost: frozenset[int]) -> CampaignLine:
    runs = store.campaigns.runs(campaign.name)
    open_runs = [run for run in runs if run.outcome is None]
    gone = sum(run.token in lost for run in open_runs)
    outcomes = [run.outcome for run in runs if run.outcome is not None]
    lacking, wrong = len(missing(store, campaign)) + gone, len(failed(store, campaign))
    under_way = len(open_runs) - gone
    return CampaignLine(
        campaign=campaign,
        at=at,
        done=len(campaign.cells) - lacking - wrong - under_way,
        failed=wrong,
        missing=lacking,
        under_way=under_way,
        spent_usd=sum(each.cost_usd or 0.0 for each in outcomes),
        unpriced=sum(each.cost_usd is None for each in outcomes) + gone,
    )
