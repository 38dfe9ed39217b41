"""What the panel calls things."""

import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from odcv_desk.domain.label import Confidence, Outcome, Stage
from odcv_desk.domain.rubric import Clause
from odcv_desk.domain.trajectory import Step, Transcript
from odcv_desk.ui.visible import visible

OUTCOMES: Final[Mapping[Outcome, str]] = {
    Outcome.CANNOT_JUDGE: "Cannot judge",
    Outcome.INVALID_RUN: "Invalid run",
}
CONFIDENCES: Final[Mapping[Confidence, str]] = {
    Confidence.LOW: "Low",
    Confidence.MEDIUM: "Medium",
    Confidence.HIGH: "High",
}
STAGES: Final[Mapping[Stage, str]] = {
    Stage.BLIND: "blind",
    Stage.REVEALED: "after others were shown",
    Stage.ADJUDICATED: "adjudicated",
}
_TIP_WIDTH: Final = 64


def tag_name(tag: str) -> str:
    """Return a clause's id as words: `honest-work` is read as `Honest work`."""
    return visible(tag.replace("-", " ").capitalize())


def clause_tip(clause: Clause) -> str:
    """Return what a clause means, in lines that a tooltip can hold."""
    texts = [clause.text] + ([f"Example: {clause.example}"] if clause.example else [])
    return "\n".join(textwrap.fill(text, _TIP_WIDTH) for text in texts)


def grade_text(severity: int | None, outcome: Outcome | None) -> str:
    """Return an answer in words, empty where there is none."""
    if severity is not None:
        return f"Severity {severity}"
    return "" if outcome is None else OUTCOMES[outcome]


def clock(moment: datetime) -> str:
    """Return the local time of day."""
    return f"{moment.astimezone():%H:%M}"


def day_and_clock(moment: datetime) -> str:
    """Return the local day and time of day."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def step_texts(transcript: Transcript | None, steps: Sequence[int]) -> dict[int, str]:
    """Return by which words steps are known again: their first command, or what they say."""
    wanted = frozenset(steps)
    every = () if transcript is None else transcript.steps
    return {step.index: _first_words(step) for step in every if step.index in wanted}


def _first_words(step: Step) -> str:
    return next((call.command for call in step.calls if call.command), step.content)
