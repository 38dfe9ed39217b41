"""Studies on servers, what has the keyboard, and where the page stands in a large window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollArea, QToolButton

from odcv_desk.ui.theme import Appearance
from tests.support.library_page import SECTIONS, child, idle, press, shown_text, visit

SERVER = "postgresql+pg8000://ada@db/study"


@pytest.fixture
def asked(qtbot, page_for, store):
    page = page_for(store, recent=(SERVER, "/studies/other.odcv"))
    visit(qtbot, page, "studies")
    press(page, "library.study.recent.0")
    return page


def test_a_recent_file_opens_at_once(qtbot, asked):
    with qtbot.waitSignal(asked.study_wanted) as heard:
        press(asked, "library.study.recent.1")

    assert heard.args == ["/studies/other.odcv", False]


def test_a_server_opens_with_a_password_for_this_session(qtbot, asked):
    field = child(asked, "library.study.password", QLineEdit)
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "ge/heim")

    with qtbot.waitSignal(asked.study_wanted) as heard:
        qtbot.keyClick(field, Qt.Key.Key_Return)

    assert heard.args == ["postgresql+pg8000://ada:ge%2Fheim@db/study", False]
    assert field.text() == ""


def test_a_password_is_not_to_be_read_anywhere(qtbot, asked):
    field = child(asked, "library.study.password", QLineEdit)
    qtbot.keyClicks(field, "geheim")

    assert field.echoMode() is QLineEdit.EchoMode.Password
    field.selectAll()
    field.copy()
    assert "geheim" not in QApplication.clipboard().text()
    assert field.displayText() != "geheim"


def test_without_a_password_the_environment_is_trusted(qtbot, asked):
    with qtbot.waitSignal(asked.study_wanted) as heard:
        press(asked, "library.study.password.open")

    assert heard.args == [SERVER, False]
    assert "PGPASSWORD" in shown_text(asked)


def test_escape_leaves_the_password(qtbot, asked):
    field = child(asked, "library.study.password", QLineEdit)
    qtbot.keyClicks(field, "geheim")

    with qtbot.assertNotEmitted(asked.study_wanted):
        qtbot.keyClick(field, Qt.Key.Key_Escape)

    assert child(asked, "library.study.password.row").isHidden()
    assert field.text() == ""


def test_the_chosen_export_has_the_keyboard_after_its_key(qtbot, page_for, filled):
    page = page_for(filled)

    page.desk.actions["library.export"].trigger()
    page.take_focus()
    idle(qtbot, page)

    assert QApplication.focusWidget().objectName().startswith("library.export.")


def test_the_draw_form_has_the_keyboard_after_its_key(qtbot, page_for, filled):
    page = page_for(filled)

    page.desk.actions["library.draw_wave"].trigger()
    page.take_focus()
    idle(qtbot, page)
    page.take_focus()

    assert QApplication.focusWidget().objectName() == "library.draw.size"


@pytest.mark.parametrize("section", ["import", "content", "waves", "scenarios", "studies"])
def test_else_the_list_of_sections_has_the_keyboard(qtbot, page_for, filled, section):
    page = page_for(filled)
    visit(qtbot, page, section)

    page.take_focus()

    qtbot.waitUntil(child(page, f"library.section.{section}", QToolButton).hasFocus)


@pytest.mark.parametrize("section", SECTIONS)
def test_sections_stand_in_the_middle_of_a_large_window(qtbot, page_for, filled, section):
    page = page_for(filled)
    visit(qtbot, page, section)

    page.resize(2560, 1380)

    (area,) = [each for each in page.findChildren(QScrollArea) if each.isVisible()]
    title = area.findChild(QLabel)
    inside = area.widget().layout().itemAt(1).widget()
    qtbot.waitUntil(lambda: inside.x() > 500)
    right = area.widget().width() - inside.geometry().right()
    assert abs(inside.x() - right) <= 2
    assert title is not None


@pytest.mark.parametrize("section", SECTIONS)
def test_nothing_is_cut_at_twice_the_size_on_a_small_screen(qtbot, page_for, filled, look, section):
    page = page_for(filled)
    visit(qtbot, page, section)

    page.resize(1280, 750)
    look.wear(Appearance.LIGHT, scale=2.0)

    (area,) = [each for each in page.findChildren(QScrollArea) if each.isVisible()]
    # The first turn of the event loop lays out, the second scrolls.
    QApplication.processEvents()
    QApplication.processEvents()
    assert area.viewport().width() > 1_000
    assert area.horizontalScrollBar().maximum() == 0


def test_sections_are_icons_with_names_where_the_window_is_narrow(page_for, filled, look):
    page = page_for(filled)
    button = child(page, "library.section.waves", QToolButton)

    page.resize(1280, 750)
    look.wear(Appearance.LIGHT, scale=2.0)

    assert button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
    assert (button.toolTip(), button.accessibleName()) == ("Waves", "Waves")
    look.wear(Appearance.LIGHT)
    assert button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
