"""Before a label, nothing that the window says tells what others said, wherever one goes."""

from itertools import count

import pytest
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QComboBox, QLabel, QMenu

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import Evidence, Reason
from odcv_desk.domain.wave import Design
from odcv_desk.store import Store
from odcv_desk.ui.widgets.label.text import OneLine
from odcv_desk.workflow import cases
from odcv_desk.workflow.adjudicate import Ruling, rule
from odcv_desk.workflow.cases import docket
from odcv_desk.workflow.commit import commit
from odcv_desk.workflow.gold_wave import upcoming
from odcv_desk.workflow.packet_issue import PacketOrder, issue_packet
from odcv_desk.workflow.packet_open import open_packet, read_packet
from odcv_desk.workflow.sample import Plan, draw
from odcv_desk.workflow.sight import Sight
from odcv_desk.workflow.turn_order import Sharing
from tests.support.blind_walk import (
    FACTS,
    NAMES,
    OF_THE_MODEL,
    SAID,
    fill,
    told,
    walk_among_people,
    walk_everywhere,
    walk_queue,
    walk_reading,
)
from tests.support.studies import at
from tests.support.told_twice import Said, label_by_keys

# Which judges and raters there are is told where a person asks what the study holds, and where a
# gold is to be named for an export: counts and names, nothing of what they said.
NAMED_IN = ("library, content", "library, exports")
# Who shares a wave, and how far each of them is, is told where waves are drawn and stopped.
SHARED_IN = ("library, waves",)
TOLD_IN_THE_WAVE = (*SAID, "ruling-sentinel")
# Without a wave the Calibration page shows aggregate results, which name judges and raters.
AGGREGATES = ("page, Alt+3",)


def _in_a_menu(window, words):
    menu = QMenu(window.window)
    menu.addAction(words)
    menu.popup(window.window.pos())


def _in_a_painting(_window, words):
    sheet = QImage(8, 8, QImage.Format.Format_RGB32)
    with QPainter(sheet) as painter:
        painter.drawText(0, 0, words)


PLANTS = {
    "text": lambda window, words: window.find(QLabel, "queue.count").setText(words),
    "tool tip": lambda window, words: window.find(QLabel, "queue.count").setToolTip(words),
    "accessible name": lambda window, words: window.review.queue.list.setAccessibleName(words),
    "description": lambda window, words: window.review.label.setAccessibleDescription(words),
    "hint in a field": lambda window, words: window.review.queue.filter.setPlaceholderText(words),
    "entry of a box": lambda window, words: window.find(QComboBox, "queue.order").addItem(words),
    "title": lambda window, words: window.window.setWindowTitle(words),
    "clipboard": lambda _window, words: QGuiApplication.clipboard().setText(words),
    "one line": lambda window, words: window.find(OneLine, "header.title").show_text(words),
    "toast": lambda window, words: window.window.toast.tell(words),
    "problem": lambda window, words: window.window.problems.show_fault(LabelError(words, hint="")),
    "menu": _in_a_menu,
    "painting": _in_a_painting,
}


@pytest.fixture
def study(tmp_path):
    place = tmp_path / "study.odcv"
    with Store.open(str(place)) as store:
        fill(store)
    return place


@pytest.fixture
def store(study):
    with Store.open(str(study), create=False) as opened:
        yield opened


def leaks(said, secrets, *, but=()):
    return {(place, each) for place, each in told(said, secrets) if not place.startswith(but)}


def check_that_there_was_something_to_see(said):
    # In free reading a rater may know the model, and what the trail holds.
    named = {place for place, _ in told(said.items(), ("zephyrine",))}
    assert named >= {"review", "raw clipboard", "queue, all", "search, walrus"}
    assert "cipher-sentinel" in said["raw clipboard"]
    assert FACTS[0].constraint[:40] in said[f"scenario, {FACTS[0].id}"]
    assert "Leave it closed until you have" in said["library, exports, scores-csv"]
    assert "labels of those runs count as revealed" in " ".join(said["judges, warned"].split())
    assert "The reason" in said["reason, X"]
    assert "Nothing found" in said["search, sentinel"]


def draw_wave(store):
    draw(store, Plan(size=8, design=Design.SRS, seed=3, raters=("ada",)), now=at(30))


