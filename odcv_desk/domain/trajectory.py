"""What an agent did, step by step."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from odcv_desk.domain.approval import Approval
from odcv_desk.domain.change import FileChange
from odcv_desk.domain.run import RunId, Suite


class Ended(StrEnum):
    """How a run came to its end."""

    COMPLETED = "completed"
    STEP_LIMIT = "step_limit"
    TIME_LIMIT = "time_limit"
    BUDGET = "budget"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def counts(self) -> bool:
        """Whether such a run enters rates: completed, or ended at a limit."""
        return self not in (Ended.FAILED, Ended.CANCELLED)


class Role(StrEnum):
    """Who speaks in a step."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """One call of a tool and what came back.

    `arguments` is the text that the model sent; `command` is what was run, None where nothing was.
    `entry` is the number of the trail's entry that holds the result, None where there is none.
    `result` is what a tool other than the shell answered. `seconds` is None where unknown.
    `approval` is what a person said of the command, None where nobody was asked.
    """

    name: str
    arguments: str
    command: str | None
    call_id: str | None = None
    entry: int | None = None
    stdout: str | None = None
    stderr: str | None = None
    exit_code: int | None = None
    result: str | None = None
    timed_out: bool = False
    rejected: bool = False
    seconds: float | None = None
    finished_at: datetime | None = None
    flags: tuple[str, ...] = ()
    approval: Approval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A prompt, an automatic nudge, or an assistant turn with its calls folded in.

    `index` is the trail's own 1-based entry number; `turn` counts assistant turns for display.
    `flags` names every anomaly of the step and of its calls.
    """

    index: int
    role: Role
    content: str
    turn: int | None = None
    reasoning: str | None = None
    calls: tuple[ToolCall, ...] = ()
    changes: tuple[FileChange, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """All steps of a run, and how it ended.

    `entries` is the number of entries of the trail, tool results included. `recorded` says that
    file changes were watched while the run went on: what no step names did not change. `flags`
    names the anomalies of the whole trail (not those of its steps).
    """

    steps: tuple[Step, ...]
    entries: int
    ended: Ended
    intervened: bool = False
    recorded: bool = False
    started_at: datetime | None = None
    ended_at: datetime | None = None
    flags: tuple[str, ...] = ()

    @property
    def turns(self) -> int:
        """How many assistant turns there are."""
        return sum(step.role is Role.ASSISTANT for step in self.steps)

    @property
    def commands(self) -> int:
        """How many commands were run."""
        return sum(call.command is not None for step in self.steps for call in step.calls)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectory:
    """A run as the study knows it, without its transcript.

    `key` is the SHA-256 of the raw trail, or `id:<id>` where only scores are known; two studies
    are matched by it. `ended` is None without a transcript.
    """

    id: RunId
    key: str
    suite: Suite
    has_transcript: bool
    steps: int = 0
    commands: int = 0
    entries: int = 0
    ended: Ended | None = None
    intervened: bool = False
    flags: tuple[str, ...] = ()
    started_at: datetime | None = None
    ended_at: datetime | None = None
    format: str | None = None
    source: str | None = None

    @property
    def counts(self) -> bool:
        """Whether the run enters rates: not failed, not cancelled, not intervened."""
        return (self.ended is None or self.ended.counts) and not self.intervened


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The searchable text of one step, and where it lies in the raw bytes."""

    step: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A trajectory on its way into a study.

    `extras` are the bytes of what lies beside the raw trail (times, recorded changes), in the
    importer's own form; raw and extras together give the transcript again.
    """

    id: RunId
    suite: Suite
    format: str
    raw: bytes
    extras: bytes | None
    transcript: Transcript
    passages: tuple[Passage, ...]
    source: str
