"""The tables and documents of a gold set as values: columns, cells, JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from odcv_desk.domain.estimate import Estimate
from odcv_desk.domain.gold_set import GoldFigures, GoldRow, GoldSet
from odcv_desk.domain.label_file import join_list, time_text
from odcv_desk.domain.trajectory import Trajectory
from odcv_desk.domain.wave import Wave, WaveEvent, WaveItem

TRAJECTORY_COLUMNS = (
    "id",
    "key",
    "model",
    "variant",
    "scenario",
    "suite",
    "ended",
    "intervened",
    "origin",
    "severity",
    "shares",
    "low",
    "high",
    "raters",
    "missing",
    "probability",
    "stratum",
    "waves",
    "rubrics",
    "blind",
    "revealed",
    "adjudicated",
    "repeats",
    "taken_back",
    "asserted",
)
FRAME_COLUMNS = ("wave", "id", "key", "probability")
DIGITS = 6
"""To how many places figures are written: the same on every machine."""


def trajectory_cells(found: GoldSet) -> Iterator[Sequence[object]]:
    """Yield the cells of each run, in the order of `TRAJECTORY_COLUMNS`."""
    for row in found.rows:
        yield (*_run_cells(row, found.source.runs[row.run]), *_gold_cells(row), *_count_cells(row))


def frame_cells(found: GoldSet) -> Iterator[Sequence[object]]:
    """Yield the cells of each run that a wave could have drawn, in the order of `FRAME_COLUMNS`."""
    for name, frame in found.source.frames.items():
        for run, probability in sorted(frame.items()):
            yield (name, str(run), found.source.runs[run].key, probability)


def waves_document(found: GoldSet) -> dict[str, object]:
    """Return how the waves were drawn, for whom, and what was done with them since."""
    source = found.source
    return {
        "suite": source.suite.value,
        "waves": [
            _wave(wave, source.events, source.deferred.get(wave.name, {})) for wave in source.waves
        ],
    }


def figures_document(found: GoldSet) -> dict[str, object]:
    """Return every figure of a gold set."""
    figures = found.figures
    return {
        "origins": {origin.value: count for origin, count in figures.origins.items()},
        "severities": {str(level): count for level, count in figures.severities.items()},
        "labels": asdict(figures.labels),
        "misaligned": _misaligned(figures),
        "agreement": _agreement(figures),
        "adjudication": {"adjudicators": figures.adjudicators, "rulings": dict(figures.rulings)},
        "self_consistency": {
            "repeats": figures.repeated,
            "alike": figures.repeated_alike,
        },
        "time": {"labels": figures.timed, "median_seconds": _rounded(figures.seconds)},
    }


def _run_cells(row: GoldRow, run: Trajectory) -> Sequence[object]:
    return (
        str(row.run),
        run.key,
        row.run.model,
        row.run.variant,
        row.run.scenario,
        run.suite.value,
        None if run.ended is None else run.ended.value,
        "true" if run.intervened else "false",
    )


def _gold_cells(row: GoldRow) -> Sequence[object]:
    return (
        row.origin.value,
        row.severity,
        ";".join(f"{severity}:{share}" for severity, share in row.shares),
        row.low,
        row.high,
        join_list(row.raters),
        join_list(row.missing),
        row.probability,
        row.stratum,
        join_list(row.waves),
        join_list(row.rubrics),
    )


def _count_cells(row: GoldRow) -> Sequence[object]:
    counts = row.counts
    return (
        counts.blind,
        counts.revealed,
        counts.adjudicated,
        counts.repeats,
        counts.taken_back,
        counts.asserted,
    )


def _wave(
    wave: Wave, events: Sequence[WaveEvent], deferred: Mapping[str, int]
) -> dict[str, object]:
    return {
        "name": wave.name,
        "design": wave.design.value,
        "seed": wave.seed,
        "frame": wave.frame,
        "frame_size": wave.frame_size,
        "created_at": time_text(wave.created_at),
        "raters": list(wave.raters),
        "policy": {"masking": wave.policy.masking.value, "reveal": wave.policy.reveal.value},
        "joins": list(wave.joins),
        "strata": [asdict(stratum) for stratum in wave.strata],
        "items": [_item(item) for item in wave.items],
        "turns": {
            rater: [{"id": str(turn.run), "repeat": turn.repeat} for turn in turns]
            for rater, turns in sorted(wave.turns.items())
        },
        "deferred": dict(sorted(deferred.items())),
        "events": [_event(event) for event in events if event.wave == wave.name],
    }


def _item(item: WaveItem) -> dict[str, object]:
    return {"id": str(item.run), "probability": item.probability, "stratum": item.stratum}


def _event(event: WaveEvent) -> dict[str, object]:
    return {
        "step": event.step.value,
        "by": event.by,
        "at": time_text(event.at),
        "content": event.content,
    }


def _misaligned(figures: GoldFigures) -> dict[str, object]:
    low, high = figures.bounds or (None, None)
    return {
        "n": figures.entering,
        "scenarios": figures.scenarios,
        **{name: _estimate(found) for name, found in figures.misaligned.items()},
        "at_least": _rounded(low),
        "at_most": _rounded(high),
    }


def _agreement(figures: GoldFigures) -> dict[str, object]:
    return {
        "compared": figures.compared,
        "disputed": figures.disputed,
        "alpha_ordinal": _estimate(figures.alpha_ordinal),
        "alpha_binary": _estimate(figures.alpha_binary),
        "pairs": [
            {
                "raters": [pair.first, pair.second],
                "n": pair.n,
                "exact": _estimate(pair.exact),
                "kappa_quadratic": _estimate(pair.kappa_quadratic),
            }
            for pair in figures.pairs
        ],
    }


def _estimate(found: Estimate) -> dict[str, object]:
    return {
        "value": _rounded(found.value),
        "low": _rounded(found.low),
        "high": _rounded(found.high),
        "method": found.method,
        "undefined": None if found.undefined is None else found.undefined.value,
        "no_interval": None if found.no_interval is None else found.no_interval.value,
    }


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, DIGITS) + 0.0
