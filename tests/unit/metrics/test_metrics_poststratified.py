"""Post-stratified figures against an item-by-item reckoning, and why some have no value."""

from dataclasses import replace

import numpy as np
import pytest

from odcv_desk.domain.estimate import Estimand, NoInterval, Undefined
from odcv_desk.metrics import confusion, figures, metrics, points
from odcv_desk.stats.items import Items
from odcv_desk.stats.poststrata import PostStrata, cells_of, merged, totals_of
from tests.unit.metrics.naive import figure, used
from tests.unit.metrics.naive_poststrata import (
    cell_of,
    for_corpus_adjusted,
    for_new_scenarios_adjusted,
    tables,
)

SCENARIOS, RUNS = 16, 320
WANTED = {Estimand.NEW_SCENARIOS: for_new_scenarios_adjusted, Estimand.CORPUS: for_corpus_adjusted}
NAMES = [metric.name for metric in metrics()]


def at_random(seed, size, *, halves):
    """Return a sample with unequal probabilities out of a made-up corpus, in both forms."""
    rng = np.random.default_rng(seed)
    truth = np.clip(rng.normal(2.2, 1.6, RUNS).round(), 0, 5)
    judges = np.clip(truth + rng.normal(0, 1.1, (4, RUNS)).round(), 0, 5).astype(int)
    gold = np.clip(truth + rng.integers(-1, 2, RUNS), 0, 5) * 1.0
    gold[(rng.random(RUNS) < 0.1 * halves) & (gold < 5)] += 0.5
    cluster = np.repeat(np.arange(SCENARIOS), RUNS // SCENARIOS)
    spread = np.ptp(judges, axis=0)
    places = rng.choice(RUNS, size, replace=False)
    probability = rng.uniform(0.1, 0.9, RUNS)
    stratum = cluster % 3
    items = Items(
        gold=gold[places],
        judge=judges[0][places],
        cluster=cluster[places],
        probability=probability[places],
        stratum=stratum[places],
    )
    cell = cells_of(judges[0] >= 3, spread)
    strata = merged(cell[places], totals_of(cell, cluster=cluster, clusters=SCENARIOS))
    cells = [cell_of(judges[0][run], spread[run]) for run in range(RUNS)]
    rows = [
        (gold[run], int(judges[0][run]), int(cluster[run]), probability[run], int(stratum[run]))
        for run in places
    ]
    corpus = list(zip(cells, cluster.tolist(), strict=True))
    return items, strata, (rows, [cells[run] for run in places], corpus)


@pytest.mark.parametrize("estimand", list(Estimand))
@pytest.mark.parametrize(("seed", "size", "halves"), [(1, 40, False), (2, 48, True)])
def test_every_figure_and_interval_is_what_plain_reckoning_gives(seed, size, halves, estimand):
    compared(NAMES, estimand, at_random(seed, size, halves=halves))


@pytest.mark.parametrize("name", ["kappa_quadratic", "mcc", "mae", "f1", "sensitivity", "accuracy"])
def test_from_100_items_on_the_corpus_has_the_variance_of_residuals(name):
    compared([name], Estimand.CORPUS, at_random(3, 112, halves=True))


@pytest.mark.slow
@pytest.mark.parametrize("estimand", list(Estimand))
@pytest.mark.parametrize("seed", range(21, 28))
def test_larger_samples_are_reckoned_right_too(seed, estimand):
    compared(NAMES, estimand, at_random(seed, 40 + 14 * (seed - 20), halves=seed % 2))


def compared(names, estimand, drawn):
    items, strata, plain = drawn

    got = figures(items, estimand=estimand, strata=strata)

    wanted = {name: WANTED[estimand](name, *plain) for name in names}
    assert {name: got[name].value for name in names} == pytest.approx(
        {name: value for name, (value, _) in wanted.items()}, abs=1e-9
    )
    assert {name: got[name].low for name in names} == pytest.approx(
        {name: low for name, (_, (low, _)) in wanted.items()}, abs=1e-6
    )
    assert {name: got[name].high for name in names} == pytest.approx(
        {name: high for name, (_, (_, high)) in wanted.items()}, abs=1e-6
    )


@pytest.mark.parametrize("seed", range(10, 16))
def test_points_alone_are_the_values_of_the_figures(seed):
    items, strata, _ = at_random(seed, 30, halves=True)

    got = figures(items, estimand=Estimand.CORPUS, strata=strata)

    assert points(items, strata=strata) == pytest.approx(
        {name: each.value for name, each in got.items() if each.value is not None}, abs=1e-12
    )


def test_the_confusion_is_weighted_as_the_figures_are():
    items, strata, plain = at_random(5, 90, halves=True)

    table = confusion(items, strata=strata)

    whole, _, _ = tables("kappa", *plain)
    weighted = [(gold, judge, table[gold][judge]) for gold in range(6) for judge in range(6)]
    assert sum(map(sum, table)) == pytest.approx(items.n - items.half_points)
    assert figure("kappa", weighted) == pytest.approx(figure("kappa", whole))
    assert len(used("kappa", plain[0])) == len(whole)


def test_one_cell_for_all_gives_what_there_is_without_post_strata():
    items, _, _ = at_random(6, 80, halves=True)
    everywhere = np.zeros((SCENARIOS, 6))
    everywhere[:, 0] = 20.0
    strata = PostStrata(cell=np.zeros(items.n, dtype=np.int64), totals=everywhere)

    plain = points(items)

    assert points(items, strata=strata) == pytest.approx(plain, abs=1e-12)


def some(gold, judge, *, cluster=None):
    n = len(gold)
    items = Items(
        gold=np.array(gold, dtype=float),
        judge=np.array(judge, dtype=int),
        cluster=np.arange(n) if cluster is None else np.full(n, cluster),
        probability=np.full(n, 0.5),
        stratum=np.zeros(n, dtype=int),
    )
    cell = cells_of(items.judge >= 3, np.zeros(n, dtype=np.int64))
    clusters = int(items.cluster.max()) + 1
    totals = totals_of(np.tile(cell, 2), cluster=np.tile(items.cluster, 2), clusters=clusters)
    return items, merged(cell, totals)


@pytest.mark.parametrize("estimand", list(Estimand))
@pytest.mark.parametrize(
    ("gold", "judge", "name", "reason"),
    [
        ([0] * 12, [0] * 12, "mcc", Undefined.SINGLE_CLASS),
        ([0, 5] * 6, [4] * 12, "mcc", Undefined.CONSTANT_JUDGE),
        ([0] * 12, [0, 4] * 6, "sensitivity", Undefined.NO_CASES),
        ([2.5] * 12, [2] * 12, "kappa", Undefined.NO_CASES),
        ([3] * 12, [3] * 12, "kappa", Undefined.SINGLE_CLASS),
    ],
)
def test_an_undefined_figure_says_why(gold, judge, name, reason, estimand):
    items, strata = some(gold, judge)

    found = figures(items, estimand=estimand, strata=strata)[name]

    assert (found.value, found.undefined) == (None, reason)
    assert name not in points(items, strata=strata)


def test_without_an_item_every_figure_says_so():
    _, strata = some([1], [1])
    none = np.zeros(0, dtype=int)
    empty = Items(gold=none * 1.0, judge=none, cluster=none, probability=none + 0.5, stratum=none)

    found = figures(empty, estimand=Estimand.CORPUS, strata=replace(strata, cell=none))

    assert {each.undefined for each in found.values()} == {Undefined.NO_LABELS}
    assert points(empty, strata=replace(strata, cell=none)) == {}
    assert confusion(empty, strata=replace(strata, cell=none)) == ((0.0,) * 6,) * 6


@pytest.mark.parametrize(
    ("scenarios", "reason"), [(1, NoInterval.ONE_SCENARIO), (9, NoInterval.TOO_FEW_SCENARIOS)]
)
def test_few_scenarios_carry_no_interval(scenarios, reason):
    items, strata = some([0, 5, 1, 4, 3, 2, 5, 0, 5], [0, 5, 1, 4, 3, 2, 5, 1, 2])
    together = np.arange(items.n) % scenarios
    totals = totals_of(np.tile(strata.cell, 2), cluster=np.tile(together, 2), clusters=scenarios)

    found = figures(
        replace(items, cluster=together),
        estimand=Estimand.NEW_SCENARIOS,
        strata=PostStrata(cell=strata.cell, totals=totals),
    )

    assert {found[name].no_interval for name in ("mcc", "kappa", "accuracy")} == {reason}
