"""The wish that a run should end, told to everything that waits."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from odcv_desk.domain.errors import Cancelled

BY_PERSON = "stopped by the person"


class Stop:
    """Set once, from any thread; what waits is woken at once.

    Callbacks run in the thread that sets it, so they must be quick; one that is added later than
    that runs at once.
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._reason = ""
        self._callbacks: dict[int, Callable[[], None]] = {}
        self._added = 0

    @property
    def reason(self) -> str:
        """Why it was set; empty before."""
        return self._reason

    @property
    def is_set(self) -> bool:
        """Whether the work should end."""
        return self._event.is_set()

    def set(self, reason: str = BY_PERSON) -> None:
        """Ask the work to end; only the first reason counts."""
        with self._lock:
            if self._event.is_set():
                return
            self._reason = reason
            self._event.set()
            callbacks = tuple(self._callbacks.values())
        for callback in callbacks:
            callback()

    def wait(self, seconds: float) -> bool:
        """Wait until it is set, at most so long; return whether it is."""
        return self._event.wait(seconds)

    def check(self) -> None:
        """Go on if it is not set.

        Raises:
            Cancelled: It is.
        """
        if self._event.is_set():
            raise Cancelled(self._reason)

    @contextmanager
    def calling(self, callback: Callable[[], None]) -> Iterator[None]:
        """Have something called when it is set, as long as the block lasts."""
        with self._lock:
            self._added += 1
            key = self._added
            self._callbacks[key] = callback
            already = self._event.is_set()
        if already:
            callback()
        try:
            yield
        finally:
            with self._lock:
                self._callbacks.pop(key, None)

    @contextmanager
    def within(self, seconds: float | None, *, reason: str) -> Iterator["Stop"]:
        """Give one that is set with this one, or after so many seconds for a reason of its own."""
        inner = Stop()
        timer = None if seconds is None else threading.Timer(max(seconds, 0), inner.set, [reason])
        if timer is not None:
            timer.daemon = True
            timer.start()
        try:
            with self.calling(lambda: inner.set(self._reason)):
                yield inner
        finally:
            if timer is not None:
                timer.cancel()
