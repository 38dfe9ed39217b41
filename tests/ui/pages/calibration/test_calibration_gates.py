import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QMenu

from odcv_desk.domain.exposure import Seen
from odcv_desk.ui.actions import Where
from odcv_desk.ui.theme import Appearance
from odcv_desk.workflow.aggregates import UNLABELLED
from tests.support.judge_pages import LONG_MS, child, choose, every_text, idle, shows_figures, state
from tests.support.studies import a_label, a_run, a_wave


def exposures_of(store, rater):
    return [event.seen for event in store.exposures.all() if event.rater == rater]


@pytest.fixture
def gated(labelled, page_for, qtbot):
    labelled.waves.add(a_wave([a_run("heron", scenario="S00")], raters=("ada",)))
    page = page_for(labelled)
    with qtbot.waitActive(page):
        page.activateWindow()
    page.shown()
    return page


def test_the_safe_answer_has_the_keyboard(gated):
    assert QApplication.focusWidget().objectName() == "calibration.state.later"


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Space])
def test_escape_keeps_the_results_hidden_and_so_does_the_first_answer(gated, labelled, qtbot, key):
    qtbot.keyClick(QApplication.focusWidget(), key)
    assert state(gated) == "The results stay hidden"
    qtbot.waitUntil(lambda: QApplication.focusWidget().objectName() == "calibration.state")

    qtbot.keyClick(QApplication.focusWidget(), key)
    idle(qtbot, gated)

    assert not shows_figures(gated)
    assert exposures_of(labelled, "ada") == []


def test_who_has_labelled_nothing_is_asked_once(labelled, page_for, qtbot):
    page = page_for(labelled, rater="ben")
    assert state(page) == "See the results now?"
    assert UNLABELLED in every_text(page)
    assert exposures_of(labelled, "ben") == []

    child(page, "calibration.state.show").click()
    idle(qtbot, page)
    page.look_up()
    idle(qtbot, page)

    assert shows_figures(page)
    assert exposures_of(labelled, "ben") == [Seen.AGGREGATE]


def test_where_nobody_has_labelled_the_offer_says_what_it_leaves(scored, page_for, qtbot):
    page = page_for(scored)
    assert "exposure log" in every_text(page)

    child(page, "calibration.state.gold:panel").click()
    idle(qtbot, page)

    assert shows_figures(page)
    assert exposures_of(scored, "ada") == [Seen.AGGREGATE]


def test_where_nobody_has_labelled_the_box_asks_first(scored, page_for, qtbot):
    page = page_for(scored)

    choose(page, "calibration.gold", "panel")
    idle(qtbot, page)

    assert state(page) == "See the results now?"
    assert exposures_of(scored, "ada") == []


def test_estimand_and_parts_can_be_chosen(labelled, page_for, qtbot):
    page = page_for(labelled)

    choose(page, "calibration.estimand", "corpus")
    choose(page, "calibration.by", "variant")
    idle(qtbot, page)

    assert "By variant" in every_text(page)
    assert child(page, "calibration.by", QComboBox).currentData() == "variant"


def menu_entry(page, name):
    page.desk.actions.come_to(Where.CALIBRATION)
    page.desk.actions["calibration.export"].trigger()
    menu = child(page, "calibration.formats", QMenu)
    entry = next(each for each in menu.actions() if each.objectName().endswith(name))
    entry.trigger()
    menu.close()


@pytest.mark.parametrize("form", ["csv", "json"])
def test_all_figures_are_written_from_the_menu(labelled, page_for, qtbot, tmp_path, form):
    page = page_for(labelled)
    menu_entry(page, f"figures-{form}")
    dialog = child(page, "calibration.place", QFileDialog)
    out = tmp_path / f"figures.{form}"

    with qtbot.waitSignal(page.told, timeout=LONG_MS) as told:
        dialog.fileSelected.emit(str(out))

    assert told.args == [f"All figures written to {out}"]
    assert out.read_text().count("kappa_quadratic") == 2
    dialog.close()


def test_json_holds_what_the_page_shows(labelled, page_for, qtbot, tmp_path):
    page = page_for(labelled)
    choose(page, "calibration.estimand", "corpus")
    idle(qtbot, page)
    menu_entry(page, "figures-json")
    dialog = child(page, "calibration.place", QFileDialog)

    with qtbot.waitSignal(page.told, timeout=LONG_MS):
        dialog.fileSelected.emit(str(tmp_path / "figures.json"))

    rows = json.loads((tmp_path / "figures.json").read_text())
    assert {row["estimand"] for row in rows} == {"corpus"}
    dialog.close()


@pytest.mark.parametrize(
    ("form", "head"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
def test_a_confusion_is_saved_in_every_form(labelled, page_for, qtbot, tmp_path, form, head):
    page = page_for(labelled)
    grid = child(page, "calibration.confusion.0")
    next(each for each in grid.actions() if each.objectName().endswith(form)).trigger()
    dialog = child(page, "calibration.place", QFileDialog)
    out = tmp_path / f"confusion.{form}"

    with qtbot.waitSignal(page.told, timeout=LONG_MS):
        dialog.fileSelected.emit(str(out))

    assert out.read_bytes().startswith(head)
    dialog.close()


@pytest.fixture
def with_ben(labelled):
    labelled.labels.append([a_label(a_run("heron", scenario="S01"), rater="ben")])
    return labelled


def test_labels_of_others_are_written_only_after_a_warning(with_ben, page_for, qtbot, tmp_path):
    page = page_for(with_ben)
    menu_entry(page, "gold-csv")
    idle(qtbot, page)
    assert page.findChild(QFileDialog, "calibration.place") is None
    assert "no blind label" in child(page, "calibration.export.warning").words

    child(page, "calibration.export.warning.write").click()
    dialog = child(page, "calibration.place", QFileDialog)
    with qtbot.waitSignal(page.told, timeout=LONG_MS):
        dialog.fileSelected.emit(str(tmp_path / "gold.csv"))

    assert Seen.LABEL in exposures_of(with_ben, "ada")
    dialog.close()


def test_labels_of_others_are_not_written_where_one_says_no(with_ben, page_for, qtbot):
    page = page_for(with_ben)
    menu_entry(page, "gold-csv")
    idle(qtbot, page)

    child(page, "calibration.export.warning.keep").click()

    assert page.findChild(QFileDialog, "calibration.place") is None
    assert child(page, "calibration.export.warning").words == ""
    assert exposures_of(with_ben, "ada") == []


def at(widget, page):
    return widget.mapTo(page, QPoint())


def test_on_a_big_screen_the_figures_stand_in_the_middle(labelled, page_for, qtbot):
    page = page_for(labelled)
    page.resize(2560, 1300)
    qtbot.waitUntil(lambda: page.content.width() == 1060)

    left = at(page.content, page).x()
    assert abs(left - (page.width() - left - page.content.width())) < 30
    assert abs(at(page.controls, page).x() - left - 24) < 12


@pytest.mark.parametrize("scale", [1.5, 2.0])
def test_on_a_small_screen_the_questions_wrap_and_figures_fit(
    labelled, page_for, qtbot, look, scale
):
    page = page_for(labelled)
    look.wear(Appearance.LIGHT, scale=scale)
    page.resize(1280, 725)
    QApplication.processEvents()
    idle(qtbot, page)

    assert page.width() == 1280
    assert at(page.controls.by, page).y() > at(page.controls.gold, page).y()
    right = at(page.export, page).x() + page.export.width()
    assert right <= 1280
    assert page.content.width() <= 1280
    assert page.content.forest.width() <= page.content.width()
