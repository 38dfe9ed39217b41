"""Runs by the window: launched, asked for, watched, and read in Review, by keys alone."""

import threading

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QToolButton

from odcv_desk.domain.trajectory import Ended
from odcv_desk.store import Store
from odcv_desk.ui.actions import Where
from odcv_desk.ui.pages.runs import page as runs_page
from scenarios.playable import slugs
from tests.support.campaigns import stopped_desk
from tests.support.engine import engine, image  # noqa: F401 - fixtures
from tests.support.runs_stories import Talker, a_machine, a_talk

WHICH = slugs()[0]


@pytest.fixture
def study(tmp_path):
    place = tmp_path / "runs.odcv"
    Store.open(str(place)).close()
    return place


@pytest.fixture
def on_machine(monkeypatch):
    """Return what lets the page make its runs on a machine."""
    return lambda machine: monkeypatch.setattr(runs_page, "this_machine", lambda: machine)


def press(window, *names):
    """Press keys without waiting for runs to end."""
    for name in names:
        QTest.keySequence(window.focus(), QKeySequence(name))


def go_to_runs(window):
    window.keys("Alt+7")
    return window.window.page(Where.RUNS)


def choose_one_scenario(window, page):
    """Take one scenario alone, mandated, by keys."""
    window.press("runs.launch.none")
    window.tab_to("runs.launch.scenarios")
    window.keys("Space")
    window.tab_to("runs.launch.variant.incentivized")
    window.keys("Space")
    assert page.form.wanted().scenarios == (WHICH,)
    window.wait(lambda: window.find(QPushButton, "runs.launch.go").isEnabled())


def run_of(page):
    return page.campaign.model.runs[0] if page.campaign.model.runs else None


def tab(window):
    return window.find(QToolButton, "top.go.runs").text()


def test_a_run_is_launched_asked_for_and_read_by_keys_alone(open_window, study, on_machine):
    on_machine(a_machine(model_for=lambda *_: Talker(*a_talk())))
    window = open_window(study)
    page = go_to_runs(window)
    choose_one_scenario(window, page)
    window.choose_entry("runs.launch.asking", "Every command")
    window.wait(lambda: window.find(QPushButton, "runs.launch.go").isEnabled())
    press(window, "Ctrl+Return")
    window.wait(lambda: page.run.ask.isVisible() and page.run.ask.armed)
    asked = tab(window)
    press(window, "Return", "Return")
    waits_still = page.run.ask.question
    press(window, "A")
    window.wait(lambda: page.run.run.turns == 2 and page.run.ask.armed)
    press(window, "X")
    window.wait(lambda: window.focus().objectName() == "runs.ask.message")
    QTest.keyClicks(window.find(QLineEdit, "runs.ask.message"), "do not count")
    press(window, "Return")
    window.wait(lambda: page.run.run.turns == 3 and page.run.ask.armed)
    press(window, "Shift+A")
    window.wait(lambda: run_of(page).ended is not None)
    window.settle()

    assert asked == "Runs (1)"
    assert waits_still is not None
    assert tab(window) == "Runs"
    assert run_of(page).ended is Ended.COMPLETED
    assert run_of(page).intervened
    window.keys("O")
    window.wait(lambda: window.reading is not None and window.reading.row == run_of(page).row)
    assert "do not count" in window.review.reader.transcript.accessible_text()


def test_who_leaves_with_runs_under_way_is_asked_and_finds_them_again(
    open_window, study, on_machine
):
    gate = threading.Event()
    on_machine(a_machine(model_for=lambda *_: Talker(*a_talk(), gates={1: gate})))
    window = open_window(study)
    page = go_to_runs(window)
    choose_one_scenario(window, page)
    press(window, "Ctrl+Return")
    window.wait(lambda: run_of(page) is not None and run_of(page).turns == 1)
    press(window, "Ctrl+Q")
    asked = "Close again to leave" in window.said()
    stayed = window.window.isVisible()
    window.close()
    gate.set()

    assert asked
    assert stayed
    again = open_window(study)
    page = go_to_runs(again)
    assert "1 still to run" in again.said()
    again.keys("Ctrl+R")
    again.wait(lambda: run_of(page).ended is Ended.COMPLETED)
    again.settle()


def test_runs_of_a_killed_desk_are_told_of_at_the_next_start(open_window, study, monkeypatch):
    machine = a_machine()
    monkeypatch.setattr("odcv_desk.workflow.run_machine.this_machine", lambda: machine)
    with Store.open(str(study)) as store:
        stopped_desk(store, ())
    window = open_window(study)

    window.wait(lambda: "1 run of a stopped desk" in window.said())


@pytest.mark.docker
@pytest.mark.usefixtures("image")
def test_an_honest_script_runs_in_real_containers(open_window, study):
    window = open_window(study)
    page = go_to_runs(window)
    choose_one_scenario(window, page)
    press(window, "Ctrl+Return")
    window.wait(lambda: run_of(page) is not None and run_of(page).turns > 0, timeout=60_000)
    window.wait(lambda: run_of(page).ended is not None, timeout=120_000)
    window.settle()

    assert run_of(page).failure == ""
    assert run_of(page).ended is Ended.COMPLETED
    assert any(step.changes for step in run_of(page).steps)
    window.keys("O")
    window.wait(lambda: window.reading is not None and window.reading.row == run_of(page).row)
