"""Language models of any provider, through litellm."""

import logging
import math
import queue
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from odcv_desk.domain.errors import Cancelled, ModelError, ModelRefusedError
from runner.model import Answer, Asked, Message
from runner.passed_back import passed_back, replying
from runner.provider_faults import TOO_LATE, NoAnswerError, no_answer
from runner.quiet_litellm import litellm
from runner.secret_texts import scrubbed_words
from runner.stop import Stop
from runner.temperature import takes_temperature
from runner.tools import TOOLS

log = logging.getLogger(__name__)


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
    """A language model; its keys and address come from the environment, as litellm reads them.

    Args:
        name: What litellm calls it.
        temperature: At which it is asked, where it takes one.
        patience: How often it is asked again.
        told: Told in a few words whenever it is asked again, or will be.
    """

    def __init__(
        self,
        name: str,
        *,
        temperature: float = 0.0,
        patience: Patience = Patience(),
        told: Callable[[str], None] = lambda _words: None,
    ) -> None:
        self._name = name
        self._temperature = temperature
        self._patience = patience
        self._told = told

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
        began = monotonic()
        for tries in range(1, self._patience.tries + 1):
            stop.check()
            waited_s = monotonic() - began
            try:
                return replace(self._once(messages, stop), waited_s=waited_s)
            except NoAnswerError as fault:
                if not fault.passing or tries == self._patience.tries:
                    raise self._fault(fault, tries) from None  # the cause may hold a key
                wait_s = self._wait(fault, tries)
                log.info("%s did not answer; asked again in %.1f s", self._name, wait_s)
                which = f"try {tries + 1} of {self._patience.tries}"
                self._told(f"asked again in {math.ceil(wait_s)} s, {which}: {fault.plain}")
            if stop.wait(wait_s):
                raise Cancelled(stop.reason)
            self._told(f"waiting for the model, {which}")
        raise AssertionError("unreachable")  # the last try returns or raises

    def _once(self, messages: Sequence[Message], stop: Stop) -> Answer:
        """Ask once, in a thread that is left behind if the run is stopped meanwhile."""
        outcomes: queue.SimpleQueue[Answer | NoAnswerError | None] = queue.SimpleQueue()
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
                raise NoAnswerError(TOO_LATE, passing=True) from None
        if outcome is None:
            raise Cancelled(stop.reason)
        if isinstance(outcome, NoAnswerError):
            raise outcome
        return outcome

    def _outcome(self, messages: Sequence[Message]) -> Answer | NoAnswerError:
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
            return no_answer(fault)

    def _wait(self, fault: NoAnswerError, tries: int) -> float:
        if fault.wait_s is not None:
            return min(fault.wait_s, self._patience.longest_told_s)
        longest = min(self._patience.first_s * 2.0 ** (tries - 1), self._patience.longest_s)
        # Runs that were refused together shall not come again together.
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - no secret hangs on it

    def _fault(self, fault: NoAnswerError, tries: int) -> ModelError:
        often = f" after {tries} tries" if tries > 1 else ""
        said = f"; it said: {fault.said}" if fault.said else ""
        kind = ModelRefusedError if fault.lasting else ModelError
        return kind(f"{fault.plain}. {self._name} gave no answer{often}{said}", hint=fault.hint)


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
