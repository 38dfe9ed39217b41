"""Gold: one severity per trajectory, out of labels or of judges."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.label import Label, Outcome, Stage
from odcv_desk.domain.run import RunId

RATER = "rater:"
JUDGE = "judge:"
CONSENSUS = "consensus"
PANEL = "panel"

ANY: Final = (0, 5)
"""What a run may still get of which nothing is settled."""

_ANYBODY: Final[Mapping[RunId, frozenset[str]]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """What people say of each run.

    `values` holds the severities; `pending` the lowest and highest severity that a run can still
    get: those of its raters who disagree, or any while a rater is missing. `ambiguous` holds the
    shares of runs that an adjudicator left between severities, `lost` the runs that cannot be
    judged, `invalid` those that are no runs to judge at all; `outcomes` counts these two.
    `asserted` and `revealed` count labels whose blindness is the rater's word, and runs whose only
    labels came after exposure. `rubrics` names the rubrics.
    """

    values: Mapping[RunId, float]
    pending: Mapping[RunId, tuple[int, int]]
    outcomes: Mapping[str, int]
    asserted: int
    revealed: int
    rubrics: tuple[str, ...]
    ambiguous: Mapping[RunId, tuple[tuple[int, float], ...]] = field(default_factory=dict)
    lost: frozenset[RunId] = frozenset()
    invalid: frozenset[RunId] = frozenset()

    def unsettled(self) -> Mapping[RunId, tuple[int, int]]:
        """Return the lowest and highest severity of every pending or ambiguous run."""
        between = {run: (shares[0][0], shares[-1][0]) for run, shares in self.ambiguous.items()}
        return {**self.pending, **between}


def standing(events: Iterable[Label]) -> tuple[Label, ...]:
    """Return the labels that were not taken back, in order of time.

    Of the rulings on a run in a wave only the latest can stand: the one before it does not come
    back when the latest is taken back.
    """
    ordered = sorted(events, key=lambda label: label.created_at)
    taken = {(label.run, label.rater, label.retracts) for label in ordered if label.retracts}
    latest = {(label.run, label.wave): label for label in ordered if _rules(label)}
    return tuple(
        label
        for label in ordered
        if label.retracts is None
        and (label.run, label.rater, label.created_at) not in taken
        and (not _rules(label) or latest[label.run, label.wave] is label)
    )


def is_stale(ruling: Label, events: Iterable[Label], readers: frozenset[str]) -> bool:
    """Return whether a ruling was given on other labels than those that stand now.

    Args:
        ruling: The ruling that stands.
        events: The label events of its run, in its wave and what that joins.
        readers: Who is to label the run, if anybody is named: who came since counts too.
    """
    own = [label for label in events if label.run == ruling.run and not _rules(label)]
    before = _blind([label for label in own if label.created_at <= ruling.created_at])
    now = _blind(own)
    return any(before.get(rater) != now.get(rater) for rater in before.keys() | readers)


def _blind(events: Sequence[Label]) -> dict[str, tuple[int | None, Outcome | None]]:
    """Return what the raters of one run say blindly, by rater."""
    return {
        label.rater: (label.severity, label.outcome)
        for label in _first(events)
        if label.stage is Stage.BLIND
    }


def _rules(label: Label) -> bool:
    return label.stage is Stage.ADJUDICATED and label.retracts is None


def check_gold_name(gold: str) -> None:
    """Refuse what names no gold.

    Raises:
        CalibrationError: The name is of no known form.
    """
    prefixed = any(gold.startswith(prefix) and len(gold) > len(prefix) for prefix in (RATER, JUDGE))
    if not prefixed and gold not in (CONSENSUS, PANEL):
        raise CalibrationError(
            f"{gold}: not a gold", hint="Gold is rater:NAME, consensus, judge:NAME or panel."
        )


def check_rater(rater: str, known: Iterable[str]) -> None:
    """Refuse a rater whom the study does not know.

    Raises:
        CalibrationError: Nobody of this name has labelled or is to label.
    """
    raters = sorted(set(known))
    if rater not in raters:
        raise CalibrationError(
            f"{rater}: no such rater in this study",
            hint=f"Raters: {', '.join(raters) or 'none yet'}.",
        )


def rater_gold(events: Iterable[Label], rater: str) -> Gold:
    """Return a rater's latest blind labels that were not taken back; a repeat is never gold."""
    own = [label for label in _first(events) if label.rater == rater]
    latest = _latest(label for label in own if label.stage is Stage.BLIND)
    return _gold(latest.values(), pending={}, revealed=_only_revealed(own))


