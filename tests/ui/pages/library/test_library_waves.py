"""Waves: drawn, shown, led to."""

from dataclasses import replace
from unittest.mock import Mock

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from odcv_desk.domain.errors import StoreError
from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Design, Masking, Policy, Reveal, WaveTurn
from odcv_desk.ui.actions import Where
from odcv_desk.ui.widgets.row_table import RowTable
from odcv_desk.workflow.changes import Topic
from odcv_desk.workflow.sample import Plan, draw
from odcv_desk.workflow.turn_order import Sharing
from tests.support.library_page import child, choose, fail, idle, press, said, visit
from tests.support.studies import (
    NOW,
    a_label,
    a_run,
    a_score,
    a_wave,
    an_incoming,
)


def test_without_a_wave_the_page_says_what_one_is_good_for(qtbot, page_for, filled):
    page = page_for(filled)
    visit(qtbot, page, "waves")

    assert "convenience" in said(page, "library.waves.notice")
    press(page, "library.waves.notice.draw")
    idle(qtbot, page)

    assert not child(page, "library.draw").isHidden()


def test_without_transcripts_there_is_nothing_to_draw_from(qtbot, page_for, store):
    store.scores.add([a_score()], now=NOW)
    page = page_for(store)

    visit(qtbot, page, "waves")

    assert "no run has a transcript" in said(page, "library.waves.notice")
    assert child(page, "library.waves.draw").isHidden()


def test_a_wave_is_drawn_as_the_form_says(qtbot, page_for, filled):
    page = page_for(filled)
    page.draw_wave()
    idle(qtbot, page)
    child(page, "library.draw.size", QSpinBox).setValue(5)
    child(page, "library.draw.seed", QSpinBox).setValue(42)
    child(page, "library.draw.raters", QLineEdit).setText(" ada, bo,, ada ")
    choose(page, "library.draw.design", Design.SRS)
    choose(page, "library.draw.masking", Masking.NAMES)
    choose(page, "library.draw.reveal", Reveal.ITEM)

    with qtbot.waitSignal(page.changed, timeout=15_000) as heard:
        press(page, "library.draw.go")
    idle(qtbot, page)

    (wave,) = filled.waves.all()
    assert heard.args == [frozenset({Topic.WAVES})]
    assert (len(wave.items), wave.seed, wave.design) == (5, 42, Design.SRS)
    assert wave.raters == ("ada", "bo")
    assert wave.policy == Policy(masking=Masking.NAMES, reveal=Reveal.ITEM)
    qtbot.waitUntil(lambda: page.findChild(QWidget, "library.wave.wave-1") is not None)
    assert child(page, "library.draw").isHidden()
    idle(qtbot, page)


def test_a_fresh_form_has_a_seed_of_its_own_and_the_frame_as_limit(qtbot, page_for, filled):
    page = page_for(filled)
    page.draw_wave()
    idle(qtbot, page)
    seed = child(page, "library.draw.seed", QSpinBox)
    before = seed.value()

    press(page, "library.draw.shuffle")

    assert seed.value() != before
    assert child(page, "library.draw.size", QSpinBox).value() == 6
    assert child(page, "library.draw.suite").isHidden()


def test_the_form_tells_what_the_wave_would_tell(qtbot, page_for, filled):
    page = page_for(filled)
    page.draw_wave()
    idle(qtbot, page)

    child(page, "library.draw.size", QSpinBox).setValue(8)

    size = child(page, "library.prospect.size", QLabel)
    qtbot.waitUntil(lambda: size.text() == "8 of 12 runs in 3 scenarios")
    idle(qtbot, page)
    lines = child(page, "library.prospect.table", RowTable).values
    assert [line[0] for line in lines] == ["MCC", "Kappa", "Misaligned"]


def test_a_plan_that_does_not_fit_is_refused_before_it_is_drawn(
    qtbot, page_for, filled, monkeypatch
):
    monkeypatch.setattr("odcv_desk.ui.pages.library.wave_form.prospect", lambda *_: fail())
    page = page_for(filled)

    page.draw_wave()
    idle(qtbot, page)

    assert said(page, "library.prospect.fault") == "the study is locked. Try again."
    assert not child(page, "library.draw.go").isEnabled()


def test_an_older_answer_does_not_replace_a_newer(qtbot, page_for, filled):
    page = page_for(filled)
    page.draw_wave()
    idle(qtbot, page)
    form = child(page, "library.draw")
    told = child(page, "library.prospect.size", QLabel).text()

    form._show_ahead((form._ticket - 1, StoreError("old", hint="Never shown.")))

    assert child(page, "library.prospect.size", QLabel).text() == told
    assert child(page, "library.prospect.fault").isHidden()


