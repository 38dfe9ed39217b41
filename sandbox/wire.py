"""The connection behind a process in a container, whatever it is made of."""

import contextlib
import io
import os
import socket
from typing import Any, Protocol

PIECE_BYTES = 1 << 18


class Wire(Protocol):
    """Bytes to and fro that never wait."""

    first: bytes
    """What the library had read already while it looked for the end of the headers."""

    def receive(self) -> bytes | None:
        """Return what is there: None if nothing is yet, nothing at the end."""

    def send(self, data: memoryview) -> int | None:
        """Write what there is room for; return how much, or None if nobody reads any more."""

    def half_close(self) -> None:
        """End the way there; the way back stays."""

    def numbers(self) -> tuple[int, int]:
        """Return the file numbers to read from and to write to, for `poll`."""

    def holds(self) -> bool:
        """Whether bytes lie ready that `poll` does not know of."""

    def close(self) -> None:
        """End both ways; never raises."""


def wire_of(attached: Any) -> Wire:  # noqa: ANN401 - the library's own types differ by connection
    """Return the wire in what the library gives for an attached process."""
    channel = getattr(attached, "channel", attached)
    process = getattr(channel, "proc", None)
    if process is not None:  # ssh: two pipes of a process of this machine
        return _PipeWire(process)
    return _SocketWire(attached)


class _SocketWire:
    def __init__(self, attached: Any) -> None:  # noqa: ANN401 - a socket, plain or of TLS, or its file
        self._attached = attached
        self._response = getattr(attached, "_response", None)
        self._socket = getattr(attached, "_sock", attached)
        self._socket.settimeout(0)
        self.first = self._read_ahead()

    def receive(self) -> bytes | None:
        try:
            data: bytes = self._socket.recv(PIECE_BYTES)
        except (BlockingIOError, TimeoutError, InterruptedError):
            return None
        except OSError as fault:
            return None if _wants_more(fault) else b""
        return data

    def send(self, data: memoryview) -> int | None:
        try:
            written: int = self._socket.send(data)
        except (BlockingIOError, TimeoutError, InterruptedError):
            return 0
        except OSError as fault:
            return 0 if _wants_more(fault) else None
        return written

    def half_close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def numbers(self) -> tuple[int, int]:
        return self._socket.fileno(), self._socket.fileno()

    def holds(self) -> bool:
        pending = getattr(self._socket, "pending", None)  # TLS decrypts more than was asked for
        return pending is not None and bool(pending())

    def close(self) -> None:
        for closing in (self._response, self._attached, self._socket):
            with contextlib.suppress(OSError, ValueError):
                if closing is not None:
                    closing.close()

    def _read_ahead(self) -> bytes:
        # The library hands out the socket beneath the buffer through which it read the headers;
        # what the process wrote at once would be lost in there.
        headers = getattr(getattr(self._response, "raw", None), "_fp", None)
        buffer = getattr(headers, "fp", None)
        return buffer.peek() if isinstance(buffer, io.BufferedReader) else b""


class _PipeWire:
    def __init__(self, process: Any) -> None:  # noqa: ANN401 - subprocess.Popen, untyped there
        self._process = process
        self._out = process.stdin.fileno()
        self._in = process.stdout.fileno()
        for number in (self._out, self._in):
            os.set_blocking(number, False)
        self.first = process.stdout.peek()

    def receive(self) -> bytes | None:
        try:
            return os.read(self._in, PIECE_BYTES)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def send(self, data: memoryview) -> int | None:
        try:
            return os.write(self._out, data)
        except BlockingIOError:
            return 0
        except OSError:
            return None

    def half_close(self) -> None:
        with contextlib.suppress(OSError):
            self._process.stdin.close()

    def numbers(self) -> tuple[int, int]:
        return self._in, self._out

    def holds(self) -> bool:
        return False

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._process.terminate()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.wait()


def _wants_more(fault: OSError) -> bool:
    # TLS says "not yet" by these two, which are no BlockingIOError.
    return type(fault).__name__ in ("SSLWantReadError", "SSLWantWriteError")
