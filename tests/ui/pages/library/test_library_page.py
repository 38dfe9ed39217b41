"""The library page as a whole."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QToolButton,
)

from odcv_desk.domain.run import Suite
from odcv_desk.ui.theme import Appearance
from odcv_desk.ui.widgets.row_table import RowTable
from scenarios import catalogue
from tests.support.library_page import SECTIONS, child, idle, shown_text, visit
from tests.support.studies import (
    NOW,
    a_judge,
    a_label,
    a_run,
    a_score,
)


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
