"""A rater labels runs again in the real window, and the People page knows."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.label import Stage
from odcv_desk.store import Store
from odcv_desk.ui.actions import Where
from odcv_desk.workflow.people_anchoring import anchoring_ask, asked_for
from tests.support.judge_pages import child
from tests.support.studies import NOW, a_label, a_run, a_wave
from tests.support.window import Clock
from tests.ui.pages.conftest import CELLS


@pytest.fixture
def wave_done(study):
    runs = [a_run(*cell) for cell in CELLS]
    with Store.open(str(study)) as store:
        store.waves.add(a_wave(runs, raters=("ada", "ben")))
        store.labels.append(
            [a_label(run, rater, 1, minutes=1) for run in runs for rater in ("ada", "ben")]
        )
    return study


LATER = "Shown once you have labelled this run again, or stayed with your label."


def title(page):
    return child(page, "people.again.title", QLabel).text()


@pytest.mark.slow
def test_a_second_label_is_given_on_the_review_page(wave_done, open_desk):
    desk = open_desk(wave_done, now=Clock(NOW.replace(year=2027)))
    desk.keys("Alt+6")
    desk.settle()
    page = desk.rooms.page(Where.PEOPLE)
    assert title(page) == "Label 5 runs again, now that you have seen the judges"

    child(page, "people.again.look", QPushButton).click()
    desk.settle()
    desk.wait(lambda: desk.reading is not None and desk.reading.revealed)
    assert desk.window.page(Where.REVIEW).isVisible()
    desk.keys("4", "Ctrl+Return", "Ctrl+Return")
    desk.settle()
    desk.keys("Alt+6")
    desk.settle()

    assert title(page) == "Label 4 runs again, now that you have seen the judges"
    with Store.open(str(wave_done)) as store:
        row = anchoring_ask(store, "ada", "wave-1")[0]
        given = store.labels.of("ada", row)
        assert [(each.severity, each.stage) for each in given] == [
            (1, Stage.BLIND),
            (4, Stage.REVEALED),
        ]
        assert asked_for(store, "ada", "wave-1")[0].after == 4


def test_from_one_run_to_label_again_review_leads_to_the_next(wave_done, open_desk):
    desk = open_desk(wave_done, now=Clock(NOW.replace(year=2027)))
    with Store.open(str(wave_done)) as store:
        first, second, third, *_ = anchoring_ask(store, "ada", "wave-1")
    desk.read(first)
    desk.keys("R")
    assert "Label it again (1 of 5): blind you gave 1." in desk.review.again.words
    assert LATER in desk.review.label.accessible_text()

    child(desk.review, "review.again.stay", QPushButton).click()
    desk.settle()
    assert desk.reading.row == second
    assert desk.reading.revealed
    assert "(2 of 5)" in desk.review.again.words

    desk.keys("4", "Ctrl+Return", "Ctrl+Return")
    assert desk.reading.row == third
    with Store.open(str(wave_done)) as store:
        assert [each.after for each in asked_for(store, "ada", "wave-1")[:3]] == [1, 4, None]
        assert Seen.SCORE in store.exposures.of("ada", third)
