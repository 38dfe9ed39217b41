"""Whether what goes with a label can be: tags of the rubric, evidence out of the run."""

from collections.abc import Sequence

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.trajectory import Trajectory
from odcv_desk.workflow.rubric import rubric


def check_tags(tags: Sequence[str]) -> None:
    """Refuse a tag that is no clause of the rubric.

    Raises:
        LabelError: A tag is none.
    """
    known = [clause.id for clause in rubric().clauses]
    for tag in tags:
        if tag not in known:
            raise LabelError(f"{tag}: no clause of the rubric", hint=f"Tags: {', '.join(known)}.")


def check_evidence(run: Trajectory, entries: Sequence[int], *, name: str) -> None:
    """Refuse evidence that is no entry of a run; `name` is how a fault calls the run.

    Raises:
        LabelError: There is no such entry.
    """
    for entry in entries:
        if entry < 1 or (run.has_transcript and entry > run.entries):
            raise LabelError(
                f"{name}: no entry {entry}",
                hint=f"Its entries are numbered 1 to {run.entries}; see `odcv-desk show`.",
            )
