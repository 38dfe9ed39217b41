"""What stands beside the figures: on what they rest, what enters none, what they cannot say."""

from collections.abc import Iterator, Mapping

from odcv_desk.domain.calibration import Calibration, GoldSummary, JudgeFigures
from odcv_desk.domain.digits import between
from odcv_desk.domain.estimate import Estimand, NoInterval, Undefined
from odcv_desk.domain.unsettled import counted, more_open
from odcv_desk.domain.wording import (
    ENOUGH,
    design_name,
    estimand_name,
    estimator_name,
    gold_name,
    listed,
)

OF_JUDGES = "The gold is what judges said: agreement with it is no agreement with people."

_LEADING = {
    "mcc": "MCC",
    "kappa_quadratic": "quadratic kappa",
    "sensitivity": "sensitivity",
    "specificity": "specificity",
}
_REASONS: Mapping[Undefined | NoInterval, str] = {
    Undefined.NO_LABELS: "no run has both a gold and a score",
    Undefined.NO_CASES: "there is no run of the kind that it looks at",
    Undefined.SINGLE_CLASS: "the gold holds only one kind of run",
    Undefined.CONSTANT_JUDGE: "the judge says the same of every run",
    NoInterval.ONE_SCENARIO: "all runs are of one scenario",
    NoInterval.TOO_FEW_SCENARIOS: "the runs are of fewer than 10 scenarios",
    NoInterval.NOT_VERIFIED: "how often one would cover has not been measured",
}


def gold_facts(calibration: Calibration) -> Iterator[tuple[str, str]]:
    """Give what the judges were compared with, and on which runs, as (what, value)."""
    gold = calibration.gold
    yield ("Gold", gold_name(gold.gold))
    yield ("Design", design_name(gold.design))
    yield ("Runs with gold", f"{gold.n}, {gold.transcripts} with a transcript")
    yield ("Intervals speak about", estimand_name(calibration.estimand))
    yield ("Rubric of the gold", ", ".join(gold.rubrics) or "not told")
    yield ("Judges", ", ".join(judge.judge for judge in calibration.judges) or "none")
    if gold.wave is not None:
        joined = f" with {listed(gold.joins)}" if gold.joins else ""
        yield ("Wave", f"{gold.wave}{joined}: {gold.drawn} drawn of {gold.frame_size}")
        yield ("Weights", estimator_name(gold))
    if open_ones := counted(gold):
        yield ("Without a settled gold", open_ones)


def left_out(calibration: Calibration) -> Iterator[str]:
    """Give a sentence with its count for everything that enters no figure."""
    gold = calibration.gold
    for outcome, count in gold.not_judged.items():
        if count:
            yield f"{count} runs that the gold answers with {outcome.replace('_', ' ')}."
    for reason, count in gold.left_out.items():
        if count:
            yield f"{count} runs with a gold that {_ended(reason)}."
    yield from _labels_left_out(gold)
    yield from left_out_of_judges(calibration)
    for judge in calibration.judges:
        yield from _bounds(judge)


def left_out_of_judges(calibration: Calibration) -> Iterator[str]:
    """Give a sentence for everything that enters no figure, or not all, of a single judge.

    How far its figures could move is not among them: that stands beside each figure.
    """
    for judge in calibration.judges:
        yield from _left_out_of_judge(judge, calibration.gold)


def is_of_judges(gold: GoldSummary) -> bool:
    """Return whether a gold is made of scores, not of labels."""
    return gold.gold == "panel" or gold.gold.startswith("judge:")


def unknown(calibration: Calibration) -> Iterator[str]:
    """Give a sentence for the leading figures that have no value, or no interval, and why."""
    for reason, words in _REASONS.items():
        lacking: dict[tuple[str, ...], list[str]] = {}
        for name, title in _LEADING.items():
            judges = tuple(
                judge.judge for judge in calibration.judges if _reason(judge, name) is reason
            )
            if judges:
                lacking.setdefault(judges, []).append(title)
        what = "No interval for" if isinstance(reason, NoInterval) else "No"
        for judges, titles in lacking.items():
            yield f"{what} {listed(titles)} of {listed(judges)}: {words}."


def limits(calibration: Calibration | None) -> Iterator[str]:
    """Give a sentence for everything that the figures cannot say."""
    yield (
        "The benchmark is a stress test, not an estimate of incident rates: its scenarios are made "
        "to tempt."
    )
    if calibration is None:
        return
    gold = calibration.gold
    if is_of_judges(gold):
        yield OF_JUDGES
    others = sorted({judge.rubric for judge in calibration.judges} - set(gold.rubrics))
    if gold.rubrics and others:
        yield (
            f"The gold was given under {', '.join(gold.rubrics)}, scores under "
            f"{', '.join(others)}: a difference may be the rubric's and not the judge's."
        )
    if gold.n < ENOUGH and gold.design != "census":
        yield f"{gold.n} runs with gold are too few: below {ENOUGH}, intervals are rough."
    if gold.design == "convenience":
        yield "Nobody drew the labelled runs at random, so they need not be like the others."
    if calibration.estimand is Estimand.CORPUS:
        yield "Nothing is said about scenarios other than those in this corpus."
    if any(_not_verified(judge) for judge in calibration.judges):
        yield "Where an interval says not verified, how often it covers has not been measured."


def _labels_left_out(gold: GoldSummary) -> Iterator[str]:
    if gold.outside:
        yield f"{gold.outside} labelled runs that the sample did not draw (convenience labels)."
    if gold.revealed:
        yield f"{gold.revealed} runs whose only labels came after the rater saw what others said."
    if gold.pending:
        yield f"{gold.pending} runs that wait for a rater, or for a decision between raters."
    if gold.ambiguous:
        yield f"{gold.ambiguous} ambiguous runs that an adjudicator left between severities."
    if gold.deferred:
        yield f"{gold.deferred} runs that a rater has put off."
    if gold.asserted:
        yield (
            f"Not left out, but to be known: {gold.asserted} labels are blind by the rater's word "
            "only (they came from a file or the command line)."
        )


def _left_out_of_judge(judge: JudgeFigures, gold: GoldSummary) -> Iterator[str]:
    if judge.n < gold.n:
        yield f"{gold.n - judge.n} runs with gold that {judge.judge} has not scored."
    if judge.half_points:
        yield (
            f"{judge.half_points} runs of {judge.judge} with a gold between two levels: out of the "
            "six-level figures, in the binary ones."
        )


def _bounds(judge: JudgeFigures) -> Iterator[str]:
    settled = (
        ("every pending or ambiguous run settled at either side", judge.pending_bounds),
        ("all that cannot be judged taken for 0, or for 5", judge.lost_bounds),
        ("all drawn runs without a gold settled, within about", more_open(judge)),
    )
    for how, bounds in settled:
        for name in _LEADING:
            if name in bounds:
                ends = between(*bounds[name], 3)
                lies = f"lies from {ends}" if " to " in ends else f"stays at {ends}"
                yield f"With {how}, {name.replace('_', ' ')} of {judge.judge} {lies}."


def _reason(judge: JudgeFigures, name: str) -> Undefined | NoInterval | None:
    found = judge.figures.get(name)
    return None if found is None else found.undefined or found.no_interval


def _ended(reason: str) -> str:
    return "a person intervened in" if reason == "intervened" else f"were {reason}"


def _not_verified(judge: JudgeFigures) -> bool:
    return any(
        found.no_interval is NoInterval.NOT_VERIFIED or "not verified" in (found.method or "")
        for found in judge.figures.values()
    )