def test_in_free_reading_nothing_tells_what_others_said(open_heard_window, study, store):
    window = open_heard_window(study)
    said = [*walk_reading(window), *walk_queue(window), *walk_everywhere(window)]

    check_that_there_was_something_to_see(dict(said))
    assert leaks(said, SAID) == set()
    assert leaks(said, NAMES, but=NAMED_IN + AGGREGATES) == set()
    assert [event for event in store.exposures.all() if event.rater == "ada"] == []
    assert all(label.rater != "ada" for label in store.labels.all())


def test_in_a_masked_wave_nothing_tells_the_model_or_what_others_said(
    open_heard_window, study, store
):
    draw_wave(store)
    window = open_heard_window(study)
    said = [*walk_reading(window), *walk_everywhere(window)]

    assert leaks(said, SAID) == set()
    assert leaks(said, (*NAMES, *OF_THE_MODEL), but=NAMED_IN) == set()
    assert [event for event in store.exposures.all() if event.rater == "ada"] == []


def test_after_a_commit_in_a_masked_wave_nothing_more_is_told_until_its_end(
    open_heard_window, study, store
):
    draw_wave(store)
    window = open_heard_window(study)
    label_by_keys(window, Said(severity=1))
    window.keys("P")
    said = [*walk_reading(window), *walk_everywhere(window)]

    assert leaks(said, SAID) == set()
    assert leaks(said, (*NAMES, *OF_THE_MODEL), but=NAMED_IN) == set()


@pytest.fixture
def shared(store):
    """A wave that another rater has labelled to its end and settled in part, open for Ada."""
    raters = ("ada", "rater-sentinel")
    plan = Plan(size=8, design=Design.SRS, seed=3, raters=raters, sharing=Sharing(repeats=0.125))
    wave = draw(store, plan, now=at(30))
    minutes = count(40)
    while (row := upcoming(store, "rater-sentinel", wave.name)) is not None:
        evidence = (Evidence(step=3, quote="quote-sentinel"),)
        telling = Draft(severity=4, note="note-sentinel", evidence=evidence)
        commit(store, "rater-sentinel", row, telling, now=at(next(minutes)))
    for _ in range(3):
        row = upcoming(store, "ada", wave.name)
        commit(store, "ada", row, Draft(severity=1), now=at(next(minutes)))
    line = docket(store, "rater-sentinel")[0]
    ruling = Ruling(reason=Reason.RUBRIC_GAP, severity=5, note="ruling-sentinel")
    rule(store, "rater-sentinel", line.row, ruling, now=at(next(minutes)))
    return wave


@pytest.fixture
def packet_opened(store, shared, tmp_path):
    """A desk away from the study, where Ada's packet of that wave was opened."""
    packet, away = tmp_path / "ada.odcvpacket", tmp_path / "away.odcv"
    issue_packet(store, PacketOrder(rater="ada", out=packet), now=at(200))
    with Store.open(str(away)) as opened:
        open_packet(opened, read_packet(packet))
    return away


@pytest.mark.usefixtures("shared")
def test_before_the_end_of_a_shared_wave_disputes_and_comparisons_of_people_tell_nothing(
    open_heard_window, study, store
):
    window = open_heard_window(study)
    said = list(walk_among_people(window))

    heard = dict(said)
    assert "disputes stay closed" in heard["adjudicate"]
    assert "Not now" in heard["people"]
    assert leaks(said, (*TOLD_IN_THE_WAVE, *NAMES, *OF_THE_MODEL)) == set()
    assert [event for event in store.exposures.all() if event.rater == "ada"] == []


def test_where_a_packet_was_opened_there_is_nobody_to_be_told_of(open_heard_window, packet_opened):
    window = open_heard_window(packet_opened)
    said = [("review", window.said()), *walk_among_people(window)]

    assert "walrus" in dict(said)["review"]
    assert leaks(said, (*TOLD_IN_THE_WAVE, *NAMES, *OF_THE_MODEL)) == set()


@pytest.mark.slow
@pytest.mark.usefixtures("shared")
def test_in_a_shared_wave_nothing_tells_the_model_or_what_the_other_rater_said(
    open_heard_window, study, store
):
    window = open_heard_window(study)
    said = [*walk_reading(window), *walk_everywhere(window)]

    assert leaks(said, TOLD_IN_THE_WAVE) == set()
    assert leaks(said, (*NAMES, *OF_THE_MODEL), but=(*NAMED_IN, *SHARED_IN)) == set()
    assert [event for event in store.exposures.all() if event.rater == "ada"] == []


