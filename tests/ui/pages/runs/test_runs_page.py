"""The page: what is launched runs, is watched as it comes, and is kept."""

import time
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from odcv_desk.domain.campaign import Asking
from odcv_desk.domain.errors import SandboxError
from odcv_desk.domain.trajectory import Ended
from odcv_desk.domain.wave import Design
from odcv_desk.ui.models.rows import VALUE_ROLE
from odcv_desk.ui.pages.runs import launch_form
from odcv_desk.workflow import run_offer
from odcv_desk.workflow.changes import Topic
from odcv_desk.workflow.live_run import CellState
from odcv_desk.workflow.sample import Plan, draw
from scenarios.playable import slugs
from tests.support.agents import bash, finish, says
from tests.support.campaigns import NOW, PLANTED, FakeSandboxes, stopped_desk
from tests.support.promptly import AT_ONCE_S
from tests.support.runs_stories import (
    NO_ENGINE,
    Talker,
    a_campaign,
    a_machine,
    a_talk,
    act,
    cells,
    run_it,
)

ONE = cells(scenarios=slugs()[:1], variants=("mandated",))
TWO = cells(scenarios=slugs()[:1])


def begin_on(page, store, wanted=ONE, **settings):
    page._begin(a_campaign(store, wanted, **settings))


def runs(page):
    return page.campaign.model.runs


def wait_over(qtbot, page):
    qtbot.waitUntil(lambda: bool(runs(page)) and all(run.ended is not None for run in runs(page)))
    qtbot.waitUntil(lambda: not page._alive)


def wait_turn(qtbot, page, count):
    """Wait until so many runs have taken a turn."""
    qtbot.waitUntil(lambda: [run.turns for run in runs(page)] == [1] * count)


def label(page, name):
    return page.findChild(QLabel, name).text()


def button(page, name):
    return page.findChild(QPushButton, name)


def wait_for_question(qtbot, page):
    qtbot.waitUntil(lambda: page.run.ask.isVisible() and page.run.ask.armed)


def test_a_study_without_runs_shows_the_form_with_all_scenarios(open_page, qtbot):
    page = open_page()

    assert page.plans
    assert page.form.wanted().scenarios == slugs()
    qtbot.waitUntil(lambda: label(page, "runs.launch.outlook.runs") == "12 runs")
    assert "costs nothing" in label(page, "runs.launch.outlook.takes")


def test_a_launch_from_the_form_runs_every_cell_and_keeps_it(open_page, qtbot, store):
    page = open_page()
    page.form.scenarios.choose(slugs()[:1])
    qtbot.waitUntil(button(page, "runs.launch.go").isEnabled)
    page._send()
    wait_over(qtbot, page)

    assert [run.ended for run in runs(page)] == [Ended.COMPLETED] * 2
    assert len(store.trajectories.all()) == 2


def test_what_was_launched_last_is_offered_again(open_page, store):
    run_it(store, a_campaign(store, TWO, parallel=3, asking=Asking.OFF), a_machine())
    page = open_page()
    page.plan()

    wanted = page.form.wanted()

    assert wanted.scenarios == slugs()[:1]
    assert wanted.settings.parallel == 3


def test_nothing_can_be_launched_without_an_engine_and_it_is_said_how_to_get_one(open_page, qtbot):
    page = open_page(a_machine(lacks=(NO_ENGINE,)))
    qtbot.waitUntil(lambda: label(page, "runs.launch.outlook.runs") == "12 runs")

    said = [each.text() for each in page.form.findChildren(QLabel)]

    assert any("make engine" in words for words in said)
    assert not button(page, "runs.launch.go").isEnabled()
    assert button(page, "runs.launch.look").isVisible()


def test_a_model_without_its_key_is_named_with_the_variable(open_page, qtbot, monkeypatch):
    # What knows keys and prices takes seconds to load, and is tested elsewhere.
    known = partial(run_offer.outlook, price=lambda _: None, takes=lambda *_: False)
    monkeypatch.setattr(launch_form, "outlook", known)
    lacks = {"anthropic/claude": ("ANTHROPIC_API_KEY",)}
    monkeypatch.setattr(run_offer, "lacking_keys", lambda _models: lacks)
    page = open_page()
    page.form.models.choose(["anthropic/claude"])
    qtbot.waitUntil(lambda: label(page, "runs.launch.outlook.takes").endswith("price unknown"))

    said = [each.text() for each in page.form.findChildren(QLabel)]

    assert "anthropic/claude needs ANTHROPIC_API_KEY." in said
    assert any("at the provider's own" in words for words in said)
    assert not button(page, "runs.launch.go").isEnabled()


def test_a_rule_that_is_none_is_told_below_it(open_page):
    page = open_page()
    page.form.fields._asking.setCurrentIndex(1)
    page.form.fields._rules.setPlainText("perhaps: ls*")

    assert "rule 1" in label(page, "runs.launch.rules.fault")
    assert page.form.wanted() is None


