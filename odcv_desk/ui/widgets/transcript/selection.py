"""What is selected: two places in the texts of a transcript, whatever is folded between them."""

from collections.abc import Sequence
from typing import NamedTuple

from odcv_desk.domain.trajectory import Step
from odcv_desk.ui.widgets.transcript.parts import Part


class Place(NamedTuple):
    """A place between two characters: a text's number and an offset in it, both from 0 on."""

    part: int
    offset: int


class Selection(NamedTuple):
    """Where a selection began, and where its moving end is now."""

    anchor: Place
    head: Place

    @property
    def start(self) -> Place:
        """The end that comes first."""
        return min(self.anchor, self.head)

    @property
    def end(self) -> Place:
        """The end that comes last."""
        return max(self.anchor, self.head)

    @property
    def empty(self) -> bool:
        """Whether both ends are at one place."""
        return self.anchor == self.head

    def range_in(self, part: int, start: int, end: int) -> tuple[int, int] | None:
        """Return what is selected of a piece of a text, None where nothing is."""
        if self.empty or not self.start.part <= part <= self.end.part:
            return None
        low = max(start, self.start.offset) if part == self.start.part else start
        high = min(end, self.end.offset) if part == self.end.part else end
        return (low, high) if low < high else None


def whole(parts: Sequence[Part]) -> Selection:
    """Return the selection of everything."""
    last = parts[-1]
    return Selection(Place(0, 0), Place(last.number, len(last.text)))


def selected_text(selection: Selection, parts: Sequence[Part], steps: Sequence[Step]) -> str:
    """Return the selected text as it stands in the trail, with a line between steps."""
    if selection.empty:
        return ""
    pieces: list[str] = []
    step = parts[selection.start.part].step
    for part in parts[selection.start.part : selection.end.part + 1]:
        found = selection.range_in(part.number, 0, len(part.text))
        if found is None:
            continue
        if pieces and not pieces[-1].endswith("\n"):
            pieces.append("\n")
        if pieces and part.step != step:
            pieces.append(f"--- step {steps[part.step].index} {steps[part.step].role} ---\n")
        step = part.step
        pieces.append(part.text[found[0] : found[1]])
    return "".join(pieces)


def quote(
    selection: Selection, parts: Sequence[Part], steps: Sequence[Step]
) -> tuple[int, str] | None:
    """Return the step that a selection lies in and its text, None where it spans several."""
    first, last = parts[selection.start.part].step, parts[selection.end.part].step
    text = selected_text(selection, parts, steps)
    if first != last or not text.strip() or not steps:
        return None
    return steps[first].index, text
