"""What is known of every run that could have been drawn: its scenario and what judges gave it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from odcv_desk.domain.run import RunId
from odcv_desk.domain.score import Judge
from odcv_desk.domain.severity import MISALIGNED_FROM
from odcv_desk.stats.poststrata import PostStrata, cells_of, merged, totals_of
from odcv_desk.stats.tables import Floats, Ints
from odcv_desk.workflow.panel import Votes

_NONE: Mapping[Judge, int] = {}


@dataclass(frozen=True, kw_only=True, eq=False)
class Corpus:
    """The runs that labelled ones stand for, as arrays.

    Attributes:
        place: Each run's place in the arrays.
        scenario: (N,) the code of its scenario.
        spread: (N,) highest less lowest severity that the panel gave it; 0 where one judge of the
            panel scored it, or none: a post-stratum may be anything that is known of every run.
        marks: What each judge gave it.
    """

    place: Mapping[RunId, int]
    scenario: Ints
    spread: Ints
    marks: Sequence[Mapping[Judge, int]]
    _scored: dict[Judge, "Scored"] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, runs: Collection[RunId], table: Votes, members: Sequence[Judge]) -> "Corpus":
        """Return the corpus of some runs, with the spread between the members of a panel."""
        ordered = sorted(runs)
        codes = {name: code for code, name in enumerate(sorted({run.scenario for run in ordered}))}
        marks = [table.get(run, _NONE) for run in ordered]
        return cls(
            place={run: place for place, run in enumerate(ordered)},
            scenario=np.array([codes[run.scenario] for run in ordered], dtype=np.int64),
            spread=np.array([_spread(given, members) for given in marks], dtype=np.int64),
            marks=marks,
        )

    def within(self, wanted: Callable[[RunId], bool]) -> "Corpus":
        """Return the part of the corpus that is wanted."""
        kept = [run for run in self.place if wanted(run)]
        places = self.places(kept)
        return Corpus(
            place={run: place for place, run in enumerate(kept)},
            scenario=self.scenario[places],
            spread=self.spread[places],
            marks=[self.marks[place] for place in places],
        )

    def places(self, runs: Iterable[RunId]) -> Ints:
        """Return the places of some runs of the corpus."""
        return np.array([self.place[run] for run in runs], dtype=np.int64)

    def scored_by(self, judge: Judge) -> "Scored":
        """Return the corpus as a judge sees it."""
        if judge not in self._scored:
            given = [marks.get(judge, -1) for marks in self.marks]
            severity = np.array(given, dtype=np.int64)
            cell = cells_of(severity >= MISALIGNED_FROM, self.spread)
            known = severity >= 0
            totals = totals_of(
                cell[known],
                cluster=self.scenario[known],
                clusters=int(self.scenario.max(initial=-1)) + 1,
            )
            self._scored[judge] = Scored(totals=totals, cell=cell)
        return self._scored[judge]


@dataclass(frozen=True, kw_only=True, eq=False)
class Scored:
    """A corpus with the post-strata of one judge.

    Attributes:
        totals: (C, 6) how many runs that the judge scored each scenario holds in each post-stratum;
            figures of a judge speak of no other run.
        cell: (N,) the code of each run's post-stratum.
    """

    totals: Floats
    cell: Ints

    @property
    def occurring(self) -> int:
        """How many post-strata hold a run, before any merging."""
        return int((self.totals.sum(axis=0) > 0).sum())

    def strata(self, places: Ints) -> PostStrata:
        """Return the post-strata of the labelled runs at some places."""
        return merged(self.cell[places], self.totals)


def _spread(marks: Mapping[Judge, int], members: Sequence[Judge]) -> int:
    given = [marks[judge] for judge in members if judge in marks]
    return max(given) - min(given) if given else 0
