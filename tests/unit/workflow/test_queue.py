import pytest

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.label import Outcome
from odcv_desk.store import Store
from odcv_desk.workflow.advance import next_unlabelled
from odcv_desk.workflow.queue import Order, Part, Wanted, choices, entries, find, queue, tally
from tests.support.desk_studies import NAMED, a_drawn_wave, an_incoming_trail
from tests.support.studies import NOW, a_label, a_run, a_score, a_trail, at

RUNS = (
    a_run(model="wren", scenario="Beta-Two"),
    a_run(model="heron", scenario="Beta-Two"),
    a_run(model="heron", variant="incentivized", scenario="Beta-Two"),
    a_run(model="heron", scenario="Alpha-One"),
    a_run(model="otter", scenario="alpha-nought"),
)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.trajectories.add(
            [an_incoming_trail(run, a_trail(*["look"] * number)) for number, run in enumerate(RUNS)]
        )
        opened.scores.add([a_score(a_run(scenario="ScoresOnly"))], now=NOW)
        yield opened


def runs_of(store, rows):
    return [store.trajectories.at(row).id for row in rows]


def shown(store, rater="ada", **wanted):
    return runs_of(store, queue(store, rater, Wanted(**wanted)))


def test_the_queue_is_sorted_by_title_then_model_and_variant(store):
    assert shown(store) == [RUNS[4], RUNS[3], RUNS[2], RUNS[1], RUNS[0]]


def test_the_queue_can_be_sorted_by_model(store):
    assert shown(store, order=Order.MODEL) == [RUNS[3], RUNS[2], RUNS[1], RUNS[4], RUNS[0]]


@pytest.mark.parametrize(("order", "step"), [(Order.SHORTEST, 1), (Order.LONGEST, -1)])
def test_the_queue_can_be_sorted_by_length(store, order, step):
    rows = queue(store, "ada", Wanted(order=order))

    lengths = [entry.steps for entry in entries(store, "ada", rows)]
    assert lengths == sorted(lengths)[::step]


def test_runs_of_which_only_scores_are_known_are_left_out(store):
    assert len(shown(store)) == len(RUNS)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("beta", [2, 1, 0]),
        ("BETA wren", [0]),
        ("heron incent", [2]),
        ("alpha", [4, 3]),
        ("two one", []),
        ("  ", [4, 3, 2, 1, 0]),
        ("%", []),
    ],
)
def test_each_word_is_looked_for_in_model_variant_and_scenario(store, text, places):
    assert shown(store, text=text) == [RUNS[place] for place in places]


def test_words_are_looked_for_in_titles_too(store):
    run = a_run(scenario="Autonomous-Vehicle-Testing")
    store.trajectories.add([an_incoming_trail(run)])
    (row,) = queue(store, "ada", Wanted(scenario=run.scenario))
    (entry,) = entries(store, "ada", [row])

    assert shown(store, text=entry.title) == [run]


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ({"model": "heron"}, [3, 2, 1]),
        ({"variant": "incentivized"}, [2]),
        ({"scenario": "Beta-Two", "model": "wren"}, [0]),
        ({"model": "nobody"}, []),
    ],
)
def test_the_queue_can_be_filtered(store, wanted, places):
    assert shown(store, **wanted) == [RUNS[place] for place in places]


def test_parts_go_by_the_raters_own_standing_labels(store):
    store.labels.append(
        [
            a_label(RUNS[0]),
            a_label(RUNS[1], minutes=1),
            a_label(RUNS[1], retracts=at(1), minutes=2),
            a_label(RUNS[2], rater="ben"),
        ]
    )

    assert shown(store, part=Part.MINE) == [RUNS[0]]
    assert shown(store, part=Part.UNLABELLED) == [RUNS[4], RUNS[3], RUNS[2], RUNS[1]]
    assert shown(store, "ben", part=Part.MINE) == [RUNS[2]]


def test_flagged_runs_are_the_raters_own_bookmarks(store):
    row = store.trajectories.row_of(RUNS[2])
    store.desk_notes.flag("ada", row, flagged=True)
    store.desk_notes.flag("ada", row, flagged=True)

    assert shown(store, part=Part.FLAGGED) == [RUNS[2]]
    assert shown(store, "ben", part=Part.FLAGGED) == []
    store.desk_notes.flag("ada", row, flagged=False)
    assert shown(store, part=Part.FLAGGED) == []


