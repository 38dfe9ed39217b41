import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QToolButton,
    QWidget,
)

from odcv_desk.domain.amount import amount
from odcv_desk.domain.errors import StoreError
from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Design, Masking, Policy, Reveal
from odcv_desk.store import Store
from odcv_desk.ui.actions import Actions, Where
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.jobs import Jobs
from odcv_desk.ui.models.rows import VALUE_ROLE, Column, RowsModel
from odcv_desk.ui.pages.library.page import LibraryPage
from odcv_desk.ui.pages.library.words import span
from odcv_desk.ui.theme import Appearance
from odcv_desk.ui.widgets.parts import short, written
from odcv_desk.ui.widgets.row_table import RowTable
from odcv_desk.workflow.changes import EVERYTHING, Topic
from scenarios import catalogue
from tests.support.studies import (
    NOW,
    a_judge,
    a_label,
    a_results_tree,
    a_run,
    a_score,
    a_trail,
    a_wave,
    an_incoming,
)

SECTIONS = ("import", "content", "waves", "scenarios", "exports", "studies")
MODELS = ("heron", "wren", "finch", "owl")


@pytest.fixture
def desk_for(qtbot, look):
    """Return a maker of desks whose jobs and actions outlive the page, as in the window."""
    made = []

    def make(store, rater="ada", now=lambda: NOW):
        window, jobs = QWidget(), Jobs()
        made.append((window, jobs))
        actions = Actions(window)
        return Desk(store=store, rater=rater, jobs=jobs, look=look, actions=actions, now=now)

    yield make
    for _window, jobs in made:
        jobs.close()


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture
def filled(store):
    runs = [a_run(model, scenario=name) for model in MODELS for name in ("Alpha", "Beta", "Gamma")]
    store.trajectories.add([an_incoming(run, raw=a_trail(str(run))) for run in runs])
    store.scores.add([a_score(run, a_judge("sentinel-oak"), severity=4) for run in runs], now=NOW)
    return store


@pytest.fixture
def page_for(qtbot, desk_for):
    def make(store, **more):
        page = LibraryPage(desk_for(store, now=lambda: NOW), **more)
        qtbot.addWidget(page)
        page.resize(1200, 800)
        page.show()
        page.desk.actions.come_to(Where.LIBRARY)
        page.shown()
        return page

    return make


@pytest.fixture
def tree(tmp_path):
    cells = [("heron", "mandated", "Alpha"), ("wren", "mandated", "Beta")]
    scores = [("scores_oak.csv", "scenario,heron-mandated\nAlpha,3\n")]
    return a_results_tree(tmp_path / "results", cells, scores)


def child(page, name, kind=QWidget):
    found = page.findChild(kind, name)
    assert found is not None, name
    return found


def said(page, name):
    return child(page, f"{name}.text", QLabel).text()


def shown_text(widget):
    """Everything that a person can read or hear of a widget and what is in it."""
    texts = []
    for each in (widget, *widget.findChildren(QWidget)):
        texts += [each.accessibleName(), each.accessibleDescription(), each.toolTip()]
        texts += [each.text()] if hasattr(each, "text") and callable(each.text) else []
        texts += [each.toPlainText()] if isinstance(each, QPlainTextEdit) else []
        if isinstance(each, QComboBox):
            texts += [each.itemText(place) for place in range(each.count())]
        if isinstance(each, RowTable):
            model = each.model()
            texts += [
                str(model.index(row, column).data())
                for row in range(model.rowCount())
                for column in range(model.columnCount())
            ]
    return "\n".join(texts)


def idle(qtbot, page):
    qtbot.waitUntil(lambda: not page.desk.jobs.busy, timeout=15_000)


def visit(qtbot, page, section):
    page.go_to(section)
    idle(qtbot, page)


def press(page, name):
    child(page, name, QPushButton).click()


def import_all(qtbot, page, *paths):
    with qtbot.waitSignal(page.changed, timeout=15_000):
        page.bring_in(paths)
    idle(qtbot, page)


# --- the page -----------------------------------------------------------------------------------


def test_every_section_has_a_button_that_brings_it_to_the_front(qtbot, page_for, filled):
    page = page_for(filled)

    for section in SECTIONS:
        child(page, f"library.section.{section}", QToolButton).click()
        idle(qtbot, page)
        assert page.section == section


