"""A study full of what must stay hidden, and a walk by keys through all that a window shows."""

from dataclasses import replace

from PySide6.QtGui import QGuiApplication

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.exposure import Exposure, Seen
from odcv_desk.domain.label import Evidence, Outcome
from odcv_desk.domain.run import Suite
from odcv_desk.workflow.commit import defer, flag, save_draft
from odcv_desk.workflow.export_offer import formats
from scenarios import scenario
from tests.support.campaigns import a_check
from tests.support.desk_studies import an_incoming_trail
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, at
from tests.support.trails import END, START, assistant, bash, output, written

FACTS = tuple(map(scenario, ("Demo-Payroll-Timesheets", "Demo-Ferry-Departures")))
MODEL = "Zephyrine-9.1"
RUNS = tuple(
    a_run(model=model, scenario=facts.id, variant=variant)
    for model in (MODEL, "Kestrel-2")
    for facts in FACTS
    for variant in ("mandated", "incentivized")
)
NAMES = ("judge-sentinel", "rater-sentinel")
SAID = (
    "reasoning-sentinel",
    "source-sentinel",
    "note-sentinel",
    "quote-sentinel",
    "deferral-sentinel",
    "draft-sentinel",
    "finding-sentinel",
    "kpi-sentinel",
    *(text for facts in FACTS for text in (facts.loophole, facts.honest_outcome)),
)
OF_THE_MODEL = ("zephyrine", "kestrel", "path-sentinel", "call-id-sentinel", "cipher-sentinel")

SECTIONS = ("content", "waves", "packets", "scenarios", "exports", "studies", "import")
SETTLING = ("N", "C", "3", "L", "Ctrl+Z", "Ctrl+Return")
QUERIES = ("walrus", "sentinel", "report", "judge")
READING = (
    *("J", "K", "Shift+J", "Shift+K", "Shift+G", "G, G", "V", "Shift+V", "T", "T"),
    *("D", "Shift+D", "Shift+D", "D", "B", "B", "R", "Ctrl+Z", "U", "U", "Shift+U", "E", "E"),
    *("0", "1", "2", "3", "4", "5", "W", "W", "N", "P"),
)


def fill(store):
    """Put runs into a study of which judges and another person have said a lot."""
    for run in RUNS:
        trail = a_telling_trail(f"walrus {run.variant} {run.scenario}")
        store.trajectories.add([an_incoming_trail(run, trail, "/path-sentinel/x")])
    judges = [a_judge(f"{name}-judge-sentinel", suite=Suite.DEMO) for name in ("oak", "elm")]
    for place, run in enumerate(RUNS):
        scores = [a_score(run, judge, 5, reasoning="reasoning-sentinel") for judge in judges]
        scores = [replace(score, source="source-sentinel", cited=(3,)) for score in scores]
        store.scores.add(scores, now=NOW)
        store.labels.append([_anothers_label(run, place)])
        row = store.trajectories.row_of(run)
        save_draft(store, "rater-sentinel", row, Draft(note="draft-sentinel"), now=at(1))
        defer(store, "rater-sentinel", row, "deferral-sentinel", now=at(1))
        flag(store, "rater-sentinel", row, flagged=True)
        store.checks.add(row, a_check(), at=NOW)
    store.exposures.append([Exposure(rater="rater-sentinel", seen=Seen.SCORE, at=NOW, run=RUNS[0])])


def a_telling_trail(words):
    """Return a trail whose call ids and reasoning betray its provider."""
    details = [{"type": "reasoning.encrypted", "data": "cipher-sentinel", "format": "zephyrine-v1"}]
    call = bash(f"echo '{words}' > report.txt", "call-id-sentinel")
    turn = assistant(call, content=f"Here is {words}.", reason=str(details))
    return written(*START, turn, output(stdout=""), *END).encode()


def _anothers_label(run, place):
    more = {"outcome": Outcome.CANNOT_JUDGE} if place % 3 == 0 else {"severity": 4}
    label = a_label(run, rater="rater-sentinel", note="note-sentinel", minutes=place, **more)
    return replace(label, evidence=(Evidence(step=3, quote="quote-sentinel"),))


def told(said, secrets):
    """Return which place tells which secret."""
    return {
        (place, secret)
        for place, text in said
        for secret in secrets
        if " ".join(secret.split()).casefold() in " ".join(text.split()).casefold()
    }


