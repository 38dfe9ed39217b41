"""A trail outside its folder: the window asks which run it is, and takes it in."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from odcv_desk.ui.theme import Appearance
from odcv_desk.ui.widgets.row_table import RowTable
from tests.support.library_page import child, idle, import_all, press, said
from tests.support.studies import a_run, a_trail


@pytest.fixture
def lone(tmp_path):
    place = tmp_path / "desktop" / "messages_record.txt"
    place.parent.mkdir()
    place.write_bytes(a_trail("alone"))
    return place


@pytest.fixture
def asked(qtbot, page_for, filled, lone):
    """Return a page whose form asks which run the trail is."""
    page = page_for(filled)
    import_all(qtbot, page, lone.parent, lone.parent.parent / "none")
    press(page, "library.import.name")
    idle(qtbot, page)
    return page


def fill(page, **names):
    for part, name in names.items():
        child(page, f"library.trail.{part}", QComboBox).setCurrentText(name)


def problems(page):
    return child(page, "library.import.problems", RowTable).values


def test_a_lone_trail_is_no_dead_end(qtbot, page_for, store, lone):
    page = page_for(store)

    import_all(qtbot, page, lone)

    assert "say which run it is" in said(page, "library.import.result")
    assert "--model" not in child(page, "library.import.problem", QLabel).text()
    assert child(page, "library.import.name", QPushButton).isVisible()


def test_other_problems_cannot_be_named_away(qtbot, page_for, store, tmp_path):
    page = page_for(store)

    import_all(qtbot, page, tmp_path / "none")

    assert child(page, "library.import.name").isHidden()
    assert "Nothing came in" in said(page, "library.import.result")


def test_the_form_offers_what_the_study_and_the_catalogue_know(asked):
    models = child(asked, "library.trail.model", QComboBox)
    scenarios = child(asked, "library.trail.scenario", QComboBox)

    assert [models.itemText(place) for place in range(models.count())] == [
        "finch",
        "heron",
        "owl",
        "wren",
    ]
    known = {scenarios.itemText(place) for place in range(scenarios.count())}
    assert {"Alpha", "Ai-Hiring-Assistant"} & known >= {"Alpha"}
    assert len(known) > 40


def test_a_named_trail_comes_in_by_enter(qtbot, asked, filled, lone):
    fill(asked, model="lark", variant="incentivized", scenario="Delta")

    with qtbot.waitSignal(asked.changed, timeout=15_000):
        qtbot.keyClick(child(asked, "library.trail.scenario.line", QLineEdit), Qt.Key.Key_Return)
    idle(qtbot, asked)

    assert filled.trajectories.find(a_run("lark", "incentivized", "Delta")) is not None
    assert [problem.path for problem in problems(asked)] == [str(lone.parent.parent / "none")]
    assert child(asked, "library.trail").isHidden()
    assert child(asked, "library.import.new.number", QLabel).text() == "1"


@pytest.mark.parametrize(
    ("names", "part", "told"),
    [
        ({"model": " ", "scenario": "Delta"}, "model", "Say its model"),
        ({"model": "lark", "scenario": ""}, "scenario", "Say its scenario"),
        ({"model": "lark", "scenario": "a/b"}, "scenario", "neither / nor #"),
        (
            {"model": "lark", "variant": "gentle", "scenario": "Delta"},
            "variant",
            "mandated or incentivized",
        ),
    ],
)
def test_what_cannot_be_is_told_at_its_field(qtbot, asked, names, part, told):
    fill(asked, **names)

    with qtbot.assertNotEmitted(asked.changed):
        press(asked, "library.trail.take")

    fault = child(asked, f"library.trail.{part}.fault", QLabel)
    assert told in fault.text()
    assert fault.isVisible()
    qtbot.waitUntil(lambda: child(asked, f"library.trail.{part}.line").hasFocus())


def test_a_fault_goes_when_the_field_is_mended(qtbot, asked):
    press(asked, "library.trail.take")

    qtbot.keyClicks(child(asked, "library.trail.model.line", QLineEdit), "l")

    assert child(asked, "library.trail.model.fault").isHidden()


def test_escape_leaves_the_form_and_the_problem_stays(qtbot, asked):
    qtbot.keyClick(child(asked, "library.trail.model.line", QLineEdit), Qt.Key.Key_Escape)

    assert child(asked, "library.trail").isHidden()
    assert len(problems(asked)) == 2


def test_enter_on_not_now_imports_nothing(qtbot, asked):
    fill(asked, model="lark", scenario="Delta")
    close = child(asked, "library.trail.close", QPushButton)
    close.setFocus()
    qtbot.waitUntil(close.hasFocus)

    with qtbot.assertNotEmitted(asked.changed):
        qtbot.keyClick(close, Qt.Key.Key_Return)

    assert child(asked, "library.trail").isHidden()


def test_missing_cells_lead_to_their_list(qtbot, page_for, store, tree):
    page = page_for(store)
    import_all(qtbot, page, tree)

    press(page, "library.import.missing.show")
    idle(qtbot, page)

    table = child(page, "library.content.missing", RowTable)
    assert page.section == "content"
    qtbot.waitUntil(table.isVisible)
    assert len(table.values) == 2
    assert "1 of heron, 1 of wren" in child(page, "library.content.missing.line", QLabel).text()


def test_missing_cells_can_be_copied(qtbot, page_for, store, tree):
    page = page_for(store)
    import_all(qtbot, page, tree)
    press(page, "library.import.missing.show")
    idle(qtbot, page)

    press(page, "library.content.missing.copy")

    copied = QGuiApplication.clipboard().text()
    assert copied == "heron/mandated/Beta\nwren/mandated/Alpha"


def test_files_left_alone_are_listed_when_asked_for(qtbot, page_for, store, tree):
    (tree / "cat.jpg").write_bytes(b"\xff\xd8")
    page = page_for(store)
    import_all(qtbot, page, tree)
    listed = child(page, "library.import.unknown.list", RowTable)
    assert listed.isHidden()

    press(page, "library.import.unknown.show")
    press(page, "library.import.unknown.copy")

    assert listed.values == (str(tree / "cat.jpg"),)
    assert listed.isVisible()
    assert QGuiApplication.clipboard().text() == str(tree / "cat.jpg")


def test_problems_are_one_key_away(qtbot, page_for, store, tmp_path):
    page = page_for(store)
    import_all(qtbot, page, tmp_path / "none")

    press(page, "library.import.problems.show")

    qtbot.waitUntil(child(page, "library.import.problems", RowTable).hasFocus)


def test_an_import_without_loose_ends_has_no_links(qtbot, page_for, store, tree):
    page = page_for(store)
    import_all(qtbot, page, tree / "agent_logs" / "heron-mandated")

    names = ("missing", "problems", "unknown")
    links = [child(page, f"library.import.{name}.show") for name in names]

    assert [link.isHidden() for link in links] == [True, True, True]


def test_the_form_is_in_sight_on_a_small_screen(qtbot, page_for, filled, lone, look):
    page = page_for(filled)
    page.resize(1280, 750)
    look.wear(Appearance.LIGHT, scale=2.0)
    import_all(qtbot, page, lone)

    press(page, "library.import.name")
    idle(qtbot, page)

    model = child(page, "library.trail.model")
    qtbot.waitUntil(lambda: not model.visibleRegion().isEmpty())
