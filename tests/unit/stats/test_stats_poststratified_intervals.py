import doctest
from dataclasses import replace

import numpy as np
import pytest

from odcv_desk.domain.estimate import NoInterval
from odcv_desk.stats import accuracy, agreement, poststratified_intervals
from odcv_desk.stats.intervals import jackknife
from odcv_desk.stats.items import Items
from odcv_desk.stats.linearised import influences, linearised, linearised_share
from odcv_desk.stats.poststrata import PostStrata, merged
from odcv_desk.stats.poststratified import poststratified_binary, poststratified_severity
from odcv_desk.stats.poststratified_intervals import (
    poststratified_jackknife,
    poststratified_linearised,
    poststratified_share,
    poststratified_wilson,
)
from odcv_desk.stats.pps import proportional
from odcv_desk.stats.proportions import wilson_clustered
from tests.unit.stats.poststratified_runs import RUNS, SCENARIOS, corpus, one_cell, reckoned

ATANH = {"transform": "atanh", "bounds": (-1.0, 1.0)}
RAW = {"transform": "raw", "bounds": (0.0, 5.0)}


def ends(interval):
    return (interval.low, interval.high)


def a_sample(size=150, *, seed=1):
    runs = corpus()
    rng = np.random.Generator(np.random.PCG64(seed))
    draw = proportional(1.0 + runs.cell % 3, size=size, rng=rng)
    return runs.sample(draw.order, draw.probability)


def sensitivity(tables):
    return tables[..., 1, 1], tables[..., 1, :].sum(axis=-1)


def flagged(tables):
    return tables[..., 1].sum(axis=-1), tables.sum(axis=(-1, -2))


def cases_of(items, ratio=sensitivity):
    return round(float(ratio(items.binary_cells().counts.sum(axis=0))[1]))