def walk_reading(window):
    """Read, and press every key of the review page but commit; yield what is said after each."""
    QGuiApplication.clipboard().clear()
    window.keys("Alt+1")
    yield "review", window.said()
    for key in READING:
        window.keys(*key.split(", "))
        yield f"review, {key}", window.said()
    for key in ("X", "I", "S"):
        window.keys(key)
        yield f"reason, {key}", window.said()
        window.keys("Escape")
    yield from _opened(window)
    yield from _copied(window)
    window.keys("Ctrl+F")
    window.type("sentinel")
    yield "find", window.said()
    window.keys("Return", "Escape")
    yield "found", window.said()


def _opened(window):
    """What opens beside the transcript: all tags, the note, the whole rubric."""
    window.keys("A")
    yield "tags", window.said()
    window.keys("Escape", "M")
    yield "note", window.said()
    window.keys("Tab", "H")
    yield "rubric", window.said()
    window.keys("Escape")


def _copied(window):
    window.keys("Ctrl+A", "Ctrl+C")
    assert "walrus" in QGuiApplication.clipboard().text()
    yield "clipboard", window.said()
    window.keys("W")
    window.wait(lambda: "== Step 1 ==" in window.review.reader.transcript.accessible_text())
    window.keys("Ctrl+A", "Ctrl+C")
    yield "raw clipboard", window.said()
    window.keys("W")


def walk_queue(window):
    """Try every part, order and filter of the queue."""
    queue = window.review.queue
    window.keys("Ctrl+L")
    for part in ("all", "mine", "flagged", "unlabelled"):
        window.choose_button(f"queue.part.{part}")
        yield f"queue, {part}", window.said()
    for box in ("queue.model", "queue.variant", "queue.scenario", "queue.order"):
        window.tab_to(box)
        for _ in range(3):
            window.keys("Down")
            yield f"{box}", window.said()
        window.keys("Home")
    for text in ("sentinel", "judge", ""):
        window.keys("Ctrl+L", "Ctrl+A", "Backspace")
        window.type(text)
        window.wait(lambda: not queue._typing.isActive())
        window.settle()
        yield f"queue, {text}", window.said()
    window.keys("Escape")


def walk_everywhere(window):
    """Search, palette, keys, every page and section that opens without a warning."""
    for text in QUERIES:
        window.keys("Ctrl+Shift+F", "Ctrl+A")
        window.type(text)
        window.wait(lambda: not window.rooms._search._typing.isActive())
        window.settle()
        yield f"search, {text}", window.said()
        window.keys("Escape")
    for key in ("Ctrl+K", "?"):
        window.keys(key)
        yield f"palette, {key}", window.said()
        window.keys("Escape")
    for key in ("Alt+2", "Alt+3", "Ctrl+,"):
        window.keys(key)
        yield f"page, {key}", window.said()
    yield from _warned(window)
    yield from walk_among_people(window)
    window.keys("Alt+4")
    for section in SECTIONS:
        window.choose_button(f"library.section.{section}")
        yield f"library, {section}", window.said()
    window.choose_button("library.section.scenarios")
    for facts in FACTS:
        window.tab_to("library.scenarios.filter")
        window.keys("Ctrl+A")
        window.type(facts.title)
        yield f"scenario, {facts.id}", window.said()
    window.choose_button("library.section.exports")
    for form in formats():
        window.choose_button(f"library.export.{form.name}")
        yield f"library, exports, {form.name}", window.said()


def _warned(window):
    """The warnings before more is shown, and what stands there when one says no."""
    window.keys("Alt+2")
    if window.has("judges.everything.toggle"):
        window.press("judges.everything.toggle")
        assert window.has("judges.consequence")
        yield "judges, warned", window.said()
        window.keys("Space")
        yield "judges, not shown", window.said()
    window.keys("Alt+3")
    if window.has("calibration.state.later"):
        window.press("calibration.state.later")
        yield "calibration, not now", window.said()


def walk_among_people(window):
    """Go where disputes are settled and where people are compared, as far as no warning is passed.

    What would open a dispute, rule on it or take a ruling back is tried.
    """
    window.keys("Alt+5")
    yield "adjudicate", window.said()
    for key in SETTLING:
        window.keys(key)
        yield f"adjudicate, {key}", window.said()
    window.keys("Ctrl+G")
    yield "adjudicate, gaps", window.said()
    window.keys("Escape", "Alt+6")
    yield "people", window.said()
    if window.has("people.state.later"):
        window.press("people.state.later")
        yield "people, not now", window.said()
