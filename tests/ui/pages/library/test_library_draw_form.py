"""The form of a wave: nothing typed is swallowed, faults stand at their fields, keys suffice."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QSpinBox

from odcv_desk.ui.theme import Appearance
from tests.support.library_page import child, idle


@pytest.fixture
def form(qtbot, page_for, filled):
    """Return a page with its form open."""
    page = page_for(filled)
    page.draw_wave()
    idle(qtbot, page)
    size = child(page, "library.draw.size", QSpinBox)
    qtbot.waitUntil(size.hasFocus)
    return page


def go(page):
    return child(page, "library.draw.go", QPushButton)


def test_a_size_that_is_too_large_stays_and_is_told(qtbot, form):
    size = child(form, "library.draw.size", QSpinBox)

    qtbot.keyClicks(size, "500")

    assert size.value() == 500
    fault = child(form, "library.draw.size.fault", QLabel)
    assert fault.text() == "Only 12 runs can be drawn."
    assert fault.isVisible()
    assert not go(form).isEnabled()


def test_a_size_that_fits_again_can_be_drawn(qtbot, form):
    size = child(form, "library.draw.size", QSpinBox)
    qtbot.keyClicks(size, "50")

    qtbot.keyClick(size, Qt.Key.Key_Backspace)

    assert size.value() == 5
    assert child(form, "library.draw.size.fault").isHidden()
    assert go(form).isEnabled()
    idle(qtbot, form)


def test_no_runs_are_no_wave(form):
    child(form, "library.draw.size", QSpinBox).setValue(0)

    assert "one run at least" in child(form, "library.draw.size.fault", QLabel).text()
    assert not go(form).isEnabled()


def test_enter_draws(qtbot, form, filled):
    size = child(form, "library.draw.size", QSpinBox)
    qtbot.keyClicks(size, "4")

    with qtbot.waitSignal(form.changed, timeout=15_000):
        qtbot.keyClick(size, Qt.Key.Key_Return)
    idle(qtbot, form)

    (wave,) = filled.waves.all()
    assert len(wave.items) == 4


def test_enter_draws_nothing_while_a_field_is_wrong(qtbot, form, filled):
    size = child(form, "library.draw.size", QSpinBox)
    qtbot.keyClicks(size, "500")

    qtbot.keyClick(size, Qt.Key.Key_Return)
    idle(qtbot, form)

    assert filled.waves.all() == ()


def test_enter_on_a_button_presses_that_button(qtbot, form, filled):
    close = child(form, "library.draw.close", QPushButton)
    close.setFocus()
    qtbot.waitUntil(close.hasFocus)

    qtbot.keyClick(close, Qt.Key.Key_Return)
    idle(qtbot, form)

    assert child(form, "library.draw").isHidden()
    assert filled.waves.all() == ()


def test_tab_goes_through_the_form_in_the_order_in_which_it_is_read(qtbot, form):
    seen = []
    for _ in range(10):
        seen.append(QApplication.focusWidget().objectName().removeprefix("library."))
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)

    assert seen == [
        "draw.size",
        "draw.design",
        "draw.raters",
        "draw.masking",
        "draw.reveal",
        "draw.seed",
        "draw.shuffle",
        "draw.more",
        "prospect.table",
        "draw.close",
    ]


def test_a_name_that_no_rater_can_have_is_told_at_its_field(form):
    child(form, "library.draw.raters", QLineEdit).setText("ada, bo;cy")

    fault = child(form, "library.draw.raters.fault", QLabel)
    assert "'bo;cy': a comma, semicolon or line break" in fault.text()
    assert fault.isVisible()
    assert not go(form).isEnabled()


@pytest.mark.parametrize(("scale", "below"), [(1.0, False), (1.5, True), (2.0, True)])
def test_what_it_will_tell_goes_below_the_fields_where_the_window_is_narrow(
    qtbot, form, look, scale, below
):
    form.resize(1280, 750)
    look.wear(Appearance.LIGHT, scale=scale)

    fields, prospect = child(form, "library.draw.fields"), child(form, "library.prospect")

    qtbot.waitUntil(lambda: (prospect.geometry().top() > fields.geometry().bottom()) is below)
    area = child(form, "library.waves.scroll")
    qtbot.waitUntil(lambda: area.horizontalScrollBar().maximum() == 0)
    idle(qtbot, form)
