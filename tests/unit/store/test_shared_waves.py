"""Waves that several raters share: their turns, repeats, joined waves, stops."""

from dataclasses import replace

import pytest

from odcv_desk.domain.errors import LabelError, StoreError
from odcv_desk.domain.label import Reason, Stage
from odcv_desk.domain.wave import WaveEvent, WaveStep, WaveTurn
from odcv_desk.store.desk_notes import Deferral
from tests.support.desk_studies import a_drawn_wave
from tests.support.studies import NOW, a_label, a_run, an_incoming, at

RUNS = tuple(a_run(scenario=f"S{n}") for n in range(4))
AGAIN = WaveTurn(run=RUNS[0], repeat=True)


def shared(ada, ben=None, **more):
    turns = {"ada": tuple(ada)} | ({} if ben is None else {"ben": tuple(ben)})
    wave = a_drawn_wave(more.pop("runs", RUNS), raters=tuple(turns), **more)
    return replace(wave, turns=turns)


def once(*runs):
    return tuple(WaveTurn(run=run) for run in runs)


def label(run, minutes, rater="ada", **more):
    return a_label(run, rater, minutes=minutes, **more)


@pytest.fixture
def filled(store):
    store.trajectories.add([an_incoming(run, text=str(run)) for run in RUNS])
    return store


@pytest.fixture
def rows(filled):
    return [filled.trajectories.row_of(run) for run in RUNS]


def test_a_wave_comes_back_with_the_turns_of_each_rater(filled):
    wave = shared([*once(*RUNS[:3]), AGAIN, *once(RUNS[3])], once(*reversed(RUNS)))

    filled.waves.add(wave)

    assert filled.waves.all() == (wave,)


def test_each_rater_goes_through_an_order_of_their_own(filled, rows):
    filled.waves.add(shared(once(RUNS[2], RUNS[0]), once(RUNS[1], RUNS[3])))

    assert filled.turns.upcoming("wave-1", "ada") == (rows[2], rows[0])
    assert filled.turns.upcoming("wave-1", "ben") == (rows[1], rows[3])


def test_a_wave_is_done_when_each_rater_has_ended_what_is_theirs(filled):
    filled.waves.add(shared(once(RUNS[0], RUNS[1]), once(RUNS[2])))

    filled.labels.append([label(RUNS[0], 0), label(RUNS[1], 1)])
    assert [wave.name for wave in filled.turns.open_to("ben")] == ["wave-1"]
    filled.labels.append([label(RUNS[2], 2, "ben")])

    assert filled.turns.open_to("ben") == filled.turns.open_to("ada") == ()
    assert filled.turns.ended() == {"wave-1": {"ada": 2, "ben": 1}}


def test_a_run_that_is_not_ones_own_is_no_turn_and_a_label_of_it_no_gold(filled, rows):
    filled.waves.add(shared(once(RUNS[0]), once(RUNS[1])))

    (turn,) = filled.turns.of("ada", rows[1])
    (kept,) = filled.labels.append([label(RUNS[1], 0)]).labels

    assert (turn.upcoming, turn.ended, turn.met) == (False, False, False)
    assert kept.wave is None


def test_a_repeat_comes_unannounced_in_its_place_and_holds_nothing_up(filled, rows):
    filled.waves.add(shared([*once(*RUNS[:3]), AGAIN, *once(RUNS[3])]))
    filled.labels.append([label(run, n) for n, run in enumerate(RUNS[:3])])

    (due,) = filled.turns.of("ada", rows[0])
    assert (due.upcoming, due.repeat, due.ended) == (True, True, True)
    filled.labels.append([label(RUNS[0], 5, severity=4, repeat=True)])
    assert filled.turns.upcoming("wave-1", "ada") == (rows[3],)
    assert filled.labels.answers("ada")[rows[0]][0] == 3
    assert filled.turns.ended()["wave-1"]["ada"] == 3


def test_repeats_lapse_when_every_item_is_ended(filled):
    filled.waves.add(shared([*once(*RUNS[:3]), AGAIN, *once(RUNS[3])]))

    filled.labels.append([label(run, n) for n, run in enumerate(RUNS)])

    assert filled.turns.upcoming("wave-1", "ada") == ()
    assert filled.turns.open_to("ada") == ()


