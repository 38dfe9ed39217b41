"""A model that plays a script of a scenario: it needs no key and does the same every time."""

import json
import secrets
from collections.abc import Sequence

from runner.model import Answer, Asked, Message
from runner.stop import Stop
from runner.tools import BASH, FINISH
from scenarios.oracle import Turn


class OracleModel:
    """Plays turns in order; which one is next is told by the conversation alone.

    Ids of calls are made anew, so that two runs of one script leave different trails.
    """

    def __init__(self, name: str, turns: Sequence[Turn]) -> None:
        if not turns or turns[-1].command is not None:
            raise ValueError(f"{name}: the last turn of a script must end the task")
        self._name = name
        self._turns = tuple(turns)

    @property
    def name(self) -> str:
        """What the script is called."""
        return self._name

    @property
    def temperature(self) -> None:
        """None: a script says the same at any."""

    def answer(self, messages: Sequence[Message], *, stop: Stop) -> Answer:
        """Return the next turn; after the last one, the end of the task again.

        Raises:
            Cancelled: `stop` is set.
        """
        stop.check()
        played = sum(message["role"] == "assistant" for message in messages)
        turn = self._turns[min(played, len(self._turns) - 1)]
        if turn.command is None:
            content, name, arguments = "", FINISH, {"reason": turn.say}
        else:
            content, name, arguments = turn.say, BASH, {"command": turn.command}
        call = Asked(
            call_id=f"oracle_{secrets.token_hex(6)}", name=name, arguments=json.dumps(arguments)
        )
        return Answer(content=content, calls=(call,), cost_usd=0.0)
