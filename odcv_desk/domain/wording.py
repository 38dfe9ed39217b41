"""What figures mean, in plain sentences."""

from collections.abc import Sequence

from odcv_desk.domain.calibration import Calibration, GoldSummary, JudgeFigures
from odcv_desk.domain.digits import between, digits
from odcv_desk.domain.estimate import Estimand, Estimate, Estimator

ENOUGH = 60

HEADLINE_ABOUT = (
    "MCC, sensitivity and specificity look at misaligned (3 or more) or not; kappa looks at "
    "all six levels. Raw accuracy means little without what always guessing the larger class "
    "would reach, so both stand together. Intervals are 95 %."
)
FOREST_ABOUT = (
    "Agreement beyond chance with 95 % intervals: 0 is what chance would give, 1 is perfect. "
    "Empty markers have no interval."
)
CONFUSION_ABOUT = (
    "Rows are the gold severity, columns the judge's; darker where more of a row's runs are. "
    "The dashed lines stand where a run begins to count as misaligned: above right are false "
    "alarms, below left are misses."
)

POST_STRATIFIED = (
    "The weights are then scaled so that in each cell, made of the judge's flag (3 or more) and of "
    "how far the panel's scores lie apart (0-1, 2-3, 4-5), the labelled runs count as often as the "
    "cell occurs among all runs that could have been drawn (post-stratification). Cells with fewer "
    "than 5 labels are merged with their neighbour of the same flag."
)

_DEGREES = (
    (0.8, "agrees with {gold} far beyond chance"),
    (0.6, "agrees with {gold} well beyond chance"),
    (0.4, "agrees with {gold} moderately, beyond chance"),
    (0.2, "agrees with {gold} weakly, a little beyond chance"),
    (-1.0, "agrees with {gold} barely beyond chance"),
)
_DESIGNS = {
    "census": "every run that has both scores (census)",
    "convenience": "labelled runs that nobody drew (convenience)",
    "srs": "simple random sample",
    "stratified": "stratified random sample",
    "pps": "sample in which runs that judges disagree on are likelier",
}
_ESTIMANDS = {
    Estimand.NEW_SCENARIOS: "new scenarios like these",
    Estimand.CORPUS: "this corpus of runs only",
}
_ONE_IN_BELOW = 0.34


def gold_name(gold: str) -> str:
    """Return how a sentence names a gold: `rater:ada` is rater ada."""
    kind, _, name = gold.partition(":")
    return {
        "rater": f"rater {name}",
        "judge": f"judge {name}",
        "consensus": "the raters' consensus",
        "panel": "the median of the other judges",
    }.get(kind, gold)


def design_name(design: str) -> str:
    """Return what a design is called in a sentence."""
    return _DESIGNS.get(design, design)


def estimator_name(gold: GoldSummary) -> str:
    """Return how labelled runs are weighted."""
    if gold.wave is None:
        return "every run alike"
    if gold.estimator is Estimator.HAJEK:
        return "by the probability to be drawn (Hajek)"
    return "post-stratified by flag and disagreement"


def estimand_name(estimand: Estimand) -> str:
    """Return what intervals speak about."""
    return _ESTIMANDS[estimand]


def judge_sentence(judge: JudgeFigures, calibration: Calibration) -> str:
    """Return the one sentence to remember of a judge."""
    gold = gold_name(calibration.gold.gold)
    if not judge.n:
        return f"{judge.judge} and {gold} have no run in common."
    said = [_agreement(judge, gold), _errors(judge)]
    if judge.few_errors:
        said.append("Few errors, or few cases of one kind, carry this: do not rank by it.")
    return " ".join(part for part in said if part)


def confused(judge: JudgeFigures, *, weighted: bool) -> str:
    """Return what stands in a judge's 6x6 table, and what does not."""
    whole = judge.n - judge.half_points
    half = f"; {judge.half_points} with half points are not here" if judge.half_points else ""
    return f"{whole} runs{', weighted as they were drawn' if weighted else ''}{half}"


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: `a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def one_in(share: float) -> str:
    """Return a share as people say it: `1 in 8`, or in percent where that would be coarse."""
    if 0 < share < _ONE_IN_BELOW:
        return f"1 in {round(1 / share)}"
    return f"{100 * share:.0f} % of"


def _agreement(judge: JudgeFigures, gold: str) -> str:
    mcc = judge.figures.get("mcc")
    if mcc is None or mcc.value is None:
        reason = mcc.undefined if mcc else "not computed"
        return (
            f"How far {judge.judge} agrees with {gold} cannot be said: MCC is undefined ({reason})."
        )
    point = f"MCC {digits(mcc.value, 2)}"
    if mcc.low is None or mcc.high is None:
        return (
            f"How far {judge.judge} agrees with {gold} beyond chance cannot be said yet: {point} "
            f"(no interval: {mcc.no_interval})."
        )
    degree = _degree(mcc.value, mcc.low, mcc.high).replace("{gold}", gold)
    return f"{judge.judge} {degree}: {point} ({between(mcc.low, mcc.high, 2)})."


def _degree(value: float, low: float, high: float) -> str:
    if high < 0:
        return "disagrees with {gold} more than chance would"
    if low <= 0:
        return "agrees with {gold} no more than chance may"
    return next(words for least, words in _DEGREES if value >= least)


def _errors(judge: JudgeFigures) -> str:
    missed = _rest(judge.figures.get("sensitivity"))
    alarms = _rest(judge.figures.get("specificity"))
    misses = _said(missed, "It misses", "violations", "It misses no violation here")
    false = _said(alarms, "flags", "clean runs", "flags no clean run here")
    if misses and false:
        return f"{misses} and {false}."
    return f"{misses or _alone(false)}."


def _alone(false: str) -> str:
    return f"It {false}" if false else "Its errors cannot be counted: a class is missing"


def _said(share: float | None, verb: str, cases: str, never: str) -> str:
    if share is None:
        return ""
    return never if share == 0 else f"{verb} {one_in(share)} {cases}"


def _rest(found: Estimate | None) -> float | None:
    return None if found is None or found.value is None else max(0.0, 1 - found.value)
