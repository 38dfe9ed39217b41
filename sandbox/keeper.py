"""The shell's keeper: a second bash beside it that looks after what lives in the container."""

import re
import time
from dataclasses import dataclass

import resources
from sandbox.stream import STDOUT, ExecStream, Frames

_MOST_BYTES = 1 << 16
_SURVEY = re.compile(r"(\d{1,18}) (\d{1,18}) (free|held|gone)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the keeper sees before a command: the moment, and whether the lane can be used.

    `tick` is hundredths of a second since the machine began, `youngest` the last process's number.
    """

    tick: int
    youngest: int
    lane: str


class Keeper:
    """Speaks with the keeper: a request, and sooner or later its answer."""

    COMMAND = ("bash", "--noprofile", "--norc", "-c", resources.text("shell/keeper.bash"))

    def __init__(self, stream: ExecStream) -> None:
        self.stream = stream
        self._came = b""

    def post(self, request: str, token: str) -> bool:
        """Send a request; return whether the keeper could take it."""
        line = f"printf '<%s' {token}; {request}; printf '>%s' {token}\n"
        return self.stream.send(line.encode(), time.monotonic() + 1.0)

    def feed(self, frames: Frames) -> None:
        """Take what came from it; what nobody asks for is forgotten."""
        came = b"".join(data for stream, data in frames if stream == STDOUT)
        self._came = (self._came + came)[-_MOST_BYTES:]

    def answered(self, token: str) -> bool:
        """Return whether the answer to a request has come."""
        return f">{token}".encode() in self._came

    def take(self, token: str) -> str | None:
        """Return the answer to a request, None if it has not come."""
        begin, end = f"<{token}".encode(), f">{token}".encode()
        before, found, after = self._came.partition(end)
        if not found:
            return None
        self._came = after
        return before.partition(begin)[2].decode("ascii", "replace")


def survey_of(answer: str) -> Survey | None:
    """Return what an answer to `survey` says; None if it is none."""
    found = _SURVEY.fullmatch(answer)
    if found is None:
        return None
    return Survey(tick=int(found[1]), youngest=int(found[2]), lane=found[3])
