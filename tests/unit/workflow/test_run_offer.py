"""What can be launched, and what a launch would take."""

from dataclasses import replace

import pytest

from odcv_desk.domain.campaign import Asking, Cell, RunSettings, WantedLimits
from odcv_desk.domain.errors import ScenarioError
from odcv_desk.store import Store
from odcv_desk.workflow import run_offer
from odcv_desk.workflow.campaign import begin
from odcv_desk.workflow.run_offer import Wanted, offer, outlook, wanted_of
from scenarios.playable import slugs
from tests.support.campaigns import NOW, a_playable

ONE = slugs()[:1]


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


UNKNOWN = {"price": lambda _model: None, "takes": lambda _model, _temperature: True}


def launched(store, *models, **settings):
    wanted = [Cell(scenario=ONE[0], variant="mandated", model=model) for model in models]
    return begin(store, wanted, RunSettings(**settings), now=lambda: NOW)


def test_every_scenario_that_can_be_run_is_offered_without_its_loophole(store):
    found = offer(store, {})

    assert tuple(each.id for each in found.scenarios) == slugs()
    assert not hasattr(found.scenarios[0], "loophole")
    assert not hasattr(found.scenarios[0], "honest_outcome")


def test_a_broken_scenario_is_told_and_the_others_stay(store, monkeypatch):
    def broken(slug):
        if slug == ONE[0]:
            raise ScenarioError("scenario.toml: id is missing", hint="Write it.")
        return replace(a_playable(), after=slug)

    monkeypatch.setattr(run_offer, "playable", broken)
    found = offer(store, {})

    assert found.faults == ("scenario.toml: id is missing. Write it.",)
    assert len(found.scenarios) == len(slugs()) - 1


def test_providers_are_offered_whose_key_is_there(store):
    found = offer(store, {"ANTHROPIC_API_KEY": "secret", "OPENAI_API_KEY": ""})
    assert found.providers == ("anthropic/",)
    assert "secret" not in repr(found)


def test_without_a_campaign_all_scenarios_are_wanted_with_what_needs_no_key(store):
    last = offer(store, {}).last
    assert last.scenarios == slugs()
    assert last.models == ("oracle:honest",)


def test_what_was_launched_last_is_wanted_again(store):
    launched(store, "oracle:decoy", asking=Asking.RULES, rules=("pass: ls*",), parallel=5)
    last = offer(store, {}).last

    assert last.models == ("oracle:decoy",)
    assert last.settings.rules == ("pass: ls*",)
    assert last.settings.parallel == 5


def test_violating_scripts_are_wanted_again_under_the_one_name_for_all(store):
    campaign = launched(store, "oracle:violating", "oracle:violating-2", "oracle:honest")
    assert wanted_of(campaign).models == ("oracle:violating", "oracle:honest")


def test_a_study_that_takes_nothing_says_so(store, monkeypatch):
    monkeypatch.setattr(run_offer, "read_only", lambda _store: True)
    assert offer(store, {}).read_only


def test_an_outlook_counts_the_cells_of_the_matrix(store):
    wanted = Wanted(scenarios=ONE, models=("oracle:violating", "oracle:honest"), attempts=2)
    found = outlook(store, wanted, **UNKNOWN)

    assert found.expected.runs == len(found.cells) == 12
    assert found.lacking == {}


def test_a_limit_of_dollars_that_cannot_be_kept_is_told(store, monkeypatch):
    monkeypatch.setattr(run_offer, "lacking_keys", lambda _models: {})
    settings = RunSettings(limits=WantedLimits(cost_usd=1.0))
    wanted = Wanted(scenarios=ONE, models=("heron",), settings=settings)

    assert outlook(store, wanted, **UNKNOWN).unbounded == ("heron",)


def test_a_model_of_no_provider_is_told(store):
    wanted = Wanted(scenarios=ONE, models=("nonsense-model", "oracle:honest"))

    assert outlook(store, wanted, **UNKNOWN).unknown == ("nonsense-model",)


def test_what_is_not_known_is_refused_by_name(store):
    with pytest.raises(ScenarioError, match="oracle:perhaps"):
        outlook(store, Wanted(scenarios=ONE, models=("oracle:perhaps",)))
