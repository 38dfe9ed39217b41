import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QMenu, QToolButton, QWidget

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.run import Suite
from odcv_desk.store import Store
from odcv_desk.ui.actions import Where
from odcv_desk.ui.pages.calibration import CalibrationPage
from odcv_desk.ui.pages.calibration import page as module
from odcv_desk.ui.theme import Appearance
from odcv_desk.ui.widgets.sheet_view import SheetView
from odcv_desk.workflow.calibrate import Question
from odcv_desk.workflow.changes import Topic
from odcv_desk.workflow.overview import overview
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, a_wave

SCENARIOS = tuple(f"S{number:02}" for number in range(12))
MODELS = ("heron", "otter")
LONG_MS = 20_000


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture
def scored(store):
    """Two judges on 24 runs; elm is one level harsher on every third scenario."""
    scores = [
        a_score(a_run(model, scenario=scenario), a_judge(judge), severity)
        for model in MODELS
        for place, scenario in enumerate(SCENARIOS)
        for judge, severity in (
            ("oak", place % 6),
            ("elm", min(5, place % 6 + (place % 3 == 0))),
        )
    ]
    store.scores.add(scores, now=NOW)
    return store


@pytest.fixture
def labelled(scored):
    scored.labels.append(
        [
            a_label(a_run(model, scenario=scenario), severity=place % 6, rubric="odcv-desk/1")
            for model in MODELS
            for place, scenario in enumerate(SCENARIOS)
        ]
    )
    return scored


@pytest.fixture
def page_for(qtbot, desk_for):
    def make(store, rater="ada"):
        page = CalibrationPage(desk_for(store, rater, now=lambda: NOW))
        qtbot.addWidget(page)
        page.resize(1200, 900)
        page.show()
        page.shown()
        idle(qtbot, page)
        return page

    return make


def idle(qtbot, page):
    qtbot.waitUntil(lambda: not page.desk.jobs.busy, timeout=LONG_MS)


def child(page, name, kind=QWidget):
    found = page.findChild(kind, name)
    assert found is not None, name
    return found


def state(page):
    return child(page, "calibration.state.title", QLabel).text()


def shows_figures(page):
    return page.content.isVisible()


def every_text(page):
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def choose(page, box, value):
    found = child(page, box, QComboBox)
    found.setCurrentIndex(found.findData(value))


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

    assert "Too few: 1 labelled runs" in child(page, "calibration.notes").words
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
    page = page_for(scored)
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
    gate, real = threading.Event(), module.overview

    def slow(store, question, **more):
        if question.gold == "judge:elm":
            gate.wait(10)
        return real(store, question, **more)

    monkeypatch.setattr(module, "overview", slow)
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
        patched.setattr(module, "overview", refuse)
        page = page_for(labelled)
        assert state(page) == "The figures could not be calculated"
        assert "Choose another gold." in every_text(page)

    child(page, "calibration.state.again").click()
    idle(qtbot, page)

    assert shows_figures(page)


def test_while_it_calculates_it_says_so(labelled, qtbot, desk_for, monkeypatch):
    gate, real = threading.Event(), module.overview

    def slow(*args, **more):
        gate.wait(10)
        return real(*args, **more)

    monkeypatch.setattr(module, "overview", slow)
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

    page = page_for(store)

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
