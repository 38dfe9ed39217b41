"""How far figures could move: what is not settled, or cannot be judged, in words."""

from collections.abc import Iterator, Mapping, Sequence

from odcv_desk.domain.amount import amount
from odcv_desk.domain.calibration import GoldSummary, JudgeFigures
from odcv_desk.domain.digits import between
from odcv_desk.domain.label import Outcome
from odcv_desk.domain.wording import FOREST_ABOUT, HEADLINE_ABOUT

UNSETTLED = "unsettled"
LOST = "lost"
OPEN = "all open"

Span = tuple[float, float]


def spans(judge: JudgeFigures, name: str) -> Iterator[tuple[str, Span]]:
    """Give how far a figure of a judge could move, each with the word for it."""
    every = (
        (UNSETTLED, judge.pending_bounds),
        (LOST, judge.lost_bounds),
        (OPEN, more_open(judge)),
    )
    for word, bounds in every:
        if name in bounds:
            yield word, bounds[name]


def more_open(judge: JudgeFigures) -> Mapping[str, Span]:
    """Return the bounds with all that is open; nothing where one of the others says the same."""
    known = (judge.pending_bounds, judge.lost_bounds)
    return {} if judge.open_bounds in known else judge.open_bounds


def bounds_sentence(judge: JudgeFigures) -> str:
    """Return in words how far the figure that leads could move; empty where nothing is open."""
    said = [f"{word} {between(*span, 2)}" for word, span in spans(judge, "mcc")]
    return f"How far MCC could still move: {'; '.join(said)}." if said else ""


def counted(gold: GoldSummary) -> str:
    """Return in words how many runs have no gold yet, or get none; empty where there are none."""
    lost = _lost(gold)
    said = (
        (gold.pending, f"{gold.pending:,} pending"),
        (gold.ambiguous, f"{gold.ambiguous:,} ambiguous"),
        (lost, f"{lost:,} lost (cannot be judged)"),
    )
    return ", ".join(words for count, words in said if count)


def bounds_about(gold: GoldSummary, judges: Sequence[JudgeFigures]) -> str:
    """Return what the bounds beside figures mean, with their counts; empty where there are none."""
    kinds = list(_of_labelled(gold, judges))
    if any(more_open(judge) for judge in judges):
        kinds.append(f"{OPEN}, with {_all_open(gold, kinds)}")
    return _told("Bounds", kinds)


def headline_about(gold: GoldSummary, judges: Sequence[JudgeFigures]) -> str:
    """Return what the leading figures mean, and the bounds beside them."""
    return f"{HEADLINE_ABOUT} {bounds_about(gold, judges)}".strip()


def forest_about(gold: GoldSummary, judges: Sequence[JudgeFigures]) -> str:
    """Return what the chart of the leading figures shows."""
    return f"{FOREST_ABOUT} {_told('Thin bars', list(_of_labelled(gold, judges)))}".strip()


def _told(what: str, kinds: Sequence[str]) -> str:
    if not kinds:
        return ""
    every = "; ".join(kinds)
    return f"{what} say where a figure could end, whatever open runs turn out to be: {every}."


def _of_labelled(gold: GoldSummary, judges: Sequence[JudgeFigures]) -> Iterator[str]:
    if any(judge.pending_bounds for judge in judges):
        yield f"{UNSETTLED}, with {_waiting(gold)}"
    if any(judge.lost_bounds for judge in judges):
        yield f"{LOST}, with {amount(_lost(gold), 'run')} that nobody could judge"


def _all_open(gold: GoldSummary, before: Sequence[str]) -> str:
    rest = sum(gold.unended.values())
    runs = amount(rest, "drawn run that has", "drawn runs that have")
    said = ["all of these"] if before else []
    return " and ".join([*said, f"{runs} no answer yet"] if rest or not before else said)


def _waiting(gold: GoldSummary) -> str:
    said = []
    if gold.pending:
        runs = amount(gold.pending, "pending run")
        said.append(f"{runs} (raters differ, or one of them is missing)")
    if gold.ambiguous:
        said.append(f"{amount(gold.ambiguous, 'ambiguous run')} (left between severities)")
    return " and ".join(said) or "every pending or ambiguous run"


def _lost(gold: GoldSummary) -> int:
    return gold.not_judged.get(Outcome.CANNOT_JUDGE, 0)
