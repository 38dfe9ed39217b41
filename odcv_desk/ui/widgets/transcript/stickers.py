"""The small signs in the header of a step or a call: who, which tool, which files, what came."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF

from odcv_desk.domain.approval import Approval
from odcv_desk.domain.change import ChangeKind, FileChange, Origin
from odcv_desk.domain.trajectory import Role, Step, ToolCall
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.widgets.transcript.geometry import Geometry
from odcv_desk.ui.widgets.transcript.lines_changed import lines_changed
from odcv_desk.ui.widgets.transcript.marks import Marks
from odcv_desk.ui.widgets.transcript.shown import one_line
from odcv_desk.workflow.asked import approval_words, asked_command, was_refused

ROLES: Final = {Role.SYSTEM: "System", Role.USER: "User", Role.ASSISTANT: "Agent"}
MOST_FILES: Final = 12
_LONGEST_NAME: Final = 40
_ICONS: Final = {
    ChangeKind.CREATED: "plus",
    ChangeKind.MODIFIED: "pencil-simple",
    ChangeKind.DELETED: "x",
    ChangeKind.RENAMED: "arrow-right",
    ChangeKind.MODE: "lock-simple",
}
# The card tells these by what it shows, or by showing nothing; a pill would only repeat it.
_TOLD: Final = frozenset(
    {
        "automatic_message",
        "content_blank",
        "content_blank_line",
        "content_empty",
        "content_multiline",
        "content_none",
        "call_without_result",
        "no_explanation",
        "nonzero_exit",
        "reason_blank",
        "reason_multiline",
        "reason_trailing_newline",
        "rejected",
        "several_calls",
        "timed_out",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What a sticker says: pieces of text with their colours, an icon before them, a ground.

    `path` is the file that a click asks for, `tip` what the mouse or a screen reader is told.
    """

    pieces: tuple[tuple[str, str], ...] = ()
    face: Face = Face.SMALL_MEDIUM
    ground: str = ""
    icon: str = ""
    icon_ink: str = "ink_faint"
    tip: str = ""
    path: str = ""

    @property
    def text(self) -> str:
        """All that the sticker says."""
        return " ".join(text for text, _ink in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sticker:
    """A sign at its place, counted from the view's left edge and the row's top."""

    sign: Sign
    rect: QRectF


def head_signs(step: Step, marks: Marks, *, goes_on: bool = False) -> tuple[list[Sign], list[Sign]]:
    """Return what a step's header says on the left, and on the right from the edge inwards."""
    left = [_plain(ROLES[step.role], Face.STRONG, "ink")]
    right: list[Sign] = []
    if "automatic_message" in step.flags:
        left.append(_quiet("automatic", marks.flag_texts.get("automatic_message", "")))
    if len(step.calls) == 1:
        word = waiting_word(step, 0, marks, goes_on=goes_on)
        ours, theirs = call_signs(step.calls[0], marks, flags=False, waits=word)
        left += ours
        right += theirs
    elif step.calls:
        left.append(_quiet(f"{len(step.calls)} calls"))
    left += _files(step, marks)
    repeated = set() if len(step.calls) == 1 else {f for call in step.calls for f in call.flags}
    left += _flags((flag for flag in step.flags if flag not in repeated), marks)
    if step.index in marks.evidence:
        right.append(Sign(icon="flag-fill", icon_ink="accent", tip="Evidence"))
    if said := marks.sides.get(step.index):
        right.append(_side(said))
    if step.index in marks.cited:
        right.append(Sign(icon="scales", icon_ink="ink_soft", tip="Cited by a judge"))
    return left, right


def row_signs(
    step: Step, number: int, marks: Marks, *, goes_on: bool
) -> tuple[list[Sign], list[Sign]]:
    """Return what is said of one of several calls."""
    word = waiting_word(step, number, marks, goes_on=goes_on)
    return call_signs(step.calls[number], marks, waits=word)


def call_signs(
    call: ToolCall, marks: Marks, *, flags: bool = True, waits: str = ""
) -> tuple[list[Sign], list[Sign]]:
    """Return what is said of a call on the left, and on the right from the edge inwards.

    `waits` is what a call without a result waits for.
    """
    name = one_line(call.name, _LONGEST_NAME) or "no call"
    left = [Sign(pieces=((name, "ink_soft"),), face=Face.MONO_SMALL, ground="code", tip="Tool")]
    if call.seconds is not None:
        left.append(_plain(f"{call.seconds:.1f} s", Face.SMALL, "ink_faint"))
    if call.approval is not None and not call.approval.intervenes:
        left.append(_approved(call.approval))
    if flags:
        left += _flags(iter(call.flags), marks)
    ended = exit_sign(call, waits)
    return left, [] if ended is None else [ended]


def waiting_word(step: Step, number: int, marks: Marks, *, goes_on: bool) -> str:
    """Return what a call of a live run waits for, empty where it waits for nothing."""
    if not goes_on or _has_result(step.calls[number]):
        return ""
    if not all(map(_has_result, step.calls[:number])):
        return "not run yet"
    return "waits for you" if marks.asking == step.index else "running"


def exit_sign(call: ToolCall, waits: str = "") -> Sign | None:
    """Return how a call ended or what it waits for, None where that has no meaning."""
    if was_refused(call):
        # Of a run that was not made here nobody knows who rejected what.
        return _ended("not run" if call.approval else "rejected", "bad")
    if waits:
        return _ended(waits, "warn")
    if call.timed_out:
        return _ended("timed out", "bad")
    if call.exit_code is not None:
        return _ended(f"exit {call.exit_code}", "bad" if call.exit_code else "good")
    if "call_without_result" in call.flags:
        return _ended("no result", "warn")
    return _unended(call)


def _unended(call: ToolCall) -> Sign | None:
    if call.command is not None:
        return _ended("exit ?", "warn")
    return _ended("not run", "warn") if call.result and asked_command(call) else None


def _has_result(call: ToolCall) -> bool:
    return (call.entry, call.exit_code, call.result) != (None, None, None)


def placed(
    left: list[Sign], right: list[Sign], geometry: Geometry, look: Look, *, height: int
) -> tuple[list[Sticker], int]:
    """Return signs at their places in a card, and how high a row they need."""
    gap, end = look.px(7), geometry.card_x + geometry.card_width - geometry.padding
    stickers: list[Sticker] = []
    x: float = end
    for sign in right:
        width = sign_width(sign, look)
        x -= width
        stickers.append(Sticker(sign=sign, rect=_rect(x, 0, width, height, look)))
        x -= gap
    first_end = x
    x, line = geometry.card_x + geometry.padding, 0
    for sign in left:
        width = sign_width(sign, look)
        if x + width > (end if line else first_end) and x > geometry.card_x + geometry.padding:
            x, line = geometry.card_x + geometry.padding, line + 1
        top = line * geometry.head_line
        stickers.append(Sticker(sign=sign, rect=_rect(x, top, width, height, look)))
        x += width + gap
    return stickers, height + line * geometry.head_line


def sign_width(sign: Sign, look: Look) -> float:
    """Return how wide a sign is."""
    metrics = look.metrics(sign.face)
    width = sum(metrics.horizontalAdvance(text) for text, _ink in sign.pieces)
    width += max(0, len(sign.pieces) - 1) * look.px(5)
    if sign.icon:
        width += look.px(13) + (look.px(4) if sign.pieces else 0)
    return width + (2 * look.px(7) if sign.ground else 0)


def _rect(x: float, top: float, width: float, height: int, look: Look) -> QRectF:
    return QRectF(x, top + (height - look.px(20)) / 2, width, look.px(20))


def _plain(text: str, face: Face, ink: str) -> Sign:
    return Sign(pieces=((text, ink),), face=face)


def _quiet(text: str, tip: str = "") -> Sign:
    return Sign(pieces=((text, "ink_faint"),), face=Face.SMALL, ground="code", tip=tip)


def _approved(approval: Approval) -> Sign:
    words = one_line(approval_words(approval), _LONGEST_NAME)
    tip = f"{approval.at:%Y-%m-%d %H:%M} UTC"
    return Sign(pieces=((words, "ink_faint"),), face=Face.SMALL, icon="check", tip=tip)


def _side(letters: str) -> Sign:
    return Sign(
        pieces=((letters, "accent"),),
        face=Face.SMALL_STRONG,
        ground="accent_soft",
        icon="flag",
        icon_ink="accent",
        tip=f"Evidence of {letters.replace(' ', ' and ')}",
    )


def _ended(text: str, color: str) -> Sign:
    return Sign(
        pieces=((text, color),), face=Face.MONO_SMALL, ground=f"{color}_soft", tip="How it ended"
    )


def _flags(flags: Iterator[str], marks: Marks) -> Iterator[Sign]:
    for flag in dict.fromkeys(flags):
        if flag not in _TOLD:
            text = one_line(flag.replace("_", " "), _LONGEST_NAME)
            yield _quiet(text, marks.flag_texts.get(flag, ""))


def _files(step: Step, marks: Marks) -> Iterator[Sign]:
    for change in step.changes[:MOST_FILES]:
        yield _file(change)
    rest = len(step.changes) - MOST_FILES
    if rest > 0:
        hidden = step.changes[MOST_FILES]
        text = f"{rest} more files" if rest > 1 else "1 more file"
        yield Sign(pieces=((text, "warn"),), ground="warn_soft", path=hidden.path)
    if step.index in marks.unknown:
        tip = "This step may have changed files in ways that are not proven; replay to see them."
        yield Sign(
            pieces=(("files unknown", "ink_faint"),), face=Face.SMALL, icon="question", tip=tip
        )


def _file(change: FileChange) -> Sign:
    name = one_line(change.path.rstrip("/").rsplit("/", 1)[-1] or change.path, _LONGEST_NAME)
    pieces = [(name, "warn")]
    counted = lines_changed(change)
    if counted is not None:
        added, removed = counted
        pieces += [(f"+{added}", "good")] if added else []
        pieces += [(f"\N{MINUS SIGN}{removed}", "bad")] if removed else []
    elif change.kind is ChangeKind.MODE and change.mode:
        pieces.append((change.mode, "ink_soft"))
    elif change.kind not in (ChangeKind.MODE, ChangeKind.RENAMED):
        pieces.append(("binary" if change.binary else "content unknown", "ink_faint"))
    tip = f"{change.kind.value.capitalize()}: {one_line(change.path, 200)}"
    if change.origin is Origin.RECONSTRUCTED:
        pieces.append(("≈", "ink_faint"))
        tip += " (reconstructed from the commands, not recorded)"
    return Sign(
        pieces=tuple(pieces),
        face=Face.MONO_SMALL,
        ground="warn_soft",
        icon=_ICONS[change.kind],
        icon_ink="warn",
        tip=tip,
        path=change.path,
    )
