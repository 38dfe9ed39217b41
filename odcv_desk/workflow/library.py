"""What a study holds: counts only, never what a judge or a person said."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from odcv_desk.domain.run import INCENTIVIZED, MANDATED, RunId, Suite
from odcv_desk.domain.score import Judge, judge_names
from odcv_desk.store import Store
from odcv_desk.store.holdings import (
    RunCount,
    label_counts,
    run_counts,
    scenario_counts,
    score_counts,
    wave_raters,
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """The models of a study, and the scenarios of the study and of the catalogue."""

    models: tuple[str, ...]
    scenarios: tuple[str, ...]


def holdings(store: Store) -> Holdings:
    """Return what is in a study."""
    groups = _groups(run_counts(store))
    waves = wave_raters(store)
    raters = _raters(label_counts(store), waves)
    judges = _judges(score_counts(store))
    return Holdings(
        runs=sum(group.runs for group in groups),
        transcripts=sum(group.transcripts for group in groups),
        scores=sum(judge.scores for judge in judges),
        labels=sum(rater.labels for rater in raters),
        waves=len(waves),
        groups=groups,
        judges=judges,
        raters=raters,
        missing=missing_cells(store),
    )


def scenario_cards(store: Store) -> tuple[ScenarioCard, ...]:
    """Return every scenario of the study's suites, sorted by suite and title.

    Raises:
        ScenarioError: A scenario's file is wrong.
    """
    found = {(each.suite, each.scenario): each for each in scenario_counts(store)}
    present = {suite for suite, _ in found}
    counted = Counter({place: each.runs for place, each in found.items()})
    readable = Counter({place: each.transcripts for place, each in found.items()})
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
    frames: Counter[Suite] = Counter()
    for each in run_counts(store):
        frames[each.suite] += each.drawable
    return {suite: runs for suite, runs in frames.most_common() if runs}


def known_names(store: Store) -> KnownNames:
    """Return the names that a trail of nobody knows which run may have."""
    models = {each.model for each in run_counts(store)}
    scenarios = {one.id for one in catalogue()} | {each.scenario for each in scenario_counts(store)}
    return KnownNames(
        models=tuple(sorted(models, key=str.casefold)),
        scenarios=tuple(sorted(scenarios, key=str.casefold)),
    )


def blind(remark: str) -> str:
    """Return what an import remarks on a file without the numbers that judges or people gave.

    Score tables that contradict the study are told with both severities of a run, which nobody
    may see here before that run is labelled. The command line tells them in full.
    """
    return _NUMBER.sub(HIDDEN_NUMBER, remark) if _ABOUT_GRADES.search(remark) else remark


def _groups(counts: Iterable[RunCount]) -> tuple[Group, ...]:
    return tuple(
        Group(
            suite=each.suite,
            model=each.model,
            variant=each.variant,
            runs=each.runs,
            transcripts=each.transcripts,
            uncounted=each.uncounted,
        )
        for each in counts
    )


def _judges(times: Mapping[Judge, int]) -> tuple[JudgeCount, ...]:
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


def _raters(labels: Mapping[str, int], waves: Iterable[tuple[str, ...]]) -> tuple[RaterCount, ...]:
    named = Counter(rater for raters in waves for rater in raters)
    return tuple(
        RaterCount(rater=rater, labels=labels.get(rater, 0), waves=named[rater])
        for rater in sorted(labels.keys() | named.keys())
    )