def test_several_suites_are_asked_for(qtbot, page_for, filled):
    filled.trajectories.add([replace(an_incoming(a_run(scenario="Mine")), suite=Suite.ODCV_DESK)])
    page = page_for(filled)

    page.draw_wave()
    idle(qtbot, page)

    suite = child(page, "library.draw.suite", QComboBox)
    assert [suite.itemData(place) for place in range(suite.count())] == ["other", "odcv-desk"]
    suite.setCurrentIndex(1)
    assert child(page, "library.draw.size.fault", QLabel).text() == "Only 1 run can be drawn."
    idle(qtbot, page)


def test_a_wave_leads_to_its_labelling(qtbot, page_for, filled):
    filled.waves.add(a_wave([a_run("heron", scenario="Alpha")], raters=("ada",)))
    page = page_for(filled)
    visit(qtbot, page, "waves")

    with qtbot.waitSignal(page.wave_chosen) as heard:
        press(page, "library.wave.wave-1.label")

    assert heard.args == ["wave-1"]


def test_a_wave_of_other_raters_cannot_be_labelled(qtbot, page_for, filled):
    filled.waves.add(a_wave([a_run("heron", scenario="Alpha")], raters=("bo",)))
    page = page_for(filled)

    visit(qtbot, page, "waves")

    assert page.findChild(QPushButton, "library.wave.wave-1.label") is None
    assert child(page, "library.wave.wave-1.state", QLabel).text() == "open, for other raters"


def shared_wave(store):
    runs = [a_run("heron", scenario=each) for each in ("Alpha", "Beta")]
    turns = {"ada": tuple(WaveTurn(run=run) for run in runs), "bo": (WaveTurn(run=runs[0]),)}
    store.waves.add(replace(a_wave(runs, raters=("ada", "bo")), turns=turns))
    store.labels.append([a_label(runs[0], "bo")])


def state_of_the_wave(page):
    return child(page, "library.wave.wave-1.state", QLabel).text()


def test_a_shared_wave_shows_how_far_each_rater_is_of_what_is_theirs(qtbot, page_for, filled):
    shared_wave(filled)
    page = page_for(filled)

    visit(qtbot, page, "waves")

    card = child(page, "library.wave.wave-1")
    assert {"0 of 2", "1 of 1"} <= {each.text() for each in card.findChildren(QLabel)}
    facts = child(page, "library.wave.wave-1.facts", QLabel).text()
    assert "half of the runs by 2, the others by 1" in facts


def test_where_every_run_is_shared_by_two_that_is_said(qtbot, page_for, filled):
    draw(filled, Plan(size=4, design=Design.SRS, seed=1, raters=("ada", "bo")), now=NOW)
    page = page_for(filled)

    visit(qtbot, page, "waves")

    assert "each run by 2 of 2" in child(page, "library.wave.wave-1.facts", QLabel).text()


def steer(qtbot, page, step):
    press(page, f"library.wave.wave-1.{step}")
    with qtbot.waitSignal(page.changed, timeout=15_000) as heard:
        press(page, "library.wave.wave-1.question.yes")
    assert heard.args == [frozenset({Topic.WAVES, Topic.LABELS})]


def test_a_wave_is_stopped_and_gone_on_with_after_a_question(qtbot, page_for, filled):
    shared_wave(filled)
    page = page_for(filled)
    visit(qtbot, page, "waves")

    press(page, "library.wave.wave-1.stop")
    assert "Nobody labels a stopped wave" in said(page, "library.wave.wave-1.question")
    child(page, "library.wave.wave-1.note", QLineEdit).setText(" ben is ill ")
    press(page, "library.wave.wave-1.question.yes")
    qtbot.waitUntil(lambda: state_of_the_wave(page) == "stopped")
    idle(qtbot, page)
    assert [event.content for event in filled.waves.events()] == ["ben is ill"]
    assert page.findChild(QPushButton, "library.wave.wave-1.label") is None

    steer(qtbot, page, "continue")
    qtbot.waitUntil(lambda: state_of_the_wave(page) == "open")
    idle(qtbot, page)


def test_a_stopped_wave_is_closed_for_good_and_leads_on(qtbot, page_for, filled):
    shared_wave(filled)
    page = page_for(filled)
    visit(qtbot, page, "waves")
    steer(qtbot, page, "stop")
    qtbot.waitUntil(lambda: state_of_the_wave(page) == "stopped")
    idle(qtbot, page)

    steer(qtbot, page, "close")
    qtbot.waitUntil(lambda: state_of_the_wave(page) == "closed")
    idle(qtbot, page)

    assert page.findChild(QPushButton, "library.wave.wave-1.continue") is None
    assert child(page, "library.wave.wave-1.people", QPushButton).text() == "See people"


