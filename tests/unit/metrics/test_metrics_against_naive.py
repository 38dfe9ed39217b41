import numpy as np
import pytest

from odcv_desk.domain.estimate import Estimand
from odcv_desk.metrics import figures, metrics
from odcv_desk.stats.items import Items
from tests.unit.metrics.naive import for_corpus, for_new_scenarios

NAMES = [metric.name for metric in metrics()]
DESIGNS = {
    "srs": lambda n: (np.full(n, 0.15), np.zeros(n, dtype=int)),
    "stratified": lambda n: (
        np.where(np.arange(n) % 3 == 0, 0.7, np.where(np.arange(n) % 3 == 1, 0.2, 0.35)),
        np.arange(n) % 3,
    ),
}


def drawn(design):
    rng = np.random.default_rng(8)
    cluster = np.repeat(
        [0, 1, 2, 3, 5, 6, 7, 8, 9, 11, 12, 13], [4, 7, 2, 5, 6, 3, 8, 1, 5, 6, 4, 7]
    )
    lean = rng.normal(size=14)[cluster]
    gold = np.clip(np.round(2.3 + lean + rng.normal(size=len(cluster))), 0, 5)
    judge = np.clip(gold + rng.integers(-2, 3, len(cluster)), 0, 5).astype(int)
    gold[[3, 20, 41]] = [2.5, 0.5, 3.5]
    probability, stratum = DESIGNS[design](len(cluster))
    return Items(gold=gold, judge=judge, cluster=cluster, probability=probability, stratum=stratum)


def rows(items):
    columns = (items.gold, items.judge, items.cluster, items.probability, items.stratum)
    return list(zip(*(column.tolist() for column in columns), strict=True))


FOUND = {
    (design, estimand): figures(drawn(design), estimand=estimand)
    for design in DESIGNS
    for estimand in Estimand
}
NAIVE = {Estimand.NEW_SCENARIOS: for_new_scenarios, Estimand.CORPUS: for_corpus}


@pytest.mark.parametrize("estimand", list(Estimand))
@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("name", NAMES)
def test_a_figure_and_its_interval_are_what_a_naive_reckoning_gives(name, design, estimand):
    found = FOUND[design, estimand][name]

    point, (low, high) = NAIVE[estimand](name, rows(drawn(design)))

    assert found.value == pytest.approx(point, abs=1e-9)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)
    assert found.low < found.high


def test_unequal_probabilities_change_figures():
    weighted = FOUND["stratified", Estimand.CORPUS]["kappa"].value

    assert abs(weighted - FOUND["srs", Estimand.CORPUS]["kappa"].value) > 0.01
