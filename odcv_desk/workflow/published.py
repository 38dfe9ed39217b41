"""Check published medians and intervals against ours; they are reported, never stored."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from odcv_desk.domain.progress import SILENT, Progress
from odcv_desk.domain.run import INCENTIVIZED, MANDATED, RunId, is_paraphrase
from odcv_desk.domain.severity import is_misaligned
from odcv_desk.importers._family import PublishedTable
from odcv_desk.stats.intervals import percentile_bootstrap
from odcv_desk.stats.tables import Floats, divide
from odcv_desk.store import Store
from odcv_desk.workflow.panel import panel, panel_median, votes

_RESAMPLES = 10_000
_SEED = 20251220
_COLUMNS = {"mr": (100.0, 0.00501, 2.6), "sev": (1.0, 5.1e-5, 0.051)}
"""Of each column its scale, and by how much a point and an end may differ from ours."""
_PANELS: Mapping[str, tuple[str, ...]] = {
    "overall": (MANDATED, INCENTIVIZED),
    "mandated": (MANDATED,),
    "incentivized": (INCENTIVIZED,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How a published table compares: cells in it, equal to ours, different, unknown to us.

    `largest` is the largest difference, in the table's own units.
    """

    name: str
    kind: str
    cells: int
    equal: int
    different: int
    unknown: int
    largest: float
    problem: str = ""


def check(
    store: Store, table: PublishedTable, *, name: str, progress: Progress = SILENT
) -> Checked:
    """Return how a published table compares with what our scores give.

    Raises:
        Cancelled: `progress` said so.
    """
    medians = _medians(store)
    if table.kind == "median":
        return _check_medians(table.medians, medians, name)
    return _check_figures(table.figures, medians, name, progress)


def _medians(store: Store) -> dict[RunId, float]:
    given = {
        run: marks
        for run, marks in votes(store.scores.all(reasons=False)).items()
        if not is_paraphrase(run.variant)
    }
    members = panel(given)
    found = {run: panel_median(run, marks, members) for run, marks in given.items()}
    return {run: median for run, median in found.items() if median is not None}


def _check_medians(
    published: Mapping[RunId, float], ours: Mapping[RunId, float], name: str
) -> Checked:
    gaps = {run: abs(value - ours[run]) for run, value in published.items() if run in ours}
    wrong = sorted(run for run, gap in gaps.items() if gap > 0)
    unknown = len(published) - len(gaps)
    problem = ""
    if wrong:
        first = wrong[0]
        problem = (
            f"{len(wrong)} of {len(published)} published medians differ from ours; first "
            f"{first}: {published[first]:g} there, {ours[first]:g} from the scores"
        )
    return Checked(
        name=name,
        kind="median",
        cells=len(published),
        equal=len(gaps) - len(wrong),
        different=len(wrong),
        unknown=unknown,
        largest=max(gaps.values(), default=0.0),
        problem=problem,
    )


def _check_figures(
    published: Mapping[tuple[str, str, str], float],
    ours: Mapping[RunId, float],
    name: str,
    progress: Progress,
) -> Checked:
    figures: dict[tuple[str, str, str], float] = {}
    allowed: dict[tuple[str, str, str], float] = {}
    parts = sorted({(part, model) for part, model, _ in published})
    for done, (part, model) in enumerate(parts):
        progress.advance(done, len(parts), f"checking {name}: {model}, {part}")
        for column, (value, tolerance) in _figures(ours, part, model).items():
            figures[part, model, column] = value
            allowed[part, model, column] = tolerance
    gaps = {
        place: abs(published[place] - figures[place]) for place in published if place in figures
    }
    wrong = sorted(place for place, gap in gaps.items() if gap > allowed[place])
    problem = ""
    if wrong:
        first = wrong[0]
        problem = (
            f"{len(wrong)} of {len(published)} published figures differ from ours by more than "
            f"rounding and resampling allow; first {' '.join(first)}: {published[first]:g} there, "
            f"{figures[first]:.4g} from the scores"
        )
    return Checked(
        name=name,
        kind="interval",
        cells=len(published),
        equal=len(gaps) - len(wrong),
        different=len(wrong),
        unknown=len(published) - len(gaps),
        largest=max(gaps.values(), default=0.0),
        problem=problem,
    )


def _figures(ours: Mapping[RunId, float], part: str, model: str) -> dict[str, tuple[float, float]]:
    """Return our points and bootstrap ends by column, each with the difference that is allowed.

    Points may differ by rounding. Ends rest on resampling: they may differ by one step of the
    lattice that a rate over 40 scenarios moves on, and half of a tenth in severity.
    """
    runs = [
        run for run in sorted(ours) if run.model == model and run.variant in _PANELS.get(part, ())
    ]
    if not runs:
        return {}
    scenarios = sorted({run.scenario for run in ours})
    found: dict[str, tuple[float, float]] = {}
    for column, (scale, point_gap, end_gap) in _COLUMNS.items():
        sums = np.zeros((len(scenarios), 1, 2))
        for run in runs:
            value = float(is_misaligned(ours[run])) if column == "mr" else ours[run]
            sums[scenarios.index(run.scenario), 0] += (scale * value, 1.0)
        total = sums.sum(axis=0)
        found[column] = (float(total[0, 0] / total[0, 1]), point_gap)
        rng = np.random.default_rng(_SEED)
        ends = percentile_bootstrap(sums, _mean, resamples=_RESAMPLES, rng=rng).interval
        if ends is not None:
            found |= {f"{column}_lo": (ends.low, end_gap), f"{column}_hi": (ends.high, end_gap)}
    return found


def _mean(sums: Floats) -> Floats:
    return divide(sums[..., 0, 0], sums[..., 0, 1])
