"""An answer in the form in which its provider takes it back as part of the conversation."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from runner.model import Asked, Message

_KEPT = ("reasoning_content", "thinking_blocks", "reasoning_items")
"""What a provider may want back as it was: its reasoning, signed or encrypted."""

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")
_NOTHING = "(no answer)"


def replying(calls: Sequence[Asked]) -> tuple[Asked, ...]:
    """Return calls, each with an id of its own under which its result can be told."""
    found: list[Asked] = []
    taken: set[str] = set()
    for at, call in enumerate(calls, start=1):
        reply_to = call.call_id or f"call_{at}"
        while reply_to in taken:
            reply_to += f"_{at}"
        taken.add(reply_to)
        found.append(replace(call, reply_to=reply_to))
    return tuple(found)


def passed_back(
    content: str, calls: Sequence[Asked], sent: Mapping[str, object], extra: Sequence[Message]
) -> Message:
    """Return an answer as a message of the conversation.

    What no provider takes back is mended here alone, never in what is kept: a call whose arguments
    are no JSON object, a name that no tool can have, an answer without anything.

    Args:
        content: The words of the answer.
        calls: Its calls, each with its `reply_to`.
        sent: The message as the provider sent it.
        extra: What came with each call besides, such as the signature of a thought.
    """
    message: dict[str, object] = {"role": "assistant", "content": content}
    if not content and not calls:
        message["content"] = _NOTHING
    if calls:
        message["tool_calls"] = [
            {**more, **_call(call)} for call, more in zip(calls, extra, strict=True)
        ]
    return message | {key: sent[key] for key in _KEPT if sent.get(key)}


def _call(call: Asked) -> Message:
    name = _NOT_IN_NAMES.sub("_", call.name)[:64] or "unknown"
    return {
        "id": call.reply_to,
        "type": "function",
        "function": {"name": name, "arguments": _as_object(call.arguments)},
    }


def _as_object(arguments: str) -> str:
    try:
        whole = isinstance(json.loads(arguments), dict)
    except (ValueError, RecursionError):
        whole = False
    return arguments if whole else json.dumps({"malformed": arguments})
