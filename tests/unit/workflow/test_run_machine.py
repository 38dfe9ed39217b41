"""The machine that runs are made on."""

from contextlib import nullcontext

import pytest

from odcv_desk.domain.trajectory import Ended
from odcv_desk.store import Store
from odcv_desk.workflow.run_machine import Machine, clear_up_on, engine_lacks
from tests.support.campaigns import NOW, FakeSandboxes, means, stopped_desk


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


def test_an_engine_that_is_not_there_is_told_with_the_way_to_get_one(tmp_path):
    (lack,) = engine_lacks({"DOCKER_HOST": f"unix://{tmp_path}/none.sock"})

    assert lack.stops
    assert "none.sock" in lack.what
    assert "make engine" in lack.how


def test_nothing_left_over_asks_no_engine(store):
    def never(_now):
        raise AssertionError("the engine was asked")

    machine = Machine(lacks=lambda: (), means=never)
    assert clear_up_on(machine, store, now=lambda: NOW) == 0


def test_runs_of_a_gone_desk_are_settled_and_their_containers_removed(store):
    campaign = stopped_desk(store, ())
    sandboxes = FakeSandboxes()
    machine = Machine(lacks=lambda: (), means=lambda _now: nullcontext(means(sandboxes)))

    assert clear_up_on(machine, store, now=lambda: NOW) == 1
    assert len(sandboxes.swept) == 1
    (run,) = store.campaigns.runs(campaign.name)
    assert run.outcome.ended is Ended.FAILED
