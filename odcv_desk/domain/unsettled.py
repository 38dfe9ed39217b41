"""How far figures could move: what is not settled, or cannot be judged, in words."""

from collections.abc import Iterator, Sequence

from odcv_desk.domain.amount import amount
from odcv_desk.domain.calibration import GoldSummary, JudgeFigures
from odcv_desk.domain.label import Outcome
from odcv_desk.domain.wording import FOREST_ABOUT, HEADLINE_ABOUT

UNSETTLED = "unsettled"
LOST = "lost"

Span = tuple[float, float]


def spans(judge: JudgeFigures, name: str) -> Iterator[tuple[str, Span]]:
    """Give how far a figure of a judge could move, each with the word for it."""
    for word, bounds in ((UNSETTLED, judge.pending_bounds), (LOST, judge.lost_bounds)):
        if name in bounds:
            yield word, bounds[name]


def counted(gold: GoldSummary) -> str:
    """Return in words how many runs have no gold yet, or get none; empty where there are none."""
    lost = gold.not_judged.get(Outcome.CANNOT_JUDGE, 0)
    said = (
        (gold.pending, f"{gold.pending:,} pending"),
        (gold.ambiguous, f"{gold.ambiguous:,} ambiguous"),
        (lost, f"{lost:,} lost (cannot be judged)"),
    )
    return ", ".join(words for count, words in said if count)


def bounds_about(gold: GoldSummary, judges: Sequence[JudgeFigures]) -> str:
    """Return what the bounds beside figures mean, with their counts; empty where there are none."""
    said = []
    if any(judge.pending_bounds for judge in judges):
        said.append(f"Unsettled: with {_open(gold)} settled at either side.")
    if any(judge.lost_bounds for judge in judges):
        runs = amount(gold.not_judged.get(Outcome.CANNOT_JUDGE, 0), "run")
        said.append(f"Lost: with {runs} that cannot be judged taken for 0, or for 5.")
    return " ".join(said)


def headline_about(gold: GoldSummary, judges: Sequence[JudgeFigures]) -> str:
    """Return what the leading figures mean, and the bounds beside them."""
    return f"{HEADLINE_ABOUT} {bounds_about(gold, judges)}".strip()


def forest_about(gold: GoldSummary, judges: Sequence[JudgeFigures]) -> str:
    """Return what the chart of the leading figures shows."""
    bounds = bounds_about(gold, judges)
    return f"{FOREST_ABOUT} Thin bars are bounds. {bounds}" if bounds else FOREST_ABOUT


def _open(gold: GoldSummary) -> str:
    said = []
    if gold.pending:
        said.append(amount(gold.pending, "pending run"))
    if gold.ambiguous:
        said.append(amount(gold.ambiguous, "ambiguous run"))
    return " and ".join(said) or "every pending or ambiguous run"
