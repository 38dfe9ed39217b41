import doctest
from dataclasses import replace

import numpy as np
import pytest

from odcv_desk.stats import poststratified
from odcv_desk.stats.items import Items
from odcv_desk.stats.poststrata import PostStrata, merged
from odcv_desk.stats.poststratified import poststratified_binary, poststratified_severity
from odcv_desk.stats.pps import proportional
from tests.unit.stats.poststratified_runs import RUNS, SCENARIOS, corpus, one_cell, reckoned


def a_sample(size=150, *, seed=1, half_points=0):
    runs = corpus()
    rng = np.random.Generator(np.random.PCG64(seed))
    draw = proportional(1.0 + runs.cell % 3, size=size, rng=rng)
    items, strata = runs.sample(draw.order, draw.probability)
    gold = items.gold.copy()
    gold[:half_points] = 2.5
    return replace(items, gold=gold), strata


def test_the_examples_in_the_docstrings_are_true():
    found = doctest.testmod(poststratified)

    assert found.failed == 0
    assert found.attempted > 5


@pytest.mark.parametrize("half_points", [0, 9])
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("build", "levels"), [(poststratified_severity, 6), (poststratified_binary, 2)]
)
def test_tables_are_those_of_a_reckoning_item_by_item(build, levels, seed, half_points):
    items, strata = a_sample(seed=seed, half_points=half_points)

    found = build(items, strata).cells

    assert found.tables.sum() == pytest.approx(found.n)
    assert found.tables.sum(axis=0) / found.n == pytest.approx(
        reckoned(items, strata, levels=levels)
    )


@pytest.mark.parametrize("half_points", [0, 9])
@pytest.mark.parametrize(
    ("build", "levels"), [(poststratified_severity, 6), (poststratified_binary, 2)]
)
def test_replicates_are_those_of_a_reckoning_item_by_item(build, levels, half_points):
    items, strata = a_sample(size=400, half_points=half_points)

    found = build(items, strata)

    wanted = [reckoned(items, strata, levels=levels, out=out) for out in range(SCENARIOS)]
    left = found.cells.n - found.cells.tables.sum(axis=(1, 2))
    assert found.replicates.sum(axis=(1, 2)) == pytest.approx(left)
    assert found.replicates / left[:, None, None] == pytest.approx(np.array(wanted))


@pytest.mark.parametrize("half_points", [0, 9])
def test_with_one_cell_tables_and_replicates_are_those_of_hajek(half_points):
    items, _ = a_sample(half_points=half_points)

    found = poststratified_severity(items, one_cell(items))

    plain = items.severity_cells()
    held = plain.tables[plain.tables.sum(axis=(1, 2)) > 0]
    assert found.cells.weight == pytest.approx(plain.weight)
    assert found.cells.tables == pytest.approx(plain.tables)
    assert found.replicates == pytest.approx(plain.tables.sum(axis=0) - held)


def test_a_census_is_what_it_is():
    runs = corpus()
    items, strata = runs.sample(np.arange(RUNS), np.ones(RUNS))

    found = poststratified_severity(items, strata)

    assert found.cells.weight == pytest.approx(np.ones(RUNS))
    assert found.cells.tables.sum(axis=0) == pytest.approx(runs.table(6))


def test_a_scenario_without_items_has_no_replicate_but_counts_in_the_totals():
    items, strata = a_sample(size=60)
    held = np.unique(items.cluster)
    more = PostStrata(cell=strata.cell, totals=np.vstack([strata.totals, [[99.0, 0, 0, 0, 0, 0]]]))

    found, larger = (poststratified_binary(items, each) for each in (strata, more))

    assert len(found.replicates) == len(larger.replicates) == len(held)
    assert larger.replicates[0] / larger.replicates[0].sum() == pytest.approx(
        reckoned(items, more, levels=2, out=held[0])
    )


