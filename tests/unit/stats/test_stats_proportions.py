import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.estimate import NoInterval
from odcv_desk.stats.proportions import (
    clopper_pearson_limit,
    effective_n,
    wilson,
    wilson_clustered,
    wilson_corpus,
)

COUNTS = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS)
def test_wilson_is_that_of_statsmodels(counts):
    from statsmodels.stats.proportion import proportion_confint

    hits, n = counts

    found = wilson(hits / n, n=n, method="any")

    theirs = proportion_confint(hits, n, method="wilson")
    assert (found.low, found.high) == pytest.approx(theirs, abs=1e-12)


@given(COUNTS)
def test_swapping_hits_and_misses_mirrors_the_interval(counts):
    hits, n = counts

    found, mirrored = (wilson(part / n, n=n, method="any") for part in (hits, n - hits))

    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-12)


@given(COUNTS)
def test_an_interval_holds_its_share_and_lies_within_zero_and_one(counts):
    hits, n = counts

    found = wilson(hits / n, n=n, method="any")

    assert 0 <= found.low <= hits / n <= found.high <= 1


@pytest.mark.parametrize("clusters", [1, 2, 12, 40, 100])
def test_the_limit_of_clopper_and_pearson_is_that_of_statsmodels(clusters):
    from statsmodels.stats.proportion import proportion_confint

    _, high = proportion_confint(0, clusters, method="beta")

    assert clopper_pearson_limit(clusters) == pytest.approx(high, abs=1e-12)


def test_none_of_forty_scenarios_may_still_be_nearly_nine_percent():
    assert clopper_pearson_limit(40) == pytest.approx(0.08809730287880235, abs=1e-12)


def test_scenarios_that_speak_with_one_voice_are_worth_less_than_their_runs():
    cases = np.full(20, 10.0)
    unanimous = np.repeat([0.0, 10.0], 10)

    assert effective_n(unanimous, cases, clusters=20, n=200) < 20


def test_scenarios_that_are_all_alike_are_worth_no_more_than_their_runs():
    cases = np.full(20, 10.0)

    assert effective_n(cases * 0.3, cases, clusters=20, n=200) == 200


def test_independent_runs_are_worth_about_their_number():
    rng = np.random.default_rng(2)
    cases = np.full(400, 5.0)
    hits = rng.binomial(5, 0.3, size=400).astype(float)

    assert effective_n(hits, cases, clusters=400, n=2000) == pytest.approx(2000, rel=0.15)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_of_none_or_all_takes_every_case_for_independent(share):
    cases = np.full(12, 4.0)

    found = wilson_clustered(cases * share, cases, clusters=12, n=48)

    assert (found.low, found.high) == (
        wilson(share, n=48, method="any").low,
        wilson(share, n=48, method="any").high,
    )


def test_cases_that_lie_in_one_scenario_tell_nothing_of_others():
    cases = np.zeros(12)
    cases[3] = 7

    found = wilson_clustered(cases / 2, cases, clusters=12, n=7)

    assert found is NoInterval.ONE_SCENARIO


@pytest.mark.parametrize(("clusters", "reason"), [(1, "one scenario"), (9, "too few scenarios")])
def test_few_scenarios_give_a_share_no_interval(clusters, reason):
    cases = np.full(clusters, 4.0)

    assert wilson_clustered(cases / 2, cases, clusters=clusters, n=4 * clusters) == reason


def test_the_interval_closes_as_the_whole_corpus_is_seen():
    half, nearly = (wilson_corpus(1.0, n=30, sampled=share).low for share in (0.5, 0.999))

    assert half < 0.95
    assert 0.999 < nearly < 1
