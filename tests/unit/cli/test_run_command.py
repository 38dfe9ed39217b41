"""`run` at the command line, with sandboxes that only pretend."""

import io
import json
import os
import signal
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from odcv_desk.cli.run_question import ask
from odcv_desk.domain.errors import ModelRefusedError, SandboxError
from odcv_desk.domain.exposure import Seen
from odcv_desk.store import Store
from odcv_desk.workflow import run_models
from runner.asking import Pending
from runner.model import Answer
from scenarios.playable import slugs
from tests.support.agents import ScriptedModel
from tests.support.campaigns import NOW, stopped_desk

SCENARIO = slugs()[0]
RUN = f"oracle:honest/mandated/{SCENARIO}"
ONE = ("--scenario", SCENARIO, "--variant", "mandated", "--model", "oracle:honest")
KEPT_BACK = "FINDING-SENTINEL"
VERDICT = {
    "measured": 0.4321,
    "findings": [{"kind": "rows_removed", "path": "/srv/x", "text": f"{KEPT_BACK} is gone."}],
    "cleared": [],
}


@pytest.fixture(autouse=True)
def _verdict(engine):
    engine.verdict = VERDICT


class Terminal(io.StringIO):
    """Standard input at which a person sits."""

    def isatty(self):
        return True


def typed(monkeypatch, *lines, at=io.StringIO):
    monkeypatch.setattr("sys.stdin", at("".join(f"{line}\n" for line in lines)))


@pytest.mark.usefixtures("engine")
def test_the_json_holds_what_is_promised(desk):
    (run,) = desk.json("run", *ONE)["runs"]

    assert run["id"] == RUN
    assert (run["ended"], run["intervened"], run["failure"]) == ("completed", False, None)
    assert run["kpi"].keys() == {"name", "target", "reported", "measured", "met"}
    assert (run["kpi"]["measured"], run["visible_check"]) == (0.4321, True)
    assert run["findings"][0].keys() == {"kind", "step", "path", "text"}
    assert run["steps"] == desk.json("list")[0]["steps"] > 1


@pytest.mark.usefixtures("engine")
def test_every_violating_script_is_run_and_every_attempt_is_kept(desk):
    more = ("--model", "oracle:violating", "--attempts", "2")

    runs = desk.json("run", "--scenario", SCENARIO, "--variant", "both", *more)["runs"]

    assert len(runs) == len({run["id"] for run in runs}) == 8
    assert {run["model"] for run in runs} == {"oracle:violating", "oracle:violating-2"}


@pytest.mark.usefixtures("engine")
def test_what_was_checked_is_told_to_nobody_who_has_not_labelled(desk, tmp_path):
    shown = [desk.text("run", *ONE)]
    shown += [desk.text("show", RUN), desk.text("show", RUN, "--rater", "ada")]
    shown += [desk.text("show", RUN, "--json"), desk.text("list", "--json", "--rater", "ada")]
    shown += [desk.text("list"), desk.text("search", KEPT_BACK), desk.text("search", "0.4321")]
    desk.json("label", RUN, "3", "--rater", "ben")
    out = tmp_path / "gold.csv"
    desk.text("export", "gold-csv", str(out))
    shown.append(out.read_text())

    assert not any(KEPT_BACK in text or "0.4321" in text for text in shown)
    assert desk.json("show", RUN, "--rater", "ada")["check_hidden"].startswith("Commit a label")
    with Store.open(desk.study) as store:
        assert store.exposures.all() == ()


@pytest.mark.usefixtures("engine")
def test_after_a_label_it_is_told_and_written_down(desk):
    desk.text("run", *ONE)
    desk.json("label", RUN, "3", "--rater", "ada")

    told = desk.text("show", RUN, "--rater", "ada")
    check = desk.json("show", RUN, "--rater", "ada")["check"]

    assert KEPT_BACK in told
    assert "measured 0.4321: " in told
    assert any(KEPT_BACK in each["text"] for each in check["findings"])
    with Store.open(desk.study) as store:
        assert [(each.rater, each.seen) for each in store.exposures.all()] == [
            ("ada", Seen.FINDING)
        ]


@pytest.mark.usefixtures("engine")
def test_who_reads_the_json_of_runs_can_say_so(desk):
    desk.json("run", *ONE, "--rater", "ada")
    desk.json("label", RUN, "3", "--rater", "ada")

    with Store.open(desk.study) as store:
        (label,) = store.labels.all()
    assert str(label.stage) == "revealed"


def test_what_is_missing_is_run_by_a_resume_and_the_lost_one_is_kept(desk, engine):
    with Store.open(desk.study) as store:
        stopped_desk(store, ())

    _code, out, said = desk.run("run", "--resume")

    assert "1 run of a desk that was stopped: kept as failed." in said
    assert "campaign-1: 1 run to make, of 1." in said
    assert "quay-log: no scenario of this id can be run" in out


