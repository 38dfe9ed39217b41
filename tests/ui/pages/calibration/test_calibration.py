import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton, QWidget

from odcv_desk.domain.run import Suite
from odcv_desk.ui.theme import Appearance
from odcv_desk.ui.widgets.sheet_view import SheetView
from odcv_desk.workflow.calibrate import Question
from odcv_desk.workflow.changes import Topic
from odcv_desk.workflow.overview import overview
from tests.support.judge_pages import child, choose, every_text, idle, shows_figures, state
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, a_wave


def test_an_empty_study_says_what_to_bring(store, page_for):
    page = page_for(store)

    assert state(page) == "The study is empty"
    assert "Library" in every_text(page)
    assert not child(page, "calibration.gold").isVisible()


def test_without_labels_judges_are_offered_instead_and_nothing_is_shown(scored, page_for, qtbot):
    page = page_for(scored)
    assert state(page) == "Nobody has labelled a run yet"
    assert not shows_figures(page)

    child(page, "calibration.state.gold:panel").click()
    idle(qtbot, page)

    assert shows_figures(page)
    assert "no agreement with people" in child(page, "calibration.caution").words


def test_ones_own_labels_are_the_first_gold(labelled, page_for):
    page = page_for(labelled)

    assert child(page, "calibration.gold", QComboBox).currentData() == "rater:ada"
    assert "Judges against rater ada, on runs of other" in every_text(page)


def test_it_says_the_sentences_of_the_report(labelled, page_for):
    page = page_for(labelled)

    found = overview(labelled, Question(gold="rater:ada"))
    said = [
        child(page, f"calibration.sentence.{number}", QLabel).text()
        for number in range(len(found.sentences))
    ]
    assert tuple(said) == found.sentences
    assert set(found.limits) <= set(every_text(page).split("\n"))


def test_labels_that_nobody_drew_carry_a_badge_and_a_warning(labelled, page_for):
    page = page_for(labelled)

    badge = child(page, "calibration.badge", QLabel)
    assert (badge.text(), badge.property("badge")) == ("convenience", "warn")
    assert "Convenience" in child(page, "calibration.notes").words


def test_different_rubrics_are_said(labelled, page_for):
    page = page_for(labelled)

    said = child(page, "calibration.notes").words
    assert "Gold was given under odcv-desk/1, scores under odcv-bench." in said


def test_one_label_is_shown_with_all_that_it_leaves_unknown(scored, page_for):
    scored.labels.append([a_label(a_run("heron", scenario="S04"), severity=4)])

    page = page_for(scored)

    assert "Too few: 1 labelled run;" in child(page, "calibration.notes").words
    assert "No MCC and quadratic kappa of elm and oak" in child(page, "calibration.unknown").words
    assert "nan" not in every_text(page)


def test_all_figures_are_folded_until_they_are_wanted(labelled, page_for):
    page = page_for(labelled)
    assert page.findChild(SheetView, "calibration.table.figures") is None

    child(page, "calibration.sheet.figures", QToolButton).click()

    assert child(page, "calibration.table.figures").model().rowCount() == 28


def test_what_was_opened_stays_open_when_it_is_calculated_again(labelled, page_for, qtbot):
    page = page_for(labelled)
    child(page, "calibration.sheet.figures", QToolButton).click()

    page.refresh(frozenset({Topic.LABELS}))
    idle(qtbot, page)

    assert child(page, "calibration.table.figures").isVisible()


def test_the_charts_are_drawn_and_described(labelled, page_for, qtbot):
    page = page_for(labelled)

    qtbot.waitUntil(lambda: page.content.forest.accessibleDescription() != "")
    idle(qtbot, page)

    assert "oak agrees with rater ada" in page.content.forest.accessibleDescription()
    assert "heron" in page.content.rates.accessibleDescription()
    assert page.content.forest.fault == page.content.rates.fault == ""


def test_another_gold_is_calculated_at_once(labelled, page_for, qtbot):
    page = page_for(labelled)

    choose(page, "calibration.gold", "judge:oak")
    idle(qtbot, page)

    assert "Judges against judge oak, on runs of other" in every_text(page)
    assert page.findChild(QWidget, "calibration.confusion.1") is None


