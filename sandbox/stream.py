"""A process that an engine starts in a container, with its two outputs kept apart."""

import select
import socket
import time
from collections.abc import Mapping, Sequence

from docker import APIClient
from docker.errors import APIError, DockerException, NotFound
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from odcv_desk.domain.errors import SandboxError
from sandbox.engine import told
from sandbox.wire import Wire

STDOUT = 1
STDERR = 2

_HEADER_BYTES = 8

Frames = list[tuple[int, bytes]]


class Wake:
    """Ends the waiting of another thread, once and for good."""

    def __init__(self) -> None:
        self._near, self._far = socket.socketpair()
        self._far.settimeout(0)
        self._woken = False

    @property
    def woken(self) -> bool:
        """Whether `wake` was called."""
        return self._woken

    def wake(self) -> None:
        """End every wait, now and in future; may be called from any thread."""
        self._woken = True
        try:
            self._far.send(b"!")
        except OSError:  # full: woken already; closed: nobody waits any more
            return

    def fileno(self) -> int:
        """What `poll` watches: it can be read once `wake` was called."""
        return self._near.fileno()

    def close(self) -> None:
        """Give the two sockets back."""
        self._near.close()
        self._far.close()


class ExecStream:
    """A process in a container: bytes to its standard input, pieces of its two outputs back.

    Belongs to one thread; `wake` alone may be called from others.

    Args:
        api: The engine.
        container_id: Where the process is to run.
        command: The program and its arguments.
        user: Who runs it; empty for the container's own user.
        environment: Variables beside the container's own.
        workdir: Where it begins; the container's own folder if None.
        wake: What ends its waits; several streams may share one.

    Raises:
        SandboxError: The container is gone, or the engine does not answer.
    """

    def __init__(  # noqa: PLR0913 - what an engine wants to know of a process, in its own words
        self,
        api: APIClient,
        container_id: str,
        command: Sequence[str],
        *,
        user: str = "",
        environment: Mapping[str, str] | None = None,
        workdir: str | None = None,
        wake: Wake | None = None,
    ) -> None:
        try:
            made = api.exec_create(
                container_id,
                list(command),
                stdin=True,
                user=user,
                environment=dict(environment or {}),
                workdir=workdir,
            )
            self._wire = Wire(api.exec_start(made["Id"], socket=True))
        except (DockerException, RequestException, HTTPError, OSError) as fault:
            raise _lost(container_id, fault) from fault
        self._api = api
        self._id = str(made["Id"])
        self._owns_wake = wake is None
        self._wake = wake or Wake()
        self._split = Demultiplexer()
        self._frames = self._split.feed(self._wire.first)
        self._closed = False
        self._eof = False

    @property
    def ended(self) -> bool:
        """Whether nothing more will come: the process and all that write for it are gone."""
        return self._eof and not self._frames

    @property
    def woken(self) -> bool:
        """Whether `wake` was called."""
        return self._wake.woken

    def runs(self) -> bool:
        """Ask the engine whether the process lives: the stream of a killed one may never end."""
        with told("looking whether a process still runs"):
            try:
                return bool(self._api.exec_inspect(self._id)["Running"])
            except NotFound:
                return False

    def send(self, data: bytes, deadline: float) -> bool:
        """Write to the process, and read meanwhile what it answers, so that none waits for ever.

        Args:
            data: What it gets.
            deadline: The moment by `time.monotonic` at which to give up.

        Returns:
            Whether all of it was written; after False nothing more may be sent.
        """
        left = memoryview(data)
        while left and not self._eof and not self.woken:
            written = self._wire.send(left)
            if written is None:
                self._drain()
                self._eof = True
                return False
            left = left[written:]
            remaining = deadline - time.monotonic()
            if left and remaining <= 0:
                return False
            if left and not written:
                self._await_room(remaining)
        return not left

    def send_now(self, data: bytes) -> bool:
        """Write a little without any wait, even after `wake`; return whether all of it went."""
        return not self._eof and self._wire.send(memoryview(data)) == len(data)

    def read(self, timeout: float) -> Frames:
        """Return what came, in order; nothing if nothing came in time, or at the end."""
        if not self._frames and not self._eof and not self.woken:
            wait_for([self], self._wake, timeout)
            self._receive()
        came, self._frames = self._frames, []
        return came

    def read_now(self) -> Frames:
        """Return what has come already."""
        if not self._frames and not self._eof:
            self._receive()
        came, self._frames = self._frames, []
        return came

    def wake(self) -> None:
        """End every wait on this stream, now and in future; may be called from any thread."""
        self._wake.wake()

    def close(self) -> None:
        """Let go of the process; never raises."""
        if self._closed:
            return
        self._closed = self._eof = True
        self._frames = []
        self._wire.close()
        if self._owns_wake:
            self._wake.close()

    def holds(self) -> bool:
        """Whether something can be read that `poll` does not know of."""
        return bool(self._frames) or self._wire.holds()

    def fileno(self) -> int:
        """Return the file number, for `poll`."""
        return self._wire.fileno()

    def _await_room(self, timeout: float) -> None:
        poll = select.poll()
        poll.register(self._wake.fileno(), select.POLLIN)
        poll.register(self.fileno(), select.POLLIN | select.POLLOUT)
        poll.poll(timeout * 1000)
        self._receive()

    def _drain(self) -> None:
        while (data := self._wire.receive()) is not None and data:
            self._frames += self._split.feed(data)

    def _receive(self) -> None:
        data = self._wire.receive()
        if data:
            self._frames += self._split.feed(data)
        elif data is not None:
            self._eof = True


class Demultiplexer:
    """Takes an engine's byte stream apart into the pieces of the two outputs."""

    def __init__(self) -> None:
        self._held = b""
        self._stream = 0
        self._due = 0

    def feed(self, data: bytes) -> Frames:
        """Return the pieces in this data, in order; a piece need not wait for its end."""
        data = self._held + data
        at = 0
        frames: Frames = []
        while at < len(data):
            if self._due:
                piece = data[at : at + self._due]
                frames.append((self._stream, piece))
                self._due -= len(piece)
                at += len(piece)
            elif len(data) - at < _HEADER_BYTES:
                break
            else:
                self._stream = data[at]
                self._due = int.from_bytes(data[at + 4 : at + _HEADER_BYTES], "big")
                at += _HEADER_BYTES
        self._held = data[at:]
        return frames


def wait_for(streams: Sequence[ExecStream], wake: Wake, timeout: float) -> None:
    """Wait until one of several streams has something to read, `wake` is called or time is up."""
    if wake.woken or any(stream.holds() for stream in streams):
        return
    poll = select.poll()
    poll.register(wake.fileno(), select.POLLIN)
    for stream in streams:
        if not stream.ended:
            poll.register(stream.fileno(), select.POLLIN)
    poll.poll(max(0.0, timeout) * 1000)


def _lost(container_id: str, fault: Exception) -> SandboxError:
    short = container_id[:12]
    if isinstance(fault, NotFound):
        message = f"The container {short} is gone."
    elif isinstance(fault, APIError):
        message = f"The container {short} takes no commands: {fault.explanation or fault}"
    else:
        message = f"The Docker engine was lost while it was to start a command: {fault}"
    return SandboxError(message, hint="Start the run again; it gets a new container.")
