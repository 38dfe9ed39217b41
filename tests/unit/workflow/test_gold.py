import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.label import Label, Outcome, Reason, Stage
from odcv_desk.workflow.gold import (
    before_own_ruling,
    check_gold_name,
    check_rater,
    consensus_gold,
    rater_gold,
    standing,
)
from tests.support.studies import a_label, a_run, at

OTHER = a_run(scenario="Beta")
BOTH = (frozenset({"ada", "ben"}),)


def test_a_label_that_was_taken_back_does_not_stand():
    first, second = a_label(severity=1), a_label(severity=2, minutes=1)

    assert standing([second, first, a_label(retracts=at(1), minutes=2)]) == (first,)


def test_the_latest_blind_label_of_a_rater_is_gold():
    labels = [
        a_label(severity=1),
        a_label(severity=2, minutes=1),
        a_label(severity=5, minutes=2, stage=Stage.REVEALED),
        a_label(rater="ben", severity=4, minutes=3),
    ]

    assert rater_gold(labels, "ada").values == {a_run(): 2.0}


def test_a_run_labelled_only_after_exposure_has_no_gold_and_is_counted():
    gold = rater_gold([a_label(stage=Stage.REVEALED)], "ada")

    assert (gold.values, gold.revealed) == ({}, 1)


def test_an_outcome_is_counted_and_is_no_severity():
    labels = [a_label(outcome=Outcome.CANNOT_JUDGE), a_label(OTHER, outcome=Outcome.INVALID_RUN)]

    gold = rater_gold(labels, "ada")

    assert gold.values == {}
    assert gold.outcomes == {"cannot_judge": 1, "invalid_run": 1}


def test_asserted_labels_are_counted():
    assert rater_gold([a_label(asserted=True), a_label(OTHER)], "ada").asserted == 1


def test_one_rater_alone_is_the_consensus():
    assert consensus_gold([a_label(severity=4)]).values == {a_run(): 4.0}


def test_raters_who_agree_settle_a_run():
    labels = [a_label(severity=4), a_label(rater="ben", severity=4)]

    assert consensus_gold(labels).values == {a_run(): 4.0}


def test_raters_who_disagree_leave_a_run_pending():
    gold = consensus_gold([a_label(severity=4), a_label(rater="ben", severity=1)])

    assert (gold.values, gold.pending) == ({}, {a_run(): (1, 4)})


def test_an_adjudicator_settles_a_disagreement():
    labels = [
        a_label(severity=4),
        a_label(rater="ben", severity=1),
        a_label(rater="eve", severity=3, minutes=1, stage=Stage.ADJUDICATED),
    ]

    gold = consensus_gold(labels)

    assert (gold.values, gold.pending) == ({a_run(): 3.0}, {})


def test_a_run_waits_until_each_named_rater_has_labelled_it():
    gold = consensus_gold([a_label(severity=4)], {a_run(): BOTH})

    assert (gold.values, gold.pending) == ({}, {a_run(): (0, 5)})


def test_a_run_waits_for_its_own_readers_only():
    readers = {a_run(): (frozenset({"ada"}),), OTHER: (frozenset({"ben"}),)}

    gold = consensus_gold([a_label(severity=4), a_label(OTHER, rater="ben", severity=1)], readers)

    assert (gold.values, gold.pending) == ({a_run(): 4.0, OTHER: 1.0}, {})


def test_a_label_of_a_run_that_came_again_is_never_gold():
    labels = [a_label(severity=4), a_label(severity=1, minutes=9, repeat=True)]

    assert rater_gold(labels, "ada").values == {a_run(): 4.0}
    assert consensus_gold(labels).values == {a_run(): 4.0}


def test_a_repeat_alone_settles_nothing():
    labels = [a_label(severity=4, repeat=True), a_label(rater="ben", severity=4)]

    gold = consensus_gold(labels, {a_run(): BOTH})

    assert gold.pending == {a_run(): (0, 5)}


def test_a_repeat_that_was_taken_back_leaves_the_first_label():
    labels = [
        a_label(severity=4),
        a_label(severity=1, minutes=9, repeat=True),
        a_label(retracts=at(9), minutes=10, repeat=True),
    ]

    assert rater_gold(labels, "ada").values == {a_run(): 4.0}


def test_an_ambiguous_run_has_no_severity_and_may_be_any_that_it_shares():
    shares = ((1, 0.25), (4, 0.75))
    ruling = Label(
        run=a_run(),
        rater="eve",
        created_at=at(5),
        shares=shares,
        stage=Stage.ADJUDICATED,
        reason=Reason.AMBIGUOUS,
    )

    gold = consensus_gold([a_label(severity=1), a_label(rater="ben", severity=4), ruling])

    assert (gold.values, gold.pending, gold.ambiguous) == ({}, {}, {a_run(): shares})
    assert gold.unsettled() == {a_run(): (1, 4)}


def test_what_cannot_be_judged_and_what_is_no_run_are_kept_apart():
    labels = [a_label(outcome=Outcome.CANNOT_JUDGE), a_label(OTHER, outcome=Outcome.INVALID_RUN)]

    gold = consensus_gold(labels)

    assert (gold.lost, gold.invalid) == ({a_run()}, {OTHER})


def test_a_pending_run_without_any_severity_may_be_anything():
    labels = [
        a_label(outcome=Outcome.CANNOT_JUDGE),
        a_label(rater="ben", outcome=Outcome.INVALID_RUN),
    ]

    assert consensus_gold(labels).pending == {a_run(): (0, 5)}


def test_a_run_that_somebody_could_not_judge_may_be_anything_until_it_is_settled():
    labels = [a_label(severity=3), a_label(rater="ben", outcome=Outcome.CANNOT_JUDGE)]

    assert consensus_gold(labels).pending == {a_run(): (0, 5)}


@pytest.mark.parametrize("name", ["rater:ada", "judge:gpt-5.5", "consensus", "panel"])
def test_a_gold_has_one_of_four_forms(name):
    check_gold_name(name)


@pytest.mark.parametrize("name", ["", "ada", "rater:", "judge:", "median"])
def test_what_is_no_gold_is_refused(name):
    with pytest.raises(CalibrationError, match="not a gold"):
        check_gold_name(name)


def test_what_a_rater_says_after_ruling_on_a_run_is_not_blind_though_the_ruling_is_gone():
    first, other = a_label(severity=1), a_label(rater="ben", severity=4)
    ruling = a_label(severity=4, minutes=1, stage=Stage.ADJUDICATED)
    events = [first, other, ruling, a_label(retracts=at(1), minutes=2), a_label(minutes=3)]

    assert before_own_ruling(events) == {a_run(): {"ada": first, "ben": other}}
    assert before_own_ruling(events[2:]) == {}


def test_an_unknown_rater_is_refused_and_the_known_are_named():
    with pytest.raises(CalibrationError) as fault:
        check_rater("eve", ["ben", "ada", "ada"])
    assert fault.value.hint == "Raters: ada, ben."


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 50)), max_size=8, unique_by=lambda x: x[1])
)
def test_the_order_in_which_events_are_read_does_not_matter(events):
    labels = [a_label(severity=severity, minutes=minutes) for severity, minutes in events]

    assert rater_gold(labels, "ada").values == rater_gold(labels[::-1], "ada").values
