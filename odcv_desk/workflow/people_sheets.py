"""How people agree, as sheets of texts: what the People page and its command show."""

from collections.abc import Iterator

from odcv_desk.domain.amount import amount
from odcv_desk.domain.estimate import Estimate, Undefined
from odcv_desk.domain.people import (
    UNWEIGHTED,
    AltTest,
    Beside,
    Block,
    Counts,
    Minutes,
    OverTime,
    PairFigures,
    People,
    RaterFigures,
    Settled,
    undefined_words,
    why,
)
from odcv_desk.domain.severity import is_misaligned
from odcv_desk.workflow.sheet import Entry, Sheet
from odcv_desk.workflow.sight import title_of

_NO_REPEATS = "no run came twice"
_NOT_AGAIN = "no run was labelled again yet"
_THIRDS = ("first third", "second third", "last third")
_CLEAR_TREND = 0.05


def sheets(found: People) -> tuple[Sheet, ...]:
    """Return the figures as sheets; those with nothing to show are left out."""
    made = (
        _raters(found),
        _over_time(found),
        _pairs(found),
        _clauses(found),
        _ceilings(found),
        _pulls(found),
        _settled(found),
        _tests(found),
    )
    return tuple(sheet for sheet in made if sheet.rows)


def _raters(found: People) -> Sheet:
    timed = {rater: found.minutes.get(rater) for rater in found.raters}
    if not found.by_rater:
        rows: tuple[tuple[str, tuple[Entry, ...]], ...] = tuple(
            (rater, (_left(found.counts, rater), _minutes(given))) for rater, given in timed.items()
        )
        columns: tuple[str, ...] = ("left to label", "minutes a label")
    else:
        rows = tuple((each.rater, tuple(_rater(each))) for each in found.by_rater)
        columns = (
            "labels",
            "bias in levels",
            "agrees with itself %",
            "self kappa, quadratic",
            "minutes a label",
        )
    return Sheet(
        name="raters",
        title="Raters",
        about=(
            "Bias is how far a rater's labels lie above the median of the others, on average. "
            "A rater agrees with itself on runs that came twice, unannounced. Minutes are active "
            "time: the median, and the middle half below it."
        )
        if found.by_rater
        else "Minutes are active time: the median, and the middle half below it.",
        corner="rater",
        columns=columns,
        rows=rows,
    )


def _left(counts: Counts, rater: str) -> Entry:
    return Entry(text=str(counts.left.get(rater, 0)))


def _rater(each: RaterFigures) -> Iterator[Entry]:
    yield Entry(text=str(each.labels), below=f"{each.compared} compared")
    bias = _entry(each.bias, signed=True)
    below = f"{bias.below}; no chance" if each.flagged else bias.below
    yield Entry(text=bias.text, below=below, missing=bias.missing)
    repeated = each.repeated
    n = amount(repeated.n, "repeat")
    exact = _entry(repeated.exact, percent=True, nothing=_NO_REPEATS)
    yield exact if exact.missing else Entry(text=exact.text, below=f"{exact.below}; {n}")
    yield _entry(repeated.kappa_quadratic, nothing=_NO_REPEATS)
    yield _minutes(each.minutes)


def _minutes(given: Minutes | None) -> Entry:
    if given is None:
        return Entry(text="not timed", missing=True)
    return Entry(text=f"{given.median:.1f}", below=f"{given.lower:.1f} to {given.upper:.1f}")


def _over_time(found: People) -> Sheet:
    timed = [each for each in found.by_rater if each.over_time.blocks]
    return Sheet(
        name="over_time",
        title="Over time",
        about=(
            "How often a label equals the median of the others, in the order of labelling. A "
            "share that falls tells of tiredness, one that rises of learning."
        ),
        corner="rater",
        columns=(*_THIRDS, "trend"),
        rows=tuple((each.rater, tuple(_thirds(each.over_time))) for each in timed),
    )


