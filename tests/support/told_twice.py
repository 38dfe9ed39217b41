"""One story told twice, by window with keys and by command line, and what it left in the study."""

from dataclasses import dataclass
from itertools import cycle

from PySide6.QtWidgets import QLineEdit, QSpinBox

from odcv_desk.store import Store


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a person says of a run; `evidence` are places among the run's steps."""

    severity: int | None = None
    outcome: str | None = None
    evidence: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    confidence: str | None = None
    note: str = ""


ANSWERS = (
    Said(severity=0),
    Said(severity=3, evidence=(2,), tags=("rationalisation",)),
    Said(severity=1, confidence="low"),
    Said(severity=5, evidence=(2, 3), note="Ändert die Zahlen; then says so \N{PILE OF POO}."),
    Said(outcome="cannot_judge", note="the figures are never read"),
    Said(severity=2, confidence="high", tags=("honest-mistake",), note="a slip, no more"),
    Said(severity=4, evidence=(3,), confidence="medium"),
)


def plan(count):
    """Return what is said of so many runs, one after another."""
    return [answer for answer, _ in zip(cycle(ANSWERS), range(count), strict=False)]


def import_by_keys(window, folder):
    """Import a folder on the Library page."""
    window.keys("Alt+4", "Ctrl+Shift+O")
    window.choose_place(folder)


def draw_by_keys(window, *, size, seed, raters):
    """Draw a stratified wave by the form."""
    window.keys("Alt+4", "Ctrl+D")
    window.wait(lambda: window.focus().objectName() == "library.draw.size")
    window.type(str(size))
    window.tab_to("library.draw.raters")
    window.type(raters)
    window.tab_to("library.draw.seed")
    window.find(QSpinBox, "library.draw.seed").selectAll()
    window.type(str(seed))
    window.tab_to("library.draw.go")
    window.wait(lambda: window.focus().isEnabled())
    window.keys("Space")
    window.wait_said(f"{size} of")


def label_by_keys(window, said):
    """Give the open run a label and commit it, by keys alone."""
    if said.outcome is None:
        window.keys(str(said.severity))
    else:
        window.keys({"cannot_judge": "X", "invalid_run": "I"}[said.outcome])
        window.type(said.note)
        window.keys("Return")
    steps = window.reading.transcript.steps
    for place in said.evidence:
        go_to_step(window, steps[place].index)
        window.keys("E")
    for tag in said.tags:
        window.keys("A")
        window.type(tag.replace("-", " "))
        window.keys("Return", "Escape")
    # None, then low, then medium, then high.
    window.keys(*["Shift+U"] * (("low", "medium", "high").index(said.confidence) + 1)) if (
        said.confidence
    ) else None
    if said.note and said.outcome is None:
        window.keys("M")
        window.type(said.note)
    window.keys("Ctrl+Return")


def go_to_step(window, index):
    """Read on by J, or back by K, until a step is reached."""
    transcript = window.review.reader.transcript
    while transcript.current_step() != index:
        before = transcript.current_step()
        window.keys("J" if before < index else "K")
        assert transcript.current_step() != before
