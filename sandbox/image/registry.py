"""The image made by the engine itself, on a base that it has or that a registry gives it."""

import io
import logging
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from docker import APIClient
from docker.errors import APIError, ImageNotFound

from sandbox.engine import let_go

log = logging.getLogger(__name__)

_ANSWERS_S = 8
_BUILD_MOST_S = 300
_LINES = 12
_STEP_CHARACTERS = 60
_LOOK_EVERY_S = 0.1
_RUNNING = re.compile(r"---> Running in ([0-9a-f]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbuilt:
    """Why the image was not built; that a build was begun and `broke` is a surprise."""

    why: str
    broke: bool


def build_on(
    api: APIClient, base: str, *, tag: str, context: bytes, at: Callable[[str], None]
) -> Unbuilt | None:
    """Build the image; return why that cannot be, None if it was.

    Args:
        api: The engine.
        base: The name of the image that it is built on.
        tag: The name that it gets.
        context: A tar file with the Dockerfile and all that it names.
        at: Told now and then what is under way; may raise Cancelled.

    Raises:
        Cancelled: `at` said so; what was under way in the engine is ended.
    """
    asking = _Asking(api, base)
    if not _within(asking, _ANSWERS_S, lambda: at("asking a registry")):
        asking.fault = f"it does not answer within {_ANSWERS_S} seconds"
    if asking.fault:
        log.info("no registry gives %s: %s", base, asking.fault)
        return Unbuilt(why=f"no registry gives {base}: {asking.fault}", broke=False)
    build = _Build(api, base, tag=tag, context=context)
    try:
        if not _within(build, _BUILD_MOST_S, lambda: at(build.stage)):
            build.fault = f"it takes longer than {_BUILD_MOST_S} seconds"
    finally:
        build.stop()
    if build.fault:
        log.warning("The build on %s broke:\n%s\n%s", base, "\n".join(build.lines), build.fault)
        return Unbuilt(why=f"the build on {base} broke: {build.fault}", broke=True)
    return None


class _Asking:
    """Whether the engine has the base, or a registry answers that has it."""

    def __init__(self, api: APIClient, base: str) -> None:
        self._api = api
        self._base = base
        self.fault = ""

    def run(self) -> None:
        """Ask; a fault tells that there is none to be had."""
        try:
            self._api.inspect_image(self._base)  # type: ignore[no-untyped-call] # its stub says nothing
        except ImageNotFound:
            self._api.inspect_distribution(self._base)  # type: ignore[no-untyped-call] # the same


class _Build:
    """A build that another thread watches and may end."""

    def __init__(self, api: APIClient, base: str, *, tag: str, context: bytes) -> None:
        self._api = api
        self._base = base
        self._tag = tag
        self._context = context
        self._inside = ""
        self._stopped = False
        self.stage = f"building on {base}"
        self.lines: deque[str] = deque(maxlen=_LINES)
        self.fault = ""

    def run(self) -> None:
        """Build, until it is done or stopped."""
        for told_by_engine in self._api.build(
            fileobj=io.BytesIO(self._context),
            custom_context=True,
            tag=self._tag,
            buildargs={"BASE": self._base},
            labels={"odcv-desk.image": "1"},
            rm=True,
            forcerm=True,
            decode=True,
        ):
            self._take(told_by_engine)
            if self._stopped:  # by when nothing was known yet that could be ended
                self.stop()
                return
        if not self.fault:  # an answer that breaks off early ends like a whole one
            self._api.inspect_image(self._tag)  # type: ignore[no-untyped-call] # the same

    def stop(self) -> None:
        """End what runs for it in the engine; nothing happens where it has ended."""
        self._stopped = True
        if self._inside:
            with let_go("ending the build of the image"):
                self._api.kill(self._inside)

    def _take(self, line: Mapping[str, Any]) -> None:
        said = str(line.get("stream") or "").strip()
        if said:
            log.debug("build: %s", said)
            self.lines.extend(said.splitlines())
        if said.startswith("Step "):
            self.stage = said.splitlines()[0][:_STEP_CHARACTERS]
            self._inside = ""
        running = _RUNNING.search(said)
        self._inside = running[1] if running else self._inside
        self.fault = str(line.get("error") or self.fault)


def _of(fault: Exception) -> str:
    explanation = fault.explanation if isinstance(fault, APIError) else None
    return (str(explanation or fault).strip().splitlines() or [type(fault).__name__])[0]


def _within(work: _Asking | _Build, most_s: float, waiting: Callable[[], None]) -> bool:
    """Do work on a thread that is left behind where it takes too long or the person stops it."""

    def run() -> None:
        try:
            work.run()
        except Exception as fault:  # noqa: BLE001 - it would end unseen with its thread
            work.fault = _of(fault)

    thread = threading.Thread(target=run, daemon=True, name="registry")
    thread.start()
    until = time.monotonic() + most_s
    while thread.is_alive():
        waiting()
        if time.monotonic() > until:
            return False
        thread.join(_LOOK_EVERY_S)
    return True