def test_sections_are_walked_by_arrow_keys(qtbot, page_for, filled):
    page = page_for(filled)
    first = child(page, "library.section.import", QToolButton)
    page.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)

    qtbot.keyClick(first, Qt.Key.Key_Down)
    idle(qtbot, page)

    assert page.section == "content"


def test_every_control_has_a_name_for_ears(qtbot, page_for, filled):
    page = page_for(filled)
    for section in SECTIONS:
        visit(qtbot, page, section)
    page.draw_wave()
    idle(qtbot, page)
    kinds = (QPushButton, QToolButton, QLineEdit, QComboBox, QSpinBox, QRadioButton, RowTable)

    controls = [
        each
        for kind in kinds
        for each in page.findChildren(kind)
        if each.objectName() != "qt_spinbox_lineedit" and not isinstance(each.parent(), QLineEdit)
    ]

    assert controls
    assert not [each for each in controls if not each.objectName()]
    mute = [each.objectName() for each in controls if not each.accessibleName()]
    assert not mute


def test_actions_of_the_library_do_what_they_say(qtbot, page_for, filled):
    page = page_for(filled)

    page.desk.actions["library.draw_wave"].trigger()
    idle(qtbot, page)
    assert page.section == "waves"

    page.desk.actions["library.export"].trigger()
    idle(qtbot, page)
    assert page.section == "exports"


def test_nothing_on_the_page_tells_what_a_judge_or_another_person_said(qtbot, page_for, filled):
    other = a_label(a_run("heron", scenario="Alpha"), "bo", severity=5, note="sentinel-note")
    filled.labels.append([other])
    demo = next(each for each in catalogue() if each.suite is Suite.DEMO)
    judge = a_judge("elm", suite=Suite.DEMO)
    filled.scores.add(
        [a_score(a_run(scenario=demo.id), judge, reasoning="sentinel-reason")], now=NOW
    )
    page = page_for(filled)
    for section in SECTIONS:
        visit(qtbot, page, section)

    told = shown_text(page)

    assert "sentinel-note" not in told
    assert "sentinel-reason" not in told
    hidden = [
        text.strip()
        for each in catalogue()
        if each.suite is Suite.DEMO
        for text in (each.loophole, each.honest_outcome)
    ]
    assert not [text for text in hidden if text in told]


def test_the_page_follows_theme_and_scale(qtbot, page_for, filled, look):
    page = page_for(filled)
    for section in SECTIONS:
        visit(qtbot, page, section)

    look.wear(Appearance.DARK, scale=1.5)

    assert child(page, "library.sections").width() == look.px(190)
    assert not page.grab().isNull()


# --- import -------------------------------------------------------------------------------------


def test_an_import_tells_what_came_in(qtbot, page_for, store, tree):
    page = page_for(store)

    import_all(qtbot, page, tree)

    assert said(page, "library.import.result") == "Imported."
    assert child(page, "library.import.new.number", QLabel).text() == "2"
    assert child(page, "library.import.scores.number", QLabel).text() == "1"
    assert child(page, "library.import.missing.number", QLabel).text() == "2"
    assert len(store.trajectories.all()) == 2


def test_an_import_says_which_parts_of_the_study_it_touched(qtbot, page_for, store, tree):
    page = page_for(store)

    with qtbot.waitSignal(page.changed) as heard:
        page.bring_in([tree])

    assert heard.args == [frozenset({Topic.RUNS, Topic.SCORES, Topic.LABELS})]


def test_what_was_imported_can_be_read_at_once(qtbot, page_for, store, tree):
    page = page_for(store)
    import_all(qtbot, page, tree)

    with qtbot.waitSignal(page.reading_wanted):
        press(page, "library.import.read")


def test_a_second_import_says_that_nothing_has_changed(qtbot, page_for, store, tree):
    page = page_for(store)
    import_all(qtbot, page, tree)

    import_all(qtbot, page, tree)

    assert "Nothing has changed" in said(page, "library.import.result")


def test_a_folder_without_results_says_what_to_choose(qtbot, page_for, store, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"\xff\xd8")
    page = page_for(store)

    import_all(qtbot, page, tmp_path / "photos")

    assert "agent_logs" in said(page, "library.import.result")
    assert child(page, "library.import.read").isHidden()


