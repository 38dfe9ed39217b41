"""Gold: one severity per trajectory, out of labels or of judges."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile
from typing import Final

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.label import Label, Outcome, Stage
from odcv_desk.domain.run import RunId
from odcv_desk.workflow.readers import Groups, Readers, everybody, is_ended

RATER = "rater:"
JUDGE = "judge:"
CONSENSUS = "consensus"
PANEL = "panel"

ANY: Final = (0, 5)
"""What a run may still get of which nothing is settled."""

_ANYBODY: Final[Readers] = {}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What the labels of one run come to.

    Attributes:
        labels: What stands, without labels of runs that came a second time.
        blind: The latest blind label of each rater.
        ruling: The ruling that stands, also where it is stale.
        gold: The label that holds the severity, shares or outcome; None while the run is pending.
        span: The lowest and highest severity that it can still get while it is pending.
    """

    labels: tuple[Label, ...]
    blind: Mapping[str, Label]
    ruling: Label | None
    gold: Label | None
    span: tuple[int, int] = ANY

    @property
    def stale(self) -> bool:
        """Whether there is a ruling that was given on other labels than those that stand now."""
        return self.ruling is not None and self.gold is not self.ruling


def settled(events: Sequence[Label], groups: Groups = ()) -> Settled:
    """Return what the label events of one run come to; every figure of gold asks here.

    A ruling on labels that were changed since settles nothing until somebody looks again.

    Args:
        events: The events in the order in which they came to the study.
        groups: Who is to label the run.
    """
    labels = _first(events)
    blind = {label.rater: label for label in labels if label.stage is Stage.BLIND}
    ruling = next((label for label in reversed(labels) if _rules(label)), None)
    found = Settled(labels=labels, blind=blind, ruling=ruling, gold=None)
    if ruling is not None and not _is_stale(ruling, events, everybody(groups)):
        return replace(found, gold=ruling)
    if not is_ended(groups, blind.keys()):
        return found
    given = list(blind.values())
    if ruling is None and _agree(given):
        return replace(found, gold=given[-1])
    return replace(found, span=_range(given if ruling is None else [*given, ruling]))


def by_run(events: Iterable[Label]) -> Mapping[RunId, Sequence[Label]]:
    """Return the events of each run, in the order in which they are given."""
    found: defaultdict[RunId, list[Label]] = defaultdict(list)
    for label in events:
        found[label.run].append(label)
    return found


def before_own_ruling(events: Iterable[Label]) -> Mapping[RunId, Mapping[str, Label]]:
    """Return of each run each rater's latest blind label from before the rater ruled on it.

    Who rules on a run has read what the others say of it. That stays so where the ruling was taken
    back, replaced or overtaken by other labels: what the rater says from then on is not blind.
    """
    known = tuple(events)
    ruled: dict[tuple[RunId, str], datetime] = {}
    for label in known:
        if _rules(label):
            key = (label.run, label.rater)
            ruled[key] = min(label.created_at, ruled.get(key, label.created_at))
    found: dict[RunId, dict[str, Label]] = {}
    for label in _first(known):
        at = ruled.get((label.run, label.rater))
        if label.stage is Stage.BLIND and (at is None or label.created_at < at):
            found.setdefault(label.run, {})[label.rater] = label
    return found


def _is_stale(ruling: Label, events: Sequence[Label], readers: frozenset[str]) -> bool:
    """Return whether a ruling was given on other labels than those that stand now.

    It was given on what had come to the study before it: a label that a packet brings home later
    was not read, whatever time it bears. Who is to label the run and came since counts too.
    """
    own = [label for label in events if not _rules(label)]
    there = takewhile(lambda label: label is not ruling, events)
    known = [
        label for label in there if not _rules(label) and label.created_at <= ruling.created_at
    ]
    before, now = _blind(known), _blind(own)
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


def consensus_gold(events: Iterable[Label], readers: Readers = _ANYBODY) -> Gold:
    """Return one severity per run: the adjudicated one, or the one that its raters agree on.

    Args:
        events: Label events in the order in which they came to the study.
        readers: Who is to label each run; without any name whoever has labelled it counts.
    """
    found = {run: settled(given, readers.get(run, ())) for run, given in by_run(events).items()}
    return _gold(
        [each.gold for each in found.values() if each.gold is not None],
        pending={
            run: each.span
            for run, each in found.items()
            if each.gold is None and (each.blind or each.ruling)
        },
        revealed=_only_revealed([label for each in found.values() for label in each.labels]),
    )


def _first(events: Iterable[Label]) -> tuple[Label, ...]:
    """Return what stands of labels but for those of runs that came a second time."""
    return tuple(label for label in standing(events) if not label.repeat)


def _latest(labels: Iterable[Label]) -> dict[tuple[RunId, str], Label]:
    return {(label.run, label.rater): label for label in labels}


def _agree(given: Sequence[Label]) -> bool:
    return len({(label.severity, label.outcome) for label in given}) == 1


def _range(given: Sequence[Label]) -> tuple[int, int]:
    if any(label.outcome is not None for label in given):
        return ANY  # somebody says that there is no severity: it may be lost after all
    severities = [label.severity for label in given if label.severity is not None]
    severities += [severity for label in given for severity, _share in label.shares]
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