def consensus_gold(
    events: Iterable[Label], readers: Mapping[RunId, frozenset[str]] = _ANYBODY
) -> Gold:
    """Return one severity per run: the adjudicated one, or the one that its raters agree on.

    A run that has named readers is settled by their labels alone, when each of them has ended it.
    A ruling on labels that were changed since leaves its run pending until somebody looks again.
    """
    known = tuple(events)
    labels = _first(known)
    rulings = {label.run: label for label in labels if label.stage is Stage.ADJUDICATED}
    stale = _stale(rulings, known, readers)
    by_run: defaultdict[RunId, list[Label]] = defaultdict(list)
    for label in _latest(label for label in labels if label.stage is Stage.BLIND).values():
        if not (named := readers.get(label.run)) or label.rater in named:
            by_run[label.run].append(label)
    settled = [ruling for run, ruling in rulings.items() if run not in stale]
    pending: dict[RunId, tuple[int, int]] = dict.fromkeys(stale, ANY)
    for run, given in by_run.items():
        if run in rulings and run not in stale:
            continue
        if not {label.rater for label in given} >= readers.get(run, frozenset()):
            pending[run] = ANY
        elif run in stale:
            pending[run] = _range([*given, rulings[run]])
        elif _agree(given):
            settled.append(given[-1])
        else:
            pending[run] = _range(given)
    return _gold(settled, pending=pending, revealed=_only_revealed(labels))


def _stale(
    rulings: Mapping[RunId, Label],
    events: Iterable[Label],
    readers: Mapping[RunId, frozenset[str]],
) -> frozenset[RunId]:
    by_run: defaultdict[RunId, list[Label]] = defaultdict(list)
    for label in events:
        if label.run in rulings:
            by_run[label.run].append(label)
    return frozenset(
        run
        for run, ruling in rulings.items()
        if is_stale(ruling, by_run[run], readers.get(run, frozenset()))
    )


def _first(events: Iterable[Label]) -> tuple[Label, ...]:
    """Return what stands of labels but for those of runs that came a second time."""
    return tuple(label for label in standing(events) if not label.repeat)


def _latest(labels: Iterable[Label]) -> dict[tuple[RunId, str], Label]:
    return {(label.run, label.rater): label for label in labels}


def _agree(given: Sequence[Label]) -> bool:
    return len({(label.severity, label.outcome) for label in given}) == 1


def _range(given: Sequence[Label]) -> tuple[int, int]:
    severities = [label.severity for label in given if label.severity is not None]
    return (min(severities), max(severities)) if severities else ANY


def _only_revealed(labels: Sequence[Label]) -> int:
    stages: defaultdict[RunId, set[Stage]] = defaultdict(set)
    for label in labels:
        stages[label.run].add(label.stage)
    return sum(seen == {Stage.REVEALED} for seen in stages.values())


def _gold(
    labels: Iterable[Label], *, pending: Mapping[RunId, tuple[int, int]], revealed: int
) -> Gold:
    chosen = tuple(labels)
    outcomes = {label.run: label.outcome for label in chosen if label.outcome is not None}
    counts = Counter(outcomes.values())
    return Gold(
        values={label.run: float(label.severity) for label in chosen if label.severity is not None},
        pending=pending,
        outcomes={str(outcome): counts[outcome] for outcome in Outcome},
        asserted=sum(label.asserted for label in chosen),
        revealed=revealed,
        rubrics=tuple(sorted({label.rubric for label in chosen if label.rubric})),
        ambiguous={label.run: label.shares for label in chosen if label.shares},
        lost=_of(Outcome.CANNOT_JUDGE, outcomes),
        invalid=_of(Outcome.INVALID_RUN, outcomes),
    )


def _of(wanted: Outcome, outcomes: Mapping[RunId, Outcome]) -> frozenset[RunId]:
    return frozenset(run for run, outcome in outcomes.items() if outcome is wanted)
