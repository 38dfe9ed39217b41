import pytest

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.label import Outcome
from odcv_desk.store import Store
from odcv_desk.workflow.commit import commit
from odcv_desk.workflow.compare import aggregate_warning, compare, note_aggregate
from tests.support.desk_studies import BY_ITEM, a_drawn_wave, an_incoming_trail, texts_in
from tests.support.studies import NOW, a_judge, a_run, a_score, at

RUNS = tuple(
    a_run(model=model, scenario=scenario)
    for model in ("heron", "wren")
    for scenario in ("Alpha", "Beta")
)
MARKS = {"elm": 1, "heron": 5, "oak": 2, "wren": 4}


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.trajectories.add([an_incoming_trail(run) for run in RUNS])
        scores = [
            a_score(run, a_judge(name), severity)
            for run in RUNS
            for name, severity in MARKS.items()
        ]
        alone = [a_score(RUNS[0], a_judge("alone", model="heron"), 3)]
        opened.scores.add([*scores, *alone], now=NOW)
        yield opened


@pytest.fixture
def rows(store):
    return [store.trajectories.row_of(run) for run in RUNS]


def label(store, row, rater="ada", minutes=0, **more):
    return commit(store, rater, row, Draft(**({"severity": 3} | more)), now=at(minutes))


def shown(store, rater="ada", *, everything=False, minutes=9):
    return compare(store, rater, everything=everything, now=at(minutes))


def test_only_labelled_runs_are_shown_unless_everything_is_wished(store, rows):
    label(store, rows[1])

    found = shown(store)

    assert [run.run for run in found.runs] == [RUNS[1]]
    assert found.withheld == 3
    assert len(shown(store, everything=True).runs) == 4


def test_a_run_stands_with_the_raters_label_and_every_judges_score(store, rows):
    label(store, rows[0], severity=2)
    label(store, rows[1], severity=None, outcome=Outcome.CANNOT_JUDGE, note="x")

    first, second = shown(store).runs

    assert (first.severity, first.scores) == (2, MARKS | {"alone": 3})
    assert (second.severity, second.outcome) == (None, Outcome.CANNOT_JUDGE)
    assert (first.title, first.model, first.variant) == ("Alpha", "heron", "mandated")


def test_the_panels_median_leaves_the_models_own_judge_out(store, rows):
    label(store, rows[0])
    label(store, rows[2])

    assert {run.model: run.panel for run in shown(store).runs} == {"heron": 2, "wren": 2}


def test_spread_and_split_go_by_the_panel_as_shown(store, rows):
    label(store, rows[0])

    (run,) = shown(store).runs

    assert (run.spread, run.split) == (4, True)


def test_the_panels_judges_come_first(store):
    assert shown(store, everything=True).judges == ("elm", "heron", "oak", "wren", "alone")


def test_a_labelled_run_without_scores_is_shown_too(store):
    run = a_run(scenario="Quiet")
    store.trajectories.add([an_incoming_trail(run)])
    label(store, store.trajectories.row_of(run))

    (found,) = shown(store).runs

    assert (found.scores, found.panel, found.spread, found.split) == ({}, None, 0, False)
    assert store.exposures.all() == ()


def test_what_is_shown_is_written_down_once(store, rows):
    label(store, rows[0])
    shown(store, minutes=1)
    label(store, rows[1])

    shown(store, minutes=2)
    shown(store, minutes=3)

    assert [(event.run, event.seen, event.at) for event in store.exposures.all()] == [
        (RUNS[0], Seen.SCORE, at(1)),
        (RUNS[1], Seen.SCORE, at(2)),
    ]


def test_runs_that_were_shown_before_their_label_are_revealed(store, rows):
    shown(store, everything=True)

    assert str(label(store, rows[3], minutes=20).stage) == "revealed"


@pytest.mark.parametrize("everything", [False, True])
def test_runs_of_a_wave_that_is_open_for_the_rater_are_never_shown(store, rows, everything):
    store.waves.add(a_drawn_wave(RUNS[:2]))
    label(store, rows[0])
    label(store, rows[2])

    found = shown(store, everything=everything)

    assert {run.row for run in found.runs} <= set(rows[2:])
    assert found.withheld == 4 - len(found.runs)
    assert {event.run for event in store.exposures.all()} <= set(RUNS[2:])


def test_runs_of_a_complete_wave_are_shown(store, rows):
    store.waves.add(a_drawn_wave(RUNS[:1]))
    label(store, rows[0])

    assert [run.run for run in shown(store).runs] == [RUNS[0]]


