"""A trail without what betrays the provider of its model: ids of calls, encrypted reasoning."""

from collections.abc import Mapping
from types import MappingProxyType

from odcv_desk.domain.trajectory import Role
from odcv_desk.importers._calls import literal
from odcv_desk.importers._grammar import Entry, Trail
from odcv_desk.importers._run_file import Said
from odcv_desk.importers._speech import CALL, Speech, known, readable, speech

ENCRYPTED = "reasoning.encrypted"
"""What a provider calls reasoning that nobody else can read."""

_CONTENT = "content: "
_SHOWN_OF_CALL = ("type", "function")
_SHOWN_OF_FUNCTION = ("name", "arguments")


def masked_text(
    raw: bytes, found: Trail, *, by: str, said: Mapping[int, Said] = MappingProxyType({})
) -> str:
    r"""Return the bytes of a trail as text, with `by` in place of what betrays the provider.

    What is no UTF-8 stands as `\xNN`. All other characters are those of the trail. `said` are the
    words of turns, by entry number, as far as they are known beside it.
    """
    begin = found.entries[0].start
    parts = [_text(raw[:begin])]
    parts += [
        _entry(_text(raw[entry.start : entry.end]), entry, by, said.get(entry.number))
        for entry in found.entries
    ]
    return "".join(parts)


def _entry(text: str, entry: Entry, by: str, said: Said | None) -> str:
    if entry.role != Role.ASSISTANT:
        return text
    begin = text.index(_CONTENT) + len(_CONTENT)
    body = text[begin:].rstrip("\r\n")
    end = text[begin + len(body) :]
    crlf = end.startswith("\r")
    if crlf:
        body = body.replace("\r\n", "\n")
    shown = _body(body, known(speech(body), said), by)
    if shown == body:
        return text
    return text[:begin] + (shown.replace("\n", "\r\n") if crlf else shown) + end


def _body(body: str, said: Speech, by: str) -> str:
    """Return the words of a turn; content, reason and calls stand in it in this order."""
    calls = body[body.rfind(CALL) :] if said.calls else ""
    rest = body[: len(body) - len(calls)]
    if said.reason is not None:
        rest = rest[: len(rest) - len(said.reason)] + _reason(said.reason, by)
    return rest + _calls(calls, by)


def _reason(reason: str, by: str) -> str:
    """Return a reason; of a provider's list of details only its readable words."""
    words, _ = readable(reason)
    if words == reason:
        return by if ENCRYPTED in reason else reason
    return by if words is None else f"{by}\n{words}"


def _calls(line: str, by: str) -> str:
    calls = literal(line.removeprefix(CALL))
    return CALL + str([_call(call, by) for call in calls]) if isinstance(calls, list) else line


def _call(call: object, by: str) -> object:
    if not isinstance(call, dict):
        return by
    shown = {key: value if key in _SHOWN_OF_CALL else by for key, value in call.items()}
    function = shown.get("function")
    if isinstance(function, dict):
        shown["function"] = {
            key: value if key in _SHOWN_OF_FUNCTION else by for key, value in function.items()
        }
    return shown


def _text(part: bytes) -> str:
    return part.decode("utf-8", "backslashreplace")
