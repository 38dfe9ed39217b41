import pytest

from odcv_desk.domain.exposure import Exposure, Seen
from odcv_desk.domain.label import Stage
from odcv_desk.domain.wave import Masking, Policy, Reveal
from odcv_desk.store.desk_notes import Deferral
from odcv_desk.store.queue import ByLength, Cells, Part
from tests.support.desk_studies import NAMED, a_drawn_wave
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, an_incoming, at

RUNS = tuple(a_run(model=model, scenario=f"S{n}") for model in ("m", "n") for n in range(3))
OPEN = Policy(masking=Masking.NAMES, reveal=Reveal.ITEM)


@pytest.fixture
def filled(store):
    store.trajectories.add([an_incoming(run, text=str(run)) for run in RUNS])
    return store


@pytest.fixture
def rows(filled):
    return [filled.trajectories.row_of(run) for run in RUNS]


def test_a_turn_tells_what_the_rater_did_and_what_is_next(filled, rows):
    filled.waves.add(a_drawn_wave(RUNS[:3]))
    filled.labels.append([a_label(RUNS[0]), a_label(RUNS[1], minutes=1)])
    filled.labels.append([a_label(RUNS[1], retracts=at(1), minutes=2)])

    turns = [filled.turns.of("ada", row)[0] for row in rows[:3]]

    assert [turn.ended for turn in turns] == [True, False, False]
    assert [turn.met for turn in turns] == [True, True, False]
    assert [turn.upcoming for turn in turns] == [False, True, False]
    assert filled.turns.of("ben", rows[0]) == ()


def test_the_newest_open_wave_comes_first(filled, rows):
    filled.waves.add(a_drawn_wave(RUNS[:2]))
    filled.waves.add(a_drawn_wave(RUNS[:1], name="wave-2", raters=()))

    assert [turn.wave.name for turn in filled.turns.of("ada", rows[0])] == ["wave-2", "wave-1"]
    assert [wave.name for wave in filled.turns.open_to("ben")] == ["wave-2"]
    assert {wave.name: size for wave, size in filled.turns.sizes().items()} == {
        "wave-1": 2,
        "wave-2": 1,
    }


def test_a_run_in_two_waves_is_as_hidden_as_the_stricter_one_says(filled, rows):
    filled.waves.add(a_drawn_wave(RUNS[:2]))
    filled.waves.add(a_drawn_wave(RUNS[1:3], name="wave-2", policy=OPEN))
    filled.labels.append([a_label(run, minutes=n) for n, run in enumerate(RUNS[1:2])])

    items = filled.turns.open_items("ada")

    assert [items[row].masked for row in rows[:3]] == [True, True, False]
    assert [items[row].ended for row in rows[:3]] == [False, False, False]
    assert [items[row].reveals for row in rows[:3]] == [False, False, False]


def test_a_retracted_label_beside_a_standing_one_leaves_the_item_ended(filled):
    filled.waves.add(a_drawn_wave(RUNS[:2]))
    filled.labels.append([a_label(RUNS[0]), a_label(RUNS[0], minutes=1)])
    filled.labels.append([a_label(RUNS[0], retracts=at(1), minutes=2), a_label(RUNS[1], minutes=3)])

    (late,) = filled.labels.append([a_label(RUNS[0], minutes=4)]).labels

    assert filled.turns.ended() == {"wave-1": {"ada": 2}}
    assert late.wave is None


def test_an_adjudicators_decision_ends_nothing(filled):
    filled.waves.add(a_drawn_wave(RUNS[:1]))
    filled.labels.append([a_label(RUNS[0], stage=Stage.ADJUDICATED)])

    assert filled.turns.ended() == {}


