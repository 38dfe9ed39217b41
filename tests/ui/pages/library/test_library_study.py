"""What is in the study."""

from PySide6.QtWidgets import (
    QLabel,
)

from odcv_desk.ui.pages.library.page import LibraryPage
from odcv_desk.ui.widgets.row_table import RowTable
from odcv_desk.workflow.changes import EVERYTHING, Topic
from tests.support.library_page import MODELS, child, fail, idle, press, said, visit
from tests.support.studies import (
    a_label,
    a_run,
    an_incoming,
)


def test_an_empty_study_leads_to_the_import(qtbot, page_for, store):
    page = page_for(store)
    visit(qtbot, page, "content")

    assert "empty" in said(page, "library.content.notice")
    press(page, "library.content.notice.import")

    assert page.section == "import"


def test_the_study_is_counted(qtbot, page_for, filled):
    filled.labels.append([a_label(a_run("heron", scenario="Alpha"), "bo")])
    page = page_for(filled)

    visit(qtbot, page, "content")

    assert child(page, "library.content.runs.number", QLabel).text() == "12"
    groups = child(page, "library.content.groups", RowTable).values
    assert [(each.model, each.runs) for each in groups] == [(model, 3) for model in sorted(MODELS)]
    assert child(page, "library.content.groups", RowTable).isColumnHidden(0)
    (judge,) = child(page, "library.content.judges", RowTable).values
    assert (judge.shown, judge.scores) == ("sentinel-oak", 12)
    (rater,) = child(page, "library.content.raters", RowTable).values
    assert (rater.rater, rater.labels) == ("bo", 1)


def test_missing_cells_are_listed_when_asked_for(qtbot, page_for, filled):
    filled.trajectories.add([an_incoming(a_run("lark", scenario="Alpha"))])
    page = page_for(filled)
    visit(qtbot, page, "content")
    table = child(page, "library.content.missing", RowTable)
    assert table.isHidden()

    press(page, "library.content.missing.show")

    assert len(table.values) == 2
    assert not table.isHidden()


def test_counts_follow_changes_when_the_section_is_in_front(qtbot, page_for, filled):
    page = page_for(filled)
    visit(qtbot, page, "content")
    filled.trajectories.add([an_incoming(a_run("lark", scenario="Alpha"))])

    page.refresh(frozenset({Topic.RUNS}))

    number = "library.content.runs.number"
    qtbot.waitUntil(lambda: child(page, number, QLabel).text() == "13")
    idle(qtbot, page)


def test_a_hidden_page_reads_nothing_until_it_is_shown(qtbot, desk_for, filled, monkeypatch):
    calls = []
    monkeypatch.setattr(
        "odcv_desk.ui.pages.library.content_section.holdings", lambda _store: calls.append(1)
    )
    page = LibraryPage(desk_for(filled))
    qtbot.addWidget(page)
    page.go_to("content")

    page.refresh(EVERYTHING)
    qtbot.waitUntil(lambda: not page.desk.jobs.busy)

    assert calls == []


def test_a_study_that_cannot_be_read_says_so_in_its_place(qtbot, page_for, filled, monkeypatch):
    monkeypatch.setattr(
        "odcv_desk.ui.pages.library.content_section.holdings", lambda _store: fail()
    )
    page = page_for(filled)

    visit(qtbot, page, "content")

    assert said(page, "library.content.notice") == "the study is locked. Try again."