def alike(gold, judge, *, scenarios=12, probability=0.5):
    """Return items of which each scenario holds as many of the same kind, in one post-stratum."""
    gold, judge = np.tile(gold, scenarios), np.tile(judge, scenarios)
    items = Items(
        gold=gold * 1.0,
        judge=judge,
        cluster=np.repeat(np.arange(scenarios), len(gold) // scenarios),
        probability=np.full(len(gold), probability),
        stratum=np.zeros(len(gold), dtype=int),
    )
    return items, one_cell(items, runs_each=2.0 * len(gold))


def test_the_examples_in_the_docstrings_are_true():
    found = doctest.testmod(poststratified_intervals)

    assert found.failed == 0
    assert found.attempted > 20


@pytest.mark.parametrize("size", [60, 150])
@pytest.mark.parametrize(
    ("figure", "options"),
    [(agreement.kappa, ATANH), (agreement.mcc, ATANH), (accuracy.mae, RAW)],
)
def test_with_one_cell_the_intervals_of_a_figure_are_those_of_hajek(figure, options, size):
    items, _ = a_sample(size)
    adjusted = poststratified_severity(items, one_cell(items))

    new = poststratified_jackknife(adjusted, figure, **options)
    corpus_wide = poststratified_linearised(adjusted, figure, **options)

    cells = items.severity_cells()
    assert ends(new) == pytest.approx(ends(jackknife(cells.tables, figure, **options)))
    assert ends(corpus_wide) == pytest.approx(ends(linearised(cells, figure, **options)))


@pytest.mark.parametrize("size", [60, 150])
@pytest.mark.parametrize("ratio", [sensitivity, flagged])
def test_with_one_cell_the_intervals_of_a_share_are_those_of_hajek(ratio, size):
    items, _ = a_sample(size)
    adjusted, cells = poststratified_binary(items, one_cell(items)), items.binary_cells()
    n = cases_of(items, ratio)

    def share(tables):
        hits, cases = ratio(tables)
        return hits / cases

    new = poststratified_wilson(adjusted, ratio, n=n)
    corpus_wide = poststratified_share(adjusted, share, cases=n)

    plain = wilson_clustered(*ratio(cells.tables), clusters=cells.clusters, n=n)
    assert ends(new) == pytest.approx(ends(plain))
    assert ends(corpus_wide) == pytest.approx(ends(linearised_share(cells, share, cases=n)))


def test_the_jackknife_is_that_of_a_reckoning_scenario_by_scenario():
    from scipy.stats import t

    items, strata = a_sample(400)
    adjusted = poststratified_severity(items, strata)

    found = poststratified_jackknife(adjusted, accuracy.mae, **RAW)

    kept = [400 - float(each.sum()) for each in adjusted.cells.tables]
    extra = poststratified_intervals.pseudo_observation(adjusted.cells.tables.sum(axis=0))
    left_out = [
        float(accuracy.mae(left * reckoned(items, strata, levels=6, out=out) + extra))
        for out, left in enumerate(kept)
    ]
    middle = sum(left_out) / SCENARIOS
    variance = (SCENARIOS - 1) / SCENARIOS * sum((each - middle) ** 2 for each in left_out)
    half = t.ppf(0.975, SCENARIOS - 1) * variance**0.5
    centre = float(accuracy.mae(400 * reckoned(items, strata, levels=6) + extra))
    assert ends(found) == pytest.approx((centre - half, centre + half))


def test_the_effective_n_is_that_of_a_reckoning_scenario_by_scenario():
    from scipy.stats import t
    from statsmodels.stats.proportion import proportion_confint

    items, strata = a_sample(400)
    adjusted, n = poststratified_binary(items, strata), cases_of(items)

    found = poststratified_wilson(adjusted, sensitivity, n=n)

    hits, cases = sensitivity(400 * reckoned(items, strata, levels=2))
    share = hits / cases
    pulls = []
    for out, table in enumerate(adjusted.cells.tables):
        left = (400 - table.sum()) * reckoned(items, strata, levels=2, out=out)
        pulls.append((share - left[1, 1] / left[1].sum()) * left[1].sum())
    middle = sum(pulls) / SCENARIOS
    variance = sum((each - middle) ** 2 for each in pulls) / cases**2 * SCENARIOS / (SCENARIOS - 1)
    size = share * (1 - share) / variance * (t.ppf(0.975, n - 1) / t.ppf(0.975, 39)) ** 2
    assert size < n
    assert ends(found) == pytest.approx(
        proportion_confint(share * size, size, method="wilson"), rel=1e-6
    )


def test_from_a_hundred_labels_on_the_variance_is_that_of_residuals_in_post_strata():
    from scipy.stats import t

    items, strata = a_sample(150)
    adjusted = poststratified_severity(items, strata)

    found = poststratified_linearised(adjusted, accuracy.mae, **RAW)

    whole = adjusted.cells.tables.sum(axis=0)
    unseen = 1 - adjusted.cells.sampled
    smoothed = whole + unseen * poststratified_intervals.pseudo_observation(whole)
    slope = influences(smoothed, accuracy.mae)[items.gold.astype(int), items.judge]
    weight, variance = adjusted.cells.weight, 0.0
    for h in set(strata.cell.tolist()):
        inside = strata.cell == h
        rest = slope[inside] - np.average(slope[inside], weights=weight[inside])
        variance += (weight[inside] ** 2 * (1 - items.probability[inside]) * rest**2).sum()
    variance *= 150 / (150 - len(set(strata.cell.tolist())))
    half = t.ppf(0.975, 149) * variance**0.5
    centre = float(accuracy.mae(smoothed))
    assert ends(found) == pytest.approx((centre - half, centre + half))


def test_below_a_hundred_labels_the_variance_is_that_without_post_strata():
    items, strata = a_sample(99)
    adjusted = poststratified_binary(items, strata)

    found = poststratified_linearised(adjusted, accuracy.prevalence_gold, **RAW)

    as_if_drawn_so = replace(adjusted.cells, stratum=items.stratum)
    plain = linearised(as_if_drawn_so, accuracy.prevalence_gold, **RAW)
    assert ends(found) == ends(plain)


def test_what_is_known_of_the_whole_corpus_has_no_uncertainty():
    items, strata = a_sample(150)
    adjusted = poststratified_binary(items, strata)

    found = poststratified_share(
        adjusted, accuracy.prevalence_judge, cases=cases_of(items, flagged)
    )

    totals = strata.totals.sum(axis=0)
    known = totals[3:].sum() / totals.sum()
    assert ends(found) == pytest.approx((known, known), abs=1e-6)


def test_methods_tell_of_the_post_strata_but_a_census_is_a_census():
    items, strata = a_sample(150)
    runs = corpus()
    everyone = poststratified_binary(*runs.sample(np.arange(RUNS), np.ones(RUNS)))
    some = poststratified_binary(items, strata)

    methods = [
        poststratified_jackknife(some, agreement.mcc, **ATANH).method,
        poststratified_wilson(some, sensitivity, n=cases_of(items)).method,
        poststratified_linearised(some, agreement.mcc, **ATANH).method,
        poststratified_share(some, accuracy.sensitivity, cases=cases_of(items)).method,
    ]
    whole = poststratified_share(everyone, accuracy.sensitivity, cases=300)

    assert all(method.startswith("post-stratified") for method in methods)
    assert whole.method == "census, no sampling error"
    assert whole.low == whole.high == pytest.approx(float(accuracy.sensitivity(runs.table(2))))


@pytest.mark.parametrize(("scenarios", "reason"), [(1, "one scenario"), (9, "too few scenarios")])
def test_few_scenarios_have_no_interval(scenarios, reason):
    items, strata = alike([0, 3], [0, 3], scenarios=scenarios)
    adjusted = poststratified_binary(items, strata)

    assert poststratified_jackknife(adjusted, agreement.mcc, **ATANH) == reason
    assert poststratified_wilson(adjusted, sensitivity, n=scenarios) == reason


def test_cases_that_lie_in_one_scenario_tell_nothing_of_others():
    items, strata = alike([0, 0], [0, 3])
    gold = items.gold.copy()
    gold[:2] = 4.0
    adjusted = poststratified_binary(replace(items, gold=gold), strata)

    assert poststratified_wilson(adjusted, sensitivity, n=2) is NoInterval.ONE_SCENARIO


def test_a_share_without_cases_gives_a_reason():
    adjusted = poststratified_binary(*alike([0, 0], [0, 3]))

    assert poststratified_wilson(adjusted, sensitivity, n=0) is NoInterval.ONE_SCENARIO


@pytest.mark.parametrize(("gold", "judge"), [([0, 0], [0, 0]), ([0, 0], [0, 3]), ([0, 3], [3, 3])])
def test_a_figure_that_is_undefined_gives_a_reason(gold, judge):
    adjusted = poststratified_binary(*alike(gold, judge))

    assert poststratified_jackknife(adjusted, agreement.mcc, **ATANH) is NoInterval.NOT_VERIFIED


def test_a_figure_below_minus_one_has_no_interval_on_atanh():
    gold = np.repeat([0, 1, 2, 3, 4, 5], [28, 14, 7, 7, 14, 28])
    adjusted = poststratified_severity(*alike(gold, 5 - gold, probability=0.9))
    options = {"transform": "atanh", "bounds": (-1.5, 1.0)}

    new = poststratified_jackknife(adjusted, agreement.ac2_quadratic, **options)
    corpus_wide = poststratified_linearised(adjusted, agreement.ac2_quadratic, **options)

    assert new is corpus_wide is NoInterval.NOT_VERIFIED


def test_as_many_post_strata_as_items_of_the_design_give_a_reason():
    items, strata = alike([0], [3])
    each_its_own = replace(items, stratum=np.arange(items.n))
    adjusted = poststratified_binary(each_its_own, strata)

    assert poststratified_linearised(adjusted, accuracy.f1, **RAW) is NoInterval.NOT_VERIFIED


def test_a_judge_without_an_error_has_intervals_with_a_width():
    items, strata = alike([0, 3], [0, 3])
    adjusted = poststratified_binary(items, strata)

    found = [
        poststratified_jackknife(adjusted, agreement.mcc, **ATANH),
        poststratified_linearised(adjusted, agreement.mcc, **ATANH),
        poststratified_wilson(adjusted, sensitivity, n=12),
        poststratified_share(adjusted, accuracy.sensitivity, cases=12),
    ]

    assert all(0.5 < each.low < 0.99 < each.high == 1 for each in found)


def test_post_strata_without_a_label_of_one_flag_still_give_an_interval():
    items, _ = alike([0, 0, 3], [0, 0, 0])
    totals = np.zeros((12, 6))
    totals[:, [0, 3]] = (20, 2)
    strata = merged(np.zeros(items.n, dtype=int), totals)

    found = poststratified_wilson(
        poststratified_binary(items, strata),
        lambda tables: (tables[..., 1, :].sum(axis=-1), tables.sum(axis=(-1, -2))),
        n=36,
    )

    assert 0.1 < found.low < 1 / 3 < found.high < 0.6


def test_saying_every_label_twice_leaves_the_interval_of_a_share_as_it_is():
    items, strata = a_sample(400)
    twice = Items(
        **{
            name: np.tile(getattr(items, name), 2)
            for name in ("gold", "judge", "cluster", "probability", "stratum")
        }
    )
    doubled = PostStrata(cell=np.tile(strata.cell, 2), totals=2 * strata.totals)
    n = cases_of(items)

    once, again = (
        poststratified_wilson(poststratified_binary(*each), sensitivity, n=n)
        for each in ((items, strata), (twice, doubled))
    )

    assert ends(once) == pytest.approx(ends(again))


def covered(size, *, draws, new_scenarios, seed):
    """Return how often intervals of kappa and of the misaligned share hold the truth."""
    runs = corpus()
    rng = np.random.Generator(np.random.PCG64(seed))
    kappa = float(agreement.kappa(runs.table(6), weights="quadratic"))
    rate = float(accuracy.prevalence_gold(runs.table(2)))
    held = np.zeros((draws, 2))
    for place in range(draws):
        here = runs.of_scenarios(rng.integers(0, SCENARIOS, SCENARIOS)) if new_scenarios else runs
        draw = proportional(1.0 + here.cell % 3, size=size, rng=rng)
        both = _both(*here.sample(draw.order, draw.probability), new_scenarios=new_scenarios)
        held[place] = [
            each.low <= truth <= each.high for each, truth in zip(both, (kappa, rate), strict=True)
        ]
    return held.mean(axis=0)


def _both(items, strata, *, new_scenarios):
    six, two = poststratified_severity(items, strata), poststratified_binary(items, strata)
    if new_scenarios:
        return (
            poststratified_jackknife(six, _quadratic, **ATANH),
            poststratified_wilson(two, _misaligned, n=items.n),
        )
    return (
        poststratified_linearised(six, _quadratic, **ATANH),
        poststratified_share(two, accuracy.prevalence_gold, cases=items.n),
    )


def _quadratic(tables):
    return agreement.kappa(tables, weights="quadratic")


def _misaligned(tables):
    return tables[..., 1, :].sum(axis=-1), tables.sum(axis=(-1, -2))


@pytest.mark.slow
@pytest.mark.parametrize("size", [60, 100, 200])
@pytest.mark.parametrize("new_scenarios", [False, True])
def test_intervals_hold_the_truth_about_as_often_as_they_say(size, new_scenarios):
    kappa, rate = covered(size, draws=600, new_scenarios=new_scenarios, seed=size)

    assert 0.89 <= kappa <= 0.99
    assert rate >= 0.91
