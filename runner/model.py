"""What a model is to the loop: something that answers a conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from runner.stop import Stop

Message = Mapping[str, object]
"""One message of a conversation, in the form of the chat completions that every provider takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One call of a tool, exactly as the model sent it.

    `arguments` is text, normally of a JSON object. `reply_to` is the id under which the result is
    told to the model, where that cannot be the call's own (it has none, or an earlier one has it).
    """

    call_id: str | None
    name: str
    arguments: str
    reply_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a model said to a conversation.

    `cost_usd` is None where the price is unknown. `waited_s` was lost to tries that failed, before
    the one that brought it. `message` is the answer in the form in which the
    provider wants it back, None where the plain form will do.
    """

    content: str | None = None
    reasoning: str | None = None
    calls: tuple[Asked, ...] = ()
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float | None = None
    waited_s: float = 0.0
    message: Message | None = None


class Model(Protocol):
    """Something that answers; a language model, or a script that stands in for one."""

    @property
    def name(self) -> str:
        """What the model is called in the study."""

    @property
    def temperature(self) -> float | None:
        """The temperature at which it answers, None where it is not ours to set."""

    def answer(self, messages: Sequence[Message], *, stop: Stop) -> Answer:
        """Return what the model says next.

        Raises:
            ModelError: It does not answer, also after some patience.
            Cancelled: `stop` was set meanwhile.
        """


class Accompanied:
    """A model that answers as another one does; whoever goes along adds to `answer`."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @property
    def name(self) -> str:
        """What the model is called in the study."""
        return self._model.name

    @property
    def temperature(self) -> float | None:
        """The temperature at which it answers, None where it is not ours to set."""
        return self._model.temperature

    def answer(self, messages: Sequence[Message], *, stop: Stop) -> Answer:
        """Return what the model says next."""
        return self._model.answer(messages, stop=stop)


def plain_message(answer: Answer) -> Message:
    """Return an answer as a message of the conversation, in the form that every provider takes."""
    message: dict[str, object] = {"role": "assistant", "content": answer.content or ""}
    if answer.calls:
        message["tool_calls"] = [
            {
                "id": call.reply_to or call.call_id or "",
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in answer.calls
        ]
    return message
