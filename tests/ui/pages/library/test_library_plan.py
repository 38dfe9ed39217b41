"""The plan in the window: labels wanted, what they rest on, and whether a wave may stop."""

import shutil
from contextlib import ExitStack
from functools import cache

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QPushButton, QSpinBox, QWidget

from odcv_desk.domain.errors import CalibrationError, StoreError
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.wave import Design
from odcv_desk.store import Store
from odcv_desk.ui.widgets.row_table import RowTable
from odcv_desk.workflow.changes import Topic
from odcv_desk.workflow.sample import Plan, draw
from tests.support.gold_study import said as answered
from tests.support.library_page import MODELS, child, choose, idle, press, said, visit
from tests.support.studies import NOW, a_judge, a_run, a_score, an_incoming

NOTICE = "library.plan.notice"
ANSWER = "library.plan.look.answer"
RUNS = tuple(
    a_run(model=model, variant=variant, scenario=f"S{number:02}")
    for model in MODELS
    for variant in ("mandated", "incentivized")
    for number in range(15)
)
RNG = np.random.default_rng(4)
TRUTH = {run: int(RNG.integers(0, 6)) for run in RUNS}
SCORES = [
    a_score(run, a_judge(name), int(np.clip(TRUTH[run] + RNG.integers(-1, 2), 0, 5)))
    for name in ("oak", "elm")
    for run in RUNS
]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return the file of runs that two judges have scored, and of a wave with so many labels."""
    place = tmp_path_factory.mktemp("plan")

    @cache
    def make(labels):
        path = place / f"{labels}.odcv"
        with Store.open(str(path)) as opened:
            opened.trajectories.add([an_incoming(run, text=str(run)) for run in RUNS])
            opened.scores.add(SCORES, now=NOW)
            if labels is not None:
                label_wave(opened, labels)
        return path

    return make


@pytest.fixture
def study_with(written, tmp_path):
    """Open a study that has a wave of 100 runs for ada, so many of them labelled."""
    with ExitStack() as opened:

        def make(labels):
            path = shutil.copy(written(labels), tmp_path / "labelled.odcv")
            return opened.enter_context(Store.open(str(path)))

        yield make


@pytest.fixture
def judged(study_with):
    """A study without a wave."""
    return study_with(None)


@pytest.fixture
def section(qtbot, page_for):
    def visited(store):
        page = page_for(store)
        visit(qtbot, page, "plan")
        return page

    return visited


@pytest.fixture
def planned(study_with, section):
    """A page that shows the plan of a complete wave of 100 labels."""
    return section(study_with(100))


def label_wave(store, labels):
    wave = draw(store, Plan(size=100, design=Design.SRS, seed=3, raters=("ada",)), now=NOW)
    given = [
        answered(item.run, "ada", minutes=place, severity=TRUTH[item.run], seconds=90.0)
        for place, item in enumerate(wave.items[:labels])
    ]
    store.labels.append(given)


def cells(page):
    model = child(page, "library.plan.table", RowTable).model()
    return [
        tuple(model.index(row, column).data() for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def shows(page, name):
    return child(page, f"library.plan.{name}", QLabel).text()


def plan_is_shown(page):
    return child(page, "library.plan.table").isVisible()


def aggregates(store):
    return [each.rater for each in store.exposures.all() if each.seen is Seen.AGGREGATE]


def change(qtbot, page, name, value, kind=QSpinBox):
    before = cells(page)
    child(page, f"library.plan.{name}", kind).setValue(value)
    qtbot.waitUntil(lambda: cells(page) != before)
    idle(qtbot, page)


def test_an_empty_study_leads_to_the_import(section, store):
    page = section(store)
    assert "nothing to plan for" in said(page, NOTICE)
    assert not plan_is_shown(page)

    press(page, f"{NOTICE}.import")

    assert page.section == "import"


def test_a_complete_wave_is_planned_for_at_once(planned):
    assert plan_is_shown(planned)
    assert [(figure, width) for figure, width, *_ in cells(planned)] == [
        (figure, width)
        for figure in ("MCC", "Kappa", "Weighted kappa", "Misaligned")
        for width in ("± 0.10", "± 0.05")
    ]


def test_labels_and_hours_stand_together_and_words_where_no_number_suffices(planned):
    rate = {width: (corpus, new) for figure, width, corpus, new in cells(planned)[-2:]}

    assert "labels, " in rate["± 0.10"][0]
    assert rate["± 0.10"][0].endswith(" h")
    assert rate["± 0.05"][1] == "more scenarios, not more labels"
    assert "still has ±0." in shows(planned, "source")


def test_runs_and_labels_are_told_apart(qtbot, planned):
    change(qtbot, planned, "repeats", 0)
    change(qtbot, planned, "readers", 3)
    runs, labels, _hours = next(
        corpus for *_, corpus, _new in cells(planned) if "all" not in corpus
    ).split(", ")

    assert shows(planned, "title") == "Runs wanted in all, and labels by 3 raters each"
    assert runs.endswith(" runs")
    assert int(labels.split()[0]) == 3 * int(runs.split()[0])


def test_it_is_said_that_the_labels_here_are_the_pilot(planned):
    told = shows(planned, "source")

    assert "a pilot of 100 runs: all figures" in told
    assert "published results" not in told
    assert "90 s a label" in told


def test_without_a_pilot_measured_numbers_stand_in_and_hours_are_unknown(qtbot, judged, section):
    page = section(judged)
    press(page, f"{NOTICE}.show")
    idle(qtbot, page)

    told = shows(page, "source")
    assert "0 runs have a gold" in told
    assert "published results" in told
    assert "hours are not known" in told
    assert not [corpus for *_, corpus, _new in cells(page) if corpus.endswith(" h")]


def test_what_all_judges_may_miss_is_a_sentence_with_how_many_were_read(qtbot, judged, section):
    page = section(judged)
    press(page, f"{NOTICE}.show")
    idle(qtbot, page)

    told = shows(page, "spot")
    assert "called safe by every judge. To show that at most 5 % of them are misaligned" in told
    assert "0 of " in told


def test_without_scores_the_blind_spot_is_not_spoken_of(section, store):
    store.trajectories.add([an_incoming(run, text=str(run)) for run in RUNS[:6]])

    page = section(store)

    assert plan_is_shown(page)
    assert not child(page, "library.plan.spot").isVisible()
    assert aggregates(store) == []


def test_another_half_width_is_planned_for(qtbot, planned):
    change(qtbot, planned, "width.2", 0.2, QDoubleSpinBox)

    assert {width for _, width, *_ in cells(planned)} == {"± 0.10", "± 0.20"}


def test_the_same_half_width_twice_is_one_line(qtbot, planned):
    change(qtbot, planned, "width.2", 0.1, QDoubleSpinBox)

    assert len(cells(planned)) == 4


def test_more_readers_and_second_looks_take_more_hours(qtbot, planned):
    before = cells(planned)[0][2]
    change(qtbot, planned, "readers", 9)
    many = cells(planned)[0][2]
    change(qtbot, planned, "repeats", 100)

    assert before.split(",")[0] == many.split(",")[0]
    assert len({before, many, cells(planned)[0][2]}) == 3
    assert "9 raters a run, and 100 % of the runs a second time" in shows(planned, "source")


def test_labels_that_could_be_swayed_are_guarded(study_with, section):
    store = study_with(90)

    page = section(store)

    assert "are yours to label" in said(page, NOTICE)
    assert not plan_is_shown(page)
    assert aggregates(store) == []


def test_who_wants_the_plan_anyway_sees_it_and_that_is_written_down(qtbot, study_with, section):
    store = study_with(90)
    page = section(store)

    press(page, f"{NOTICE}.show")
    idle(qtbot, page)

    assert plan_is_shown(page)
    assert aggregates(store) == ["ada"]


def test_who_has_labelled_nothing_is_written_down_as_was_said(qtbot, judged, section):
    store = judged
    page = section(store)
    assert "You have not labelled anything yet" in said(page, NOTICE)

    press(page, f"{NOTICE}.show")
    idle(qtbot, page)

    assert aggregates(store) == ["ada"]


def test_escape_declines_and_the_plan_waits_to_be_asked_for(qtbot, study_with, section):
    store = study_with(90)
    page = section(store)
    page.activateWindow()
    page.take_focus()
    later = child(page, f"{NOTICE}.later", QPushButton)
    qtbot.waitUntil(later.hasFocus)

    qtbot.keyClick(later, Qt.Key.Key_Escape)

    assert "stays hidden" in said(page, NOTICE)
    assert not plan_is_shown(page)
    assert aggregates(store) == []


def test_a_wave_that_is_drawn_later_is_guarded_anew(qtbot, study_with, section):
    store = study_with(100)
    page = section(store)
    draw(store, Plan(size=20, design=Design.SRS, seed=9, raters=("ada",)), now=NOW)

    page.refresh(frozenset({Topic.WAVES}))
    qtbot.waitUntil(lambda: not plan_is_shown(page))
    idle(qtbot, page)

    assert "wave-2 is not complete" in said(page, NOTICE)


def test_the_keyboard_comes_to_the_first_field(qtbot, planned):
    planned.activateWindow()
    planned.take_focus()

    first = child(planned, "library.plan.width.1", QWidget)
    qtbot.waitUntil(lambda: first.hasFocus() or first.isAncestorOf(planned.focusWidget()))


def test_a_fault_is_told_and_can_be_tried_again(qtbot, study_with, section, monkeypatch):
    def fail(*_args):
        raise StoreError("the study is locked", hint="Try again.")

    with monkeypatch.context() as broken:
        broken.setattr("odcv_desk.ui.pages.library.plan_section.outlook", fail)
        page = section(study_with(100))
    assert "the study is locked" in said(page, NOTICE)

    press(page, f"{NOTICE}.again")
    idle(qtbot, page)

    assert plan_is_shown(page)


def test_what_may_not_be_shown_yet_is_said_plainly(study_with, section, monkeypatch):
    def refuse(*_args):
        raise CalibrationError("wave-1: you have still 3 runs to label", hint="Label the rest.")

    monkeypatch.setattr("odcv_desk.ui.pages.library.plan_section.outlook", refuse)
    page = section(study_with(100))

    assert "you have still 3 runs to label" in said(page, NOTICE)
    assert child(page, NOTICE).property("notice") == "info"
    assert page.findChild(QPushButton, f"{NOTICE}.again") is None


def test_nothing_is_looked_at_before_somebody_asks(planned):
    store = planned.desk.store

    assert child(planned, ANSWER).isHidden()
    assert aggregates(store) == []
    assert not store.waves.events("wave-1")


def test_a_wave_may_not_stop_yet_and_why(qtbot, planned):
    with qtbot.waitSignal(planned.changed) as heard:
        press(planned, "library.plan.look.ask")
    idle(qtbot, planned)

    told = said(planned, ANSWER)
    assert told.startswith("wave-1 may not stop yet, by MCC and ± 0.10.")
    assert "wider than wanted" in told
    assert "Written down: ada" in told
    assert heard.args[0] == frozenset({Topic.SIGHT})
    assert aggregates(planned.desk.store) == ["ada"]


def test_below_eighty_labels_one_reason_stands_for_all_judges(qtbot, study_with, section):
    page = section(study_with(70))
    press(page, "library.plan.look.ask")
    idle(qtbot, page)

    assert "elm and oak: fewer than 80 labels" in said(page, ANSWER)
    assert not plan_is_shown(page)


def test_a_wave_may_stop_where_the_interval_is_narrow_enough(qtbot, planned):
    choose(planned, "library.plan.look.figure", "kappa_quadratic")
    child(planned, "library.plan.look.width", QDoubleSpinBox).setValue(0.5)

    press(planned, "library.plan.look.ask")
    idle(qtbot, planned)

    assert "wave-1 may stop, by Weighted kappa and ± 0.50." in said(planned, ANSWER)
    assert "narrow enough" in said(planned, ANSWER)


def test_a_rate_looks_at_no_judge(qtbot, planned):
    choose(planned, "library.plan.look.figure", "rate")
    press(planned, "library.plan.look.ask")
    idle(qtbot, planned)

    assert "oak" not in said(planned, ANSWER)


def test_an_answer_goes_when_the_question_is_another(qtbot, planned):
    press(planned, "library.plan.look.ask")
    idle(qtbot, planned)

    choose(planned, "library.plan.look.figure", "kappa")

    assert child(planned, ANSWER).isHidden()


def test_a_look_that_fails_says_why(qtbot, planned, monkeypatch):
    def fail(*_args, **_more):
        raise StoreError("the study is locked", hint="Try again.")

    monkeypatch.setattr("odcv_desk.ui.pages.library.plan_parts.look_for", fail)
    press(planned, "library.plan.look.ask")
    idle(qtbot, planned)

    assert "the study is locked" in said(planned, ANSWER)


def test_without_a_wave_there_is_nothing_to_stop(judged, section):
    page = section(judged)

    assert child(page, "library.plan.look.none").isVisible()
    assert not child(page, "library.plan.look.ask").isVisible()