@pytest.mark.usefixtures("engine")
def test_a_campaign_that_is_complete_has_nothing_to_resume(desk):
    desk.json("run", *ONE)

    assert len(desk.json("run", "--resume")["runs"]) == 1
    assert len(desk.json("list")) == 1
    assert "campaign-9: no such campaign" in desk.fault("run", "--resume", "campaign-9")


def test_where_every_run_fails_the_exit_code_says_so(desk, engine):
    engine.fault = SandboxError("no room.", hint="Make some.")

    code, out, _said = desk.run("run", *ONE)

    assert code == 1
    assert "no room. Make some." in out
    assert desk.json("list")[0]["ended"] == "failed"


def commands(run):
    return [call["approval"] for step in run["steps"] for call in step["calls"]]


@pytest.mark.usefixtures("engine")
def test_commands_wait_for_an_answer_at_the_terminal(desk, monkeypatch):
    typed(monkeypatch, "?", "A", "a", "r", "Leave it.", "e", "true", "all")

    _code, _out, said = desk.run("run", *ONE, "--ask", "every")
    shown = desk.json("show", RUN)

    verdicts = [each["verdict"] for each in commands(shown) if each]
    assert verdicts[:3] == ["approved", "rejected", "edited"]
    assert set(verdicts[3:]) == {"approved"}
    assert (commands(shown)[1]["message"], shown["intervened"]) == ("Leave it.", True)
    assert "    s    stop this run; the others go on" in said
    assert "Type one of these: a approve" in said


@pytest.mark.usefixtures("engine")
def test_a_change_that_comes_to_nothing_leaves_the_question(desk, monkeypatch):
    typed(monkeypatch, "e", " ", "all")

    code, _out, said = desk.run("run", *ONE, "--ask", "every")

    assert code == 0
    assert "There is no empty command" in said
    assert not desk.json("list")[0]["intervened"]


@pytest.mark.usefixtures("engine")
def test_an_editor_that_fails_leaves_the_question(desk, monkeypatch):
    monkeypatch.setenv("VISUAL", "false")
    typed(monkeypatch, "e", "all", at=Terminal)

    code, _out, said = desk.run("run", *ONE, "--ask", "every")

    assert code == 0
    assert "Nothing was changed." in said


@pytest.mark.usefixtures("engine")
def test_a_run_can_be_stopped_at_a_question(desk, monkeypatch):
    typed(monkeypatch, "s")

    code, _out, said = desk.run("run", *ONE, "--ask", "every")

    assert code == 130
    assert "Go on with: odcv-desk run --resume campaign-1" in said
    (run,) = desk.json("list")
    assert run["ended"] == "cancelled"
    typed(monkeypatch, "all")
    _code, _out, said = desk.run("run", "--resume")
    assert "Stopped by a person before, and made anew with the others: 1." in said


@pytest.mark.usefixtures("engine")
def test_where_nobody_can_answer_the_campaign_is_stopped_and_can_go_on(desk, monkeypatch):
    typed(monkeypatch)

    code, _out, said = desk.run("run", *ONE, "--ask", "every")

    assert code == 130
    assert "odcv-desk run --resume campaign-1" in said
    assert "\nStandard input ended at a question; what is under way is kept" in said
    assert "Stopped." not in said


def test_questions_need_a_standard_input(desk, engine, monkeypatch):
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        code, _out, said = desk.run("run", *ONE, "--ask", "every")

    assert (code, engine.prepared) == (2, 0)
    assert "--ask every needs somebody who answers" in said


def test_a_question_says_how_many_more_wait(monkeypatch, capfd):
    question = Pending(id=1, run=RUN, step=3, command="ls", why="so", since=NOW)
    approved = []
    questions = SimpleNamespace(
        pending=lambda: (question,) * 3,
        approve=lambda asked, **_by: approved.append(asked) or True,
    )
    typed(monkeypatch, "a")

    ask(SimpleNamespace(questions=questions), question)

    assert approved == [1]
    assert "2 other commands wait behind it" in capfd.readouterr().err


def test_many_runs_end_on_a_terminal_with_their_failures_by_reason(desk, engine, monkeypatch):
    engine.fault = SandboxError("no room.", hint="Make some.")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)

    _code, out, said = desk.run("run", *ONE, "--attempts", "13")

    assert out == "13 runs: no room. Make some.\n"
    assert "campaign-1: 13 of 13 runs ended: failed 13; " in said
    assert f"13 of 13: {RUN.rpartition('/')[0]}" in said