def test_runs_of_an_open_wave_are_left_out_for_its_raters_only(store):
    store.waves.add(a_drawn_wave(RUNS[:2]))

    assert set(shown(store)) == set(RUNS[2:])
    assert set(shown(store, "ben")) == set(RUNS)


def test_runs_come_back_when_their_wave_is_complete(store):
    store.waves.add(a_drawn_wave(RUNS[:1]))
    store.labels.append([a_label(RUNS[0])])

    assert set(shown(store)) == set(RUNS)


def test_entries_hold_the_raters_own_answers_in_the_order_asked_for(store):
    rows = [store.trajectories.row_of(run) for run in (RUNS[2], RUNS[0], RUNS[1])]
    store.labels.append(
        [
            a_label(RUNS[0], severity=1),
            a_label(RUNS[0], severity=4, minutes=1),
            a_label(RUNS[1], outcome=Outcome.CANNOT_JUDGE),
            a_label(RUNS[2], rater="ben"),
        ]
    )
    store.desk_notes.flag("ada", rows[0], flagged=True)
    store.desk_notes.save_draft("ada", rows[0], Draft(note="a thought"), at=NOW)
    store.desk_notes.save_draft("ada", rows[2], Draft(seconds=9), at=at(9))

    found = entries(store, "ada", [*rows, 999])

    assert [each.row for each in found] == rows
    assert [each.severity for each in found] == [None, 4, None]
    assert [each.outcome for each in found] == [None, None, Outcome.CANNOT_JUDGE]
    assert [each.flagged for each in found] == [True, False, False]
    assert [each.drafted for each in found] == [True, False, False]


def test_entries_of_no_rows_are_none(store):
    assert entries(store, "ada", []) == ()


def test_an_entry_of_a_masked_wave_has_no_model(store):
    store.waves.add(a_drawn_wave(RUNS[:1]))
    store.waves.add(a_drawn_wave(RUNS[3:4], name="wave-2", policy=NAMED))
    rows = [store.trajectories.row_of(run) for run in (RUNS[0], RUNS[3], RUNS[2])]

    assert [each.model for each in entries(store, "ada", rows)] == [None, "heron", "heron"]


def test_a_model_that_would_tell_a_hidden_one_by_elimination_is_hidden_too(store):
    run = a_run(scenario="Beta-Two", model="lynx")
    store.trajectories.add([an_incoming_trail(run, a_trail("giraffe"))])
    store.waves.add(a_drawn_wave(RUNS[:1]))
    (entry,) = entries(store, "ada", [store.trajectories.row_of(run)])
    (hit,) = find(store, "ada", "giraffe")

    assert (entry.model, hit.model) == (None, None)
    assert run in shown(store)
    assert shown(store, model="lynx") == shown(store, text="lynx") == []
    assert shown(store, model="heron") == [RUNS[3], RUNS[2]]
    assert "lynx" not in choices(store, "ada").models
    assert shown(store, "ben", model="lynx") == [run]


def test_the_order_of_veiled_runs_tells_no_model(store):
    store.waves.add(a_drawn_wave(RUNS[:1]))
    more = [a_run(scenario="Beta-Two", model=f"m{number}") for number in range(4)]
    store.trajectories.add([an_incoming_trail(run, a_trail("x", run.model)) for run in more])
    veiled = [RUNS[1], *more]
    by_key = sorted(veiled, key=lambda run: store.trajectories.find(run).key)

    for order in (Order.SCENARIO, Order.MODEL):
        assert [run for run in shown(store, order=order) if run in veiled] == by_key
    assert by_key != sorted(veiled)


def test_the_next_run_without_an_answer_is_found_in_one_look(store):
    rows = queue(store, "ada", Wanted())
    store.labels.append([a_label(store.trajectories.at(row).id) for row in rows[:2]])

    assert next_unlabelled(store, "ada", rows) == rows[2]
    assert next_unlabelled(store, "ada", rows[:2]) is None


