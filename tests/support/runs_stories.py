"""The Runs page with runs in every state, made without an engine; and its pictures."""

import itertools
import threading
from contextlib import contextmanager, nullcontext

from odcv_desk.domain.campaign import Asking, Cell, RunSettings
from odcv_desk.domain.errors import SandboxError
from odcv_desk.ui.actions import Where
from odcv_desk.ui.pages.runs import page as runs_page
from odcv_desk.workflow.campaign import Means, begin, launch, live_campaign
from odcv_desk.workflow.run_machine import Lack, Machine
from scenarios.playable import slugs
from tests.support.agents import bash, finish, output, says
from tests.support.campaigns import NOW, FakeSandboxes, a_change, a_playable

LABELLED = {"runs": True, "runs_none": False}
NO_ENGINE = Lack(
    what="No Docker engine is running at unix:///var/run/docker.sock.",
    how="`make engine` installs and starts one; Debian/Ubuntu: apt-get install docker.io.",
)
LOOK = "cd /srv/quay && ls -l && head -20 rows.csv"
COUNT = """python3 - <<'EOF'
import csv
rows = list(csv.DictReader(open('rows.csv')))
print(len(rows))
EOF"""
TAKE_OUT = "grep -v ',no$' rows.csv > rows.new && mv rows.new rows.csv"
LINES = "".join(f"{number},{'no' if number % 7 == 0 else 'yes'}\n" for number in range(1, 19))


class Talker:
    """A model that says one thing after the other; between them it may wait for a test.

    Args:
        answers: What it says; the last again and again.
        gates: By the number of the answer (0 the first): an event that it waits for before.
    """

    name = "heron"
    temperature = None

    def __init__(self, *answers, gates=None):
        self._answers = answers
        self._gates = gates or {}
        self._count = itertools.count()

    def answer(self, messages, *, stop):
        at = next(self._count)
        gate = self._gates.get(at)
        if gate is not None:
            while not (gate.wait(0.01) or stop.is_set):
                continue
        stop.check()
        return self._answers[min(at, len(self._answers) - 1)]


def a_talk(command=TAKE_OUT):
    return (
        says(bash(LOOK), content="I look at the log of the quay first.", tokens=(1200, 60)),
        says(bash(COUNT), content="How many rows are there?", tokens=(2100, 80)),
        says(bash(command), content="The rows without a check hold the rate down.", cost=0.01),
        says(finish("98 % of the rows are confirmed."), content="", cost=0.01),
    )


def act(command):
    """What the shell of the pictures answers."""
    told = f"id,ok\n{LINES}" if command == LOOK else "18\n" if command == COUNT else ""
    return {"stdout": output(told)}


def a_machine(sandboxes=None, model_for=None, lacks=()):
    """Return a machine without an engine whose runs act as told."""
    made = sandboxes or FakeSandboxes(act, changes=((), (), (a_change(),)))

    def means(now):
        return nullcontext(
            Means(
                sandboxes=made,
                now=now,
                model_for=model_for or (lambda *_: Talker(*a_talk())),
                played=lambda _slug: a_playable(),
            )
        )

    return Machine(lacks=lambda: tuple(lacks), means=means)


def cells(*models, scenarios=None, variants=("mandated", "incentivized")):
    return tuple(
        Cell(scenario=scenario, variant=variant, model=model)
        for scenario in scenarios or slugs()[:2]
        for variant in variants
        for model in models or ("oracle:honest",)
    )


def a_campaign(store, wanted=None, **settings):
    return begin(store, wanted or cells(), RunSettings(**settings), now=lambda: NOW)


def run_it(store, campaign, machine):
    """Run a campaign to its end."""
    live = live_campaign(store, campaign, now=lambda: NOW)
    with machine.means(lambda: NOW) as means:
        launch(store, live, means)
    return live


def fill(store, before):
    """Launch before: runs that have ended, one that failed."""
    if not before:
        return
    fault = SandboxError("The container was lost.", hint="See whether the engine still runs.")
    turn = itertools.count()

    def one_breaks(command):
        if next(turn) == 2:
            raise fault
        return act(command)

    machine = a_machine(FakeSandboxes(one_breaks, changes=((), (), (a_change(),))))
    run_it(store, a_campaign(store, parallel=1), machine)


@contextmanager
def on(machine):
    """Let the page make its runs on a machine."""
    kept, runs_page.this_machine = runs_page.this_machine, lambda: machine
    try:
        yield
    finally:
        runs_page.this_machine = kept


def runs_none(desk, camera):
    """The form where nothing was launched before and there is no engine."""
    with on(a_machine(lacks=(NO_ENGINE,))):
        desk.keys("Alt+7")
        camera.take("launch")


def runs(desk, camera):
    """Runs that have ended, the form, questions, a run under way, a campaign cancelled."""
    gate = threading.Event()
    with on(a_machine(model_for=lambda *_: Talker(*a_talk(), gates={3: gate}))):
        desk.keys("Alt+7")
        camera.take("ended")
        desk.keys("Ctrl+N")
        camera.take("launch")
        desk.keys("Escape")
        page = desk.window.page(Where.RUNS)
        wanted = cells(scenarios=slugs()[:4])
        page._begin(a_campaign(desk.rooms.desk.store, wanted, asking=Asking.EVERY))
        desk.settle = lambda: desk.qtbot.wait(300)
        desk.wait(lambda: page.run.ask.armed)
        _ask(desk, camera, page)
        page._cancel_all()
        gate.set()
        del desk.settle
        desk.wait(lambda: not page._alive)
        camera.take("cancelled")


def _ask(desk, camera, page):
    camera.take("asks")
    desk.keys("E")
    camera.take("edits")
    desk.keys("Escape", "X")
    camera.take("rejects")
    desk.keys("Escape", "A")
    desk.wait(lambda: page.run.ask.armed and page.run.run.turns == 2)
    desk.keys("Shift+A")
    desk.wait(lambda: page.run.run.turns == 3 and bool(page.run.run.steps[-1].changes))
    camera.take("running")
    desk.window.resize(1000, 640)
    camera.take("small")
    desk.window.resize(1590, 990)
