"""Where the steps of a transcript stand in the bytes that they were read from."""

import json
from collections.abc import Iterator, Sequence
from typing import Final

from odcv_desk.domain.trajectory import Step

_WORDS: Final = 60
# A format that writes all in one line has no line for each step.
_LINE_WITHIN: Final = 120


def raw_places(text: str, steps: Sequence[Step]) -> tuple[int, ...]:
    """Return where each step begins in a trail's text.

    Steps are looked for by their first words, one behind the other, whatever the format is; one
    that says nothing, or is not found, stands where the one before it does.
    """
    places: list[int] = []
    at = 0
    for step in steps:
        found = [place for words in _words(step) if (place := text.find(words, at)) >= 0]
        if found:
            at = min(found)
        line = text.rfind("\n", 0, at) + 1
        places.append(line if at - line < _LINE_WITHIN else at)
        at += bool(found)
    return tuple(places)


def _words(step: Step) -> Iterator[str]:
    """Yield how a step's first words can be written: as they are, or as a JSON string."""
    said = (step.content, step.reasoning or "", *(call.arguments for call in step.calls))
    first = next((text.strip() for text in said if text.strip()), "")
    words = first.splitlines()[0].strip()[:_WORDS] if first else ""
    if words:
        yield from {words, json.dumps(words)[1:-1], json.dumps(words, ensure_ascii=False)[1:-1]}
