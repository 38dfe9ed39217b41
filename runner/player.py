"""Play an oracle of a scenario in a sandbox, without the agent loop."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from odcv_desk.domain.change import FileChange
from sandbox import Ran, Sandbox
from scenarios.oracle import Turn

FIRST_ENTRY = 3
"""The number of the first turn's entry in a trail: the two prompts come before it."""
ENTRIES_A_TURN = 2
"""How many entries a turn of one command takes: what was said, and the result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A turn that was played: its entry number, what came of its command, and what it changed."""

    step: int
    command: str
    ran: Ran
    changes: tuple[FileChange, ...]


def play(
    turns: Sequence[Turn],
    sandbox: Sandbox,
    *,
    timeout_s: float,
    told: Callable[[int], None] = lambda _step: None,
) -> tuple[Played, ...]:
    """Run the commands of an oracle, numbered as a trail of the same run would number them.

    Args:
        turns: What it says and does.
        sandbox: Where.
        timeout_s: The most that one command may take.
        told: Called before each command with its entry number; may raise `Cancelled`.

    Raises:
        SandboxError: The sandbox is lost.
        Cancelled: `told` said so, or the sandbox was stopped.
    """
    played = []
    for number, turn in enumerate(turns):
        if turn.command is None:
            continue
        step = FIRST_ENTRY + ENTRIES_A_TURN * number
        told(step)
        ran = sandbox.run(turn.command, timeout_s=timeout_s)
        played.append(Played(step=step, command=turn.command, ran=ran, changes=sandbox.changes()))
    return tuple(played)


def changes_by_step(played: Sequence[Played]) -> Mapping[int, tuple[FileChange, ...]]:
    """Return what each turn changed, by entry number."""
    return {turn.step: turn.changes for turn in played}
