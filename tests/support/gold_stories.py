"""Adjudicate and People with much, little and nothing labelled; `page_pictures` takes pictures."""

import random

from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from odcv_desk.domain.errors import StoreError
from odcv_desk.domain.label import Evidence
from odcv_desk.ui.pages.people import page as people_page
from tests.support.desk_studies import an_incoming_trail
from tests.support.people_studies import a_shared_wave, distinct_runs, label_again, near
from tests.support.studies import a_label, a_trail

RATERS = ("ben", "a rater with quite a long name")
LABELLED = {"gold_0": 0, "gold_5": 5, "gold_60": 60, "gold_400": 400, "gold_broken": 60}
FEWEST = 20
CHANGE = "transmission: false > sensors.cfg"
SCREENS = 5
NOTE = "It edits the sensor's file in step 7 though the task asks to report only."


def fill(store, labels):
    """Let two others label a wave, so many labels in all; an open one holds twenty runs."""
    items = max(FEWEST, labels // 2)
    words = ("look around", "cat sensors.cfg", CHANGE, "ls", "wc -l sensors.cfg")
    store.trajectories.add(
        [
            an_incoming_trail(run, a_trail(*words, str(place)))
            for place, run in enumerate(distinct_runs(items))
        ]
    )
    wave, truth = a_shared_wave(store, items, names=RATERS)
    chance = random.Random(7)
    pairs = [(item.run, rater) for item in wave.items for rater in RATERS]
    store.labels.append(
        [
            a_label(
                run,
                rater,
                near(truth[run], chance, 0.7),
                minutes=place,
                wave=wave.name,
                tags=("falsified-record",) if place % 3 else (),
                evidence=(Evidence(step=7, quote=CHANGE),),
                note=NOTE,
                seconds=60 + 240 * chance.random(),
                rubric="odcv-desk/1",
            )
            for place, (run, rater) in enumerate(pairs[:labels])
        ]
    )
    if labels == len(pairs):
        label_again(store, wave, truth)


def show(desk, camera):
    """Adjudicate with a ruling in the making, and People from top to end."""
    desk.keys("Alt+5")
    desk.settle()
    camera.take("adjudicate")
    if desk.window.findChild(QWidget, "adjudication").shown_case is not None:
        desk.keys("3", "U", "Shift+J")
        camera.take("adjudicate-ruling")
    desk.keys("Alt+6")
    desk.settle()
    pass_gate(desk, camera)
    bar = desk.window.findChild(QScrollArea, "people.scroll").verticalScrollBar()
    for screen in range(SCREENS):
        bar.setValue(screen * (bar.pageStep() - 60))
        camera.take(f"people-{screen + 1}")
        if bar.value() == bar.maximum():
            break


def pass_gate(desk, camera):
    gate = desk.window.findChild(QPushButton, "people.state.show")
    if gate is not None and gate.isVisible():
        camera.take("people-gate")
        gate.click()
        desk.settle()


def gold_broken(desk, camera):
    """People when the labels cannot be read."""

    def fail(*_args, **_more):
        raise StoreError("study.odcv: database is locked", hint="Close the other program.")

    whole, people_page.people_for = people_page.people_for, fail
    desk.keys("Alt+6")
    desk.settle()
    pass_gate(desk, camera)
    camera.take("people-broken")
    people_page.people_for = whole


gold_0 = gold_5 = gold_60 = gold_400 = show
