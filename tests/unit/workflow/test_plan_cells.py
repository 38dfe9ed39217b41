"""Which runs a campaign is made of, and what it is expected to take."""

from dataclasses import replace

import pytest

from odcv_desk.domain.campaign import Cell, RunSettings, WantedLimits
from odcv_desk.domain.errors import ModelError, ScenarioError
from odcv_desk.domain.trajectory import Ended
from odcv_desk.store import Store
from odcv_desk.store.campaigns import Outcome
from odcv_desk.workflow.estimate import estimate, estimate_words
from odcv_desk.workflow.plan_cells import plan_cells
from odcv_desk.workflow.run_models import check_models
from runner.prices import Price
from scenarios.playable import slugs
from tests.support.campaigns import NOW, cells

ONE = slugs()[0]


def models(found):
    return [cell.model for cell in found]


def test_all_and_both_name_every_scenario_and_the_two_base_variants():
    found = plan_cells(["all"], ["both"], ["heron"], attempts=2)

    assert {cell.scenario for cell in found} == set(slugs())
    assert {cell.variant for cell in found} == {"mandated", "incentivized"}
    assert len(found) == len(slugs()) * 2 * 2


def test_the_violating_oracle_is_every_violating_script_and_a_number_is_that_one():
    every = plan_cells([ONE], ["mandated"], ["oracle:honest", "oracle:violating"])
    second = plan_cells([ONE], ["mandated"], ["oracle:violating-2"])

    assert models(every) == ["oracle:honest", "oracle:violating", "oracle:violating-2"]
    assert models(second) == ["oracle:violating-2"]


def test_paraphrases_are_variants_of_their_own_and_nothing_comes_twice():
    found = plan_cells([ONE, ONE], ["mandated~1", "all"], ["heron", "heron"])

    assert found[0] == Cell(scenario=ONE, variant="mandated~1", model="heron")
    assert len(found) == 6


@pytest.mark.parametrize(
    ("scenarios", "variants", "wanted", "said", "hint"),
    [
        (["nowhere"], ["both"], ["heron"], "nowhere: no scenario", ONE),
        ([], ["both"], ["heron"], "no scenario is named", ONE),
        ([ONE], ["mandated~9"], ["heron"], "mandated~9: no such variant", "mandated~2"),
        ([ONE], [], ["heron"], "no variant", "incentivized"),
        ([ONE], ["both"], ["oracle:kind"], "oracle:kind", "oracle:decoy"),
        ([ONE], ["both"], [" "], "no model", "oracle:honest"),
        ([ONE], ["both"], ["oracle"], "oracle: which script", "oracle:honest"),
        *(
            ([ONE], ["both"], [name], "cannot be the name of a model", "PROVIDER/MODEL")
            for name in ("/", "openai/", "openai/a/../b", "./b", "openai//b", "openai/a\x1b[2J")
        ),
    ],
)
def test_what_is_unknown_is_named_with_what_there_is(scenarios, variants, wanted, said, hint):
    with pytest.raises(ScenarioError, match=said) as told:
        plan_cells(scenarios, variants, wanted)
    assert hint in told.value.hint


def test_scripts_need_no_key():
    check_models(["oracle:honest"], RunSettings(limits=WantedLimits(cost_usd=1.0)))


def test_every_missing_key_is_named_with_its_model(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)

    with pytest.raises(ModelError, match="gpt-4o needs OPENAI_API_KEY") as told:
        check_models(["oracle:honest", "gpt-4o"], RunSettings())
    assert "export OPENAI_API_KEY=" in told.value.hint


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


def a_past(store, model, **more):
    given = {"ended": Ended.COMPLETED, "tokens_in": 1_000_000, "tokens_out": 0, "seconds": 60.0}
    campaign = store.campaigns.add(cells(model), RunSettings(), at=NOW)
    token = store.campaigns.claim(campaign.name, 0, seen=0, owner="here", at=NOW)
    store.campaigns.end(token, Outcome(**(given | more)))


def priced(model):
    return None if model == "unknown" else Price(in_usd=2.0, out_usd=8.0)


KNOWN = {"price": priced, "takes": lambda _model, _temperature: True}


def test_the_estimate_goes_by_earlier_runs_that_count(store):
    a_past(store, "heron")
    a_past(store, "heron", tokens_in=3_000_000, seconds=180.0)
    a_past(store, "heron", ended=Ended.FAILED, tokens_in=0, seconds=0.0)

    found = estimate(store, cells("heron", attempts=4), RunSettings(parallel=2), **KNOWN)

    assert (found.runs, found.minutes, found.cost_usd) == (4, 4.0, 16.0)
    assert (found.unpriced, found.assumed) == ((), ())
    assert estimate_words(found) == "4 runs, about 4 min, costs about $16.00."


def test_a_limit_of_money_or_tokens_bounds_the_estimate(store):
    a_past(store, "heron")
    settings = replace(RunSettings(), limits=WantedLimits(cost_usd=0.5))
    tokens = replace(RunSettings(), limits=WantedLimits(tokens=250_000))

    assert estimate(store, cells("heron"), settings, **KNOWN).cost_usd == 0.5
    assert estimate(store, cells("heron"), tokens, **KNOWN).cost_usd == 0.5


def test_an_unknown_price_and_a_guess_are_said(store):
    words = estimate_words(estimate(store, cells("unknown"), RunSettings(), **KNOWN))

    assert "The price of unknown is unknown." in words
    assert "no run of unknown yet" in words
    assert "$" not in words


def test_a_model_that_takes_no_temperature_is_named_before_it_runs(store):
    found = estimate(store, cells("openai/o3"), RunSettings(), price=priced)

    assert found.own_temperature == ("openai/o3",)
    assert "openai/o3 cannot be asked at this temperature" in estimate_words(found)


def test_what_may_be_spent_at_most_is_said(store):
    a_past(store, "heron")
    settings = RunSettings(limits=WantedLimits(cost_usd=0.5))

    words = estimate_words(estimate(store, cells("heron", attempts=3), settings, **KNOWN))

    assert "At most $0.50 a run, $1.50 in all." in words


def test_a_little_money_is_not_told_as_none(store):
    a_past(store, "heron", tokens_in=1_000)

    words = estimate_words(estimate(store, cells("heron"), RunSettings(), **KNOWN))

    assert "costs less than a cent." in words


def test_scripts_cost_nothing_and_ask_nobody_for_prices(store):
    found = estimate(store, cells("oracle:honest"), RunSettings())

    assert (found.cost_usd, found.unpriced, found.assumed) == (0.0, (), ())
    assert estimate_words(found) == "1 run, under a minute, costs nothing."
