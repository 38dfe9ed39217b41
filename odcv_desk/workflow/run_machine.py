"""The machine that runs are made on: what it lacks, and what it gives."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from odcv_desk.domain.errors import SandboxError
from odcv_desk.store import Store
from odcv_desk.workflow.left_over import clear_up, left_over
from odcv_desk.workflow.run_cell import Means

_WAIT_S = 3
_IMAGE = "The sandbox image is not made yet."
_IMAGE_HOW = "The first run makes it, in about half a minute."


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Something that runs need and that is not there: what, and how to get it.

    `stops` says that nothing can run before; otherwise a launch sees to it by itself.
    """

    what: str
    how: str
    stops: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where runs are made: `lacks` looks at it, `means` opens what runs are made with."""

    lacks: Callable[[], tuple[Lack, ...]]
    means: Callable[[Callable[[], datetime]], AbstractContextManager[Means]]


def this_machine(environment: Mapping[str, str] = os.environ) -> Machine:
    """Return the machine whose engine an environment names."""
    return Machine(
        lacks=partial(engine_lacks, environment), means=partial(_docker_means, environment)
    )


def engine_lacks(environment: Mapping[str, str]) -> tuple[Lack, ...]:
    """Return what an engine lacks to run agents; it is asked, which takes a moment."""
    # Docker's own library takes long to load, and only live runs need it.
    from sandbox.engine import connect
    from sandbox.image import has_image

    try:
        with closing(connect(environment, wait_s=_WAIT_S)) as api:
            there = has_image(api)
    except SandboxError as fault:
        return (Lack(what=fault.message, how=fault.hint),)
    return () if there else (Lack(what=_IMAGE, how=_IMAGE_HOW, stops=False),)


def clear_up_on(machine: Machine, store: Store, *, now: Callable[[], datetime]) -> int:
    """Settle what gone desks left under way, containers too; return how many runs there were.

    Without any the machine's engine is not even asked.

    Raises:
        StoreError: The study cannot be written.
    """
    if not left_over(store, now=now):
        return 0
    with machine.means(now) as means:
        return clear_up(store, means.sandboxes, now=now)


@contextmanager
def _docker_means(environment: Mapping[str, str], now: Callable[[], datetime]) -> Iterator[Means]:
    from sandbox.docker import DockerSandboxes

    with DockerSandboxes(environment) as sandboxes:
        yield Means(sandboxes=sandboxes, now=now)
