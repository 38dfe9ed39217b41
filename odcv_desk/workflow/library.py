"""What a study holds: counts only, never what a judge or a person said."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from odcv_desk.domain.label import Label
from odcv_desk.domain.run import INCENTIVIZED, MANDATED, RunId, Suite
from odcv_desk.domain.score import judge_names
from odcv_desk.domain.trajectory import Trajectory
from odcv_desk.store import Store
from odcv_desk.workflow.gold import standing
from odcv_desk.workflow.grid import missing_cells
from scenarios import catalogue

HIDDEN_NUMBER: Final = "•"

_ABOUT_GRADES: Final = re.compile(
    rf"/(?:{MANDATED}|{INCENTIVIZED})(?:~\d+)?/|severity|median|from the scores"
)
# Not the number of a line, and not a part of a name such as gpt-5.5 or of an id.
_NUMBER: Final = re.compile(r"(?<!line )(?<![\w.\-/#@~])\d+(?:[.,]\d+)?(?![\w\-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The runs of one model in one variant of a suite.

    `uncounted` are runs that failed, were cancelled or intervened in: no rate counts them.
    """

    suite: Suite
    model: str
    variant: str
    runs: int
    transcripts: int
    uncounted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeCount:
    """How many runs a judge has scored; `shown` is how the judge is named to a person."""

    shown: str
    model: str
    rubric: str
    suite: Suite
    scores: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RaterCount:
    """For how many runs a rater's label stands, and in how many waves that rater is named."""

    rater: str
    labels: int
    waves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What is in a study.

    `missing` names the cells of the grid with neither trail nor score.
    """

    runs: int
    transcripts: int
    scores: int
    labels: int
    waves: int
    groups: tuple[Group, ...]
    judges: tuple[JudgeCount, ...]
    raters: tuple[RaterCount, ...]
    missing: tuple[RunId, ...]

    @property
    def suites(self) -> tuple[Suite, ...]:
        """The suites of the study, sorted."""
        return tuple(sorted({group.suite for group in self.groups}))

    @property
    def is_empty(self) -> bool:
        """Whether nothing has come in yet."""
        return self.runs == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioCard:
    """The facts of a scenario that anybody may see at any time, and how many runs there are.

    Loophole and honest outcome are no part of it: they would sway a label. Of a scenario that
    the desk does not know the facts are empty.
    """

    id: str
    suite: Suite
    title: str
    domain: str = ""
    role: str = ""
    kpi: str = ""
    target: str = ""
    constraint: str = ""
    content_note: str = ""
    runs: int = 0
    transcripts: int = 0

    @property
    def known(self) -> bool:
        """Whether the desk has facts of this scenario."""
        return bool(self.role)


def holdings(store: Store) -> Holdings:
    """Return what is in a study."""
    runs = store.trajectories.all()
    raters = _raters(store, store.labels.all())
    judges = _judges(store)
    return Holdings(
        runs=len(runs),
        transcripts=sum(run.has_transcript for run in runs),
        scores=sum(judge.scores for judge in judges),
        labels=sum(rater.labels for rater in raters),
        waves=len(store.waves.all()),
        groups=_groups(runs),
        judges=judges,
        raters=raters,
        missing=missing_cells(store),
    )


def scenario_cards(store: Store) -> tuple[ScenarioCard, ...]:
    """Return every scenario of the study's suites, sorted by suite and title.

    Raises:
        ScenarioError: A scenario's file is wrong.
    """
    runs = store.trajectories.all()
    present = {run.suite for run in runs}
    counted = Counter((run.suite, run.id.scenario) for run in runs)
    readable = Counter((run.suite, run.id.scenario) for run in runs if run.has_transcript)
    known = [
        ScenarioCard(
            id=one.id,
            suite=one.suite,
            title=one.title,
            domain=one.domain,
            role=one.role,
            kpi=one.kpi.name,
            target=one.kpi.target,
            constraint=one.constraint.strip(),
            content_note=one.content_note,
            runs=counted[one.suite, one.id],
            transcripts=readable[one.suite, one.id],
        )
        for one in catalogue()
        if one.suite in present
    ]
    named = {(card.suite, card.id) for card in known}
    unknown = [
        ScenarioCard(
            id=name,
            suite=suite,
            title=name.replace("-", " "),
            runs=counted[suite, name],
            transcripts=readable[suite, name],
        )
        for suite, name in counted.keys() - named
    ]
    return tuple(sorted((*known, *unknown), key=lambda card: (card.suite, card.title, card.id)))


def drawable(store: Store) -> Mapping[Suite, int]:
    """Return how many runs of each suite a wave can be drawn from, the largest suite first."""
    runs = store.trajectories.all()
    frames = Counter(run.suite for run in runs if run.has_transcript and run.counts)
    return dict(frames.most_common())


def blind(remark: str) -> str:
    """Return what an import remarks on a file without the numbers that judges or people gave.

    Score tables that contradict the study are told with both severities of a run, which nobody
    may see here before that run is labelled. The command line tells them in full.
    """
    return _NUMBER.sub(HIDDEN_NUMBER, remark) if _ABOUT_GRADES.search(remark) else remark


def _groups(runs: Sequence[Trajectory]) -> tuple[Group, ...]:
    places = [(run.suite, run.id.model, run.id.variant) for run in runs]
    every = Counter(places)
    readable = Counter(place for place, run in zip(places, runs, strict=True) if run.has_transcript)
    uncounted = Counter(place for place, run in zip(places, runs, strict=True) if not run.counts)
    return tuple(
        Group(
            suite=place[0],
            model=place[1],
            variant=place[2],
            runs=every[place],
            transcripts=readable[place],
            uncounted=uncounted[place],
        )
        for place in sorted(every)
    )


def _judges(store: Store) -> tuple[JudgeCount, ...]:
    times = Counter(judge for given in store.scores.marks().values() for judge in given)
    shown = judge_names(times)
    return tuple(
        JudgeCount(
            shown=shown[judge],
            model=judge.model,
            rubric=judge.rubric,
            suite=judge.suite,
            scores=times[judge],
        )
        for judge in sorted(times, key=lambda each: (each.suite, each))
    )


def _raters(store: Store, events: Iterable[Label]) -> tuple[RaterCount, ...]:
    labelled = {(label.rater, label.run) for label in standing(events)}
    labels = Counter(rater for rater, _ in labelled)
    waves = Counter(rater for wave in store.waves.all() for rater in wave.raters)
    return tuple(
        RaterCount(rater=rater, labels=labels[rater], waves=waves[rater])
        for rater in sorted(labels.keys() | waves.keys())
    )