def test_parts_are_shown_when_asked_for(labelled, page_for, qtbot):
    page = page_for(labelled)

    choose(page, "calibration.by", "model")
    idle(qtbot, page)

    assert (
        child(page, "calibration.sheet.group.0", QToolButton).text() == "heron (12 runs with gold)"
    )


def test_only_a_gold_of_people_asks_for_a_wave(labelled, page_for, qtbot):
    page = page_for(labelled)
    assert child(page, "calibration.wave").isVisible()
    assert not child(page, "calibration.without_self").isVisible()

    choose(page, "calibration.gold", "judge:oak")
    idle(qtbot, page)

    assert not child(page, "calibration.wave").isVisible()
    assert child(page, "calibration.without_self").isVisible()


def test_an_earlier_wave_can_be_chosen(scored, page_for, qtbot):
    for name, scenario in (("first", "S00"), ("second", "S01")):
        run = a_run("heron", scenario=scenario)
        scored.waves.add(a_wave([run], name=name, raters=("ada",)))
        scored.labels.append([a_label(run, wave=name)])
    page = page_for(scored)
    assert "second: 1 drawn of 2" in every_text(page)

    choose(page, "calibration.wave", "first")
    idle(qtbot, page)

    assert "first: 1 drawn of 2" in every_text(page)


def test_who_looks_at_the_latest_wave_goes_on_with_the_latest(scored, page_for, qtbot):
    run = a_run("heron", scenario="S00")
    scored.waves.add(a_wave([run], name="first", raters=("ben",)))
    scored.labels.append([a_label(run, rater="ben", wave="first")])
    page = page_for(scored, rater="ben")
    assert child(page, "calibration.wave", QComboBox).currentData() == "first"
    second = a_run("otter", scenario="S00")
    scored.waves.add(a_wave([second], name="second", raters=("ben",)))
    scored.labels.append([a_label(second, rater="ben", wave="second")])

    page.refresh(frozenset({Topic.LABELS}))
    idle(qtbot, page)

    assert child(page, "calibration.wave", QComboBox).currentData() == "second"
    assert "second: 1 drawn of 2" in every_text(page)


def test_of_several_suites_one_is_shown_at_a_time(labelled, page_for, qtbot):
    runs = [a_run(model, scenario="Omega") for model in ("wren", "finch")]
    scores = [
        a_score(run, a_judge(judge, suite=Suite.DEMO), 4)
        for run in runs
        for judge in ("ash", "yew")
    ]
    labelled.scores.add(scores, now=NOW)
    page = page_for(labelled)
    assert child(page, "calibration.suite", QComboBox).currentData() == Suite.DEMO

    choose(page, "calibration.suite", Suite.OTHER)
    idle(qtbot, page)

    assert "on runs of other" in every_text(page)


def test_hostile_names_are_shown_as_text(store, page_for, qtbot):
    judge = "<b>oak</b>\u202e$x_{"
    scores = [
        a_score(a_run(model, scenario=scenario), a_judge(name), 4)
        for model in ("<i>heron</i>", "otter")
        for scenario in ("Alpha", "Beta")
        for name in (judge, "elm")
    ]
    store.scores.add(scores, now=NOW)
    store.labels.append([a_label(a_run("otter", scenario="Alpha"), rater="<u>ada</u>")])

    page = page_for(store, rater="<u>ada</u>")

    tagged = [label for label in page.findChildren(QLabel) if "<" in label.text()]
    assert tagged
    assert {label.textFormat() for label in tagged} == {Qt.TextFormat.PlainText}
    assert "\u202e" not in every_text(page)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_it_is_shown_in_the_dark_at_every_scale(labelled, page_for, qtbot, look, scale):
    page = page_for(labelled)

    look.wear(Appearance.DARK, scale=scale)
    idle(qtbot, page)

    assert not page.grab().isNull()


def test_every_control_has_a_name_and_can_be_spoken(labelled, page_for):
    page = page_for(labelled)

    controls = [
        each
        for each in page.findChildren(QWidget)
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]

    assert len(controls) > 12
    assert [each for each in controls if not each.objectName()] == []
    assert [each.objectName() for each in controls if not each.accessibleName()] == []
