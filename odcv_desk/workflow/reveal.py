"""Show a rater what judges, checks and other people said of a run, and write that down."""

from dataclasses import dataclass, replace
from datetime import datetime

from odcv_desk.domain.campaign import RunCheck
from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.finding import Finding
from odcv_desk.domain.label import Outcome, Stage
from odcv_desk.domain.score import judge_names
from odcv_desk.store import Store
from odcv_desk.workflow.gold import standing
from odcv_desk.workflow.panel import median_of, panel_median
from odcv_desk.workflow.sight import Sight, sight
from scenarios import scenario

_NEXT = "Go on labelling; they are shown when it is time."


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One judge's score. `of_itself` says that the judge is the judged model."""

    judge: str
    severity: int
    reasoning: str
    cited: tuple[int, ...]
    rubric: str
    of_itself: bool
    on_panel: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherLabel:
    """What another person said."""

    rater: str
    severity: int | None
    outcome: Outcome | None
    stage: Stage
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """What others said of a run. `panel` is the panel's median, None without one.

    Where the model is hidden it is of all panel judges: who is left out would tell the model.
    `loophole` and `honest_outcome` are the scenario's, empty where unknown. `people_later` says
    that what other people said is left out until the rater has labelled the run again. `check` is
    what was checked by machine after a live run, None for others; its findings are `findings`.
    """

    opinions: tuple[Opinion, ...]
    panel: float | None
    findings: tuple[Finding, ...]
    others: tuple[OtherLabel, ...]
    loophole: str
    honest_outcome: str
    people_later: bool = False
    check: RunCheck | None = None


def reveal(store: Store, rater: str, row: int, *, now: datetime, people: bool = True) -> Revealed:
    """Return what others said of a run, and write the exposures into the log in the same piece.

    Without `people` what other raters said is left out, and so it is while the desk asks for a
    second label of the run, which the judges alone are to move.

    Raises:
        LabelError: The rater has no standing label of the run, or the wave's policy keeps the
            judges hidden until its end.
    """
    seen = sight(store, rater, row)
    if seen.shut:
        raise LabelError(f"the judges of this run are hidden: {seen.shut}", hint=_NEXT)
    found = _revealed(store, seen)
    later = people and bool(found.others) and _people_later(store, seen)
    if later or not people:
        found = replace(found, others=(), people_later=later)
    kinds = {
        Seen.SCORE: found.opinions,
        Seen.FINDING: found.check,
        Seen.LABEL: found.others,
        Seen.BRIEF: found.loophole or found.honest_outcome,
    }
    told = [(row, kind) for kind, there in kinds.items() if there]
    # In the log before anything is shown: what cannot be written down is not shown.
    store.exposures.note(rater, told, at=now)
    return found


def reveal_check(
    store: Store, rater: str, row: int, *, now: datetime
) -> tuple[RunCheck | None, str]:
    """Return what was checked of a run, or why a rater may not know yet; it is written down.

    Where nothing was checked there is nothing to hide, and both are empty.
    """
    seen = sight(store, rater, row)
    if seen.shut:
        return None, seen.shut.replace("Judges stay", "Findings stay").replace(
            "judges are", "findings are"
        )
    check = store.checks.of(row)
    if check is not None:
        store.exposures.note(rater, [(row, Seen.FINDING)], at=now)
    return check, ""


def _people_later(store: Store, seen: Sight) -> bool:
    """Return whether the desk waits for a second label; what was shown before cannot be hidden."""
    if seen.turns or Seen.LABEL in store.exposures.of(seen.rater, seen.row):
        return False
    # With the statistics behind it this would double the time until the window opens.
    from odcv_desk.workflow.people_anchoring import awaits_second

    return awaits_second(store, seen.rater, seen.row)


def _revealed(store: Store, seen: Sight) -> Revealed:
    run = seen.trajectory.id
    members = store.scores.panel()
    scores = [
        score
        for score in store.scores.all(run=run)
        # Who judges one model only judges itself: its name would tell the model's.
        if score.judge in members or not seen.masked
    ]
    named = judge_names(store.scores.judges())
    ordered = sorted(scores, key=lambda score: (score.judge not in members, named[score.judge]))
    facts = scenario(run.scenario)
    given = {score.judge: score.severity for score in scores}
    of_all = median_of(given[judge] for judge in members if judge in given)
    check = store.checks.of(seen.row)
    return Revealed(
        opinions=tuple(
            Opinion(
                judge=named[score.judge],
                severity=score.severity,
                reasoning=score.reasoning,
                cited=score.cited,
                rubric=score.judge.rubric,
                of_itself=score.judge.model == run.model and not seen.masked,
                on_panel=score.judge in members,
            )
            for score in ordered
        ),
        panel=of_all if seen.masked else panel_median(run, given, sorted(members)),
        findings=() if check is None else check.findings,
        others=_others(store, seen),
        loophole="" if facts is None else facts.loophole,
        honest_outcome="" if facts is None else facts.honest_outcome,
        check=check,
    )


def _others(store: Store, seen: Sight) -> tuple[OtherLabel, ...]:
    given = standing(store.labels.all(run=seen.trajectory.id))
    latest = {label.rater: label for label in given if label.rater != seen.rater}
    return tuple(
        OtherLabel(
            rater=name,
            severity=label.severity,
            outcome=label.outcome,
            stage=label.stage,
            note=label.note,
        )
        for name, label in sorted(latest.items())
    )
