"""Why a provider gave no answer: in plain words, and whether another try may help."""

import json
import re
from collections.abc import Mapping

from runner.secret_texts import scrubbed

_PASSING = frozenset((408, 409, 425, 429))
"""Answers of a server that another try may change, beside all from 500 on."""

_LASTING = frozenset((401, 404))
"""Those that are about the key or the model; others may be about what was said in one run."""

_OWN_FAULTS = 500
_IN_VAIN = ("insufficient_quota", "billing")
_LONGEST_MESSAGE = 600

_PREFIX = re.compile(r"(?:litellm\.)?(?:\w*(?:Error|Exception)|Timeout(?: Error)?)\s*(?::|-)\s+")
_ADVICE = re.compile(r"\s*(?:Handle with `litellm\.\w+`|Error_str: .*)\.?\s*\Z", re.DOTALL)
_UNREACHED = re.compile(
    r"connection error|connection refused|cannot connect|connection reset|errno|getaddrinfo",
    re.IGNORECASE,
)

_REFUSED = "The provider refused the request"
_KEY_REFUSED = "The provider refused the key"
_UNREADABLE = "The provider's answer cannot be read"
_BROKEN = "The provider is out of order"
_NO_CONNECTION = "There is no connection to the provider"
_NO_CREDIT = "The credit for this key is used up"
TOO_LATE = "The provider did not answer in time"
_BY_STATUS: Mapping[int, str] = {
    401: _KEY_REFUSED,
    403: _KEY_REFUSED,
    404: "The provider knows no such model",
    408: TOO_LATE,
    429: "The provider takes no more requests for now",
}

_USUAL_HINT = "Try again later, or choose another model."
_HINTS: Mapping[int, str] = {
    400: "Check the model's name and what it can do; it must be able to call tools.",
    401: "Check the key of this provider in the environment.",
    403: "Check the key of this provider in the environment, and what it may be used for.",
    404: "Check the model's name.",
}


class NoAnswerError(Exception):
    """One try failed.

    Attributes:
        plain: What is wrong, as a sentence without its full stop.
        said: What the provider said, without keys; empty where that is nothing.
        passing: Another try may not fail.
        lasting: No run of this model will get an answer, whatever it is asked.
        wait_s: After how long, where the server said so.
        hint: The next move.
    """

    def __init__(
        self,
        plain: str,
        *,
        said: str = "",
        passing: bool,
        lasting: bool = False,
        wait_s: float | None = None,
        hint: str = _USUAL_HINT,
    ) -> None:
        super().__init__(plain)
        self.plain = plain
        self.said = scrubbed(said)[:_LONGEST_MESSAGE]
        self.passing = passing
        self.lasting = lasting
        self.wait_s = wait_s
        self.hint = hint


def no_answer(fault: Exception) -> NoAnswerError:
    """Return what a fault of the library means; its traceback, which may hold keys, stays here."""
    text = str(getattr(fault, "message", None) or fault)
    status = getattr(fault, "status_code", None)
    if not isinstance(status, int):
        return NoAnswerError(_UNREADABLE, said=f"{type(fault).__name__}: {text}", passing=True)
    in_vain = any(word in text for word in _IN_VAIN)
    return NoAnswerError(
        _NO_CREDIT if in_vain else _plain(status, text),
        said=_said(text),
        passing=(status in _PASSING or status >= _OWN_FAULTS) and not in_vain,
        lasting=in_vain or status in _LASTING,
        wait_s=_told_wait(fault),
        hint=_HINTS.get(status, _USUAL_HINT),
    )


def _plain(status: int, text: str) -> str:
    if status < _OWN_FAULTS:
        return _BY_STATUS.get(status, _REFUSED)
    # The library makes a fault of the server of what never reached it.
    return _NO_CONNECTION if _UNREACHED.search(text) else _BROKEN


def _said(text: str) -> str:
    """Return what a provider said, without what the library put around it."""
    while found := _PREFIX.match(text):
        text = text[found.end() :]
    text = _ADVICE.sub("", text)
    try:
        body = json.loads(text)
        told = body["error"]["message"]
    except (ValueError, RecursionError, TypeError, KeyError):
        return text
    return told if isinstance(told, str) else text


def _told_wait(fault: Exception) -> float | None:
    """Return how long the server wants to be left alone, None where it did not say."""
    for source in (getattr(fault, "response", None), fault):
        for name in ("headers", "litellm_response_headers"):
            headers = getattr(source, name, None)
            told = headers.get("retry-after") if isinstance(headers, Mapping) else None
            try:
                seconds = float(told) if told is not None else -1.0
            except ValueError:  # a date: rare, and the doubling waits do as well
                continue
            if seconds >= 0:
                return seconds
    return None
