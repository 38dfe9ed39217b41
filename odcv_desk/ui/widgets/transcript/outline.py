"""A transcript from far away: where its steps stand, and what is marked on them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from odcv_desk.ui.widgets.transcript.document import Document
from odcv_desk.ui.widgets.transcript.facts import Mask
from odcv_desk.ui.widgets.transcript.finder import Finder
from odcv_desk.ui.widgets.transcript.marks import Marks
from odcv_desk.ui.widgets.transcript.rows import RowKind

Places = NDArray[np.float64]

MOST_HITS: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Places as shares of the whole height, from 0 to 1; one begin and end for each step.

    The masks say of each step whether it is a prompt, ran a command, ended with an error, changed
    files, is evidence or is cited.
    """

    total: int
    begins: Places
    ends: Places
    prompts: Mask
    commands: Mask
    errors: Mask
    changes: Mask
    evidence: Mask
    cited: Mask
    hits: Places


def outline(document: Document, marks: Marks, finder: Finder) -> Outline:
    """Return a document's outline."""
    tops = document.heights.tops
    total = max(1, document.heights.total)
    facts = document.facts
    return Outline(
        total=total,
        begins=tops[document.first_rows[:-1]] / total,
        ends=tops[document.first_rows[1:]] / total,
        prompts=facts.prompts,
        commands=facts.commands,
        errors=facts.errors,
        changes=facts.changes,
        evidence=np.isin(facts.indices, [*marks.evidence, *marks.sides]),
        cited=np.isin(facts.indices, list(marks.cited)),
        hits=_hits(document, finder, total),
    )


def _hits(document: Document, finder: Finder, total: int) -> Places:
    """Return where what was found stands, as shares; of very many only in which rows they are."""
    found = set(finder.parts_found())
    few = finder.total <= MOST_HITS
    tops = document.heights.tops
    places: list[float] = []
    for number, row in enumerate(document.rows):
        if row.part is None or row.part.number not in found:
            continue
        part, top = row.part.number, float(tops[number])
        if row.kind is RowKind.MORE:
            # What is folded away stands where it would be unfolded.
            places += [top] if finder.touches(part, row.start, len(row.part.text)) else []
        elif few:
            per_character = (float(tops[number + 1]) - top) / max(1, row.end - row.start)
            starts = finder.within(part, row.start, row.end)
            places += (top + per_character * max(0, start - row.start) for start in starts)
        elif finder.touches(part, row.start, row.end):
            places.append(top)
    return np.unique(np.array(places) / total)
