"""What stands in the middle where there is no dispute to read: why, and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from odcv_desk.domain.amount import amount
from odcv_desk.workflow.cases import Board


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A message: its title, text, icon and buttons (name to text)."""

    title: str
    text: str
    icon: str
    buttons: Mapping[str, str] = field(default_factory=dict)


_NO_WAVE: Final = State(
    title="No wave to settle",
    text="Disputes come from a wave that two or more people label. Draw one in the Library and "
    "name its raters.",
    icon="users",
    buttons={"library": "Go to the Library"},
)


def nothing_to_settle(board: Board) -> State:
    """Return why a board has no disputes."""
    if board.wave is None:
        return _NO_WAVE
    if board.shut:
        return State(
            title=f"{board.shut[:1].upper()}{board.shut[1:]}",
            text="What others said would sway you, so disputes stay closed until you have "
            "labelled your own runs.",
            icon="lock-simple",
            buttons={"review": "Label on"},
        )
    if board.withheld:
        return State(
            title="Label on first",
            text=f"{amount(board.withheld, 'dispute')} of {board.wave} "
            f"{'is' if board.withheld == 1 else 'are'} on runs that you still have to label in "
            "another wave. What others said would sway you.",
            icon="lock-simple",
            buttons={"review": "Label on"},
        )
    if not board.shared:
        return State(
            title="One person labels this wave",
            text=f"Every run of {board.wave} has a single rater, so nobody can disagree. Name two "
            "or more raters when you draw the next wave.",
            icon="user",
            buttons={"library": "Go to the Library"},
        )
    return _agreed(board) if board.ended == board.shared else _under_way(board)


def all_settled(board: Board) -> State:
    """Return what stands behind the last ruling."""
    return State(
        title="All disputes are settled",
        text=f"{amount(len(board.lines), 'dispute')} of {board.wave} have a ruling. Choose one at "
        "the left to look at it again, or take the last ruling back with Ctrl+Z.",
        icon="seal-check",
        buttons={"calibration": "Go to Calibration", "again": "Look at the first again"},
    )


def _under_way(board: Board) -> State:
    runs = amount(board.shared, "run")
    so_far = (
        f"{board.ended:,} of {runs} of {board.wave} have all their labels, and those agree."
        if board.ended
        else f"None of the {runs} of {board.wave} has all its labels yet."
    )
    return State(
        title="Nothing to settle yet",
        text=f"{so_far} A disagreement shows up here as soon as all raters of its run are done.",
        icon="hourglass",
        buttons={"people": "See who is still labelling"},
    )


def _agreed(board: Board) -> State:
    return State(
        title="Everybody agrees",
        text=f"All {amount(board.shared, 'run')} of {board.wave} got the same label from each of "
        "their raters. There is nothing to settle.",
        icon="seal-check",
        buttons={"calibration": "Go to Calibration"},
    )
