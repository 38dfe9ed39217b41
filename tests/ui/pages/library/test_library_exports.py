"""Scenarios and exports."""

from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
)

from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.run import Suite
from odcv_desk.workflow.changes import Topic
from scenarios import catalogue
from tests.support import gold_study
from tests.support.library_page import child, idle, press, said, shown_text, visit
from tests.support.studies import (
    NOW,
    a_judge,
    a_label,
    a_run,
    a_score,
    a_wave,
)


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
    log = filled.exposures.all()
    assert {each.rater for each in log} == {"ada"}
    assert {each.seen for each in log} == {Seen.SCORE, Seen.AGGREGATE}


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


def test_a_gold_set_of_a_chosen_wave_is_made_in_a_folder_and_replaced_when_asked(
    qtbot, page_for, store, tmp_path
):
    wave = gold_study.a_drawn_study(store)
    gold_study.judged(store)
    gold_study.labelled(store, wave)
    page = page_for(store)
    visit(qtbot, page, "exports")
    child(page, "library.export.gold-set", QRadioButton).setChecked(True)
    idle(qtbot, page)
    assert "written down" in said(page, "library.export.warning")
    waves = child(page, "library.export.wave.choice", QComboBox)
    assert not waves.isHidden()
    waves.setCurrentIndex(waves.findData(wave.name))

    child(page, "library.export.go", QPushButton).click()
    dialog = child(page, "library.dialog", QFileDialog)
    dialog.filesSelected.emit([str(tmp_path)])
    dialog.close()
    idle(qtbot, page)

    made = next(path.parent for path in tmp_path.rglob("manifest.json"))
    assert str(made) in said(page, "library.export.notice")
    page._exports.write(made)
    press(page, "library.export.notice.replace")
    idle(qtbot, page)
    assert "Wrote 7 files" in said(page, "library.export.notice")