def test_problems_are_listed_and_can_be_copied(qtbot, page_for, store, tmp_path):
    page = page_for(store)

    import_all(qtbot, page, tmp_path / "none-1", tmp_path / "none-2")
    press(page, "library.import.problems.copy")

    table = child(page, "library.import.problems", RowTable)
    assert [problem.path for problem in table.values] == [
        str(tmp_path / "none-1"),
        str(tmp_path / "none-2"),
    ]
    assert QGuiApplication.clipboard().text().count("no such file") == 2


def test_hostile_names_are_shown_as_text(qtbot, page_for, store, tmp_path):
    page = page_for(store)

    import_all(qtbot, page, tmp_path / "<b>bold</b>\u202egpj\x1b[31m")

    told = child(page, "library.import.problem", QLabel)
    assert told.textFormat() is Qt.TextFormat.PlainText
    assert "<b>bold</b>⟨U+202E⟩gpj␛[31m" in told.text()
    assert "\u202e" not in shown_text(page)


def test_tables_that_contradict_each_other_do_not_tell_grades(qtbot, page_for, store, tmp_path):
    old, new = "scenario,heron-mandated\nAlpha,3\n", "scenario,heron-mandated\nAlpha,4\n"
    page = page_for(store)
    import_all(qtbot, page, a_results_tree(tmp_path / "a", [], [("scores_oak.csv", old)]))

    import_all(qtbot, page, a_results_tree(tmp_path / "b", [], [("scores_oak.csv", new)]))
    press(page, "library.import.problems.copy")

    told = child(page, "library.import.problem", QLabel).text()
    assert "has scored this run • already; • was not taken" in told
    assert "has scored this run • already" in QGuiApplication.clipboard().text()
    assert "has scored this run 3" not in shown_text(page)
    assert "•" in child(page, "library.import.remarks", QLabel).text()


def test_an_import_under_way_shows_counts_and_can_be_cancelled(
    qtbot, page_for, store, tree, monkeypatch
):
    reached = threading.Event()

    def slow(store, paths, *, now, progress):
        while True:
            progress.advance(3, 10, "messages_record.txt")
            reached.set()

    monkeypatch.setattr("odcv_desk.ui.pages.library.import_section.ingest", slow)
    page = page_for(store)

    page.bring_in([tree])
    count = child(page, "library.import.progress.count", QLabel)
    qtbot.waitUntil(lambda: reached.is_set() and count.text() == "3 of 10 files")
    with qtbot.waitSignal(page.changed, timeout=1_000):
        press(page, "library.import.cancel")

    assert "What came in stays" in said(page, "library.import.notice")
    assert child(page, "library.import.progress").isHidden()
    assert not child(page, "library.import.drop").isHidden()


def test_a_second_import_waits_for_the_first(qtbot, page_for, store, tree, monkeypatch):
    go_on = threading.Event()
    monkeypatch.setattr(
        "odcv_desk.ui.pages.library.import_section.ingest",
        lambda *_, progress, **__: progress.advance(int(go_on.wait(10)), 1, "") or _fail(),
    )
    page = page_for(store)
    page.bring_in([tree])

    with qtbot.waitSignal(page.told) as heard:
        page.bring_in([tree])
    go_on.set()
    idle(qtbot, page)

    assert "under way already" in heard.args[0]


def test_a_fault_of_an_import_is_told_in_its_place(qtbot, page_for, store, tree, monkeypatch):
    monkeypatch.setattr(
        "odcv_desk.ui.pages.library.import_section.ingest", lambda *_, **__: _fail()
    )
    page = page_for(store)

    import_all(qtbot, page, tree)

    assert said(page, "library.import.notice") == "the study is locked. Try again."


def test_a_page_may_go_while_it_imports(qtbot, desk_for, store, tree, monkeypatch):
    reached = threading.Event()

    def slow(store, paths, *, now, progress):
        while True:
            progress.advance(1, 2, "messages_record.txt")
            reached.set()

    monkeypatch.setattr("odcv_desk.ui.pages.library.import_section.ingest", slow)
    page = LibraryPage(desk_for(store))
    jobs = page.desk.jobs
    page.bring_in([tree])
    qtbot.waitUntil(reached.is_set)

    assert page.close_down()
    page.deleteLater()

    qtbot.waitUntil(lambda: not jobs.busy)


def test_time_left_is_told_once_it_can_be_known(qtbot, page_for, store):
    progress = child(page_for(store), "library.import.progress")
    left = child(progress, "library.import.progress.left", QLabel)
    progress.begin([Path("/results")], at_s=100.0)

    progress.advance(1, 100, "a", at_s=100.5)
    assert left.text() == ""

    progress.advance(20, 100, "b", at_s=105.0)
    assert left.text() == "about 20 seconds left"


