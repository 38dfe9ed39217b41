"""Which labels enter the figures on people, and when there are none."""

import shutil

import pytest

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.estimate import Undefined
from odcv_desk.domain.label import Evidence, Outcome, Reason, Stage
from odcv_desk.domain.wave import WaveEvent, WaveStep
from odcv_desk.store import Store
from odcv_desk.workflow.disputes import wave_named
from odcv_desk.workflow.people import people
from odcv_desk.workflow.people_ceiling import human_ceiling
from odcv_desk.workflow.people_labels import said_in
from tests.support.people_studies import (
    a_shared_wave,
    by_rater,
    label_wave,
    labelled_by_two,
    later,
    see,
)
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, a_wave

CLOSE = 1e-9


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture(scope="module")
def study_of_two(tmp_path_factory):
    return labelled_by_two(tmp_path_factory.mktemp("two") / "study.odcv")


@pytest.fixture
def two(study_of_two, tmp_path):
    copy = shutil.copy(study_of_two, tmp_path / "two.odcv")
    with Store.open(str(copy)) as opened:
        yield opened


def test_labels_after_exposure_do_not_count(two):
    run = said_in(two, wave_named(two, "wave-1")).runs[0]
    before = people(two)
    see(two, "ada", run, at=later(9000))
    two.labels.append([a_label(run, "ada", 5, minutes=9001)])

    assert people(two).together == before.together


def test_a_label_that_was_taken_back_does_not_count(two):
    first = next(label for label in two.labels.all() if label.rater == "ben")
    retraction = a_label(first.run, "ben", minutes=9000, retracts=first.created_at)
    two.labels.append([retraction])

    found = people(two)
    assert found.counts.labels == 79
    assert found.counts.left == {"ben": 1}


def disputed_by_both(store):
    given = by_rater(store)
    return [run for run in sorted(given["ada"]) if given["ada"][run] != given["ben"][run]]


def rule_on(store, runs, minutes):
    ruling = {"stage": Stage.ADJUDICATED, "reason": Reason.SLIP, "wave": "wave-1"}
    store.labels.append([a_label(run, "ada", 2, minutes=minutes, **ruling) for run in runs])


def test_rulings_of_a_rater_leave_agreement_as_it_was_said_blind(two):
    runs = disputed_by_both(two)
    before = people(two)
    assert len(runs) > 10

    rule_on(two, runs, 9000)

    after = people(two)
    assert after.together.alpha == before.together.alpha
    assert (after.pairs, after.judges) == (before.pairs, before.judges)
    assert (after.counts.own, after.counts.compared) == (0, 40)
    assert after.together.disputed.adjudicated == len(runs)


def test_what_an_adjudicator_says_after_the_own_ruling_is_left_out(two):
    run = disputed_by_both(two)[0]

    rule_on(two, [run], -10)

    found = people(two)
    assert found.counts.own == 1
    assert (found.counts.labels, found.counts.compared) == (79, 39)


def test_what_an_adjudicator_who_is_no_rater_settles_stays_in(two):
    given = by_rater(two)
    run = next(run for run in sorted(given["ada"]) if given["ada"][run] != given["ben"][run])
    shares = ((1, 0.5), (4, 0.5))
    ambiguous = a_label(
        run,
        "zoe",
        None,
        minutes=9000,
        shares=shares,
        stage=Stage.ADJUDICATED,
        reason=Reason.AMBIGUOUS,
        wave="wave-1",
    )
    two.labels.append([ambiguous])

    found = people(two)
    assert found.counts.labels == 80
    assert found.raters == ("ada", "ben")
    assert found.together.disputed.ambiguous == 1


def test_the_disputed_share_counts_what_both_have_ended(two):
    given = by_rater(two)
    apart = [run for run in given["ada"] if given["ada"][run] != given["ben"][run]]
    across = [run for run in apart if (given["ada"][run] >= 3) != (given["ben"][run] >= 3)]
    found = people(two).together.disputed

    assert (found.disputed, found.splits, found.ended) == (len(apart), len(across), 40)
    assert found.share.value == pytest.approx(len(apart) / 40)


def test_asserted_labels_are_counted(store):
    wave, truth = a_shared_wave(store, 10, 2)
    label_wave(store, wave, truth, asserted=True)

    assert people(store).counts.asserted == 20


