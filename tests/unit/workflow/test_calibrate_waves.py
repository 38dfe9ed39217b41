"""Calibrations of a wave: how its labels are weighted, and what bounds stand beside the figures."""

from dataclasses import replace

import numpy as np
import pytest

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.estimate import Estimator
from odcv_desk.domain.label import Label, Outcome, Reason, Stage
from odcv_desk.domain.wave import Design, WaveEvent, WaveStep
from odcv_desk.stats.sampling import frame_hash
from odcv_desk.store import Store
from odcv_desk.store.desk_notes import Deferral
from odcv_desk.workflow.calibrate import Question, calibrate
from odcv_desk.workflow.read_once import read_once
from odcv_desk.workflow.sample import Plan, draw
from tests.support.studies import (
    NOW,
    a_judge,
    a_label,
    a_run,
    a_score,
    a_wave,
    an_incoming,
    at,
)

OAK, ELM = a_judge("oak"), a_judge("elm")
MODELS = ("heron", "wren", "osprey")
SCENARIOS = tuple(f"S{number:02}" for number in range(14))
RUNS = tuple(
    a_run(model=model, variant=variant, scenario=scenario)
    for model in MODELS
    for variant in ("mandated", "incentivized")
    for scenario in SCENARIOS
)
RNG = np.random.default_rng(3)
TRUTH = {run: int(RNG.integers(0, 6)) for run in RUNS}
OAKS = {run: int(np.clip(TRUTH[run] + RNG.integers(-2, 3), 0, 5)) for run in RUNS}
ELMS = {run: int(np.clip(TRUTH[run] + RNG.integers(-1, 2), 0, 5)) for run in RUNS}


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.trajectories.add([an_incoming(run, text=str(run)) for run in RUNS])
        scores = [a_score(run, OAK, OAKS[run]) for run in RUNS]
        scores += [a_score(run, ELM, ELMS[run]) for run in RUNS]
        opened.scores.add(scores, now=NOW)
        yield opened


def labels(runs, rater="ada", values=TRUTH):
    return [
        a_label(run, rater=rater, severity=values[run], minutes=minute)
        for minute, run in enumerate(runs)
    ]


def values_of(found, judge):
    report = next(each for each in found.judges if each.judge == judge)
    return {name: figure.value for name, figure in report.figures.items()}


@pytest.fixture
def wave(store):
    return draw(store, Plan(size=40, design=Design.SRS, seed=1), now=NOW)


def in_wave(store, wave, done=None):
    store.labels.append(labels([item.run for item in wave.items][:done]))


def asked(store, **more):
    return calibrate(store, Question(gold="rater:ada", **more))


def test_a_waves_labels_are_post_stratified_and_the_reader_is_told(store, wave):
    in_wave(store, wave)

    found = asked(store)

    assert found.gold.estimator is Estimator.POST_STRATIFIED
    assert any(note.startswith("Weights: post-stratified; ") for note in found.notes)
    assert all(each.poststrata for each in found.judges)


def test_the_judges_own_share_of_flags_is_that_of_all_runs_then(store, wave):
    in_wave(store, wave)

    found = asked(store)

    flagged = sum(mark >= 3 for mark in ELMS.values()) / len(RUNS)
    assert values_of(found, "elm")["prevalence_judge"] == pytest.approx(flagged, abs=1e-12)
    hajek = asked(store, estimator=Estimator.HAJEK)
    assert values_of(hajek, "elm")["prevalence_judge"] != pytest.approx(flagged, abs=1e-3)


def test_few_labels_in_a_cell_are_merged_and_told(store, wave):
    in_wave(store, wave, done=9)

    found = asked(store)

    assert all(each.merged for each in found.judges)
    assert any(note.startswith("Few labels in a cell") for note in found.notes)


def test_an_estimator_that_was_asked_for_is_taken_and_told(store, wave):
    in_wave(store, wave)

    found = asked(store, estimator=Estimator.HAJEK)

    assert (found.gold.estimator, found.judges[0].poststrata) == (Estimator.HAJEK, None)
    assert any("(Hajek), as was asked for." in note for note in found.notes)


