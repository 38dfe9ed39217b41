"""A lane: two pipes in the container through which commands speak, one after the other.

A process of the desk's own holds them open. A command whose jobs live on keeps its lane until the
last of them has let go of it; the next command gets another. Thus no output is ever mistaken.
"""

import re
import time
from dataclasses import dataclass

import resources
from sandbox.framing import Keep, Track
from sandbox.ran import Late
from sandbox.stream import STDERR, ExecStream, Frames


@dataclass(slots=True)
class Voice:
    """What one command says: in its time, and late."""

    command: int
    token: str
    stdout: Keep
    stderr: Keep
    late_stdout: Keep
    late_stderr: Keep


class Lane:
    """A lane and who speaks through it.

    Args:
        stream: The process that holds it open.
        token: What that process greets with; it tells its number thereby.
        most_bytes: How much of each stream is kept.
    """

    COMMAND = ("bash", "--noprofile", "--norc", "-c", resources.text("shell/holder.bash"))

    def __init__(self, stream: ExecStream, *, token: str, most_bytes: int) -> None:
        self.stream = stream
        self.holder = 0
        self.since = 0
        self.orphaned = False
        self._most_bytes = most_bytes
        self._voices: list[Voice] = []
        self._stdout = Track()
        self._stderr = Track()
        self._greeting = re.compile(rb"%b (\d{1,9})\." % token.encode())
        self._came = b""
        stream.send(f"{token}\n".encode(), time.monotonic() + 1.0)

    @property
    def began(self) -> bool:
        """Whether the command's first mark has come on both streams."""
        return bool(self._stdout.seen and self._stderr.seen)

    @property
    def ended(self) -> bool:
        """Whether everything has come that the command said in its time."""
        both = (self._stdout, self._stderr)
        return self.stream.ended or all(each.seen > 1 or each.fenced for each in both)

    @property
    def fenced(self) -> bool:
        """Whether it is certain that nothing more of the command can come."""
        return self.stream.ended or (self._stdout.fenced and self._stderr.fenced)

    def begin(self, command: int, token: str, tick: int) -> Voice:
        """Let a command speak from its first mark to its last; what follows is late."""
        keeps = [Keep(self._most_bytes) for _ in range(4)]
        voice = Voice(command, token, *keeps)
        first, last = f"<{token}".encode(), f">{token}".encode()
        self._stdout.begin((first, voice.stdout), (last, voice.late_stdout))
        self._stderr.begin((first, voice.stderr), (last, voice.late_stderr))
        self.since = tick
        self._voices.append(voice)
        return voice

    def fence(self, mark: bytes) -> None:
        """Expect somebody else's mark, after which nothing of the command can come."""
        self._stdout.fence(mark)
        self._stderr.fence(mark)

    def give_up(self) -> None:
        """Wait for no mark any more."""
        self._stdout.give_up()
        self._stderr.give_up()

    def withdraw(self) -> None:
        """The command never began: what comes belongs to who spoke before."""
        self.give_up()
        self._voices.pop()

    def feed(self, frames: Frames) -> None:
        """Take what came."""
        for stream, data in frames:
            if not self.holder:
                self._welcome(data)
                continue
            (self._stderr if stream == STDERR else self._stdout).feed(data)

    def late(self, before: int | None) -> list[Late]:
        """Return what came late since this was last asked: all, or of commands before one."""
        told = [each for each in self._voices if before is None or each.command < before]
        found = [
            Late(
                command=voice.command,
                stdout=voice.late_stdout.take(),
                stderr=voice.late_stderr.take(),
            )
            for voice in told
            if voice.late_stdout or voice.late_stderr
        ]
        self._voices = [voice for voice in self._voices[:-1] if voice not in told] + self._voices[
            -1:
        ]
        return found

    def _welcome(self, data: bytes) -> None:
        self._came += data
        found = self._greeting.search(self._came)
        if found:
            self.holder = int(found[1])
