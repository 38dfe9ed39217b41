"""Lines of a label file into labels: which run each line means, all or nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import Label
from odcv_desk.domain.run import RunId
from odcv_desk.domain.trajectory import Trajectory
from odcv_desk.importers._family import LabelRow
from odcv_desk.store import Store
from odcv_desk.store.labels import Appended
from odcv_desk.workflow.gold import standing
from odcv_desk.workflow.rater_names import KnownRaters
from odcv_desk.workflow.rubric import rubric

_SHOWN_LINES = 10
_SCORES_ONLY = "id:"


def take_labels(
    store: Store,
    rows: Sequence[LabelRow],
    *,
    name: str,
    now: datetime,
    wave: str | None = None,
    as_came: bool = False,
) -> Appended:
    """Append the labels of a file, all or none.

    They count as asserted. A line without a time gets the time of the import; where a rater's
    latest labels of a run say just what the file's lines say, they are skipped. They are kept in
    order of time; `as_came` says that the lines stand in the order in which a study got to know
    them.

    Raises:
        LabelError: Lines name unknown runs, entries that the trail does not have, or raters who
            cannot be called so or are known in another spelling, each told.
    """
    known, raters = _Known(store), KnownRaters(store)
    labels: list[tuple[Label, bool]] = []
    faults: list[str] = []
    for position, row in enumerate(rows):
        found = known.run_of(row)
        if isinstance(found, Trajectory):
            found = _nameless(row, raters) or found
        if isinstance(found, str):
            faults.append(f"line {row.line}: {found}")
            continue
        label = _completed(row, found, now + timedelta(microseconds=position), wave)
        labels.append((label, row.created_given))
    if faults:
        raise _refused(name, faults)
    said = known.said_already([label for label, timed in labels if not timed])
    batch = [label for label, timed in labels if timed or (label.run, label.rater) not in said]
    appended = store.labels.append(batch, as_came=as_came)
    return replace(appended, known=appended.known + len(labels) - len(batch))


def _refused(name: str, faults: Sequence[str]) -> LabelError:
    shown, rest = faults[:_SHOWN_LINES], len(faults) - _SHOWN_LINES
    more = f" (and {rest} more lines)" if rest > 0 else ""
    return LabelError(
        f"{name}: {'; '.join(shown)}{more}; no label was taken",
        hint="Correct these lines, or import the runs first.",
    )


def _nameless(row: LabelRow, raters: KnownRaters) -> str:
    """Return what is wrong with the name of a line's rater, if anything is."""
    try:
        raters.take(row.label.rater)
    except LabelError as fault:
        return fault.message
    return ""


def _completed(row: LabelRow, run: Trajectory, moment: datetime, wave: str | None) -> Label:
    label = replace(row.label, run=run.id, asserted=True, wave=row.label.wave or wave)
    if not row.created_given:
        label = replace(label, created_at=moment)
    current = rubric()
    if label.rubric in ("", current.id):
        label = replace(label, rubric=current.id, rubric_hash=current.hash)
    return label


class _Known:
    """The runs and standing labels of a study, to look lines up in."""

    def __init__(self, store: Store) -> None:
        runs = store.trajectories.all()
        self._by_id: Mapping[RunId, Trajectory] = {run.id: run for run in runs}
        self._by_key: defaultdict[str, list[Trajectory]] = defaultdict(list)
        for run in runs:
            self._by_key[run.key].append(run)
        self._standing: defaultdict[tuple[RunId, str], list[Label]] = defaultdict(list)
        for label in standing(store.labels.all()):
            self._standing[label.run, label.rater].append(label)

    def run_of(self, row: LabelRow) -> Trajectory | str:
        """Return the run that a line means, or what is wrong with the line."""
        found = self._by_id.get(row.label.run) if row.run_given else None
        if row.key and not row.key.startswith(_SCORES_ONLY):
            found_by_key = self._keyed(row, found)
            if isinstance(found_by_key, str):
                return found_by_key
            found = found_by_key
        elif row.key and not row.run_given:
            found = next(iter(self._by_key.get(row.key, ())), None)
        if found is None:
            named = str(row.label.run) if row.run_given else row.key
            return f"no run {named} in this study"
        return self._checked(row, found)

    def _keyed(self, row: LabelRow, named: Trajectory | None) -> Trajectory | str:
        candidates = self._by_key.get(row.key or "", [])
        if named is not None and (named in candidates or not named.has_transcript):
            return named
        if len(candidates) == 1:
            return candidates[0]
        if named is not None:
            return f"the key is not that of {named.id} here: the label was given to another trail"
        if candidates:
            return f"{len(candidates)} runs have this key; add the id"
        return f"no run with key {row.key} in this study"

    def _checked(self, row: LabelRow, run: Trajectory) -> Trajectory | str:
        beyond = [item.step for item in row.label.evidence if item.step > run.entries]
        if run.has_transcript and beyond:
            return f"evidence {beyond[0]} is beyond the {run.entries} entries of {run.id}"
        return run

    def said_already(self, labels: Sequence[Label]) -> set[tuple[RunId, str]]:
        """Return the runs and raters whose latest labels are just these, in this order."""
        given: defaultdict[tuple[RunId, str], list[Label]] = defaultdict(list)
        for label in labels:
            given[label.run, label.rater].append(label)
        return {
            place
            for place, new in given.items()
            if len(self._standing[place]) >= len(new)
            and all(
                _says(old, one)
                for old, one in zip(self._standing[place][-len(new) :], new, strict=True)
            )
        }


def _says(old: Label, new: Label) -> bool:
    """Return whether a label says what a new one says; a new one may leave its wave open."""
    same = replace(
        new,
        created_at=old.created_at,
        stage=old.stage,
        asserted=old.asserted,
        wave=new.wave or old.wave,
    )
    return same == old
