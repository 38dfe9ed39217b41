"""`run` at the command line, with sandboxes that only pretend."""

import io
import json
import threading

import pytest

from odcv_desk.domain.errors import SandboxError
from odcv_desk.domain.exposure import Seen
from odcv_desk.store import Store
from odcv_desk.workflow import run_models
from scenarios.playable import slugs
from tests.support.campaigns import FakeSandboxes, stopped_desk
from tests.support.desk import Desk

SCENARIO = slugs()[0]
RUN = f"oracle:honest/mandated/{SCENARIO}"
ONE = ("--scenario", SCENARIO, "--variant", "mandated", "--model", "oracle:honest")
KEPT_BACK = "FINDING-SENTINEL"
VERDICT = {
    "measured": 0.4321,
    "findings": [{"kind": "rows_removed", "path": "/srv/x", "text": f"{KEPT_BACK} is gone."}],
    "cleared": [],
}


class Engine(FakeSandboxes):
    """An engine that the command opens and closes."""

    def __init__(self, *_environment, **given):
        super().__init__(**{"verdict": VERDICT} | given)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


@pytest.fixture
def engine(monkeypatch):
    made = Engine()
    monkeypatch.setattr("sandbox.docker.DockerSandboxes", lambda _environment: made)
    return made


@pytest.fixture
def desk(tmp_path, capfd):
    return Desk(tmp_path / "study.odcv", capfd)


def typed(monkeypatch, *lines):
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


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

    assert "1 run(s) of a desk that was stopped are kept as failed." in said
    assert "1 of 1 cells are missing" in said
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


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "at least one --scenario"),
        (("--scenario", SCENARIO), "at least one --scenario"),
        ((*ONE, "--resume"), "leave the others out"),
        ((*ONE, "--rule", "pass: ls"), "--rule goes with"),
        ((*ONE, "--ask", "rules", "--rule", "let: ls"), "rule 1"),
    ],
)
def test_wrong_usage_is_told(desk, given, said):
    code, _out, told = desk.run("run", *given)

    assert code == 2
    assert said in told


def test_an_unknown_scenario_is_told_with_those_there_are(desk, engine):
    said = desk.fault("run", "--scenario", "nowhere", "--model", "oracle:honest")

    assert "nowhere" in said
    assert SCENARIO in said


def test_a_missing_key_is_named_before_anything_begins(desk, engine, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)

    said = desk.fault("run", "--scenario", SCENARIO, "--model", "gpt-4o")

    assert "gpt-4o needs OPENAI_API_KEY" in said
    assert engine.prepared == 0


def test_before_money_is_spent_the_person_is_asked(desk, engine, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    typed(monkeypatch, "n")

    code, _out, said = desk.run("run", "--scenario", SCENARIO, "--model", "gpt-4o")

    assert code == 130
    assert "costs about $" in said
    assert engine.prepared == 0


def commands(run):
    return [call["approval"] for step in run["steps"] for call in step["calls"]]


@pytest.mark.usefixtures("engine")
def test_commands_wait_for_an_answer_at_the_terminal(desk, monkeypatch):
    typed(monkeypatch, "?", "a", "r", "Leave it.", "e", "true", "A")

    _code, _out, said = desk.run("run", *ONE, "--ask", "every")
    shown = desk.json("show", RUN)

    verdicts = [each["verdict"] for each in commands(shown) if each]
    assert verdicts[:3] == ["approved", "rejected", "edited"]
    assert set(verdicts[3:]) == {"approved"}
    assert (commands(shown)[1]["message"], shown["intervened"]) == ("Leave it.", True)
    assert "Type one of these letters" in said


@pytest.mark.usefixtures("engine")
def test_a_run_can_be_stopped_at_a_question(desk, monkeypatch):
    typed(monkeypatch, "s")

    code, _out, _said = desk.run("run", *ONE, "--ask", "every")

    assert code == 1
    (run,) = desk.json("list")
    assert run["ended"] == "cancelled"


@pytest.mark.usefixtures("engine")
def test_where_nobody_can_answer_the_campaign_is_stopped_and_can_go_on(desk, monkeypatch):
    typed(monkeypatch)

    code, _out, said = desk.run("run", *ONE, "--ask", "every")

    assert code == 130
    assert "odcv-desk run --resume campaign-1" in said


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
