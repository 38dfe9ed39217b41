"""What a judge said of a run, and who the judge is."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.severity import check_severity


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Judge:
    """A judge's identity. An imported judge is its name, rubric and suite.

    `model` is the model behind it, so that the judge can be kept from voting on its own runs.
    `settings` is canonical JSON, empty for imported judges.
    """

    name: str
    model: str
    rubric: str
    suite: Suite
    prompt_hash: str = ""
    settings: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One judge's severity for one run, with its reasons.

    `source` is the file it came from (provenance, not identity). `cited` are entry numbers.
    """

    run: RunId
    judge: Judge
    severity: int
    reasoning: str = ""
    cited: tuple[int, ...] = ()
    source: str = ""
    created_at: datetime | None = None

    def __post_init__(self) -> None:
        check_severity(self.severity)


def judge_names(judges: Iterable[Judge]) -> dict[Judge, str]:
    """Return how each judge is named: its name, with `@hash8` where its suite has several."""
    known = frozenset(judges)
    times = Counter((judge.suite, judge.name) for judge in known)
    return {
        judge: judge.name
        if times[judge.suite, judge.name] == 1
        else f"{judge.name}@{_short_hash(judge)}"
        for judge in known
    }


def _short_hash(judge: Judge) -> str:
    identity = "\n".join((judge.name, judge.model, judge.rubric, judge.prompt_hash, judge.settings))
    return hashlib.sha256(identity.encode()).hexdigest()[:8]