def _thirds(found: OverTime) -> Iterator[Entry]:
    for place in range(len(_THIRDS)):
        if place < len(found.blocks):
            yield _block(found.blocks[place])
        else:
            yield Entry(text="no label", missing=True)
    yield _trend(found)


def _block(block: Block) -> Entry:
    entry = _entry(block.agreed, percent=True)
    return Entry(text=f"{entry.text} %", below=f"{entry.below}; {amount(block.n, 'label')}")


def _trend(found: OverTime) -> Entry:
    if found.p is None or found.z is None:
        reason = found.undefined or Undefined.NO_CASES
        words = (
            "never another share" if reason is Undefined.SINGLE_CLASS else undefined_words(reason)
        )
        return Entry(text=words, missing=True)
    if found.p >= _CLEAR_TREND:
        return Entry(text="none that is clear", below=f"p {found.p:.2f}")
    told = f"p {found.p:.3f}" if found.p >= 0.001 else "p below 0.001"  # noqa: PLR2004 - three digits
    return Entry(text="rises" if found.z > 0 else "falls", below=told)


def _pairs(found: People) -> Sheet:
    return Sheet(
        name="pairs",
        title="Two by two",
        about=(
            "Cohen's kappa of every two raters: 0 is chance, 1 is perfect. Shared evidence is the "
            "mean part of the steps that either cites which both do."
        ),
        corner="raters",
        columns=("runs", "kappa", "kappa, quadratic", "kappa, misaligned or not", "evidence %"),
        rows=tuple((f"{pair.first}, {pair.second}", tuple(_pair(pair))) for pair in found.pairs),
    )


def _pair(pair: PairFigures) -> Iterator[Entry]:
    yield Entry(text=str(pair.n))
    yield _entry(pair.kappa)
    yield _entry(pair.kappa_quadratic)
    yield _entry(pair.kappa_binary)
    evidence = _entry(pair.evidence.jaccard, percent=True, nothing="nobody cites a step")
    runs = amount(pair.evidence.n, "run")
    yield (
        evidence
        if evidence.missing
        else Entry(text=evidence.text, below=f"{evidence.below}; {runs}")
    )


def _clauses(found: People) -> Sheet:
    return Sheet(
        name="clauses",
        title="Clauses of the rubric",
        about=(
            "Positive agreement is the chance that one rater names a clause given that another "
            "does, over every two raters of a run."
        ),
        corner="clause",
        columns=("both name it", "one does", "share of labels %", "positive agreement %"),
        rows=tuple(
            (
                each.clause,
                (
                    Entry(text=str(each.both)),
                    Entry(text=str(each.one)),
                    _entry(each.prevalence, percent=True),
                    _entry(each.positive_agreement, percent=True),
                ),
            )
            for each in found.clauses
        ),
    )


def _ceilings(found: People) -> Sheet:
    return Sheet(
        name="ceilings",
        title="Judges beside the human ceiling",
        about=(
            "Each rater in turn is compared with the median of the others, and so is the judge on "
            "the same runs. Below the ceiling a judge does worse than a person would."
            f"{_unweighted(found)}"
        ),
        corner="judge",
        columns=(
            "MCC: judge",
            "a person",
            "difference",
            "kappa, quadratic: judge",
            "a person",
            "difference",
        ),
        rows=tuple(
            (each.judge, (*_beside(each.mcc), *_beside(each.kappa_quadratic)))
            for each in found.judges
            if found.counts.compared
        ),
    )


def _unweighted(found: People) -> str:
    if not any(each.unweighted for each in found.judges):
        return ""
    return f" Figures are {UNWEIGHTED}: do not set them beside weighted ones."


def _beside(found: Beside) -> tuple[Entry, Entry, Entry]:
    return _entry(found.judge), _entry(found.human), _entry(found.difference, signed=True)


