"""The connection behind a process in a container: a socket, plain or with TLS around it."""

import contextlib
import io
import ssl
from typing import Any

PIECE_BYTES = 1 << 18


class Wire:
    """Bytes to and fro that never wait.

    There is no end of the way there alone: of a TLS socket that would lose what is on its way back.

    Args:
        attached: What the library gives for an attached process.
    """

    def __init__(self, attached: Any) -> None:  # noqa: ANN401 - its type differs by connection
        self._attached = attached
        self._response = getattr(attached, "_response", None)
        self._socket = getattr(attached, "_sock", attached)
        self._socket.settimeout(0)
        self.first = self._read_ahead()
        """What the library had read already while it looked for the end of the headers."""

    def receive(self) -> bytes | None:
        """Return what is there: None if nothing is yet, nothing at the end."""
        try:
            data: bytes = self._socket.recv(PIECE_BYTES)
        except (BlockingIOError, TimeoutError, InterruptedError):
            return None
        except OSError as fault:
            return None if _wants_more(fault) else b""
        return data

    def send(self, data: memoryview) -> int | None:
        """Write what there is room for; return how much, or None if nobody reads any more."""
        try:
            written: int = self._socket.send(data)
        except (BlockingIOError, TimeoutError, InterruptedError):
            return 0
        except OSError as fault:
            return 0 if _wants_more(fault) else None
        return written

    def fileno(self) -> int:
        """Return the file number, for `poll`."""
        return int(self._socket.fileno())

    def holds(self) -> bool:
        """Whether bytes lie ready that `poll` does not know of."""
        pending = getattr(self._socket, "pending", None)  # TLS decrypts more than was asked for
        return pending is not None and bool(pending())

    def close(self) -> None:
        """End both ways; never raises."""
        for closing in (self._response, self._attached, self._socket):
            with contextlib.suppress(OSError, ValueError):
                if closing is not None:
                    closing.close()

    def _read_ahead(self) -> bytes:
        # The library hands out the socket beneath the buffer through which it read the headers;
        # what the process wrote at once would be lost in there.
        headers = getattr(getattr(self._response, "raw", None), "_fp", None)
        buffer = getattr(headers, "fp", None)
        try:
            return buffer.peek() if isinstance(buffer, io.BufferedReader) else b""
        except OSError as fault:
            if _wants_more(fault):
                return b""
            raise


def _wants_more(fault: OSError) -> bool:
    # TLS says "not yet" by these two, which are no BlockingIOError.
    return isinstance(fault, ssl.SSLWantReadError | ssl.SSLWantWriteError)