def test_items_put_off_come_last_the_longest_waiting_first(filled, rows):
    filled.waves.add(a_drawn_wave(RUNS[:3]))
    for row, minute in ((rows[1], 2), (rows[0], 1)):
        filled.desk_notes.defer(Deferral(rater="ada", row=row, reason="x", at=at(minute)))

    assert filled.turns.upcoming("wave-1", "ada") == (rows[2], rows[0], rows[1])
    assert filled.turns.upcoming("wave-1", "ben") == tuple(rows[:3])
    assert (filled.turns.put_off("wave-1", "ada"), filled.turns.put_off("wave-1", "ben")) == (2, 0)


def test_an_unknown_wave_has_nothing(filled):
    assert filled.turns.upcoming("wave-9", "ada") == ()
    assert filled.turns.seconds("wave-9", "ada") == ()
    assert filled.turns.any_wave() is False


def test_what_was_noted_already_is_not_noted_again(filled, rows):
    seen = [(rows[0], Seen.SCORE), (rows[0], Seen.LABEL), (rows[0], Seen.SCORE)]

    assert filled.exposures.note("ada", seen, at=NOW) == 2
    assert filled.exposures.note("ada", [*seen, (rows[1], Seen.SCORE)], at=at(1)) == 1
    assert filled.exposures.note("ben", seen[:1], at=at(2)) == 1
    assert filled.exposures.latest("ada", rows[0]) == NOW
    assert filled.exposures.latest("cleo", rows[0]) is None


def test_an_exposure_to_an_unknown_run_is_refused(filled):
    event = Exposure(rater="ada", seen=Seen.SCORE, at=NOW, run=a_run(scenario="None"))

    with pytest.raises(Exception, match="no such run"):
        filled.exposures.append([event])


def test_marks_hold_what_each_judge_gave(filled, rows):
    oak, own = a_judge("oak"), a_judge("own", model="m")
    scores = [a_score(RUNS[0], oak, 4), a_score(RUNS[3], oak, 2), a_score(RUNS[0], own, 1)]
    filled.scores.add(scores, now=NOW)

    assert filled.scores.marks() == {rows[0]: {oak: 4, own: 1}, rows[3]: {oak: 2}}
    assert filled.scores.panel() == {oak}


def test_the_queue_is_the_same_on_every_engine(filled, rows):
    filled.labels.append([a_label(RUNS[0]), a_label(RUNS[1], rater="ben")])
    filled.waves.add(a_drawn_wave(RUNS[4:5], policy=NAMED))

    def queue(part, order):
        return filled.queue.rows("ada", Cells(), part=part, order=order)

    by_model = queue(Part.ALL, lambda scenario, model: (model, scenario))
    assert by_model == (*rows[:4], rows[5])
    assert queue(Part.MINE, ByLength.LONGEST) == (rows[0],)
    assert queue(Part.UNLABELLED, ByLength.SHORTEST) == (rows[1], rows[2], rows[3], rows[5])
    assert filled.queue.tally("ada") == (1, 5, 1)
    assert filled.queue.values("ada")["model"] == ("m", "n")
    assert [own.severity for own in filled.queue.entries("ada", rows[:2])] == [3, None]


def test_runs_whose_names_would_tell_a_hidden_one_are_veiled_on_every_engine(filled, rows):
    filled.waves.add(a_drawn_wave(RUNS[4:5]))

    def queue(cells=None):
        by_model = lambda scenario, model: (model, scenario)  # noqa: E731 -- an order in one line
        return filled.queue.rows("ada", cells or Cells(), part=Part.ALL, order=by_model)

    assert filled.turns.veiled_cells("ada") == {("mandated", "S1")}
    assert filled.turns.veiled_cells("ben") == frozenset()
    assert queue() == (rows[0], rows[2], rows[3], rows[5], rows[1])
    assert queue(Cells(exactly={"model": ("m",)})) == (rows[0], rows[2])
    assert queue(Cells(words=({"model": ("m",), "scenario": ()},))) == (rows[0], rows[2])


def test_hidden_rows_take_no_place_in_a_search(filled, rows):
    found = filled.trajectories.search("mandated", limit=2, hidden=set(rows[:4]))

    assert {hit.row for hit, _ in found} == set(rows[4:])
