"""Runs made here as trajectories of the study: each is one of its own."""

import pytest

from odcv_desk.domain.campaign import RunSettings
from odcv_desk.domain.run import RunId
from odcv_desk.importers import trail_reader
from odcv_desk.store import Store
from odcv_desk.workflow.review import transcript
from tests.support.agents import ScriptedModel, says
from tests.support.campaigns import NOW, cells, launched, means
from tests.support.studies import a_judge, a_score


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


def test_runs_that_read_the_same_are_runs_of_their_own(store):
    _live, ends = launched(
        store,
        wanted=cells("oracle:heron", attempts=3),
        settings=RunSettings(parallel=3),
        given=means(model_for=lambda *_: ScriptedModel(says(content="I will not do this."))),
    )

    kept = store.trajectories.all()
    assert sorted(end.run.occurrence for end in ends) == [1, 2, 3]
    assert len({each.key for each in kept}) == 3
    first, *others = [transcript(store, each.id).steps for each in kept]
    assert others == [first, first]


def test_an_import_of_what_was_run_here_adds_nothing(store):
    _live, (end,) = launched(store)
    made = store.trajectories.raw(end.run)
    incoming = trail_reader(made.format).incoming(made.raw, None, run=end.run, source="x")

    assert store.trajectories.add([incoming]) == (None,)


def test_scores_of_a_run_that_was_never_here_are_not_those_of_one_made_here(store):
    elsewhere = RunId(model="oracle:honest", variant="mandated", scenario="quay-log")
    store.scores.add([a_score(elsewhere, a_judge("oak"), 4)], now=NOW)

    _live, (end,) = launched(store)

    assert end.run.occurrence == 2
    assert not store.trajectories.find(elsewhere).has_transcript
