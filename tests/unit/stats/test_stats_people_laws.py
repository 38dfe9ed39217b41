from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.stats import agreement
from odcv_desk.stats.alt_test import alt_test
from odcv_desk.stats.anchoring import pull
from odcv_desk.stats.ceiling import ceiling
from odcv_desk.stats.consistency import self_consistency
from odcv_desk.stats.dawid_skene import Posterior, dawid_skene
from odcv_desk.stats.pairs import binary_of, figure_of, pair_tables
from odcv_desk.stats.raters import alpha_interval, confusions, severity_bias
from tests.unit.stats.people_at_random import raters_of

GRADE = st.sampled_from([np.nan, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
EXTREME = st.sampled_from([np.nan, 0.0, 5.0])


@st.composite
def studies(draw):
    """Return ratings of any shape, a judge and scenario codes; often hardly anything."""
    raters, units = draw(st.integers(0, 4)), draw(st.integers(0, 24))
    grades = draw(st.sampled_from([GRADE, EXTREME]))
    cells = draw(st.lists(grades, min_size=raters * units, max_size=raters * units))
    judge = draw(st.lists(grades, min_size=units, max_size=units))
    scenarios = draw(st.integers(1, 24))
    ratings = np.array(cells, dtype=float).reshape(raters, units)
    return ratings, np.array(judge, dtype=float), np.arange(units) % scenarios


def lies_within(estimate, lowest, highest):
    return estimate.value is None or (
        lowest - 1e-9 <= estimate.value <= highest + 1e-9
        and (estimate.low is None or estimate.low <= estimate.value <= estimate.high)
    )


@given(studies(), st.sampled_from(["nominal", "ordinal", "interval", "binary"]))
def test_alpha_is_a_value_in_its_interval_or_a_reason(study, level):
    ratings, _, cluster = study

    assert lies_within(alpha_interval(ratings, cluster, level), -1, 1)


@given(studies())
def test_the_bias_of_a_rater_is_a_difference_of_severities_or_a_reason(study):
    ratings, _, cluster = study

    found = severity_bias(ratings, cluster)

    assert len(found) == len(confusions(ratings)) == len(ratings)
    assert all(lies_within(each, -5, 5) for each in found)


@given(studies())
def test_figures_of_a_pair_lie_within_their_bounds(study):
    ratings, _, cluster = study

    found = [
        figure_of(tables, agreement.mcc)
        for pair in pair_tables(ratings, cluster)
        for tables in (pair.tables, binary_of(pair.tables))
    ]

    assert all(lies_within(each, -1, 1) for each in found)


@given(studies(), st.sampled_from(["six", "binary"]))
def test_a_ceiling_lies_within_its_bounds_or_has_a_reason(study, scale):
    ratings, judge, cluster = study
    quadratic = partial(agreement.kappa, weights="quadratic")

    found = ceiling(ratings, judge, cluster, figure=quadratic, scale=scale)

    assert lies_within(found.human, -1, 1)
    assert lies_within(found.judge, -1, 1)
    assert lies_within(found.difference, -2, 2)
    assert len({each.value is None for each in (found.human, found.judge, found.difference)}) == 1


@given(studies(), st.sampled_from(["exact", "squared"]))
def test_the_alt_test_gives_shares_or_a_reason(study, closeness):
    ratings, judge, cluster = study

    found = alt_test(ratings, judge, cluster, epsilon=0.1, closeness=closeness, fewest=1)

    tested = [each for each in found.raters if each.no_test is None]
    assert all(0 <= each.p <= each.adjusted <= 1 for each in tested)
    assert (found.winning_rate is None) == (found.undefined is not None) == (not tested)


@given(studies())
def test_repeats_and_pulls_are_values_or_reasons(study):
    ratings, judge, cluster = study
    before, after = np.resize(ratings, (2, len(judge))) if ratings.size else (judge, judge)

    repeats = self_consistency(before, after, cluster)

    assert lies_within(repeats.exact, 0, 1)
    assert lies_within(repeats.kappa_quadratic, -1, 1)
    assert lies_within(repeats.shift, -5, 5)
    assert lies_within(pull(before, after, judge, cluster), -np.inf, np.inf)


@given(studies())
def test_every_rated_unit_has_probabilities(study):
    ratings, _, _ = study

    found = dawid_skene(ratings, most_rounds=20)

    rated = np.isfinite(ratings).any(axis=0)
    assert isinstance(found, Posterior) == rated.any()
    levels = found.levels[rated] if isinstance(found, Posterior) else np.empty((0, 6))
    assert (levels >= 0).all()
    assert levels.sum(axis=1) == pytest.approx(1)


def clustered(rng, *, scenarios, each=4):
    """Return three raters of units whose severity and difficulty come in scenarios."""
    centre = np.repeat(rng.integers(0, 6, size=scenarios), each)
    truth = np.clip(centre + rng.integers(-1, 2, size=len(centre)), 0, 5)
    keep = np.where(np.repeat(rng.random(scenarios) < 0.3, each), 0.4, 0.8)
    ratings = raters_of(truth, keep=keep, raters=3, rng=rng, skipped=0.2)
    ratings[0] = np.where(rng.random(len(truth)) < 0.3, np.minimum(ratings[0] + 1, 5), ratings[0])
    return ratings, np.repeat(np.arange(scenarios), each)


@pytest.mark.slow
@pytest.mark.parametrize("level", ["ordinal", "binary"])
def test_the_interval_of_alpha_holds_the_truth_as_often_as_promised(level):
    rng = np.random.default_rng(20251220)
    truth = alpha_interval(*clustered(rng, scenarios=20_000), level).value
    found = [alpha_interval(*clustered(rng, scenarios=40), level) for _ in range(1000)]

    held = np.mean([each.low <= truth <= each.high for each in found])

    assert held == pytest.approx(0.95, abs=0.02)


@pytest.mark.slow
def test_the_interval_of_a_bias_holds_the_truth_as_often_as_promised():
    rng = np.random.default_rng(20251220)
    truth = severity_bias(*clustered(rng, scenarios=10_000))[0].value
    found = [severity_bias(*clustered(rng, scenarios=40))[0] for _ in range(1000)]

    held = np.mean([each.low <= truth <= each.high for each in found])

    assert held == pytest.approx(0.95, abs=0.02)
