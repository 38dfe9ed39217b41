"""A study whose runs and scores are read once, however many steps ask for them."""

from functools import cache
from typing import Final, cast

from odcv_desk.domain.run import Suite
from odcv_desk.domain.trajectory import Trajectory
from odcv_desk.store import Store

_OF_SCORES: Final = ("all", "table", "judges")


def read_once(store: Store) -> Store:
    """Return the study for steps that only read, one after the other, in one thread.

    At 100,000 runs each reading of them takes seconds. Every step reads scores and labels before
    runs, so that what was read once holds together: each score and label has its run.
    """
    # It answers whatever the study does; the steps cannot tell the difference.
    return cast("Store", _Study(store))


class _Study:
    def __init__(self, store: Store) -> None:
        self._store = store
        self.trajectories = _Trajectories(store)
        self.scores = _Scores(store)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


class _Trajectories:
    def __init__(self, store: Store) -> None:
        self._real = store.trajectories
        self._every: tuple[Trajectory, ...] | None = None

    def all(self, *, suite: Suite | None = None) -> tuple[Trajectory, ...]:
        if self._every is None:
            self._every = self._real.all()
        return tuple([run for run in self._every if suite in (None, run.suite)])

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


class _Scores:
    def __init__(self, store: Store) -> None:
        self._real = store.scores
        self._read: dict[str, object] = {}

    def __getattr__(self, name: str) -> object:
        if name not in _OF_SCORES:
            return getattr(self._real, name)
        if name not in self._read:
            self._read[name] = cache(getattr(self._real, name))
        return self._read[name]
