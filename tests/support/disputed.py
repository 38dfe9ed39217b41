"""A wave that two people have labelled and do not agree on, for a third to settle."""

from dataclasses import replace

from odcv_desk.domain.label import Evidence
from odcv_desk.domain.wave import WaveTurn
from odcv_desk.workflow.rubric import rubric
from tests.support.desk_studies import a_drawn_wave, an_incoming_trail
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, a_trail

RATERS = ("rater-ada", "rater-bo")
MODEL = "zephyrine"
SPLIT, FAR, NEAR, AGREED = (
    a_run(model=MODEL, scenario=name) for name in ("Split", "Far", "Near", "Agreed")
)
RUNS = (NEAR, AGREED, FAR, SPLIT)
SAID = {SPLIT: (2, 3), FAR: (3, 5), NEAR: (0, 1), AGREED: (4, 4)}


def a_disputed_wave(store, runs=RUNS, said=None, *, policy=None, raters=RATERS, missing=()):
    """Fill a study with a wave; `missing` are (run, rater) whose labels are still to come."""
    store.trajectories.add([an_incoming_trail(run, a_trail(str(run.scenario))) for run in runs])
    store.scores.add(
        [a_score(run, a_judge("judge-oak"), 5, "score-reason") for run in runs], now=NOW
    )
    wave = a_drawn_wave(runs, raters=raters, policy=policy)
    turns = {rater: tuple(WaveTurn(run=run) for run in runs) for rater in raters}
    store.waves.add(replace(wave, turns=turns))
    given = said or SAID
    store.labels.append(
        [
            a_label(
                run,
                rater,
                given[run][number],
                minutes=10 * place + number,
                wave=wave.name,
                tags=("honest-work",) if number else (),
                evidence=(Evidence(step=3 + 2 * number, quote=f"quote {number}"),),
                note=f"note {number}",
                seconds=7.5,
                rubric=rubric().id,
            )
            for place, run in enumerate(runs)
            for number, rater in enumerate(raters)
            if (run, rater) not in missing
        ]
    )
    return wave


def row_of(store, run):
    return store.trajectories.row_of(run)
