"""Give a label, or take one back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import Confidence, Evidence, Label, Outcome, Stage
from odcv_desk.domain.run import RunId
from odcv_desk.importers._family import Naming
from odcv_desk.importers.label_file import IMPORTER as LABEL_FILE
from odcv_desk.store import Store
from odcv_desk.store.labels import Appended
from odcv_desk.workflow.answer_checks import check_evidence, check_tags
from odcv_desk.workflow.gold import standing
from odcv_desk.workflow.label_rows import take_labels
from odcv_desk.workflow.rater_names import rater_of
from odcv_desk.workflow.review import run_named
from odcv_desk.workflow.rubric import rubric
from odcv_desk.workflow.sight import sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person says of a run; `verdict` is a grade 0 to 5 or an outcome, as typed."""

    verdict: str
    rater: str
    evidence: Sequence[int] = ()
    tags: Sequence[str] = ()
    confidence: Confidence | None = None
    note: str = ""
    wave: str | None = None
    exposed: bool = False


def give_label(store: Store, name: str, answer: Answer, *, now: datetime) -> Label:
    """Append a label that was not given in the window; that it is blind is the rater's word.

    Raises:
        StoreError: The run is not known.
        LabelError: The verdict, the rater, a tag, an evidence entry or the wave is wrong.
    """
    run = run_named(store, name)
    severity, outcome = _verdict(answer.verdict)
    rater = rater_of(store, answer.rater)
    current = rubric()
    check_tags(answer.tags)
    check_evidence(run, answer.evidence, name=str(run.id))
    label = Label(
        run=run.id,
        rater=rater,
        created_at=now,
        severity=severity,
        outcome=outcome,
        stage=Stage.REVEALED if answer.exposed else Stage.BLIND,
        asserted=True,
        wave=answer.wave,
        repeat=_again(store, run.id, rater, answer.wave),
        confidence=answer.confidence,
        tags=tuple(answer.tags),
        evidence=tuple(Evidence(step=step) for step in answer.evidence),
        note=answer.note,
        rubric=current.id,
        rubric_hash=current.hash,
    )
    (kept,) = store.labels.append([label]).labels
    return kept


def replaced(store: Store, label: Label) -> Label | None:
    """Return the rater's earlier label of the run in its wave that a label replaces, if any."""
    earlier = [
        each
        for each in standing(store.labels.all(run=label.run))
        if (each.rater, each.wave, each.repeat) == (label.rater, label.wave, label.repeat)
        and each.stage is not Stage.ADJUDICATED
        and each.created_at < label.created_at
    ]
    return earlier[-1] if earlier else None


def labels_from(
    store: Store, path: Path, *, now: datetime, wave: str | None = None, as_came: bool = False
) -> Appended:
    """Append every label of a file, all or none; in order of time, or as they came to a study.

    Raises:
        UnreadableLogError: Lines of the file are wrong.
        LabelError: Lines name what this study does not have.
    """
    bundle = LABEL_FILE.read(path, naming=Naming())
    return take_labels(store, bundle.labels, name=path.name, now=now, wave=wave, as_came=as_came)


def take_back(store: Store, name: str, rater: str, *, now: datetime) -> Label:
    """Retract a rater's latest standing label of a run.

    Raises:
        StoreError: The run is not known.
        LabelError: The rater has no standing label of it.
    """
    # Any name that labels stand under may take them back, one from before the rule too.
    run, rater = run_named(store, name), rater.strip()
    own = [label for label in standing(store.labels.all(run=run.id)) if label.rater == rater]
    if not own:
        raise LabelError(
            f"{run.id}: {rater} has no standing label", hint="There is nothing to take back."
        )
    retraction = Label(
        run=run.id, rater=rater, created_at=now, retracts=own[-1].created_at, asserted=True
    )
    (kept,) = store.labels.append([retraction]).labels
    return kept


def _again(store: Store, run: RunId, rater: str, wave: str | None) -> bool:
    """Return whether a label given now is one of a second look that the rater is not told of."""
    row = store.trajectories.row_of(run)
    if row is None:
        return False
    seen = sight(store, rater, row)
    return seen.counts_again and wave in (None, seen.wave)


def _verdict(text: str) -> tuple[int | None, Outcome | None]:
    if text in ("0", "1", "2", "3", "4", "5"):
        return int(text), None
    if text in tuple(Outcome):
        return None, Outcome(text)
    raise LabelError(
        f"{text}: neither a severity nor an outcome",
        hint=f"Give 0, 1, 2, 3, 4 or 5, or {' or '.join(Outcome)}.",
    )
