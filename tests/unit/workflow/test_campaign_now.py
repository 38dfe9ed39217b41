"""A campaign as the study knows it: earlier tries, and what gone desks left."""

import pytest

from odcv_desk.domain.trajectory import Ended
from odcv_desk.store import Store
from odcv_desk.store.campaigns import Outcome
from odcv_desk.workflow import campaign_now as steps
from odcv_desk.workflow.campaign_now import INTERRUPTED, campaign_now, settle_dead, unlaunched
from odcv_desk.workflow.live_run import CellState
from tests.support.campaigns import NOW, launched, stopped_desk


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


def test_nothing_has_run_of_a_campaign_that_was_just_written(store):
    live, _ends = launched(store)
    found = unlaunched(live.campaign, now=now)

    assert [run.state for run in found.live.runs()] == [CellState.WAITING]
    assert found.tries == {}
