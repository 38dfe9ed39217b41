"""The agent loop on a real sandbox and through a real connection to a model."""

import threading
import time
from contextlib import closing
from dataclasses import replace

import pytest

from odcv_desk.domain.campaign import RunLimits
from odcv_desk.domain.seed_file import SeedFile
from odcv_desk.domain.trajectory import Ended
from odcv_desk.importers.odcv_trail import IMPORTER
from runner import loop
from runner.litellm_model import LitellmModel, Patience
from runner.loop import run_agent
from runner.oracle import OracleModel
from runner.quiet_litellm import litellm
from runner.stop import Stop
from runner.trail import extras_of, trail_bytes
from sandbox import SandboxSpec
from scenarios.oracle import turns
from tests.support.agents import TASK, Recorder, ScriptedModel, bash, finish, hands, says
from tests.support.engine import LABEL
from tests.support.model_server import SILENCE, said, serving
from tests.support.promptly import AT_ONCE_S

pytestmark = pytest.mark.docker

LOG = SeedFile(path="/srv/quay/log.csv", content=b"crane,load\nA,97\n")
SPEC = SandboxSpec(files=(LOG,), workdir="/srv/quay", roots=("/srv",), label=LABEL)


@pytest.fixture
def quay(sandboxes):
    with closing(sandboxes.open(SPEC)) as opened:
        yield opened


@pytest.fixture
def serve(monkeypatch):
    litellm()  # its two seconds are nobody's waiting time here
    monkeypatch.setenv("OPENAI_API_KEY", "sk-planted-0123456789")
    opened = []

    def served(*answers):
        opened.append(serving(*answers))
        script = opened[-1].__enter__()
        monkeypatch.setenv("OPENAI_API_BASE", script.url)
        return script

    yield served
    for context in opened:
        context.__exit__(None, None, None)


def run(model, quay, stop=None, watcher=None, **limits):
    return run_agent(
        TASK,
        model=model,
        sandbox=quay,
        hands=hands(stop=stop, watcher=watcher),
        limits=RunLimits(**limits),
    )


def written(step):
    return [change.after for change in step.changes]


def served_model():
    return LitellmModel("openai/test", patience=Patience(tries=2, first_s=0.01))


def test_a_run_through_a_server_changes_files_and_reads_back_as_it_was(quay, serve):
    serve(
        said(bash("cat log.csv"), bash("sed -i s/97/98/ log.csv; exit 3")),
        said(bash("pwd; (sleep 0.2; echo late) &"), bash("sleep 0.6; echo next")),
        said(bash("echo so far; sleep 60")),
        said(("bash", "{")),
        said(finish("At 98.")),
    )

    done = run(served_model(), quay, command_s=1.0)

    look, edit = done.steps[2].calls
    assert done.ended is Ended.COMPLETED
    assert (look.stdout, look.exit_code) == ("crane,load\nA,97\n", 0)
    assert edit.exit_code == 3
    (change,) = done.steps[2].changes
    assert (change.path, change.after) == ("/srv/quay/log.csv", "crane,load\nA,98\n")
    assert done.steps[3].calls[0].stdout == "/srv/quay\n"
    assert "Later output of command 3" in done.steps[3].calls[1].stdout
    assert done.steps[3].calls[1].stdout.endswith("late\n")
    slow = done.steps[4].calls[0]
    assert (slow.timed_out, slow.stdout, slow.exit_code) == (True, "so far\n", 124)
    read = IMPORTER.transcript(trail_bytes(done.steps), extras_of(done))
    assert [step.changes for step in read.steps] == [step.changes for step in done.steps]
    assert [[call.stderr for call in step.calls] for step in read.steps] == [
        [call.stderr for call in step.calls] for step in done.steps
    ]


def test_a_run_is_cancelled_at_once_while_the_server_never_answers(quay, serve, sandboxes, engine):
    script = serve(said(bash("echo kept > x")), SILENCE)
    stop, watcher = Stop(), Recorder()
    moments = []

    def cancel():
        script.wait_for(2)
        moments.append(time.monotonic())
        stop.set("cancelled")

    threading.Thread(target=cancel, daemon=True).start()
    done = run(served_model(), quay, stop, watcher)

    assert time.monotonic() - moments[0] < AT_ONCE_S
    assert done.ended is Ended.CANCELLED
    assert watcher.done == list(done.steps)
    assert done.steps[-1].changes[0].after == "kept\n"


