"""A transcript, or raw text, on its way to the screen: its texts, what is folded, its rows."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

import numpy as np

from odcv_desk.domain.trajectory import Step, Transcript
from odcv_desk.ui.widgets.transcript.facts import Facts, facts_of
from odcv_desk.ui.widgets.transcript.geometry import Geometry
from odcv_desk.ui.widgets.transcript.heights import Heights
from odcv_desk.ui.widgets.transcript.parts import (
    Fold,
    Kind,
    Part,
    parts_of,
    raw_parts,
    short_end,
)
from odcv_desk.ui.widgets.transcript.rows import Row, RowKind, text_rows
from odcv_desk.workflow.reading import Brief


class Document:
    """What is shown, row by row.

    Attributes:
        steps: The transcript's steps; none in a raw view.
        parts: Every text, in order.
        rows: What is painted, in order.
        heights: How high the rows are.
        first_rows: Where each step's rows begin, and one entry more: where all end.
        goes_on: The run is under way: calls without a result may still get one.
    """

    goes_on = False

    def __init__(
        self,
        geometry: Geometry,
        *,
        transcript: Transcript | None = None,
        brief: Brief | None = None,
        reasoning: bool = True,
    ) -> None:
        self.transcript = transcript
        self.brief = brief
        self.steps: tuple[Step, ...] = transcript.steps if transcript else ()
        with _undisturbed():
            self.parts: list[Part] = parts_of(transcript) if transcript else []
        self._folds: dict[int, Fold] = {}
        self._reasoning = reasoning
        self._first_parts = self._begins()
        self._build(geometry)

    @classmethod
    def raw(cls, geometry: Geometry, text: str) -> "Document":
        """Return a document that shows a text as it is."""
        document = cls(geometry)
        document.parts = raw_parts(text)
        document._build(geometry)
        return document

    @cached_property
    def facts(self) -> Facts:
        """What a minimap marks of the steps."""
        return facts_of(self.steps)

    def step_parts(self, step: int) -> Sequence[Part]:
        """Return the texts of a step."""
        return self.parts[self._first_parts[step] : self._first_parts[step + 1]]

    def command_of(self, part: Part) -> str:
        """Return what was run for the call that a text belongs to, empty where there is none."""
        if part.call < 0:
            return ""
        return self.steps[part.step].calls[part.call].command or ""

    def step_rows(self, step: int) -> range:
        """Return the numbers of a step's rows."""
        return range(int(self.first_rows[step]), int(self.first_rows[step + 1]))

    def fold_of(self, part: Part) -> Fold:
        """Return how much of a text is shown."""
        if part.number in self._folds:
            return self._folds[part.number]
        if self._rests_shut(part):
            return Fold.SHUT
        return Fold.SHORT if part.folds else Fold.OPEN

    def fold(self, part: Part, *, opened: bool) -> bool:
        """Unfold a text or fold it again; return whether that changed anything."""
        before = self.fold_of(part)
        if (before is Fold.OPEN) is opened:
            return False
        self._folds.pop(part.number, None)
        if opened:
            self._folds[part.number] = Fold.OPEN
        if self.fold_of(part) is before:
            return False
        self._rebuild(part.step)
        return True

    def toggle(self, part: int) -> None:
        """Unfold a text, or fold it again."""
        found = self.parts[part]
        self.fold(found, opened=self.fold_of(found) is not Fold.OPEN)

    def toggle_step(self, step: int) -> None:
        """Unfold all texts of a step, or fold them again where nothing is folded."""
        parts = self.step_parts(step) if self.steps else ()
        opened = any(self.fold_of(part) is not Fold.OPEN for part in parts)
        for part in parts:
            self.fold(part, opened=opened)

    def toggle_all(self, geometry: Geometry) -> None:
        """Unfold every text, or fold all again where nothing is folded."""
        opened = any(self.fold_of(part) is not Fold.OPEN for part in self.parts)
        foldable = (part.number for part in self.parts if self._foldable(part))
        self._folds = dict.fromkeys(foldable, Fold.OPEN) if opened else {}
        self._build(geometry)

    def show_reasoning(self, geometry: Geometry, *, shown: bool) -> None:
        """Show the agent's reasoning as other texts are shown, or fold all of it away."""
        self._reasoning = shown
        for part in self.parts:
            if part.kind is Kind.REASONING:
                self._folds.pop(part.number, None)
        self._build(geometry)

    def row_of(self, part: int, offset: int) -> int | None:
        """Return the row that shows a place of a text, None where it is folded away."""
        found = None
        for number in self._rows_with(part):
            row = self.rows[number]
            if row.part is self.parts[part] and row.kind is RowKind.TEXT and row.start <= offset:
                found = number
        if found is None or offset > self.rows[found].end:
            return None
        return found

    def hides(self, part: int, offset: int) -> bool:
        """Return whether the character at a place of a text is folded away."""
        row = self.row_of(part, offset)
        return row is None or offset >= self.rows[row].end

    def first_row_of(self, part: int) -> int:
        """Return the first row of a text, what unfolds it where nothing else is shown."""
        wanted = self.parts[part]
        return next(row for row in self._rows_with(part) if self.rows[row].part is wanted)

    def _rows_with(self, part: int) -> range:
        return self.step_rows(self.parts[part].step) if self.steps else range(len(self.rows))

    def _begins(self) -> list[int]:
        counts = np.bincount(
            [part.step for part in self.parts] or np.zeros(0, dtype=np.int64),
            minlength=len(self.steps),
        )
        return [0, *(int(end) for end in np.cumsum(counts))]

    def _build(self, geometry: Geometry) -> None:
        self.rows: list[Row] = []
        begins: list[int] = []
        with _undisturbed():
            for step in range(len(self.steps)):
                begins.append(len(self.rows))
                self.rows += self._rows(step)
        begins.append(len(self.rows))
        if self.steps:
            self.rows.append(Row(RowKind.END, len(self.steps) - 1))
        else:
            for part in self.parts:
                self.rows += text_rows(part, Fold.OPEN, len(part.text), offers_more=False)
        self.first_rows = np.array(begins, dtype=np.int64)
        self.heights = Heights(self.rows, geometry)

    def _rebuild(self, step: int) -> None:
        old = self.step_rows(step)
        rows = self._rows(step)
        self.rows[old.start : old.stop] = rows
        self.heights.splice(old.start, old.stop, rows)
        self.first_rows[step + 1 :] += len(rows) - len(old)

    def _rows(self, step: int) -> list[Row]:
        rows = [Row(RowKind.HEAD, step)]
        if step == 0 and self.brief is not None:
            rows.append(Row(RowKind.BRIEF, step))
        calls = len(self.steps[step].calls)
        # One call stands in the header of its step; each of several has a line of its own.
        call = 0 if calls <= 1 else -1
        for part in self.step_parts(step):
            while call < part.call:
                call += 1
                rows.append(Row(RowKind.CALL, step, call=call))
            rows += self._part_rows(part)
        rows += (Row(RowKind.CALL, step, call=rest) for rest in range(call + 1, calls))
        rows.append(Row(RowKind.FOOT, step))
        return rows

    def _part_rows(self, part: Part) -> list[Row]:
        if not self._foldable(part):
            return text_rows(part, Fold.OPEN, len(part.text), offers_more=False)
        fold = self.fold_of(part)
        end = len(part.text) if fold is Fold.OPEN else short_end(part)
        return text_rows(part, fold, end, offers_more=True)

    def _foldable(self, part: Part) -> bool:
        return part.folds or self._rests_shut(part)

    def _rests_shut(self, part: Part) -> bool:
        if part.kind is Kind.PROMPT:
            # The scenario's summary stands in its place.
            return part.step == 0 and self.brief is not None
        if part.kind is not Kind.ARGUMENTS:
            return part.kind is Kind.REASONING and not self._reasoning
        call = self.steps[part.step].calls[part.call]
        return call.command is not None or bool(call.result)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep the garbage collector away while thousands of values are made that all stay.

    It would look through all of them again and again, which takes as long as making them.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
