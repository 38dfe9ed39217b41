"""Entries folded into steps: each result goes to the call that it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from odcv_desk.domain.trajectory import Role, Step, ToolCall
from odcv_desk.importers._calls import BASH, FINISH, Asked, effective, results_due
from odcv_desk.importers._flags import Flag
from odcv_desk.importers._grammar import Entry
from odcv_desk.importers._results import Result, is_result, result
from odcv_desk.importers._run_file import Said
from odcv_desk.importers._speech import NO_REASON, Speech, known, readable, speech
from odcv_desk.importers._text import has_control_characters, storable

_NONE = "None"
_TOOL = "tool"


@dataclass(frozen=True, slots=True)
class Folded:
    """A step, and the entries that it was made of; `due` results are still owed at its end."""

    step: Step
    start: int
    end: int
    due: int


def fold(
    entries: Sequence[Entry], *, said: Mapping[int, Said] = MappingProxyType({})
) -> tuple[Folded, ...]:
    """Return the steps that entries make: prompts, automatic messages and assistant turns.

    `said` are the words of turns, by entry number, where they are known and need not be found.
    """
    folded: list[Folded] = []
    turn = 0
    at = 0
    while at < len(entries):
        entry = entries[at]
        until = at + 1
        if entry.role == Role.ASSISTANT:
            turn += 1
            words = known(speech(entry.body), said.get(entry.number))
            due = results_due(words.calls)
            until = _results_end(entries, until, due)
            folded.append(_turn(words, turn, due, entries[at:until]))
        else:
            before = folded[-1].step if folded else None
            step = _prompt(entry, before)
            folded.append(Folded(step, entry.start, entry.end, 0))
        at = until
    return tuple(folded)


def text_of(step: Step) -> str:
    """Return everything that a step says, for searching."""
    parts = [step.content, step.reasoning]
    for call in step.calls:
        parts.append(call.arguments if call.command is None else call.command)
        parts += [call.stdout, call.stderr, call.result]
    return "\n".join(part for part in parts if part)


def _results_end(entries: Sequence[Entry], at: int, due: int) -> int:
    """Return where the results of a turn end; a tool's entry never stands alone."""
    while at < len(entries):
        entry = entries[at]
        refusal = entry.role == Role.USER and due > 0 and is_result(entry.body)
        if entry.role != _TOOL and not refusal:
            break
        due -= 1
        at += 1
    return at


def _prompt(entry: Entry, before: Step | None) -> Step:
    content = storable(entry.body)
    flags = {
        Flag.AUTOMATIC_MESSAGE: entry.role == Role.USER
        and before is not None
        and Flag.NO_CALL in before.flags,
        Flag.RESULT_WITHOUT_CALL: entry.role == _TOOL,
        Flag.CONTROL_CHARACTERS: has_control_characters(content),
    }
    return Step(
        index=entry.number,
        role=Role.USER if entry.role == _TOOL else Role(entry.role),
        content=content,
        flags=tuple(flag for flag, holds in flags.items() if holds),
    )


def _turn(words: Speech, turn: int, due: int, entries: Sequence[Entry]) -> Folded:
    answers = entries[1:]
    calls = [
        _call(asked, answers[at] if at < due and at < len(answers) else None)
        for at, asked in enumerate(words.calls)
    ]
    calls += [_stray(entry) for entry in answers[due:]]
    reasoning, reason_flags = _reasoning(words)
    none = words.content == _NONE and not words.known
    content = "" if none else storable(words.content)
    step = Step(
        index=entries[0].number,
        role=Role.ASSISTANT,
        content=content,
        turn=turn,
        reasoning=reasoning,
        calls=tuple(calls),
    )
    flags = [
        *((Flag.CONTENT_NONE,) if none else _content_flags(words.content)),
        *reason_flags,
        *_turn_flags(words),
        *(flag for call in calls for flag in call.flags),
        *_text_flags(step, words),
    ]
    step = replace(step, flags=tuple(dict.fromkeys(flags)))
    return Folded(step, entries[0].start, entries[-1].end, max(due - len(answers), 0))


def _reasoning(words: Speech) -> tuple[str | None, tuple[Flag, ...]]:
    if words.reason is None:
        return None, (Flag.NO_EXPLANATION if words.known else Flag.REASON_MISSING,)
    several = (Flag.AMBIGUOUS_REASON,) if words.cuts > 1 else ()
    if words.reason == NO_REASON and not words.known:
        return None, (Flag.NO_EXPLANATION, *several)
    text, encrypted = (words.reason, False) if words.known else readable(words.reason)
    flags = {
        Flag.REASON_ENCRYPTED: encrypted,
        Flag.REASON_BLANK: not words.reason.strip(),
        Flag.REASON_MULTILINE: "\n" in words.reason.strip("\n"),
        Flag.REASON_TRAILING_NEWLINE: words.reason.endswith("\n"),
    }
    found = tuple(flag for flag, holds in flags.items() if holds)
    return None if text is None else storable(text), (*found, *several)


