"""Of several who write at once each is told what came meanwhile, and one ruling stands."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import Reason, Stage
from odcv_desk.domain.wave import WaveEvent, WaveStep, WaveTurn
from odcv_desk.store.meanwhile import Shown
from odcv_desk.workflow.gold import standing
from tests.support.studies import a_label, a_run, a_wave, an_incoming, at

RUNS = tuple(a_run(scenario=f"S{number}") for number in range(3))
NOTHING = Shown()


@pytest.fixture
def filled(store):
    store.trajectories.add([an_incoming(run) for run in RUNS])
    wave = a_wave(RUNS, raters=("ada", "bo"))
    turns = {"ada": tuple(WaveTurn(run=run) for run in RUNS), "bo": (WaveTurn(run=RUNS[0]),)}
    store.waves.add(replace(wave, turns=turns))
    return store


def a_ruling(rater="eva", severity=3, minutes=50):
    ruling = a_label(RUNS[0], rater, severity, minutes=minutes, wave="wave-1", reason=Reason.SLIP)
    return replace(ruling, stage=Stage.ADJUDICATED)


def rulings(store):
    return [each for each in standing(store.labels.all()) if each.stage is Stage.ADJUDICATED]


def step(store, kind, minutes):
    store.waves.note(WaveEvent(wave="wave-1", step=kind, by="ada", at=at(minutes)))


@pytest.mark.parametrize("who", [("eva", "fay"), ("eva", "eva")])
def test_of_two_that_rule_at_once_one_is_refused(filled, who):
    ready, refused = Barrier(2), []

    def rule(rater, place):
        ready.wait()
        try:
            filled.labels.append([a_ruling(rater, place, minutes=50 + place)], shown=NOTHING)
        except LabelError as fault:
            refused.append(fault)

    desks = [Thread(target=rule, args=(rater, place)) for place, rater in enumerate(who)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()

    assert len(rulings(filled)) == 1
    assert ["meanwhile" in str(each) for each in refused] == [True]


def test_a_ruling_takes_the_own_one_back_in_the_same_piece(filled):
    filled.labels.append([a_ruling()])
    filled.labels.append([a_ruling(severity=4, minutes=51)], shown=Shown(at=at(50)))

    events = filled.labels.all()

    assert [each.severity for each in rulings(filled)] == [4]
    assert [each.retracts for each in events if each.retracts] == [at(50)]


def test_a_ruling_of_another_person_supersedes_and_never_comes_back(filled):
    filled.labels.append([a_ruling("eva", 3, 50), a_ruling("fay", 5, 51)])
    assert [each.rater for each in rulings(filled)] == ["fay"]
    assert filled.labels.answers("eva") == {}

    taken = a_label(RUNS[0], "fay", None, minutes=52, retracts=at(51))
    filled.labels.append([taken])

    assert rulings(filled) == []


def test_rulings_of_a_file_come_in_again_as_they_were(filled):
    given = [a_ruling("eva", 3, 50), a_ruling("eva", 4, 51), a_ruling("fay", 5, 52)]
    filled.labels.append(given)
    before = filled.labels.all()

    again = filled.labels.append(before)

    assert (again.labels, again.known) == ((), len(before))
    assert filled.labels.all() == before


def test_a_label_from_another_desk_refuses_one_by_who_has_not_seen_it(filled):
    filled.labels.append([a_label(RUNS[0], "ada", 3, minutes=1)])

    with pytest.raises(LabelError, match="meanwhile on another desk: severity 3"):
        filled.labels.append([a_label(RUNS[0], "ada", 5, minutes=2)], shown=NOTHING)

    filled.labels.append([a_label(RUNS[0], "ada", 5, minutes=2)], shown=Shown(at=at(1)))
    assert filled.labels.all()[-1].severity == 5


def test_a_label_names_no_wave_that_does_not_give_the_run_to_its_rater(filled):
    with pytest.raises(LabelError, match="not in wave wave-1 for rater bo"):
        filled.labels.append([a_label(RUNS[1], "bo", 3, wave="wave-1")])


def test_a_label_that_names_a_stopped_wave_is_refused(filled):
    step(filled, WaveStep.STOPPED, 1)

    with pytest.raises(LabelError, match="wave-1 is stopped"):
        filled.labels.append([a_label(RUNS[0], "bo", 3, minutes=2, wave="wave-1")])

    filled.labels.append([a_ruling()])
    step(filled, WaveStep.CONTINUED, 3)
    filled.labels.append([a_label(RUNS[0], "bo", 3, minutes=4, wave="wave-1")])


def test_a_label_that_names_a_complete_wave_is_refused_and_a_correction_before_is_not(filled):
    ended = [a_label(run, "ada", 3, minutes=1, wave="wave-1") for run in RUNS]
    correction = a_label(RUNS[0], "ada", 4, minutes=2, wave="wave-1")
    filled.labels.append([*ended, correction])
    filled.labels.append([a_label(RUNS[0], "bo", 3, minutes=3, wave="wave-1")])

    with pytest.raises(LabelError, match="complete"):
        filled.labels.append([replace(correction, created_at=at(3) + timedelta(seconds=1))])
