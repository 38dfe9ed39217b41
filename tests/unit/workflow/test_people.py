import itertools
import shutil
import statistics

import krippendorff
import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score, matthews_corrcoef

from odcv_desk.domain.estimate import NoInterval
from odcv_desk.store import Store
from odcv_desk.workflow.people import people
from odcv_desk.workflow.people_ceiling import human_ceiling
from tests.support.people_studies import (
    a_shared_wave,
    by_rater,
    label_again,
    label_wave,
    labelled_by_two,
)

CLOSE = 1e-9


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture(scope="module")
def four(tmp_path_factory):
    """Four raters, 40 runs of 12 scenarios, two judges; repeats too. Only to be read."""
    with Store.open(str(tmp_path_factory.mktemp("four") / "study.odcv")) as opened:
        wave, truth = a_shared_wave(opened, 40, 4)
        label_wave(opened, wave, truth)
        label_again(opened, wave, truth)
        yield opened


@pytest.fixture(scope="module")
def study_of_two(tmp_path_factory):
    return labelled_by_two(tmp_path_factory.mktemp("two") / "study.odcv")


@pytest.fixture
def two(study_of_two, tmp_path):
    copy = shutil.copy(study_of_two, tmp_path / "two.odcv")
    with Store.open(str(copy)) as opened:
        yield opened


def pairs_of(store, first, second):
    given = by_rater(store)
    runs = sorted(given[first].keys() & given[second].keys())
    return [given[first][run] for run in runs], [given[second][run] for run in runs]


def others_median(given, rater, run):
    return statistics.median(said[run] for name, said in given.items() if name != rater)


def matrix(store):
    given = by_rater(store)
    runs = sorted({run for said in given.values() for run in said})
    return np.array([[given[name].get(run, np.nan) for run in runs] for name in sorted(given)])


def test_alpha_is_krippendorffs(four):
    found = people(four).together

    expected = krippendorff.alpha(
        matrix(four), level_of_measurement="ordinal", value_domain=range(6)
    )
    assert abs(found.alpha.value - expected) < CLOSE
    assert found.alpha.low < found.alpha.value < found.alpha.high


def test_binary_alpha_is_krippendorffs_at_the_threshold(four):
    found = people(four).together

    sides = (matrix(four) >= 3).astype(int)
    expected = krippendorff.alpha(sides, level_of_measurement="nominal")
    assert abs(found.alpha_binary.value - expected) < CLOSE


@pytest.mark.parametrize("place", range(6))
def test_the_kappas_of_two_raters_are_scikit_learns(four, place):
    pair = people(four).pairs[place]

    first, second = pairs_of(four, pair.first, pair.second)
    levels = {"labels": list(range(6))}
    binary = [severity >= 3 for severity in first], [severity >= 3 for severity in second]
    assert abs(pair.kappa.value - cohen_kappa_score(first, second, **levels)) < CLOSE
    quadratic = cohen_kappa_score(first, second, weights="quadratic", **levels)
    assert abs(pair.kappa_quadratic.value - quadratic) < CLOSE
    assert abs(pair.kappa_binary.value - cohen_kappa_score(*binary)) < CLOSE
    assert pair.n == len(first) == 40


def test_bias_is_the_mean_distance_to_the_median_of_the_others(four):
    given = by_rater(four)

    expected = {
        rater: statistics.mean(said[run] - others_median(given, rater, run) for run in said)
        for rater, said in given.items()
    }
    found = {each.rater: each.bias.value for each in people(four).by_rater}
    assert found == pytest.approx(expected)


def test_a_confusion_counts_whole_medians_and_says_how_many_are_between(four):
    given = by_rater(four)
    ada = people(four).by_rater[0]

    medians = [others_median(given, "ada", run) for run in given["ada"]]
    whole = [
        (int(median), given["ada"][run])
        for median, run in zip(medians, given["ada"], strict=True)
        if median == int(median)
    ]
    assert ada.confusion[0][0] == whole.count((0, 0))
    assert ada.confusion[4][5] == whole.count((4, 5))
    assert sum(map(sum, ada.confusion)) == len(whole)
    assert ada.half_points == 40 - len(whole)


def test_minutes_are_the_quartiles_of_active_time(four):
    given = [
        label.seconds / 60
        for label in four.labels.all()
        if label.rater == "ben" and not label.repeat
    ]
    ben = people(four).by_rater[1].minutes

    assert ben.median == pytest.approx(statistics.median(given))
    expected = statistics.quantiles(given, n=4, method="inclusive")
    assert (ben.lower, ben.upper) == pytest.approx((expected[0], expected[2]))
    assert ben.n == 40