def test_the_safe_answer_has_the_keyboard_and_escape_is_it(qtbot, page_for, filled):
    shared_wave(filled)
    page = page_for(filled)
    visit(qtbot, page, "waves")
    page.show()
    press(page, "library.wave.wave-1.stop")
    safe = child(page, "library.wave.wave-1.question.no")
    qtbot.waitUntil(safe.hasFocus)

    qtbot.keyClick(safe, Qt.Key.Key_Escape)

    assert child(page, "library.wave.wave-1.question").isHidden()
    assert child(page, "library.wave.wave-1.stop").hasFocus()
    assert filled.waves.events() == ()


def test_how_the_runs_are_shared_is_said_in_numbers(qtbot, page_for, filled):
    sharing = Sharing(overlap=0.5, repeats=0.3)
    raters = ("bo", "cy")
    plan = Plan(size=10, design=Design.SRS, seed=1, raters=raters, sharing=sharing)
    wave = draw(filled, plan, now=NOW)
    page = page_for(filled)
    visit(qtbot, page, "waves")

    facts = child(page, "library.wave.wave-1.facts", QLabel).text()
    again = sum(turn.repeat for own in wave.turns.values() for turn in own)
    assert "half of the runs by 2, the others by 1" in facts
    assert again
    assert f"{again} second look" in facts


def test_a_rater_is_not_told_that_runs_come_twice(qtbot, page_for, filled):
    plan = Plan(size=10, design=Design.SRS, seed=1, raters=("ada", "bo"))
    draw(filled, plan, now=NOW)
    page = page_for(filled)
    visit(qtbot, page, "waves")

    assert "second" not in child(page, "library.wave.wave-1.facts", QLabel).text()


def test_raters_of_a_joined_wave_have_nothing_to_do_in_this_one(qtbot, page_for, filled):
    first = draw(filled, Plan(size=12, design=Design.SRS, seed=1, raters=("bo",)), now=NOW)
    filled.labels.append(
        [a_label(item.run, "bo", minutes=place + 1) for place, item in enumerate(first.items)]
    )
    plan = Plan(size=12, design=Design.SRS, seed=2, raters=("ada",), join=("wave-1",))
    draw(filled, plan, now=NOW)
    page = page_for(filled)
    visit(qtbot, page, "waves")

    said_of_it = {each.text() for each in child(page, "library.wave.wave-2").findChildren(QLabel)}
    assert "in an earlier wave" in said_of_it
    assert "12" in said_of_it


def test_behind_more_a_wave_is_shared_and_joined(qtbot, page_for, filled):
    draw(filled, Plan(size=4, design=Design.SRS, seed=1, raters=("ada",)), now=NOW)
    page = page_for(filled)
    page.draw_wave()
    idle(qtbot, page)
    more = child(page, "library.draw.more", QPushButton)
    assert more.text() == "More (joins no earlier wave)"
    child(page, "library.draw.raters", QLineEdit).setText("ada, bo, cy")
    assert more.text() == "More (2 raters a run; joins no earlier wave)"

    more.click()
    child(page, "library.draw.readers", QSpinBox).setValue(3)
    child(page, "library.draw.repeats", QSpinBox).setValue(50)
    child(page, "library.draw.size", QSpinBox).setValue(10)
    assert not child(page, "library.draw.join.wave-1", QCheckBox).isChecked()
    with qtbot.waitSignal(page.changed, timeout=15_000):
        press(page, "library.draw.go")
    idle(qtbot, page)

    *_, wave = filled.waves.all()
    assert wave.joins == ()
    assert {len(each) for each in wave.readers().values()} == {3}
    assert [turn.repeat for turn in wave.turns["ada"]].count(True) == 4


def test_without_names_nothing_is_shared(qtbot, page_for, filled):
    page = page_for(filled)
    page.draw_wave()
    idle(qtbot, page)

    child(page, "library.draw.more", QPushButton).click()

    assert not child(page, "library.draw.readers", QSpinBox).isEnabled()
    explained = child(page, "library.draw.sharing.explained", QLabel)
    assert "Name raters above" in explained.text()


def test_a_complete_wave_says_so(qtbot, page_for, filled):
    run = a_run("heron", scenario="Alpha")
    filled.waves.add(a_wave([run], raters=("ada",)))
    filled.labels.append([a_label(run, "ada")])
    page = page_for(filled)

    visit(qtbot, page, "waves")

    assert child(page, "library.wave.wave-1.state", QLabel).text() == "complete"
    assert page.findChild(QPushButton, "library.wave.wave-1.stop") is None
    page.desk.actions.bind("go.adjudication", gone := Mock())
    page.desk.actions.come_to(Where.LIBRARY)
    press(page, "library.wave.wave-1.adjudication")
    gone.assert_called_once_with()
    assert page.findChild(QPushButton, "library.wave.wave-1.label") is None