def test_steps_are_shown_as_they_come(open_page, qtbot, store, gate):
    page = open_page(a_machine(model_for=lambda *_: Talker(*a_talk(), gates={1: gate})))
    begin_on(page, store)
    qtbot.waitUntil(lambda: "I look at the log" in page.run.transcript.accessible_text())
    before = page.run.transcript.accessible_text()
    gate.set()
    wait_over(qtbot, page)

    assert "How many rows" not in before
    assert "How many rows" in page.run.transcript.accessible_text()
    assert "completed" in page.run.transcript.accessible_text()


def test_the_diff_of_a_step_is_shown_as_soon_as_it_changed_a_file(open_page, qtbot, store, gate):
    page = open_page(a_machine(model_for=lambda *_: Talker(*a_talk(), gates={3: gate})))
    begin_on(page, store)

    qtbot.waitUntil(lambda: "rows.csv" in page.run.diff.accessible_text())
    assert "2,no" in page.run.diff.accessible_text()


def test_a_run_is_open_in_review_once_it_has_ended(open_page, qtbot, store):
    page = open_page()
    heard = []
    page.run_wanted.connect(lambda row, _step: heard.append(row))
    begin_on(page, store)
    wait_over(qtbot, page)
    button(page, "runs.open").click()

    assert heard == [store.trajectories.row_of(store.trajectories.all()[0].id)]


def test_other_pages_hear_of_each_run_that_is_kept(open_page, qtbot, store):
    page = open_page()
    heard = []
    page.changed.connect(heard.append)
    begin_on(page, store, TWO, parallel=1)
    wait_over(qtbot, page)

    assert heard
    assert set(heard) == {frozenset({Topic.RUNS})}


def test_nothing_of_what_was_checked_is_said(open_page, qtbot, store):
    page = open_page()
    begin_on(page, store)
    wait_over(qtbot, page)
    model = page.campaign.model
    said = [str(model.index(0).data(role)) for role in (Qt.DisplayRole, VALUE_ROLE)]
    said += [each.text() for each in page.findChildren(QLabel)]
    said += [page.run.transcript.accessible_text(), page.run.diff.accessible_text()]

    assert not [words for words in said if PLANTED in words or "0.61" in words]


def test_a_command_is_approved_where_it_waits(open_page, qtbot, store):
    page = open_page()
    begin_on(page, store, asking=Asking.EVERY)
    wait_for_question(qtbot, page)
    page.run.ask.approve()
    qtbot.waitUntil(lambda: page.run.run.turns == 2)
    wait_for_question(qtbot, page)
    page.run.ask.approve_rest()
    wait_over(qtbot, page)

    (run,) = runs(page)
    approvals = [call.approval for step in run.steps for call in step.calls if call.approval]
    assert {approval.by for approval in approvals} == {"ada"}
    assert not run.intervened


def test_a_rejection_reaches_the_model_and_marks_the_run(open_page, qtbot, store):
    page = open_page()
    begin_on(page, store, asking=Asking.EVERY)
    wait_for_question(qtbot, page)
    page._answer("reject", page.run.ask.question.id, "not that one")
    qtbot.waitUntil(lambda: page.run.run.turns == 2)
    wait_for_question(qtbot, page)
    page.run.ask.approve_rest()
    wait_over(qtbot, page)

    (run,) = runs(page)
    assert run.intervened
    assert "not that one" in run.steps[2].calls[0].stderr


def test_what_waits_is_counted(open_page, qtbot, store):
    page = open_page()
    heard = []
    page.waiting_changed.connect(heard.append)
    begin_on(page, store, TWO, asking=Asking.EVERY, parallel=2)

    qtbot.waitUntil(lambda: 2 in heard)
    page._cancel_all()
    qtbot.waitUntil(lambda: heard[-1] == 0)


def test_the_next_question_is_gone_to(open_page, qtbot, store):
    page = open_page()
    begin_on(page, store, TWO, asking=Asking.EVERY, parallel=2)
    qtbot.waitUntil(lambda: [run.pending is None for run in runs(page)] == [False, False])
    page.campaign.go_to(0)
    page._next_question()

    assert page.campaign.current.position == 1


def test_all_is_cancelled_at_once_also_while_a_model_hangs(open_page, qtbot, store, gate):
    page = open_page(a_machine(model_for=lambda *_: Talker(*a_talk(), gates={1: gate})))
    begin_on(page, store, TWO, parallel=2)
    wait_turn(qtbot, page, 2)
    began = time.monotonic()
    page._cancel_all()
    qtbot.waitUntil(lambda: all(run.ended is Ended.CANCELLED for run in runs(page)))

    assert time.monotonic() - began < AT_ONCE_S
    wait_over(qtbot, page)
    assert button(page, "runs.resume").isVisible()


def test_one_run_is_cancelled_and_the_others_go_on(open_page, qtbot, store, gate):
    page = open_page(a_machine(model_for=lambda *_: Talker(*a_talk(), gates={1: gate})))
    begin_on(page, store, TWO, parallel=2)
    wait_turn(qtbot, page, 2)
    page.campaign.go_to(0)
    page._cancel_run()
    qtbot.waitUntil(lambda: runs(page)[0].ended is Ended.CANCELLED)
    state = runs(page)[1].state
    gate.set()
    wait_over(qtbot, page)

    assert state is CellState.RUNNING
    assert runs(page)[1].ended is Ended.COMPLETED


