"""The words of an assistant turn: content, reasoning and calls, told apart."""

from dataclasses import dataclass

from odcv_desk.importers._calls import Asked, asked, literal
from odcv_desk.importers._run_file import Said

REASON = "\nreason: "
CALL = "\ncall: "
NO_REASON = "No explanation"

_READABLE = ("text", "summary")


@dataclass(frozen=True, slots=True)
class Speech:
    """An assistant turn; `reason` is None where there is no such line, `cuts` counts those.

    `known` says that the words were told beside the trail: then no reason means that none was
    given, and nothing in them stands for anything else.
    """

    content: str
    reason: str | None
    calls: tuple[Asked, ...]
    cuts: int
    known: bool = False


def speech(body: str) -> Speech:
    """Return the parts of an assistant entry's text.

    The calls are the last line. The reason begins at the first `reason:` line; but where the text
    ends with the harness's own placeholder, that is the reason and what precedes it is content.
    """
    at = body.rfind("\n")
    calls = asked(body[at + len(CALL) :]) if body.startswith(CALL, at) and at >= 0 else None
    text = body[:at] if calls else body
    cuts = text.count(REASON)
    if not cuts:
        return Speech(text, None, calls or (), 0)
    place = text.rfind(REASON) if text.endswith(REASON + NO_REASON) else text.find(REASON)
    return Speech(text[:place], text[place + len(REASON) :], calls or (), cuts)


def known(found: Speech, said: Said | None) -> Speech:
    """Return the words of a turn: what was found in its text, but what is known goes before."""
    if said is None:
        return found
    calls = found.calls if said.calls else ()
    return Speech(said.content, said.reasoning, calls, 1, known=True)


def readable(reason: str) -> tuple[str | None, bool]:
    """Return the words of a reason, and whether some of it is encrypted.

    A provider's list of reasoning details gives its readable texts, None where there are none;
    any other text is its own reading.
    """
    details = literal(reason) if reason.startswith("[{") else None
    if not isinstance(details, list) or not all(_is_detail(item) for item in details):
        return reason, False
    texts = [item[key] for item in details for key in _READABLE if isinstance(item.get(key), str)]
    encrypted = any("encrypted" in item["type"] for item in details)
    words = "\n".join(text for text in texts if text)
    return (words or None), encrypted or not words


def _is_detail(item: object) -> bool:
    kind = item.get("type") if isinstance(item, dict) else None
    return isinstance(kind, str) and kind.startswith("reasoning.")