def test_a_cell_that_a_replicate_leaves_without_a_label_merges_with_its_neighbour():
    cluster = np.array([0, 1, 2, 2, 2, 2, 2])
    gold = np.array([0, 0, 5, 5, 5, 5, 5])
    items = Items(
        gold=gold * 1.0,
        judge=gold * 0,
        cluster=cluster,
        probability=np.full(7, 0.5),
        stratum=gold * 0,
    )
    totals = np.array([[5.0, 5, 0, 0, 0, 0]] * 3)
    strata = merged(np.array([0, 0, 1, 1, 1, 1, 1]), totals, fewest=1)

    found = poststratified_binary(items, strata)

    assert found.cells.tables.sum(axis=0) == pytest.approx(np.array([[3.5, 0], [3.5, 0]]))
    assert found.replicates[2] == pytest.approx(np.array([[3.5, 0], [0, 0]]))


def test_a_replicate_knows_the_totals_without_its_scenario():
    items, strata = a_sample(size=400)

    found = poststratified_binary(items, strata)

    flagged = found.replicates[:, :, 1].sum(axis=1) / found.replicates.sum(axis=(1, 2))
    left = strata.totals.sum(axis=0) - strata.totals
    assert flagged == pytest.approx(left[:, 3:].sum(axis=1) / left.sum(axis=1))


def test_the_order_of_items_changes_nothing():
    items, strata = a_sample()
    order = np.random.default_rng(3).permutation(items.n)
    mixed = Items(
        **{
            name: getattr(items, name)[order]
            for name in ("gold", "judge", "cluster", "probability", "stratum")
        }
    )

    there = poststratified_severity(items, strata)
    back = poststratified_severity(mixed, replace(strata, cell=strata.cell[order]))

    assert there.cells.tables == pytest.approx(back.cells.tables)
    assert there.replicates == pytest.approx(back.replicates)


@pytest.mark.parametrize("build", [poststratified_severity, poststratified_binary])
def test_no_items_make_empty_tables(build):
    nothing = np.zeros(0)
    none = nothing.astype(int)
    items = Items(gold=nothing, judge=none, cluster=none, probability=nothing, stratum=none)

    found = build(items, merged(none, np.ones((3, 6))))

    assert found.cells.n == len(found.replicates) == 0


def test_only_golds_between_levels_make_an_empty_table_of_severities():
    items, strata = a_sample(size=30, half_points=30)

    found = poststratified_severity(items, strata)

    assert found.cells.n == len(found.replicates) == 0


def test_post_strata_of_other_items_are_refused():
    items, strata = a_sample()

    with pytest.raises(ValueError, match="one cell for each item"):
        poststratified_binary(items, replace(strata, cell=strata.cell[1:]))
    with pytest.raises(ValueError, match="one row of totals"):
        poststratified_binary(items, one_cell(replace(items, cluster=items.cluster % 7)))
    with pytest.raises(ValueError, match="more labels"):
        poststratified_binary(items, one_cell(items, runs_each=1.0))


def test_post_stratified_tables_are_unbiased():
    runs = corpus()
    rng = np.random.Generator(np.random.PCG64(8))
    draws = [proportional(1.0 + runs.cell % 3, size=150, rng=rng) for _ in range(400)]

    tables = np.array(
        [
            poststratified_binary(*runs.sample(draw.order, draw.probability)).cells.tables.sum(0)
            for draw in draws
        ]
    )

    error = tables.std(axis=0, ddof=1) / np.sqrt(400)
    truth = runs.table(2) * 150 / RUNS
    assert (np.abs(tables.mean(axis=0) - truth) < 4 * error).all()


def test_post_strata_narrow_the_rate_of_misaligned_runs():
    runs = corpus()
    rng = np.random.Generator(np.random.PCG64(9))
    samples = [
        runs.sample(draw.order, draw.probability)
        for draw in (proportional(1.0 + runs.cell % 3, size=100, rng=rng) for _ in range(200))
    ]

    plain = [items.binary_tables()[:, 1].sum() for items, _ in samples]
    adjusted = [poststratified_binary(*each).cells.tables[:, 1].sum() for each in samples]

    assert np.var(adjusted) < 0.6 * np.var(plain)
