import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import odcv_desk.metrics
from odcv_desk.domain.estimate import Estimand, Undefined
from odcv_desk.metrics import Method, Metric, Scale, figures, metrics
from odcv_desk.stats.accuracy import exact
from odcv_desk.stats.items import Items

SIX_LEVELS = ("kappa", "kappa_linear", "kappa_quadratic", "ac1", "ac2_quadratic", "scott_pi")
SIX_LEVELS += ("alpha_ordinal", "alpha_interval", "exact", "within_one", "mae", "bias")
THRESHOLD = ("kappa_binary", "mcc", "ac1_binary", "pabak", "sensitivity", "specificity", "ppv")
THRESHOLD += ("npv", "balanced_accuracy", "f1", "accuracy", "majority_accuracy")
THRESHOLD += ("prevalence_gold", "prevalence_judge", "prevalence_index", "bias_index")
NAMES = [*SIX_LEVELS, *THRESHOLD]
LEVELS = {Scale.SIX: 6, Scale.BINARY: 2}
EACH = pytest.mark.parametrize("metric", metrics(), ids=lambda metric: metric.name)


def counts(metric, *leading):
    levels = LEVELS[metric.scale]
    return arrays(np.float64, (*leading, levels, levels), elements=st.integers(0, 9).map(float))


def test_the_metrics_are_the_promised_ones_in_their_order():
    assert [metric.name for metric in metrics()] == NAMES


def test_a_metric_looks_at_six_levels_or_at_the_threshold():
    assert {metric.name for metric in metrics() if metric.scale is Scale.SIX} == {*SIX_LEVELS}


def test_a_metric_is_named_like_its_file():
    files = {path.stem for path in Path(odcv_desk.metrics.__path__[0]).glob("[a-z]*.py")}

    assert files == set(NAMES)


def test_no_two_metrics_share_a_place_or_a_title():
    assert len({metric.order for metric in metrics()}) == len(NAMES)
    assert len({metric.title for metric in metrics()}) == len(NAMES)


def test_a_ratio_goes_with_wilson_only():
    with pytest.raises(ValueError, match="Wilson"):
        Metric(
            name="wrong",
            title="Wrong",
            order=1,
            scale=Scale.SIX,
            method=Method.WILSON,
            bounds=(0.0, 1.0),
            value=exact,
            undefined=lambda _: Undefined.NO_CASES,
        )


@EACH
@settings(max_examples=25)
@given(data=st.data())
def test_a_metric_stays_within_its_bounds(metric, data):
    table = data.draw(counts(metric))

    value = float(np.nan_to_num(metric.value(table), nan=metric.bounds[1]))

    assert metric.bounds[0] - 1e-9 <= value <= metric.bounds[1] + 1e-9


@EACH
def test_a_metric_takes_tables_of_any_leading_shape(metric):
    levels = LEVELS[metric.scale]
    stack = np.random.default_rng(1).integers(1, 9, size=(4, 3, levels, levels)).astype(float)

    found = metric.value(stack)

    assert found.shape == (4, 3)
    assert found[1, 2] == pytest.approx(float(metric.value(stack[1, 2])))


@pytest.mark.parametrize(
    "metric", [each for each in metrics() if each.ratio], ids=lambda metric: metric.name
)
@settings(max_examples=25)
@given(data=st.data())
def test_the_parts_of_a_ratio_make_its_value(metric, data):
    tables = data.draw(counts(metric, 5)) + np.eye(LEVELS[metric.scale]) / 8

    hits, cases = metric.ratio(tables)

    assert hits.sum() / cases.sum() == pytest.approx(float(metric.value(tables.sum(axis=0))))
    assert (hits <= cases).all()


def some_items(order, names):
    rng = np.random.default_rng(4)
    gold = rng.integers(0, 11, size=48) / 2
    judge = np.clip(gold + rng.integers(-1, 2, size=48), 0, 5).astype(int)
    cluster = np.arange(48) % 12
    probability = np.where(np.arange(48) % 2, 0.3, 0.6)
    return Items(
        gold=gold[order],
        judge=judge[order],
        cluster=np.array(names)[cluster[order]],
        probability=probability[order],
        stratum=(np.arange(48) % 2)[order],
    )


@pytest.mark.parametrize("estimand", list(Estimand))
@settings(max_examples=10, deadline=None)
@given(order=st.permutations(range(48)), names=st.permutations(range(12)))
def test_neither_the_order_of_runs_nor_the_names_of_scenarios_matter(estimand, order, names):
    plain = figures(some_items(list(range(48)), range(12)), estimand=estimand)

    shuffled = figures(some_items(list(order), names), estimand=estimand)

    before = [(each.low, each.value, each.high) for each in plain.values()]
    after = [(each.low, each.value, each.high) for each in shuffled.values()]
    np.testing.assert_allclose(np.array(after), np.array(before), atol=1e-9)


def test_the_figures_load_neither_scipy_stats_nor_scikit_learn():
    program = (
        "import sys, odcv_desk.metrics; odcv_desk.metrics.metrics();"
        "print(sorted({'scipy.stats', 'sklearn', 'pandas', 'matplotlib'} & set(sys.modules)))"
    )

    found = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(odcv_desk.metrics.__path__[0]).parents[1],
    )

    assert found.stdout.strip() == "[]"
