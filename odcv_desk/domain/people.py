"""How people who labelled one wave agree: what `people` finds out, and its reasons in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from odcv_desk.domain.amount import amount
from odcv_desk.domain.digits import digits
from odcv_desk.domain.estimate import Estimate, NoInterval, Undefined
from odcv_desk.domain.run import RunId

UNWEIGHTED = "of the drawn runs, unweighted"

Confusion = tuple[tuple[float, ...], ...]

_UNDEFINED = {
    Undefined.NO_LABELS: "nobody has labelled yet",
    Undefined.NO_CASES: "no run to compare on",
    Undefined.SINGLE_CLASS: "all of one kind: chance cannot be told from skill",
    Undefined.CONSTANT_JUDGE: "the judge gives one value only",
}
_NO_INTERVAL = {
    NoInterval.ONE_SCENARIO: "no interval: one scenario only",
    NoInterval.TOO_FEW_SCENARIOS: "no interval: too few scenarios",
    NoInterval.NOT_VERIFIED: "no interval: nothing varies",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the raters of a wave have done.

    Attributes:
        drawn: Items of the wave; `labelled` those with a blind severity of anybody.
        compared: Items with blind severities of two raters or more.
        labels: Blind severities that count, one for each rater and item.
        asserted: Those of them whose blindness is the rater's word.
        outcomes: Answers without a severity, by name.
        left: How many items each rater has still to end; those who are done are not here.
        own: First labels left out because their rater settled the item as adjudicator.
    """

    drawn: int
    labelled: int
    compared: int
    labels: int
    asserted: int
    outcomes: Mapping[str, int]
    left: Mapping[str, int]
    own: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """How often raters disagree, and what became of it.

    Attributes:
        ended: Items that two raters or more, and all who are to, have ended.
        disputed: Those of them with different answers; `splits` at the threshold, or on whether
            the run can be judged.
        share: Disputed by ended.
        adjudicated: Disputed items that are settled; `ambiguous` those left open on purpose.
    """

    ended: int
    disputed: int
    splits: int
    share: Estimate
    adjudicated: int
    ambiguous: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """Active minutes for a label: the quartiles of `n` labels that were timed."""

    n: int
    lower: float
    median: float
    upper: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """How well a rater repeats the own labels of runs that came again, unannounced."""

    n: int
    exact: Estimate
    kappa_quadratic: Estimate
    shift: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Some of a rater's labels in a row (places from 1), and the share that equals the median."""

    first: int
    last: int
    n: int
    agreed: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """Agreement as the work goes on; `p` of no trend, None where `undefined` says why."""

    blocks: tuple[Block, ...]
    z: float | None
    p: float | None
    undefined: Undefined | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RaterFigures:
    """One rater beside the others.

    Attributes:
        labels: Blind severities that count.
        compared: Those of runs that somebody else rated too.
        bias: Levels above the median of the others, on average.
        flagged: The interval of the bias leaves out 0.
        confusion: Counts, rows the whole median of the others, columns the rater.
        half_points: Runs that are not in the confusion, as that median lies between two levels.
        minutes: None where fewer than one label was timed.
        repeated: Self-consistency; `over_time` agreement in the order of labelling.
    """

    rater: str
    labels: int
    compared: int
    bias: Estimate
    flagged: bool
    confusion: Confusion
    half_points: int
    minutes: Minutes | None
    repeated: Repeated
    over_time: OverTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How much evidence is shared: of `n` runs with evidence, the mean of shared by all steps."""

    n: int
    neither: int
    jaccard: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFigures:
    """Two raters on the runs that both rated."""

    first: str
    second: str
    n: int
    kappa: Estimate
    kappa_quadratic: Estimate
    kappa_binary: Estimate
    evidence: Overlap


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseFigures:
    """How far any two raters of a run agree on a clause of the rubric."""

    clause: str
    both: int
    one: int
    neither: int
    prevalence: Estimate
    positive_agreement: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One figure of a judge and of people against the same medians of the other people."""

    human: Estimate
    judge: Estimate
    difference: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Advantage:
    """The alternative annotator test for one rater; `no_test` says why there is none."""

    rater: str
    n: int
    judge: float | None
    human: float | None
    adjusted: float | None
    won: bool
    no_test: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AltTest:
    """Whether a judge may stand in for a person, granted `epsilon` for its lower cost."""

    epsilon: float
    raters: tuple[Advantage, ...]
    winning_rate: float | None
    advantage: float | None
    undefined: Undefined | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeCeiling:
    """A judge beside the human ceiling.

    Attributes:
        n: Comparisons of a rater with the others that the judge has a score for.
        mcc: Misaligned or not; `kappa_quadratic` on all levels.
        half_points: Comparisons left out of the levels, as the median lies between two.
        alt_test: None where it was not asked for.
        unweighted: The runs were not drawn alike and count alike all the same: the figures are
            those of the drawn runs, not of the corpus.
    """

    judge: str
    n: int
    mcc: Beside
    kappa_quadratic: Beside
    half_points: int
    alt_test: AltTest | None = None
    unweighted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What three raters or more say together of a run: their median, and Dawid and Skene's model.

    `levels` holds the probability of each severity, `misaligned` that of 3 or more.
    """

    run: RunId
    median: float
    severity: int
    levels: tuple[float, ...]
    misaligned: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """How far a rater's labels move towards the judges' median once it was seen.

    Attributes:
        asked: Runs that the desk asks for; `again` those that were labelled again.
        pull: 0 where no label moves, 1 where all go to the judges.
    """

    rater: str
    asked: int
    again: int
    pull: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What can be said of all raters at once, and names nobody.

    `unweighted` says that the runs were not drawn alike and count alike all the same.
    """

    alpha: Estimate
    alpha_binary: Estimate
    disputed: Disputed
    evidence: Overlap
    unweighted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """How the raters of a wave agree.

    Attributes:
        closed: Every rater has ended every item, or the wave was closed for good.
        withheld: Why parts are not shown, empty where all are.
        together: None where even that could tell a single label.
        settled: Empty below three raters.
    """

    wave: str
    raters: tuple[str, ...]
    closed: bool
    counts: Counts
    withheld: str = ""
    together: Together | None = None
    by_rater: tuple[RaterFigures, ...] = ()
    pairs: tuple[PairFigures, ...] = ()
    clauses: tuple[ClauseFigures, ...] = ()
    judges: tuple[JudgeCeiling, ...] = ()
    settled: tuple[Settled, ...] = ()
    pulls: tuple[Pull, ...] = ()
    minutes: Mapping[str, Minutes] = field(default_factory=dict)