def test_the_estimator_that_was_chosen_for_a_wave_last_is_the_default(store, wave):
    in_wave(store, wave)
    chosen = WaveEvent(wave=wave.name, step=WaveStep.ESTIMATOR, by="ada", at=NOW, content="hajek")
    store.waves.note(chosen)

    assert asked(store).gold.estimator is Estimator.HAJEK
    assert any("as was chosen for the wave" in note for note in asked(store).notes)
    store.waves.note(replace(chosen, content="post-stratified"))
    assert asked(store).gold.estimator is Estimator.POST_STRATIFIED


def test_a_wave_whose_frame_is_not_known_has_no_post_strata(store):
    wave = store.waves.add(a_wave(RUNS[:40]))
    in_wave(store, wave)

    found = asked(store, estimator=Estimator.POST_STRATIFIED)

    assert found.gold.estimator is Estimator.HAJEK
    assert any("not kept which runs could have been drawn" in note for note in found.notes)


def test_a_wave_from_before_frames_were_kept_has_post_strata_if_nothing_came_since(store):
    kept = frame_hash(run.key for run in store.trajectories.all())
    store.waves.add(replace(a_wave(RUNS[:40]), frame=kept, frame_size=len(RUNS)))
    store.labels.append(labels(RUNS[:40]))

    assert asked(store).gold.estimator is Estimator.POST_STRATIFIED
    store.trajectories.add([an_incoming(a_run(scenario="Late"), text="late")])
    assert asked(store).gold.estimator is Estimator.HAJEK


@pytest.mark.parametrize("gold", ["judge:oak", "panel", "rater:ada"])
def test_without_a_wave_all_runs_weigh_the_same(store, gold):
    store.labels.append(labels(RUNS[:40]))

    found = calibrate(store, Question(gold=gold, estimator=Estimator.POST_STRATIFIED))

    assert found.gold.estimator is Estimator.HAJEK
    assert not any(note.startswith("Weights") for note in found.notes)


def test_a_wave_of_everything_gives_the_same_under_each_estimator(store):
    wave = draw(store, Plan(size=len(RUNS), design=Design.SRS, seed=5), now=NOW)
    in_wave(store, wave)

    plain = values_of(asked(store, estimator=Estimator.HAJEK), "oak")

    assert values_of(asked(store), "oak") == pytest.approx(plain, abs=1e-12)


@pytest.mark.parametrize("estimator", list(Estimator))
def test_what_cannot_be_judged_is_counted_with_bounds_at_either_end(store, wave, estimator):
    runs = [item.run for item in wave.items]
    store.labels.append(labels(runs[:36]))
    store.labels.append([a_label(run, outcome=Outcome.CANNOT_JUDGE) for run in runs[36:]])

    found = asked(store, estimator=estimator)

    report = next(each for each in found.judges if each.judge == "oak")
    assert (found.gold.n, found.gold.not_judged["cannot_judge"]) == (36, 4)
    assert report.pending_bounds == {}
    low, high = report.lost_bounds["prevalence_gold"]
    assert low < report.figures["prevalence_gold"].value < high
    assert any("were all of them 0, or all of them 5" in note for note in found.notes)


def test_bounds_at_either_end_are_the_figures_with_such_labels(store, wave):
    runs = [item.run for item in wave.items]
    store.labels.append(labels(runs[:36]))
    store.labels.append([a_label(run, outcome=Outcome.CANNOT_JUDGE) for run in runs[36:]])
    found = asked(store)

    store.labels.append(labels(runs[:36], rater="low"))
    store.labels.append([a_label(run, rater="low", severity=0) for run in runs[36:]])
    store.labels.append(labels(runs[:36], rater="high"))
    store.labels.append([a_label(run, rater="high", severity=5) for run in runs[36:]])
    ends = [calibrate(store, Question(gold=f"rater:{name}")) for name in ("low", "high")]

    mae = [values_of(each, "oak")["mae"] for each in (found, *ends)]
    bounds = next(each for each in found.judges if each.judge == "oak").lost_bounds["mae"]
    assert bounds == pytest.approx((min(mae), max(mae)), abs=1e-12)


def test_an_ambiguous_run_leaves_the_point_and_enters_the_bounds(store, wave):
    runs = [item.run for item in wave.items]
    store.labels.append(labels(runs))
    ruling = Label(
        run=runs[0],
        rater="eve",
        created_at=at(90),
        shares=((0, 0.5), (5, 0.5)),
        stage=Stage.ADJUDICATED,
        reason=Reason.AMBIGUOUS,
        wave=wave.name,
    )
    store.labels.append([ruling])

    found = calibrate(store, Question(gold="consensus"))

    assert (found.gold.n, found.gold.ambiguous, found.gold.pending) == (39, 1, 0)
    low, high = found.judges[0].pending_bounds["prevalence_gold"]
    assert low < high
    assert any("1 run is ambiguous" in note for note in found.notes)


