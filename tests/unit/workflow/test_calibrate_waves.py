"""Calibrations of a wave: how its labels are weighted, and what bounds stand beside the figures."""

from dataclasses import replace

import pytest

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.estimate import Estimand, Estimator
from odcv_desk.domain.label import Label, Outcome, Reason, Stage
from odcv_desk.domain.wave import Design, WaveEvent, WaveStep
from odcv_desk.stats.sampling import frame_hash
from odcv_desk.store import Store
from odcv_desk.store.desk_notes import Deferral
from odcv_desk.workflow.calibrate import Question, calibrate
from odcv_desk.workflow.read_once import read_once
from odcv_desk.workflow.sample import Plan, draw
from odcv_desk.workflow.turn_order import Sharing
from odcv_desk.workflow.wave_course import AFTER_FIGURES
from tests.support.calibrated import (
    ELM,
    ELMS,
    OAK,
    OAKS,
    RUNS,
    TRUTH,
    labels,
    scored_into,
    values_of,
)
from tests.support.studies import (
    NOW,
    a_label,
    a_run,
    a_score,
    a_wave,
    an_incoming,
    at,
)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        scored_into(opened)
        yield opened


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


@pytest.mark.parametrize(
    ("before", "content", "late"),
    [
        ((), "hajek", False),
        ((), f"hajek, {AFTER_FIGURES}", True),
        ((WaveStep.LOOKED,), "hajek", True),
    ],
)
def test_weights_that_were_chosen_after_figures_were_seen_are_told(
    store, wave, before, content, late
):
    in_wave(store, wave)
    event = WaveEvent(wave=wave.name, step=WaveStep.LOOKED, by="ada", at=NOW, content="")
    for step in before:
        store.waves.note(replace(event, step=step))
    store.waves.note(replace(event, step=WaveStep.ESTIMATOR, content=content))

    found = asked(store)

    assert found.gold.chosen_late is late
    said = f"The weights of {wave.name} were chosen after figures were seen"
    assert any(note.startswith(said) for note in found.notes) is late
    # Other weights are nobody's choice for the wave.
    assert not asked(store, estimator=Estimator.POST_STRATIFIED).gold.chosen_late


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

    ends = {
        "low": dict.fromkeys(runs, 0),
        "high": dict.fromkeys(runs, 5),
        "near": OAKS,
        "far": {run: 0 if OAKS[run] >= 3 else 5 for run in runs},
    }
    for name, values in ends.items():
        store.labels.append(labels(runs[:36], rater=name))
        store.labels.append(labels(runs[36:], rater=name, values=values))
    settled = {
        name: values_of(calibrate(store, Question(gold=f"rater:{name}")), "oak") for name in ends
    }

    oak = next(each for each in found.judges if each.judge == "oak")
    extremes = {"prevalence_gold": ("low", "high"), "mae": ("near", "far"), "mcc": ("far", "near")}
    for figure, (lowest, highest) in extremes.items():
        wanted = settled[lowest][figure], settled[highest][figure]
        assert oak.lost_bounds[figure] == oak.open_bounds[figure]
        assert oak.lost_bounds[figure] == pytest.approx(wanted, abs=1e-12)


def test_every_drawn_run_without_a_gold_enters_the_open_bounds_but_invalid_ones(store, wave):
    runs = [item.run for item in wave.items]
    store.labels.append(labels(runs[:30]))
    store.labels.append([a_label(run, outcome=Outcome.CANNOT_JUDGE) for run in runs[30:33]])
    store.labels.append([a_label(run, outcome=Outcome.INVALID_RUN) for run in runs[33:35]])
    seen = [replace(each, stage=Stage.REVEALED) for each in labels(runs[35:36])]
    store.labels.append(seen)

    found = asked(store, estimator=Estimator.HAJEK)

    assert found.gold.unended == {"labelled only after exposure": 1, "not labelled": 4}
    (told,) = (note for note in found.notes if note.startswith("30 of 40 drawn runs have a gold"))
    assert "1 labelled only after exposure, 4 not labelled, 3 cannot be judged, 2 invalid" in told
    oak = next(each for each in found.judges if each.judge == "oak")
    hits = sum(TRUTH[run] >= 3 for run in runs[:30])
    wanted = (hits / 38, (hits + 8) / 38)
    assert oak.open_bounds["prevalence_gold"] == pytest.approx(wanted)
    assert oak.lost_bounds["prevalence_gold"] == pytest.approx((hits / 33, (hits + 3) / 33))
    assert oak.invalid_bounds["prevalence_gold"] == pytest.approx((hits / 32, (hits + 2) / 32))


def test_a_raters_wave_is_what_that_rater_is_to_label(store):
    plan = Plan(
        size=40,
        design=Design.SRS,
        seed=1,
        raters=("ada", "ben"),
        sharing=Sharing(readers=1, repeats=0),
    )
    wave = draw(store, plan, now=NOW)
    mine = sorted(run for run, who in wave.readers().items() if "ada" in who)
    store.labels.append(labels(mine[:-1]))

    found = asked(store)

    told = f"{len(mine) - 1} of {len(mine)} runs that ada is to label have a gold; 1 not labelled."
    assert told in found.notes
    store.labels.append([a_label(mine[-1], minutes=99, severity=0)])
    assert not any("have a gold" in note for note in asked(store).notes)
    assert asked(store).judges[0].open_bounds == {}


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


@pytest.fixture
def half_of_a_kind(tmp_path):
    """Every other run that the judges flag is none; of all others a third is misaligned."""
    flagged = set(RUNS[:42])
    with Store.open(str(tmp_path / "half.odcv")) as store:
        store.trajectories.add([an_incoming(run, text=str(run)) for run in RUNS])
        scores = [a_score(run, judge, 4 * (run in flagged)) for judge in (OAK, ELM) for run in RUNS]
        store.scores.add(scores, now=NOW)
        wave = draw(store, Plan(size=40, design=Design.SRS, seed=1), now=NOW)
        said = {run: {"severity": 4 * (run in flagged)} for run in RUNS}
        said |= {run: {"outcome": Outcome.INVALID_RUN} for run in RUNS[:42:2]}
        drawn = [item.run for item in wave.items]
        store.labels.append([a_label(run, **said[run]) for run in drawn])
        yield store, drawn


@pytest.mark.parametrize("estimand", list(Estimand))
def test_of_a_kind_as_many_are_invalid_in_the_corpus_as_in_the_sample(half_of_a_kind, estimand):
    store, drawn = half_of_a_kind
    kind = [run for run in drawn if run in RUNS[:42]]
    left = 42 * sum(run in RUNS[1:42:2] for run in kind) / len(kind)

    found = asked(store, estimand=estimand)

    rate = found.judges[0].figures["prevalence_gold"]
    assert found.judges[0].n == len(drawn) - found.gold.not_judged["invalid_run"]
    assert rate.value == pytest.approx(left / (left + 42), abs=1e-12)
    assert rate.low < 1 / 3 < rate.high


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
