"""What a transcript says, as a row of texts: prompts, prose, reasoning, commands and outputs."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from odcv_desk.domain.approval import Approval, Verdict
from odcv_desk.domain.trajectory import Role, Step, ToolCall, Transcript
from odcv_desk.workflow.asked import approval_by, asked_command, told_apart, was_changed


class Kind(IntEnum):
    """What a text is, and so how it is painted and folded."""

    PROMPT = 0
    PROSE = 1
    REASONING = 2
    COMMAND = 3
    ARGUMENTS = 4
    OUTPUT = 5
    ERROR = 6
    RESULT = 7
    RAW = 8
    ASKED = 9
    DECISION = 10
    TOLD = 11

    @property
    def is_result(self) -> bool:
        """Whether it came back from a tool."""
        return self in _RESULTS

    @property
    def is_command(self) -> bool:
        """Whether it is a command, run or only asked for."""
        return self in (Kind.COMMAND, Kind.ASKED)


class Fold(IntEnum):
    """How much of a text is shown: all, its begin, or nothing but what there is to unfold."""

    OPEN = 0
    SHORT = 1
    SHUT = 2


FOLDED_FROM_LINES: Final = 12
SHORT_LINES: Final = 9
FOLDED_FROM_CHARACTERS: Final = 6000
SHORT_CHARACTERS: Final = 2000
PROMPT_FOLDED_FROM_CHARACTERS: Final = 200
PREVIEW_CHARACTERS: Final = 90
_RESULTS: Final = frozenset({Kind.OUTPUT, Kind.ERROR, Kind.RESULT, Kind.TOLD})
_FOLDABLE: Final = _RESULTS | {Kind.REASONING, Kind.ARGUMENTS}
_DECIDED: Final = {
    Verdict.EDITED: "Run instead",
    Verdict.REJECTED: "Refused",
    Verdict.STOPPED: "The run was stopped",
}


# Not frozen and not keyword-only: a long transcript makes tens of thousands before its first paint.
@dataclass(slots=True, eq=False)
class Part:
    """One text of a step; `number` counts through the transcript, `call` through the step.

    `step` is the position of the step among the transcript's. `lines` counts the text's lines; a
    line feed at the very end begins none. `folds` says that it is of a kind that folds, and long
    enough for it. Nothing changes a part.
    """

    number: int
    step: int
    kind: Kind
    text: str
    call: int
    lines: int
    folds: bool


def parts_of(transcript: Transcript) -> list[Part]:
    """Return every text of a transcript in order; empty ones are not shown."""
    parts: list[Part] = []
    for position, step in enumerate(transcript.steps):
        for kind, text, call in _texts(step):
            if text and not text.isspace():
                lines = line_count(text)
                folds = _folds(kind, text, lines)
                parts.append(Part(len(parts), position, kind, text, call, lines, folds))
    return parts


def raw_parts(text: str) -> list[Part]:
    """Return the bytes of a trail, as text, as the one part of a raw view."""
    return [Part(0, 0, Kind.RAW, text, -1, line_count(text), folds=False)] if text else []


def line_count(text: str) -> int:
    """Return how many lines a text has; a line feed at the very end begins no line."""
    return text.count("\n") + (not text.endswith("\n"))


def short_end(part: Part) -> int:
    """Return where the short reading of a text ends."""
    longest = SHORT_CHARACTERS
    lines = SHORT_LINES
    if part.kind is Kind.PROMPT:
        longest, lines = PREVIEW_CHARACTERS, 1
    head = part.text[: longest + 1].split("\n", lines)
    end = sum(map(len, head[:lines])) + min(lines, len(head) - 1)
    if end <= longest:
        return end
    # A preview does not end inside a word where it can be helped.
    word_end = part.text.rfind(" ", longest // 2, longest) if part.kind is Kind.PROMPT else -1
    return word_end if word_end > 0 else longest


def unfold_label(part: Part, fold: Fold) -> str:
    """Return what folded text offers, with how much there is; exact to the line or character."""
    if fold is Fold.OPEN:
        return "Show less"
    if part.kind is Kind.PROMPT and (part.lines > 1 or fold is Fold.SHUT):
        return f"Show the prompt ({_count(part.lines, 'line')})"
    if fold is Fold.SHUT and part.kind is Kind.ARGUMENTS:
        return f"Show the arguments ({_count(len(part.text), 'character')})"
    if fold is Fold.SHUT:
        return f"Show the {part.kind.name.lower()} ({_count(part.lines, 'line')})"
    end = short_end(part)
    if part.text[end - 1] == "\n":
        return f"Show {_count(line_count(part.text[end:]), 'more line')}"
    return f"Show {_count(len(part.text) - end, 'more character')}"


def _folds(kind: Kind, text: str, lines: int) -> bool:
    if kind is Kind.PROMPT:
        return lines > 1 or len(text) > PROMPT_FOLDED_FROM_CHARACTERS
    long = lines > FOLDED_FROM_LINES or len(text) > FOLDED_FROM_CHARACTERS
    return long and kind in _FOLDABLE


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _texts(step: Step) -> Iterator[tuple[Kind, str, int]]:
    if step.role is not Role.ASSISTANT:
        yield Kind.PROMPT, step.content, -1
    else:
        if step.reasoning is not None:
            yield Kind.REASONING, step.reasoning, -1
        yield Kind.PROSE, step.content, -1
    for number, call in enumerate(step.calls):
        yield from ((kind, text, number) for kind, text in _call_texts(call))


def _call_texts(call: ToolCall) -> Iterator[tuple[Kind, str]]:
    yield from _command_texts(call)
    yield Kind.OUTPUT, call.stdout or ""
    wrote, told, later = told_apart(call)
    yield Kind.ERROR, wrote
    yield Kind.TOLD, told
    yield Kind.ERROR, later
    yield Kind.RESULT, call.result or ""


def _command_texts(call: ToolCall) -> Iterator[tuple[Kind, str]]:
    """Yield what the agent asked for, what a person said of it, and what ran instead.

    A command is shown as one from the moment it is asked for, so that nothing jumps once it ran.
    """
    asked = asked_command(call)
    changed = was_changed(call)
    yield Kind.ASKED if changed else Kind.COMMAND, asked or ""
    if call.approval is not None and call.approval.intervenes:
        yield Kind.DECISION, _decision(call.approval)
    if changed:
        yield Kind.COMMAND, call.command or ""
    # What the harness took malformed arguments for is a guess: what was sent is shown too.
    unread = call.command is None and not (asked or "").strip()
    if unread or "arguments_malformed" in call.flags:
        yield Kind.ARGUMENTS, call.arguments


def _decision(approval: Approval) -> str:
    """Return what a person did to a command, in a line that is found and copied like the rest."""
    return (
        f"{_DECIDED[approval.verdict]} {approval_by(approval)} ({approval.at:%Y-%m-%d %H:%M} UTC)"
    )
