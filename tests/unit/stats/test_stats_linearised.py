import numpy as np
import pytest

from odcv_desk.domain.estimate import NoInterval
from odcv_desk.stats import accuracy, agreement
from odcv_desk.stats.items import Items
from odcv_desk.stats.linearised import half_width, influences, linearised, linearised_share

CORRELATION = (-1.0, 1.0)


def items(gold, judge, *, probability=0.5, stratum=None):
    count = len(gold)
    return Items(
        gold=np.array(gold, dtype=float),
        judge=np.array(judge),
        cluster=np.arange(count),
        probability=np.full(count, probability),
        stratum=np.zeros(count, dtype=int) if stratum is None else np.array(stratum),
    )


MIXED = ([0, 0, 1, 3, 4, 5, 2, 0, 3, 5], [0, 1, 1, 3, 2, 5, 3, 0, 4, 5])


def test_a_labelled_corpus_has_no_uncertainty():
    cells = items(*MIXED, probability=1.0).severity_cells()

    whole = linearised(cells, agreement.kappa, transform="atanh", bounds=CORRELATION)
    share = linearised_share(cells, accuracy.exact, cases=10)

    assert whole.low == whole.high == float(agreement.kappa(cells.tables.sum(axis=0)))
    assert share.low == share.high == 0.6
    assert whole.method == share.method == "census, no sampling error"


def test_the_interval_closes_as_the_corpus_is_seen():
    widths = [
        found.high - found.low
        for found in (
            linearised(
                items(*MIXED, probability=seen).severity_cells(),
                agreement.kappa,
                transform="atanh",
                bounds=CORRELATION,
            )
            for seen in (0.1, 0.5, 0.99)
        )
    ]

    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 0.15


def test_the_variance_of_a_share_is_the_textbook_one():
    from scipy.stats import t

    cells = items(*MIXED, probability=0.2).severity_cells()

    half = half_width(cells, influences(cells.tables.sum(axis=0), accuracy.exact))

    textbook = np.sqrt(0.6 * 0.4 / (10 - 1) * (1 - 0.2))
    assert half == pytest.approx(t.ppf(0.975, 9) * textbook, rel=1e-6)


def test_a_perfect_judge_on_a_part_of_the_corpus_has_an_interval():
    cells = items(MIXED[0], MIXED[0]).severity_cells()

    found = linearised(cells, agreement.kappa, transform="atanh", bounds=CORRELATION)

    assert found.low < found.high == 1


def test_a_share_of_one_takes_wilson_with_the_finite_corpus():
    cells = items(MIXED[0], MIXED[0]).severity_cells()

    found = linearised_share(cells, accuracy.exact, cases=10)

    assert found.method == "Wilson, finite corpus"
    assert 0.8 < found.low < found.high == 1


def test_a_stratum_for_each_item_leaves_nothing_to_reckon_with():
    cells = items(*MIXED, stratum=range(10)).severity_cells()

    whole = linearised(cells, agreement.kappa, transform="atanh", bounds=CORRELATION)
    share = linearised_share(cells, accuracy.exact, cases=10)

    assert whole is share is NoInterval.NOT_VERIFIED


def test_a_figure_below_minus_one_has_no_interval_on_atanh():
    gold = np.repeat([0, 1, 2, 3, 4, 5], [28, 14, 7, 7, 14, 28])
    cells = items(gold, 5 - gold, probability=0.9).severity_cells()

    found = linearised(cells, agreement.ac2_quadratic, transform="atanh", bounds=(-1.5, 1))

    assert found is NoInterval.NOT_VERIFIED


def test_an_interval_on_the_raw_scale_stays_within_its_bounds():
    cells = items([0] * 9 + [1], [0] * 10, probability=0.1).severity_cells()

    found = linearised(cells, accuracy.mae, transform="raw", bounds=(0, 5))

    assert found.low == 0
    assert found.high > 0.1
    assert found.method == "linearised, raw scale, clipped"


@pytest.mark.parametrize("figure", [agreement.kappa, agreement.mcc, accuracy.mae, accuracy.exact])
def test_influences_of_a_figure_without_scale_sum_to_nothing(figure):
    table = np.arange(1.0, 37).reshape(6, 6)

    assert float((influences(table, figure) * table).sum()) == pytest.approx(0, abs=1e-8)


def test_strata_that_differ_are_no_uncertainty():
    gold, judge = [0] * 10 + [5] * 10, [0] * 9 + [5] + [5] * 9 + [0]
    plain = items(gold, judge).binary_cells()
    by_class = items(gold, judge, stratum=np.repeat([0, 1], 10)).binary_cells()

    widths = [
        half_width(cells, influences(cells.tables.sum(axis=0), accuracy.prevalence_gold))
        for cells in (plain, by_class)
    ]

    assert widths[0] > 0.1
    assert widths[1] == pytest.approx(0, abs=1e-9)


def half_of_accuracy(strata):
    cells = items(*MIXED, stratum=strata).severity_cells()
    return half_width(cells, influences(cells.tables.sum(axis=0), accuracy.exact))


@pytest.mark.parametrize(
    ("strata", "taken_together"),
    [
        ([0, 0, 0, 0, 1, 1, 1, 2, 3, 4], [0, 0, 0, 0, 1, 1, 1, 2, 2, 2]),
        ([0, 0, 0, 0, 0, 1, 1, 1, 1, 2], [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]),
        ([5, 7, 7, 7, 7, 7, 7, 7, 7, 7], [7, 7, 7, 7, 7, 7, 7, 7, 7, 7]),
    ],
)
def test_strata_of_one_item_are_taken_together(strata, taken_together):
    assert half_of_accuracy(strata) == half_of_accuracy(taken_together)


def test_the_corpus_is_covered_where_most_strata_have_one_label():
    rng = np.random.default_rng(20261121)
    strata = np.arange(240) % 24
    right = rng.random(240) < 0.35 + 0.02 * strata
    drawn = [_drawn(rng, strata) for _ in range(600)]
    found = [_interval(right[chosen], strata[chosen], p) for chosen, p in drawn]

    truth = right.mean()
    covered = np.mean([each.low <= truth <= each.high for each in found])
    assert 0.9 <= covered <= 0.995


def _drawn(rng, strata):
    sizes = np.where(np.arange(24) < 6, 2, 1)
    chosen = np.concatenate(
        [
            rng.choice(np.flatnonzero(strata == stratum), size, replace=False)
            for stratum, size in enumerate(sizes)
        ]
    )
    return chosen, sizes[strata[chosen]] / 10


def _interval(right, strata, probability):
    gold = np.zeros(len(right))
    whole = Items(
        gold=gold,
        judge=np.where(right, 0, 4),
        cluster=np.arange(len(right)),
        probability=probability,
        stratum=strata,
    )
    return linearised_share(whole.severity_cells(), accuracy.exact, cases=len(right))