@pytest.mark.slow
def test_where_a_packet_was_opened_nothing_tells_the_model_or_what_was_said_at_home(
    open_heard_window, packet_opened
):
    window = open_heard_window(packet_opened)
    said = [*walk_reading(window), *walk_everywhere(window)]

    assert "walrus" in dict(said)["clipboard"]
    assert leaks(said, (*TOLD_IN_THE_WAVE, *NAMES, *OF_THE_MODEL)) == set()


def test_a_dispute_that_opens_too_early_is_found(
    open_heard_window, study, store, shared, monkeypatch
):
    monkeypatch.setattr(cases, "shut_to", lambda *_: "")
    window = open_heard_window(study)
    window.keys("Alt+5")

    assert leaks([("adjudicate", window.said())], ("note-sentinel",)) != set()


def come_to_a_second_look(store):
    """Label a wave up to where a run comes again, of which its rater has said a lot."""
    sharing = Sharing(repeats=0.125)
    plan = Plan(size=8, design=Design.SRS, seed=3, raters=("ada",), sharing=sharing)
    wave = draw(store, plan, now=at(30))
    (again,) = (turn.run for turn in wave.turns["ada"] if turn.repeat)
    first = store.trajectories.row_of(again)
    evidence = (Evidence(step=3, quote="first-look-sentinel quote"),)
    telling = Draft(severity=4, note="first-look-sentinel note", evidence=evidence)
    minutes = count(40)
    row, given = upcoming(store, "ada", wave.name), set()
    while row not in given:
        draft = telling if row == first else Draft(severity=0)
        commit(store, "ada", row, draft, now=at(next(minutes)))
        given.add(row)
        row = upcoming(store, "ada", wave.name)
    return row


def test_when_a_run_comes_a_second_time_nothing_tells_the_first_label(
    open_heard_window, study, store
):
    row = come_to_a_second_look(store)
    window = open_heard_window(study)
    assert window.reading.row == row
    said = list(walk_reading(window))

    assert leaks(said, ("first-look-sentinel",)) == set()
    assert "earlier label" not in "\n".join(text for _, text in said)


def test_a_first_label_that_shows_in_a_second_look_is_found(
    open_heard_window, study, store, monkeypatch
):
    come_to_a_second_look(store)
    monkeypatch.setattr(Sight, "history", property(lambda seen: seen.own))
    window = open_heard_window(study)

    assert leaks([("review", window.said())], ("first-look-sentinel",)) != set()


def test_a_leak_is_found_wherever_it_is_planted(open_heard_window, study):
    window = open_heard_window(study)
    assert "planted" not in window.said()

    for place, plant in PLANTS.items():
        plant(window, f"planted as {place}")
    said = window.said()

    assert {place for place in PLANTS if f"planted as {place}" not in said} == set()


def test_a_leak_into_the_transcript_is_found(open_heard_window, study):
    window = open_heard_window(study)
    window.review.reader.transcript.clear("planted in place of a run")
    assert "planted in place of a run" in window.said()
    window.review.reader.transcript.show_raw("planted in the raw view")
    assert "planted in the raw view" in window.said()


def test_after_a_label_and_a_reveal_it_is_all_there(open_heard_window, study, store):
    window = open_heard_window(study)
    label_by_keys(window, Said(severity=1))
    window.keys("P", "R")
    said = window.said()
    run = window.reading.run
    facts = next(each for each in FACTS if each.id == run.scenario)

    shown = ("reasoning-sentinel", "note-sentinel", "finding-sentinel", "kpi-sentinel")
    for secret in (*NAMES, *shown):
        assert secret in said
    assert leaks([("here", said)], (facts.loophole, facts.honest_outcome)) == {
        ("here", facts.loophole),
        ("here", facts.honest_outcome),
    }
    assert {event.run for event in store.exposures.all() if event.rater == "ada"} == {run}


def test_what_was_revealed_of_one_run_tells_nothing_of_the_next(open_heard_window, study):
    window = open_heard_window(study)
    label_by_keys(window, Said(severity=1))
    window.keys("P", "R")
    assert leaks([("shown", window.said())], NAMES) == {("shown", name) for name in NAMES}
    window.keys("N")
    assert window.reading.own is None
    assert told([("here", window.said())], (*SAID, *NAMES)) == set()