def _pulls(found: People) -> Sheet:
    return Sheet(
        name="pulls",
        title="Pull of the judges",
        about=(
            "Which part of the way to the judges' median labels go once it was seen, on runs that "
            "the desk chose: 0 is none, 1 is all."
        ),
        corner="rater",
        columns=("asked", "labelled again", "pull"),
        rows=tuple(
            (
                each.rater,
                (
                    Entry(text=str(each.asked)),
                    Entry(text=str(each.again)),
                    _entry(each.pull, nothing=_no_pull(each.again)),
                ),
            )
            for each in found.pulls
        ),
    )


def _no_pull(again: int) -> str:
    return "the judges said the same" if again else _NOT_AGAIN


def _settled(found: People) -> Sheet:
    apart = [each for each in found.settled if _apart(each)]
    told = f"{len(apart)} of {amount(len(found.settled), 'run')}"
    return Sheet(
        name="settled",
        title="Median and model of the raters",
        about=(
            "Dawid and Skene's model weighs raters by how they err. Here are the runs, "
            f"{told}, on which its likeliest severity is a level or more from the median, or on "
            "the other side of the threshold."
        ),
        corner="run",
        columns=("median", "model", "its chance %", "misaligned %"),
        rows=tuple(
            (
                f"{title_of(each.run.scenario)}, {each.run.variant}, {each.run.model}",
                (
                    Entry(text=f"{each.median:g}"),
                    Entry(text=str(each.severity)),
                    Entry(text=f"{100 * each.levels[each.severity]:.0f}"),
                    Entry(text=f"{100 * each.misaligned:.0f}"),
                ),
            )
            for each in apart
        ),
    )


def _apart(each: Settled) -> bool:
    sides = is_misaligned(each.severity), is_misaligned(each.median)
    return abs(each.severity - each.median) >= 1 or sides[0] is not sides[1]


def _tests(found: People) -> Sheet:
    tested = found.judges if found.counts.compared else ()
    asked = [(judge.judge, judge.alt_test) for judge in tested if judge.alt_test is not None]
    granted = ", ".join(sorted({f"{each.epsilon:g}" for _, each in asked}))
    return Sheet(
        name="alt_test",
        title="Alternative annotator test",
        about=(
            "Whether a judge stands as near to the other people as a person does, with "
            f"{granted} granted for its lower cost. From half of the raters beaten on it may "
            "stand in for one."
        ),
        corner="judge",
        columns=("raters beaten", "as near or nearer %", "rater by rater"),
        rows=tuple((judge, tuple(_test(each))) for judge, each in asked),
    )


def _test(found: AltTest) -> Iterator[Entry]:
    tested = [each for each in found.raters if not each.no_test]
    if found.winning_rate is None or found.advantage is None:
        words = next((each.no_test for each in found.raters if each.no_test), "")
        yield Entry(
            text=words or undefined_words(found.undefined or Undefined.NO_CASES), missing=True
        )
        yield Entry(text="", missing=True)
    else:
        yield Entry(text=f"{sum(each.won for each in tested)} of {len(tested)}")
        yield Entry(text=f"{100 * found.advantage:.0f}")
    told = (
        f"{each.rater} {each.no_test or ('beaten' if each.won else 'not')}" for each in found.raters
    )
    yield Entry(text=", ".join(told))


def _entry(
    found: Estimate, *, percent: bool = False, signed: bool = False, nothing: str = ""
) -> Entry:
    if found.value is None:
        return Entry(text=nothing or why(found), missing=True)
    form = "+.2f" if signed else ".1f" if percent else ".2f"
    value, low, high = (
        None if each is None else _printed(100 * each if percent else each, form)
        for each in (found.value, found.low, found.high)
    )
    if low is None or high is None:
        return Entry(text=str(value), below=why(found))
    return Entry(text=str(value), below=f"{low} to {high}")


def _printed(value: float, form: str) -> str:
    number = format(value, form)
    return number if number.strip("+-0.") else number.lstrip("+-")
