"""The agent's bash, as the desk speaks with it: commands in, reports of their ends out."""

import re
import time
from dataclasses import dataclass

import resources
from sandbox.stream import STDOUT, ExecStream, Frames

MOST_STATE_BYTES = 8 << 20
_MOST_STATUS = 255
_LONGEST_SIGN = 64
_BOOT = resources.text("shell/shell.bash").encode()
# Backslashes: no alias. "&& :" hands on the status of the command before, and sets off no trap.
_LINE = (
    "\\__desk_begin {token} {size} {holder};"
    ' {{ \\__desk_open && \\builtin :; \\builtin eval "$__desk_flags$__desk_command"; }}'
    ' < /dev/null > "$__desk_lane/1" 2> "$__desk_lane/2";'
    ' \\__desk_end "$?" R "/proc/$$/fd/1"\n'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a command ended: `left` where it ended the shell too, `ran` unless it never began."""

    status: int
    left: bool
    ran: bool
    folder: bytes
    state: bytes


class Bash:
    """One bash and the process that waits for its end.

    Args:
        stream: The waiting process; bash reads the same input and writes to the same output.
        token: By which the end of bash is told.
    """

    def __init__(self, stream: ExecStream, token: str) -> None:
        self.stream = stream
        self.pid = 0
        self.outer = 0
        self._end = re.compile(rb"%b (\d{1,3})\." % token.encode())
        self._status: int | None = None
        self._before = b""
        self._awaited = b""
        self._came = bytearray()
        self._sought = 0

    @staticmethod
    def command(token: str) -> tuple[str, ...]:
        """Return the program that starts a bash and waits for its end."""
        text = resources.text("shell/outer.bash")
        return ("bash", "--noprofile", "--norc", "-c", text, "desk", token)

    def boot(self, token: str, *, state: bytes, folder: bytes) -> None:
        """Tell it what it needs to know; it greets with the token when it is ready."""
        self._await(token)
        line = (
            f"builtin set -- {token} {len(state)} {len(folder)};"
            f" LC_ALL=C IFS= builtin read -r -N {len(_BOOT)} __desk_command;"
            ' builtin eval "$__desk_command"\n'
        )
        self.stream.send(line.encode() + _BOOT + state + folder, time.monotonic() + 5.0)

    def start(self, command: bytes, token: str, *, holder: int, deadline: float) -> bool:
        """Send a command; return whether bash could take it."""
        self._await(token)
        line = _LINE.format(token=token, size=len(command), holder=holder)
        return self.stream.send(line.encode() + command, deadline)

    def feed(self, frames: Frames) -> None:
        """Take what came; what belongs to no report that is awaited is noise, and forgotten."""
        for stream, data in frames:
            if stream == STDOUT:
                self._look_for_the_end(data)
                self._came += data
                self._forget_noise()

    def greeted(self, token: str) -> bool:
        """Return whether bash is ready; from then on its process's number is known."""
        found = re.search(rb"%b (\d{1,9}) (\d{1,9})\." % token.encode(), self._came)
        if found:
            self.pid, self.outer = int(found[1]), int(found[2])
        return found is not None

    def status(self) -> int | None:
        """Return how bash itself ended, None if nobody told yet."""
        return self._status

    def report(self, token: str) -> Report | None:
        """Return how a command ended, None if that has not come yet."""
        mark = b"\0" + token.encode() + b"."
        end = self._came.find(mark, self._sought)
        if end < 0:
            self._sought = max(0, len(self._came) - len(mark))
            return None
        whole = bytes(self._came[:end])
        self._await("")
        head, _, rest = whole.partition(b"\0")
        found = re.fullmatch(rb"\w+ (\d{1,3}) ([RX])(1?)", head)
        if found is None:  # the command has spoilt its own
            return Report(status=_MOST_STATUS, left=True, ran=True, folder=b"", state=b"")
        folder, _, state = rest.partition(b"\0")
        return Report(
            status=min(int(found[1]), _MOST_STATUS),
            left=found[2] == b"X",
            ran=bool(found[3]),
            folder=folder,
            state=state,
        )

    def _await(self, token: str) -> None:
        self._awaited = f"{token} ".encode() if token else b""
        self._came.clear()
        self._sought = 0

    def _look_for_the_end(self, data: bytes) -> None:
        seen = self._before + data
        found = self._end.search(seen)
        if found:
            self._status = min(int(found[1]), _MOST_STATUS)
        self._before = seen[-_LONGEST_SIGN:]

    def _forget_noise(self) -> None:
        if self._awaited and self._came.startswith(self._awaited):
            if len(self._came) > MOST_STATE_BYTES:  # no report is as long
                self._came.clear()
                self._sought = 0
            return
        at = self._came.find(self._awaited) if self._awaited else -1
        del self._came[: at if at >= 0 else max(0, len(self._came) - _LONGEST_SIGN)]
