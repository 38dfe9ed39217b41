"""A campaign as the study knows it: earlier tries, and what gone desks left."""

import pytest

from odcv_desk.domain.campaign import RunSettings
from odcv_desk.domain.trajectory import Ended
from odcv_desk.store import Store
from odcv_desk.store.campaigns import Outcome
from odcv_desk.workflow import campaign_now as steps
from odcv_desk.workflow.campaign_now import INTERRUPTED, campaign_now, settle_dead, unlaunched
from odcv_desk.workflow.live_run import CellState
from sandbox.owner import this_owner
from tests.support.campaigns import NOW, cells, gone_owner, launched, stopped_desk


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


def now():
    return NOW


def test_what_a_gone_desk_left_is_settled_once(store):
    campaign = stopped_desk(store, ())
    first, second = settle_dead(store, now=now), settle_dead(store, now=now)
    found = campaign_now(store, campaign, now=now)
    (run,) = found.live.runs()

    assert (first, second) == (1, 0)
    assert found.live.wanted == {0: 1}
    assert found.seen(run, alive=False).failure == INTERRUPTED
    assert found.seen(run, alive=True) == run


def test_a_study_that_can_only_be_read_is_left_as_it_is(store, monkeypatch):
    stopped_desk(store, ())
    monkeypatch.setattr(steps, "read_only", lambda _store: True)

    assert settle_dead(store, now=now) == 0
    assert len(store.campaigns.under_way()) == 1


def test_missing_runs_can_be_left_as_they_are(store):
    campaign = stopped_desk(store, ())
    (lost,) = store.campaigns.runs(campaign.name)
    store.campaigns.end(lost.token, Outcome(ended=Ended.CANCELLED, intervened=True))
    found = campaign_now(store, campaign, now=now, without=(0,))

    assert found.live.wanted == {}
    assert found.live.at(0).state is CellState.ENDED


def test_the_earlier_try_of_a_cell_is_another_than_the_one_that_is_seen(store):
    live, _ends = launched(store)
    found = campaign_now(store, live.campaign, now=now)
    (run,) = found.live.runs()

    assert found.earlier(run) is None
    assert found.earlier(live.runs()[0]) is None


def test_what_is_tried_again_is_run_alone_and_the_others_are_left(store):
    campaign = store.campaigns.add(cells("a", "b", "c", "d"), RunSettings(), at=NOW)
    for position, how in enumerate((Ended.FAILED, Ended.CANCELLED, Ended.COMPLETED)):
        token = store.campaigns.claim(campaign.name, position, seen=0, owner=this_owner(), at=NOW)
        store.campaigns.end(token, Outcome(ended=how))
    found = campaign_now(store, campaign, now=now, again=(0, 2))
    runs = found.live.runs()
    alive, later = ([found.seen(run, alive=on) for run in runs] for on in (True, False))

    assert found.live.wanted == {0: 1}
    assert [run.state for run in later] == [CellState.ENDED] * 3 + [CellState.WAITING]
    assert [run.state for run in alive] == [CellState.WAITING] + [CellState.ENDED] * 3
    assert (later[0].ended, alive[3].ended) == (Ended.FAILED, None)


def test_a_lost_run_that_is_left_alone_stays_interrupted(store):
    campaign = store.campaigns.add(cells("a", "b"), RunSettings(), at=NOW)
    owners = (this_owner(), gone_owner())
    tokens = [
        store.campaigns.claim(campaign.name, position, seen=0, owner=owner, at=NOW)
        for position, owner in enumerate(owners)
    ]
    store.campaigns.end(tokens[0], Outcome(ended=Ended.FAILED))
    settle_dead(store, now=now)
    found = campaign_now(store, campaign, now=now, again=(0,))
    seen = [found.seen(found.live.at(1), alive=on) for on in (True, False)]

    assert [run.failure for run in seen] == [INTERRUPTED] * 2
    assert [run.ended for run in seen] == [None] * 2
    assert [run.state for run in seen] == [CellState.ENDED, CellState.WAITING]


def test_nothing_has_run_of_a_campaign_that_was_just_written(store):
    live, _ends = launched(store)
    found = unlaunched(live.campaign, now=now)

    assert [run.state for run in found.live.runs()] == [CellState.WAITING]
    assert found.tries == {}