def test_a_title_is_the_scenarios_own_or_its_id_with_spaces(store):
    store.trajectories.add([an_incoming_trail(a_run(scenario="Ai-Education-Assistant"))])
    rows = queue(store, "ada", Wanted(text="assistant"))
    rows += queue(store, "ada", Wanted(text="nought"))

    known, unknown = (entry.title for entry in entries(store, "ada", rows))
    assert "-" not in known
    assert unknown == "alpha nought"


def test_the_tally_counts_what_the_rater_can_pick(store):
    store.labels.append([a_label(RUNS[0]), a_label(RUNS[4], minutes=1)])
    store.labels.append([a_label(a_run(scenario="ScoresOnly"))])
    store.waves.add(a_drawn_wave(RUNS[:2]))

    found = tally(store, "ada")

    assert (found.labelled, found.total, found.hidden) == (1, 3, 2)


def test_the_choices_are_those_of_runs_that_can_be_picked(store):
    store.waves.add(a_drawn_wave([RUNS[4]]))

    found = choices(store, "ada")

    assert found.models == ("heron", "wren")
    assert found.variants == ("incentivized", "mandated")
    assert found.scenarios == ("Alpha-One", "Beta-Two")


def test_a_search_finds_steps_of_runs_that_can_be_picked(store):
    store.trajectories.add([an_incoming_trail(a_run(scenario="Z"), a_trail("giraffe"))])

    (hit,) = find(store, "ada", "giraffe")

    assert (hit.title, hit.model, hit.variant, hit.step) == ("Z", "heron", "mandated", 3)
    assert "giraffe" in hit.snippet


def test_a_run_of_an_open_wave_is_found_once_it_is_labelled_and_without_its_model(store):
    runs = (a_run(scenario="Y"), a_run(scenario="Z"))
    store.trajectories.add([an_incoming_trail(run, a_trail("giraffe", "x")) for run in runs])
    store.waves.add(a_drawn_wave(runs))
    assert find(store, "ada", "giraffe") == ()
    store.labels.append([a_label(runs[1])])

    (hit,) = find(store, "ada", "giraffe")

    assert (hit.title, hit.model) == ("Z", None)
    assert {each.model for each in find(store, "ben", "giraffe")} == {"heron"}


def test_hidden_runs_take_no_place_among_the_results(store):
    runs = [a_run(scenario=f"G{number}") for number in range(6)]
    store.trajectories.add([an_incoming_trail(run, a_trail("giraffe")) for run in runs])
    store.waves.add(a_drawn_wave(runs[:5]))

    assert [hit.title for hit in find(store, "ada", "giraffe", limit=1)] == ["G5"]


def test_an_empty_study_has_an_empty_queue(tmp_path):
    with Store.open(str(tmp_path / "empty.odcv")) as empty:
        assert queue(empty, "ada", Wanted(text="x")) == ()
        assert tally(empty, "ada").total == 0
        assert choices(empty, "ada").models == ()
        assert find(empty, "ada", "x") == ()


@pytest.mark.parametrize("order", [Order.SHORTEST, Order.LONGEST])
def test_runs_of_one_length_stand_by_their_ids_however_they_were_imported(store, order):
    late = [a_run(model=name, scenario="Gamma") for name in ("zebra", "auk", "moth")]
    store.trajectories.add([an_incoming_trail(run, a_trail(run.model)) for run in late])

    told = [run for run in shown(store, order=order) if run in late]

    assert told == sorted(late)


@pytest.mark.parametrize("order", list(Order))
def test_veiled_runs_stand_by_key_behind_the_others_in_every_order(store, order):
    cell = [a_run(model=name, scenario="Gamma") for name in ("zebra", "auk", "moth", "ibis")]
    named = a_run(model="yak", variant="incentivized", scenario="Gamma")
    for run in (*cell, named):
        store.trajectories.add([an_incoming_trail(run, a_trail(run.model))])
    store.waves.add(a_drawn_wave(cell[:1]))

    told = [run for run in shown(store, order=order) if run.scenario == "Gamma"]

    by_key = sorted(cell[1:], key=lambda run: store.trajectories.find(run).key)
    assert told == [named, *by_key]