def test_a_folder_is_dropped_anywhere_on_the_page(qtbot, page_for, store, tree):
    page = page_for(store)
    visit(qtbot, page, "studies")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tree))])
    buttons, no_keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(
        QPointF(9, 9).toPoint(), Qt.DropAction.CopyAction, data, buttons, no_keys
    )
    drop = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, buttons, no_keys)

    page.dragEnterEvent(enter)
    with qtbot.waitSignal(page.changed, timeout=15_000):
        page.dropEvent(drop)
    idle(qtbot, page)

    assert enter.isAccepted()
    assert page.section == "import"
    assert len(store.trajectories.all()) == 2


def test_text_cannot_be_dropped(page_for, store):
    page = page_for(store)
    data = QMimeData()
    data.setText("not a file")
    event = QDragEnterEvent(
        QPointF(9, 9).toPoint(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.setAccepted(False)

    page.dragEnterEvent(event)

    assert not event.isAccepted()


def test_a_folder_is_chosen_in_a_dialog_that_does_not_block(qtbot, page_for, store, tree):
    page = page_for(store)

    page.desk.actions["library.import_folder"].trigger()
    dialog = child(page, "library.dialog", QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    with qtbot.waitSignal(page.changed, timeout=15_000):
        dialog.filesSelected.emit([str(tree)])
    dialog.close()
    idle(qtbot, page)

    assert len(store.trajectories.all()) == 2


# --- in this study ------------------------------------------------------------------------------


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
        "odcv_desk.ui.pages.library.content_section.holdings", lambda _store: _fail()
    )
    page = page_for(filled)

    visit(qtbot, page, "content")

    assert said(page, "library.content.notice") == "the study is locked. Try again."


# --- waves --------------------------------------------------------------------------------------


def test_without_a_wave_the_page_says_what_one_is_good_for(qtbot, page_for, filled):
    page = page_for(filled)
    visit(qtbot, page, "waves")

    assert "convenience" in said(page, "library.waves.notice")
    press(page, "library.waves.notice.draw")
    idle(qtbot, page)

    assert not child(page, "library.draw").isHidden()


def test_without_transcripts_there_is_nothing_to_draw_from(qtbot, page_for, store):
    store.scores.add([a_score()], now=NOW)
    page = page_for(store)

    visit(qtbot, page, "waves")

    assert "no run has a transcript" in said(page, "library.waves.notice")
    assert child(page, "library.waves.draw").isHidden()


def test_a_wave_is_drawn_as_the_form_says(qtbot, page_for, filled):
    page = page_for(filled)
    page.draw_wave()
    idle(qtbot, page)
    child(page, "library.draw.size", QSpinBox).setValue(5)
    child(page, "library.draw.seed", QSpinBox).setValue(42)
    child(page, "library.draw.raters", QLineEdit).setText(" ada, bo,, ada ")
    _choose(page, "library.draw.design", Design.SRS)
    _choose(page, "library.draw.masking", Masking.NAMES)
    _choose(page, "library.draw.reveal", Reveal.ITEM)

    with qtbot.waitSignal(page.changed, timeout=15_000) as heard:
        press(page, "library.draw.go")
    idle(qtbot, page)

    (wave,) = filled.waves.all()
    assert heard.args == [frozenset({Topic.WAVES})]
    assert (len(wave.items), wave.seed, wave.design) == (5, 42, Design.SRS)
    assert wave.raters == ("ada", "bo")
    assert wave.policy == Policy(masking=Masking.NAMES, reveal=Reveal.ITEM)
    qtbot.waitUntil(lambda: page.findChild(QWidget, "library.wave.wave-1") is not None)
    assert child(page, "library.draw").isHidden()
    idle(qtbot, page)


def test_a_fresh_form_has_a_seed_of_its_own_and_the_frame_as_limit(qtbot, page_for, filled):
    page = page_for(filled)
    page.draw_wave()
    idle(qtbot, page)
    seed = child(page, "library.draw.seed", QSpinBox)
    before = seed.value()

    press(page, "library.draw.shuffle")

    assert seed.value() != before
    assert child(page, "library.draw.size", QSpinBox).value() == 6
    assert child(page, "library.draw.size", QSpinBox).maximum() == 12
    assert child(page, "library.draw.suite").isHidden()


def test_the_form_tells_what_the_wave_would_tell(qtbot, page_for, filled):
    page = page_for(filled)
    page.draw_wave()
    idle(qtbot, page)

    child(page, "library.draw.size", QSpinBox).setValue(8)

    size = child(page, "library.prospect.size", QLabel)
    qtbot.waitUntil(lambda: size.text() == "8 of 12 runs in 3 scenarios")
    idle(qtbot, page)
    lines = child(page, "library.prospect.table", RowTable).values
    assert [line[0] for line in lines] == ["MCC", "Kappa", "Misaligned"]


def test_a_plan_that_does_not_fit_is_refused_before_it_is_drawn(
    qtbot, page_for, filled, monkeypatch
):
    monkeypatch.setattr("odcv_desk.ui.pages.library.wave_form.prospect", lambda *_: _fail())
    page = page_for(filled)

    page.draw_wave()
    idle(qtbot, page)

    assert said(page, "library.prospect.fault") == "the study is locked. Try again."
    assert not child(page, "library.draw.go").isEnabled()


def test_an_older_answer_does_not_replace_a_newer(qtbot, page_for, filled):
    page = page_for(filled)
    page.draw_wave()
    idle(qtbot, page)
    form = child(page, "library.draw")
    told = child(page, "library.prospect.size", QLabel).text()

    form._show_ahead((form._ticket - 1, StoreError("old", hint="Never shown.")))

    assert child(page, "library.prospect.size", QLabel).text() == told
    assert child(page, "library.prospect.fault").isHidden()


def test_several_suites_are_asked_for(qtbot, page_for, filled):
    filled.trajectories.add([replace(an_incoming(a_run(scenario="Mine")), suite=Suite.ODCV_DESK)])
    page = page_for(filled)

    page.draw_wave()
    idle(qtbot, page)

    suite = child(page, "library.draw.suite", QComboBox)
    assert [suite.itemData(place) for place in range(suite.count())] == ["other", "odcv-desk"]
    suite.setCurrentIndex(1)
    assert child(page, "library.draw.size", QSpinBox).maximum() == 1
    idle(qtbot, page)


def test_a_wave_leads_to_its_labelling(qtbot, page_for, filled):
    filled.waves.add(a_wave([a_run("heron", scenario="Alpha")], raters=("ada",)))
    page = page_for(filled)
    visit(qtbot, page, "waves")

    with qtbot.waitSignal(page.wave_chosen) as heard:
        press(page, "library.wave.wave-1.label")

    assert heard.args == ["wave-1"]


def test_a_wave_of_other_raters_cannot_be_labelled(qtbot, page_for, filled):
    filled.waves.add(a_wave([a_run("heron", scenario="Alpha")], raters=("bo",)))
    page = page_for(filled)

    visit(qtbot, page, "waves")

    assert page.findChild(QPushButton, "library.wave.wave-1.label") is None
    assert child(page, "library.wave.wave-1.state", QLabel).text() == "for other raters"


def test_a_complete_wave_says_so(qtbot, page_for, filled):
    run = a_run("heron", scenario="Alpha")
    filled.waves.add(a_wave([run], raters=("ada",)))
    filled.labels.append([a_label(run, "ada")])
    page = page_for(filled)

    visit(qtbot, page, "waves")

    assert child(page, "library.wave.wave-1.state", QLabel).text() == "complete"
    assert page.findChild(QPushButton, "library.wave.wave-1.label") is None


# --- scenarios ----------------------------------------------------------------------------------


def test_the_chosen_scenario_is_described(qtbot, page_for, store):
    demo = next(each for each in catalogue() if each.suite is Suite.DEMO)
    store.scores.add([a_score(a_run(scenario=demo.id), a_judge(suite=Suite.DEMO))], now=NOW)
    page = page_for(store)
    visit(qtbot, page, "scenarios")

    child(page, "library.scenarios.filter", QLineEdit).setText(demo.title.upper())

    assert child(page, "library.scenarios.card.title", QLabel).text() == demo.title
    told = shown_text(child(page, "library.scenarios.card"))
    assert demo.kpi.target in told
    assert "1 run, 0 with a transcript" in told


def test_a_filter_that_fits_nothing_says_so(qtbot, page_for, filled):
    page = page_for(filled)
    visit(qtbot, page, "scenarios")

    child(page, "library.scenarios.filter", QLineEdit).setText("no such words")

    assert "No scenario" in said(page, "library.scenarios.notice")
    assert child(page, "library.scenarios.card").isHidden()


# --- exports ------------------------------------------------------------------------------------


def test_an_export_is_written_where_it_was_wanted(qtbot, page_for, filled, tmp_path):
    page = page_for(filled)
    visit(qtbot, page, "exports")
    child(page, "library.export.scores-csv", QRadioButton).setChecked(True)
    idle(qtbot, page)

    child(page, "library.export.go", QPushButton).click()
    dialog = child(page, "library.dialog", QFileDialog)
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    dialog.filesSelected.emit([str(tmp_path / "scores.csv")])
    dialog.close()
    idle(qtbot, page)

    assert str(tmp_path / "scores.csv") in said(page, "library.export.notice")
    assert (tmp_path / "scores.csv").read_text().count("sentinel-oak") == 24


def test_a_folder_format_is_made_inside_the_chosen_folder(qtbot, page_for, filled, tmp_path):
    page = page_for(filled)
    visit(qtbot, page, "exports")
    child(page, "library.export.scores-odcv", QRadioButton).setChecked(True)
    idle(qtbot, page)

    child(page, "library.export.go", QPushButton).click()
    dialog = child(page, "library.dialog", QFileDialog)
    dialog.filesSelected.emit([str(tmp_path)])
    dialog.close()
    idle(qtbot, page)

    assert (tmp_path / "scores").is_dir()


def test_nothing_is_replaced_without_asking(qtbot, page_for, filled, tmp_path):
    taken = tmp_path / "gold.csv"
    taken.write_text("mine")
    page = page_for(filled)
    visit(qtbot, page, "exports")

    page._exports.write(taken)
    assert "is there already" in said(page, "library.export.notice")
    assert taken.read_text() == "mine"

    press(page, "library.export.notice.replace")
    idle(qtbot, page)
    assert taken.read_text().startswith("id,")


def test_another_place_can_be_named_instead(qtbot, page_for, filled, tmp_path):
    (tmp_path / "gold.csv").write_text("mine")
    page = page_for(filled)
    visit(qtbot, page, "exports")
    page._exports.write(tmp_path / "gold.csv")

    press(page, "library.export.notice.elsewhere")

    dialog = child(page, "library.dialog", QFileDialog)
    dialog.close()
    assert (tmp_path / "gold.csv").read_text() == "mine"


def test_a_fault_of_an_export_is_told_in_its_place(qtbot, page_for, filled, tmp_path):
    page = page_for(filled)
    visit(qtbot, page, "exports")

    page._exports.write(tmp_path / ("long" * 100) / "gold.csv")
    idle(qtbot, page)

    assert "file name too long" in said(page, "library.export.notice")
    assert child(page, "library.export.go").isEnabled()


def test_an_export_that_tells_of_judges_warns_a_rater_of_an_open_wave(
    qtbot, page_for, filled, tmp_path
):
    filled.waves.add(a_wave([a_run("heron", scenario="Alpha")], raters=("ada",)))
    page = page_for(filled)
    visit(qtbot, page, "exports")
    child(page, "library.export.scores-csv", QRadioButton).setChecked(True)
    idle(qtbot, page)

    assert "wave-1" in said(page, "library.export.warning")
    assert "12 runs you have not labelled" in said(page, "library.export.warning")
    assert "all the same" in child(page, "library.export.go", QPushButton).text()
    with qtbot.waitSignal(page.changed) as heard:
        page._exports.write(tmp_path / "scores.csv")
    idle(qtbot, page)
    assert heard.args == [frozenset({Topic.SIGHT})]
    assert [each.rater for each in filled.exposures.all()] == ["ada"]


def test_ones_own_labels_are_written_without_a_warning(qtbot, page_for, filled):
    page = page_for(filled)

    visit(qtbot, page, "exports")

    assert child(page, "library.export.warning").isHidden()


def test_a_report_asks_for_its_gold(qtbot, page_for, filled):
    filled.labels.append([a_label(a_run("heron", scenario="Alpha"), "ada")])
    page = page_for(filled)
    visit(qtbot, page, "exports")
    gold = child(page, "library.export.gold.choice", QComboBox)
    assert gold.isHidden()

    child(page, "library.export.report-html", QRadioButton).setChecked(True)
    idle(qtbot, page)

    assert not gold.isHidden()
    assert gold.currentData() == "rater:ada"
    assert gold.findData("panel") > 0


def test_a_report_is_written_against_the_chosen_gold(qtbot, page_for, filled, tmp_path):
    filled.labels.append([a_label(a_run("heron", scenario="Alpha"), "ada")])
    page = page_for(filled)
    visit(qtbot, page, "exports")
    child(page, "library.export.report-html", QRadioButton).setChecked(True)
    idle(qtbot, page)

    page._exports.write(tmp_path / "report.html")
    idle(qtbot, page)

    assert "report.html" in said(page, "library.export.notice")
    assert "sentinel-oak" in (tmp_path / "report.html").read_text()


def test_an_empty_study_has_nothing_to_export(qtbot, page_for, store):
    page = page_for(store)

    visit(qtbot, page, "exports")

    assert "empty" in said(page, "library.export.notice")
    assert not child(page, "library.export.go").isEnabled()


# --- studies ------------------------------------------------------------------------------------


def test_recent_studies_are_offered_without_this_one(qtbot, page_for, store):
    page = page_for(store, recent=(store.where, "/old/a&b.odcv"))
    page.go_to("studies")

    with qtbot.waitSignal(page.study_wanted) as heard:
        press(page, "library.study.recent.0")

    assert heard.args == ["/old/a&b.odcv"]
    assert page.findChild(QPushButton, "library.study.recent.1") is None


def test_a_study_is_opened_by_file_by_name_and_new(qtbot, page_for, store, tmp_path):
    page = page_for(store)
    page.go_to("studies")
    wanted = []
    page.study_wanted.connect(wanted.append)

    press(page, "library.study.open")
    _choose_file(page, tmp_path / "one.odcv")
    press(page, "library.study.new")
    _choose_file(page, tmp_path / "two")
    address = child(page, "library.study.address", QLineEdit)
    address.setText(" postgresql+pg8000://db/study ")
    qtbot.keyClick(address, Qt.Key.Key_Return)

    assert wanted == [
        str(tmp_path / "one.odcv"),
        str(tmp_path / "two.odcv"),
        "postgresql+pg8000://db/study",
    ]


def test_the_example_can_be_wanted(qtbot, page_for, store):
    page = page_for(store)
    page.go_to("studies")

    with qtbot.waitSignal(page.demo_wanted):
        press(page, "library.study.demo")


def test_a_copy_made_of_an_older_study_is_told(page_for, store, tmp_path):
    store.backup = tmp_path / "study.backup"

    page = page_for(store)
    page.go_to("studies")

    assert str(tmp_path / "study.backup") in said(page, "library.study.backup")


# --- words and models ---------------------------------------------------------------------------


def test_a_name_without_an_end_wraps_and_a_path_stays_as_it_is(look):
    path = "/home/ada/" + "/".join(["results-of-a-long-evening"] * 9)

    assert written(path) == path
    assert written("x" * 130).split("\u200b") == ["x" * 60, "x" * 60, "x" * 10]
    assert len(short("y" * 300)) < 100


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "about 1 second"),
        (59, "about 59 seconds"),
        (61, "about 1 minute"),
        (7000, "about 117 minutes"),
        (8000, "about 2 hours"),
    ],
)
def test_spans_of_time_are_said_as_people_do(seconds, words):
    assert span(seconds) == words


def test_numbers_agree_with_what_they_count():
    assert [amount(1, "run"), amount(1656, "run")] == ["1 run", "1,656 runs"]
    assert amount(2, "stratum", "strata") == "2 strata"


def test_the_rows_model_keeps_the_rules_of_models(qtmodeltester, qapp):
    model = RowsModel([Column(title="a", says=str), Column(title="b", says=str, number=True)])
    model.show_values(["x", "y\u202ez"])

    qtmodeltester.check(model)
    assert model.index(1, 0).data() == "y⟨U+202E⟩z"
    assert model.index(1, 0).data(VALUE_ROLE) == "y\u202ez"
    assert model.headerData(1, Qt.Orientation.Horizontal) == "b"


def _choose(page, name, value):
    field = child(page, name, QComboBox)
    field.setCurrentIndex(field.findData(value))


def _choose_file(page, path):
    dialog = [each for each in page.findChildren(QFileDialog) if each.isVisible()][-1]
    dialog.filesSelected.emit([str(path)])
    dialog.close()


def _fail():
    raise StoreError("the study is locked", hint="Try again.")
