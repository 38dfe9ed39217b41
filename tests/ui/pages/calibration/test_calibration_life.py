import threading

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.exposure import Seen
from odcv_desk.ui.actions import Where
from odcv_desk.ui.pages.calibration import CalibrationPage
from odcv_desk.ui.pages.calibration import page as module
from odcv_desk.workflow.changes import Topic
from tests.support.judge_pages import (
    LONG_MS,
    child,
    choose,
    every_text,
    idle,
    shows_figures,
    state,
)
from tests.support.studies import a_run, a_wave


def test_while_a_wave_is_open_nothing_shows_before_it_is_asked_for(labelled, page_for, qtbot):
    labelled.waves.add(a_wave([a_run("heron", scenario="S00")], raters=("ada",)))
    page = page_for(labelled)
    assert state(page) == "See the results now?"
    assert not shows_figures(page)
    assert page.findChild(QLabel, "calibration.sentence.0") is None

    child(page, "calibration.state.later").click()
    assert state(page) == "The results stay hidden"
    assert [event.seen for event in labelled.exposures.all()] == []
    child(page, "calibration.state.show").click()
    idle(qtbot, page)

    assert shows_figures(page)
    assert [event.seen for event in labelled.exposures.all()] == [Seen.AGGREGATE]


def test_another_wave_asks_again(labelled, page_for, qtbot):
    page = page_for(labelled)
    assert shows_figures(page)
    labelled.waves.add(a_wave([a_run("heron", scenario="S00")], raters=("ada",)))

    page.refresh(frozenset({Topic.WAVES}))
    idle(qtbot, page)

    assert state(page) == "See the results now?"
    assert not shows_figures(page)


def test_a_hidden_page_calculates_when_it_is_shown(labelled, page_for, qtbot):
    page = page_for(labelled)
    page.hide()

    page.refresh(frozenset({Topic.LABELS}))
    assert not page.desk.jobs.busy
    page.show()
    page.shown()

    assert page.desk.jobs.busy
    idle(qtbot, page)


def test_a_result_that_is_out_of_date_is_dropped(labelled, page_for, qtbot, monkeypatch):
    page = page_for(labelled)
    gate, real = threading.Event(), module.overview_for

    def slow(store, question, **more):
        if question.gold == "judge:elm":
            gate.wait(10)
        return real(store, question, **more)

    monkeypatch.setattr(module, "overview_for", slow)
    choose(page, "calibration.gold", "judge:elm")
    choose(page, "calibration.gold", "judge:oak")
    qtbot.waitUntil(lambda: "Judges against judge oak, on runs of other" in every_text(page))
    gate.set()
    idle(qtbot, page)

    assert "Judges against judge oak, on runs of other" in every_text(page)


def test_a_fault_is_shown_in_its_place_with_a_way_on(labelled, page_for, qtbot, monkeypatch):
    def refuse(*_args, **_more):
        raise CalibrationError("nobody: no such judge", hint="Choose another gold.")

    with monkeypatch.context() as patched:
        patched.setattr(module, "overview_for", refuse)
        page = page_for(labelled)
        assert state(page) == "The figures could not be calculated"
        assert "Choose another gold." in every_text(page)

    child(page, "calibration.state.again").click()
    idle(qtbot, page)

    assert shows_figures(page)


def test_while_it_calculates_it_says_so(labelled, qtbot, desk_for, monkeypatch):
    gate, real = threading.Event(), module.overview_for

    def slow(*args, **more):
        gate.wait(10)
        return real(*args, **more)

    monkeypatch.setattr(module, "overview_for", slow)
    page = CalibrationPage(desk_for(labelled))
    qtbot.addWidget(page)
    page.show()
    page.shown()
    qtbot.waitUntil(lambda: state(page) == "Calculating")

    gate.set()
    idle(qtbot, page)

    assert shows_figures(page)


def test_closing_drops_what_is_under_way_and_coming_back_starts_anew(
    labelled, page_for, qtbot, monkeypatch
):
    page = page_for(labelled)
    shown = []
    monkeypatch.setattr(page.content, "show_overview", shown.append)
    page.look_up()

    assert page.close_down()
    idle(qtbot, page)
    assert shown == []
    page.shown()
    idle(qtbot, page)

    assert len(shown) == 1


def open_menu(page, qtbot):
    page.desk.actions.come_to(Where.CALIBRATION)
    page.desk.actions["calibration.export"].trigger()
    return child(page, "calibration.formats", QMenu)


def test_the_report_is_written_where_it_was_asked_for(labelled, page_for, qtbot, tmp_path):
    page = page_for(labelled)
    menu = open_menu(page, qtbot)
    next(each for each in menu.actions() if "Report" in each.text()).trigger()
    menu.close()
    dialog = child(page, "calibration.place", QFileDialog)

    with qtbot.waitSignal(page.told, timeout=LONG_MS) as told:
        dialog.fileSelected.emit(str(tmp_path / "report.html"))

    assert told.args == [f"Report (HTML) written to {tmp_path / 'report.html'}"]
    assert "rater ada" in (tmp_path / "report.html").read_text()
    dialog.close()


def test_a_place_that_cannot_be_written_is_a_problem_not_a_crash(
    labelled, page_for, qtbot, tmp_path
):
    page = page_for(labelled)
    menu = open_menu(page, qtbot)
    next(each for each in menu.actions() if "Report" in each.text()).trigger()
    menu.close()
    dialog = child(page, "calibration.place", QFileDialog)

    with qtbot.waitSignal(page.desk.jobs.problem, timeout=LONG_MS) as problem:
        dialog.fileSelected.emit(str(tmp_path))

    assert "something else" in problem.args[0].message
    dialog.close()


@pytest.mark.parametrize(("form", "head"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_a_chart_is_saved_in_either_form(labelled, page_for, qtbot, tmp_path, form, head):
    page = page_for(labelled)
    page.content.forest.save_wanted.emit(form)
    dialog = child(page, "calibration.place", QFileDialog)
    out = tmp_path / f"forest.{form}"

    with qtbot.waitSignal(page.told, timeout=LONG_MS):
        dialog.fileSelected.emit(str(out))

    assert out.read_bytes().startswith(head)
    dialog.close()