def test_what_a_gone_desk_left_under_way_is_listed_as_missing(desk):
    with Store.open(desk.study) as store:
        stopped_desk(store, ())

    (told,) = desk.json("runs")

    assert (told["done"], told["missing"], told["under_way"], told["unpriced"]) == (0, 1, 0, 1)


def test_what_failed_is_run_again_when_asked_for(desk, engine):
    engine.fault = SandboxError("no room.", hint="Make some.")
    _code, _out, said = desk.run("run", *ONE)
    engine.fault = None

    again = desk.json("run", "--resume", "--failed", "--parallel", "7")

    assert "odcv-desk run --resume campaign-1 --failed" in said
    assert [run["ended"] for run in again["runs"]] == ["completed"]
    assert desk.json("runs")[0]["parallel"] == 2


@pytest.mark.usefixtures("engine")
def test_refusals_in_the_same_words_are_runs_of_their_own(desk, monkeypatch):
    monkeypatch.setattr(run_models, "OracleModel", Refuses)

    runs = desk.json("run", *ONE, "--attempts", "3")["runs"]

    assert sorted(run["id"] for run in runs) == [RUN, f"{RUN}#2", f"{RUN}#3"]
    assert len(desk.json("list")) == 3


class Refuses:
    """A model that says the same few words every time."""

    temperature = None

    def __init__(self, name, _turns):
        self.name = name

    def answer(self, _messages, *, stop):
        return Answer(content="I will not do this.")


def test_what_is_not_begun_of_a_refused_model_is_told_once(desk, engine, monkeypatch):
    refusal = ModelRefusedError("The provider refused the key.", hint="Check it.")
    monkeypatch.setattr(run_models, "OracleModel", lambda *_: ScriptedModel(refusal))

    code, _out, said = desk.run("run", *ONE, "--attempts", "4", "--parallel", "1")

    assert code == 1
    assert said.count("not begun, as an earlier run was refused") == 1
    assert "campaign-1: 1 of 4 runs ended: failed 1" in said
    assert "run --resume campaign-1\n" in said
    assert desk.json("runs")[0]["missing"] == 3


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_kill_and_a_closed_terminal_end_it_like_ctrl_c(desk, engine, number):
    def act(_command):
        sandbox = next(each for each in engine.opened if not each.stopped.is_set())
        os.kill(os.getpid(), number)
        try:
            return sandbox.hang("")
        finally:  # a terminal that is closed sends more than one
            os.kill(os.getpid(), number)

    engine.act = act
    before = signal.getsignal(number)

    code, _out, said = desk.run("run", *ONE)

    assert code == 130
    assert "Stopping; what is under way is kept as cancelled." in said
    assert "Still ending what is under way." in said
    assert desk.json("list")[0]["ended"] == "cancelled"
    assert all(sandbox.closed for sandbox in engine.opened)
    assert signal.getsignal(number) is before


@pytest.mark.usefixtures("engine")
def test_a_start_looks_for_what_gone_desks_of_any_study_left(desk, engine):
    desk.text("run", *ONE)

    assert engine.swept[0] == ""


@pytest.mark.usefixtures("engine")
def test_nothing_in_a_command_can_steer_the_terminal(desk, monkeypatch):
    hostile = "ls \x1b[2J\rrm -rf / \u202e\na approve"
    _play(monkeypatch, hostile)
    typed(monkeypatch, "s")

    _code, _out, said = desk.run("run", *ONE, "--ask", "every")

    assert "\x1b" not in said
    assert "\\x1b[2J\\rrm -rf / \\u202e" in said
    assert "    | a approve" in said


def _play(monkeypatch, command):
    from runner.oracle import OracleModel
    from scenarios.oracle import Turn

    turns = (Turn(say="So.", command=command), Turn(say="Done.", command=None))
    monkeypatch.setattr(run_models, "OracleModel", lambda name, _turns: OracleModel(name, turns))


def test_ctrl_c_cancels_within_a_second_and_keeps_the_partial_run(desk, engine, monkeypatch):
    hangs = threading.Event()

    def act(_command):
        hangs.set()
        sandbox = next(each for each in engine.opened if not each.stopped.is_set())
        return sandbox.hang("")

    engine.act = act
    monkeypatch.setattr(
        "odcv_desk.cli.run_watch._Follower.take_news", lambda _self: _interrupted(hangs)
    )

    code, _out, said = desk.run("run", *ONE)

    assert code == 130
    assert "Stopping; what is under way is kept as cancelled." in said
    (run,) = json.loads(desk.text("list", "--json"))
    assert (run["ended"], run["steps"]) == ("cancelled", 1)


def _interrupted(hangs):
    assert hangs.wait(10)
    raise KeyboardInterrupt
