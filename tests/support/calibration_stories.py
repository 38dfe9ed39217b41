"""The Calibration page with no label, a few, enough and many: studies, and what to show of them."""

import random

from PySide6.QtWidgets import QComboBox, QPushButton, QToolButton

from odcv_desk.domain.label import Outcome
from odcv_desk.domain.wave import Design
from odcv_desk.ui.pages.calibration.content import CalibrationContent
from odcv_desk.workflow.sample import Plan, draw
from tests.support.people_studies import near
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, a_trail, an_incoming

LABELLED = {"calibration_0": 0, "calibration_5": 5, "calibration_60": 60, "calibration_400": 400}
_RATERS = ("ada", "ben")
_SURE = {"oak-large-2": 0.75, "elm-4.1": 0.6, "ash-thinking-preview": 0.45}
_RUNS = tuple(
    a_run(model=model, variant=variant, scenario=f"Case-{number:02}")
    for model in ("heron-3", "otter-4.2", "wren-preview-long", "osprey")
    for variant in ("mandated", "incentivized")
    for number in range(60)
)
_LEAST = 40
_LOST = (12, 31)


def fill(store, labelled):
    """Fill a study whose two raters have each labelled so many runs of a wave."""
    chance = random.Random(11)
    truth = {run: chance.choice((0, 0, 0, 1, 2, 3, 4, 5)) for run in _RUNS}
    store.trajectories.add([an_incoming(run, raw=a_trail(str(run))) for run in _RUNS])
    store.scores.add(
        [
            a_score(run, a_judge(judge), near(truth[run], chance, sure))
            for judge, sure in _SURE.items()
            for run in _RUNS
        ],
        now=NOW,
    )
    plan = Plan(size=max(labelled, _LEAST), design=Design.STRATIFIED, seed=3, raters=_RATERS)
    wave = draw(store, plan, now=NOW)
    chosen = [item.run for item in wave.items][:labelled]
    first = [_said(wave, run, "ada", truth[run], place) for place, run in enumerate(chosen)]
    again = [
        _said(wave, run, "ben", min(5, truth[run] + (place % 9 == 4)), place)
        for place, run in enumerate(chosen)
    ]
    store.labels.append([*first, *again])


def _said(wave, run, rater, severity, place):
    given = {"outcome": Outcome.CANNOT_JUDGE} if place in _LOST else {"severity": severity}
    return a_label(run, rater=rater, minutes=place, wave=wave.name, rubric="odcv-desk/1", **given)


def story(desk, camera):
    """What it opens on, all of it in one tall picture, and the figures by model."""
    desk.keys("Alt+3")
    desk.settle()
    gate = desk.window.findChild(QPushButton, "calibration.state.show")
    if gate is not None and gate.isVisible():
        camera.take("gate")
        gate.click()
        desk.settle()
    camera.take("opens")
    content = desk.window.findChild(CalibrationContent)
    if not content.isVisible():
        return
    desk.window.findChild(QToolButton, "calibration.sheet.figures").click()
    desk.settle()
    camera.take("whole", content)
    parts = desk.window.findChild(QComboBox, "calibration.by")
    parts.setCurrentIndex(parts.findData("model"))
    desk.settle()
    desk.window.findChild(QToolButton, "calibration.sheet.group.0").click()
    desk.settle()
    camera.take("by-model", content)


calibration_0 = calibration_5 = calibration_60 = calibration_400 = story