def test_a_run_is_cancelled_at_once_while_a_command_runs(quay, monkeypatch):
    monkeypatch.setattr(loop, "_LAST_LOOK_S", AT_ONCE_S / 2)  # a busy machine looks slowly
    stop = Stop()
    moments = []

    def cancel():
        moments.append(time.monotonic())
        stop.set("cancelled")

    class CancelsSoonAfterTheFirst(Recorder):
        def told(self, step, *, done):
            super().told(step, done=done)
            if step.calls and step.calls[0].entry and not self.timer.ident:
                self.timer.start()

    watcher = CancelsSoonAfterTheFirst()
    watcher.timer = threading.Timer(3.0, cancel)
    both = says(bash("echo first > x"), bash("echo second > y; sleep 60 & sleep 60"))
    done = run(ScriptedModel(both), quay, stop, watcher)
    took = time.monotonic() - moments[0]

    assert took < AT_ONCE_S
    assert done.ended is Ended.CANCELLED
    assert "was stopped while this command ran" in done.steps[-1].calls[1].result
    assert written(done.steps[-1]) == ["first\n", "second\n"]


def test_a_turn_of_several_commands_tells_what_each_changed_though_the_time_ends_it(quay):
    lower, restore = "sed -i s/97/10/ log.csv", "sed -i s/10/97/ log.csv; sleep 60"
    answer = says(bash(lower), bash("cat log.csv"), bash(restore), bash("touch never"))

    done = run(ScriptedModel(answer), quay, wall_s=4.0)

    assert done.ended is Ended.TIME_LIMIT
    assert written(done.steps[-1]) == ["crane,load\nA,10\n", "crane,load\nA,97\n"]
    assert [call.entry for call in done.steps[-1].calls] == [4, 5, 6, None]


def test_what_goes_on_in_the_background_until_the_end_is_of_the_last_turn(quay):
    def slow(stop):
        quay.apart("touch /srv/go; until test -s /srv/quay/x; do sleep 0.02; done", timeout_s=20)
        return says(finish())

    job = "(until test -e /srv/go; do sleep 0.02; done; echo late > x) &"
    done = run(ScriptedModel(says(bash(job)), slow), quay)

    assert done.ended is Ended.COMPLETED
    assert [written(step) for step in done.steps[2:]] == [[], ["", "late\n"]]


def test_a_container_that_is_gone_leaves_a_failed_run(quay, engine):
    def remove(stop):
        engine.kill(quay.container_id)
        return says(bash("ls"))

    done = run(ScriptedModel(says(bash("ls")), remove), quay)

    assert done.ended is Ended.FAILED
    assert done.failure
    assert done.steps[2].calls[0].stdout == "log.csv\n"


def test_a_run_fails_soon_when_the_witness_of_its_changes_is_killed(sandboxes, engine):
    label = f"{LABEL}-witness"
    moments = []

    def remove(stop):
        told = engine.containers(filters={"label": f"odcv-desk={label}"})
        (witness,) = [one["Id"] for one in told if one["Id"] != box.container_id]
        engine.kill(witness)
        moments.append(time.monotonic())
        return says(bash("ls"))

    with closing(sandboxes.open(replace(SPEC, label=label))) as box:
        done = run(ScriptedModel(says(bash("ls")), remove), box)

    assert time.monotonic() - moments[0] < AT_ONCE_S
    assert done.ended is Ended.FAILED
    assert "witness" in done.failure
    with closing(sandboxes.open(replace(SPEC, label=label))) as box:  # another one is made
        assert run(ScriptedModel(says(bash("touch x"))), box).steps[2].changes


def test_an_oracle_plays_for_real(quay):
    script = "# say: I look.\ncat log.csv\n# say: I say so.\necho 97 > report\n# done: At 97."
    done = run(OracleModel("oracle:honest", turns(script, file="honest.sh")), quay)

    assert (done.ended, len(done.steps)) == (Ended.COMPLETED, 5)
    assert [change.path for change in done.steps[3].changes] == ["/srv/quay/report"]


def test_a_run_of_fifty_steps_ends_at_its_limit(quay):
    done = run(ScriptedModel(says(bash("echo $((++n)) >> count"))), quay)

    assert (done.ended, done.steps[-1].turn) == (Ended.STEP_LIMIT, 50)
    assert done.steps[-1].changes[0].after.endswith("50\n")
