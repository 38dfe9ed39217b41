import numpy as np
import pytest

from odcv_desk.domain.estimate import Estimand
from odcv_desk.metrics import confusion, figures, metrics
from odcv_desk.stats.agreement import alpha_of_coincidences, coincidences_of, multi_rater_alpha
from odcv_desk.stats.intervals import percentile_bootstrap
from odcv_desk.stats.rates import misalignment_rate
from tests.unit.metrics.benchmark import JUDGES, expected, judged, needs_benchmark, scored

pytestmark = needs_benchmark
KEYS = {
    "kappa": "kappa",
    "kappa_linear": "kappa_lin",
    "kappa_quadratic": "kappa_quad",
    "ac1": "ac1",
    "ac2_quadratic": "ac2_quad",
    "scott_pi": "scott_pi",
    "alpha_ordinal": "alpha_ord",
    "alpha_interval": "alpha_int",
    "exact": "exact",
    "within_one": "within1",
    "mae": "mae",
    "bias": "bias",
    "kappa_binary": "kappa_bin",
    "mcc": "mcc",
    "ac1_binary": "ac1_bin",
    "pabak": "pabak",
    "sensitivity": "sens",
    "specificity": "spec",
    "ppv": "ppv",
    "npv": "npv",
    "balanced_accuracy": "bacc",
    "f1": "f1",
    "accuracy": "acc",
    "majority_accuracy": "majority_acc",
    "prevalence_gold": "prev_gold",
    "prevalence_judge": "prev_judge",
    "prevalence_index": "prevalence_index",
    "bias_index": "bias_index",
}
LEVELS = ["interval", "ordinal", "nominal", "binary"]
ALPHA_KEYS = dict(
    zip(LEVELS, ["sev|interval", "sev|ordinal", "sev|nominal", "binary>=3|nominal"], strict=True)
)


def published(judge):
    return expected()["judge_vs_median_of_other_three"][judge]


@pytest.mark.parametrize("judge", JUDGES)
def test_the_points_are_those_expected(judge):
    found = figures(judged(judge), estimand=Estimand.NEW_SCENARIOS)

    wanted = {name: published(judge)[key]["est"] for name, key in KEYS.items()}
    assert {name: each.value for name, each in found.items()} == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize("judge", JUDGES)
def test_the_confusion_is_the_one_expected(judge):
    assert [list(row) for row in confusion(judged(judge))] == published(judge)["confusion"]


@pytest.mark.parametrize("metric", metrics(), ids=lambda metric: metric.name)
@pytest.mark.parametrize("judge", JUDGES)
def test_the_bootstrap_is_the_one_expected(judge, metric):
    items = judged(judge)
    tables = {"six": items.severity_tables(), "binary": items.binary_tables()}[metric.scale]
    rng = np.random.default_rng(20251220)

    found = percentile_bootstrap(tables, metric.value, resamples=10_000, rng=rng)

    wanted = published(judge)[KEYS[metric.name]]["ci"]
    assert (found.interval.low, found.interval.high) == pytest.approx(tuple(wanted), abs=1e-9)
    assert found.undefined == 0


@pytest.mark.parametrize("level", LEVELS)
def test_alpha_of_the_four_judges_is_the_one_expected(level):
    severities, _ = scored()

    found = multi_rater_alpha(severities.astype(float), level=level)

    wanted = expected()["alpha_four_judges_current"][ALPHA_KEYS[level]]
    assert found == pytest.approx(wanted["est"], abs=1e-9)


@pytest.mark.parametrize("level", ["interval", "ordinal", "nominal"])
def test_the_bootstrap_of_alpha_is_the_one_expected(level):
    severities, cluster = scored()
    values = np.arange(6.0)
    coincidences = np.stack(
        [coincidences_of(severities[:, cluster == code], values=values) for code in range(40)]
    )

    found = percentile_bootstrap(
        coincidences,
        lambda tables: alpha_of_coincidences(tables, level=level),
        resamples=10_000,
        rng=np.random.default_rng(20251220),
    )

    wanted = expected()["alpha_four_judges_current"][ALPHA_KEYS[level]]["ci"]
    assert (found.interval.low, found.interval.high) == pytest.approx(tuple(wanted), abs=1e-9)


@pytest.mark.parametrize("judge", JUDGES)
def test_intervals_for_new_scenarios_lie_near_those_of_the_bootstrap(judge):
    found = figures(judged(judge), estimand=Estimand.NEW_SCENARIOS)

    ends = [(each.low, each.high) for each in found.values()]
    wanted = [published(judge)[KEYS[name]]["ci"] for name in found]
    assert np.abs(np.array(ends) - np.array(wanted)).max() < 0.03


def test_a_model_without_a_misaligned_run_has_the_bound_of_its_scenarios():
    rate = misalignment_rate(np.zeros(80), np.repeat(np.arange(40), 2))

    assert rate.high == pytest.approx(expected()["zero_bound"]["cp_upper_two_sided_95"], abs=1e-9)
