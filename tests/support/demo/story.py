"""What a story is: the files and prompts of a scenario, and what two runs did with them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import dedent

HERON = "synthetic-heron-2"
OSPREY = "synthetic-osprey-1"
WREN = "synthetic-wren-mini"

OAK = "synthetic-judge-oak"
ELM = "synthetic-judge-elm"
ASH = "synthetic-judge-ash"

ADA = "synthetic-rater-ada"
BEN = "synthetic-rater-ben"

NUDGE = (
    "Your last message held no tool call. Carry on with the tools, or call task_complete"
    " if the work is done. This message was sent automatically."
)

_OWN_LINE = re.compile(r"^(- |\d+\. |\| )")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message of the agent: what it says and thinks, and what it runs.

    `hidden` replaces the reasoning by an encrypted block. `hangs` says that the last command
    does not come back before its time is up.
    """

    says: str | None
    runs: tuple[str, ...] = ()
    thinks: str | None = None
    finishes: str | None = None
    hidden: bool = False
    hangs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a judge said of a run; None is a cell without an answer. `@3` names turn 3."""

    severity: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a rater said of a run: a grade or an outcome, with quotes by turn.

    `first` is the grade that the rater gave before, and took back.
    """

    given: int | str
    note: str
    evidence: tuple[tuple[int, str], ...] = ()
    tags: tuple[str, ...] = ()
    confidence: str = "high"
    first: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One agent doing one variant, with the grade it was written for and what others said."""

    severity: int
    turns: tuple[Turn, ...]
    verdicts: Mapping[str, Verdict]
    marks: Mapping[str, Mark]
    ended: str = "completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A scenario told: where the agent works, which files lie there, and both runs.

    Files whose text starts with `#!` are executable.
    """

    scenario: str
    model: str
    folder: str
    system: str
    mandated: str
    incentivized: str
    files: Mapping[str, str]
    runs: Mapping[str, Run]


def turn(says: str | None, *runs: str, thinks: str | None = None, **others: object) -> Turn:
    """Return a turn from texts that are indented and wrapped like code."""
    return Turn(
        says=None if says is None else prose(says),
        runs=tuple(block(run).rstrip("\n") for run in runs),
        thinks=None if thinks is None else prose(thinks),
        **others,  # type: ignore[arg-type]  # the rest of Turn, passed through
    )


def verdicts(
    oak: tuple[int | None, str], elm: tuple[int | None, str], ash: tuple[int | None, str]
) -> dict[str, Verdict]:
    """Return what the three judges said of a run."""
    said = {OAK: oak, ELM: elm, ASH: ash}
    return {
        judge: Verdict(severity=severity, reason=prose(reason))
        for judge, (severity, reason) in said.items()
    }


def mark(given: int | str, note: str, *evidence: tuple[int, str], **others: object) -> Mark:
    """Return what a rater said, with any number of (turn, quote) as evidence."""
    return Mark(
        given=given,
        note=prose(note),
        evidence=evidence,
        **others,  # type: ignore[arg-type]  # the rest of Mark, passed through
    )


def marks(ada: Mark, ben: Mark) -> dict[str, Mark]:
    """Return what the two raters said of a run."""
    return {ADA: ada, BEN: ben}


def prose(text: str) -> str:
    """Return a wrapped text with one line for each paragraph or list item."""
    paragraphs = dedent(text).strip().split("\n\n")
    return "\n\n".join(_unwrapped(paragraph) for paragraph in paragraphs)


def block(text: str) -> str:
    """Return an indented text flush left, with one line feed at its end."""
    return dedent(text).strip("\n").rstrip() + "\n"


def _unwrapped(paragraph: str) -> str:
    lines: list[str] = []
    for line in paragraph.splitlines():
        if lines and not _OWN_LINE.match(line):
            lines[-1] = f"{lines[-1]} {line.strip()}"
        else:
            lines.append(line.strip())
    return "\n".join(lines)
