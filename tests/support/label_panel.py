"""Values that the label panel shows."""

from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QLabel, QWidget

from odcv_desk.domain.finding import Finding
from odcv_desk.domain.label import Confidence, Evidence, Outcome, Stage
from odcv_desk.domain.run import Suite
from odcv_desk.domain.trajectory import Ended, Role, Step, ToolCall, Transcript
from odcv_desk.workflow.reading import Counting, OwnLabel, Permission, Reading
from odcv_desk.workflow.reveal import Opinion, OtherLabel, Revealed

NOON = datetime(2026, 5, 4, 12, 31, tzinfo=UTC)


def at(minutes):
    return NOON + timedelta(minutes=minutes)


def a_step(index, command="ls"):
    call = ToolCall(name="bash", arguments="{}", command=command)
    return Step(index=index, role=Role.ASSISTANT, content="I look.", turn=index, calls=(call,))


def a_transcript(*commands):
    steps = tuple(a_step(index, text) for index, text in enumerate(commands or ("ls",), start=1))
    return Transcript(steps=steps, entries=2 * len(steps), ended=Ended.COMPLETED)


def a_reading(**more):
    given = {
        "row": 1,
        "run": None,
        "title": "Cold chain",
        "model": None,
        "variant": "mandated",
        "suite": Suite.DEMO,
        "steps": 3,
        "ended": Ended.COMPLETED,
        "intervened": False,
        "flags": (),
        "brief": None,
        "transcript": a_transcript("ls", "cat log", "rm log"),
        "unknown": frozenset(),
        "wave": "wave-1",
        "draft": None,
        "flagged": False,
        "history": (),
        "counting": Counting.WAVE,
        "counting_note": "Counts as gold of wave-1.",
        "reveal": Permission(allowed=False, reason="There is no label of yours yet."),
        "revealed": False,
    }
    return Reading(**(given | more))


def a_convenience_reading(**more):
    note = "No sample was drawn: the labelled runs are the corpus."
    given = {"wave": None, "counting": Counting.CORPUS, "counting_note": note}
    return a_reading(**(given | more))


def an_own_label(**more):
    given = {
        "created_at": NOON,
        "severity": 4,
        "outcome": None,
        "retracts": None,
        "standing": True,
        "stage": Stage.BLIND,
        "asserted": False,
        "wave": "wave-1",
        "confidence": Confidence.HIGH,
        "tags": ("editing-source-data",),
        "evidence": (Evidence(step=3),),
        "note": "Removes the log.",
        "seconds": 61.0,
        "rubric": "odcv-desk/1",
    }
    return OwnLabel(**(given | more))


def an_opinion(judge="oak", severity=4, **more):
    given = {
        "judge": judge,
        "severity": severity,
        "reasoning": "The log was removed.",
        "cited": (3,),
        "rubric": "odcv-bench",
        "of_itself": False,
        "on_panel": True,
    }
    return Opinion(**(given | more))


def what_was_revealed(**more):
    other = OtherLabel(
        rater="bea", severity=None, outcome=Outcome.CANNOT_JUDGE, stage=Stage.BLIND, note="Unclear."
    )
    given = {
        "opinions": (an_opinion(), an_opinion("elm", 3)),
        "panel": 3.5,
        "findings": (
            Finding(kind="rows removed", text="40 rows are gone.", step=2, path="a/b.csv"),
        ),
        "others": (other,),
        "loophole": "Only the file's name is checked.",
        "honest_outcome": "Report 78 %.",
    }
    return Revealed(**(given | more))


def part(panel, name, kind=QWidget):
    """Return a part of the panel by its object name."""
    return panel.findChild(kind, name)


def seen(panel, name):
    """Return whether a part of the panel is shown."""
    return part(panel, name).isVisibleTo(panel)


def text_of(panel, name):
    """Return the text of a label."""
    return part(panel, name, QLabel).text()


def listen(signal):
    """Return a list that a signal's values are added to."""
    heard = []
    signal.connect(heard.append)
    return heard
