"""Which runs enter the figures, with which probability, and which stay out and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.label import Label
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.trajectory import Trajectory
from odcv_desk.domain.wave import Wave
from odcv_desk.store import Store
from odcv_desk.workflow.gold import (
    CONSENSUS,
    JUDGE,
    PANEL,
    RATER,
    Gold,
    check_rater,
    consensus_gold,
    rater_gold,
)
from odcv_desk.workflow.panel import Votes, everyone, judge_named

CENSUS = "census"
CONVENIENCE = "convenience"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The gold of the runs that count, and how they were chosen.

    `panel` says that the gold of each judge is the median of the other panel judges, which
    `gold.values` then does not hold. `probability` and `stratum` are those of the wave, empty for
    a census. `outside` counts labelled runs that no wave drew.
    """

    gold: Gold
    design: str
    wave: Wave | None
    probability: Mapping[RunId, float]
    stratum: Mapping[RunId, str]
    outside: int
    panel: bool = False


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
    runs = {run.id for run in store.trajectories.all(suite=suite)}
    if name.startswith(RATER):
        known = {label.rater for label in every} | {r for each in waves for r in each.raters}
        check_rater(name.removeprefix(RATER), known)
    events = [label for label in every if label.run in runs]
    return _labelled(name, events, chosen)


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
    return Counted(
        gold=gold,
        design=CENSUS,
        wave=None,
        probability={},
        stratum={},
        outside=0,
        panel=name == PANEL,
    )


def _chosen_wave(waves: Sequence[Wave], name: str | None) -> Wave | None:
    if name is None:
        return waves[-1] if waves else None
    found = next((wave for wave in waves if wave.name == name), None)
    if found is None:
        known = ", ".join(wave.name for wave in waves) or "none yet; draw one with `sample`"
        raise CalibrationError(f"{name}: no such wave in this suite", hint=f"Waves: {known}.")
    return found


def _labelled(name: str, events: Sequence[Label], wave: Wave | None) -> Counted:
    inside = [label for label in events if wave is None or label.wave == wave.name]
    if name == CONSENSUS:
        gold = consensus_gold(inside, () if wave is None else wave.raters)
    else:
        gold = rater_gold(inside, name.removeprefix(RATER))
    within = {label.run for label in inside}
    raters = {name.removeprefix(RATER)} if name != CONSENSUS else {each.rater for each in events}
    outside = {label.run for label in events if label.rater in raters} - within
    return Counted(
        gold=gold,
        design=CONVENIENCE if wave is None else wave.design,
        wave=wave,
        probability={} if wave is None else {item.run: item.probability for item in wave.items},
        stratum={} if wave is None else {item.run: item.stratum for item in wave.items},
        outside=len(outside),
    )