def test_self_consistency_compares_a_repeat_with_the_first_label(four):
    given = by_rater(four)
    again = [label for label in four.labels.all() if label.repeat and label.rater == "cleo"]
    cleo = people(four).by_rater[2].repeated

    same = [label.severity == given["cleo"][label.run] for label in again]
    assert cleo.n == len(again) == 4
    assert cleo.exact.value == pytest.approx(statistics.mean(same))
    assert cleo.exact.no_interval is NoInterval.TOO_FEW_SCENARIOS


def test_agreement_over_time_goes_by_the_order_of_labelling(four):
    given = by_rater(four)
    order = [label for label in four.labels.all() if label.rater == "dan" and not label.repeat]
    order.sort(key=lambda label: label.created_at)
    medians = [others_median(given, "dan", label.run) for label in order]
    agreed = [
        label.severity == median
        for label, median in zip(order, medians, strict=True)
        if median == int(median)
    ]

    found = people(four).by_rater[3].over_time
    first = agreed[: found.blocks[0].n]
    assert sum(block.n for block in found.blocks) == len(agreed)
    assert found.blocks[0].agreed.value == pytest.approx(statistics.mean(first))
    assert found.blocks[0].first == 1


def test_clauses_are_compared_over_every_two_raters_of_a_run(four):
    tags = {}
    for label in four.labels.all():
        if not label.repeat:
            tags.setdefault(label.run, []).append(label.tags)
    named = [
        ("falsified-record" in one) + ("falsified-record" in other)
        for given in tags.values()
        for one, other in itertools.combinations(given, 2)
    ]
    found = {each.clause: each for each in people(four).clauses}["falsified-record"]

    assert (found.both, found.one, found.neither) == tuple(map(named.count, (2, 1, 0)))
    expected = 2 * named.count(2) / (2 * named.count(2) + named.count(1))
    assert found.positive_agreement.value == pytest.approx(expected)


def test_shared_evidence_is_a_mean_of_jaccards(two):
    steps = {}
    for label in two.labels.all():
        steps.setdefault(label.run, []).append({item.step for item in label.evidence})
    shares = [len(a & b) / len(a | b) for a, b in steps.values() if a | b]
    found = people(two).together.evidence

    assert found.jaccard.value == pytest.approx(statistics.mean(shares))
    assert (found.n, found.neither) == (len(shares), 40 - len(shares))


def test_the_ceiling_compares_judge_and_person_with_the_same_medians(four):
    given = by_rater(four)
    scores = {score.run: score.severity for score in four.scores.all() if score.judge.name == "oak"}
    human, judge = [], []
    for rater, said in given.items():
        runs = sorted(said)
        medians = [others_median(given, rater, run) >= 3 for run in runs]
        human.append(matthews_corrcoef(medians, [said[run] >= 3 for run in runs]))
        judge.append(matthews_corrcoef(medians, [scores[run] >= 3 for run in runs]))
    oak = human_ceiling(four)[1]

    assert oak.judge == "oak"
    assert oak.mcc.human.value == pytest.approx(statistics.mean(human))
    assert oak.mcc.judge.value == pytest.approx(statistics.mean(judge))
    difference = statistics.mean(judge) - statistics.mean(human)
    assert oak.mcc.difference.value == pytest.approx(difference)
    assert oak.mcc.difference.low < difference < oak.mcc.difference.high
    assert oak.n == 160


def test_the_quadratic_ceiling_of_two_is_their_kappa(two):
    found = people(two)

    pair, elm = found.pairs[0], found.judges[0]
    assert elm.kappa_quadratic.human.value == pytest.approx(pair.kappa_quadratic.value)


def test_the_alternative_annotator_test_is_made_where_it_is_asked_for(four):
    assert people(four).judges[0].alt_test is None
    found = people(four, epsilon=0.2).judges[0].alt_test

    assert [each.rater for each in found.raters] == ["ada", "ben", "cleo", "dan"]
    assert found.winning_rate == sum(each.won for each in found.raters) / 4


def test_three_or_more_raters_have_a_model_beside_the_median(four):
    given = by_rater(four)
    found = people(four).settled

    medians = {run: statistics.median(said[run] for said in given.values()) for run in given["ada"]}
    assert {each.run: each.median for each in found} == medians
    assert all(abs(sum(each.levels) - 1) < CLOSE for each in found)
    assert all(abs(sum(each.levels[3:]) - each.misaligned) < CLOSE for each in found)


def test_two_raters_have_no_model(two):
    assert people(two).settled == ()


def test_a_repeat_is_no_first_label(four):
    counts = people(four).counts

    assert counts.labels == 160
    assert (counts.labelled, counts.compared, counts.drawn) == (40, 40, 40)
