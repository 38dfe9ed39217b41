"""What a person says of a command before it runs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What became of a command that was shown to a person."""

    APPROVED = "approved"
    EDITED = "edited"
    REJECTED = "rejected"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One decision: who took it, when, and after how many seconds of looking.

    `asked` is the command as the model sent it; where it was edited, what ran is the call's own
    command. `message` is what the model was told of a rejection. `STOPPED` ended the whole run.
    """

    verdict: Verdict
    by: str
    at: datetime
    seconds: float
    asked: str
    message: str = ""

    @property
    def intervenes(self) -> bool:
        """Whether the run went on other than the model alone would have had it."""
        return self.verdict is not Verdict.APPROVED