def test_answers_without_a_severity_are_counted_by_name(store):
    store.scores.add([a_score(a_run(scenario="Alpha"))], now=NOW)
    store.waves.add(a_wave([a_run(scenario="Alpha")], raters=("ada", "ben")))
    cannot = {"outcome": Outcome.CANNOT_JUDGE, "note": "cut short"}
    store.labels.append(
        [a_label(a_run(scenario="Alpha"), rater, **cannot) for rater in ("ada", "ben")]
    )
    found = people(store)

    assert found.counts.outcomes == {"cannot_judge": 2}
    assert found.closed
    assert found.together.alpha.undefined is Undefined.NO_LABELS


def test_who_is_alone_has_a_reason_for_every_figure(store):
    wave, truth = a_shared_wave(store, 12, 1)
    label_wave(store, wave, truth)
    found = people(store)

    assert found.together.alpha.undefined is Undefined.NO_CASES
    assert found.by_rater[0].bias.undefined is Undefined.NO_CASES
    assert found.by_rater[0].over_time.undefined is Undefined.NO_CASES
    assert found.judges[0].mcc.human.undefined is Undefined.NO_CASES
    assert found.together.disputed.share.undefined is Undefined.NO_CASES
    assert found.pairs == found.settled == ()


def test_raters_who_only_ever_say_one_thing_have_no_kappa(store):
    runs = [a_run(scenario=f"S{number}") for number in range(12)]
    store.scores.add([a_score(run, a_judge(), 0) for run in runs], now=NOW)
    store.waves.add(a_wave(runs, raters=("ada", "ben")))
    store.labels.append([a_label(run, rater, 0) for run in runs for rater in ("ada", "ben")])
    found = people(store)

    assert found.pairs[0].kappa.undefined is Undefined.SINGLE_CLASS
    assert found.together.alpha.undefined is Undefined.SINGLE_CLASS
    assert found.by_rater[0].bias.value == 0


def test_before_a_wave_is_complete_nobody_is_compared_with_anybody(store):
    wave, truth = a_shared_wave(store, 30, 2)
    label_wave(store, wave, truth, skip=3)
    found = people(store)

    assert not found.closed
    assert found.by_rater == found.pairs == found.clauses == found.judges == ()
    assert found.together.alpha.value is not None
    assert found.counts.left == {"ada": 3, "ben": 3}
    assert human_ceiling(store) == ()


def test_few_runs_of_an_open_wave_give_no_figure_at_all(store):
    wave, truth = a_shared_wave(store, 12, 2)
    label_wave(store, wave, truth, skip=6)
    found = people(store)

    assert found.counts.compared < 10
    assert found.together is None
    assert "from 10 runs" in found.withheld


def test_a_wave_that_is_closed_for_good_is_compared_and_a_stopped_one_is_not(store):
    wave, truth = a_shared_wave(store, 12, 2)
    label_wave(store, wave, truth, skip=2)
    store.waves.note(WaveEvent(wave=wave.name, step=WaveStep.STOPPED, by="ada", at=NOW))
    assert not people(store).closed
    assert "closed for good" in people(store).withheld

    store.waves.note(WaveEvent(wave=wave.name, step=WaveStep.CLOSED, by="ada", at=NOW))

    assert people(store).closed
    assert people(store).pairs


def test_evidence_nobody_cites_has_no_overlap(store):
    runs = [a_run(scenario=f"S{number}") for number in range(3)]
    store.scores.add([a_score(run) for run in runs], now=NOW)
    store.waves.add(a_wave(runs, raters=("ada", "ben")))
    store.labels.append([a_label(run, rater) for run in runs for rater in ("ada", "ben")])

    assert people(store).together.evidence.jaccard.undefined is Undefined.NO_CASES


def test_evidence_of_one_alone_overlaps_in_nothing(store):
    run = a_run()
    store.scores.add([a_score(run)], now=NOW)
    store.waves.add(a_wave([run], raters=("ada", "ben")))
    cited = a_label(run, "ada", evidence=(Evidence(step=1),))
    store.labels.append([cited, a_label(run, "ben")])

    assert people(store).together.evidence.jaccard.value == 0


def test_a_wave_that_is_not_there_is_named(store):
    with pytest.raises(CalibrationError, match="wave-9"):
        people(store, "wave-9")
