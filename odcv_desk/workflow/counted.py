"""Which runs enter the figures, with which probability, and which stay out and why."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.label import Label
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.trajectory import Trajectory
from odcv_desk.domain.wave import Wave
from odcv_desk.store import Store
from odcv_desk.workflow.drawn import Drawn, chances, drawn
from odcv_desk.workflow.gold import (
    CONSENSUS,
    JUDGE,
    PANEL,
    RATER,
    Gold,
    check_rater,
    consensus_gold,
    rater_gold,
    standing,
)
from odcv_desk.workflow.panel import Votes, everyone, judge_named
from odcv_desk.workflow.readers import everybody

CENSUS = "census"
CONVENIENCE = "convenience"
UNLABELLED = "not labelled"
PUT_OFF = "put off"
REVEALED = "labelled only after exposure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The gold of the runs that count, and how they were chosen.

    `panel` says that the gold of each judge is the median of the other panel judges, which
    `gold.values` then does not hold. `drawn` is the wave with those it joins, None without one.
    `probability` says how likely each drawn run was to have its gold. `outside` counts labelled
    runs that were not drawn, `deferred` drawn ones that a rater has put off and not ended.
    `unended` holds, by reason, the drawn runs of which nobody has said anything that counts;
    `assigned` counts the drawn runs that are to get this gold.
    """

    gold: Gold
    design: str
    outside: int = 0
    panel: bool = False
    drawn: Drawn | None = None
    probability: Mapping[RunId, float] = field(default_factory=dict)
    deferred: int = 0
    unended: Mapping[str, frozenset[RunId]] = field(default_factory=dict)
    assigned: int | None = None


def counted_gold(
    store: Store,
    name: str,
    *,
    suite: Suite,
    table: Votes,
    wave: str | None,
    without_self: bool,
) -> Counted:
    """Return the gold that a name means, over the runs of a suite that count.

    Raises:
        CalibrationError: The judge, rater or wave is not known.
    """
    waves = store.waves.all()
    chosen = _chosen_wave([each for each in waves if each.suite == suite], wave)
    if name == PANEL or name.startswith(JUDGE):
        return _judged(name, table, without_self=without_self)
    every = store.labels.all()
    inside = store.trajectories.all(suite=suite)
    runs = {run.id for run in inside}
    if name.startswith(RATER):
        known = {label.rater for label in every} | {r for each in waves for r in each.raters}
        check_rater(name.removeprefix(RATER), known)
    events = [label for label in every if label.run in runs]
    if chosen is None:
        gold = _gold(name, events, None)
        return Counted(gold=gold, design=CONVENIENCE)
    sample = drawn(store, chosen, waves, inside)
    return _sampled(store, name, events, sample)


def left_out(runs: Mapping[RunId, Trajectory], present: Sequence[RunId]) -> dict[str, int]:
    """Return how many of the runs present enter no rate, by reason."""
    reasons = Counter(
        "intervened" if runs[run].intervened else str(runs[run].ended)
        for run in present
        if not runs[run].counts
    )
    return {reason: reasons[reason] for reason in ("failed", "cancelled", "intervened")}


def _judged(name: str, table: Votes, *, without_self: bool) -> Counted:
    values: dict[RunId, float] = {}
    judges = everyone(table)
    rubrics = tuple(sorted({judge.rubric for judge in judges}))
    if name != PANEL:
        gold_judge = judge_named(name.removeprefix(JUDGE), judges)
        rubrics = (gold_judge.rubric,)
        values = {
            run: float(given[gold_judge])
            for run, given in table.items()
            if gold_judge in given and not (without_self and gold_judge.model == run.model)
        }
    gold = Gold(values=values, pending={}, outcomes={}, asserted=0, revealed=0, rubrics=rubrics)
    return Counted(gold=gold, design=CENSUS, panel=name == PANEL)


def _chosen_wave(waves: Sequence[Wave], name: str | None) -> Wave | None:
    if name is None:
        return waves[-1] if waves else None
    found = next((wave for wave in waves if wave.name == name), None)
    if found is None:
        known = ", ".join(wave.name for wave in waves) or "none yet; draw one with `sample`"
        raise CalibrationError(f"{name}: no such wave in this suite", hint=f"Waves: {known}.")
    return found


def _sampled(store: Store, name: str, events: Sequence[Label], sample: Drawn) -> Counted:
    inside = [label for label in events if label.wave in sample.names]
    gold = _gold(name, inside, sample)
    within = {label.run for label in inside}
    raters = _raters(name, events, sample)
    put_off = _put_off(store, raters, inside, sample)
    assigned = _assigned(name, inside, sample)
    return Counted(
        gold=gold,
        design=sample.waves[-1].design,
        drawn=sample,
        probability=chances(store, sample, gold.values.keys() | gold.invalid),
        outside=len({label.run for label in events if label.rater in raters} - within),
        deferred=len(put_off),
        unended=_unended(
            gold, assigned, put_off, [each for each in inside if each.rater in raters]
        ),
        assigned=len(assigned),
    )


def _assigned(name: str, inside: Iterable[Label], sample: Drawn) -> frozenset[RunId]:
    """Return the drawn runs that are to get a gold: of a rater those it is to label, or did."""
    if name == CONSENSUS:
        return frozenset(sample.runs)
    rater = name.removeprefix(RATER)
    own = {label.run for label in inside if label.rater == rater}
    return frozenset(
        run
        for run in sample.runs
        if not (groups := sample.readers.get(run, ())) or rater in everybody(groups) or run in own
    )


def _unended(
    gold: Gold, assigned: frozenset[RunId], put_off: frozenset[RunId], given: Iterable[Label]
) -> Mapping[str, frozenset[RunId]]:
    ended = {*gold.values, *gold.unsettled(), *gold.lost, *gold.invalid}
    without = assigned - ended
    waiting = without & put_off
    seen = (without - waiting) & {label.run for label in standing(given) if not label.repeat}
    found = {PUT_OFF: waiting, REVEALED: seen, UNLABELLED: without - waiting - seen}
    return {reason: runs for reason, runs in found.items() if runs}


def _gold(name: str, events: Sequence[Label], sample: Drawn | None) -> Gold:
    if name != CONSENSUS:
        return rater_gold(events, name.removeprefix(RATER))
    return consensus_gold(events, {} if sample is None else sample.readers)


def _raters(name: str, events: Sequence[Label], sample: Drawn) -> set[str]:
    if name != CONSENSUS:
        return {name.removeprefix(RATER)}
    return {label.rater for label in events}.union(*map(everybody, sample.readers.values()))


def _put_off(
    store: Store, raters: Iterable[str], inside: Iterable[Label], sample: Drawn
) -> frozenset[RunId]:
    """Return the drawn runs that one of the raters has put off and not ended since."""
    put_off = [each for rater in raters for each in store.desk_notes.deferrals(rater)]
    if not put_off:
        return frozenset()
    rows = store.trajectories.ids()  # only now: it reads every run
    ended = {(label.run, label.rater) for label in standing(inside)}
    waiting = {(rows[each.row], each.rater) for each in put_off} - ended
    return frozenset(run for run, _rater in waiting).intersection(sample.runs)
