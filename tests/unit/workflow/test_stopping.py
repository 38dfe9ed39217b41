import json

import numpy as np
import pytest

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.estimate import Estimand
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.wave import Design, WaveStep
from odcv_desk.stats.stopping import NotYet, Side
from odcv_desk.store import Store
from odcv_desk.workflow.aim import Aim
from odcv_desk.workflow.calibrate import Question, calibrate
from odcv_desk.workflow.sample import Plan, draw
from odcv_desk.workflow.stopping import look
from tests.support.gold_study import said
from tests.support.studies import NOW, a_judge, a_run, a_score, an_incoming, at

RUNS = tuple(
    a_run(model=model, variant=variant, scenario=f"S{number:02}")
    for model in ("heron", "wren")
    for variant in ("mandated", "incentivized")
    for number in range(30)
)
RNG = np.random.default_rng(4)
TRUTH = {run: int(RNG.integers(0, 6)) for run in RUNS}
NEAR = {run: int(np.clip(TRUTH[run] + RNG.integers(-1, 2), 0, 5)) for run in RUNS}
LOOSE = {run: int(RNG.integers(0, 6)) for run in RUNS}
LATER = at(900)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.trajectories.add([an_incoming(run, text=str(run)) for run in RUNS])
        scores = [a_score(run, a_judge("oak"), NEAR[run]) for run in RUNS]
        scores += [a_score(run, a_judge("elm"), LOOSE[run]) for run in RUNS]
        opened.scores.add(scores, now=NOW)
        draw(opened, Plan(size=120, design=Design.SRS, seed=3, raters=("ada",)), now=NOW)
        yield opened


def labelled(store, size):
    (wave,) = store.waves.all()
    store.labels.append(
        [
            said(item.run, "ada", minutes=n, severity=TRUTH[item.run])
            for n, item in enumerate(wave.items[:size])
        ]
    )


def looked(store, **more):
    return look(store, Aim(**({"figure": "mcc", "judge": "oak"} | more)), by="cy", now=LATER)


def test_below_eighty_labels_nothing_stops_and_no_width_is_shown(store):
    labelled(store, 79)

    found = looked(store, half_width=0.9)

    assert (found.may_stop, found.n) == (False, 79)
    assert found.verdicts[0].not_yet is NotYet.TOO_FEW_LABELS
    assert found.verdicts[0].half_width is None


def test_a_narrow_interval_stops(store):
    labelled(store, 100)

    found = looked(store, half_width=0.9)

    assert found.may_stop
    assert 0 < found.verdicts[0].half_width < 0.9


def test_a_wide_interval_says_so(store):
    labelled(store, 100)

    assert looked(store, half_width=0.01).verdicts[0].not_yet is NotYet.TOO_WIDE


def test_without_a_judge_named_every_judge_must_be_narrow_enough(store):
    labelled(store, 100)

    found = looked(store, judge=None, half_width=0.9)

    assert [each.judge for each in found.verdicts] == ["elm", "oak"]


def test_a_rate_looks_at_no_judge(store):
    labelled(store, 100)

    found = looked(store, figure="rate", judge=None, half_width=0.3)

    assert ([each.judge for each in found.verdicts], found.may_stop) == ([None], True)


def test_a_look_by_width_is_free(store):
    labelled(store, 100)
    looked(store, half_width=0.5)

    assert store.waves.events() == ()


def test_a_look_by_a_threshold_is_kept_with_the_wave(store):
    labelled(store, 100)

    found = looked(store, threshold=-0.5)

    (event,) = store.waves.events("wave-1")
    assert (event.step, event.by, event.at) == (WaveStep.LOOKED, "cy", LATER)
    assert json.loads(event.content) == {
        "figure": "mcc",
        "threshold": -0.5,
        "judge": "oak",
        "n": 100,
    }
    assert found.verdicts[0].side is Side.ABOVE


def test_a_decision_for_new_scenarios_is_not_offered():
    with pytest.raises(CalibrationError, match="not offered") as fault:
        Aim(figure="mcc", threshold=0.6, estimand=Estimand.NEW_SCENARIOS)
    assert "this corpus" in fault.value.hint


@pytest.mark.parametrize(
    "more", [{"design": Design.PPS}, {"design": Design.SRS, "join": ("wave-1",)}]
)
def test_where_runs_were_not_drawn_alike_a_decision_is_not_offered_and_nothing_is_written(
    store, more
):
    labelled(store, 100)
    draw(store, Plan(size=60, seed=5, raters=("ada",), **more), now=NOW)

    with pytest.raises(CalibrationError, match="as likely to be drawn"):
        looked(store, threshold=0.6)

    assert (store.waves.events(), store.exposures.all()) == ((), ())
    assert looked(store, half_width=0.5).wave == "wave-2"


@pytest.mark.parametrize("estimand", list(Estimand))
def test_the_width_of_a_rate_is_that_of_the_calibration(store, estimand):
    labelled(store, 100)

    found = looked(store, figure="rate", judge=None, half_width=0.9, estimand=estimand)

    judges = calibrate(store, Question(gold="consensus", estimand=estimand)).judges
    rates = [each.figures["prevalence_gold"] for each in judges]
    assert all("post-stratified" in rate.method for rate in rates)
    widest = max(rate.high - rate.low for rate in rates) / 2
    assert found.verdicts[0].half_width == pytest.approx(widest)


def test_what_is_near_the_threshold_is_undecided(store):
    labelled(store, 100)

    found = looked(store, judge="elm", threshold=0.1)

    assert (found.may_stop, found.verdicts[0].not_yet) == (False, NotYet.UNDECIDED)


@pytest.mark.parametrize("aim", [{"half_width": 0.5}, {"threshold": 0.6}])
def test_who_looks_has_seen_aggregate_results_and_no_single_run(store, aim):
    labelled(store, 10)
    looked(store, **aim)

    (seen,) = store.exposures.all()
    assert (seen.rater, seen.seen, seen.run) == ("cy", Seen.AGGREGATE, None)


@pytest.mark.parametrize("aim", [{}, {"half_width": 0.1, "threshold": 0.5}, {"half_width": 0}])
def test_a_look_has_one_rule(aim):
    with pytest.raises(CalibrationError):
        Aim(figure="mcc", **aim)


@pytest.mark.parametrize("aim", [{"judge": "ash"}, {"wave": "wave-9"}, {"figure": "f1"}])
def test_what_is_not_there_is_told_and_nothing_is_written(store, aim):
    with pytest.raises(CalibrationError):
        looked(store, half_width=0.5, **aim)

    assert store.exposures.all() == ()
