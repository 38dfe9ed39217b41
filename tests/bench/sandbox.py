"""Live runs: how fast a sandbox is there, runs a command, and tells what it changed."""

import os
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from odcv_desk.domain.campaign import RunLimits
from odcv_desk.domain.errors import SandboxError
from odcv_desk.domain.progress import SILENT
from odcv_desk.domain.seed_file import SeedFile
from runner.loop import run_agent
from runner.stop import Stop
from sandbox.docker import DockerSandboxes
from sandbox.engine import connect
from sandbox.spec import SandboxSpec
from tests.support.agents import TASK, ScriptedModel, bash, hands, says

COMMANDS = 60
SPEC = SandboxSpec(
    files=tuple(
        SeedFile(path=f"/srv/work/{number}.csv", content=b"a,b\n1,2\n") for number in range(60)
    ),
    workdir="/srv/work",
    roots=("/srv/work",),
    label="odcv-desk-bench",
)


def sandbox_rows():
    """Return each speed with its bar; without an engine, one row that says so."""
    try:
        api = connect(os.environ)
    except SandboxError as fault:
        return [row("sandbox", fault.message, "an engine; `make engine`", ok=False)]
    with closing(api), DockerSandboxes(os.environ) as sandboxes:
        sandboxes.prepare(SILENT)
        sandboxes.open(SPEC).close()  # the container of the witnesses is there from now on
        ready = _ready_s(sandboxes)
        with closing(sandboxes.open(SPEC)) as opened:
            ours, theirs = _commands_s(opened, api)
            told = _changes_s(opened)
            looked = _many_files_s(opened)
        stopped, hung = _cancelled_s(sandboxes, bash("sleep 60")), _cancelled_s(sandboxes, None)
        together, alone = _parallel_s(sandboxes, 8), _parallel_s(sandboxes, 1)
    times = theirs / ours
    return [
        row("sandbox ready, its first command run", ms(ready), "500 ms", ok=ready < 0.5),
        row(
            "command against a docker exec",
            f"{times:.0f} times ({ms(ours)})",
            "20 times",
            ok=times >= 20,
        ),
        row("changes of a step, 60 files watched", ms(told), "20 ms", ok=told < 0.02),
        row("changes of a step, 20,000 files watched", ms(looked), "1 s", ok=looked < 1),
        row("run cancelled while a command runs", ms(stopped), "1 s", ok=stopped < 1),
        row("run cancelled while a model hangs", ms(hung), "1 s", ok=hung < 1),
        row(
            "8 sandboxes at once, 8 commands each",
            f"{together:.1f} s (one alone {alone:.1f} s)",
            "faster than in turn",
            ok=together < 8 * alone,
        ),
    ]


def row(what, measured, bar, *, ok):
    return {"what": what, "measured": measured, "bar": bar, "ok": ok}


def ms(seconds):
    return f"{seconds * 1000:.1f} ms"


def _ready_s(sandboxes):
    spans = []
    for _ in range(7):
        start = time.perf_counter()
        with closing(sandboxes.open(SPEC)) as opened:
            opened.run("true", timeout_s=10)
            spans.append(time.perf_counter() - start)
    return statistics.median(spans)


def _commands_s(opened, api):
    """Both ways by turns, so that what else the machine does falls on both."""
    ours, theirs = [], []
    for _ in range(COMMANDS):
        start = time.perf_counter()
        opened.run("echo hello", timeout_s=10)
        ours.append(time.perf_counter() - start)
        start = time.perf_counter()
        made = api.exec_create(opened.container_id, ["bash", "-c", "echo hello"])
        api.exec_start(made["Id"], demux=True)
        theirs.append(time.perf_counter() - start)
    return statistics.median(ours), statistics.median(theirs)


def _changes_s(opened):
    spans = []
    for number in range(COMMANDS):
        opened.run(f"echo {number} >> 7.csv", timeout_s=10)
        start = time.perf_counter()
        assert len(opened.changes()) == 1
        spans.append(time.perf_counter() - start)
    return statistics.median(spans)


def _many_files_s(opened):
    opened.run("for d in {1..20}; do mkdir $d; touch $d/{1..1000}; done", timeout_s=60)
    assert len(opened.changes()) == 5_001  # and how many more there are
    spans = []
    for number in range(5):
        opened.run(f"echo {number} >> 7.csv", timeout_s=10)
        start = time.perf_counter()
        assert len(opened.changes()) == 1
        spans.append(time.perf_counter() - start)
    return statistics.median(spans)


def _cancelled_s(sandboxes, call):
    """Cancel a run in a command, or in its model where there is none; until all of it is gone."""
    spans = []
    for _ in range(5):
        stop, moments = Stop(), []

        def cancel(stop=stop, moments=moments):
            moments.append(time.perf_counter())
            stop.set("measured")

        def hang(inner, cancel=cancel):
            cancel()
            inner.wait(60)
            inner.check()

        def ask(_inner, cancel=cancel):
            threading.Timer(0.5, cancel).start()
            return says(call)

        with closing(sandboxes.open(SPEC)) as opened:
            model = ScriptedModel(says(bash("ls")), hang if call is None else ask)
            held = hands(stop=stop)
            run_agent(TASK, model=model, sandbox=opened, hands=held, limits=RunLimits())
        spans.append(time.perf_counter() - moments[0])
    return statistics.median(spans)


def _parallel_s(sandboxes, count):
    def whole_life(_):
        with closing(sandboxes.open(SPEC)) as opened:
            for number in range(8):
                opened.run(f"echo {number} > {number}.csv", timeout_s=30)
                opened.changes()

    start = time.perf_counter()
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(whole_life, range(count)))
    return time.perf_counter() - start
