import pytest

from odcv_desk.domain.errors import CalibrationError, SampleError
from odcv_desk.domain.trajectory import Ended
from odcv_desk.domain.wave import Design, Masking, Policy, Reveal
from odcv_desk.store import Store
from odcv_desk.workflow.sample import Plan, draw
from tests.support.studies import NOW, a_run, a_score, an_incoming

RUNS = tuple(
    a_run(model=model, scenario=f"S{number}") for model in ("heron", "wren") for number in range(10)
)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.trajectories.add([an_incoming(run, text=str(run)) for run in RUNS])
        yield opened


def test_a_simple_sample_has_one_probability_and_is_kept(store):
    wave = draw(store, Plan(size=5, design=Design.SRS, seed=1), now=NOW)

    assert {item.probability for item in wave.items} == {0.25}
    assert len({item.run for item in wave.items}) == 5
    assert store.waves.all() == (wave,)


def test_a_stratified_sample_draws_from_each_model_and_variant(store):
    wave = draw(store, Plan(size=6, design=Design.STRATIFIED, seed=1), now=NOW)

    assert {(each.name, each.size, each.drawn) for each in wave.strata} == {
        ("heron/mandated", 10, 3),
        ("wren/mandated", 10, 3),
    }


def test_the_same_seed_draws_the_same_runs_in_the_same_order(store):
    plan = Plan(size=7, design=Design.STRATIFIED, seed=9)

    first, second = draw(store, plan, now=NOW), draw(store, plan, now=NOW)

    assert first.items == second.items
    assert first.frame == second.frame
    assert (first.name, second.name) == ("wave-1", "wave-2")


def test_another_seed_draws_others(store):
    waves = [draw(store, Plan(size=7, design=Design.SRS, seed=s), now=NOW) for s in (1, 2)]

    assert waves[0].items != waves[1].items


def test_only_runs_with_a_transcript_that_count_are_drawn(store):
    store.scores.add([a_score(a_run(scenario="ScoresOnly"))], now=NOW)
    store.trajectories.add([an_incoming(a_run(scenario="Bad"), "bad", ended=Ended.FAILED)])

    wave = draw(store, Plan(size=20, design=Design.SRS, seed=1), now=NOW)

    assert {item.run for item in wave.items} == set(RUNS)
    assert wave.frame_size == 20


def test_a_sample_larger_than_the_frame_is_refused(store):
    with pytest.raises(SampleError, match="cannot be drawn"):
        draw(store, Plan(size=21, design=Design.SRS, seed=1), now=NOW)
    assert store.waves.all() == ()


def test_an_empty_study_has_nothing_to_draw(tmp_path):
    with (
        Store.open(str(tmp_path / "empty.odcv")) as empty,
        pytest.raises(CalibrationError, match="empty"),
    ):
        draw(empty, Plan(size=1, design=Design.SRS, seed=1), now=NOW)


def test_a_study_of_scores_alone_has_nothing_to_draw(tmp_path):
    with Store.open(str(tmp_path / "scores.odcv")) as scores:
        scores.scores.add([a_score()], now=NOW)
        with pytest.raises(SampleError, match="transcript"):
            draw(scores, Plan(size=1, design=Design.SRS, seed=1), now=NOW)


def test_raters_and_policy_are_kept(store):
    policy = Policy(masking=Masking.NAMES, reveal=Reveal.ITEM)
    plan = Plan(size=2, design=Design.SRS, seed=1, raters=("ada", "ben"), policy=policy)

    draw(store, plan, now=NOW)

    (kept,) = store.waves.all()
    assert (kept.raters, kept.policy) == (("ada", "ben"), policy)
