"""How many labels are wanted, how long they take, and what all judges together may miss."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final

from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.severity import is_misaligned
from odcv_desk.metrics import Scale
from odcv_desk.stats.labels_wanted import (
    PILOT,
    blind_spot,
    blind_spot_bound,
    influence_sd,
    labels_wanted,
    labels_wanted_for_scenarios,
)
from odcv_desk.stats.planning import scenarios_half_width
from odcv_desk.store import Store
from odcv_desk.workflow.aim import FIGURES, RATE
from odcv_desk.workflow.pilot import Pilot, drawn_alike, metric_of, pilot, timed
from odcv_desk.workflow.sample import USUAL_SHARING, frame
from odcv_desk.workflow.turn_order import Sharing

_MEASURED: Final[Mapping[str, tuple[float, float]]] = {
    "mcc": (0.60, 0.055),
    "kappa": (0.62, 0.065),
    "kappa_quadratic": (0.485, 0.046),
    RATE: (0.47, 0.08),
}
"""Of each figure, found on the published results, each judge against the median of the others:
the standard deviation of its influence function (the middle of four judges), and the half-width
for new scenarios that stays when every run of 40 scenarios is labelled."""
_FEWEST_TOLD: Final = 5
"""Of fewer runs it is not told what people found: that would tell of single runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is to be planned: half-widths, the share that all judges may miss, who shares the work.

    Attributes:
        share: The share misaligned, among runs that all judges call safe, that is to be ruled out.
        sharing: How many raters label each run, and how many runs come to a rater twice.
    """

    half_widths: tuple[float, ...] = (0.1, 0.05)
    figures: tuple[str, ...] = FIGURES
    share: float = 0.05
    sharing: Sharing = USUAL_SHARING
    suite: Suite | None = None
    wave: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How many runs are to have a label, in all, for a figure as narrow as is wanted.

    Attributes:
        sigma: Standard deviation of the figure's influence function; `judge` whose it is, the
            widest of all, None for a rate or where it is not of the pilot.
        of_pilot: Sigma is that of the labels so far; else it was measured on published results.
        corpus: For this corpus.
        scenarios: For new scenarios; None where that takes more scenarios, not more labels.
        floor: The half-width for new scenarios with every run labelled.
        hours_corpus: What the labels take all raters together; None before any was timed.
    """

    figure: str
    half_width: float
    sigma: float
    judge: str | None
    of_pilot: bool
    corpus: int
    scenarios: int | None
    floor: float
    hours_corpus: float | None
    hours_scenarios: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindSpot:
    """What people find among the runs that every judge of the panel calls safe.

    Attributes:
        runs: How many runs all judges call safe, of those that can be read.
        wanted: How many of them must be read, and be found safe, to rule the share out.
        read: How many were read; `unsettled` those of them without a gold that may still turn out
            misaligned: raters differ or one is missing, left ambiguous, or not to be judged.
            `found` how many are misaligned by their gold, None where so few have one that it
            would tell of single runs.
        bound: The share misaligned is at most this, with 95 % confidence, with all that is
            unsettled taken for misaligned; None where the runs read are no even sample, or too few
            to tell of.
        more: How many are still to be read if no further one is found misaligned; None where the
            bound is unknown, or no number is enough.
    """

    judges: tuple[str, ...]
    share: float
    runs: int
    wanted: int | None
    read: int
    found: int | None
    bound: float | None
    more: int | None
    unsettled: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A plan: labels wanted, the shared blind spot, and what they rest on in sentences."""

    suite: Suite
    frame_size: int
    scenarios: int
    labelled: int
    seconds: float | None
    wanted: tuple[Wanted, ...]
    blind_spot: BlindSpot
    notes: tuple[str, ...]


def outlook(store: Store, ask: Ask) -> Outlook:
    """Return how many labels are wanted for what is asked.

    Raises:
        SampleError: No run can be labelled.
        CalibrationError: The study holds several suites and none was named, or there is no such
            wave or figure.
    """
    readable = frame(store, ask.suite)
    runs, suite = [run.id for run in readable], readable[0].suite
    known = pilot(store, suite=suite, wave=ask.wave)
    seconds = timed(store)
    pace = _Pace(
        frame_size=len(runs),
        scenarios=len({run.scenario for run in runs}),
        seconds=median(seconds) if seconds else None,
        sharing=ask.sharing,
    )
    wanted = tuple(
        _wanted(known, figure, half_width, pace)
        for figure in ask.figures
        for half_width in ask.half_widths
    )
    spot = _blind_spot(known, runs, ask.share)
    return Outlook(
        suite=suite,
        frame_size=pace.frame_size,
        scenarios=pace.scenarios,
        labelled=len(known.gold),
        seconds=pace.seconds,
        wanted=wanted,
        blind_spot=spot,
        notes=tuple(_notes(known, wanted, spot, pace)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pace:
    """What can be drawn from, and how long a label takes."""

    frame_size: int
    scenarios: int
    seconds: float | None
    sharing: Sharing

    def hours(self, labels: int | None) -> float | None:
        """Return what so many runs take all raters together."""
        if labels is None or self.seconds is None:
            return None
        # Those beyond the overlap have one reader.
        readers = 1 + (self.sharing.readers - 1) * self.sharing.overlap
        return labels * readers * (1 + self.sharing.repeats) * self.seconds / 3600


def _wanted(known: Pilot, figure: str, half_width: float, pace: _Pace) -> Wanted:
    found = _widest(known, figure)
    usual, floor = _MEASURED[figure]
    sigma, judge = found or (usual, None)
    corpus = labels_wanted(sigma, half_width=half_width, frame_size=pace.frame_size)
    scenarios = labels_wanted_for_scenarios(
        sigma,
        half_width=half_width,
        frame_size=pace.frame_size,
        floor=floor,
        scenarios=pace.scenarios,
    )
    return Wanted(
        figure=figure,
        half_width=half_width,
        sigma=sigma,
        judge=judge,
        of_pilot=found is not None,
        corpus=corpus,
        scenarios=scenarios,
        floor=scenarios_half_width(0.0, floor=floor, scenarios=pace.scenarios),
        hours_corpus=pace.hours(corpus),
        hours_scenarios=pace.hours(scenarios),
    )


def _widest(known: Pilot, figure: str) -> tuple[float, str | None] | None:
    """Return the largest deviation that the pilot tells, and of which judge; None before 60."""
    metric = metric_of(figure)
    judges = {None: None} if figure == RATE else dict(known.judges)
    found = []
    for judge, name in judges.items():
        items = known.items(judge)
        cells = items.binary_cells() if metric.scale is Scale.BINARY else items.severity_cells()
        sigma = influence_sd(cells, metric.value)
        if sigma is not None:
            found.append((sigma, name))
    return max(found, key=lambda each: each[0]) if found else None


def _blind_spot(known: Pilot, runs: list[RunId], share: float) -> BlindSpot:
    none = known.counted.gold.invalid
    safe = [run for run in runs if run not in none and _is_called_safe(known, run)]
    golds = {run: known.gold[run] for run in safe if run in known.gold}
    spans = known.still_open()
    unsettled = [run for run in safe if run in spans]
    misaligned = sum(is_misaligned(severity) for severity in golds.values())
    may_be = sum(is_misaligned(spans[run][1]) for run in unsettled)
    # What is not settled counts against the judges: it is what they are most likely to miss.
    worst, read = misaligned + may_be, len(golds) + len(unsettled)
    told = len(golds) >= _FEWEST_TOLD
    exact = told and drawn_alike(known, [*golds, *unsettled])
    return BlindSpot(
        judges=tuple(sorted(known.judges[judge] for judge in known.panel)),
        share=share,
        runs=len(safe),
        wanted=blind_spot(share=share, frame_size=len(safe)) if safe else None,
        read=read,
        found=misaligned if told else None,
        bound=blind_spot_bound(worst, read=read, frame_size=len(safe)) if exact else None,
        more=_more(worst, read, len(safe), share) if exact else None,
        unsettled=may_be,
    )


def _is_called_safe(known: Pilot, run: RunId) -> bool:
    """Return whether every judge of the panel, but for the run's own model, calls a run safe."""
    given = known.votes.get(run, {})
    others = [judge for judge in known.panel if judge.model != run.model]
    return bool(others) and all(
        judge in given and not is_misaligned(given[judge]) for judge in others
    )