def test_a_run_that_a_rater_has_put_off_is_counted_until_it_is_ended(store, wave):
    in_wave(store, wave, done=39)
    last = wave.items[-1].run
    (row,) = (row for row, run in store.trajectories.ids().items() if run == last)
    store.desk_notes.defer(Deferral(rater="ada", row=row, reason="tired", at=NOW))

    assert asked(store).gold.deferred == 1
    assert any("1 run was put off" in note for note in asked(store).notes)
    store.labels.append([a_label(last, severity=2, minutes=99)])
    assert asked(store).gold.deferred == 0


def test_runs_that_no_judge_of_the_panel_or_one_alone_scored_are_in_the_corpus_too(tmp_path):
    with Store.open(str(tmp_path / "thin.odcv")) as store:
        store.trajectories.add([an_incoming(run, text=str(run)) for run in RUNS])
        store.scores.add([a_score(run, OAK, OAKS[run]) for run in RUNS[:70]], now=NOW)
        store.scores.add([a_score(run, ELM, ELMS[run]) for run in RUNS[:40]], now=NOW)
        in_wave(store, draw(store, Plan(size=60, design=Design.SRS, seed=1), now=NOW))
        found = asked(store)

    flagged = sum(OAKS[run] >= 3 for run in RUNS[:70]) / 70
    assert found.gold.estimator is Estimator.POST_STRATIFIED
    assert values_of(found, "oak")["prevalence_judge"] == pytest.approx(flagged, abs=1e-12)


def test_parts_of_a_wave_stand_for_the_same_part_of_the_corpus(store, wave):
    runs = [item.run for item in wave.items]
    store.labels.append(labels(runs[:38]))
    store.labels.append([a_label(run, outcome=Outcome.CANNOT_JUDGE) for run in runs[38:]])

    found = asked(store, by="model")

    (heron,) = (group for group in found.groups if group.name == "heron")
    oak = next(each for each in heron.judges if each.judge == "oak")
    of_heron = [OAKS[run] for run in RUNS if run.model == "heron"]
    flagged = sum(mark >= 3 for mark in of_heron) / len(of_heron)
    assert oak.figures["prevalence_judge"].value == pytest.approx(flagged, abs=1e-12)
    lost = {run.model for run in runs[38:]}
    assert {group.name for group in found.groups if group.judges[0].lost_bounds} == lost


def test_an_invalid_run_leaves_the_population(store):
    wave = draw(store, Plan(size=len(RUNS), design=Design.SRS, seed=5), now=NOW)
    runs = [item.run for item in wave.items]
    store.labels.append(labels(runs[:-8]))
    store.labels.append([a_label(run, outcome=Outcome.INVALID_RUN) for run in runs[-8:]])

    found = asked(store)

    flagged = sum(OAKS[run] >= 3 for run in runs[:-8]) / (len(runs) - 8)
    assert values_of(found, "oak")["prevalence_judge"] == pytest.approx(flagged, abs=1e-12)


def test_a_wave_whose_every_run_is_answered_is_complete_though_some_have_no_severity(store, wave):
    runs = [item.run for item in wave.items]
    store.labels.append(labels(runs[:36]))
    assert any("36 of 40" in note for note in asked(store).notes)

    store.labels.append([a_label(run, outcome=Outcome.CANNOT_JUDGE) for run in runs[36:]])

    assert not any("not complete" in note for note in asked(store).notes)


def test_waves_that_cannot_be_taken_together_are_refused_with_the_next_move(store, wave):
    store.waves.add(replace(a_wave(RUNS[:9], name="second"), joins=(wave.name,)))
    in_wave(store, wave)

    with pytest.raises(CalibrationError, match="how likely each run was to be drawn") as fault:
        asked(store)
    assert "alone" in fault.value.hint


@pytest.mark.parametrize("wanted", [None, "wave-1"])
def test_the_window_reads_a_study_once_and_is_told_the_same(store, wave, wanted):
    in_wave(store, wave)
    draw(store, Plan(size=20, design=Design.PPS, seed=7, join=(wave.name,)), now=NOW)

    assert asked(read_once(store), wave=wanted) == asked(store, wave=wanted)
