"""Language models of any provider, through litellm."""

import logging
import queue
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from odcv_desk.domain.errors import Cancelled, ModelError
from runner.model import Answer, Asked, Message
from runner.passed_back import passed_back, replying
from runner.quiet_litellm import litellm
from runner.secret_texts import scrubbed, scrubbed_words
from runner.stop import Stop
from runner.temperature import takes_temperature
from runner.tools import TOOLS

log = logging.getLogger(__name__)

_PASSING = frozenset((408, 409, 425, 429))
"""Answers of a server that another try may change, beside all from 500 on."""

_IN_VAIN = ("insufficient_quota", "billing")
_LONGEST_MESSAGE = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often a model is asked again and after how long.

    The waits double from `first_s` up to `longest_s`; where the server names a time it is kept, up
    to `longest_told_s`. `call_s` is how long one answer may take.
    """

    tries: int = 6
    first_s: float = 1.0
    longest_s: float = 60.0
    longest_told_s: float = 600.0
    call_s: float = 600.0


class LitellmModel:
    """A language model; its keys and address come from the environment, as litellm reads them."""

    def __init__(
        self, name: str, *, temperature: float = 0.0, patience: Patience = Patience()
    ) -> None:
        self._name = name
        self._temperature = temperature
        self._patience = patience

    @property
    def name(self) -> str:
        """What the model is called in the study."""
        return self._name

    @property
    def temperature(self) -> float | None:
        """The temperature at which it answers, None where it takes none."""
        taken = takes_temperature(self._name, self._temperature)
        return self._temperature if taken else None

    def answer(self, messages: Sequence[Message], *, stop: Stop) -> Answer:
        """Return what the model says next.

        Raises:
            ModelError: It does not answer, also when asked again.
            Cancelled: `stop` was set meanwhile.
        """
        for tries in range(1, self._patience.tries + 1):
            stop.check()
            try:
                return self._once(messages, stop)
            except _NoAnswerError as fault:
                if not fault.passing or tries == self._patience.tries:
                    raise self._told(fault, tries) from None  # the cause may hold a key
                wait_s = self._wait(fault, tries)
                log.info("%s did not answer; asked again in %.1f s", self._name, wait_s)
            if stop.wait(wait_s):
                raise Cancelled(stop.reason)
        raise AssertionError("unreachable")  # the last try returns or raises

    def _once(self, messages: Sequence[Message], stop: Stop) -> Answer:
        """Ask once, in a thread that is left behind if the run is stopped meanwhile."""
        outcomes: queue.SimpleQueue[Answer | _NoAnswerError | None] = queue.SimpleQueue()
        with stop.calling(lambda: outcomes.put(None)):
            threading.Thread(
                target=lambda: outcomes.put(self._outcome(messages)),
                name=f"ask {self._name}",
                daemon=True,
            ).start()
            try:
                # The library has a time limit of its own; this one holds where that one fails.
                outcome = outcomes.get(timeout=self._patience.call_s + 5)
            except queue.Empty:
                raise _NoAnswerError("it did not answer in time", passing=True) from None
        if outcome is None:
            raise Cancelled(stop.reason)
        if isinstance(outcome, _NoAnswerError):
            raise outcome
        return outcome

    def _outcome(self, messages: Sequence[Message]) -> "Answer | _NoAnswerError":
        try:
            response = litellm().completion(
                model=self._name,
                messages=[dict(message) for message in messages],
                tools=[dict(tool) for tool in TOOLS],
                temperature=self._temperature,
                timeout=self._patience.call_s,
                max_retries=0,
                num_retries=0,
                # Else the library loads a gateway whose parts are not installed with it (1.106).
                _skip_mcp_handler=True,
            )
            return _answer(response, self._name)
        except Exception as fault:  # noqa: BLE001 - the library lets through whatever providers and parsers raise
            return _no_answer(fault)

    def _wait(self, fault: "_NoAnswerError", tries: int) -> float:
        if fault.wait_s is not None:
            return min(fault.wait_s, self._patience.longest_told_s)
        longest = min(self._patience.first_s * 2.0 ** (tries - 1), self._patience.longest_s)
        # Runs that were refused together shall not come again together.
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - no secret hangs on it

    def _told(self, fault: "_NoAnswerError", tries: int) -> ModelError:
        often = f" after {tries} tries" if tries > 1 else ""
        return ModelError(f"{self._name} gave no answer{often}: {fault}", hint=fault.hint)


class _NoAnswerError(Exception):
    """One try failed; `passing` says that another may not, `wait_s` when the server said so."""

    def __init__(
        self,
        message: str,
        *,
        passing: bool,
        wait_s: float | None = None,
        hint: str = "Try again later, or choose another model.",
    ) -> None:
        super().__init__(scrubbed(message)[:_LONGEST_MESSAGE])
        self.passing = passing
        self.wait_s = wait_s
        self.hint = hint


def _no_answer(fault: Exception) -> _NoAnswerError:
    """Return what a fault of the library means; its traceback, which may hold keys, stays here."""
    text = str(getattr(fault, "message", None) or fault) or type(fault).__name__
    status = getattr(fault, "status_code", None)
    if not isinstance(status, int):
        return _NoAnswerError(f"{type(fault).__name__}: {text}", passing=True)
    passing = status in _PASSING or status >= 500  # noqa: PLR2004 - the family of a server's own faults
    return _NoAnswerError(
        text,
        passing=passing and not any(word in text for word in _IN_VAIN),
        wait_s=_told_wait(fault),
        **_hint(status),
    )


def _hint(status: int) -> dict[str, str]:
    hints = {
        400: "Check the model's name and what it can do; it must be able to call tools.",
        401: "Check the key of this provider in the environment.",
        403: "Check the key of this provider in the environment, and what it may be used for.",
        404: "Check the model's name.",
    }
    return {"hint": hints[status]} if status in hints else {}


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


def _answer(response: Any, model: str) -> Answer:  # noqa: ANN401 - the border to an untyped library
    if not response.choices:
        raise ValueError("the answer holds no choice")
    message = response.choices[0].message
    sent = message.model_dump(exclude_none=True)
    raw_calls = sent.get("tool_calls") or []
    calls = replying([_asked(call) for call in raw_calls])
    content = _words(sent.get("content"))
    usage = getattr(response, "usage", None)
    extra = [_besides(call) for call in raw_calls]
    return Answer(
        content=scrubbed_words(content),
        reasoning=scrubbed_words(_reasoning(sent)) or None,
        calls=tuple(_without_keys(call) for call in calls),
        tokens_in=int(getattr(usage, "prompt_tokens", None) or 0),
        tokens_out=int(getattr(usage, "completion_tokens", None) or 0),
        cost_usd=_cost(response, model),
        message=passed_back(content, calls, sent, extra),
    )


def _asked(call: Mapping[str, Any]) -> Asked:
    function = call.get("function") or {}
    arguments = function.get("arguments")
    return Asked(
        call_id=call.get("id"),
        name=str(function.get("name") or ""),
        arguments=arguments if isinstance(arguments, str) else "",
    )


def _without_keys(call: Asked) -> Asked:
    return replace(call, name=scrubbed_words(call.name), arguments=scrubbed_words(call.arguments))


def _besides(call: Mapping[str, object]) -> Message:
    kept = call.get("provider_specific_fields")
    return {"provider_specific_fields": kept} if kept else {}


def _words(content: object) -> str:
    """Return the text of an answer, which some providers send in parts."""
    if isinstance(content, str):
        return content
    parts: Sequence[object] = content if isinstance(content, list) else ()
    return "".join(str(part.get("text", "")) for part in parts if isinstance(part, dict))


def _reasoning(sent: Mapping[str, Any]) -> str:
    told = sent.get("reasoning_content") or sent.get("reasoning")
    if isinstance(told, str):
        return told
    blocks: Sequence[Any] = sent.get("thinking_blocks") or ()
    return "\n".join(str(block.get("thinking", "")) for block in blocks if block.get("thinking"))


def _cost(response: Any, model: str) -> float | None:  # noqa: ANN401 - the border to an untyped library
    cost_of: Callable[..., float] = litellm().completion_cost
    try:
        return float(cost_of(completion_response=response, model=model))
    except Exception:  # noqa: BLE001 - it raises whatever comes where it knows no price
        return None