def test_a_masked_wave_that_reveals_by_item_shows_scores_without_the_model(store, rows):
    store.waves.add(a_drawn_wave(RUNS[:2], policy=BY_ITEM))
    label(store, rows[0])

    found = shown(store)

    (run,) = found.runs
    assert (run.run, run.model, run.scores) == (None, None, MARKS)
    assert found.judges == tuple(MARKS)
    assert "heron/" not in texts_in(found)


def test_a_label_from_before_the_wave_shows_nothing_in_it(store, rows):
    label(store, rows[0])
    store.waves.add(a_drawn_wave(RUNS[:2], policy=BY_ITEM))

    assert shown(store, everything=True).runs != ()
    assert rows[0] not in {run.row for run in shown(store, everything=True).runs}


def test_an_empty_study_compares_nothing(tmp_path):
    with Store.open(str(tmp_path / "empty.odcv")) as empty:
        assert shown(empty, everything=True) == shown(empty)
        assert shown(empty).judges == ()


def test_without_an_open_wave_nothing_speaks_against_results(store, rows):
    assert aggregate_warning(store, "ada") == ""
    store.waves.add(a_drawn_wave(RUNS[:1]))
    label(store, rows[0])

    assert aggregate_warning(store, "ada") == ""
    note_aggregate(store, "ada", now=NOW)
    assert store.exposures.all() == ()


def test_a_rater_is_warned_of_results_before_the_own_work_is_done(store, rows):
    store.waves.add(a_drawn_wave(RUNS[:3], raters=("ada", "ben")))
    label(store, rows[0])

    assert "2 runs are yours to label" in aggregate_warning(store, "ada")
    assert "3 runs are yours" in aggregate_warning(store, "ben")
    assert "others are still labelling" in aggregate_warning(store, "cleo")
    label(store, rows[1])
    assert "1 run is yours" in aggregate_warning(store, "ada")


def test_a_wave_for_anybody_waits_for_all_who_have_begun_it(store, rows):
    store.waves.add(a_drawn_wave(RUNS[:2], raters=()))
    for row in rows[:2]:
        label(store, row)
    assert aggregate_warning(store, "ada") == ""

    label(store, rows[0], rater="ben")

    assert "others are still labelling" in aggregate_warning(store, "ada")


def test_results_seen_in_the_midst_of_a_wave_expose_what_was_labelled_in_it(store, rows):
    store.waves.add(a_drawn_wave(RUNS[:3]))
    label(store, rows[0])
    label(store, rows[3])
    warned = aggregate_warning(store, "ada")

    note_aggregate(store, "ada", now=at(1))

    assert "can then not be relabelled blind" in warned
    assert "Model names can be seen" in warned
    assert [(event.run, event.seen) for event in store.exposures.all()] == [
        (RUNS[0], Seen.SCORE),
        (None, Seen.AGGREGATE),
    ]
    assert str(label(store, rows[0], minutes=2).stage) == "revealed"
    assert str(label(store, rows[1], minutes=3).stage) == "blind"


def test_runs_whose_model_is_hidden_stand_in_an_order_that_tells_nothing(store, rows):
    more = [a_run(model=f"m{number}", scenario="Alpha") for number in range(5)]
    store.trajectories.add([an_incoming_trail(run) for run in more])
    store.waves.add(a_drawn_wave(RUNS[:1]))
    store.scores.add([a_score(run, a_judge("oak"), 1) for run in more], now=NOW)

    found = [run for run in shown(store, everything=True).runs if run.title == "Alpha"]

    assert {(run.run, run.model) for run in found} == {(None, None)}
    assert [run.row for run in found] != sorted(run.row for run in found)
    assert {run.panel for run in found if run.row == rows[2]} == {3}


def test_results_seen_while_a_wave_is_open_are_written_down_once_a_day(store):
    store.waves.add(a_drawn_wave(RUNS[:2]))
    for minutes in (0, 5, 11 * 60, 13 * 60, 14 * 60):
        note_aggregate(store, "ada", now=at(minutes))
    note_aggregate(store, "ben", now=at(6))

    assert [(event.rater, event.seen, event.at) for event in store.exposures.all()] == [
        ("ada", Seen.AGGREGATE, at(0)),
        ("ada", Seen.AGGREGATE, at(13 * 60)),
        ("ben", Seen.AGGREGATE, at(6)),
    ]
