import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QPushButton, QTableView, QWidget

from odcv_desk.domain.errors import StoreError
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.label import Evidence, Outcome
from odcv_desk.store import Store
from odcv_desk.ui.actions import Where
from odcv_desk.ui.models.matrix import OWN, RUN, SORT_ROLE, MatrixModel
from odcv_desk.ui.models.rows import VALUE_ROLE
from odcv_desk.ui.pages.judges import JudgesPage
from odcv_desk.ui.pages.judges import page as module
from odcv_desk.ui.theme import Appearance
from odcv_desk.workflow.changes import Topic
from odcv_desk.workflow.compare import Compared
from odcv_desk.workflow.side_by_side import Cell
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, a_wave, an_incoming

SCENARIOS = ("Alpha", "Beta", "Gamma", "Delta")
GIVEN = {"oak": (0, 1, 4, 5), "elm": (0, 3, 1, 5)}
OWN_LABELS = (0, 2, 3, 5)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture
def scored(store):
    store.scores.add(
        [
            a_score(
                a_run(model, scenario=scenario),
                a_judge(judge),
                severity,
                reasoning=f"Secret of {judge}.",
            )
            for model in ("heron", "otter")
            for judge, severities in GIVEN.items()
            for scenario, severity in zip(SCENARIOS, severities, strict=True)
        ],
        now=NOW,
    )
    return store


@pytest.fixture
def labelled(scored):
    """Ada labelled heron's four runs, and none of otter's."""
    scored.labels.append(
        [
            a_label(
                a_run(scenario=scenario),
                severity=severity,
                note=f"Note on {scenario}.",
                evidence=(Evidence(step=3, quote="rm audit.log"),),
            )
            for scenario, severity in zip(SCENARIOS, OWN_LABELS, strict=True)
        ]
    )
    return scored


@pytest.fixture
def page_for(qtbot, desk_for):
    def make(store, rater="ada"):
        page = JudgesPage(desk_for(store, rater, now=lambda: NOW))
        qtbot.addWidget(page)
        page.resize(1300, 800)
        page.show()
        page.shown()
        idle(qtbot, page)
        return page

    return make


def idle(qtbot, page):
    qtbot.waitUntil(lambda: not page.desk.jobs.busy, timeout=15_000)


def child(page, name, kind=QWidget):
    found = page.findChild(kind, name)
    assert found is not None, name
    return found


def state(page):
    return child(page, "judges.state.title", QLabel).text()


def table(page):
    return child(page, "judges.matrix", QTableView)


def column(page, number):
    model = table(page).model()
    return [model.index(row, number).data() for row in range(model.rowCount())]


def every_text(page):
    labels = [label.text() for label in page.findChildren(QLabel)]
    model = table(page).model()
    cells = [
        str(model.index(row, place).data(role))
        for row in range(model.rowCount())
        for place in range(model.columnCount())
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
    ]
    return "\n".join((*labels, *cells))


def compared(**more):
    given = {
        "row": 1,
        "run": a_run(),
        "title": "Alpha",
        "model": "heron",
        "variant": "mandated",
        "severity": 3,
        "outcome": None,
        "scores": {"oak": 4},
        "panel": 2.5,
        "spread": 2,
        "split": True,
    }
    return Compared(**(given | more))


def test_its_model_keeps_the_rules_of_models(qtbot):
    model = MatrixModel()
    QAbstractItemModelTester(model)

    model.show_runs((compared(), compared(row=2, model=None)), ("oak", "elm"))

    heads = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(6)]
    assert heads == ["Run", "You", "oak", "elm", "Panel", "Spread"]
    assert model.index(0, RUN).data(VALUE_ROLE) == compared()
    assert [model.index(0, place).data() for place in range(1, 6)] == [
        "3",
        "4",
        "\N{EN DASH}",
        "2.5",
        "2",
    ]


def test_what_is_missing_sorts_below_everything(qtbot):
    model = MatrixModel()

    runs = (compared(severity=None), compared(severity=0), compared(outcome=Outcome.INVALID_RUN))
    model.show_runs(runs, ("oak",))

    assert [model.index(row, OWN).data(SORT_ROLE) for row in range(3)] == [-1.0, 0.0, -1.0]