def test_what_is_missing_is_run_and_what_was_done_stays(open_page, qtbot, store):
    stopped_desk(store, ())
    page = open_page()
    page._resume()
    wait_over(qtbot, page)

    assert [run.ended for run in runs(page)] == [Ended.COMPLETED]


def test_a_failed_run_says_why_and_is_tried_again(open_page, qtbot, store):
    sandboxes = FakeSandboxes(act, fault=SandboxError("No room.", hint="Make some."))
    page = open_page(a_machine(sandboxes))
    begin_on(page, store)
    wait_over(qtbot, page)
    why = label(page, "runs.run.failure.text")
    sandboxes.fault = None
    button(page, "runs.retry").click()
    qtbot.waitUntil(lambda: runs(page)[0].ended is Ended.COMPLETED)
    wait_over(qtbot, page)

    assert why == "No room. Make some."


def test_an_image_that_cannot_be_made_is_told_with_the_next_move(open_page, qtbot, store):
    class Broken(FakeSandboxes):
        def prepare(self, progress):
            raise SandboxError("The image cannot be made:\napt: no space", hint="Make room.")

    page = open_page(a_machine(Broken()))
    begin_on(page, store)
    qtbot.waitUntil(lambda: "no space" in label(page, "runs.notice.text"))

    assert "Make room." in label(page, "runs.notice.text")
    assert button(page, "runs.notice.again").isVisible()


def test_a_run_of_before_is_read_out_of_the_study(open_page, qtbot, store):
    run_it(store, a_campaign(store, ONE), a_machine())
    page = open_page()

    qtbot.waitUntil(lambda: "How many rows" in page.run.transcript.accessible_text())


def test_a_run_of_an_open_wave_is_read_there_alone(open_page, qtbot, store):
    run_it(store, a_campaign(store, TWO), a_machine())
    draw(store, Plan(size=2, design=Design.SRS, seed=1, raters=("ada",)), now=NOW)
    page = open_page()

    qtbot.waitUntil(lambda: label(page, "runs.run.state.title") == "Part of a gold wave")
    assert "How many rows" not in page.run.transcript.accessible_text()


def test_a_study_that_can_only_be_read_says_so_before_anything_is_planned(
    open_page, qtbot, monkeypatch
):
    monkeypatch.setattr(run_offer, "read_only", lambda _store: True)
    page = open_page()
    qtbot.waitUntil(lambda: label(page, "runs.launch.outlook.runs") == "12 runs")

    assert "can only be read" in label(page, "runs.launch.notice.text")
    assert not button(page, "runs.launch.go").isEnabled()


def test_campaigns_under_way_leave_room_for_other_work(open_page, qtbot, store, gate):
    page = open_page(a_machine(model_for=lambda *_: Talker(*a_talk(), gates={1: gate})))
    for _ in range(3):
        begin_on(page, store)
    qtbot.waitUntil(lambda: len(page._sessions.alive) == 3)
    done = []
    page.desk.jobs.start(lambda _progress: 1, then=done.append)

    qtbot.waitUntil(lambda: done == [1])


def test_the_models_of_runs_and_scenarios_keep_qts_rules(open_page, qtbot, store, qtmodeltester):
    run_it(store, a_campaign(store, TWO), a_machine())
    page = open_page()

    qtmodeltester.check(page.campaign.model)
    qtmodeltester.check(page.form.scenarios.scenarios)


def test_who_closes_is_asked_once_while_runs_are_under_way(open_page, qtbot, store, gate):
    page = open_page(a_machine(model_for=lambda *_: Talker(*a_talk(), gates={1: gate})))
    begin_on(page, store)
    wait_turn(qtbot, page, 1)
    first = page.close_down()
    said = label(page, "runs.question.notice.text")
    second = page.close_down()
    wait_over(qtbot, page)

    assert (first, second) == (False, True)
    assert said.startswith("1 run is under way.")


def test_a_page_may_go_while_its_runs_are_on_their_way(open_page, qtbot, store, gate):
    page = open_page(a_machine(model_for=lambda *_: Talker(*a_talk(), gates={1: gate})))
    begin_on(page, store)
    wait_turn(qtbot, page, 1)
    (session,) = page._sessions.alive
    page.desk.jobs.close()
    session._job = None

    (run,) = session.live.runs()
    assert run.ended is Ended.CANCELLED


@pytest.mark.parametrize("text", ["\x1b[31mred", "\u202egnp.exe", "<b>bold</b>"])
def test_hostile_output_is_text(open_page, qtbot, store, text):
    talk = (says(bash("cat x"), content=text), says(finish("Seen.")))
    page = open_page(a_machine(model_for=lambda *_: Talker(*talk)))
    begin_on(page, store)
    wait_over(qtbot, page)

    said = page.run.transcript.accessible_text()
    assert "\x1b" not in said
    assert "\u202e" not in said
