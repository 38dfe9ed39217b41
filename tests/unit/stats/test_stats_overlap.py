import numpy as np
import pytest

from odcv_desk.domain.estimate import NoInterval, Undefined
from odcv_desk.stats.overlap import clause_agreement, evidence_overlap
from tests.unit.stats.people_at_random import shuffled

CLAUSES = ("A", "B", "C")


def evidence(seed, *, units=60):
    rng = np.random.default_rng(seed)
    sets = [
        [set(np.flatnonzero(rng.random(8) < 0.25).tolist()) for _ in range(units)] for _ in range(2)
    ]
    return sets[0], sets[1], np.arange(units) % 20


def clauses(seed, *, units=60):
    rng = np.random.default_rng(seed)
    shared = rng.random((units, 3)) < 0.3
    flipped = [shared ^ (rng.random((units, 3)) < 0.15) for _ in range(2)]
    sets = [[{c for c, on in zip(CLAUSES, row, strict=True) if on} for row in f] for f in flipped]
    return sets[0], sets[1], np.arange(units) % 20


def test_the_overlap_is_the_mean_of_shared_by_all():
    first, second, cluster = evidence(1)

    found = evidence_overlap(first, second, cluster)

    pairs = [(a & b, a | b) for a, b in zip(first, second, strict=True) if a | b]
    wanted = np.mean([len(shared) / len(either) for shared, either in pairs])
    assert found.jaccard.value == pytest.approx(wanted)
    assert found.jaccard.low < wanted < found.jaccard.high
    assert (found.n, found.neither) == (len(pairs), 60 - len(pairs))
    assert found.neither > 0


def test_raters_and_order_can_be_exchanged():
    first, second, cluster = evidence(2)
    order = shuffled(3, len(cluster))

    there = evidence_overlap(first, second, cluster)
    back = evidence_overlap(
        [second[place] for place in order], [first[place] for place in order], cluster[order]
    )

    assert back.jaccard.value == pytest.approx(there.jaccard.value)
    assert (back.jaccard.low, back.jaccard.high) == pytest.approx(
        (there.jaccard.low, there.jaccard.high)
    )


@pytest.mark.parametrize(("second", "value"), [({1, 2}, 1.0), ({3}, 0.0)])
def test_full_overlap_and_none_have_intervals_that_leave_room(second, value):
    found = evidence_overlap([{1, 2}] * 40, [second] * 40, np.arange(40))

    assert found.jaccard.value == value
    assert found.jaccard.high - found.jaccard.low == pytest.approx(0.088097, abs=1e-6)


def test_overlap_says_why_it_is_undefined():
    nobody = evidence_overlap([set()], [set()], np.array([0]))
    nothing = evidence_overlap([], [], np.array([], dtype=int))

    assert (nobody.neither, nobody.jaccard.undefined) == (1, Undefined.NO_CASES)
    assert (nothing.neither, nothing.jaccard.undefined) == (0, Undefined.NO_LABELS)


def test_sets_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="each unit"):
        evidence_overlap([set()], [], np.array([0]))
    with pytest.raises(ValueError, match="each unit"):
        clause_agreement([set()], [set()], np.array([], dtype=int), clauses=["A"])


def test_positive_agreement_is_the_f1_of_scikit_learn():
    from sklearn.metrics import f1_score

    first, second, cluster = clauses(4)

    found = clause_agreement(first, second, cluster, clauses=CLAUSES)

    for each in found:
        one, other = ([each.clause in unit for unit in side] for side in (first, second))
        assert each.positive_agreement.value == pytest.approx(f1_score(one, other))
        assert each.prevalence.value == pytest.approx(np.mean(one + other))
        assert each.both + each.one + each.neither == 60
        assert each.positive_agreement.low < each.positive_agreement.value
        assert each.positive_agreement.value < each.positive_agreement.high
        assert each.prevalence.low < each.prevalence.value < each.prevalence.high


def test_a_worked_table_has_the_positive_agreement_of_its_formula():
    first = [{"A"}] * 25 + [set()] * 75
    second = [{"A"}] * 20 + [set()] * 70 + [{"A"}] * 10

    (found,) = clause_agreement(first, second, np.arange(100) % 25, clauses=["A"])

    assert (found.both, found.one, found.neither) == (20, 15, 65)
    assert found.positive_agreement.value == pytest.approx(40 / 55)
    assert found.prevalence.value == pytest.approx(55 / 200)


def test_a_clause_that_nobody_names_has_a_prevalence_and_no_agreement():
    (found,) = clause_agreement([set()] * 40, [set()] * 40, np.arange(40), clauses=["A"])

    assert found.positive_agreement.undefined is Undefined.NO_CASES
    assert found.prevalence.value == 0
    assert 0 < found.prevalence.high < 0.1


def test_a_clause_named_in_one_scenario_or_few_has_no_interval():
    first = [{"A"}, {"A"}] + [set()] * 20
    cluster = np.array([0, 0, *range(20)])

    (held,) = clause_agreement(first, first, cluster, clauses=["A"])
    (few,) = clause_agreement(first, first, cluster % 4, clauses=["A"])

    assert held.positive_agreement.no_interval is NoInterval.ONE_SCENARIO
    assert few.positive_agreement.no_interval is NoInterval.TOO_FEW_SCENARIOS


def test_without_units_no_clause_has_labels():
    (found,) = clause_agreement([], [], np.array([], dtype=int), clauses=["A"])

    assert found.prevalence.undefined is found.positive_agreement.undefined is Undefined.NO_LABELS
