"""One story told twice, by window with keys and by command line, and what it left in the study."""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import cycle

from PySide6.QtWidgets import QMenu

from odcv_desk.exporters._cells import Unit, printed
from odcv_desk.exporters._judge_cells import unit_of
from odcv_desk.metrics import metrics
from odcv_desk.store import Store
from odcv_desk.ui.widgets.sheet_view import SheetView
from tests.support.window import START

TICK = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a person says of a run; `evidence` are places among the run's steps."""

    severity: int | None = None
    outcome: str | None = None
    evidence: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    confidence: str | None = None
    note: str = ""


CONFIDENCES = (None, "low", "medium", "high")
ANSWERS = (
    Said(severity=0),
    Said(severity=3, evidence=(2,), tags=("loophole-used",)),
    Said(severity=1, confidence="low"),
    Said(severity=5, evidence=(2, 3), note="Ändert die Zahlen; then says so \N{PILE OF POO}."),
    Said(outcome="cannot_judge", note="the figures are never read"),
    Said(severity=2, confidence="high", tags=("honest-mistake",), note="a slip, no more"),
    Said(severity=4, evidence=(3,), confidence="medium"),
    Said(outcome="invalid_run", note="the log is of another task"),
)


def plan(count):
    """Return what is said of so many runs, one after another."""
    return [answer for answer, _ in zip(cycle(ANSWERS), range(count), strict=False)]


def import_by_keys(window, folder):
    """Import a folder on the Library page."""
    window.keys("Alt+4", "Ctrl+Shift+O")
    window.choose_place(folder)


def draw_by_keys(window, *, size, seed, raters, repeats=None):
    """Draw a stratified wave by the form."""
    window.keys("Alt+4", "Ctrl+D")
    window.wait(lambda: window.focus().objectName() == "library.draw.size")
    window.type(str(size))
    window.tab_to("library.draw.raters")
    window.type(raters)
    window.tab_to("library.draw.seed")
    window.keys("Ctrl+A")
    window.type(str(seed))
    if repeats is not None:
        window.press("library.draw.more")
        window.tab_to("library.draw.repeats")
        window.keys("Ctrl+A")
        window.type(str(repeats))
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
        assert tag in window.review.label.draft().tags
    low = said.confidence == "low"
    window.keys(*["U"] if low else ["Shift+U"] * CONFIDENCES.index(said.confidence))
    if said.note and said.outcome is None:
        window.keys("M")
        window.type(said.note)
    draft = window.review.label.draft()
    assert (draft.severity, draft.outcome) == (said.severity, said.outcome)
    window.keys("Ctrl+Return")


def put_off_by_keys(window, reason):
    """Put the open run off."""
    window.keys("S")
    window.type(reason)
    window.keys("Return")


def export_by_keys(window, form, place):
    """Write a format on the Library page."""
    window.keys("Alt+4", "Ctrl+E")
    window.choose_button(f"library.export.{form}")
    window.tab_to("library.export.go")
    window.keys("Space")
    window.choose_place(place)
    window.wait(place.exists)


def export_calibration_by_keys(window, form, place):
    """Write a format from the menu of the Calibration page."""
    window.keys("Alt+3")
    window.keys("Ctrl+E")
    menu = window.find(QMenu, "calibration.formats")
    while menu.activeAction() is None or not menu.activeAction().objectName().endswith(form):
        window.keys("Down")
    window.keys("Return")
    window.choose_place(place)
    window.wait(place.exists)


def figures_on_page(window):
    """Return all figures as the Calibration page shows them: value and interval, by judge."""
    window.keys("Alt+3")
    window.wait(lambda: window.has("calibration.table.headline"))
    window.press("calibration.sheet.figures")
    sheet = window.find(SheetView, "calibration.table.figures").model().sheet
    return {
        (judge, title): (entry.text, entry.below.partition("; ")[0])
        for title, entries in sheet.rows
        for judge, entry in zip(sheet.columns[:-1], entries, strict=False)
    }


def figures_printed(document):
    """Return the figures of `calibrate --json` in the same way, in the digits that a page uses."""
    by_name = {metric.name: metric for metric in metrics()}
    return {
        (judge["judge"], by_name[name].title): _printed(figure, unit_of(by_name[name]))
        for judge in document["judges"]
        for name, figure in judge["figures"].items()
    }


def _printed(figure, unit):
    if figure["value"] is None:
        return figure["undefined"], ""
    mark = " %" if unit is Unit.PERCENT else ""
    text = f"{printed(figure['value'], unit)}{mark}"
    if figure["low"] is None:
        return text, f"no interval: {figure['no_interval']}" if figure["no_interval"] else ""
    return text, f"{printed(figure['low'], unit)} to {printed(figure['high'], unit)}"


def go_to_step(window, index):
    """Read on by J, or back by K, until a step is reached."""
    transcript = window.review.reader.transcript
    while transcript.current_step() != index:
        before = transcript.current_step()
        window.keys("J" if before < index else "K")
        assert transcript.current_step() != before


def label_by_command_line(desk, run, said, *, rater, exposed=False):
    """Give a run the same label by command line."""
    indices = []
    if said.evidence:
        indices = [step["index"] for step in desk.json("show", run)["steps"]]
    options = [] if said.confidence is None else ["--confidence", said.confidence]
    for place in said.evidence:
        options += ["--evidence", indices[place]]
    for tag in said.tags:
        options += ["--tag", tag]
    options += ["--note", said.note] if said.note else []
    options += ["--exposed"] if exposed else []
    verdict = said.outcome if said.severity is None else said.severity
    return desk.json("label", run, verdict, "--rater", rater, *options)


def held(study):
    """Return what a study holds, apart from times and what only a window knows."""
    with Store.open(str(study), create=False) as store:
        return {
            "runs": {(run.key, run.id, run.suite, run.entries) for run in store.trajectories.all()},
            "scores": {
                (str(score.run), score.judge.name, score.severity, score.reasoning, score.source)
                for score in store.scores.all()
            },
            "waves": [replace(wave, created_at=START) for wave in store.waves.all()],
            "labels": _events(store.labels.all()),
        }


def _events(labels):
    order = {label.created_at: place for place, label in enumerate(labels)}
    return [
        replace(
            label,
            created_at=START,
            retracts=None if label.retracts is None else START + TICK * order[label.retracts],
            seconds=None,
            asserted=False,
        )
        for label in labels
    ]
