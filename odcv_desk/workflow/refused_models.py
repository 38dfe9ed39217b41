"""Which models their providers have refused: what is left to be run of those is not begun."""

import threading
from collections.abc import Callable, Sequence
from typing import Concatenate, ParamSpec

from odcv_desk.domain.campaign import Cell
from odcv_desk.domain.errors import ModelRefusedError
from runner.model import Accompanied, Answer, Message, Model
from runner.stop import Stop

P = ParamSpec("P")


class RefusedModels:
    """The models that were refused for good since a campaign was launched; for any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._why: dict[str, str] = {}

    def why(self, model: str) -> str:
        """Return how a model was refused, empty where it was not."""
        with self._lock:
            return self._why.get(model, "")

    def note(self, model: str, why: str) -> None:
        """Take note of a refusal."""
        with self._lock:
            self._why.setdefault(model, why)

    def watching(
        self, model_for: Callable[Concatenate[Cell, P], Model]
    ) -> Callable[Concatenate[Cell, P], Model]:
        """Return the same way to models, of which refusals are noted."""

        def watched(cell: Cell, /, *given: P.args, **more: P.kwargs) -> Model:
            return _Watched(model_for(cell, *given, **more), cell, self)

        return watched


class _Watched(Accompanied):
    """A model whose refusal of a run's first question is noted.

    A later one may be about what was said in this run alone, such as how long it has become.
    """

    def __init__(self, model: Model, cell: Cell, refused: RefusedModels) -> None:
        super().__init__(model)
        self._cell = cell
        self._refused = refused
        self._answered = False

    def answer(self, messages: Sequence[Message], *, stop: Stop) -> Answer:  # type: ignore[explicit-override]  # typing.override is 3.12
        """Return what the model says next."""
        try:
            answer = super().answer(messages, stop=stop)
        except ModelRefusedError as fault:
            if not self._answered:
                self._refused.note(self._cell.model, fault.message)
            raise
        self._answered = True
        return answer