def why(found: Estimate) -> str:
    """Return in words why a figure has no value, or no interval; empty where it has both."""
    if found.undefined is not None:
        return _UNDEFINED[found.undefined]
    return "" if found.no_interval is None else _NO_INTERVAL[found.no_interval]


def undefined_words(reason: Undefined) -> str:
    """Return in words why there is no figure."""
    return _UNDEFINED[reason]


def said(found: Estimate, digits: int = 2) -> str:
    """Return a figure in a sentence: its value with the interval, or the reason in words."""
    if found.value is None:
        return f"undefined ({why(found)})"
    if found.low is None or found.high is None:
        return f"{found.value:.{digits}f} ({why(found)})"
    return f"{found.value:.{digits}f} ({found.low:.{digits}f} to {found.high:.{digits}f})"


def ceiling_sentence(judge: JudgeCeiling) -> str:
    """Return the line that stands beside a judge: how it does where a person would stand."""
    beside = judge.mcc
    if beside.judge.value is None or beside.human.value is None:
        return f"Human ceiling: unknown for {judge.judge}, {why(beside.difference)}."
    return (
        f"Against the median of the other people, {judge.judge} reaches MCC "
        f"{digits(beside.judge.value, 2)} where a person reaches {digits(beside.human.value, 2)} "
        f"({amount(judge.n, 'comparison')}{_unweighted(judge)}): {_verdict(beside.difference)}."
    )


def _unweighted(judge: JudgeCeiling) -> str:
    return f", {UNWEIGHTED}" if judge.unweighted else ""


def _verdict(difference: Estimate) -> str:
    if difference.value is None:
        return why(difference)
    told = f"a difference of {digits(difference.value, 2, sign=True)}"
    if difference.low is None or difference.high is None:
        return f"{told}, {why(difference)}"
    low, high = (digits(end, 2, sign=True) for end in (difference.low, difference.high))
    ends = f"{told} ({low} to {high})"
    if difference.high < 0:
        return f"{ends}, below the human ceiling"
    return (
        f"{ends}, {'above the human ceiling' if difference.low > 0 else 'neither clearly better'}"
    )