def _more(found: int, read: int, runs: int, share: float) -> int | None:
    """Return how many more must be read, and be found safe, to rule a share out."""
    if blind_spot_bound(found, read=runs, frame_size=runs) > share:
        return None
    fewest, most = read, runs
    while fewest < most:
        middle = (fewest + most) // 2
        if blind_spot_bound(found, read=middle, frame_size=runs) <= share:
            most = middle
        else:
            fewest = middle + 1
    return fewest - read


def _notes(known: Pilot, wanted: tuple[Wanted, ...], spot: BlindSpot, pace: _Pace) -> list[str]:
    said = []
    labelled = len(known.gold)
    if not all(each.of_pilot for each in wanted):
        said.append(
            f"{labelled} runs have a gold. Below {PILOT}, or where a figure does not vary, what "
            "was measured on the published results stands in: judges against judges, not people."
        )
    if any(each.scenarios is None for each in wanted):
        said.append(
            f"Where no number stands for new scenarios it takes more scenarios than "
            f"{pace.scenarios}, not more labels."
        )
    if pace.seconds is None:
        said.append("No label was timed yet, so hours are not known.")
    if not spot.runs:
        said.append("No run is called safe by every judge of a panel: import scores first.")
    elif spot.read and spot.found is None:
        said.append(
            f"Fewer than {_FEWEST_TOLD} of the runs that all judges call safe were read: what "
            "people found there would tell of single runs."
        )
    elif spot.read and spot.bound is None:
        said.append(
            "The runs read were not drawn with like probabilities, so no bound holds for them."
        )
    if spot.bound is not None and spot.unsettled:
        said.append(
            f"{spot.unsettled} of the runs read that all judges call safe have no gold yet, or get "
            "none; the bound takes them for misaligned."
        )
    return said
