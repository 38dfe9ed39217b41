"""Labels as the rows of a label file."""

from collections.abc import Iterator, Mapping

from odcv_desk.domain.label import Label
from odcv_desk.domain.label_file import time_text
from odcv_desk.domain.run import RunId
from odcv_desk.domain.trajectory import Trajectory
from odcv_desk.domain.wave import WaveItem
from odcv_desk.exporters._family import Contents


def label_rows(contents: Contents) -> Iterator[dict[str, object]]:
    """Yield one row for each label event, by column; lists are lists, None is what is not there."""
    items = {(wave.name, item.run): item for wave in contents.waves for item in wave.items}
    for label in contents.labels:
        drawn = items.get((label.wave or "", label.run))
        yield {**_event(label), **_run(label.run, contents.trajectories), **_draw(drawn)}


def _event(label: Label) -> dict[str, object]:
    quotes = [piece.quote for piece in label.evidence]
    return {
        "severity": label.severity,
        "outcome": None if label.outcome is None else label.outcome.value,
        "rater": label.rater,
        "wave": label.wave,
        "stage": label.stage.value,
        "asserted": label.asserted,
        "confidence": None if label.confidence is None else label.confidence.value,
        "tags": list(label.tags),
        "evidence": [piece.step for piece in label.evidence],
        # A label without a quote has an empty list, which reads back as no quote for each step.
        "quotes": quotes if any(quotes) else [],
        "note": label.note,
        "seconds": label.seconds,
        "rubric": label.rubric,
        "created_at": time_text(label.created_at),
        "retracts": None if label.retracts is None else time_text(label.retracts),
        "rubric_hash": label.rubric_hash,
        "repeat": label.repeat,
        "reason": None if label.reason is None else label.reason.value,
        "shares": [f"{severity}:{share!r}" for severity, share in label.shares],
    }


def _run(run: RunId, trajectories: Mapping[RunId, Trajectory]) -> dict[str, object]:
    known = trajectories.get(run)
    return {
        "id": str(run),
        "key": known.key if known else None,
        "model": run.model,
        "variant": run.variant,
        "scenario": run.scenario,
        "suite": known.suite.value if known else None,
    }


def _draw(item: WaveItem | None) -> dict[str, object]:
    return {
        "probability": item.probability if item else None,
        "stratum": item.stratum if item else None,
    }