def test_a_repeat_does_not_come_before_what_it_repeats(filled, rows):
    filled.waves.add(shared([*once(*RUNS[:3]), AGAIN, *once(RUNS[3])]))
    filled.desk_notes.defer(Deferral(rater="ada", row=rows[0], reason="later", at=NOW))

    filled.labels.append([label(RUNS[1], 1), label(RUNS[2], 2)])

    assert filled.turns.upcoming("wave-1", "ada") == (rows[3], rows[0])
    assert filled.turns.put_off("wave-1", "ada") == 1


def test_a_label_of_the_wave_that_is_joined_ends_an_item_here_too(filled, rows):
    filled.waves.add(shared(once(*RUNS[:2]), runs=RUNS[:2]))
    filled.labels.append([label(RUNS[0], 0), label(RUNS[1], 1)])

    filled.waves.add(
        replace(shared(once(*RUNS[1:]), runs=RUNS[1:], name="wave-2"), joins=("wave-1",))
    )

    assert filled.turns.upcoming("wave-2", "ada") == (rows[2], rows[3])
    assert filled.turns.ended()["wave-2"]["ada"] == 1
    filled.labels.append([a_label(RUNS[1], retracts=at(1), minutes=2)])
    assert filled.turns.upcoming("wave-2", "ada") == (rows[1], rows[2], rows[3])


def steer(filled, step, minutes):
    filled.waves.note(WaveEvent(wave="wave-1", step=step, by="ada", at=at(minutes)))


def test_a_stopped_wave_takes_no_labels_and_hides_its_runs_as_before(filled, rows):
    filled.waves.add(shared(once(*RUNS)))

    steer(filled, WaveStep.STOPPED, 0)

    (head,) = filled.turns.open_to("ada")
    assert (head.stopped, head.closed) == (True, False)
    assert filled.labels.hidden_from("ada") == set(RUNS)
    assert filled.turns.veiled_cells("ada")
    assert not filled.turns.of("ada", rows[0])[0].upcoming
    with pytest.raises(LabelError, match="wave-1 is stopped"):
        filled.labels.append([label(RUNS[0], 1)])
    steer(filled, WaveStep.CONTINUED, 2)
    assert filled.labels.append([label(RUNS[0], 3)]).labels[0].wave == "wave-1"


def test_a_wave_that_is_closed_for_good_hides_nothing_and_never_opens_again(filled, rows):
    filled.waves.add(shared(once(*RUNS)))

    steer(filled, WaveStep.CLOSED, 0)
    steer(filled, WaveStep.CONTINUED, 1)

    assert filled.turns.open_to("ada") == ()
    assert filled.labels.hidden_from("ada") == frozenset()
    assert filled.labels.append([label(RUNS[0], 2)]).labels[0].wave is None


def test_what_is_done_with_an_unknown_wave_is_refused(filled):
    with pytest.raises(StoreError, match="no such wave"):
        filled.waves.note(WaveEvent(wave="wave-9", step=WaveStep.STOPPED, by="ada", at=NOW))


def test_the_chance_of_every_run_is_kept_for_later_waves(filled):
    chances = {run: 0.25 * (n + 1) for n, run in enumerate(RUNS)}

    filled.waves.add(shared(once(RUNS[0]), runs=RUNS[:1]), chances)

    assert filled.waves.frame("wave-1") == chances
    assert filled.waves.frame("wave-2") == {}


def test_a_ruling_comes_back_with_its_reason_and_shares(filled):
    ruling = a_label(
        RUNS[0],
        "cleo",
        severity=None,
        shares=((2, 0.5), (3, 0.5)),
        stage=Stage.ADJUDICATED,
        reason=Reason.AMBIGUOUS,
    )

    filled.labels.append([ruling])

    assert filled.labels.all() == (ruling,)


def test_a_wave_without_a_name_gets_the_first_number_that_nobody_has(filled):
    for name in ("wave-2", "wave-1-0a1b", "", ""):
        filled.waves.add(replace(a_drawn_wave(RUNS), name=name))

    names = [wave.name for wave in filled.waves.all()]
    assert names == ["wave-2", "wave-1-0a1b", "wave-1", "wave-3"]