def _content_flags(content: str) -> tuple[Flag, ...]:
    flags = {
        Flag.CONTENT_EMPTY: content == "",
        Flag.CONTENT_BLANK: content != "" and not content.strip(),
        Flag.CONTENT_MULTILINE: "\n" in content,
        Flag.CONTENT_BLANK_LINE: "\n\n" in content,
    }
    return tuple(flag for flag, holds in flags.items() if holds)


def _turn_flags(words: Speech) -> tuple[Flag, ...]:
    names = [call.name for call in words.calls]
    flags = {
        Flag.NO_CALL: not names,
        Flag.SEVERAL_CALLS: len(names) > 1,
        Flag.FINISH_BESIDE_COMMAND: FINISH in names and any(name != FINISH for name in names),
    }
    return tuple(flag for flag, holds in flags.items() if holds)


def _text_flags(step: Step, words: Speech) -> tuple[Flag, ...]:
    sent = [text for call in words.calls for text in (call.arguments, call.name, call.call_id)]
    spoken = [words.content, words.reason, *sent]
    flags = {
        Flag.CONTROL_CHARACTERS: has_control_characters(text_of(step)),
        Flag.LONE_SURROGATE: any(text is not None and storable(text) != text for text in spoken),
    }
    return tuple(flag for flag, holds in flags.items() if holds)


def _call(asked: Asked, answer: Entry | None) -> ToolCall:
    came = None if answer is None else result(answer.body, by_person=answer.role == Role.USER)
    command, flags = _command(asked)
    if came is None:
        command = None
        flags += (Flag.CALL_WITHOUT_RESULT,)
    else:
        command = None if came.rejected else command
        flags += _came_flags(asked, came, command_is_text=Flag.COMMAND_NOT_TEXT not in flags)
    call = ToolCall(
        name=storable(asked.name),
        arguments=storable(asked.arguments),
        command=command,
        call_id=None if asked.call_id is None else storable(asked.call_id),
        flags=flags,
    )
    return call if came is None or answer is None else _answered(call, came, answer.number)


def _command(asked: Asked) -> tuple[str | None, tuple[Flag, ...]]:
    """Return what was run for a call, None where nothing meaningful was, and what is odd in it."""
    taken = effective(asked)
    given = taken.arguments
    bad = (Flag.ARGUMENTS_MALFORMED,) if taken.malformed or not isinstance(given, dict) else ()
    if asked.name not in (BASH, FINISH):
        return None, (Flag.UNKNOWN_TOOL, *bad)
    if asked.name == FINISH:
        carries = isinstance(given, dict) and "command" in given
        return None, (*bad, *((Flag.FINISH_CARRIES_COMMAND,) if carries else ()))
    command = given.get("command", "") if isinstance(given, dict) else None
    if not isinstance(command, str):
        return None, (*bad, Flag.COMMAND_NOT_TEXT)
    halves = (Flag.LONE_SURROGATE,) if storable(command) != command else ()
    empty = (Flag.EMPTY_ARGUMENTS,) if given == {} else (Flag.COMMAND_EMPTY,)
    return storable(command), (*bad, *halves, *(() if command else empty))


def _came_flags(asked: Asked, came: Result, *, command_is_text: bool) -> tuple[Flag, ...]:
    lost = (Flag.TIMED_OUT, Flag.OUTPUT_NOT_DECODED)
    flags = tuple(flag for flag in came.flags if command_is_text or flag not in lost)
    known = Flag.RESULT_NOT_JSON not in flags and Flag.RESULT_UNEXPECTED not in flags
    other_kind = came.output != (asked.name == BASH) or (came.finish and asked.name != FINISH)
    return (*flags, Flag.RESULT_UNEXPECTED) if known and other_kind else flags


def _stray(entry: Entry) -> ToolCall:
    came = result(entry.body, by_person=False)
    call = ToolCall(
        name="", arguments="", command=None, flags=(*came.flags, Flag.RESULT_WITHOUT_CALL)
    )
    return _answered(call, came, entry.number)


def _answered(call: ToolCall, came: Result, entry: int) -> ToolCall:
    return replace(
        call,
        entry=entry,
        stdout=came.stdout,
        stderr=came.stderr,
        exit_code=came.exit_code,
        result=came.answer,
        timed_out=Flag.TIMED_OUT in call.flags,
        rejected=came.rejected,
    )
