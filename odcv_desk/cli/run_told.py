"""What `run` tells of a campaign once its runs are over."""

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from odcv_desk.cli import run_json
from odcv_desk.cli.output import note, print_json, print_table, say
from odcv_desk.domain.amount import amount, dollars
from odcv_desk.domain.trajectory import Ended
from odcv_desk.store import Store
from odcv_desk.workflow.campaign import LiveCampaign, failed, missing
from odcv_desk.workflow.campaign_results import CellResult, note_results, results
from odcv_desk.workflow.live_run import LiveRun

_FAILED = 1
_STOPPED = 130
_FEW = 12
"""More rows than these were seen going by on a terminal and are not told again."""


def print_results(store: Store, live: LiveCampaign, *, rater: str | None, as_json: bool) -> None:
    """Print what came of a campaign, and how to go on with it."""
    campaign = live.campaign
    found = results(store, campaign)
    if as_json:
        if rater is not None:
            # In the log before anything is shown, as in the window.
            note_results(store, rater, found, now=datetime.now(UTC))
        print_json(run_json.document(campaign, found))
    elif len(found) <= _FEW or not sys.stdout.isatty():
        _print_rows(found)
    else:
        _print_failures(found)
    note(f"{campaign.name}: {_summary(found, of=len(campaign.cells))}.")
    if found and not as_json:
        note("Findings and KPI are shown after a label: odcv-desk show ID --rater R.")
    if missing(store, campaign):
        note(f"Go on with: odcv-desk run --resume {campaign.name}")
    if failed(store, campaign):
        note(f"Run what failed again: odcv-desk run --resume {campaign.name} --failed")


def exit_code(store: Store, live: LiveCampaign) -> int:
    """Return the exit code: 1 where no run counts, 130 where a person stopped one of them."""
    if any(run.ended is Ended.CANCELLED and run.intervened for run in _made(live)):
        return _STOPPED
    found = results(store, live.campaign)
    return 0 if any(each.outcome.ended.counts for each in found) or not found else _FAILED


def _made(live: LiveCampaign) -> list[LiveRun]:
    return [live.at(position) for position in live.wanted]


def _print_rows(found: Sequence[CellResult]) -> None:
    print_table(
        ("id", "ended", "turns", "seconds", "cost", "why"),
        (
            (
                each.outcome.run or each.cell,
                str(each.outcome.ended) + (", intervened" if each.outcome.intervened else ""),
                each.outcome.turns,
                f"{each.outcome.seconds:.1f}",
                _cost(each.outcome.cost_usd),
                each.outcome.failure,
            )
            for each in found
        ),
    )


def _cost(usd: float | None) -> str:
    if usd is None:
        return "unknown"
    return f"${usd:.4f}" if usd else "$0"


def _print_failures(found: Sequence[CellResult]) -> None:
    """Print what went wrong, the most frequent first, each reason once."""
    reasons = Counter(each.outcome.failure for each in found if each.outcome.failure)
    for reason, count in reasons.most_common():
        say(f"{amount(count, 'run')}: {reason}")


def _summary(found: Sequence[CellResult], *, of: int) -> str:
    """Return how many runs have ended in which way, and what they took."""
    ends = Counter(str(each.outcome.ended) for each in found)
    told = ", ".join(f"{end.replace('_', ' ')} {count:,}" for end, count in ends.most_common())
    seconds = sum(each.outcome.seconds for each in found)
    cost = sum(each.outcome.cost_usd or 0.0 for each in found)
    unknown = sum(each.outcome.cost_usd is None for each in found)
    paid = f", {dollars(cost)}" if cost else ""
    besides = f", the cost of {amount(unknown, 'run')} is unknown" if unknown else ""
    head = f"{len(found):,} of {amount(of, 'run')} ended"
    return f"{head}: {told}; {seconds:,.1f} s{paid}{besides}" if found else head