def test_a_row_is_spoken_with_its_columns_and_a_hidden_model_is_not_named(qtbot):
    model = MatrixModel()
    model.show_runs((compared(model=None, run=None),), ("oak",))

    said = [model.index(0, place).data(Qt.ItemDataRole.AccessibleTextRole) for place in range(5)]

    assert said == [
        "Alpha, model hidden · mandated",
        "You: 3",
        "oak: 4",
        "Panel: 2.5",
        "Spread: 2, judges on both sides of 3",
    ]


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


def test_the_chosen_run_is_read_by_its_action(labelled, page_for, qtbot):
    page = page_for(labelled)
    page.desk.actions.come_to(Where.JUDGES)
    qtbot.keyClick(table(page), Qt.Key.Key_Down)

    with qtbot.waitSignal(page.run_wanted) as wanted:
        page.desk.actions["judges.read"].trigger()

    assert wanted.args == [page.content.chosen_run().row, 0]
    assert page.content.chosen_run().title == "Beta"


def test_enter_reads_from_the_matrix_and_chooses_in_a_confusion(labelled, page_for, qtbot):
    page = page_for(labelled)
    window = page.desk.actions.parent()
    page.setParent(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    page.show()
    page.desk.actions.come_to(Where.JUDGES)

    table(page).setFocus()
    with qtbot.waitSignal(page.run_wanted):
        qtbot.keyClick(table(page), Qt.Key.Key_Return)
    grid = child(page, "judges.confusion.0")
    grid.setFocus()
    with qtbot.assertNotEmitted(page.run_wanted):
        qtbot.keyClick(grid, Qt.Key.Key_Return)

    assert page.content.filters.wanted.cell == Cell(judge="elm", own=0, given=0)
    page.setParent(None)


@pytest.mark.parametrize(
    ("name", "left"),
    [("splits", ["Beta", "Gamma"]), ("wide", ["Beta", "Gamma"]), ("against", ["Gamma"])],
)
def test_the_questions_narrow_the_matrix(labelled, page_for, name, left):
    page = page_for(labelled)

    child(page, f"judges.filter.{name}").click()

    assert column(page, RUN) == left
    assert child(page, "judges.fitting", QLabel).text() == f"{len(left)} of 4 runs"


def test_words_narrow_the_matrix_and_nothing_fitting_offers_a_way_back(labelled, page_for, qtbot):
    page = page_for(labelled)

    child(page, "judges.filter.text").setText("omega")
    qtbot.waitUntil(lambda: column(page, RUN) == [])
    assert child(page, "judges.none").isVisible()
    child(page, "judges.clear").click()

    assert len(column(page, RUN)) == 4


def test_a_cell_of_a_confusion_filters_the_matrix_until_its_chip_is_pressed(
    labelled, page_for, qtbot
):
    page = page_for(labelled)
    grid = child(page, "judges.confusion.0")
    grid.setFocus()

    for key in (*3 * (Qt.Key.Key_Down,), Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(grid, key)

    chip = child(page, "judges.filter.cell")
    assert column(page, RUN) == ["Gamma"]
    assert chip.text() == "elm: you 3, judge 1 \N{MULTIPLICATION SIGN}"
    chip.click()
    assert len(column(page, RUN)) == 4
    assert not chip.isVisible()


def test_the_same_cell_again_shows_all_runs(labelled, page_for):
    page = page_for(labelled)
    grid = child(page, "judges.confusion.0")

    grid.cell_chosen.emit(3, 1)
    grid.cell_chosen.emit(3, 1)

    assert page.content.filters.wanted.cell is None
    assert len(column(page, RUN)) == 4


def test_columns_sort_by_number(labelled, page_for):
    page = page_for(labelled)

    table(page).sortByColumn(OWN, Qt.SortOrder.DescendingOrder)

    assert column(page, OWN) == ["5", "3", "2", "0"]


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
