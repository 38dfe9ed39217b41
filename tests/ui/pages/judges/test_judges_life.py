import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from odcv_desk.domain.errors import StoreError
from odcv_desk.domain.exposure import Seen
from odcv_desk.ui.models.matrix import RUN
from odcv_desk.ui.pages.judges import JudgesPage
from odcv_desk.ui.pages.judges import page as module
from odcv_desk.ui.theme import Appearance
from odcv_desk.workflow.changes import Topic
from tests.support.judge_pages import (
    child,
    column,
    every_text,
    idle,
    state,
    table,
)
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, a_wave


def test_a_new_label_is_shown_and_the_chosen_run_stays(labelled, page_for, qtbot):
    page = page_for(labelled)
    table(page).selectRow(2)
    chosen = page.content.chosen_run()
    labelled.labels.append([a_label(a_run("otter", scenario="Alpha"), severity=1)])

    page.refresh(frozenset({Topic.LABELS}))
    idle(qtbot, page)

    assert len(column(page, RUN)) == 5
    assert page.content.chosen_run().row == chosen.row


def test_a_hidden_page_reads_nothing(labelled, page_for, qtbot, monkeypatch):
    page = page_for(labelled)
    page.hide()
    monkeypatch.setattr(module, "compare", lambda *_args, **_more: pytest.fail("was read"))

    page.refresh(frozenset({Topic.LABELS}))

    assert not page.desk.jobs.busy


def test_what_does_not_concern_it_is_not_read_anew(labelled, page_for):
    page = page_for(labelled)

    page.refresh(frozenset({Topic.SIGHT}))

    assert not page.desk.jobs.busy


def test_confusions_wait_behind_a_warning_while_a_wave_is_open(labelled, page_for, qtbot):
    labelled.waves.add(a_wave([a_run("otter", scenario="Alpha")], raters=("ada",)))
    page = page_for(labelled)
    assert page.findChild(QWidget, "judges.confusion.0") is None
    assert child(page, "judges.confusions.warning").words

    child(page, "judges.confusions.warning.show").click()
    idle(qtbot, page)

    assert page.findChild(QWidget, "judges.confusion.0") is not None
    assert Seen.AGGREGATE in [event.seen for event in labelled.exposures.all()]


def test_a_fault_is_shown_in_its_place_with_a_way_on(labelled, page_for, qtbot, monkeypatch):
    def refuse(*_args, **_more):
        raise StoreError("study.odcv: the file is locked", hint="Close the other program.")

    with monkeypatch.context() as patched:
        patched.setattr(module, "compare", refuse)
        page = page_for(labelled)
        assert state(page) == "The runs could not be read"
        assert "Close the other program." in every_text(page)

    child(page, "judges.state.again").click()
    idle(qtbot, page)

    assert len(column(page, RUN)) == 4


def test_a_run_that_cannot_be_read_says_so_beside_the_matrix(
    labelled, page_for, qtbot, monkeypatch
):
    def refuse(*_args, **_more):
        raise StoreError("heron: its trail is gone", hint="Import it again.")

    monkeypatch.setattr(module, "sides", refuse)
    page = page_for(labelled)

    assert child(page, "judges.side.empty", QLabel).text() == (
        "heron: its trail is gone. Import it again."
    )
    assert len(column(page, RUN)) == 4


def test_closing_drops_what_is_under_way_and_coming_back_starts_anew(
    labelled, page_for, qtbot, monkeypatch
):
    page = page_for(labelled)
    shown = []
    monkeypatch.setattr(
        page.content, "show_comparison", lambda found, _warning: shown.append(found)
    )
    page.refresh(frozenset({Topic.LABELS}))

    assert page.close_down()
    idle(qtbot, page)
    assert shown == []
    page.shown()
    idle(qtbot, page)

    assert len(shown) == 1


def test_while_it_reads_it_says_so(labelled, qtbot, desk_for, monkeypatch):
    gate = threading.Event()
    real = module.compare

    def wait(*args, **more):
        gate.wait(10)
        return real(*args, **more)

    monkeypatch.setattr(module, "compare", wait)
    page = JudgesPage(desk_for(labelled))
    qtbot.addWidget(page)
    page.shown()

    assert state(page) == "Reading labels and scores"
    gate.set()
    idle(qtbot, page)


def test_hostile_names_are_shown_as_text(store, page_for):
    judge, model = "<b>oak</b>\u202e", "<img src=x>"
    run = a_run(model, scenario="Alpha")
    store.scores.add(
        [a_score(run, a_judge(judge), 4), a_score(a_run("wren"), a_judge(judge), 4)], now=NOW
    )
    store.labels.append([a_label(run)])

    page = page_for(store)

    assert table(page).model().headerData(2, Qt.Orientation.Horizontal) == "<b>oak</b>⟨U+202E⟩"
    assert all(
        label.textFormat() == Qt.TextFormat.PlainText
        for label in page.findChildren(QLabel)
        if "<" in label.text()
    )


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_it_is_shown_in_the_dark_at_every_scale(labelled, page_for, look, scale):
    page = page_for(labelled)

    look.wear(Appearance.DARK, scale=scale)

    assert not page.grab().isNull()
    assert table(page).rowHeight(0) == look.px(46)


def test_every_control_has_a_name_and_can_be_spoken(labelled, page_for):
    page = page_for(labelled)

    controls = [
        each
        for each in page.findChildren(QWidget)
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]

    assert len(controls) > 8
    assert [each for each in controls if not each.objectName()] == []
    assert [each.objectName() for each in controls if not each.accessibleName()] == []
