"""The weights of a wave on the Calibration page, and what stands beside its figures."""

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from odcv_desk.domain.estimate import Estimand, Estimator
from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import WaveStep
from tests.support import gold_study
from tests.support.judge_pages import child, choose, every_text, idle


@pytest.fixture
def shared(store):
    """Two raters have ended their wave; one run is pending, one ambiguous, one lost."""
    wave = gold_study.a_drawn_study(store)
    gold_study.judged(store)
    gold_study.labelled(store, wave)
    return store


@pytest.fixture
def page(shared, page_for):
    return page_for(shared)


def test_what_several_raters_settled_is_the_first_gold(page):
    assert child(page, "calibration.gold", QComboBox).currentData() == "consensus"
    assert "Judges against the raters' consensus, on runs of other" in every_text(page)


def chosen(store):
    return [each.content for each in store.waves.events() if each.step is WaveStep.ESTIMATOR]


def test_weights_are_offered_only_where_a_wave_is_the_design(labelled, page_for):
    page = page_for(labelled)

    assert not child(page, "calibration.estimator").isVisible()


def test_a_wave_shows_the_weights_that_were_chosen_for_it(page):
    box = child(page, "calibration.estimator", QComboBox)

    assert box.isVisible()
    assert box.currentData() == "post-stratified"
    assert not child(page, "calibration.estimator.keep").isVisible()


def test_other_weights_are_a_look_that_changes_nothing(page, qtbot):
    choose(page, "calibration.estimator", "hajek")
    idle(qtbot, page)

    assert "by the probability to be drawn (Hajek)" in every_text(page)
    assert chosen(page.desk.store) == []


def test_other_weights_become_the_waves_after_a_question(page, qtbot):
    choose(page, "calibration.estimator", "hajek")
    idle(qtbot, page)
    child(page, "calibration.estimator.keep", QPushButton).click()
    assert "the latest choice holds" in child(page, "calibration.estimator.question").words
    assert chosen(page.desk.store) == []

    with qtbot.waitSignal(page.told) as told:
        child(page, "calibration.estimator.question.use", QPushButton).click()
    idle(qtbot, page)

    assert told.args == ["Figures of wave-1 use the hajek estimator."]
    assert chosen(page.desk.store) == ["hajek"]
    assert child(page, "calibration.estimator", QComboBox).currentData() == "hajek"
    assert not child(page, "calibration.estimator.keep").isVisible()


def test_weights_are_left_as_they_are_by_the_safe_answer(page, qtbot):
    choose(page, "calibration.estimator", "hajek")
    idle(qtbot, page)
    child(page, "calibration.estimator.keep", QPushButton).click()

    child(page, "calibration.estimator.question.leave", QPushButton).click()
    idle(qtbot, page)

    assert chosen(page.desk.store) == []
    assert child(page, "calibration.estimator.question").words == ""


def test_what_is_asked_holds_values_of_the_domain(page):
    choose(page, "calibration.estimator", "hajek")
    choose(page, "calibration.estimand", "corpus")

    asked = page.controls.question()

    assert asked.estimand is Estimand.CORPUS
    assert asked.estimator is Estimator.HAJEK
    assert asked.suite is Suite.OTHER


def test_every_judge_stands_beside_the_human_ceiling(page):
    said = child(page, "calibration.ceiling.0", QLabel).text()

    assert said.startswith("Against the median of the other people, elm reaches MCC")


def test_bounds_stand_beside_figures_with_their_counts(page):
    told = every_text(page)

    assert "1 pending, 1 ambiguous, 1 lost (cannot be judged)" in told
    assert "unsettled, with 1 pending run (raters differ, or one of them is missing)" in told
    assert "unsettled 0." in told


def test_before_a_wave_is_complete_no_ceiling_is_told(store, page_for, qtbot):
    wave = gold_study.a_drawn_study(store)
    gold_study.judged(store)
    store.labels.append([gold_study.said(wave.items[0].run, "ada", minutes=1)])
    page = page_for(store, rater="zoe")
    child(page, "calibration.state.show", QPushButton).click()
    idle(qtbot, page)

    assert "the wave is not complete" in child(page, "calibration.no_ceiling", QLabel).text()
