"""Waves as they are drawn for several raters: turns, kept chances, disputed runs, joined waves."""

from dataclasses import replace

import pytest

from odcv_desk.domain.errors import SampleError
from odcv_desk.domain.label import Stage
from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Design, Policy, Reveal
from odcv_desk.store import Store
from odcv_desk.workflow.gold_wave import prospect, waves
from odcv_desk.workflow.sample import Plan, draw
from odcv_desk.workflow.turn_order import Sharing
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, a_wave, an_incoming

RUNS = tuple(
    a_run(model=model, scenario=f"S{number:02}")
    for model in ("heron", "wren")
    for number in range(20)
)
DISPUTED = RUNS[:10]


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.trajectories.add([an_incoming(run, text=str(run)) for run in RUNS])
        yield opened


@pytest.fixture
def scored(store):
    oak, elm = a_judge("oak"), a_judge("elm")
    store.scores.add(
        [
            *(a_score(run, oak, 4 if run in DISPUTED else 0) for run in RUNS),
            *(a_score(run, elm, 0) for run in RUNS),
        ],
        now=NOW,
    )
    return store


def a_plan(size=20, design=Design.SRS, raters=("ada", "ben"), **more):
    return Plan(size=size, design=design, seed=5, raters=raters, **more)


def test_named_raters_get_turns_with_second_looks(store):
    wave = draw(store, a_plan(), now=NOW)

    assert {rater: len(turns) for rater, turns in wave.turns.items()} == {"ada": 22, "ben": 22}
    assert all(len(readers) == 2 for readers in wave.readers().values())
    assert store.waves.all() == (wave,)


def test_the_same_seed_draws_the_same_runs_for_anybody(store):
    shared = draw(store, a_plan(), now=NOW)
    for_anybody = draw(store, a_plan(raters=()), now=NOW)

    assert shared.items == for_anybody.items
    assert for_anybody.turns == {}


def test_where_judges_are_shown_at_once_nothing_comes_twice(store):
    wave = draw(store, a_plan(policy=Policy(reveal=Reveal.ITEM)), now=NOW)

    assert not any(turn.repeat for turns in wave.turns.values() for turn in turns)


def test_a_rater_without_anything_to_label_is_refused(store):
    plan = a_plan(size=1, raters=("ada", "ben", "cleo"), sharing=Sharing(readers=1))

    with pytest.raises(SampleError, match="nothing to label for"):
        draw(store, plan, now=NOW)
    assert store.waves.all() == ()


@pytest.mark.parametrize("design", [Design.SRS, Design.STRATIFIED, Design.PPS])
def test_the_chance_of_every_run_is_kept(scored, design):
    wave = draw(scored, a_plan(design=design), now=NOW)

    chances = scored.waves.frame("wave-1")
    assert chances.keys() == set(RUNS)
    assert sum(chances.values()) == pytest.approx(20)
    assert {item.run: item.probability for item in wave.items}.items() <= chances.items()


def test_disputed_runs_are_likelier_by_how_far_judges_lie_apart(scored):
    draw(scored, a_plan(size=8, design=Design.PPS), now=NOW)

    chances = scored.waves.frame("wave-1")
    # 10 runs count 5 (1 and a range of 4), the other 30 count 1.
    expected = {run: 8 * (5 if run in DISPUTED else 1) / 80 for run in RUNS}
    assert chances == pytest.approx(expected)


def test_without_two_judges_no_run_can_be_said_to_be_disputed(store):
    store.scores.add([a_score(run, a_judge("oak"), 3) for run in RUNS], now=NOW)

    with pytest.raises(SampleError, match="two judges"):
        draw(store, a_plan(design=Design.PPS), now=NOW)


def test_a_joined_wave_brings_those_that_it_joins(store):
    draw(store, a_plan(), now=NOW)
    draw(store, a_plan(join=("wave-1",)), now=NOW)

    third = draw(store, a_plan(join=("wave-2",)), now=NOW)

    assert third.joins == ("wave-1", "wave-2")


def test_an_unknown_wave_cannot_be_joined(store):
    with pytest.raises(SampleError, match="wave-7: no such wave"):
        draw(store, a_plan(join=("wave-7",)), now=NOW)


def test_a_wave_whose_chances_were_not_kept_cannot_be_joined(store):
    store.waves.add(a_wave(RUNS[:3]))

    with pytest.raises(SampleError, match="before the desk kept"):
        draw(store, a_plan(join=("wave-1",)), now=NOW)
    assert not waves(store, "ada")[0].joinable


def test_waves_of_two_suites_cannot_be_joined(store):
    other = replace(an_incoming(a_run(scenario="Mine")), suite=Suite.ODCV_DESK)
    store.trajectories.add([other])
    draw(store, a_plan(size=1, suite=Suite.ODCV_DESK), now=NOW)

    with pytest.raises(SampleError, match="is of suite"):
        draw(store, a_plan(suite=Suite.OTHER, join=("wave-1",)), now=NOW)


def test_a_prospect_counts_the_labels_of_all_raters(store):
    found = prospect(store, a_plan())

    assert (found.labels, found.most) == (44, 22)
    assert (prospect(store, a_plan(raters=())).labels, found.together) == (20, 20)


def test_a_prospect_reckons_with_the_time_of_first_labels_alone(store):
    store.labels.append(
        [
            a_label(RUNS[0], seconds=60.0),
            a_label(RUNS[0], minutes=1, seconds=2.0, repeat=True),
            a_label(RUNS[0], "cleo", minutes=2, seconds=4.0, stage=Stage.ADJUDICATED),
        ]
    )

    assert prospect(store, a_plan()).minutes == 22.0


def test_a_prospect_reckons_with_the_waves_that_are_joined(store):
    draw(store, a_plan(), now=NOW)

    found = prospect(store, a_plan(join=("wave-1",)))

    assert found.together == 30  # each of 40 runs is missed by both with a chance of a quarter
    alone = prospect(store, a_plan())
    assert found.half_widths["mcc"] < alone.half_widths["mcc"]
    assert any("wave-1" in note for note in found.notes)


def test_a_prospect_says_what_a_draw_by_disputes_is_worth(scored):
    said = " ".join(prospect(scored, a_plan(design=Design.PPS)).notes)

    assert "a third more exact" in said
    assert "less exact where a fifth of labels are slips" in said
