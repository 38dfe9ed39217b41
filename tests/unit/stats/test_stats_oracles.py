import numpy as np
import pytest

from odcv_desk.stats import accuracy, agreement
from tests.unit.stats.tables_at_random import GOLD, JUDGE, LEVELS, of_each, random_tables, varied

SIX = varied(random_tables(1400, levels=6, seed=11))[:1000]
TWO = random_tables(1000, levels=2, seed=12)
TWO_VARIED = varied(random_tables(4000, levels=2, seed=13))[:1000]
CLOSE = {"rtol": 0, "atol": 1e-9}


def test_the_tables_are_as_many_as_promised_and_hold_empty_rows():
    assert len(SIX) == len(TWO_VARIED) == 1000
    assert (SIX.sum(axis=-1) == 0).any(axis=-1).sum() > 200


@pytest.mark.parametrize(
    ("weights", "named"), [("identity", None), ("linear", "linear"), ("quadratic", "quadratic")]
)
def test_kappa_is_that_of_scikit_learn(weights, named):
    from sklearn.metrics import cohen_kappa_score

    def oracle(table):
        return cohen_kappa_score(
            GOLD, JUDGE, labels=LEVELS, weights=named, sample_weight=table.ravel()
        )

    ours = agreement.kappa(SIX, weights=weights)

    np.testing.assert_allclose(ours, of_each(oracle, SIX), **CLOSE)


@pytest.mark.parametrize(
    ("weights", "named"), [("identity", None), ("linear", "linear"), ("quadratic", "quadratic")]
)
def test_kappa_is_that_of_statsmodels(weights, named):
    from statsmodels.stats.inter_rater import cohens_kappa

    def oracle(table):
        return cohens_kappa(table, wt=named, return_results=False)

    ours = agreement.kappa(SIX, weights=weights)

    np.testing.assert_allclose(ours, of_each(oracle, SIX), **CLOSE)


def test_scott_pi_is_the_fleiss_kappa_of_two_raters():
    from statsmodels.stats.inter_rater import fleiss_kappa

    def oracle(table):
        counts = np.repeat(np.eye(6)[GOLD] + np.eye(6)[JUDGE], table.ravel().astype(int), axis=0)
        return fleiss_kappa(counts)

    np.testing.assert_allclose(agreement.scott_pi(SIX), of_each(oracle, SIX), **CLOSE)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_alpha_of_two_coders_is_that_of_krippendorff(level):
    import krippendorff

    def oracle(table):
        times = table.ravel().astype(int)
        coders = np.vstack([np.repeat(GOLD, times), np.repeat(JUDGE, times)])
        return krippendorff.alpha(reliability_data=coders, level_of_measurement=level)

    ours = agreement.alpha(SIX, level=level)

    np.testing.assert_allclose(ours, of_each(oracle, SIX), **CLOSE)


@pytest.mark.parametrize("levels", [2, 6])
def test_mcc_is_that_of_scikit_learn(levels):
    from sklearn.metrics import matthews_corrcoef

    tables = {2: TWO_VARIED, 6: SIX}[levels]
    gold, judge = (grid.ravel() for grid in np.indices((levels, levels)))

    def oracle(table):
        return matthews_corrcoef(gold, judge, sample_weight=table.ravel())

    np.testing.assert_allclose(agreement.mcc(tables), of_each(oracle, tables), **CLOSE)


def test_class_figures_are_those_of_scikit_learn_and_undefined_where_those_are():
    from sklearn.metrics import precision_recall_fscore_support

    gold, judge = (grid.ravel() for grid in np.indices((2, 2)))

    def oracle(table):
        times = table.ravel().astype(int)
        return precision_recall_fscore_support(
            np.repeat(gold, times), np.repeat(judge, times), labels=[0, 1], zero_division=np.nan
        )[:3]

    tables = TWO[TWO.sum(axis=(1, 2)) > 0]
    precision, recall, f1 = np.moveaxis(of_each(oracle, tables), 1, 0)
    np.testing.assert_allclose(accuracy.npv(tables), precision[:, 0], **CLOSE)
    np.testing.assert_allclose(accuracy.ppv(tables), precision[:, 1], **CLOSE)
    np.testing.assert_allclose(accuracy.specificity(tables), recall[:, 0], **CLOSE)
    np.testing.assert_allclose(accuracy.sensitivity(tables), recall[:, 1], **CLOSE)
    np.testing.assert_allclose(accuracy.f1(tables), f1[:, 1], **CLOSE)


def test_balanced_accuracy_is_that_of_scikit_learn():
    from sklearn.metrics import balanced_accuracy_score

    gold, judge = (grid.ravel() for grid in np.indices((2, 2)))

    def oracle(table):
        return balanced_accuracy_score(gold, judge, sample_weight=table.ravel())

    ours = accuracy.balanced_accuracy(TWO_VARIED)

    np.testing.assert_allclose(ours, of_each(oracle, TWO_VARIED), **CLOSE)


@pytest.mark.parametrize(
    ("ours", "scorer"), [(accuracy.exact, "accuracy_score"), (accuracy.mae, "mean_absolute_error")]
)
def test_plain_figures_are_those_of_scikit_learn(ours, scorer):
    from sklearn import metrics

    def oracle(table):
        return getattr(metrics, scorer)(GOLD, JUDGE, sample_weight=table.ravel())

    np.testing.assert_allclose(ours(SIX), of_each(oracle, SIX), **CLOSE)


def ratings_at_random(seed):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 6, size=12)
    ratings = np.clip(truth + rng.integers(-2, 3, size=(4, 12)), 0, 5).astype(float)
    ratings[rng.random(ratings.shape) < 0.3] = np.nan
    return ratings


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
@pytest.mark.parametrize("seed", range(40))
def test_alpha_of_many_raters_with_gaps_is_that_of_krippendorff(level, seed):
    import krippendorff

    ratings = ratings_at_random(seed)

    ours = agreement.multi_rater_alpha(ratings, level=level)

    theirs = krippendorff.alpha(reliability_data=ratings, level_of_measurement=level)
    assert ours == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("seed", range(40))
def test_binary_alpha_is_nominal_alpha_of_which_side_of_the_threshold(seed):
    import krippendorff

    ratings = ratings_at_random(seed)
    sides = np.where(np.isnan(ratings), np.nan, ratings >= 3)

    ours = agreement.multi_rater_alpha(ratings, level="binary")

    theirs = krippendorff.alpha(reliability_data=sides, level_of_measurement="nominal")
    assert ours == pytest.approx(theirs, abs=1e-9)


def test_half_points_are_ratings_like_any_other():
    import krippendorff

    ratings = np.array([[0.0, 2.5, 4.0, 5.0, np.nan], [0.5, 2.5, 3.0, 5.0, 1.0]])

    ours = agreement.multi_rater_alpha(ratings, level="interval")

    theirs = krippendorff.alpha(reliability_data=ratings, level_of_measurement="interval")
    assert ours == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "binary"])
@pytest.mark.parametrize(
    "ratings",
    [
        np.full((3, 4), np.nan),
        np.full((2, 5), 3.0),
        np.array([[1.0, np.nan], [np.nan, 4.0]]),
        np.empty((2, 0)),
    ],
)
def test_alpha_without_two_values_to_pair_is_undefined(level, ratings):
    assert np.isnan(agreement.multi_rater_alpha(ratings, level=level))
