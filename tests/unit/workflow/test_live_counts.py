"""What changes with each label is kept from who labels a run that others label too."""

from dataclasses import replace

import pytest

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.wave import WaveEvent, WaveStep, WaveTurn
from odcv_desk.store import Store
from odcv_desk.workflow.aggregates import overview_for
from odcv_desk.workflow.aim import Aim
from odcv_desk.workflow.calibrate import Question
from odcv_desk.workflow.live_counts import check_counts, look_for, outlook_for
from odcv_desk.workflow.planner import Ask
from tests.support.desk_studies import a_drawn_wave, an_incoming_trail
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, at

RUNS = tuple(a_run(scenario=f"S{number:02}") for number in range(6))
AIM = Aim(figure="rate", half_width=0.1, wave="wave-1")
STEPS = {
    "look": lambda store, rater: look_for(store, AIM, by=rater, now=at(100)),
    "outlook": lambda store, rater: outlook_for(store, Ask(), rater=rater, now=at(100)),
    "overview": lambda store, rater: overview_for(
        store, Question(gold="consensus"), rater=rater, now=at(100)
    ),
}


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.trajectories.add([an_incoming_trail(run) for run in RUNS])
        scores = [a_score(run, a_judge(judge), 4) for judge in ("oak", "elm") for run in RUNS]
        opened.scores.add(scores, now=NOW)
        yield opened


def share(store, **orders):
    turns = {rater: tuple(WaveTurn(run=run) for run in runs) for rater, runs in orders.items()}
    store.waves.add(replace(a_drawn_wave(RUNS, raters=tuple(turns)), turns=turns))


def label(store, rater, runs, wave="wave-1"):
    store.labels.append(
        [a_label(run, rater, 3, minutes=place, wave=wave) for place, run in enumerate(runs)]
    )


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_who_labels_what_others_label_sees_no_count_until_all_is_labelled(store, step):
    share(store, ada=RUNS, bo=RUNS)
    label(store, "ada", RUNS)
    label(store, "bo", RUNS[:4])

    with pytest.raises(CalibrationError, match="wave-1: you have still 2 runs to label"):
        step(store, "bo")
    assert [event for event in store.exposures.all() if event.rater == "bo"] == []

    label(store, "bo", RUNS)
    step(store, "bo")


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_who_is_no_rater_of_the_wave_may_see_it(store, step):
    share(store, ada=RUNS, bo=RUNS)
    label(store, "ada", RUNS)

    step(store, "zoe")
    step(store, "ada")

    assert {event.seen for event in store.exposures.all()} >= {Seen.AGGREGATE}


def test_who_shares_no_run_with_anybody_may_see_it(store):
    share(store, ada=RUNS[:3], bo=RUNS[3:])
    label(store, "ada", RUNS[:1])

    check_counts(store, "ada", "wave-1")


def test_in_a_wave_for_anybody_who_has_begun_sees_no_count_once_others_have(store):
    store.waves.add(a_drawn_wave(RUNS, raters=()))
    label(store, "bo", RUNS[:1])
    check_counts(store, "bo", "wave-1")

    label(store, "ada", RUNS[:2])

    check_counts(store, "zoe", "wave-1")
    with pytest.raises(CalibrationError, match="5 runs to label"):
        check_counts(store, "bo")


def test_a_joined_wave_is_counted_too(store):
    share(store, ada=RUNS[:3], bo=RUNS[:3])
    store.waves.add(
        replace(a_drawn_wave(RUNS[3:], name="wave-2", raters=("cy",)), joins=("wave-1",))
    )

    with pytest.raises(CalibrationError, match="wave-1: you have still"):
        check_counts(store, "ada", "wave-2")


def test_of_a_wave_that_is_closed_for_good_nothing_is_kept_back(store):
    share(store, ada=RUNS, bo=RUNS)

    store.waves.note(WaveEvent(wave="wave-1", step=WaveStep.CLOSED, by="zoe", at=NOW))

    check_counts(store, "ada", "wave-1")
