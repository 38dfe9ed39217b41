"""The run that is chosen: what is said of it, what is held back, and who has the keyboard."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from odcv_desk.domain.campaign import Asking
from odcv_desk.domain.errors import SandboxError
from odcv_desk.domain.wave import Design
from odcv_desk.ui.pages.runs import loading
from odcv_desk.workflow.live_run import CellState, LiveRun
from odcv_desk.workflow.run_offer import offer
from odcv_desk.workflow.sample import Plan, draw
from scenarios.playable import slugs
from tests.support.campaigns import NOW, FakeSandboxes
from tests.support.runs_stories import Talker, a_campaign, a_machine, a_talk, act, cells, run_it

TWO = cells(scenarios=slugs()[:1])
NOTE = "Posts of this scenario hold slurs."


def begin_on(page, store, wanted=TWO[:1], **settings):
    page._begin(a_campaign(store, wanted, **settings))


def label(page, name):
    return page.findChild(QLabel, name).text()


def button(page, name):
    return page.findChild(QPushButton, name)


def wait_for_question(qtbot, page):
    qtbot.waitUntil(lambda: page.run.ask.isVisible() and page.run.ask.armed)


def a_run(**fields):
    return LiveRun(**({"position": 0, "cell": TWO[0]} | fields))


@pytest.fixture
def asking(open_page, qtbot, store):
    """A page on which a command waits."""
    page = open_page()
    begin_on(page, store, asking=Asking.EVERY)
    wait_for_question(qtbot, page)
    return page


@pytest.fixture
def noted(monkeypatch):
    """Let every scenario come with a warning."""

    def with_notes(*given):
        found = offer(*given)
        scenarios = tuple(replace(each, content_note=NOTE) for each in found.scenarios)
        return replace(found, scenarios=scenarios)

    monkeypatch.setattr(loading, "offer", with_notes)


def test_all_of_a_waiting_command_is_selected_and_copied_not_the_transcript(asking, qapp):
    asking.run.ask.take_focus()
    does = asking.run.bindings()
    does["select_all"]()
    does["copy"]()

    assert qapp.clipboard().text() == asking.run.ask.question.command


def test_escape_gives_the_keyboard_from_the_question_to_the_transcript(asking, qtbot):
    asking.run.ask.take_focus()
    qtbot.keyClick(asking.run.ask.command, Qt.Key.Key_Escape)

    assert asking.window().focusWidget() is asking.run.transcript


def test_the_line_of_no_changes_yields_to_a_question(asking, qtbot):
    hidden = asking.run.diff.isHidden()
    asking.run.ask.approve_rest()
    qtbot.waitUntil(asking.run.ask.isHidden)

    assert hidden
    qtbot.waitUntil(lambda: not asking.run.diff.isHidden())


def test_while_a_command_runs_nothing_is_said_of_no_changes(open_page, qtbot, store, gate):
    def slow(command):
        gate.wait(20)
        return act(command)

    page = open_page(a_machine(FakeSandboxes(slow)))
    begin_on(page, store)
    qtbot.waitUntil(lambda: "Still running" in page.run.diff.accessible_text())
    gate.set()
    qtbot.waitUntil(lambda: not page._alive)


def test_a_run_that_has_just_failed_is_offered_again(open_page, qtbot, store):
    page = open_page(a_machine(FakeSandboxes(act, fault=SandboxError("No room.", hint="Wait."))))
    begin_on(page, store)
    failed = a_run(state=CellState.ENDED, failure="No room.")
    page.run.head.show_run(failed, title="Quay", most_turns=50, alive=True)
    qtbot.waitUntil(lambda: not page._alive)

    qtbot.waitUntil(lambda: button(page, "runs.retry").isVisible())


def test_the_end_is_offered_to_be_followed_only_where_there_is_a_transcript(open_page):
    page = open_page()
    page.run.show_run(a_run(), title="Quay", most_turns=50, alive=True)

    assert button(page, "runs.follow").isHidden()
    assert "as soon as the sandboxes are ready" in label(page, "runs.run.state.text")


def test_what_a_run_waits_for_is_said_with_how_long(open_page):
    page = open_page()
    since = page.desk.now() - timedelta(seconds=12)
    waits = a_run(state=CellState.RUNNING, waits="waiting for the model", waits_since=since)
    page.run.show_run(waits, title="Quay", most_turns=50, alive=True)

    assert "waiting for the model (12 s)" in label(page, "runs.head.numbers")


def test_an_answer_that_takes_a_moment_is_not_said_to_be_waited_for(open_page):
    page = open_page()
    waits = a_run(
        state=CellState.RUNNING, waits="waiting for the model", waits_since=page.desk.now()
    )
    page.run.show_run(waits, title="Quay", most_turns=50, alive=True)

    assert "waiting" not in label(page, "runs.head.numbers")


def test_a_note_stands_before_the_first_run_of_a_session_also_of_a_live_one(
    noted, open_page, qtbot, store, gate
):
    page = open_page(a_machine(model_for=lambda *_: Talker(*a_talk(), gates={1: gate})))
    begin_on(page, store, asking=Asking.EVERY)
    qtbot.waitUntil(lambda: label(page, "runs.run.state.title") == "Before you read on")
    said = label(page, "runs.run.state.text")
    before = (page.run.transcript.accessible_text(), page.run.ask.isVisible())
    button(page, "runs.run.state.read").click()
    wait_for_question(qtbot, page)

    assert said == NOTE
    assert "I look at the log" not in before[0]
    assert not before[1]
    assert "I look at the log" in page.run.transcript.accessible_text()


def test_a_run_of_an_open_masked_wave_tells_neither_model_nor_numbers(open_page, qtbot, store):
    run_it(store, a_campaign(store, TWO), a_machine())
    draw(store, Plan(size=2, design=Design.SRS, seed=1, raters=("ada",)), now=NOW)
    page = open_page()
    qtbot.waitUntil(lambda: label(page, "runs.run.state.title") == "Part of a gold wave")
    head = page.run.head
    heard = []
    page.run_wanted.connect(lambda *given: heard.append(given))
    page.run.open_in_review()
    said = [each.text() for each in head.findChildren(QLabel)] + [head.accessibleName()]

    assert any("model hidden until the wave ends" in words for words in said)
    assert not [words for words in said if "oracle" in words or "tokens" in words or "$" in words]
    assert button(page, "runs.open").isHidden()
    assert heard == []


def test_a_run_of_another_raters_wave_is_named(open_page, qtbot, store):
    run_it(store, a_campaign(store, TWO), a_machine())
    draw(store, Plan(size=2, design=Design.SRS, seed=1, raters=("ada",)), now=NOW)
    page = open_page(rater="bo")

    qtbot.waitUntil(lambda: "oracle:honest" in label(page, "runs.head.cell"))
