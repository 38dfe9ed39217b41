import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from odcv_desk.domain.exposure import Seen
from odcv_desk.ui.models.matrix import RUN
from odcv_desk.ui.models.rows import VALUE_ROLE
from odcv_desk.ui.pages.judges import JudgesPage
from odcv_desk.workflow.changes import Topic
from tests.support.judge_pages import child, column, every_text, idle, state, table
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, an_incoming

SCENARIOS = ("Alpha", "Beta", "Gamma", "Delta")


def test_a_study_without_labels_says_what_to_do_and_shows_no_judge(scored, page_for):
    page = page_for(scored)

    assert state(page) == "Nothing to show yet"
    assert "labelled it on the Review page" in every_text(page)
    assert "Secret" not in every_text(page)
    assert column(page, RUN) == []


def test_a_study_without_scores_says_how_to_get_some(store, page_for):
    store.trajectories.add([an_incoming()])
    store.labels.append([a_label()])

    page = page_for(store)

    assert state(page) == "No judge has scored these runs"


def test_only_labelled_runs_are_shown_and_the_others_are_counted(labelled, page_for):
    page = page_for(labelled)

    assert column(page, RUN) == sorted(SCENARIOS)
    assert page.findChild(QLabel, "judges.count").text() == "4 runs that you labelled, 2 judges"
    assert "4 runs are not shown" in child(page, "judges.withheld").words


def test_showing_runs_is_written_into_the_exposure_log(labelled, page_for):
    page_for(labelled)

    seen = {event.run.model for event in labelled.exposures.all() if event.seen is Seen.SCORE}
    assert seen == {"heron"}


def test_others_are_told_that_runs_were_shown(labelled, qtbot, desk_for):
    page = JudgesPage(desk_for(labelled))
    qtbot.addWidget(page)

    with qtbot.waitSignal(page.changed) as changed:
        page.shown()

    assert changed.args == [frozenset({Topic.SIGHT})]
    idle(qtbot, page)


def test_all_runs_are_shown_only_after_the_consequence_was_accepted(labelled, page_for, qtbot):
    page = page_for(labelled)

    child(page, "judges.everything.toggle").click()
    idle(qtbot, page)
    consequence = child(page, "judges.consequence")
    assert "count as revealed" in consequence.words
    assert len(column(page, RUN)) == 4
    qtbot.mouseClick(child(page, "judges.consequence.yes"), Qt.MouseButton.LeftButton)
    idle(qtbot, page)

    assert len(column(page, RUN)) == 8
    assert consequence.words == ""
    assert "Secret" not in child(page, "judges.side").findChild(QLabel, "judges.side.title").text()


def test_keeping_to_ones_own_runs_shows_nothing_more(labelled, page_for, qtbot):
    page = page_for(labelled)

    toggle = child(page, "judges.everything.toggle")
    toggle.click()
    child(page, "judges.consequence.no").click()
    idle(qtbot, page)

    assert not toggle.isChecked()
    assert child(page, "judges.consequence").words == ""
    assert len(column(page, RUN)) == 4


def test_going_back_to_ones_own_runs_needs_no_question(labelled, page_for, qtbot):
    page = page_for(labelled)
    toggle = child(page, "judges.everything.toggle")
    toggle.click()
    child(page, "judges.consequence.yes").click()
    idle(qtbot, page)

    toggle.click()
    idle(qtbot, page)

    assert len(column(page, RUN)) == 4


def show_all_runs(page, qtbot):
    child(page, "judges.everything.toggle").click()
    child(page, "judges.consequence.yes").click()
    idle(qtbot, page)


@pytest.mark.parametrize("topic", [Topic.RUNS, Topic.SCORES])
def test_what_comes_in_later_is_not_shown_without_another_question(
    labelled, page_for, qtbot, topic
):
    page = page_for(labelled)
    show_all_runs(page, qtbot)
    exposed = len(labelled.exposures.all())
    labelled.scores.add([a_score(a_run("wren"), a_judge("oak"), 4)], now=NOW)

    page.refresh(frozenset({topic}))
    idle(qtbot, page)

    assert len(column(page, RUN)) == 4
    assert len(labelled.exposures.all()) == exposed
    assert not child(page, "judges.everything.toggle").isChecked()


def test_who_comes_back_to_the_page_is_asked_again(labelled, page_for, qtbot):
    page = page_for(labelled)
    show_all_runs(page, qtbot)

    page.hide()
    page.show()
    page.shown()
    idle(qtbot, page)

    assert len(column(page, RUN)) == 4
    assert not child(page, "judges.everything.toggle").isChecked()
    child(page, "judges.everything.toggle").click()
    assert "count as revealed" in child(page, "judges.consequence").words


def test_all_runs_stay_while_the_person_labels(labelled, page_for, qtbot):
    page = page_for(labelled)
    show_all_runs(page, qtbot)

    page.refresh(frozenset({Topic.LABELS}))
    idle(qtbot, page)

    assert len(column(page, RUN)) == 8


def test_the_chosen_run_shows_ones_own_label_beside_every_reason(labelled, page_for, qtbot):
    page = page_for(labelled)

    side = child(page, "judges.side")
    said = "\n".join(label.text() for label in side.findChildren(QLabel))
    assert child(side, "judges.side.title", QLabel).text() == "Alpha"
    assert "Note on Alpha." in said
    assert "rm audit.log" in said
    spoken = "\n".join(each.accessibleName() for each in side.findChildren(QWidget))
    assert "Secret of oak." in spoken + said
    assert "Secret of elm." in spoken + said


def test_an_unlabelled_run_hides_its_reasons(labelled, page_for, qtbot):
    page = page_for(labelled)
    child(page, "judges.everything.toggle").click()
    child(page, "judges.consequence.yes").click()
    idle(qtbot, page)

    models = [
        table(page).model().index(row, RUN).data(VALUE_ROLE).model
        for row in range(table(page).model().rowCount())
    ]
    table(page).selectRow(models.index("otter"))
    idle(qtbot, page)

    assert "reasons stay hidden" in child(page, "judges.side.hidden", QLabel).text()


def test_evidence_leads_to_its_step(labelled, page_for, qtbot):
    page = page_for(labelled)

    with qtbot.waitSignal(page.run_wanted) as wanted:
        child(page, "judges.side.evidence.3", QPushButton).click()

    assert wanted.args == [page.content.chosen_run().row, 3]
