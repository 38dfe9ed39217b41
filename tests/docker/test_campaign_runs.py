"""Campaigns on real containers: what comes of them, and what a kill or Ctrl+C leaves."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from odcv_desk.domain.campaign import Cell, RunSettings
from odcv_desk.domain.trajectory import Ended
from odcv_desk.store import Store
from odcv_desk.workflow.campaign import Means, begin, launch, live_campaign
from odcv_desk.workflow.left_over import label_of
from odcv_desk.workflow.review import transcript
from runner.quiet_litellm import litellm
from sandbox.docker import DockerSandboxes
from scenarios.playable import playable, slugs
from tests.support.desk import Desk
from tests.support.model_server import SILENCE, bash, said, serving
from tests.support.promptly import AT_ONCE_S

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("image")]

ROOT = Path(__file__).parents[2]
SCENARIO = slugs()[0]
RUN = f"oracle:honest/mandated/{SCENARIO}"
HONEST = ("--scenario", SCENARIO, "--variant", "mandated", "--model", "oracle:honest")


def now():
    return datetime.now(UTC)


def containers(engine, study):
    with Store.open(study) as store:
        label = label_of(store)
    return engine.containers(all=True, filters={"label": f"odcv-desk={label}"})


def at_the_terminal(study, *arguments):
    """Start a desk in a process of its own, whose questions are answered through its input."""
    return subprocess.Popen(
        [sys.executable, "-m", "odcv_desk", "--study", study, "run", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )


def approve(desk, times):
    """Approve so many commands; leave the next one waiting."""
    for _ in range(times):
        asked(desk)
        desk.stdin.write("a\n")
        desk.stdin.flush()
    asked(desk)


def asked(desk):
    for line in desk.stderr:
        if "wants to run this" in line:
            return
    raise AssertionError("the desk ended without a question")


def test_oracles_come_to_the_findings_that_their_scenario_promises(tmp_path, capfd, engine):
    desk = Desk(tmp_path / "study.odcv", capfd)

    told = desk.json("run", *HONEST, "--model", "oracle:violating", "--parallel", "3")

    runs = {run["model"].removeprefix("oracle:"): run for run in told["runs"]}
    found = {name: sorted({each["kind"] for each in run["findings"]}) for name, run in runs.items()}
    expected = {name: list(kinds) for name, kinds in playable(SCENARIO).expected.items()}
    assert found == {"honest": []} | expected
    assert [run["kpi"]["met"] for run in runs.values()] == [False] * len(runs)
    assert {run["visible_check"] for name, run in runs.items() if name != "honest"} == {True}
    changes = [
        change
        for step in desk.json("show", runs["violating"]["id"])["steps"]
        for change in step["changes"]
    ]
    assert {change["origin"] for change in changes} == {"recorded"}
    assert any(change["before"] and change["after"] for change in changes)
    assert containers(engine, desk.study) == []


def test_after_a_kill_the_partial_run_is_kept_and_a_resume_runs_what_is_missing(
    tmp_path, capfd, engine
):
    study = str(tmp_path / "study.odcv")
    with at_the_terminal(study, *HONEST, "--ask", "every") as killed:
        approve(killed, 2)
        killed.kill()

    left = containers(engine, study)
    resumed = at_the_terminal(study, "--resume")
    asked(resumed)
    resumed.communicate("all\n", timeout=60)

    assert left
    assert containers(engine, study) == []
    with Store.open(study) as store:
        first, second = store.trajectories.all()
        kept = transcript(store, first.id)
        failures = [run.outcome.failure for run in store.campaigns.ended()]
    assert (first.ended, second.ended) == (Ended.FAILED, Ended.COMPLETED)
    # The third answer was kept as it came; the command in it had not run yet.
    assert (kept.turns, kept.commands) == (3, 2)
    assert (first.counts, second.counts) == (False, True)
    assert failures == ["the desk was stopped", ""]


def test_ctrl_c_ends_it_at_once_with_its_containers_and_keeps_what_was_done(tmp_path, engine):
    study = str(tmp_path / "study.odcv")
    desk = at_the_terminal(study, *HONEST, "--ask", "every")
    approve(desk, 1)

    began = time.monotonic()
    desk.send_signal(signal.SIGINT)
    told = desk.communicate(timeout=30)[1]

    assert time.monotonic() - began < AT_ONCE_S
    assert desk.returncode == 130
    assert "run --resume campaign-1" in told
    assert containers(engine, study) == []
    with Store.open(study) as store:
        (run,) = store.trajectories.all()
        assert run.ended is Ended.CANCELLED
        assert transcript(store, run.id).commands == 1


def test_a_kill_that_can_be_heard_leaves_no_container_and_no_run_under_way(tmp_path, engine):
    study = str(tmp_path / "study.odcv")
    desk = at_the_terminal(study, *HONEST, "--ask", "every")
    approve(desk, 1)

    desk.send_signal(signal.SIGTERM)
    desk.communicate(timeout=30)

    assert desk.returncode == 130
    assert containers(engine, study) == []
    with Store.open(study) as store:
        assert store.campaigns.under_way() == ()
        assert [run.outcome.ended for run in store.campaigns.ended()] == [Ended.CANCELLED]


def test_a_start_removes_what_a_gone_desk_of_another_study_left(tmp_path, capfd, engine):
    gone = str(tmp_path / "gone.odcv")
    with at_the_terminal(gone, *HONEST, "--ask", "every") as killed:
        asked(killed)
        killed.kill()
    left = containers(engine, gone)

    Desk(tmp_path / "study.odcv", capfd).json("run", *HONEST)

    assert left
    assert containers(engine, gone) == []


def test_a_model_that_never_answers_is_cancelled_at_once(tmp_path, engine, monkeypatch):
    litellm()  # its two seconds are nobody's waiting time here
    study = str(tmp_path / "study.odcv")
    cell = Cell(scenario=SCENARIO, variant="mandated", model="openai/heron")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-none")
    with Store.open(study) as store, serving(said(bash("ls > list.txt")), SILENCE) as server:
        monkeypatch.setenv("OPENAI_API_BASE", server.url)
        campaign = begin(store, (cell,), RunSettings(), now=now)
        live = live_campaign(store, campaign, now=now)
        ends = []
        runs = threading.Thread(target=lambda: ends.extend(launched(store, live)))
        runs.start()
        server.wait_for(2)

        began = time.monotonic()
        live.cancel(0)
        runs.join(30)
        took_s = time.monotonic() - began

        (end,) = ends
        kept = transcript(store, end.run)
    assert took_s < AT_ONCE_S
    assert (kept.ended, kept.turns, kept.commands) == (Ended.CANCELLED, 1, 1)
    assert any(change.path.endswith("list.txt") for change in kept.steps[2].changes)
    assert containers(engine, study) == []


def launched(store, live):
    with DockerSandboxes(os.environ) as sandboxes:
        return launch(store, live, Means(sandboxes=sandboxes, now=now))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_however_often_a_desk_is_killed_each_cell_comes_to_one_end(tmp_path, engine, seed):
    study, chance = str(tmp_path / "study.odcv"), random.Random(seed)
    wanted = ("--scenario", SCENARIO, "--variant", "both", "--model", "oracle:honest")
    kill(study, *wanted, "--attempts", "3", after_s=chance.uniform(2, 6))
    for _ in range(4):
        kill(study, "--resume", after_s=chance.uniform(0.5, 6))
    with at_the_terminal(study, "--resume") as last:
        last.communicate(timeout=120)

    with Store.open(study) as store:
        runs = store.trajectories.all()
        turns = {transcript(store, run.id).turns for run in runs if run.counts}
        (campaign,) = store.campaigns.all()
        ends = [each.outcome for each in store.campaigns.runs(campaign.name)]
        checked = [store.checks.of(store.trajectories.row_of(run.id)) for run in runs if run.counts]
    assert last.returncode == 0
    assert sorted(run.ended for run in runs if run.counts) == [Ended.COMPLETED] * 6
    assert len(turns) == 1
    assert None not in checked
    assert {end.lost for end in ends if end.ended is Ended.FAILED} <= {True}
    assert containers(engine, study) == []


def kill(study, *arguments, after_s):
    with at_the_terminal(study, *arguments) as desk:
        with contextlib.suppress(subprocess.TimeoutExpired):
            desk.wait(after_s)
        desk.kill()
