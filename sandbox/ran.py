"""What a command in a sandbox came to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The bytes of one stream: what was kept of its begin and its end, and how many lie between."""

    head: bytes = b""
    tail: bytes = b""
    left_out: int = 0

    @property
    def text(self) -> str:
        """The stream as text; bytes that are no UTF-8 become replacements, a gap is stated."""
        if not self.left_out:
            return (self.head + self.tail).decode("utf-8", "replace")
        gap = f"\n[... {self.left_out:,} bytes left out ...]\n"
        return self.head.decode("utf-8", "replace") + gap + self.tail.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """Output of a job in the background that came after its command had ended.

    `command` is the number of that command in its sandbox, from 1.
    """

    command: int
    stdout: Output
    stderr: Output


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A command that was run; that it failed is a result, not an error.

    Attributes:
        number: The how-manieth command of its sandbox it was, from 1.
        stdout: What it wrote there, without what came late.
        stderr: The same for its errors.
        exit_code: 0-255, as a shell gives it; 124 where the time limit ended it.
        seconds: How long it took.
        timed_out: The time limit ended it and everything that it had started.
        restarted: The shell is a new one since: the command ended it, or had to be killed.
        cwd: Where the shell stands now.
        late: What earlier commands' jobs wrote since the last command.
    """

    number: int
    stdout: Output
    stderr: Output
    exit_code: int
    seconds: float
    timed_out: bool = False
    restarted: bool = False
    cwd: str = "/"
    late: tuple[Late, ...] = ()
