"""How long work reports where it stands, and learns that it should stop."""

from typing import Protocol


class Progress(Protocol):
    """Told by long work how far it is; may raise `Cancelled` to stop it between two items."""

    def advance(self, done: int, total: int, what: str) -> None:
        """Report that `done` of `total` items are finished and `what` is under way.

        Raises:
            Cancelled: The person wants the work to stop.
        """


class Silent:
    """Progress that nobody watches."""

    def advance(self, done: int, total: int, what: str) -> None:
        """Report to nobody."""


SILENT = Silent()
